/** float32 matrix products by WebAssembly where they are large enough, in the order of `single-products.ts`. */
import { broadcastTo, contiguous, type NDArray } from "../array.js";
import type { Shape } from "../shape.js";
import type { Kernels } from "../wasm/kernels.js";
import { kernelLaneProduct, kernelProduct, type Matrix } from "../wasm/products.js";
import { blocks } from "./single-products.js";

/** Multiplications of one product from which copying to and fro pays. */
const WORTH = 2000;
/** Without a fused multiply-add the last digits differ from PyTorch's: only where waiting would be worse. */
const WORTH_WITHOUT_FUSION = 100_000;

/** Σ over k of a[…, m, k]·b[…, k, n] + bias into `out`. False: not for the kernels; nothing was written. */
export function nativeProduct(kernels: Kernels, out: Float32Array, a: NDArray, b: NDArray, batch: Shape, bias: Float32Array | null): boolean {
  const [m, k, n] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  if (a.dtype !== "float32" || b.dtype !== "float32") return false;
  const left = matricesOf(a, batch);
  const right = matricesOf(b, batch);
  const count = left.starts.length;
  // One matrix on the right: all batches of the left are rows of one product.
  const isOne = count > 1 && left.columnStep === 1 && left.rowStep === k && right.starts.every((at) => at === right.starts[0]) && left.starts.every((at, i) => at === left.starts[0]! + i * m * k);
  const rows = isOne ? count * m : m;
  if (rows * k * n < (kernels.fused ? WORTH : WORTH_WITHOUT_FUSION)) return false;
  const inLanes = !(rows >= 4 && n >= 12) && rows > 1 && n > 1 && isTransposed(b) && !isTransposed(a) && right.rowStep === 1 && right.columnStep === k && left.columnStep === 1 && left.rowStep === k;
  if (!inLanes && !(rows >= 4 && n >= 12)) return false;
  for (let i = 0; i < (isOne ? 1 : count); i++) {
    const [one, other] = [{ ...left, at: left.starts[i]! }, { ...right, at: right.starts[i]! }];
    const done = inLanes ? kernelLaneProduct(kernels, out, i * m * n, one, other, rows, k, n, bias) : kernelProduct(kernels, out, i * m * n, one, other, rows, k, n, blocks(k), bias);
    if (!done) return false;
  }
  return true;
}

/** The last two axes are those of a row-major matrix, swapped. */
export const isTransposed = ({ shape, strides }: NDArray): boolean => !isRowMajor({ shape, strides }) && strides.at(-2) === 1 && strides.at(-1)! >= shape.at(-2)!;

const isRowMajor = ({ shape, strides }: Pick<NDArray, "shape" | "strides">): boolean => strides.at(-1) === 1 && strides.at(-2)! >= shape.at(-1)!;

/** Where each matrix of the batch begins, and its steps; copied only where neither rows nor columns lie on end. */
function matricesOf(array: NDArray, batch: Shape): Omit<Matrix, "at"> & { readonly starts: readonly number[] } {
  const own = isRowMajor(array) || isTransposed(array) ? array : contiguous(array);
  const wide = broadcastTo(own, [...batch, ...own.shape.slice(-2)]);
  const starts: number[] = [];
  const visit = (axis: number, at: number): void => {
    if (axis === batch.length) starts.push(at);
    else for (let i = 0; i < batch[axis]!; i++) visit(axis + 1, at + i * wide.strides[axis]!);
  };
  visit(0, own.offset);
  // `as`: the caller has seen that it is float32.
  return { buffer: own.buffer as Float32Array, rowStep: own.strides.at(-2)!, columnStep: own.strides.at(-1)!, starts };
}
