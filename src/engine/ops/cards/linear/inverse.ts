/** inv, det, det_sign, logabsdet, logdet, solve: by LU. Adjoints as in Giles 2008, section 2.2. */
import { broadcastTo, type NDArray } from "../../../tensor/array.js";
import { luOf, luSolve } from "../../../tensor/kernels/factorizations.js";
import { matricesOf, stacked } from "../../../tensor/kernels/matrices.js";
import { broadcastShapes, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineStructural, type RuleContext } from "../../define.js";
import type { Operations } from "../../operations.js";
import { waves } from "../sample-arrays.js";
import { sumOfTangents } from "./product-rules.js";
import { checkSquare, linalgError, regular } from "./square.js";

const identity = (n: number): Float64Array => Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
const transposedInverse = (ops: Operations, a: Node): Node => ops.transpose(ops.apply("inv", [a]));
/** [batch] → [batch, 1, 1] */
const scalarField = (ops: Operations, node: Node): Node => ops.unsqueeze(ops.unsqueeze(node, -1), -1);

/** B = A⁻¹; Ā = −Bᵀ B̄ Bᵀ. */
export const inv = defineStructural({
  name: "inv",
  inputs: ["a"],
  dtype: "float",
  sentence: "The inverse of a square matrix.",
  spellings: ["torch.linalg.inv(A=a)", "torch.inverse(input=a)", "torch.Tensor.inverse(self=a)", "numpy.linalg.inv(a)", "jax.numpy.linalg.inv(a)"],
  samples: () => [{ inputs: [regular()] }],
  shape: ([a]) => (checkSquare("inv", a!), a!),
  forward: ([a], _attributes, dtype) => {
    const n = a!.shape.at(-1)!;
    return stacked(matricesOf(a!).map((matrix) => {
      const lu = luOf(matrix, n);
      if (lu.singularAt) throw linalgError("inv: the matrix is singular; it must be regular", `linalg.inv: The diagonal element ${lu.singularAt} is zero, the inversion could not be completed because the input matrix is singular.`);
      return luSolve(lu, identity(n), n, n);
    }), a!.shape, dtype);
  },
  vjp: { a: (c) => { const t = c.ops.transpose(c.out); return c.ops.neg(c.ops.matmul(c.ops.matmul(t, c.g), t)); } },
  jvp: (c) => (c.tangents.a ? c.ops.neg(c.ops.matmul(c.ops.matmul(c.out, c.tangents.a), c.out)) : c.ops.zerosLike(c.out)),
  formula: { value: { text: "{a}⁻¹", latex: "{a}^{-1}" }, derivatives: { a: { text: "−{y}ᵀ·{gy}·{y}ᵀ", latex: "-{y}^{\\top} {gy} \\, {y}^{\\top}" } } },
});

const determinants = (a: NDArray): { readonly sign: number[]; readonly log: number[] } => {
  const n = a.shape.at(-1)!;
  const sign: number[] = [];
  const log: number[] = [];
  for (const matrix of matricesOf(a)) {
    const { factors, sign: own } = luOf(matrix, n);
    let [s, l] = [own, 0];
    for (let i = 0; i < n; i++) {
      s *= Math.sign(factors[i * n + i]!);
      l += Math.log(Math.abs(factors[i * n + i]!));
    }
    sign.push(s);
    log.push(l);
  }
  return { sign, log };
};

/** d = det A; Ā = d̄·d·A⁻ᵀ. */
export const det = defineStructural({
  name: "det",
  inputs: ["a"],
  dtype: "float",
  sentence: "The determinant of a square matrix: how much it scales volumes.",
  spellings: ["torch.linalg.det(A=a)", "torch.det(input=a)", "torch.Tensor.det(self=a)", "numpy.linalg.det(a)", "jax.numpy.linalg.det(a)"],
  samples: () => [{ inputs: [regular()] }],
  shape: ([a]) => (checkSquare("det", a!), a!.slice(0, -2)),
  forward: ([a], _attributes, dtype) => {
    const n = a!.shape.at(-1)!;
    const values = matricesOf(a!).map((matrix) => {
      const { factors, sign } = luOf(matrix, n);
      let product = sign;
      for (let i = 0; i < n; i++) product *= factors[i * n + i]!;
      return product;
    });
    return stacked([values], a!.shape.slice(0, -2), dtype);
  },
  vjp: { a: (c) => c.ops.mul(scalarField(c.ops, c.ops.mul(c.g, c.out)), transposedInverse(c.ops, c.in.a!)) },
  jvp: (c) => (c.tangents.a ? c.ops.mul(c.out, traceOf(c.ops, c.ops.apply("inv", [c.in.a!]), c.tangents.a)) : c.ops.zerosLike(c.out)),
  formula: { value: { text: "det {a}", latex: "\\det {a}" }, derivatives: { a: { text: "{gy}·{y}·{a}⁻ᵀ", latex: "{gy} \\, {y} \\, {a}^{-\\top}" } } },
});

/** tr(P·Q) */
const traceOf = (ops: Operations, p: Node, q: Node): Node => ops.sum(ops.mul(p, ops.transpose(q)), [-2, -1]);

/** The sign of det A; constant almost everywhere. With `logabsdet` it makes up slogdet. */
export const detSign = defineStructural({
  name: "det_sign",
  inputs: ["a"],
  dtype: "float",
  sentence: "The sign of a determinant.",
  spellings: [],
  samples: () => [{ inputs: [regular()] }],
  shape: ([a]) => (checkSquare("slogdet", a!), a!.slice(0, -2)),
  forward: ([a], _attributes, dtype) => stacked([determinants(a!).sign], a!.shape.slice(0, -2), dtype),
  vjp: {},
  jvp: (c) => c.ops.zerosLike(c.out),
  formula: { value: { text: "sign det {a}", latex: "\\operatorname{sign} \\det {a}" }, derivatives: {} },
});

/** y = ln |det A| or ln det A: Ā = ȳ·A⁻ᵀ either way. */
const logarithm = (name: string, sentence: string, spellings: readonly string[], negative: number | null, formula: { readonly text: string; readonly latex: string }) =>
  defineStructural({
    name, sentence, spellings,
    inputs: ["a"],
    dtype: "float",
    samples: () => [{ inputs: [regular()] }],
    shape: ([a]) => (checkSquare(name === "logdet" ? name : "slogdet", a!), a!.slice(0, -2)),
    forward: ([a], _attributes, dtype) => {
      const { sign, log } = determinants(a!);
      return stacked([log.map((value, i) => (sign[i]! < 0 && negative !== null ? negative : value))], a!.shape.slice(0, -2), dtype);
    },
    vjp: { a: (c) => c.ops.mul(scalarField(c.ops, c.g), transposedInverse(c.ops, c.in.a!)) },
    jvp: (c) => (c.tangents.a ? traceOf(c.ops, c.ops.apply("inv", [c.in.a!]), c.tangents.a) : c.ops.zerosLike(c.out)),
    formula: { value: formula, derivatives: { a: { text: "{gy}·{a}⁻ᵀ", latex: "{gy} \\, {a}^{-\\top}" } } },
  });

export const logabsdet = logarithm("logabsdet", "The logarithm of the size of a determinant.", [], null, { text: "ln |det {a}|", latex: "\\ln \\left|\\det {a}\\right|" });
export const logdet = logarithm("logdet", "The logarithm of a determinant; NaN where that is negative.", ["torch.logdet(input=a)", "torch.Tensor.logdet(self=a)"], Number.NaN, { text: "ln det {a}", latex: "\\ln \\det {a}" });

/** A right side of one axis is a vector, and one of A's batch shape plus one axis a batch of vectors (PyTorch's rule). */
const isVector = (a: Shape, b: Shape): boolean => b.length === 1 || (b.length === a.length - 1 && b.every((length, i) => length === a[i]));

/** X = A⁻¹B; B̄ = A⁻ᵀX̄, Ā = −B̄·Xᵀ. */
export const solve = defineStructural({
  name: "solve",
  inputs: ["a", "b"],
  dtype: "float",
  sentence: "Solves linear equations: the X with A·X = B.",
  spellings: ["torch.linalg.solve(A=a, B=b)", "numpy.linalg.solve(a, b)", "jax.numpy.linalg.solve(a, b)"],
  samples: () => [{ inputs: [regular(), waves([3, 2])] }, { inputs: [regular(), waves([3])] }],
  shape: ([a, b]) => {
    checkSquare("solve", a!);
    if (isVector(a!, b!)) return [...(broadcastShapes(a!.slice(0, -2), b!.slice(0, -1)) ?? a!.slice(0, -2)), a!.at(-1)!];
    return [...(broadcastShapes(a!.slice(0, -2), b!.slice(0, -2)) ?? a!.slice(0, -2)), a!.at(-1)!, b!.at(-1)!];
  },
  forward: ([a, b], _attributes, dtype) => {
    const vector = isVector(a!.shape, b!.shape);
    const right = vector ? broadcastTo({ ...b!, shape: [...b!.shape, 1], strides: [...b!.strides, 0] }, [...b!.shape, 1]) : b!;
    const batch = broadcastShapes(a!.shape.slice(0, -2), right.shape.slice(0, -2)) ?? [];
    const [n, m] = [a!.shape.at(-1)!, right.shape.at(-1)!];
    const lefts = matricesOf(broadcastTo(a!, [...batch, n, n]));
    const rights = matricesOf(broadcastTo(right, [...batch, n, m]));
    const blocks = lefts.map((matrix, i) => {
      const lu = luOf(matrix, n);
      if (lu.singularAt) throw linalgError("solve: the matrix is singular; it must be regular", "torch.linalg.solve: The solver failed because the input matrix is singular.");
      return luSolve(lu, rights[i]!, n, m);
    });
    return stacked(blocks, vector ? [...batch, n] : [...batch, n, m], dtype);
  },
  vjp: {
    a: (c) => {
      const inner = rightAdjoint(c);
      if (!isVector(c.in.a!.value.shape, c.in.b!.value.shape)) return c.ops.neg(c.ops.matmul(inner, c.ops.transpose(c.out)));
      return c.ops.neg(c.ops.matmul(c.ops.unsqueeze(inner, -1), c.ops.unsqueeze(c.out, -2)));
    },
    b: rightAdjoint,
  },
  jvp: (c) => {
    const { a, b } = c.tangents;
    const vector = isVector(c.in.a!.value.shape, c.in.b!.value.shape);
    const product = (p: Node): Node => (vector ? c.ops.squeeze(c.ops.matmul(p, c.ops.unsqueeze(c.out, -1)), -1) : c.ops.matmul(p, c.out));
    return sumOfTangents(c, [b && c.ops.apply("solve", [c.in.a!, b]), a && c.ops.neg(c.ops.apply("solve", [c.in.a!, product(a)]))]);
  },
  formula: {
    value: { text: "{a}⁻¹·{b}", latex: "{a}^{-1} {b}" },
    derivatives: { a: { text: "−({a}⁻ᵀ·{gy})·{y}ᵀ", latex: "-\\left({a}^{-\\top} {gy}\\right) {y}^{\\top}" }, b: { text: "{a}⁻ᵀ·{gy}", latex: "{a}^{-\\top} {gy}" } },
  },
});

function rightAdjoint(c: RuleContext): Node {
  return c.ops.apply("solve", [c.ops.transpose(c.in.a!), c.g]);
}
