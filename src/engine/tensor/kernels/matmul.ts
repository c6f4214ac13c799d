/**
 * Matrix products on typed arrays. float32 adds as PyTorch does (`single-products.ts`); all others add in double precision
 * and round once to the result's dtype.
 */
import { broadcastTo, contiguous, isContiguous, type NDArray, restride, wrap } from "../array.js";
import { allocate, type Buffer, type Dtype, rounderOf } from "../dtype.js";
import { broadcastShapes, contiguousStrides, sizeOf } from "../shape.js";
import { elementSum } from "./bias.js";
import { type Kernels, kernels } from "../wasm/kernels.js";
import { kernelDoubleProduct } from "../wasm/products.js";
import { isTransposed, nativeProduct, startsOf } from "./native-products.js";
import { singleDot, singleProduct } from "./single-products.js";

/** out[m, n] (row-major at `at`) = a[m, k] · b[k, n], both row-major at their offsets; `round` null: as the buffer rounds. */
export function multiply(out: Buffer, at: number, a: Buffer, aAt: number, b: Buffer, bAt: number, m: number, k: number, n: number, round: ((x: number) => number) | null): void {
  if (n === 1) {
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let p = 0, pa = aAt + i * k, pb = bAt; p < k; p++) sum += a[pa + p]! * b[pb + p]!;
      out[at + i] = round ? round(sum) : sum;
    }
    return;
  }
  if (k === 1 && round === null) {
    for (let i = 0; i < m; i++) {
      const value = a[aAt + i]!;
      const target = at + i * n;
      // 0 + −0 is 0, as in a sum that begins at 0.
      for (let j = 0; j < n; j++) out[target + j] = 0 + value * b[bAt + j]!;
    }
    return;
  }
  const row = new Float64Array(n);
  for (let i = 0; i < m; i++) {
    row.fill(0);
    const pa = aAt + i * k;
    let p = 0;
    for (; p + 1 < k; p += 2) {
      const first = a[pa + p]!;
      const second = a[pa + p + 1]!;
      const pb = bAt + p * n;
      const pc = pb + n;
      for (let j = 0; j < n; j++) row[j]! += first * b[pb + j]! + second * b[pc + j]!;
    }
    if (p < k) {
      const value = a[pa + p]!;
      const pb = bAt + p * n;
      for (let j = 0; j < n; j++) row[j]! += value * b[pb + j]!;
    }
    const target = at + i * n;
    if (round) for (let j = 0; j < n; j++) out[target + j] = round(row[j]!);
    else for (let j = 0; j < n; j++) out[target + j] = row[j]!;
  }
}

/** A turned matrix times a column, in doubles: read where it lies; each sum in the order of `multiply`. */
function timesColumn({ buffer, offset, shape, strides }: NDArray, column: NDArray, out: Float64Array): void {
  const [rows, step] = [shape[0]!, strides[1]!];
  for (let p = 0; p < shape[1]!; p++) {
    const value = column.buffer[column.offset + p]!;
    for (let i = 0, from = offset + p * step; i < rows; i++) out[i]! += buffer[from + i]! * value;
  }
}

/** Dense, at any offset. */
const inRows = (array: NDArray): NDArray => (isContiguous(array) ? array : contiguous(array));

/** Products of matrices a[…, m, k] · b[…, k, n] (+ bias[n]); the leading axes broadcast. Ranks of at least 2, sizes that fit. */
export function matrixProduct(a: NDArray, b: NDArray, dtype: Dtype, bias: NDArray | null = null): NDArray {
  const [m, k] = [a.shape.at(-2)!, a.shape.at(-1)!];
  const n = b.shape.at(-1)!;
  const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2)) ?? [];
  const count = sizeOf(batch);
  const round = dtype === "float16" || dtype === "bfloat16" || dtype === "bool" ? rounderOf(dtype) : null;
  const added = bias && contiguous(broadcastTo(bias, [n]));
  const native = kernels();
  if (native && dtype === "float32") {
    const done = nativeProduct(native, a, b, batch, added);
    if (done) return wrap(dtype, [...batch, m, n], done);
  }
  const out = allocate(dtype, count * m * n);
  const rightRows = inRows(b);
  if (n === 1 && a.shape.length === 2 && b.shape.length === 2 && bias === null && out instanceof Float64Array && isTransposed(a)) {
    timesColumn(a, rightRows, out);
    return wrap(dtype, [m, n], out);
  }
  const leftRows = inRows(a);
  const [left, leftAt] = [leftRows.buffer, startsOf(leftRows, batch)];
  const [right, rightAt] = [rightRows.buffer, startsOf(rightRows, batch)];
  const single = out instanceof Float32Array && left instanceof Float32Array && right instanceof Float32Array && !round;
  const run = (at: number, aAt: number, bAt: number, rows: number, batched: boolean): void => {
    if (single) singleProduct({ out, at, a: left, aAt, b: right, bAt, m: rows, k, n, aTransposed: isTransposed(a), bTransposed: isTransposed(b), batched, bias: added && added.buffer });
    else if (!native || round || !inDoubles(native, out, at, left, aAt, right, bAt, rows, k, n)) multiply(out, at, left, aAt, right, bAt, rows, k, n, round);
  };
  // One matrix on the right: all batches of the left are rows of one product.
  const oneRight = count > 1 && rightAt.every((at) => at === rightAt[0]) && leftAt.every((at, i) => at === leftAt[0]! + i * m * k);
  if (oneRight) run(0, leftAt[0]!, rightAt[0]!, count * m, false);
  else for (let i = 0; i < count; i++) run(i * m * n, leftAt[i]!, rightAt[i]!, m, batch.length > 0);
  const result = wrap(dtype, [...batch, m, n], out);
  return bias && !single ? elementSum(result, bias) : result;
}

/** Multiplications from which copying doubles to and fro pays. */
const WORTH = 1 << 13;

/** Whether the kernels did it. */
const inDoubles = (native: Kernels, out: Buffer, at: number, a: Buffer, aAt: number, b: Buffer, bAt: number, m: number, k: number, n: number): boolean =>
  out instanceof Float64Array && a instanceof Float64Array && b instanceof Float64Array && n > 1 && m * k * n >= WORTH && kernelDoubleProduct(native, out, at, a, aAt, b, bAt, m, k, n);

/** The same with the vectors that `matmul` allows: a vector on the left is a row, on the right a column. */
export function product(a: NDArray, b: NDArray, dtype: Dtype, bias: NDArray | null = null): NDArray {
  if (a.shape.length === 1 && b.shape.length === 1 && dtype === "float32" && a.dtype === dtype && b.dtype === dtype) {
    return wrap(dtype, [], new Float32Array([singleDot(a.buffer, a.offset, a.strides[0]!, b.buffer, b.offset, b.strides[0]!, a.shape[0]!)]));
  }
  const left = a.shape.length === 1 ? restride(a, [1, a.shape[0]!], [0, a.strides[0]!]) : a;
  const right = b.shape.length === 1 ? restride(b, [b.shape[0]!, 1], [b.strides[0]!, 0]) : b;
  const result = matrixProduct(left, right, dtype, bias);
  if (left === a && right === b) return result;
  const shape = result.shape.slice(0, -2);
  if (left === a) shape.push(result.shape.at(-2)!);
  if (right === b) shape.push(result.shape.at(-1)!);
  return restride(result, shape, contiguousStrides(shape));
}

/** A view with the last two axes swapped. */
export function transposed(array: NDArray): NDArray {
  const swap = <T>(list: readonly T[]): T[] => [...list.slice(0, -2), list.at(-1)!, list.at(-2)!];
  return restride(array, swap(array.shape), swap(array.strides));
}
