/**
 * Sums in the order in which PyTorch's CPU kernels add (aten/src/ATen/native/cpu/SumKernel.cpp, 8 float lanes or 4 double
 * lanes), each step rounded to the dtype: the last digit of a printed loss is the framework's. Sizes from which PyTorch
 * divides the work among threads are added in the same order here, in one piece.
 */
import { forEachPosition, isContiguous, type NDArray, wrap } from "../array.js";
import { allocate, type Buffer, type Dtype, rounderOf } from "../dtype.js";
import { Deferred } from "../deferred.js";
import { sizeOf } from "../shape.js";
import { kernels } from "../wasm/kernels.js";
import { kernelColumnSums, kernelRowSums, kernelWholeRowSums, LANES } from "../wasm/rows.js";
import { groupIndex, reducedShape } from "./reduce.js";

/** Partial sums kept apart: each adds up at most a level's power of two of the next smaller ones. */
const LEVELS = 4;
/** Independent sums that a row is dealt out to. */
const WAYS = 4;
/** Elements of a plane from which copying them to the kernels pays. */
const WORTH = 1000;

interface Axis {
  readonly length: number;
  readonly from: number;
  readonly to: number;
}

/** Σ over `axes`. float32 and float64 as PyTorch adds; the other dtypes in doubles, rounded once. */
export function sumOver(array: NDArray, axes: readonly number[], keepdim: boolean, dtype: Dtype): NDArray {
  const shape = reducedShape(array.shape, axes, keepdim);
  const out = allocate(dtype, sizeOf(shape));
  if (array.dtype !== dtype || (dtype !== "float32" && dtype !== "float64")) return addInDoubles(array, axes, dtype, wrap(dtype, shape, out));
  if (sizeOf(array.shape) === 0) return wrap(dtype, shape, out);
  const [inner = ONE, rows = ONE, ...rest] = loopAxes(array, axes);
  const counter = rest.map(() => 0);
  const rowSums = rest.length > 0 ? nativeRowSums(array, inner) : null;
  for (let from = array.offset, to = 0; ; ) {
    if (rowSums) for (let j = 0, at = from - array.offset; j < rows.length; j++, at += rows.from) out[to + j * rows.to]! += rowSums[at / inner.length]!;
    else addPlane(array.buffer, from, out, to, inner, rows);
    let axis = 0;
    for (; axis < rest.length; axis++) {
      from += rest[axis]!.from;
      to += rest[axis]!.to;
      if (++counter[axis]! < rest[axis]!.length) break;
      from -= rest[axis]!.from * rest[axis]!.length;
      to -= rest[axis]!.to * rest[axis]!.length;
      counter[axis] = 0;
    }
    if (axis === rest.length) return wrap(dtype, shape, out);
  }
}

const ONE: Axis = { length: 1, from: 0, to: 0 };

/** The sums of all rows at once, where these lie on end through the whole array. */
function nativeRowSums(array: NDArray, row: Axis): Float32Array | null {
  const native = kernels();
  const size = sizeOf(array.shape);
  if (!native || array.dtype !== "float32" || row.to !== 0 || row.from !== 1 || row.length < LANES || size < WORTH || !isContiguous(array)) return null;
  const sums = new Float32Array(size / row.length);
  const x = array instanceof Deferred && native.beginsWith(array) ? array : (array.buffer as Float32Array).subarray(array.offset, array.offset + size); // as its dtype says
  return kernelWholeRowSums(native, x, sums.length, row.length, sums) ? sums : null;
}

function addInDoubles(array: NDArray, axes: readonly number[], dtype: Dtype, result: NDArray): NDArray {
  const sums = new Float64Array(result.buffer.length);
  const groups = groupIndex(array.shape, axes);
  forEachPosition(array, (position, index) => { sums[groups[index]!]! += array.buffer[position]!; });
  const round = rounderOf(dtype);
  sums.forEach((sum, i) => { result.buffer[i] = round(sum); });
  return result;
}

/** As TensorIterator orders its loops: summed axes first, each kind by strides, neighbours that lie in a row joined. */
function loopAxes(array: NDArray, axes: readonly number[]): Axis[] {
  let to = 1;
  const kept: Axis[] = [];
  const summed: Axis[] = [];
  for (let axis = array.shape.length - 1; axis >= 0; axis--) {
    const length = array.shape[axis]!;
    const reduced = axes.includes(axis);
    if (length > 1) (reduced ? summed : kept).push({ length, from: array.strides[axis]!, to: reduced ? 0 : to });
    if (!reduced) to *= length;
  }
  // Axes of stride 0 (broadcast ones) stay where they are.
  for (let i = 1; i < summed.length; i++) {
    for (let j = i; j > 0 && summed[j]!.from !== 0 && summed[j - 1]!.from > summed[j]!.from; j--) [summed[j], summed[j - 1]] = [summed[j - 1]!, summed[j]!];
  }
  const joined: Axis[] = [];
  for (const axis of [...summed, ...kept]) {
    const last = joined.at(-1);
    if (last && last.from * last.length === axis.from && last.to * last.length === axis.to) joined[joined.length - 1] = { ...last, length: last.length * axis.length };
    else joined.push(axis);
  }
  return joined;
}

/** out[to + j·rows.to] += the sum along `inner` of row j; where `inner` is not summed, the two change places. */
function addPlane(x: Buffer, from: number, out: Buffer, to: number, first: Axis, second: Axis): void {
  const [inner, rows] = first.to !== 0 && second.to === 0 ? [second, first] : [first, second];
  const lanes = x instanceof Float32Array ? 8 : 4;
  const sums = x instanceof Float32Array ? SINGLES : DOUBLES;
  if (inner.to !== 0) { // Nothing is summed in this plane.
    for (let j = 0; j < rows.length; j++) for (let i = 0; i < inner.length; i++) out[to + j * rows.to + i * inner.to]! += x[from + j * rows.from + i * inner.from]!;
    return;
  }
  const native = x instanceof Float32Array && inner.length * rows.length >= WORTH ? nativeSums(x, from, inner, rows) : NOTHING;
  for (let k = 0; k < native.length; k++) out[to + k * rows.to]! += native[k]!;
  if (inner.from === 1 && inner.length >= lanes) {
    if (native.length === 0) for (let j = 0; j < rows.length; j++) out[to + j * rows.to]! += laneSum(x, from + j * rows.from, inner.length, lanes, sums);
    return;
  }
  const width = rows.from === 1 && rows.length >= lanes ? lanes : 1;
  // Rows side by side, as many at a time as four vectors (or numbers) hold; then single vectors, then single numbers.
  let j = native.length;
  if (width > 1 || inner.from >= rows.from) {
    for (const many = WAYS * width; j + many <= rows.length; j += many) {
      levelSums(x, from + j * rows.from, inner.from, 1, 0, many, rows.from, inner.length, sums);
      for (let k = 0; k < many; k++) out[to + (j + k) * rows.to]! += sums[k]!;
    }
  }
  if (width > 1) {
    for (; j + width <= rows.length; j += width) {
      dealtSums(x, from + j, inner.from, width, inner.length, sums);
      for (let k = 0; k < width; k++) out[to + (j + k) * rows.to]! += sums[k]!;
    }
  }
  for (; j < rows.length; j++) {
    dealtSums(x, from + j * rows.from, inner.from, 1, inner.length, sums);
    out[to + j * rows.to]! += sums[0]!;
  }
}

const NOTHING = new Float32Array(0);

/** The sums by the kernels: of all rows of numbers on end, or of all columns side by side; else of none. */
function nativeSums(x: Float32Array, from: number, inner: Axis, rows: Axis): Float32Array {
  const native = kernels();
  if (!native) return NOTHING;
  if (inner.from === 1 && inner.length >= LANES) {
    const sums = new Float32Array(rows.length);
    return kernelRowSums(native, x, from, rows.length, rows.from, inner.length, sums) ? sums : NOTHING;
  }
  if (rows.from !== 1 || inner.from !== rows.length || rows.length < LANES) return NOTHING;
  const sums = new Float32Array(rows.length);
  return kernelColumnSums(native, x, from, inner.length, rows.length, sums) ? sums : NOTHING;
}

/**
 * Σ of losses as PyTorch's nll_loss adds them (aten/src/ATen/native/LossNLL.cpp): sixteen at a time, where the first is put
 * aside at once and added last.
 */
export function sumOfLosses(losses: NDArray, dtype: Dtype): NDArray {
  const { buffer, offset } = losses;
  const count = sizeOf(losses.shape);
  const step = losses.strides[0] ?? 0;
  const levels = 8;
  const power = Math.max(4, Math.floor(Math.ceil(Math.log2(Math.max(count, 1))) / levels));
  const sums = allocate(dtype, levels);
  for (let b = 0; b < count; b++) {
    sums[0]! += buffer[offset + b * step]!;
    for (let level = 0; level + 1 < levels && (b & ((2 ** power - 1) << (level * power))) === 0; level++) {
      sums[level + 1]! += sums[level]!;
      sums[level] = 0;
    }
  }
  const total = allocate(dtype, 1);
  for (const sum of sums) total[0]! += sum;
  return wrap(dtype, [], total);
}

/** Where the sums of the rows that are added side by side are kept, level by level: at most four vectors of eight. */
const SINGLES = new Float32Array(LEVELS * WAYS * 8);
const DOUBLES = new Float64Array(LEVELS * WAYS * 8);

/** A contiguous row: vectors of lanes, what is left over one by one, then the lanes. */
function laneSum(x: Buffer, from: number, length: number, lanes: number, sums: Buffer): number {
  const vectors = Math.floor(length / lanes);
  dealtSums(x, from, lanes, lanes, vectors, sums);
  const total = sums.length - 1; // a place that the lanes do not use
  sums[total] = 0;
  for (let k = vectors * lanes; k < length; k++) sums[total]! += x[from + k]!;
  for (let k = 0; k < lanes; k++) sums[total]! += sums[k]!;
  return sums[total]!;
}

/** sums[k] = Σᵢ x[from + i·step + k] for k < lanes, dealt out to four sums that are added at the end. */
function dealtSums(x: Buffer, from: number, step: number, lanes: number, count: number, sums: Buffer): void {
  const rounds = Math.floor(count / WAYS);
  levelSums(x, from, step * WAYS, WAYS, step, lanes, 1, rounds, sums);
  for (let i = rounds * WAYS; i < count; i++) for (let k = 0; k < lanes; k++) sums[k]! += x[from + i * step + k]!;
  for (let way = 1; way < WAYS; way++) for (let k = 0; k < lanes; k++) sums[k]! += sums[way * lanes + k]!;
}

/**
 * sums[way·lanes + lane] = Σᵢ x[from + i·step + way·wayStep + lane·laneStep], i < count, by cascade summation: the rounding
 * error grows with the levels, not the count.
 */
function levelSums(x: Buffer, from: number, step: number, ways: number, wayStep: number, lanes: number, laneStep: number, count: number, sums: Buffer): void {
  const width = ways * lanes;
  const power = Math.max(4, count <= 2 ** 16 ? 4 : Math.floor(Math.ceil(Math.log2(count)) / LEVELS));
  const chunk = 2 ** power;
  sums.fill(0, 0, LEVELS * width);
  for (let i = 0; i < count; ) {
    const whole = i + chunk <= count;
    for (const end = whole ? i + chunk : count; i < end; i++) {
      for (let way = 0, k = 0; way < ways; way++) {
        for (let lane = 0, at = from + i * step + way * wayStep; lane < lanes; lane++, k++, at += laneStep) sums[k]! += x[at]!;
      }
    }
    for (let level = 1; whole && level < LEVELS; level++) {
      for (let k = 0; k < width; k++) {
        sums[level * width + k]! += sums[(level - 1) * width + k]!;
        sums[(level - 1) * width + k] = 0;
      }
      if ((i & ((chunk - 1) << (level * power))) !== 0) break;
    }
  }
  if (count < chunk) return;
  for (let level = 1; level < LEVELS; level++) for (let k = 0; k < width; k++) sums[k]! += sums[level * width + k]!;
}

/** The sum, then one division. */
export function meanOver(array: NDArray, axes: readonly number[], keepdim: boolean, dtype: Dtype): NDArray {
  const half = dtype === "float16" || dtype === "bfloat16";
  const sums = sumOver(array, axes, keepdim, half ? "float32" : dtype);
  const count = axes.reduce((product, axis) => product * (array.shape[axis] ?? 1), 1);
  const out = allocate(dtype, sums.buffer.length);
  const round = rounderOf(dtype);
  for (let i = 0; i < out.length; i++) out[i] = round(sums.buffer[i]! / count);
  return wrap(dtype, sums.shape, out);
}
