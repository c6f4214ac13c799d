import { rounderOf } from "../tensor/dtype.js";
import { arithmeticOf, arraysOf, type Optimizer, stateArray, updated } from "./optimizer.js";

const bfloat = rounderOf("bfloat16");

/** a·b of row-major matrices, rounded to bfloat16 after `finish`. */
function product(a: readonly number[], b: readonly number[], rows: number, inner: number, columns: number, finish: (sum: number, at: number) => number): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [r, c] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += a[r * inner + k]! * b[k * columns + c]!;
    return bfloat(finish(sum, at));
  });
}

const transposed = (x: readonly number[], rows: number, columns: number): number[] => Array.from({ length: x.length }, (_, at) => x[(at % rows) * columns + Math.floor(at / rows)]!);

/** Newton and Schulz's iteration towards the nearest orthogonal matrix, in bfloat16: X ← aX + (bXXᵀ + c(XXᵀ)²)X. */
function orthogonalized(x: readonly number[], height: number, width: number, [a, b, c]: readonly [number, number, number], steps: number, eps: number): number[] {
  const tall = height > width;
  const [rows, columns] = tall ? [width, height] : [height, width];
  let g = (tall ? transposed(x, height, width) : x).map(bfloat);
  const norm = Math.max(bfloat(Math.sqrt(g.reduce((sum, value) => sum + value * value, 0))), eps);
  g = g.map((value) => bfloat(value / norm));
  for (let i = 0; i < steps; i++) {
    const before = g;
    const gram = product(before, transposed(before, rows, columns), rows, columns, rows, (sum) => sum);
    const update = product(gram, gram, rows, rows, rows, (sum, at) => b * gram[at]! + c * sum);
    g = product(update, before, rows, rows, columns, (sum, at) => a * before[at]! + sum);
  }
  return tall ? transposed(g, rows, columns) : g;
}

/** Jordan 2024 (torch/optim/_muon.py): momentum made orthogonal, for matrices only. `match_rms`: the rate that makes steps as large as AdamW's. */
export const muon: Optimizer<{
  readonly lr: number; readonly weight_decay: number; readonly momentum: number; readonly nesterov: boolean; readonly ns_a: number; readonly ns_b: number; readonly ns_c: number; readonly eps: number; readonly ns_steps: number; readonly match_rms: boolean;
}> = {
  name: "Muon",
  stepless: true,
  defaults: { lr: 1e-3, weight_decay: 0.1, momentum: 0.95, nesterov: true, ns_a: 3.4445, ns_b: -4.775, ns_c: 2.0315, eps: 1e-7, ns_steps: 5, match_rms: false },
  step: (parameter, gradient, state, { lr, weight_decay: decay, momentum, nesterov, ns_a, ns_b, ns_c, eps, ns_steps, match_rms }) => {
    const { round, add, lerp } = arithmeticOf(parameter.dtype);
    const buffer = stateArray(parameter, state?.arrays.momentum_buffer);
    const moves: number[] = [];
    updated(parameter, gradient, (i, p, g) => {
      buffer[i] = lerp(buffer[i]!, g, 1 - momentum);
      moves.push(nesterov ? lerp(g, buffer[i]!, momentum) : buffer[i]!);
      return p;
    });
    const [rows, columns] = parameter.shape as [number, number]; // the framework has refused all but matrices
    const directions = orthogonalized(moves, rows, columns, [ns_a, ns_b, ns_c], ns_steps, eps);
    const rate = lr * (match_rms ? 0.2 * Math.sqrt(Math.max(rows, columns)) : Math.sqrt(Math.max(1, rows / columns)));
    const shrink = round(1 - lr * decay);
    return { parameter: updated(parameter, gradient, (i, p) => add(round(p * shrink), directions[i]!, -rate)), state: { step: (state?.step ?? 0) + 1, arrays: arraysOf(parameter, { momentum_buffer: buffer }) } };
  },
};
