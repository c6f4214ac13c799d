/** float32 matrix products by WebAssembly where they are large enough, in the order of `single-products.ts`. */
import { broadcastTo, contiguous, type NDArray } from "../array.js";
import { type Shape, sizeOf } from "../shape.js";
import type { Kernels } from "../wasm/kernels.js";
import { kernelLaneProducts, kernelProducts, type Matrices } from "../wasm/products.js";
import { blocks } from "./single-products.js";

/** Multiplications of one product from which copying to and fro pays. */
const WORTH = 2000;
/** Without a fused multiply-add the last digits differ from PyTorch's: only where waiting would be worse. */
const WORTH_WITHOUT_FUSION = 100_000;

/** Whether so many multiplications pay for copying to and fro. */
export const isWorthKernels = (native: Kernels, multiplications: number): boolean => multiplications >= (native.fused ? WORTH : WORTH_WITHOUT_FUSION);

/** Σ over k of a[…, m, k]·b[…, k, n] + bias[n], row-major. null: not for the kernels. */
export function nativeProduct(native: Kernels, a: NDArray, b: NDArray, batch: Shape, bias: NDArray | null): Float32Array | null {
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  if (a.dtype !== "float32" || b.dtype !== "float32" || !isWorthKernels(native, sizeOf(batch) * m * k * n)) return null;
  const left = matricesOf(a, batch);
  const right = matricesOf(b, batch);
  const count = left.starts.length;
  // One matrix on the right: all batches of the left are rows of one product.
  const isOne = count > 1 && left.columnStep === 1 && left.rowStep === k && right.starts.every((at) => at === right.starts[0]) && left.starts.every((at, i) => at === left.starts[0]! + i * m * k);
  const rows = isOne ? count * m : m;
  if (!isWorthKernels(native, rows * k * n)) return null;
  const [one, other] = isOne ? [first(left), first(right)] : [left, right];
  const added = bias && Float32Array.from(contiguous(bias).buffer);
  if (rows >= 4 && n >= 12) return kernelProducts(native, one, other, rows, k, n, blocks(k), added);
  const inLanes = rows > 1 && n > 1 && isTransposed(b) && !isTransposed(a) && right.rowStep === 1 && right.columnStep === k && left.columnStep === 1 && left.rowStep === k;
  return inLanes ? kernelLaneProducts(native, one, other, rows, k, n, added) : null;
}

const first = (matrices: Matrices): Matrices => ({ ...matrices, starts: matrices.starts.slice(0, 1) });

/** The last two axes are those of a row-major matrix, swapped. */
export const isTransposed = ({ shape, strides }: NDArray): boolean => !isRowMajor({ shape, strides }) && strides.at(-2) === 1 && strides.at(-1)! >= shape.at(-2)!;

const isRowMajor = ({ shape, strides }: Pick<NDArray, "shape" | "strides">): boolean => strides.at(-1) === 1 && strides.at(-2)! >= shape.at(-1)!;

/** The kernels are given all that lies between the first and the last element: too much where they are few and far apart. */
const SPREAD = 8;
const isDense = ({ shape, strides }: NDArray): boolean => shape.reduce((reach, length, axis) => reach + (length - 1) * Math.abs(strides[axis]!), 1) <= SPREAD * sizeOf(shape);

/** Where each matrix of the batch begins, and its steps; copied only where neither rows nor, if it may be turned, columns lie on end. */
export function matricesOf(array: NDArray, batch: Shape, mayTurn = true): Matrices {
  const own = (isRowMajor(array) || (mayTurn && isTransposed(array))) && isDense(array) ? array : contiguous(array);
  // `as`: the caller has seen that it is float32.
  return { buffer: own.buffer as Float32Array, rowStep: own.strides.at(-2)!, columnStep: own.strides.at(-1)!, starts: startsOf(own, batch) };
}

/** Where each matrix of the batch that the leading axes broadcast to begins in the buffer. */
export function startsOf(matrices: NDArray, batch: Shape): readonly number[] {
  if (batch.length === 0) return [matrices.offset];
  const { strides } = broadcastTo(matrices, [...batch, ...matrices.shape.slice(-2)]);
  const starts: number[] = [];
  const visit = (axis: number, at: number): void => {
    if (axis === batch.length) starts.push(at);
    else for (let i = 0; i < batch[axis]!; i++) visit(axis + 1, at + i * strides[axis]!);
  };
  visit(0, matrices.offset);
  return starts;
}
