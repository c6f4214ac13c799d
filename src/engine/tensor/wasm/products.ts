/** Matrix products by the kernels: operands may lie in memory with any steps between rows and columns. */
import type { Kernels } from "./kernels.js";

/** A [rows, columns] matrix of float32 somewhere in a buffer; steps in elements, at least one of them 1. */
export interface Matrix {
  readonly buffer: Float32Array;
  readonly at: number;
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Numbers from the first to the last element of a matrix, both included. */
const extent = ({ rowStep, columnStep }: Matrix, rows: number, columns: number): number => (rows - 1) * rowStep + (columns - 1) * columnStep + 1;

const TILE = 32;

/** out[m, n] (row-major at `at`) = a[m, k]·b[k, n] + bias, in blocks of `length` terms. False: no room; nothing was written. */
export function kernelProduct(kernels: Kernels, out: Float32Array, at: number, a: Matrix, b: Matrix, m: number, k: number, n: number, length: number, bias: Float32Array | null): boolean {
  const [aCount, bCount] = [extent(a, m, k), extent(b, k, n)];
  const panels = Math.min(k, length) * Math.ceil(n / 16) * 16;
  if (!kernels.open((aCount + bCount + panels + m * n + n + TILE) * 4 + 96)) return false;
  const left = kernels.put(a.buffer, a.at, aCount);
  const right = kernels.put(b.buffer, b.at, bCount);
  const added = bias ? kernels.put(bias, 0, n) : 0;
  const [packed, tile, result] = [kernels.room(panels), kernels.room(TILE), kernels.room(m * n)];
  kernels.run.product(left, a.rowStep * 4, a.columnStep * 4, right, b.rowStep * 4, b.columnStep * 4, result, m, k, n, length, added, packed, tile);
  out.set(kernels.view(result, m * n), at);
  return true;
}

/** The same where b is a transposed matrix with rows on end, in the order of `laneDot`. */
export function kernelLaneProduct(kernels: Kernels, out: Float32Array, at: number, a: Matrix, b: Matrix, m: number, k: number, n: number, bias: Float32Array | null): boolean {
  if (!kernels.open((m * k + k * n + m * n + n) * 4 + 64)) return false;
  const left = kernels.put(a.buffer, a.at, m * k);
  const right = kernels.put(b.buffer, b.at, k * n);
  const added = bias ? kernels.put(bias, 0, n) : 0;
  const result = kernels.room(m * n);
  kernels.run.laneProduct(left, right, result, m, k, n, added);
  out.set(kernels.view(result, m * n), at);
  return true;
}
