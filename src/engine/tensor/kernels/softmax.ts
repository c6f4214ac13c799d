/** Softmax and its logarithm along one axis, shifted by the maximum so that nothing overflows. */
import { contiguous, type NDArray, wrap } from "../array.js";
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { sizeOf } from "../shape.js";

export function softmax(x: NDArray, axis: number, logarithm: boolean, dtype: Dtype): NDArray {
  const length = x.shape.length ? x.shape[axis]! : 1;
  const tail = x.shape.length ? sizeOf(x.shape.slice(axis + 1)) : 1;
  const data = contiguous(x).buffer;
  const out = allocate(dtype, data.length);
  const round = rounderOf(dtype);
  const lines = length ? data.length / length : 0;
  for (let line = 0; line < lines; line++) {
    const start = Math.floor(line / tail) * length * tail + (line % tail);
    const end = start + length * tail;
    let most = -Infinity;
    for (let p = start; p < end; p += tail) if (data[p]! > most || Number.isNaN(data[p])) most = data[p]!;
    let sum = 0;
    for (let p = start; p < end; p += tail) sum += Math.exp(data[p]! - most);
    const logSum = Math.log(sum);
    for (let p = start; p < end; p += tail) out[p] = round(logarithm ? data[p]! - most - logSum : Math.exp(data[p]! - most) / sum);
  }
  return wrap(dtype, x.shape, out);
}
