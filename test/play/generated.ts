/** Programs for tests of replay and write-back: numbers, names and operations drawn from a seed. */

/** Mulberry32: the same seed gives the same programs. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Kind = "python" | "torch" | "numpy" | "jax";
export const KINDS: readonly Kind[] = ["python", "torch", "numpy", "jax"];

const UNARY: Readonly<Record<Kind, readonly string[]>> = {
  python: ["math.sin(@)", "math.exp(@ / 10)", "(@) ** 2", "abs(@)", "max(@, 0.5)"],
  torch: ["torch.sin(@)", "torch.exp(@ / 10)", "(@) ** 2", "torch.relu(@)", "torch.sigmoid(@)", "(@).abs()", "(@).mean() * @", "torch.softmax(@, dim=-1)", "(@).cumsum(-1)"],
  numpy: ["np.sin(@)", "np.exp(@ / 10)", "(@) ** 2", "np.maximum(@, 0.25)", "np.abs(@)", "np.mean(@) * @", "np.sqrt((@) ** 2 + 1)"],
  jax: ["jnp.sin(@)", "jnp.exp(@ / 10)", "(@) ** 2", "jnp.maximum(@, 0.25)", "jnp.tanh(@)", "jnp.mean(@) * @"],
};

/** A program whose target is `L`; its inputs are written in many ways. */
export function generatedProgram(seed: number, kind: Kind): string {
  const random = generator(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const number = (): string => {
    const value = (random() * 8 - 4).toFixed(pick([0, 1, 2, 3]));
    return pick([value.includes(".") ? value : `${value}.0`, value.includes(".") ? value : `${value}.`, Number(value).toExponential(2)]);
  };
  const list = (length: number): string => `[${Array.from({ length }, number).join(pick([", ", ",", ",\n     "]))}]`;
  const length = pick([2, 3, 9]);
  const inputs: Readonly<Record<Kind, readonly (() => string)[]>> = {
    python: [number, () => `float(${number()})`, number],
    torch: [() => `torch.tensor(${number()}, requires_grad=True)`, () => `torch.tensor(${list(length)}, requires_grad=True)`, () => `torch.nn.Parameter(torch.tensor(${list(length)}))`, () => `torch.tensor([${list(length)}, ${list(length)}], dtype=torch.float64).requires_grad_()`],
    numpy: [() => `np.array(${list(length)})`, () => `np.array([${list(length)}, ${list(length)}])`, () => `np.float64(${number()})`, () => number()],
    jax: [() => `jnp.array(${list(length)})`, () => `jnp.array([${list(length)}, ${list(length)}])`, () => `jnp.float32(${number()})`],
  };
  const names = ["a", "w", "b", "k"].slice(0, pick([2, 3, 4]));
  const lines = names.map((name) => `${name} = ${pick(inputs[kind])()}${pick(["", "  # a comment, 1.0"])}`);
  const made = [...names];
  for (let i = 0; i < pick([2, 4, 6]); i++) {
    const unary = pick(UNARY[kind]).replaceAll("@", pick(made));
    lines.push(`v${i} = ${pick([unary, `${pick(made)} ${pick(["+", "-", "*"])} ${unary}`, `${unary} * ${number().replace("-", "")} - ${pick(made)}`])}`);
    made.push(`v${i}`);
  }
  const sum = `${made.slice(-2).join(" * ")} + ${names.join(" + ")}`;
  const target = { python: sum, torch: `(${sum}).sum()`, numpy: `np.sum(${sum})`, jax: `jnp.sum(${sum})` }[kind];
  const head = { python: "import math", torch: "import torch", numpy: "import numpy as np", jax: "import jax.numpy as jnp" }[kind];
  return [head, ...lines, `L = ${target}`, ...(kind === "torch" ? ["L.backward()"] : []), ""].join("\n");
}
