/** Matrix products by the kernels: operands may lie in memory with any steps between rows and columns. */
import type { Kernels, Placed as PlacedNumbers } from "./kernels.js";
import { SUMS } from "./rows.js";

/** [rows, columns] matrices of float32 in one buffer; steps in elements, at least one of them 1. */
export interface Matrices {
  readonly buffer: Float32Array;
  /** Where each of a batch begins. */
  readonly starts: readonly number[];
  readonly rowStep: number;
  readonly columnStep: number;
}

/** [rows, columns] matrices that a kernel reads. */
export interface Operand {
  readonly matrices: Matrices;
  readonly rows: number;
  readonly columns: number;
}

/** Where such matrices lie in the kernels' memory: addresses, and bytes between rows and columns. */
export interface Placed {
  readonly starts: readonly number[];
  readonly row: number;
  readonly column: number;
}

/** A part of a buffer that is copied on end. */
interface Range {
  readonly buffer: Float32Array;
  from: number;
  to: number;
  address: number;
}

/** From the first to past the last element of all matrices. */
function rangeOf({ matrices: { buffer, starts, rowStep, columnStep }, rows, columns }: Operand): Range {
  let [from, to] = [starts[0]!, starts[0]!];
  for (const start of starts) [from, to] = [Math.min(from, start), Math.max(to, start)];
  return { buffer, from, to: to + (rows - 1) * rowStep + (columns - 1) * columnStep + 1, address: 0 };
}

/** Begins a call with copies of the operands, and room for so many bytes more. null: no room. */
export function place(kernels: Kernels, operands: readonly Operand[], bytes: number): readonly Placed[] | null {
  const ranges: Range[] = [];
  // Views that lie between each other (query, key and value of one product) are copied once.
  const own = operands.map((operand) => {
    const range = rangeOf(operand);
    const shared = ranges.find(({ buffer, from, to }) => buffer === range.buffer && from < range.to && range.from < to);
    if (!shared) {
      ranges.push(range);
      return range;
    }
    shared.from = Math.min(shared.from, range.from);
    shared.to = Math.max(shared.to, range.to);
    return shared;
  });
  if (!kernels.open(ranges.reduce((sum, { from, to }) => sum + (to - from) * 4 + 16, bytes))) return null;
  for (const range of ranges) range.address = kernels.put(range.buffer, range.from, range.to - range.from);
  return operands.map(({ matrices: { starts, rowStep, columnStep } }, i) => {
    const { address, from } = own[i]!;
    return { starts: starts.map((start) => address + (start - from) * 4), row: rowStep * 4, column: columnStep * 4 };
  });
}

/** a[m, k]·b[k, n] + bias of each pair of a batch, on end, in blocks of `length` terms. null: no room. */
export function kernelProducts(kernels: Kernels, a: Matrices, b: Matrices, m: number, k: number, n: number, length: number, bias: Float32Array | null): Float32Array | null {
  const count = a.starts.length;
  const room = kernels.run.productRoom(m, k, n, length);
  const placed = place(kernels, [{ matrices: a, rows: m, columns: k }, { matrices: b, rows: k, columns: n }], (count * m * n + n) * 4 + room + 48);
  if (!placed) return null;
  const [left, right] = placed as readonly [Placed, Placed]; // as many
  const added = bias ? kernels.put(bias, 0, n) : 0;
  const [own, result] = [kernels.room(room / 4), kernels.room(count * m * n)];
  for (let i = 0; i < count; i++) kernels.run.product(left.starts[i]!, left.row, left.column, right.starts[i]!, right.row, right.column, result + i * m * n * 4, m, k, n, length, added, own);
  return kernels.take(result, count * m * n);
}

/** The same where b is a transposed matrix with rows on end, in the order of `laneDot`. */
export function kernelLaneProducts(kernels: Kernels, a: Matrices, b: Matrices, m: number, k: number, n: number, bias: Float32Array | null): Float32Array | null {
  const count = a.starts.length;
  const placed = place(kernels, [{ matrices: a, rows: m, columns: k }, { matrices: b, rows: k, columns: n }], (count * m * n + n) * 4 + 32);
  if (!placed) return null;
  const [left, right] = placed as readonly [Placed, Placed]; // as many
  const added = bias ? kernels.put(bias, 0, n) : 0;
  const result = kernels.room(count * m * n);
  for (let i = 0; i < count; i++) kernels.run.laneProduct(left.starts[i]!, right.starts[i]!, result + i * m * n * 4, m, k, n, added);
  return kernels.take(result, count * m * n);
}

/** out[m, n] at `to` = a[m, k]·b[k, n] of doubles, all row-major from where they begin. False: no room; nothing was written. */
export function kernelDoubleProduct(kernels: Kernels, out: Float64Array, to: number, a: Float64Array, aAt: number, b: Float64Array, bAt: number, m: number, k: number, n: number): boolean {
  if (!kernels.open((m * k + k * n + m * n + 4 * k + 8) * 8 + 64)) return false;
  const [left, right] = [kernels.putDoubles(a, aAt, m * k), kernels.putDoubles(b, bAt, k * n)];
  const [result, panel] = [kernels.room(2 * m * n), kernels.room(8 * k + 16)];
  kernels.run.doubleProduct(left, right, result, m, k, n, panel);
  out.set(kernels.doubles(result, m * n), to);
  return true;
}

/** y = x·weightᵀ + bias: x is [rows, inputs] on end, the weight [outputs, inputs], and g, the adjoint of y, [rows, outputs] on end. */
export interface Layer {
  readonly g: Float32Array | PlacedNumbers;
  readonly x: Float32Array;
  readonly weight: Matrices;
  readonly rows: number;
  readonly inputs: number;
  readonly outputs: number;
  /** After how many of so many terms a sum is cut. */
  readonly blocks: (terms: number) => number;
}

/** The adjoints of x, weight and bias that are wanted, the last of at least LANES outputs: g·weight, gᵀ·x and the sums of g's columns. null: no room. */
export function kernelLinearAdjoints(kernels: Kernels, { g, x, weight, rows, inputs, outputs, blocks }: Layer, wanted: readonly boolean[]): readonly (Float32Array | null)[] | null {
  const { run } = kernels;
  const lengths = [rows * inputs, outputs * inputs, outputs];
  const read = wanted[0] ? rangeOf({ matrices: weight, rows: outputs, columns: inputs }) : null;
  const room = Math.max(wanted[0] ? run.productRoom(rows, outputs, inputs, blocks(outputs)) : 0, wanted[1] ? run.productRoom(outputs, rows, inputs, blocks(rows)) : 0, SUMS * 4);
  const from = kernels.openWith(g, room + (x.length + (read ? read.to - read.from : 0) + lengths[0]! + lengths[1]! + outputs) * 4 + 96);
  if (!from) return null;
  const own = kernels.room(room / 4);
  const [toX, toWeight, toBias] = lengths.map((length, i) => (wanted[i] ? kernels.room(length) : 0)) as [number, number, number]; // as many
  const row = outputs * 4;
  if (read) {
    const right = kernels.put(read.buffer, read.from, read.to - read.from);
    run.product(from, row, 4, right, weight.rowStep * 4, weight.columnStep * 4, toX, rows, outputs, inputs, blocks(outputs), 0, own);
  }
  if (toWeight) run.product(from, 4, row, kernels.put(x, 0, x.length), inputs * 4, 4, toWeight, outputs, rows, inputs, blocks(rows), 0, own);
  if (toBias) run.columnSums(from, toBias, rows, outputs, own);
  return [toX, toWeight, toBias].map((at, i) => (at ? kernels.take(at, lengths[i]!) : null));
}
