/** Programs with what makes paths interesting: shared parts, diamonds, relu, products, cuts, matrices. Doubles throughout. */

/** Mulberry32: the same programs on every machine. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Odd seeds: numbers; even ones: small matrices. */
export function randomProgram(seed: number): string {
  const next = generator(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(next() * items.length)]!;
  const number = (): string => (Math.round((next() * 4 - 2) * 8) / 8).toFixed(3);
  const isScalar = seed % 2 === 1;
  const matrix = (): string => (isScalar ? number() : `[[${number()}, ${number()}], [${number()}, ${number()}]]`);
  const names = ["a", "b", "c"];
  const lines = ["import torch", ...names.map((name) => `${name} = torch.tensor(${matrix()}, dtype=torch.float64, requires_grad=True)`)];
  const made = [...names];
  const steps = 4 + Math.floor(next() * 7);
  for (let i = 0; i < steps; i++) {
    const x = pick(made);
    const y = pick(made);
    const forms = [
      `${x} * ${y}`, `${x} + ${y}`, `${x} - 0.5 * ${y}`, `torch.relu(${x})`, `torch.tanh(${x})`, `torch.sigmoid(${x}) * ${y}`,
      `${x} * ${y}.detach()`, `${x} + ${x} * 0.25`, `torch.maximum(${x}, ${y})`,
      ...(isScalar ? [] : [`${x} @ ${y}`, `${x}.T @ ${y}`, `torch.softmax(${x}, dim=1)`, `${x} + ${y}.sum(0)`, `${x} * ${y}[0, 1]`, `torch.cat([${x}[0:1], ${y}[1:2]])`]),
    ];
    const name = `v${i}`;
    lines.push(`${name} = ${pick(forms)}`);
    made.push(name);
  }
  const last = made.at(-1)!;
  lines.push(isScalar ? `L = ${last} * a + ${pick(made)}` : `L = (${last} * a).mean() + ${pick(made)}.sum()`, "L.backward()");
  return `${lines.join("\n")}\n`;
}
