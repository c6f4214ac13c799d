/** cholesky and solves with triangles. */
import { broadcastTo } from "../../../tensor/array.js";
import { choleskyOf, solveTriangular as solveInPlace } from "../../../tensor/kernels/factorizations.js";
import { matricesOf, stacked } from "../../../tensor/kernels/matrices.js";
import { broadcastShapes, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineStructural, type RuleContext, type TangentContext } from "../../define.js";
import { waves } from "../sample-arrays.js";
import { sumOfTangents } from "./product-rules.js";
import { checkSquare, definite, linalgError, lowerHalf, pattern, regular } from "./square.js";

/** A = L·Lᵀ; Ā = ½ L⁻ᵀ(P + Pᵀ)L⁻¹ with P = lower triangle of Lᵀ·L̄, its diagonal halved (Murray 2016). */
export const cholesky = defineStructural({
  name: "cholesky",
  inputs: ["a"],
  attributes: { upper: false },
  dtype: "float",
  sentence: "The lower triangle L with A = L·Lᵀ of a symmetric positive definite matrix.",
  spellings: ["torch.linalg.cholesky(input=a, *, upper=upper)", "torch.cholesky(input=a, upper=upper)", "torch.Tensor.cholesky(self=a, upper=upper)", "numpy.linalg.cholesky(a)", "jax.numpy.linalg.cholesky(a)"],
  samples: () => [{ inputs: [definite()] }],
  shape: ([a]) => (checkSquare("cholesky", a!), a!),
  forward: ([a], { upper }, dtype) => {
    const n = a!.shape.at(-1)!;
    return stacked(matricesOf(a!).map((matrix) => {
      // Of the symmetric part, as the gradient has it; the same numbers for every symmetric matrix.
      const turned = flipped(matrix, n);
      const l = choleskyOf(matrix.map((value, k) => (value + turned[k]!) / 2), n);
      if (typeof l === "number") throw linalgError("cholesky: the matrix is not positive definite", `linalg.cholesky: The factorization could not be completed because the input is not positive-definite (the leading minor of order ${l} is not positive-definite).`, "Matrix is not positive definite");
      return upper === true ? flipped(l, n) : l;
    }), a!.shape, dtype);
  },
  vjp: {
    a: (c) => {
      const lower = c.attributes.upper === true ? c.ops.transpose(c.out) : c.out;
      const g = c.attributes.upper === true ? c.ops.transpose(c.g) : c.g;
      const p = lowerHalf(c.ops, c.ops.matmul(c.ops.transpose(lower), g));
      const inverse = c.ops.apply("inv", [lower]);
      const s = c.ops.scale(c.ops.add(p, c.ops.transpose(p)), 0.5);
      return c.ops.matmul(c.ops.matmul(c.ops.transpose(inverse), s), inverse);
    },
  },
  // L̇ = L·Φ(L⁻¹ Ȧ L⁻ᵀ), of the symmetric part of Ȧ.
  jvp: (c) => {
    if (!c.tangents.a) return c.ops.zerosLike(c.out);
    const lower = c.attributes.upper === true ? c.ops.transpose(c.out) : c.out;
    const inverse = c.ops.apply("inv", [lower]);
    const even = c.ops.scale(c.ops.add(c.tangents.a, c.ops.transpose(c.tangents.a)), 0.5);
    const tangent = c.ops.matmul(lower, lowerHalf(c.ops, c.ops.matmul(c.ops.matmul(inverse, even), c.ops.transpose(inverse))));
    return c.attributes.upper === true ? c.ops.transpose(tangent) : tangent;
  },
  formula: { value: { text: "L with {a} = L·Lᵀ", latex: "L,\\; {a} = L L^{\\top}" }, derivatives: { a: { text: "½ L⁻ᵀ(P + Pᵀ)L⁻¹, P = Φ(Lᵀ·{gy})", latex: "\\tfrac12 L^{-\\top}(P + P^{\\top})L^{-1},\\; P = \\Phi(L^{\\top}{gy})" } } },
});

const flipped = (matrix: Float64Array, n: number): Float64Array => matrix.map((_, k) => matrix[(k % n) * n + Math.floor(k / n)]!);

/** X with T·X = B (left) or X·T = B, T the triangle of A. B̄ = T⁻ᵀX̄; Ā is the triangle of −B̄·Xᵀ. */
export const solveTriangular = defineStructural({
  name: "solve_triangular",
  inputs: ["a", "b"],
  attributes: { upper: true, left: true, unitriangular: false },
  dtype: "float",
  sentence: "Solves linear equations with a triangle, by substitution.",
  spellings: ["torch.linalg.solve_triangular(A=a, B=b, *, upper=upper, left=left, unitriangular=unitriangular)"],
  samples: () => [{ inputs: [regular(), waves([3, 2])] }, { inputs: [regular(), waves([2, 3])], attributes: { upper: false, left: false, unitriangular: true } }],
  shape: ([a, b]) => {
    checkSquare("solve_triangular", a!);
    return [...(broadcastShapes(a!.slice(0, -2), b!.slice(0, -2)) ?? b!.slice(0, -2)), b!.at(-2)!, b!.at(-1)!];
  },
  forward: ([a, b], { upper, left, unitriangular }, dtype) => {
    const batch = broadcastShapes(a!.shape.slice(0, -2), b!.shape.slice(0, -2)) ?? [];
    const n = a!.shape.at(-1)!;
    const size: Shape = [...batch, ...b!.shape.slice(-2)];
    const triangles = matricesOf(broadcastTo(a!, [...batch, n, n]));
    const [rows, columns] = [b!.shape.at(-2)!, b!.shape.at(-1)!];
    const blocks = matricesOf(broadcastTo(b!, size)).map((block, i) => {
      if (left === true) {
        solveInPlace(triangles[i]!, block, n, columns, upper === true, unitriangular === true);
        return block;
      }
      const turned = block.map((_, k) => block[(k % rows) * columns + Math.floor(k / rows)]!);
      solveInPlace(flipped(triangles[i]!, n), turned, n, rows, upper !== true, unitriangular === true);
      return block.map((_, k) => turned[(k % columns) * rows + Math.floor(k / columns)]!);
    });
    return stacked(blocks, size, dtype);
  },
  vjp: {
    a: (c) => {
      const inner = triangularAdjoint(c);
      const full = c.attributes.left === true ? c.ops.matmul(inner, c.ops.transpose(c.out)) : c.ops.matmul(c.ops.transpose(c.out), inner);
      return c.ops.neg(triangle(c, full));
    },
    b: (c) => triangularAdjoint(c),
  },
  jvp: (c) => {
    const { a, b } = c.tangents;
    const part = a && triangle(c, a);
    const product = part && (c.attributes.left === true ? c.ops.matmul(part, c.out) : c.ops.matmul(c.out, part));
    return sumOfTangents(c, [b && c.ops.apply("solve_triangular", [c.in.a!, b], c.attributes), product && c.ops.neg(c.ops.apply("solve_triangular", [c.in.a!, product], c.attributes))]);
  },
  formula: {
    value: { text: "{a}⁻¹·{b}, {a} a triangle", latex: "{a}^{-1} {b}" },
    derivatives: { a: { text: "−triangle of ({a}⁻ᵀ·{gy})·{y}ᵀ", latex: "-\\operatorname{tri}\\left({a}^{-\\top} {gy} \\, {y}^{\\top}\\right)" }, b: { text: "{a}⁻ᵀ·{gy}", latex: "{a}^{-\\top} {gy}" } },
  },
});

const triangularAdjoint = (c: RuleContext): Node =>
  c.ops.apply("solve_triangular", [c.ops.transpose(c.in.a!), c.g], { ...c.attributes, upper: c.attributes.upper !== true });

function triangle(c: RuleContext | TangentContext, full: Node): Node {
  const n = full.value.shape.at(-1)!;
  const { upper, unitriangular } = c.attributes;
  return c.ops.mul(full, c.ops.constant(pattern(full, n, n, (i, j) => ((upper === true ? j > i : j < i) || (i === j && unitriangular !== true) ? 1 : 0))));
}
