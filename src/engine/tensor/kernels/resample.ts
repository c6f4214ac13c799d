/** A sparse linear map along one axis: averages of windows, interpolation. */
import { contiguous, type NDArray, wrap } from "../array.js";
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { sizeOf } from "../shape.js";

/** Output i is the sum of weights[i][k] times input starts[i] + k. */
export interface Taps {
  readonly starts: readonly number[];
  readonly weights: readonly (readonly number[])[];
}

/** Maps the axis; `adjoint` given: the transposed map, onto an axis of that length. */
export function resample(x: NDArray, axis: number, { starts, weights }: Taps, adjoint: number | null, dtype: Dtype): NDArray {
  const lead = sizeOf(x.shape.slice(0, axis));
  const tail = sizeOf(x.shape.slice(axis + 1));
  const from = x.shape[axis]!;
  const to = adjoint ?? starts.length;
  const data = contiguous(x).buffer;
  const sums = new Float64Array(lead * to * tail);
  for (let l = 0; l < lead; l++) for (let i = 0; i < starts.length; i++) {
    const own = weights[i]!;
    for (let k = 0; k < own.length; k++) {
      const weight = own[k]!;
      const source = (l * from + (adjoint === null ? starts[i]! + k : i)) * tail;
      const target = (l * to + (adjoint === null ? i : starts[i]! + k)) * tail;
      for (let t = 0; t < tail; t++) sums[target + t]! += weight * data[source + t]!;
    }
  }
  const round = rounderOf(dtype);
  const out = dtype === "float64" ? sums : allocate(dtype, sums.length);
  if (out !== sums) for (let i = 0; i < sums.length; i++) out[i] = round(sums[i]!);
  return wrap(dtype, [...x.shape.slice(0, axis), to, ...x.shape.slice(axis + 1)], out);
}
