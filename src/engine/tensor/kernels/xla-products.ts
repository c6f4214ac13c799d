/**
 * Matrix products in single precision in the order in which XLA's CPU backend adds: products are fused into the running sum.
 * A matrix times one column is summed in eight lanes, which are then added in a tree; everything else one after the other.
 */
import { broadcastTo, contiguous, type NDArray, wrap } from "../array.js";
import { broadcastShapes, type Shape, sizeOf } from "../shape.js";
import { kernels } from "../wasm/kernels.js";
import { kernelProducts, type Matrices } from "../wasm/products.js";
import { isWorthKernels } from "./native-products.js";

const round = Math.fround;
const LANES = 8;

const lanes = new Float32Array(LANES);

/** Row by column in eight lanes; rows that stand in a block of eight add neighbours first, the others halves. */
function laneProduct(a: Float32Array, at: number, b: Float32Array, bAt: number, k: number, blocked: boolean): number {
  const whole = k - (k % LANES);
  lanes.fill(0);
  for (let p = 0; p < whole; p += LANES) for (let lane = 0; lane < LANES; lane++) lanes[lane] = round(a[at + p + lane]! * b[bAt + p + lane]! + lanes[lane]!);
  for (let width = LANES / 2; width >= 1; width /= 2) {
    for (let i = 0; i < width; i++) lanes[i] = blocked ? round(lanes[2 * i]! + lanes[2 * i + 1]!) : round(lanes[i]! + lanes[i + width]!);
  }
  let rest = 0;
  for (let p = whole; p < k; p++) rest = round(a[at + p]! * b[bAt + p]! + rest);
  return whole ? round(lanes[0]! + rest) : rest;
}

function multiply(out: Float32Array, at: number, a: Float32Array, aAt: number, b: Float32Array, bAt: number, m: number, k: number, n: number): void {
  if (n === 1 && m > 1) {
    const blocks = m - (m % LANES);
    for (let i = 0; i < m; i++) out[at + i] = laneProduct(a, aAt + i * k, b, bAt, k, i < blocks);
    return;
  }
  for (let i = 0; i < m; i++) {
    for (let p = 0; p < k; p++) {
      const value = a[aAt + i * k + p]!;
      for (let j = 0, to = at + i * n, from = bAt + p * n; j < n; j++) out[to + j] = round(value * b[from + j]! + out[to + j]!);
    }
  }
}

/** a[…, m, k] · b[…, k, n] of single-precision arrays; vectors count as a row and a column. */
export function productSingle(left: NDArray, right: NDArray, shape: Shape): NDArray {
  const matrix = (array: NDArray, column: boolean): Shape => (array.shape.length > 1 ? array.shape : column ? [array.shape[0]!, 1] : [1, array.shape[0]!]);
  const [aShape, bShape] = [matrix(left, false), matrix(right, true)];
  const [m, k] = [aShape.at(-2)!, aShape.at(-1)!];
  const n = bShape.at(-1)!;
  const batch = broadcastShapes(aShape.slice(0, -2), bShape.slice(0, -2)) ?? [];
  const dense = (array: NDArray, own: Shape): Float32Array => contiguous(broadcastTo(own === array.shape ? array : wrap(array.dtype, own, contiguous(array).buffer), [...batch, ...own.slice(-2)])).buffer as Float32Array; // its dtype is float32
  const [a, b] = [dense(left, aShape), dense(right, bShape)];
  const count = sizeOf(batch);
  const done = n > 1 ? inKernels(a, b, count, m, k, n) : null;
  if (done) return wrap("float32", shape, done);
  const out = new Float32Array(count * m * n);
  for (let i = 0; i < count; i++) multiply(out, i * m * n, a, i * m * k, b, i * k * n, m, k, n);
  return wrap("float32", shape, out);
}

/** One after the other: what the kernels do with a block of all terms. */
function inKernels(a: Float32Array, b: Float32Array, count: number, m: number, k: number, n: number): Float32Array | null {
  const native = kernels();
  if (!native || k === 0 || !isWorthKernels(native, count * m * k * n)) return null;
  const matrices = (buffer: Float32Array, rows: number, columns: number): Matrices => ({ buffer, starts: Array.from({ length: count }, (_, i) => i * rows * columns), rowStep: columns, columnStep: 1 });
  return kernelProducts(native, matrices(a, m, k), matrices(b, k, n), m, k, n, k, null);
}
