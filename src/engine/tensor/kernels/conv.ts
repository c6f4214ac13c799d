/**
 * Convolution in one, two or three axes and its two adjoints, by unfolding windows into columns (im2col) and matrix
 * products. All three are readings of one trilinear form Σ x·w·y over n, o, c, position and window. float32 adds in the order
 * in which oneDNN does inside PyTorch's CPU wheels (measured with torch 2.13: window elements outside, channels inside, fused
 * multiply-adds).
 */
import { contiguous, type NDArray, restride, wrap } from "../array.js";
import { allocate, type Buffer, type Dtype, rounderOf } from "../dtype.js";
import { Deferred } from "../deferred.js";
import { type Shape, sizeOf } from "../shape.js";
import { kernelConvolution, kernelInputAdjoint, kernelWeightAdjoint, roomOfConvolution, writeConvolution } from "../wasm/convolution.js";
import { type Kernels, kernels, type Placed } from "../wasm/kernels.js";
import type { SlidingWindows } from "../wasm/windows.js";
import { elementSum } from "./bias.js";
import { multiply } from "./matmul.js";
import { isWorthKernels } from "./native-products.js";
import { blocks, fusedProduct } from "./single-products.js";

/** One number a spatial axis in each list. */
export interface ConvolutionGeometry extends SlidingWindows {
  readonly input: readonly number[];
  readonly groups: number;
}

/** Calls `visit(column row, output position, input position)` for every pair of window element and output inside the input; -1 input: padding. */
function forEachTap(geometry: ConvolutionGeometry, visit: (tap: number, position: number, at: number) => void): void {
  const lift = (list: readonly number[], filler: number): number[] => [...new Array<number>(3 - list.length).fill(filler), ...list];
  const [D, H, W] = lift(geometry.input, 1) as [number, number, number];
  const [kd, kh, kw] = lift(geometry.window, 1) as [number, number, number];
  const [od, oh, ow] = lift(geometry.output, 1) as [number, number, number];
  const [sd, sh, sw] = lift(geometry.stride, 1) as [number, number, number];
  const [bd, bh, bw] = lift(geometry.before, 0) as [number, number, number];
  const [dd, dh, dw] = lift(geometry.dilation, 1) as [number, number, number];
  for (let a = 0, tap = 0; a < kd; a++) for (let b = 0; b < kh; b++) for (let c = 0; c < kw; c++, tap++) {
    for (let i = 0, position = 0; i < od; i++) {
      const z = i * sd - bd + a * dd;
      for (let j = 0; j < oh; j++) {
        const y = j * sh - bh + b * dh;
        const inside = z >= 0 && z < D && y >= 0 && y < H;
        const base = (z * H + y) * W;
        for (let k = 0; k < ow; k++, position++) {
          const x = k * sw - bw + c * dw;
          visit(tap, position, inside && x >= 0 && x < W ? base + x : -1);
        }
      }
    }
  }
}

interface Taps {
  readonly count: number;
  readonly positions: number;
  readonly plane: number;
  /** [tap][position] → place in the input's plane, or −1. */
  readonly places: Int32Array;
}

function tapsOf(geometry: ConvolutionGeometry): Taps {
  const count = sizeOf(geometry.window);
  const positions = sizeOf(geometry.output);
  const places = new Int32Array(count * positions);
  forEachTap(geometry, (tap, position, at) => { places[tap * positions + position] = at; });
  return { count, positions, plane: sizeOf(geometry.input), places };
}

/** columns[(tap, channel), position] = the input under the window. */
function unfoldInto(columns: Buffer, x: Buffer, at: number, channels: number, { count, positions, plane, places }: Taps): void {
  let target = 0;
  for (let tap = 0; tap < count; tap++) {
    for (let channel = 0; channel < channels; channel++) {
      const base = at + channel * plane;
      for (let p = tap * positions, end = p + positions; p < end; p++) {
        const place = places[p]!;
        columns[target++] = place < 0 ? 0 : x[base + place]!;
      }
    }
  }
}

/** [o, channel, tap] → [o, tap, channel]. */
function tapsFirst(weight: Buffer, outputs: number, channels: number, taps: number): Buffer {
  const out = weight.slice();
  for (let o = 0; o < outputs; o++) {
    for (let channel = 0; channel < channels; channel++) for (let tap = 0; tap < taps; tap++) out[(o * taps + tap) * channels + channel] = weight[(o * channels + channel) * taps + tap]!;
  }
  return out;
}

/** What the kernels convolve, row-major. */
export interface Convolution {
  /** [batch, groups · channels, …] */
  readonly x: Float32Array;
  /** [groups · outputs, channels, …] */
  readonly w: Float32Array;
  /** One for each of all outputs. */
  readonly bias: Float32Array | null;
  readonly geometry: ConvolutionGeometry;
  readonly batch: number;
  /** Of one group, as the outputs. */
  readonly channels: number;
  readonly outputs: number;
}

/** y[n, o, position] = Σ x·w + bias[o]. x [N, C, …], w [O, C/groups, …]. */
export function convolve(x: NDArray, w: NDArray, bias: NDArray | null, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  if (bias && bias.dtype !== dtype) return biased(convolve(x, w, null, geometry, dtype), bias);
  const [batch, channels] = [x.shape[0]!, w.shape[1]!];
  const shape = [batch, w.shape[0]!, ...geometry.output];
  const terms = channels * sizeOf(geometry.window);
  const native = isSingle(x, w, bias, dtype) ? kernelsFor(sizeOf(shape) * terms) : null;
  if (native) {
    const convolution = { x: singles(x), w: singles(w), bias: bias && singles(bias), geometry, batch, channels, outputs: w.shape[0]! / geometry.groups };
    if (terms <= FEW_TERMS) return new DeferredConvolution(shape, convolution, roomOfConvolution(native, convolution), () => singles(unfolded(x, w, bias, geometry, dtype)));
    const done = kernelConvolution(native, convolution);
    if (done) return wrap(dtype, shape, done);
  }
  return unfolded(x, w, bias, geometry, dtype);
}

/** Terms up to which a sum costs about as little to compute again as to copy. */
const FEW_TERMS = 32;

class DeferredConvolution extends Deferred {
  readonly isReadAgain = true;

  constructor(shape: Shape, private convolution: Convolution | null, readonly bytes: number, private alone: (() => Float32Array) | null) {
    super(shape);
  }

  protected write(kernels: Kernels, out: number): void {
    writeConvolution(kernels, this.convolution!, out);
  }

  protected written(): Float32Array {
    return this.alone!();
  }

  protected release(): void {
    this.convolution = null;
    this.alone = null;
  }
}

/** The same in JavaScript. */
function unfolded(x: NDArray, w: NDArray, bias: NDArray | null, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  const [batch, channels] = [x.shape[0]!, w.shape[1]!];
  const outputs = w.shape[0]! / geometry.groups;
  const positions = sizeOf(geometry.output);
  const shape = [batch, w.shape[0]!, ...geometry.output];
  const taps = tapsOf(geometry);
  const rows = channels * taps.count;
  const [input, weight] = [contiguous(x).buffer, tapsFirst(contiguous(w).buffer, w.shape[0]!, channels, taps.count)];
  const columns = allocate(x.dtype, rows * positions);
  const out = allocate(dtype, sizeOf(shape));
  const round = halfRounder(dtype);
  const product = isSingle(x, w, bias, dtype) ? fusedProduct : multiply;
  for (let n = 0; n < batch; n++) for (let group = 0; group < geometry.groups; group++) {
    unfoldInto(columns, input, (n * x.shape[1]! + group * channels) * taps.plane, channels, taps);
    const at = (n * w.shape[0]! + group * outputs) * positions;
    product(out, at, weight, group * outputs * rows, columns, 0, outputs, rows, positions, round);
  }
  return biased(wrap(dtype, shape, out), bias);
}

/** x̄[n, c, place] = Σ ȳ·w + bias[c]: the adjoint of the input; a transposed convolution. */
export function convolveInputAdjoint(y: NDArray, w: NDArray, bias: NDArray | null, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  if (bias && bias.dtype !== dtype) return biased(convolveInputAdjoint(y, w, null, geometry, dtype), bias);
  const [batch, channels] = [y.shape[0]!, w.shape[1]!];
  const outputs = w.shape[0]! / geometry.groups;
  const all = channels * geometry.groups;
  const shape = [batch, all, ...geometry.input];
  if (isSingle(y, w, bias, dtype)) {
    const native = kernelsFor(batch * channels * w.shape[0]! * sizeOf(geometry.window) * sizeOf(geometry.output));
    const weight = singles(w);
    const done = native && weight.every(Number.isFinite) ? kernelInputAdjoint(native, sourceOf(y, native), weight, bias && singles(bias), geometry, batch, channels, outputs) : null;
    return done ? wrap(dtype, shape, done) : biased(wrap(dtype, shape, singleInputAdjoint(singles(y), weight, geometry, batch, channels, outputs)), bias);
  }
  const taps = tapsOf(geometry);
  const [adjoint, weight] = [contiguous(y).buffer, contiguous(w).buffer];
  const rows = channels * taps.count;
  const sums = new Float64Array(batch * all * taps.plane);
  const columns = new Float64Array(rows * taps.positions);
  const flipped = new Float64Array(rows * outputs);
  for (let group = 0; group < geometry.groups; group++) {
    for (let o = 0; o < outputs; o++) for (let r = 0; r < rows; r++) flipped[r * outputs + o] = weight[(group * outputs + o) * rows + r]!;
    for (let n = 0; n < batch; n++) {
      multiply(columns, 0, flipped, 0, adjoint, (n * w.shape[0]! + group * outputs) * taps.positions, rows, outputs, taps.positions, null);
      let source = 0;
      for (let channel = 0; channel < channels; channel++) {
        const base = (n * all + group * channels + channel) * taps.plane;
        for (let p = 0; p < taps.places.length; p++, source++) {
          const place = taps.places[p]!;
          if (place >= 0) sums[base + place]! += columns[source]!;
        }
      }
    }
  }
  return biased(rounded(sums, dtype, shape), bias);
}

/** For each window element, for each output channel: a fused multiply-add to every place it was read at. */
function singleInputAdjoint(adjoint: Float32Array, weight: Float32Array, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number): Float32Array {
  const { count, positions, plane, places } = tapsOf(geometry);
  const all = channels * geometry.groups;
  const sums = new Float32Array(batch * all * plane);
  for (let n = 0; n < batch; n++) for (let group = 0; group < geometry.groups; group++) for (let channel = 0; channel < channels; channel++) {
    const base = (n * all + group * channels + channel) * plane;
    for (let tap = 0; tap < count; tap++) for (let o = group * outputs; o < (group + 1) * outputs; o++) {
      const factor = weight[(o * channels + channel) * count + tap]!;
      const from = (n * outputs * geometry.groups + o) * positions;
      for (let p = 0, q = tap * positions; p < positions; p++, q++) {
        const place = places[q]!;
        if (place >= 0) sums[base + place]! += factor * adjoint[from + p]!;
      }
    }
  }
  return sums;
}

/** y += bias, one number a channel. */
const biased = (y: NDArray, bias: NDArray | null): NDArray =>
  bias ? elementSum(y, restride(bias, [bias.shape[0]!, ...y.shape.slice(2).map(() => 1)], [bias.strides[0]!, ...y.shape.slice(2).map(() => 0)])) : y;

/** Whether all are float32, and so is the result. */
const isSingle = (a: NDArray, b: NDArray, bias: NDArray | null, dtype: Dtype): boolean =>
  dtype === "float32" && a.dtype === dtype && b.dtype === dtype && (bias === null || bias.dtype === dtype);

/** Row-major. */
const singles = (array: NDArray): Float32Array => contiguous(array).buffer as Float32Array; // of arrays that `isSingle` has seen

/** The same, or what computes it where the kernels read it. */
const sourceOf = (array: NDArray, native: Kernels): Float32Array | Placed => (array instanceof Deferred ? array.source(native) : singles(array));

const kernelsFor = (multiplications: number): Kernels | null => {
  const native = kernels();
  return native && isWorthKernels(native, multiplications) ? native : null;
};

/** w̄[o, c, tap] = Σ ȳ·x over the batch and the positions. */
export function convolveWeightAdjoint(x: NDArray, y: NDArray, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  const [batch, outputs] = [x.shape[0]!, y.shape[1]! / geometry.groups];
  const channels = x.shape[1]! / geometry.groups;
  const positions = sizeOf(geometry.output);
  const rows = channels * sizeOf(geometry.window);
  const shape = [y.shape[1]!, channels, ...geometry.window];
  const single = isSingle(x, y, null, dtype);
  const native = single ? kernelsFor(rows * positions * outputs) : null;
  const done = native && kernelWeightAdjoint(native, singles(x), sourceOf(y, native), geometry, batch, channels, outputs, blocks(positions));
  if (done) return wrap(dtype, shape, done);
  const taps = tapsOf(geometry);
  const [input, adjoint] = [contiguous(x).buffer, contiguous(y).buffer];
  const columns = allocate(x.dtype, rows * positions);
  const sums = single ? new Float32Array(y.shape[1]! * rows) : new Float64Array(y.shape[1]! * rows);
  for (let n = 0; n < batch; n++) for (let group = 0; group < geometry.groups; group++) {
    unfoldInto(columns, input, (n * x.shape[1]! + group * channels) * taps.plane, channels, taps);
    for (let o = 0; o < outputs; o++) {
      const from = (n * y.shape[1]! + group * outputs + o) * positions;
      for (let r = 0; r < rows; r++) {
        const target = ((group * outputs + o) * channels + (r % channels)) * taps.count + Math.floor(r / channels);
        let sum = sums[target]!;
        if (single) for (let p = 0, q = r * positions; p < positions; p++, q++) sum = Math.fround(sum + adjoint[from + p]! * columns[q]!);
        else for (let p = 0, q = r * positions; p < positions; p++, q++) sum += adjoint[from + p]! * columns[q]!;
        sums[target] = sum;
      }
    }
  }
  return rounded(sums, dtype, shape);
}

const halfRounder = (dtype: Dtype): ((x: number) => number) | null => (dtype === "float16" || dtype === "bfloat16" ? rounderOf(dtype) : null);

function rounded(sums: Float64Array | Float32Array, dtype: Dtype, shape: readonly number[]): NDArray {
  if (dtype === "float64" || sums instanceof Float32Array) return wrap(dtype, shape, sums);
  const out = allocate(dtype, sums.length);
  const round = rounderOf(dtype);
  for (let i = 0; i < sums.length; i++) out[i] = round(sums[i]!);
  return wrap(dtype, shape, out);
}
