/**
 * Convolution in one, two or three axes and its two adjoints, by unfolding windows into columns (im2col) and matrix
 * products. All three are readings of one trilinear form Σ x·w·y over n, o, c, position and window. float32 adds in the order
 * in which oneDNN does inside PyTorch's CPU wheels (measured with torch 2.13: window elements outside, channels inside, fused
 * multiply-adds).
 */
import { contiguous, type NDArray, wrap } from "../array.js";
import { allocate, type Buffer, type Dtype, rounderOf } from "../dtype.js";
import { sizeOf } from "../shape.js";
import type { Matrices } from "../wasm/products.js";
import { multiply } from "./matmul.js";
import { nativeChains } from "./native-products.js";
import { blocks, fusedProduct } from "./single-products.js";

/** One number a spatial axis in each list. A window's element k of output i reads the input at i·stride − before + k·dilation. */
export interface ConvolutionGeometry {
  readonly input: readonly number[];
  readonly window: readonly number[];
  readonly output: readonly number[];
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly dilation: readonly number[];
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

/** y[n, o, position] = Σ x·w. x [N, C, …], w [O, C/groups, …]. */
export function convolve(x: NDArray, w: NDArray, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  const taps = tapsOf(geometry);
  const [batch, channels] = [x.shape[0]!, w.shape[1]!];
  const [input, weight] = [contiguous(x).buffer, tapsFirst(contiguous(w).buffer, w.shape[0]!, channels, taps.count)];
  const outputs = w.shape[0]! / geometry.groups;
  const rows = channels * taps.count;
  const columns = allocate(x.dtype, rows * taps.positions);
  const out = allocate(dtype, batch * w.shape[0]! * taps.positions);
  const round = halfRounder(dtype);
  const single = isSingle(x, w, dtype);
  for (let n = 0; n < batch; n++) for (let group = 0; group < geometry.groups; group++) {
    unfoldInto(columns, input, (n * x.shape[1]! + group * channels) * taps.plane, channels, taps);
    const at = (n * w.shape[0]! + group * outputs) * taps.positions;
    const product = single ? nativeChains(matrix(weight, group * outputs * rows, rows), matrix(columns, 0, taps.positions), outputs, rows, taps.positions, rows) : null;
    if (product) out.set(product, at);
    else (single ? fusedProduct : multiply)(out, at, weight, group * outputs * rows, columns, 0, outputs, rows, taps.positions, round);
  }
  return wrap(dtype, [batch, w.shape[0]!, ...geometry.output], out);
}

/** x̄[n, c, place] = Σ ȳ·w: the adjoint of the input; a transposed convolution. */
export function convolveInputAdjoint(y: NDArray, w: NDArray, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  const taps = tapsOf(geometry);
  const [adjoint, weight] = [contiguous(y).buffer, contiguous(w).buffer];
  const [batch, channels] = [y.shape[0]!, w.shape[1]!];
  const outputs = w.shape[0]! / geometry.groups;
  const rows = channels * taps.count;
  const all = channels * geometry.groups;
  if (isSingle(y, w, dtype)) return singleInputAdjoint(adjoint, weight, taps, geometry, batch, channels, outputs);
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
  return rounded(sums, dtype, [batch, all, ...geometry.input]);
}

/** For each window element, for each output channel: a fused multiply-add to every place it was read at. */
function singleInputAdjoint(adjoint: Buffer, weight: Buffer, taps: Taps, geometry: ConvolutionGeometry, batch: number, channels: number, outputs: number): NDArray {
  const all = channels * geometry.groups;
  const sums = new Float32Array(batch * all * taps.plane);
  const { count, positions, plane, places } = taps;
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
  return wrap("float32", [batch, all, ...geometry.input], sums);
}

/** Row-major, of float32; turned: its transpose. `as`: the caller has seen that it is float32. */
const matrix = (buffer: Buffer, at: number, width: number): Matrices => ({ buffer: buffer as Float32Array, starts: [at], rowStep: width, columnStep: 1 });
const turned = (buffer: Buffer, at: number, width: number): Matrices => ({ buffer: buffer as Float32Array, starts: [at], rowStep: 1, columnStep: width });

const isSingle = (a: NDArray, b: NDArray, dtype: Dtype): boolean => dtype === "float32" && a.dtype === dtype && b.dtype === dtype;

/** w̄[o, c, tap] = Σ ȳ·x over the batch and the positions. */
export function convolveWeightAdjoint(x: NDArray, y: NDArray, geometry: ConvolutionGeometry, dtype: Dtype): NDArray {
  const taps = tapsOf(geometry);
  const [input, adjoint] = [contiguous(x).buffer, contiguous(y).buffer];
  const [batch, outputs] = [x.shape[0]!, y.shape[1]! / geometry.groups];
  const channels = x.shape[1]! / geometry.groups;
  const rows = channels * taps.count;
  const columns = allocate(x.dtype, rows * taps.positions);
  const single = isSingle(x, y, dtype);
  const sums = single ? new Float32Array(y.shape[1]! * rows) : new Float64Array(y.shape[1]! * rows);
  for (let n = 0; n < batch; n++) for (let group = 0; group < geometry.groups; group++) {
    unfoldInto(columns, input, (n * x.shape[1]! + group * channels) * taps.plane, channels, taps);
    const targetOf = (o: number, r: number): number => ((group * outputs + o) * channels + (r % channels)) * taps.count + Math.floor(r / channels);
    const first = (n * y.shape[1]! + group * outputs) * taps.positions;
    const product = single ? nativeChains(matrix(columns, 0, taps.positions), turned(adjoint, first, taps.positions), rows, taps.positions, outputs, blocks(taps.positions)) : null;
    if (product) {
      for (let r = 0; r < rows; r++) for (let o = 0; o < outputs; o++) sums[targetOf(o, r)]! += product[r * outputs + o]!;
      continue;
    }
    for (let o = 0; o < outputs; o++) {
      const from = (n * y.shape[1]! + group * outputs + o) * taps.positions;
      for (let r = 0; r < rows; r++) {
        const target = targetOf(o, r);
        let sum = sums[target]!;
        if (single) for (let p = 0, q = r * taps.positions; p < taps.positions; p++, q++) sum = Math.fround(sum + adjoint[from + p]! * columns[q]!);
        else for (let p = 0, q = r * taps.positions; p < taps.positions; p++, q++) sum += adjoint[from + p]! * columns[q]!;
        sums[target] = sum;
      }
    }
  }
  return rounded(sums, dtype, [y.shape[1]!, channels, ...geometry.window]);
}

const halfRounder = (dtype: Dtype): ((x: number) => number) | null => (dtype === "float16" || dtype === "bfloat16" ? rounderOf(dtype) : null);

function rounded(sums: Float64Array | Float32Array, dtype: Dtype, shape: readonly number[]): NDArray {
  if (dtype === "float64" || sums instanceof Float32Array) return wrap(dtype, shape, sums);
  const out = allocate(dtype, sums.length);
  const round = rounderOf(dtype);
  for (let i = 0; i < sums.length; i++) out[i] = round(sums[i]!);
  return wrap(dtype, shape, out);
}
