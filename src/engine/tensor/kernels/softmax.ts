/**
 * Softmax and its logarithm along one axis, shifted by the maximum so that nothing overflows. In float32 every step is
 * rounded as in PyTorch's CPU kernels (aten/src/ATen/native/cpu/SoftMaxKernel.cpp, 16 lanes).
 */
import { contiguous, type NDArray, wrap } from "../array.js";
import { allocate, type Buffer, type Dtype, rounderOf } from "../dtype.js";
import { sizeOf } from "../shape.js";
import { type Kernels, kernels } from "../wasm/kernels.js";
import { kernelPowerSums, kernelSoftmax, kernelSoftmaxColumns, type Scores } from "../wasm/rows.js";
import { expSingle } from "./single-exp.js";
import { logOnce } from "./single-logarithm.js";

/** Elements from which copying them to the kernels pays. */
const WORTH = 64;
/** The kernels take so many side by side. */
const COLUMNS = 4;

export function softmax(x: NDArray, axis: number, logarithm: boolean, dtype: Dtype): NDArray {
  const length = x.shape.length ? x.shape[axis]! : 1;
  const tail = x.shape.length ? sizeOf(x.shape.slice(axis + 1)) : 1;
  const data = contiguous(x).buffer;
  const done = dtype === "float32" && data instanceof Float32Array ? byKernels(data, length, tail, logarithm) : null;
  if (done) return wrap(dtype, x.shape, done);
  const out = allocate(dtype, data.length);
  const write = dtype === "float32" ? singleLine : doubleLine(rounderOf(dtype));
  const lines = length ? data.length / length : 0;
  for (let line = 0; line < lines; line++) {
    const start = Math.floor(line / tail) * length * tail + (line % tail);
    let most = -Infinity;
    for (let p = start, i = 0; i < length; i++, p += tail) if (data[p]! > most || Number.isNaN(data[p])) most = data[p]!;
    write(data, out, start, tail, length, most, logarithm);
  }
  return wrap(dtype, x.shape, out);
}

/** null: not for the kernels. */
function byKernels(data: Float32Array, length: number, tail: number, logarithm: boolean): Float32Array | null {
  const native = length > 0 && data.length >= WORTH ? kernels() : null;
  if (!native) return null;
  if (tail === 1) return (logarithm ? logarithms : kernelSoftmax)(native, data, { rows: data.length / length, length, factor: 1, period: 0 });
  return tail >= COLUMNS ? kernelSoftmaxColumns(native, data, length, tail, logarithm) : null;
}

/** x − most − ln Σ e^(x − most) by rows. */
function logarithms(native: Kernels, x: Float32Array, { rows, length }: Scores): Float32Array | null {
  const sums = kernelPowerSums(native, x, rows, length);
  if (!sums) return null;
  const out = new Float32Array(x.length);
  for (let row = 0, p = 0; row < rows; row++) {
    const most = sums[2 * row]!;
    const logSum = logOnce(sums[2 * row + 1]!);
    for (const end = p + length; p < end; p++) out[p] = Math.fround(x[p]! - most) - logSum;
  }
  return out;
}

type Line = (data: Buffer, out: Buffer, start: number, step: number, length: number, most: number, logarithm: boolean) => void;

const doubleLine = (round: (x: number) => number): Line => (data, out, start, step, length, most, logarithm) => {
  const end = start + length * step;
  let sum = 0;
  for (let p = start; p < end; p += step) sum += Math.exp(data[p]! - most);
  const logSum = Math.log(sum);
  for (let p = start; p < end; p += step) out[p] = round(logarithm ? data[p]! - most - logSum : Math.exp(data[p]! - most) / sum);
};

const singleLine: Line = (data, out, start, step, length, most, logarithm) => {
  const powers = new Float32Array(length);
  for (let i = 0, p = start; i < length; i++, p += step) powers[i] = expSingle(Math.fround(data[p]! - most));
  const sum = step === 1 ? laneTotal(powers) : inTurn(powers);
  if (logarithm) {
    const logSum = logOnce(sum);
    for (let i = 0, p = start; i < length; i++, p += step) out[p] = Math.fround(data[p]! - most) - logSum;
  } else if (step === 1) {
    const share = Math.fround(1 / sum);
    for (let i = 0, p = start; i < length; i++, p += step) out[p] = powers[i]! * share;
  } else {
    for (let i = 0, p = start; i < length; i++, p += step) out[p] = powers[i]! / sum;
  }
};

const LANES = 16;

function inTurn(x: Float32Array): number {
  let sum = 0;
  for (const value of x) sum = Math.fround(sum + value);
  return sum;
}

/** As `vec::reduce_all` adds: lanes, then their halves on each other; a row shorter than the lanes in turn. */
function laneTotal(x: Float32Array): number {
  if (x.length < LANES) return inTurn(x);
  const sums = x.slice(0, LANES);
  for (let i = LANES; i < x.length; i++) sums[i % LANES]! += x[i]!;
  for (let half = LANES / 2; half >= 1; half /= 2) for (let lane = 0; lane < half; lane++) sums[lane]! += sums[lane + half]!;
  return sums[0]!;
}
