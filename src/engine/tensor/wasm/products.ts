/** Matrix products by the kernels: operands may lie in memory with any steps between rows and columns. */
import type { Kernels } from "./kernels.js";

/** [rows, columns] matrices of float32 in one buffer; steps in elements, at least one of them 1. */
export interface Matrices {
  readonly buffer: Float32Array;
  /** Where each of a batch begins. */
  readonly starts: readonly number[];
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Numbers from the first to the last element of a matrix, both included. */
const extent = ({ rowStep, columnStep }: Matrices, rows: number, columns: number): number => (rows - 1) * rowStep + (columns - 1) * columnStep + 1;

/** From the first to past the last element of all matrices. */
function range(matrices: Matrices, rows: number, columns: number): readonly [number, number] {
  let [from, to] = [matrices.starts[0]!, matrices.starts[0]!];
  for (const start of matrices.starts) [from, to] = [Math.min(from, start), Math.max(to, start)];
  return [from, to + extent(matrices, rows, columns)];
}

/** a[m, k]·b[k, n] + bias of each pair of a batch, on end, in blocks of `length` terms. null: no room. */
export function kernelProducts(kernels: Kernels, a: Matrices, b: Matrices, m: number, k: number, n: number, length: number, bias: Float32Array | null): Float32Array | null {
  const count = a.starts.length;
  const [[aFrom, aTo], [bFrom, bTo]] = [range(a, m, k), range(b, k, n)];
  const room = kernels.run.productRoom(m, k, n, length);
  if (!kernels.open((aTo - aFrom + bTo - bFrom + count * m * n + n) * 4 + room + 80)) return null;
  const left = kernels.put(a.buffer, aFrom, aTo - aFrom);
  const right = kernels.put(b.buffer, bFrom, bTo - bFrom);
  const added = bias ? kernels.put(bias, 0, n) : 0;
  const [own, result] = [kernels.room(room / 4), kernels.room(count * m * n)];
  for (let i = 0; i < count; i++)
    kernels.run.product(left + (a.starts[i]! - aFrom) * 4, a.rowStep * 4, a.columnStep * 4, right + (b.starts[i]! - bFrom) * 4, b.rowStep * 4, b.columnStep * 4, result + i * m * n * 4, m, k, n, length, added, own);
  return kernels.take(result, count * m * n);
}

/** The same where b is a transposed matrix with rows on end, in the order of `laneDot`. */
export function kernelLaneProducts(kernels: Kernels, a: Matrices, b: Matrices, m: number, k: number, n: number, bias: Float32Array | null): Float32Array | null {
  const count = a.starts.length;
  const [[aFrom, aTo], [bFrom, bTo]] = [range(a, m, k), range(b, k, n)];
  if (!kernels.open((aTo - aFrom + bTo - bFrom + count * m * n + n) * 4 + 64)) return null;
  const left = kernels.put(a.buffer, aFrom, aTo - aFrom);
  const right = kernels.put(b.buffer, bFrom, bTo - bFrom);
  const added = bias ? kernels.put(bias, 0, n) : 0;
  const result = kernels.room(count * m * n);
  for (let i = 0; i < count; i++) kernels.run.laneProduct(left + (a.starts[i]! - aFrom) * 4, right + (b.starts[i]! - bFrom) * 4, result + i * m * n * 4, m, k, n, added);
  return kernels.take(result, count * m * n);
}
