/** outer, kron, cross, bilinear, trace: small products as compositions. */
import { fromNumbers } from "../../../tensor/array.js";
import { broadcastShapes, normalizeAxis, type Shape } from "../../../tensor/shape.js";
import { defineComposite } from "../../composite.js";
import { OperationError } from "../../define.js";

const a2 = fromNumbers("float64", [2, 2], [1, -2, 0.5, 3]);
const b3 = fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3]);

export const outer = defineComposite({
  name: "outer",
  inputs: ["a", "b"],
  dtype: "promote",
  sentence: "Every element of the first vector times every element of the second.",
  spellings: ["torch.outer(input=a, vec2=b)", "torch.Tensor.outer(self=a, vec2=b)", "torch.ger(input=a, vec2=b)", "numpy.outer(a, b)", "jax.numpy.outer(a, b)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, -2]), fromNumbers("float64", [3], [2, 1, -1])] }],
  differentiable: ["a", "b"],
  shape: ([a, b]) => {
    const wrong = a!.length !== 1 ? (["self", a!] as const) : b!.length !== 1 ? (["vec2", b!] as const) : null;
    if (wrong) throw new OperationError(`outer: an input has ${wrong[1].length} axes; it must be a vector`, { torch: { type: "RuntimeError", message: `outer: Expected 1-D argument ${wrong[0]}, but got ${wrong[1].length}-D` } });
    return [a![0]!, b![0]!];
  },
  compose: (ops, [a, b]) => ops.mul(ops.unsqueeze(a!, 1), b!),
  formula: {
    value: { text: "{a} {b}ᵀ", latex: "{a} {b}^{\\top}" },
    derivatives: { a: { text: "{gy} · {b}", latex: "{gy} {b}" }, b: { text: "{gy}ᵀ · {a}", latex: "{gy}^{\\top} {a}" } },
  },
});

const paired = (a: Shape, b: Shape): readonly (readonly [number, number])[] => {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, axis) => [a[axis - rank + a.length] ?? 1, b[axis - rank + b.length] ?? 1] as const);
};

export const kron = defineComposite({
  name: "kron",
  inputs: ["a", "b"],
  dtype: "promote",
  sentence: "The Kronecker product: every element of the first times the whole of the second, as blocks.",
  spellings: ["torch.kron(input=a, other=b)", "torch.Tensor.kron(self=a, other=b)", "numpy.kron(a, b)", "jax.numpy.kron(a, b)"],
  samples: () => [{ inputs: [a2, b3] }, { inputs: [fromNumbers("float64", [2], [1, 2]), a2] }],
  differentiable: ["a", "b"],
  shape: ([a, b]) => paired(a!, b!).map(([m, n]) => m * n),
  compose: (ops, [a, b]) => {
    const pairs = paired(a!.value.shape, b!.value.shape);
    const left = ops.reshape(a!, pairs.flatMap(([m]) => [m, 1]));
    const right = ops.reshape(b!, pairs.flatMap(([, n]) => [1, n]));
    return ops.reshape(ops.mul(left, right), pairs.map(([m, n]) => m * n));
  },
  formula: {
    value: { text: "{a} ⊗ {b}", latex: "{a} \\otimes {b}" },
    derivatives: { a: { text: "Σ over blocks of {gy} ∘ {b}", latex: "\\sum {gy} \\circ {b}" }, b: { text: "Σ over blocks of {a}·{gy}", latex: "\\sum {a} \\, {gy}" } },
  },
});

/** (a × b)ᵢ = aᵢ₊₁ bᵢ₊₂ − aᵢ₊₂ bᵢ₊₁ along an axis of size 3. */
export const cross = defineComposite({
  name: "cross",
  inputs: ["a", "b"],
  attributes: { axis: -1 },
  dtype: "promote",
  sentence: "The cross product of vectors of three numbers.",
  spellings: [
    "torch.linalg.cross(input=a, other=b, *, dim=axis)", "torch.cross(input=a, other=b, dim=axis)", "torch.Tensor.cross(self=a, other=b, dim=axis)",
    "numpy.cross(a, b, axis=axis)", "jax.numpy.cross(a, b, axis=axis)",
  ],
  samples: () => [{ inputs: [b3, fromNumbers("float64", [3], [1, -1, 2])] }],
  differentiable: ["a", "b"],
  shape: ([a, b], { axis }) => {
    const shape = broadcastShapes(a!, b!);
    const at = shape && normalizeAxis(Number(axis), shape.length);
    if (shape && at !== null && shape[at!] === 3) return shape;
    throw new OperationError("cross: no axis of size 3 where it is wanted; vectors must have three numbers", { torch: { type: "RuntimeError", message: `linalg.cross: inputs dimension ${String(axis)} must have length 3. Got ${a!.at(Number(axis))} and ${b!.at(Number(axis))}` } });
  },
  compose: (ops, [a, b], { axis }) => {
    const shape = broadcastShapes(a!.value.shape, b!.value.shape)!;
    const at = normalizeAxis(Number(axis), shape.length)!;
    const [x, y] = [ops.expand(a!, shape), ops.expand(b!, shape)];
    const rotated = (node: typeof x, by: number): typeof x => {
      const part = (from: number, to: number): typeof x => ops.slice(node, shape.map((_, i) => (i === at ? from : 0)), shape.map((n, i) => (i === at ? to : n)), shape.map(() => 1));
      return ops.cat([part(by, 3), part(0, by)], at);
    };
    return ops.sub(ops.mul(rotated(x, 1), rotated(y, 2)), ops.mul(rotated(x, 2), rotated(y, 1)));
  },
  formula: {
    value: { text: "{a} × {b}", latex: "{a} \\times {b}" },
    derivatives: { a: { text: "{b} × {gy}", latex: "{b} \\times {gy}" }, b: { text: "{gy} × {a}", latex: "{gy} \\times {a}" } },
  },
});

/** y_k = xᵀ W_k z + b_k. */
export const bilinear = defineComposite({
  name: "bilinear",
  inputs: ["x", "z", "weight", "bias"],
  optional: { bias: 0 },
  dtype: "promote",
  sentence: "A bilinear layer: each output is a weighted sum of all products of two inputs.",
  spellings: ["torch.nn.functional.bilinear(input1=x, input2=z, weight=weight, bias=bias)"],
  samples: () => [{ inputs: [a2, b3, fromNumbers("float64", [2, 2, 3], [1, 2, -1, 0.5, 3, 1, -2, 1, 0.25, 1, 1, -1]), fromNumbers("float64", [2], [1, -1])] }],
  differentiable: ["x", "z", "weight", "bias"],
  shape: ([x, z, weight]) => {
    const [, m, n] = weight!;
    const wrong = x!.at(-1) !== m ? (["1", x!.at(-1), m] as const) : z!.at(-1) !== n ? (["2", z!.at(-1), n] as const) : null;
    if (wrong) throw new OperationError(`bilinear: input ${wrong[0]} has ${wrong[1]} features; it must have ${wrong[2]}`, { torch: { type: "RuntimeError", message: `bilinear(): input${wrong[0]} size does not match weight size: got ${wrong[1]} but expected ${wrong[2]}` } });
    return [...x!.slice(0, -1), weight![0]!];
  },
  compose: (ops, [x, z, weight, bias]) => {
    const y = ops.apply("einsum", [x!, weight!, z!], { equation: "...i,kij,...j->...k" });
    return bias ? ops.add(y, bias) : y;
  },
  formula: {
    value: { text: "{x}ᵀ {weight} {z} + {bias}", latex: "{x}^{\\top} {weight} {z} + {bias}" },
    derivatives: {
      x: { text: "{gy} · {weight} {z}", latex: "{gy} \\, {weight} {z}" },
      z: { text: "{gy} · {weight}ᵀ {x}", latex: "{gy} \\, {weight}^{\\top} {x}" },
      weight: { text: "{gy} {x} {z}ᵀ", latex: "{gy} \\, {x} {z}^{\\top}" },
      bias: { text: "Σ over the batch of {gy}", latex: "\\sum_n {gy}_n" },
    },
  },
});

export const trace = defineComposite({
  name: "trace",
  inputs: ["x"],
  dtype: "first",
  sentence: "The sum of a matrix's diagonal.",
  spellings: ["torch.trace(input=x)", "torch.Tensor.trace(self=x)", "numpy.trace(a=x)", "jax.numpy.trace(a=x)"],
  samples: () => [{ inputs: [b3] }, { inputs: [a2] }],
  differentiable: ["x"],
  shape: ([x]) => {
    if (x!.length === 2) return [];
    throw new OperationError(`trace: the input has ${x!.length} axes; it must have 2`, { torch: { type: "RuntimeError", message: `trace: expected a matrix, but got tensor with dim ${x!.length}` } });
  },
  compose: (ops, [x]) => {
    const [rows, columns] = x!.value.shape as [number, number];
    const n = Math.min(rows, columns);
    return ops.apply("einsum", [ops.slice(x!, [0, 0], [n, n], [1, 1])], { equation: "ii->" });
  },
  formula: { value: { text: "tr {x}", latex: "\\operatorname{tr} {x}" }, derivatives: { x: { text: "{gy} · I", latex: "{gy} \\, I" } } },
});
