/**
 * A = P·L·U by Gauss with row pivots, L (below the diagonal) and U in one matrix, and its pivots. For square A, with
 * K = L⁻¹·Pᵀ·Ȧ·U⁻¹: L̇ = L·low(K), U̇ = up(K)·U, low strictly below the diagonal. Other forms as in de Hoog et al. 2011.
 */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { luOf } from "../../../tensor/kernels/factorizations.js";
import { stacked } from "../../../tensor/kernels/matrices.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Card, defineStructural, OperationError, type RuleContext, type TangentContext } from "../../define.js";
import type { Operations } from "../../operations.js";
import { partsOf } from "./precision.js";
import { identityLike, lowerPart, part, regular, upperPart } from "./square.js";

const partsOfArray = partsOf((matrix, array) => luOf(matrix, array.shape.at(-1)!, array.shape.at(-2)!), () => "");

function checkMatrix(shape: Shape): void {
  if (shape.length < 2) throw new OperationError(`lu_factor: the input has ${shape.length} axes; it must have at least 2`, { torch: { type: "RuntimeError", message: "torch.lu_factor: Expected tensor with 2 or more dimensions. Got size: [] instead".replace("[]", `[${shape.join(", ")}]`) } });
}

/** P of each matrix: column rows[i]… P[rows[i], i] = 1. */
function permutation(a: Node): NDArray {
  const m = a.value.shape.at(-2)!;
  const blocks = partsOfArray(a.value, {}).map(({ rows }) => {
    const block = new Float64Array(m * m);
    rows.forEach((row, i) => { block[row * m + i] = 1; });
    return block;
  });
  return stacked(blocks, [...a.value.shape.slice(0, -1), m], a.value.dtype);
}

const unit = (ops: Operations, x: Node): Node => ops.add(lowerPart(ops, x), identityLike(ops, x));
const solve = (ops: Operations, a: Node, b: Node, upper: boolean, left: boolean): Node => ops.apply("solve_triangular", [a, b], { upper, left, unitriangular: !upper });
/** L⁻ᵀ·x and x·U⁻ᵀ */
const underLower = (ops: Operations, l: Node, x: Node): Node => ops.apply("solve_triangular", [ops.transpose(l), x], { upper: true, left: true, unitriangular: true });
const underUpper = (ops: Operations, u: Node, x: Node): Node => ops.apply("solve_triangular", [ops.transpose(u), x], { upper: false, left: false, unitriangular: false });

function adjoint(c: RuleContext): Node {
  const { ops } = c;
  const [m, n] = c.out.value.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const square = part(ops, part(ops, c.out, -2, 0, k), -1, 0, k);
  const g = part(ops, part(ops, c.g, -2, 0, k), -1, 0, k);
  const [l, u] = [unit(ops, square), upperPart(ops, square)];
  let low = ops.matmul(ops.transpose(l), lowerPart(ops, g));
  let up = ops.matmul(upperPart(ops, g), ops.transpose(u));
  const gWide = n > k ? part(ops, c.g, -1, k, n) : null;
  const gTall = m > k ? part(ops, c.g, -2, k, m) : null;
  if (gWide) low = ops.sub(low, ops.matmul(gWide, ops.transpose(part(ops, c.out, -1, k, n))));
  if (gTall) up = ops.sub(up, ops.matmul(ops.transpose(part(ops, c.out, -2, k, m)), gTall));
  let result = underLower(ops, l, underUpper(ops, u, ops.add(lowerPart(ops, low), upperPart(ops, up))));
  const last = c.out.value.shape.length - 1;
  if (gWide) result = ops.cat([result, underLower(ops, l, gWide)], last);
  if (gTall) result = ops.cat([result, underUpper(ops, u, gTall)], last - 1);
  return ops.matmul(ops.constant(permutation(c.in.a!)), result);
}

function tangent(c: TangentContext): Node {
  const { ops } = c;
  if (!c.tangents.a) return ops.zerosLike(c.out);
  const [m, n] = c.out.value.shape.slice(-2) as [number, number];
  const k = Math.min(m, n);
  const da = ops.matmul(ops.transpose(ops.constant(permutation(c.in.a!))), c.tangents.a);
  const square = part(ops, part(ops, c.out, -2, 0, k), -1, 0, k);
  const [l, u] = [unit(ops, square), upperPart(ops, square)];
  const inner = solve(ops, u, solve(ops, l, part(ops, part(ops, da, -2, 0, k), -1, 0, k), false, true), true, false);
  const [low, up] = [lowerPart(ops, inner), upperPart(ops, inner)];
  const du = ops.matmul(up, u);
  const head = ops.add(ops.matmul(l, low), du);
  const last = c.out.value.shape.length - 1;
  if (n > k) {
    const wide = ops.sub(solve(ops, l, part(ops, da, -1, k, n), false, true), ops.matmul(low, part(ops, c.out, -1, k, n)));
    return ops.cat([head, wide], last);
  }
  if (m === k) return head;
  const tall = solve(ops, u, ops.sub(part(ops, da, -2, k, m), ops.matmul(part(ops, c.out, -2, k, m), du)), true, false);
  return ops.cat([head, tall], last - 1);
}

export const luFactors: Card = defineStructural({
  name: "lu_factors",
  inputs: ["a"],
  dtype: "float",
  sentence: "The triangles L and U of A = P·L·U in one matrix.",
  spellings: [],
  samples: () => [regular(), fromNumbers("float64", [3, 2], [2, 1, -4, 0.5, 3, -3]), fromNumbers("float64", [2, 3], [2, 1, -1, 5, 4, -3])].map((a) => ({ inputs: [a] })),
  shape: ([a]) => (checkMatrix(a!), a!),
  forward: ([a], attributes, dtype) => stacked(partsOfArray(a!, attributes).map(({ factors }) => factors), a!.shape, dtype),
  vjp: { a: adjoint },
  jvp: tangent,
  formula: {
    value: { text: "L + U − 1 of {a} = P·L·U", latex: "L + U - 1,\\; {a} = P L U" },
    derivatives: { a: { text: "P·L⁻ᵀ·(low(Lᵀ·{gy}) + up({gy}·Uᵀ))·U⁻ᵀ", latex: "P L^{-\\top} \\left(\\operatorname{low}(L^{\\top} {gy}) + \\operatorname{up}({gy} U^{\\top})\\right) U^{-\\top}" } },
  },
});

/** LAPACK's pivots, counted from 1. */
export const luPivots: Card = defineStructural({
  name: "lu_pivots",
  inputs: ["a"],
  attributes: { dtype: "int32" },
  dtype: "attribute",
  withoutGradient: ["a"],
  sentence: "The rows that were swapped on the way to A = P·L·U.",
  spellings: [],
  samples: () => [{ inputs: [regular()] }],
  shape: ([a]) => (checkMatrix(a!), [...a!.slice(0, -2), Math.min(a!.at(-2)!, a!.at(-1)!)]),
  forward: ([a], attributes, dtype) => stacked(partsOfArray(a!, attributes).map(({ pivots }) => pivots.map((row) => row + 1)), [...a!.shape.slice(0, -2), Math.min(a!.shape.at(-2)!, a!.shape.at(-1)!)], dtype),
  vjp: {},
  jvp: (c) => c.ops.zerosLike(c.out),
  formula: { value: { text: "pivots of {a} = P·L·U", latex: "P,\\; {a} = P L U" }, derivatives: {} },
});
