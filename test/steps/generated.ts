/** Programs made by a seeded generator: graphs of scalars that use each other several times, and small tensor programs. */
export interface Generated {
  readonly name: string;
  readonly text: string;
}

/** The same ones every time. */
export function* generated(count: number): Generator<Generated> {
  const random = new Random(20261123);
  for (let i = 0; i < count; i++) yield { name: `generated-${i}.py`, text: i % 2 === 0 ? scalars(random) : tensors(random) };
}

class Random {
  constructor(private state: number) {}
  /** Park and Miller's minimal standard generator. */
  next(): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return this.state / 2_147_483_647;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  of<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  number(): string {
    return (this.next() * 4 - 2 || 0.5).toFixed(2);
  }
}

function scalars(random: Random): string {
  const names = ["a", "b", "c"];
  const lines = ["import torch", ...names.map((name) => `${name} = torch.tensor(${random.number()}, dtype=torch.float64, requires_grad=True)`)];
  const used = new Set<string>();
  const pick = (): string => {
    const name = random.of(names);
    used.add(name);
    return name;
  };
  for (let i = 0; i < 4 + random.below(8); i++) {
    const [x, y] = [pick(), pick()];
    const right = random.of([`${x} + ${y}`, `${x} - ${y}`, `${x} * ${y}`, `${x} / (${y} ** 2 + 1)`, `torch.tanh(${x})`, `torch.sigmoid(${x})`, `torch.exp(-${x} ** 2)`, `torch.sin(${x})`, `torch.relu(${x})`, `torch.log(${x} ** 2 + 1)`, `${x} ** 3`, `torch.sqrt(${x} ** 2 + 2)`, `torch.abs(${x})`]);
    lines.push(`t${i} = ${right}`);
    names.push(`t${i}`);
  }
  const left = names.filter((name) => !used.has(name));
  return [...lines, `L = ${(left.length ? left : names.slice(-2)).join(" + ")} * 0.5`, "L.backward()", ""].join("\n");
}

function tensors(random: Random): string {
  const [n, k, m] = [1 + random.below(4), 1 + random.below(4), 2 + random.below(3)];
  const matrix = (rows: number, columns: number): string => `torch.tensor([${Array.from({ length: rows }, () => `[${Array.from({ length: columns }, () => random.number()).join(", ")}]`).join(", ")}], dtype=torch.${dtype}, requires_grad=True)`;
  const dtype = random.of(["float32", "float64"]);
  const activation = random.of(["torch.tanh(z)", "torch.relu(z)", "torch.sigmoid(z)", "z * z", "z.T.T", "torch.softmax(z, dim=1)", "z[:, 1:]", "torch.cat([z, z * 2], dim=0)", "z.max(dim=1).values"]);
  const end = random.of(["h.sum()", "h.mean()", "(h ** 2).mean()", "h.norm()", "(h * 0.3).sum() + x.sum()"]);
  return ["import torch", "import torch.nn.functional as F", `x = ${matrix(n, k)}`, `W = ${matrix(k, m)}`, `b = ${matrix(1, m)}`, random.of(["z = x @ W + b", "z = F.linear(x, W.T, b[0])", "z = torch.addmm(b, x, W)"]), `h = ${activation}`, `L = ${end}`, "L.backward()", ""].join("\n");
}
