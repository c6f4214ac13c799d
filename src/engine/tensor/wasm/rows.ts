/** Kernels that go over the rows of a float32 matrix: softmax, layer norm, sums. Matrices lie row-major from the start of their buffer. */
import type { Kernels, Placed } from "./kernels.js";

/** Of `kernels/sums.ts`: numbers that a sum keeps on the way. */
export const SUMS = 128;
/** A row of at least so many numbers is added in lanes, and by these kernels. */
export const LANES = 8;
/** Layer norm writes up to so many numbers past the end of its results. */
const PAST = 3;

/** A causal mask: row i of every `period` rows keeps its first i + 1 columns. 0: no mask. */
export interface Scores {
  readonly rows: number;
  readonly length: number;
  /** Rounded to float32; the scores are multiplied by it first. */
  readonly factor: number;
  readonly period: number;
}

/** softmax(factor·x) by rows. null: no room. */
export function kernelSoftmax(kernels: Kernels, x: Float32Array, { rows, length, factor, period }: Scores): Float32Array | null {
  if (!kernels.open((2 * x.length + SUMS) * 4 + 64)) return null;
  const [from, to] = [kernels.put(x, 0, x.length), kernels.room(x.length)];
  kernels.run.softmaxRows(from, to, rows, length, factor, period, 0, kernels.room(SUMS));
  return kernels.take(to, x.length);
}

/** softmax(x), or its logarithm, along the middle axis of [planes, length, inner]; at least four inner. null: no room. */
export function kernelSoftmaxColumns(kernels: Kernels, x: Float32Array, length: number, inner: number, logarithm: boolean): Float32Array | null {
  if (!kernels.open(2 * x.length * 4 + 32)) return null;
  const [from, to] = [kernels.put(x, 0, x.length), kernels.room(x.length)];
  kernels.run.softmaxColumns(from, to, x.length / (length * inner), length, inner, logarithm);
  return kernels.take(to, x.length);
}

/** Of each row its greatest number and the sum of the powers of e to what the others lack of it. null: no room. */
export function kernelPowerSums(kernels: Kernels, x: Float32Array, rows: number, length: number): Float32Array | null {
  if (!kernels.open((x.length + length + 2 * rows + SUMS) * 4 + 64)) return null;
  const [from, to] = [kernels.put(x, 0, x.length), kernels.room(2 * rows)];
  kernels.run.powerSums(from, rows, length, to, kernels.room(length), kernels.room(SUMS));
  return kernels.take(to, 2 * rows);
}

/** The adjoint of x from y = softmax(factor·x) and its adjoint; rows of at least LANES numbers. null: no room. */
export function kernelSoftmaxAdjoint(kernels: Kernels, y: Float32Array, g: Float32Array, { rows, length, factor, period }: Scores): Float32Array | null {
  if (!kernels.open((3 * y.length + SUMS) * 4 + 64)) return null;
  const [weights, adjoint, to] = [kernels.put(y, 0, y.length), kernels.put(g, 0, g.length), kernels.room(y.length)];
  kernels.run.softmaxAdjoint(weights, adjoint, to, rows, length, factor, period, 0, kernels.room(SUMS));
  return kernels.take(to, y.length);
}

/** Rows of at least LANES numbers; `eps` rounded to float32. null: no room. */
export function kernelLayerNorm(kernels: Kernels, x: Float32Array, weight: Float32Array | null, bias: Float32Array | null, length: number, eps: number): Float32Array | null {
  if (!kernels.open((2 * x.length + 3 * length + SUMS + 2 * PAST) * 4 + 96)) return null;
  const from = kernels.put(x, 0, x.length);
  const [scale, shift] = [weight, bias].map((vector) => (vector ? kernels.put(vector, 0, length) : 0)) as [number, number]; // as many
  const to = kernels.room(x.length + PAST);
  kernels.run.layerNorm(from, scale, shift, to, x.length / length, length, eps, kernels.room(length + PAST), kernels.room(SUMS));
  return kernels.take(to, x.length);
}

/**
 * The adjoints of x, weight and bias that are wanted, from the adjoint g of the result. The weight's is the sum of the columns of g ∘ (x − μ)/√(σ² + ε), the bias's of those of g. null: no room.
 */
export function kernelLayerNormAdjoint(kernels: Kernels, x: Float32Array, weight: Float32Array | null, g: Float32Array, length: number, eps: number, wanted: readonly boolean[]): readonly (Float32Array | null)[] | null {
  if (!kernels.open((4 * x.length + 5 * length + SUMS + 5 * PAST) * 4 + 160)) return null;
  const rows = x.length / length;
  const lengths = [x.length, length, length];
  const [from, scale, adjoint] = [kernels.put(x, 0, x.length), weight ? kernels.put(weight, 0, length) : 0, kernels.put(g, 0, g.length)];
  const [toX, toWeight, toBias] = lengths.map((count, i) => (wanted[i] ? kernels.room(count + PAST) : 0)) as [number, number, number]; // as many
  const weighted = toWeight && kernels.room(x.length + PAST);
  const sums = kernels.room(SUMS);
  if (toX || toWeight) kernels.run.layerNormAdjoint(from, scale, adjoint, toX, weighted, rows, length, eps, kernels.room(length + PAST), kernels.room(length + PAST), sums);
  if (toWeight) kernels.run.columnSums(weighted, toWeight, rows, length, sums);
  if (toBias) kernels.run.columnSums(adjoint, toBias, rows, length, sums);
  return [toX, toWeight, toBias].map((at, i) => (at ? kernels.take(at, lengths[i]!) : null));
}

/** out[i] = Σ of row i, each of at least LANES numbers, at x[at + i·step]. False: no room; nothing was written. */
export function kernelRowSums(kernels: Kernels, x: Float32Array, at: number, rows: number, step: number, length: number, out: Float32Array): boolean {
  if (!kernels.open((rows * length + rows + SUMS) * 4 + 48)) return false;
  const [from, to] = [kernels.room(rows * length), kernels.room(rows)];
  if (rows === 1 || step === length) kernels.view(from, rows * length).set(x.subarray(at, at + rows * length));
  else for (let i = 0; i < rows; i++) kernels.view(from + i * length * 4, length).set(x.subarray(at + i * step, at + i * step + length));
  kernels.run.rowSums(from, to, rows, length, kernels.room(SUMS));
  out.set(kernels.view(to, rows));
  return true;
}

/** The same of all rows of a matrix. */
export function kernelWholeRowSums(kernels: Kernels, x: Float32Array | Placed, rows: number, length: number, out: Float32Array): boolean {
  const from = kernels.openWith(x, (rows + SUMS) * 4 + 32);
  if (!from) return false;
  const to = kernels.room(rows);
  kernels.run.rowSums(from, to, rows, length, kernels.room(SUMS));
  out.set(kernels.view(to, rows));
  return true;
}

/** The sums of the at least LANES columns of a [rows, columns] matrix. False: no room; nothing was written. */
export function kernelColumnSums(kernels: Kernels, x: Float32Array, at: number, rows: number, columns: number, out: Float32Array): boolean {
  if (!kernels.open((rows * columns + columns + SUMS) * 4 + 48)) return false;
  const [from, to] = [kernels.put(x, at, rows * columns), kernels.room(columns)];
  kernels.run.columnSums(from, to, rows, columns, kernels.room(SUMS));
  out.set(kernels.view(to, columns));
  return true;
}
