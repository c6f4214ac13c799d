/** P = A⁺ by singular values; Ṗ = −P·Ȧ·P + P·Pᵀ·Ȧᵀ·(1 − A·P) + (1 − P·A)·Ȧᵀ·Pᵀ·P (Golub and Pereyra 1973). */
import { fromNumbers } from "../../../tensor/array.js";
import { stacked } from "../../../tensor/kernels/matrices.js";
import { singularValues } from "../../../tensor/kernels/singular-values.js";
import { type Attributes, type Card, defineStructural } from "../../define.js";
import { partsOf, precisionOf } from "./precision.js";
import { definite } from "./square.js";

/** `hermitian`: of the lower triangle, mirrored; for a symmetric matrix the same, and the rules (as PyTorch's) take it to be so. */
const partsOfArray = partsOf((matrix, array, { hermitian }) => {
  const [m, n] = [array.shape.at(-2)!, array.shape.at(-1)!];
  const whole = hermitian === true ? matrix.map((value, k) => (k % n > Math.floor(k / n) ? matrix[(k % n) * n + Math.floor(k / n)]! : value)) : matrix;
  return singularValues(whole, m, n, precisionOf(array), "mkl");
}, ({ hermitian }) => String(hermitian));

/**
 * The bound below which singular values of the i-th matrix count as 0. Without any, values below the precision of the
 * largest do; with only the absolute one, the relative one is 0.
 */
export function boundOf(largest: number, sides: readonly [number, number], epsilon: number, { atol, rtol }: Attributes, i: number): number {
  const at = (bound: Attributes[string]): number | null => {
    if (typeof bound === "number") return bound;
    const list = Array.isArray(bound) ? bound.map(Number) : null;
    return list ? (list[i] ?? list[0] ?? null) : null;
  };
  const absolute = at(atol) ?? 0;
  const relative = at(rtol) ?? (absolute > 0 ? 0 : 2 * epsilon * Math.max(...sides));
  return Math.max(absolute, relative * largest);
}


export const pinv: Card = defineStructural({
  name: "pinv",
  inputs: ["a"],
  attributes: { atol: null, rtol: null, hermitian: false },
  dtype: "float",
  sentence: "The pseudo-inverse of a matrix: of all least-squares solutions the shortest.",
  spellings: ["jax.numpy.linalg.pinv(a, rtol=rtol)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3])] }, { inputs: [definite()] }, { inputs: [fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3])] }],
  shape: ([a]) => [...a!.slice(0, -2), a!.at(-1)!, a!.at(-2)!],
  forward: ([a], attributes, dtype) => {
    const [m, n] = [a!.shape.at(-2)!, a!.shape.at(-1)!];
    const blocks = partsOfArray(a!, attributes).map(({ values, left, right }, index) => {
      const bound = boundOf(values[0] ?? 0, [m, n], precisionOf(a!).epsilon, attributes, index);
      const out = new Float64Array(n * m);
      values.forEach((value, k) => {
        if (!(value > bound)) return;
        for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) out[i * m + j]! += (right[k * n + i]! / value) * left[k * m + j]!;
      });
      return out;
    });
    return stacked(blocks, [...a!.shape.slice(0, -2), n, m], dtype);
  },
  vjp: {
    a: (c) => {
      const { ops } = c;
      const [a, p, gt] = [c.in.a!, c.out, ops.transpose(c.g)];
      const pt = ops.transpose(p);
      // (1 − A·P)·gᵀ·P·Pᵀ and Pᵀ·P·gᵀ·(1 − P·A), each from the inside out.
      const first = ops.matmul(ops.sub(gt, ops.matmul(a, ops.matmul(p, gt))), ops.matmul(p, pt));
      const second = ops.matmul(ops.matmul(pt, p), ops.sub(gt, ops.matmul(ops.matmul(gt, p), a)));
      return ops.sub(ops.add(first, second), ops.matmul(ops.matmul(pt, c.g), pt));
    },
  },
  jvp: (c) => {
    const { ops } = c;
    const da = c.tangents.a;
    if (!da) return ops.zerosLike(c.out);
    const [a, p, dat] = [c.in.a!, c.out, ops.transpose(da)];
    const pt = ops.transpose(p);
    const first = ops.matmul(ops.matmul(p, pt), ops.sub(dat, ops.matmul(ops.matmul(dat, a), p)));
    const second = ops.matmul(ops.sub(dat, ops.matmul(p, ops.matmul(a, dat))), ops.matmul(pt, p));
    return ops.sub(ops.add(first, second), ops.matmul(ops.matmul(p, da), p));
  },
  formula: {
    value: { text: "{a}⁺", latex: "{a}^{+}" },
    derivatives: { a: { text: "−{y}ᵀ·{gy}·{y}ᵀ + (1 − {a}·{y})·{gy}ᵀ·{y}·{y}ᵀ + {y}ᵀ·{y}·{gy}ᵀ·(1 − {y}·{a})", latex: "-{y}^{\\top} {gy} {y}^{\\top} + (1 - {a}{y}) {gy}^{\\top} {y} {y}^{\\top} + {y}^{\\top} {y} {gy}^{\\top} (1 - {y}{a})" } },
  },
});

export const matrixRank: Card = defineStructural({
  name: "matrix_rank",
  inputs: ["a"],
  attributes: { atol: null, rtol: null, hermitian: false },
  dtype: "int64",
  withoutGradient: ["a"],
  sentence: "How many singular values of a matrix are not negligible.",
  spellings: [],
  samples: () => [{ inputs: [fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3])] }],
  shape: ([a]) => a!.slice(0, -2),
  forward: ([a], attributes, dtype) => {
    const counts = partsOfArray(a!, attributes).map(({ values }, index) => {
      const bound = boundOf(values[0] ?? 0, [a!.shape.at(-2)!, a!.shape.at(-1)!], precisionOf(a!).epsilon, attributes, index);
      return values.filter((value) => value > bound).length;
    });
    return stacked([counts], a!.shape.slice(0, -2), dtype);
  },
  vjp: {},
  jvp: (c) => c.ops.zerosLike(c.out),
  formula: { value: { text: "rank {a}", latex: "\\operatorname{rank} {a}" }, derivatives: {} },
});
