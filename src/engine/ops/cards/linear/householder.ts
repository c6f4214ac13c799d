/**
 * Products of reflections H₁·H₂⋯ with H_i = 1 − τ_i·v_i·v_iᵀ; v_i is column i of `a` below its diagonal, with a 1 on it,
 * as geqrf leaves them.
 */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { stacked } from "../../../tensor/kernels/matrices.js";
import { reflectRows, reflectionOf, type Reflection } from "../../../tensor/kernels/rotations.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import { type Card, defineStructural, OperationError } from "../../define.js";
import type { Operations } from "../../operations.js";
import { partsOf } from "./precision.js";
import { part, pattern } from "./square.js";

/** H₁⋯H_k·x, or its transpose times x. */
function reflected(ops: Operations, a: Node, tau: Node, x: Node, transposed: boolean): Node {
  const k = tau.value.shape.at(-1)!;
  const m = a.value.shape.at(-2)!;
  const last = tau.value.shape.length - 1;
  let result = x;
  for (let step = 0; step < k; step++) {
    const i = transposed ? step : k - 1 - step;
    const column = part(ops, a, -1, i, i + 1);
    const below = ops.mul(column, ops.constant(pattern(a, m, 1, (row) => (row > i ? 1 : 0))));
    const v = ops.add(below, ops.constant(pattern(a, m, 1, (row) => (row === i ? 1 : 0))));
    const scale = ops.unsqueeze(ops.slice(tau, tau.value.shape.map((_, axis) => (axis === last ? i : 0)), tau.value.shape.map((length, axis) => (axis === last ? i + 1 : length)), tau.value.shape.map(() => 1)), -1);
    result = ops.sub(result, ops.mul(scale, ops.matmul(v, ops.matmul(ops.transpose(v), result))));
  }
  return result;
}

const reflectors = (): readonly NDArray[] => [fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 0.4, -0.3]), fromNumbers("float64", [2], [0.7, 1.2])];

const wrong = (name: string, ours: string, torch: string): OperationError => new OperationError(`${name}: ${ours}`, { torch: { type: "RuntimeError", message: torch } });

export const householderProduct: Card = defineComposite({
  name: "householder_product",
  inputs: ["a", "tau"],
  dtype: "float",
  sentence: "The first columns of a product of Householder reflections.",
  spellings: ["torch.linalg.householder_product(input=a, tau)", "torch.orgqr(input=a, tau)", "torch.Tensor.orgqr(self=a, input2=tau)"],
  samples: () => [{ inputs: reflectors() }],
  shape: ([a, tau]) => {
    const [m, n] = [a!.at(-2) ?? 0, a!.at(-1) ?? 0];
    if (a!.length < 2) throw wrong("householder_product", "the input must have at least 2 axes", "torch.linalg.householder_product: input must have at least 2 dimensions.");
    if (m < n) throw wrong("householder_product", "the input is wide; it must be tall or square", "torch.linalg.householder_product: input.shape[-2] must be greater than or equal to input.shape[-1]");
    if (n < tau!.at(-1)!) throw wrong("householder_product", "more factors than columns", "torch.linalg.householder_product: input.shape[-1] must be greater than or equal to tau.shape[-1]");
    return a!;
  },
  compose: (ops, [a, tau]) => {
    const [m, n] = [a!.value.shape.at(-2)!, a!.value.shape.at(-1)!];
    const eye = ops.expand(ops.constant(pattern(a!, m, n, (i, j) => (i === j ? 1 : 0))), a!.value.shape);
    return reflected(ops, a!, tau!, eye, false);
  },
  differentiable: ["a", "tau"],
  formula: {
    value: { text: "H₁·H₂⋯ of {a}, {tau}", latex: "\\prod_i \\left(1 - {tau}_i v_i v_i^{\\top}\\right)" },
    derivatives: { a: { text: "through each 1 − τ·v·vᵀ", latex: "\\text{through each } 1 - \\tau v v^{\\top}" }, tau: { text: "−v·vᵀ of each, between the others", latex: "-v v^{\\top}" } },
  },
});

export const ormqr: Card = defineComposite({
  name: "ormqr",
  inputs: ["a", "tau", "other"],
  attributes: { left: true, transpose: false },
  dtype: "float",
  sentence: "Multiplies a matrix with the Q of a QR split given by its Householder reflections.",
  spellings: ["torch.ormqr(input=a, tau, other, left=left, transpose=transpose)", "torch.Tensor.ormqr(self=a, input2=tau, input3=other, left=left, transpose=transpose)"],
  samples: () => [
    { inputs: [...reflectors(), fromNumbers("float64", [3, 2], [1, 2, -0.5, 3, 0.7, -1])] },
    { inputs: [...reflectors(), fromNumbers("float64", [2, 3], [1, 2, -0.5, 3, 0.7, -1])], attributes: { left: false, transpose: true } },
  ],
  shape: ([, , other]) => other!,
  compose: (ops, [a, tau, other], { left, transpose }) => {
    if (left === true) return reflected(ops, a!, tau!, other!, transpose === true);
    return ops.transpose(reflected(ops, a!, tau!, ops.transpose(other!), transpose !== true));
  },
  differentiable: ["a", "tau", "other"],
  formula: {
    value: { text: "Q·{other}, Q from {a}, {tau}", latex: "Q \\, {other},\\; Q = \\prod_i \\left(1 - {tau}_i v_i v_i^{\\top}\\right)" },
    derivatives: { a: { text: "through each 1 − τ·v·vᵀ", latex: "\\text{through each } 1 - \\tau v v^{\\top}" }, tau: { text: "−v·vᵀ of each, between the others", latex: "-v v^{\\top}" }, other: { text: "Qᵀ·{gy}", latex: "Q^{\\top} {gy}" } },
  },
});

const compactOf = partsOf((matrix, array) => {
  const [m, n] = [array.shape.at(-2)!, array.shape.at(-1)!];
  const work = matrix.slice();
  const taus: number[] = [];
  for (let k = 0; k < Math.min(m, n); k++) {
    const h: Reflection = reflectionOf(Float64Array.from({ length: m - k }, (_, i) => work[(k + i) * n + k]!));
    reflectRows(work, n, k, k + 1, h);
    h.v.forEach((value, i) => { work[(k + i) * n + k] = i === 0 ? h.beta : value; });
    taus.push(h.tau);
  }
  return { matrix: work, taus };
}, () => "");

const shortSide = (a: Shape): number => Math.min(a.at(-2)!, a.at(-1)!);

function geqrf(which: "matrix" | "taus"): Card {
  const shapeOf = (a: Shape): Shape => (which === "matrix" ? a : [...a.slice(0, -2), shortSide(a)]);
  return defineStructural({
    name: `geqrf_${which}`,
    inputs: ["a"],
    dtype: "float",
    withoutGradient: ["a"],
    sentence: which === "matrix" ? "R, and below it the Householder vectors whose product is Q." : "The factors of the Householder vectors of a QR split.",
    spellings: [],
    samples: () => [{ inputs: [fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 0.4, -0.3])] }],
    shape: ([a]) => shapeOf(a!),
    forward: ([a], attributes, dtype) => stacked(compactOf(a!, attributes).map((parts) => parts[which]), shapeOf(a!.shape), dtype),
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: { value: { text: "QR of {a}, compact", latex: "\\operatorname{geqrf}({a})" }, derivatives: {} },
  });
}

export const geqrfMatrix = geqrf("matrix");
export const geqrfTaus = geqrf("taus");
