/** Batches of matrices as double-precision blocks, and back. */
import { contiguous, copy, type NDArray, wrap } from "../array.js";
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";

/** Each matrix of the last two axes in doubles, in order. */
export function matricesOf(array: NDArray): Float64Array[] {
  const [m, n] = [array.shape.at(-2)!, array.shape.at(-1)!];
  const data = contiguous(copy(array, "float64")).buffer as Float64Array; // copy made it so
  return Array.from({ length: sizeOf(array.shape.slice(0, -2)) }, (_, i) => data.slice(i * m * n, (i + 1) * m * n));
}

/** Blocks one after the other as an array, rounded to `dtype`. */
export function stacked(blocks: readonly ArrayLike<number>[], shape: Shape, dtype: Dtype): NDArray {
  const out = allocate(dtype, sizeOf(shape));
  const round = rounderOf(dtype);
  let at = 0;
  for (const block of blocks) for (let i = 0; i < block.length; i++) out[at++] = round(block[i]!);
  return wrap(dtype, shape, out);
}
