import { contiguous, type NDArray, wrap } from "../tensor/array.js";
import { allocate, type Dtype } from "../tensor/dtype.js";
import { arithmeticOf, type Optimizer, updated } from "./optimizer.js";

const EPSILON: Partial<Readonly<Record<Dtype, number>>> = { float64: 2 ** -52, float16: 2 ** -10, bfloat16: 2 ** -7 };

/** Mean squares along the last axis (rows) or the one before it (columns) of a stack of matrices. */
function meanSquares(values: ArrayLike<number>, stack: number, rows: number, columns: number, along: "rows" | "columns", round: (x: number) => number): number[] {
  const [count, length] = along === "rows" ? [rows, columns] : [columns, rows];
  return Array.from({ length: stack * count }, (_, at) => {
    const [matrix, own] = [Math.floor(at / count), at % count];
    let sum = 0;
    for (let k = 0; k < length; k++) sum += values[matrix * rows * columns + (along === "rows" ? own * columns + k : k * columns + own)]! ** 2;
    const norm = round(Math.sqrt(sum));
    return round(round(norm * norm) / length);
  });
}

/** Shazeer and Stern 2018 (torch/optim/_adafactor.py): the second moment of a matrix as the outer product of its row and column means. `eps1` 0: the dtype's epsilon. */
export const adafactor: Optimizer<{
  readonly lr: number; readonly beta2_decay: number; readonly eps1: number; readonly eps2: number; readonly d: number; readonly weight_decay: number; readonly maximize: boolean;
}> = {
  name: "Adafactor",
  defaults: { lr: 1e-2, beta2_decay: -0.8, eps1: 0, eps2: 1e-3, d: 1, weight_decay: 0, maximize: false },
  step: (parameter, gradient, state, { lr, beta2_decay: power, eps1, eps2, d, weight_decay: decay, maximize }) => {
    const { round, add, lerp } = arithmeticOf(parameter.dtype);
    const { shape, dtype } = parameter;
    const floor = eps1 || (EPSILON[dtype] ?? 2 ** -23);
    const step = (state?.step ?? 0) + 1;
    const weight = step ** power;
    const [p, slopes] = [contiguous(parameter).buffer, contiguous(gradient).buffer];
    const norm = (values: ArrayLike<number>): number => {
      let sum = 0;
      for (let i = 0; i < values.length; i++) sum += values[i]! ** 2;
      return round(Math.sqrt(sum));
    };
    const size = Math.max(eps2, norm(p) / Math.sqrt(p.length)) * Math.min(lr, 1 / Math.sqrt(step));
    const moved = (name: string, to: readonly number[], place: readonly number[]): NDArray => {
      const before = state?.arrays[name];
      const buffer = allocate(dtype, to.length);
      to.forEach((value, i) => { buffer[i] = lerp(before ? before.buffer[i]! : 0, value, weight); });
      return wrap(dtype, place, buffer);
    };
    const arrays: Record<string, NDArray> = {};
    let estimate: (i: number) => number;
    if (shape.length > 1) {
      const [rows, columns] = shape.slice(-2) as [number, number]; // at least two axes
      const lead = shape.slice(0, -2);
      const stack = p.length / (rows * columns);
      const row = (arrays.row_var = moved("row_var", meanSquares(slopes, stack, rows, columns, "rows", round), [...lead, rows, 1])).buffer;
      const column = (arrays.col_var = moved("col_var", meanSquares(slopes, stack, rows, columns, "columns", round), [...lead, 1, columns])).buffer;
      const means = Array.from({ length: stack }, (_, m) => {
        let sum = 0;
        for (let r = 0; r < rows; r++) sum += row[m * rows + r]!;
        return Math.max(round(sum / rows), round(floor));
      });
      estimate = (i) => {
        const matrix = Math.floor(i / (rows * columns));
        return round(round(row[Math.floor(i / columns)]! * column[matrix * columns + (i % columns)]!) / means[matrix]!);
      };
    } else {
      const variance = (arrays.variance = moved("variance", Array.from(slopes, (g) => round(g * g)), shape)).buffer;
      estimate = (i) => variance[i]!;
    }
    const least = round(floor * floor);
    const updates = Array.from(slopes, (g, i) => round(round(1 / Math.sqrt(Math.max(estimate(i), least))) * (maximize ? -g : g)));
    const rate = -size / Math.max(1, norm(updates) / (Math.sqrt(updates.length) * d));
    const shrink = round(1 - lr * decay);
    return { parameter: updated(parameter, gradient, (i, value) => add(decay === 0 ? value : round(value * shrink), updates[i]!, rate)), state: { step, arrays } };
  },
};
