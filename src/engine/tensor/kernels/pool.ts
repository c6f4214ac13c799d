/** The largest element of each window, over the last axes of an array. */
import { contiguous, type NDArray } from "../array.js";
import { allocate, type Buffer } from "../dtype.js";
import { Deferred } from "../deferred.js";
import { contiguousStrides, type Shape, sizeOf } from "../shape.js";
import { type Kernels, kernels, type Placed } from "../wasm/kernels.js";
import { kernelListedMaxima, kernelWindowMaxima, type Maxima, placeSums, type SlidingWindows, type WindowPlaces } from "../wasm/windows.js";

/** For each spatial axis and each output along it: the input positions it looks at, rising. */
export type ListedWindows = readonly (readonly (readonly number[])[])[];
export type Windows = SlidingWindows | ListedWindows;

/** Elements from which copying them to the kernels pays. */
const WORTH = 1000;

const isSliding = (windows: Windows): windows is SlidingWindows => "window" in windows;

/** How many windows there are along each axis. */
export const outputOf = (windows: Windows): readonly number[] => (isSliding(windows) ? windows.output : windows.map((axis) => axis.length));

export interface WindowMaxima {
  /** Where in its plane each one lies, row-major. */
  readonly at: Int32Array;
  readonly values: Buffer;
}

/**
 * The maximum of each window and where in its plane it lies, row-major; the first of equals wins, NaN wins over all
 * (aten/src/ATen/native/cpu/MaxPoolKernel.cpp). Leading axes are planes independent of each other.
 */
export function windowMaxima(x: NDArray, windows: Windows): WindowMaxima {
  const rank = outputOf(windows).length;
  const spatial = x.shape.slice(x.shape.length - rank);
  const planes = sizeOf(x.shape.slice(0, x.shape.length - rank));
  const native = x.dtype === "float32" && sizeOf(x.shape) >= WORTH ? kernels() : null;
  const source = native && (x instanceof Deferred ? x.source(native) : (contiguous(x).buffer as Float32Array)); // float32, as we have seen
  return (native && source && nativeMaxima(native, source, planes, spatial, windows))
    ?? listedMaxima(x, contiguous(x).buffer, planes, sizeOf(spatial), placesOf(listed(windows, spatial), contiguousStrides(spatial)));
}

const nativeMaxima = (native: Kernels, data: Float32Array | Placed, planes: number, spatial: Shape, windows: Windows): Maxima | null =>
  isSliding(windows)
    ? kernelWindowMaxima(native, data, planes, spatial, windows)
    : kernelListedMaxima(native, data, planes, sizeOf(spatial), placesOf(windows, contiguousStrides(spatial)));

/** Sliding windows without what they cover of the padding. */
function listed(windows: Windows, spatial: Shape): ListedWindows {
  if (!isSliding(windows)) return windows;
  const { window, stride, before, dilation, output } = windows;
  return spatial.map((length, axis) => Array.from({ length: output[axis]! }, (_, i) => {
    const start = i * stride[axis]! - before[axis]!;
    return Array.from({ length: window[axis]! }, (__, k) => start + k * dilation[axis]!).filter((at) => at >= 0 && at < length);
  }));
}

function listedMaxima({ dtype }: NDArray, data: Buffer, planes: number, plane: number, { places, ends }: WindowPlaces): WindowMaxima {
  const out = { at: new Int32Array(planes * ends.length), values: allocate(dtype, planes * ends.length) };
  for (let p = 0, target = 0; p < planes; p++) {
    const base = p * plane;
    for (let w = 0, i = 0; w < ends.length; w++) {
      let best = places[i++]!;
      let most = data[base + best]!;
      for (const end = ends[w]!; i < end; i++) {
        const place = places[i]!;
        const value = data[base + place]!;
        // NaN is neither below nor above anything: the first one wins.
        if (!(value <= most) && !Number.isNaN(most)) {
          most = value;
          best = place;
        }
      }
      out.at[target] = best;
      out.values[target++] = most;
    }
  }
  return out;
}

/**
 * To each place of the planes the sum of the float32 g[planes, windows] whose place `at` says it is, in turn: the adjoint of
 * pooling, mostly zeros.
 */
export class SumsAtPlaces extends Deferred {
  readonly bytes: number;
  readonly isReadAgain = false;
  private readonly planes: number;
  private readonly plane: number;

  /** `shape`: leading axes, which are planes, and the `rank` axes of a plane. */
  constructor(shape: Shape, rank: number, private g: Float32Array, private at: Int32Array) {
    super(shape);
    this.plane = sizeOf(shape.slice(shape.length - rank));
    this.planes = sizeOf(shape.slice(0, shape.length - rank));
    this.bytes = 2 * g.length * 4 + 32;
  }

  protected write(kernels: Kernels, out: number): void {
    placeSums(kernels, this.g, this.at, this.planes, this.plane, out);
  }

  protected written(): Float32Array {
    const { g, at, planes, plane } = this;
    const out = new Float32Array(planes * plane);
    const windows = g.length / planes;
    for (let p = 0, i = 0; p < planes; p++) for (const end = (p + 1) * windows; i < end; i++) out[p * plane + at[i]!]! += g[i]!;
    return out;
  }

  protected release(): void {
    this.g = NO_NUMBERS;
    this.at = NO_PLACES;
  }
}

const NO_NUMBERS = new Float32Array(0);
const NO_PLACES = new Int32Array(0);

function placesOf(windows: ListedWindows, steps: readonly number[]): WindowPlaces {
  let [places, ends] = [[0], [1]];
  windows.forEach((axis, i) => {
    const [wider, stops]: [number[], number[]] = [[], []];
    ends.forEach((end, w) => {
      for (const positions of axis) {
        for (let p = w === 0 ? 0 : ends[w - 1]!; p < end; p++) for (const at of positions) wider.push(places[p]! + at * steps[i]!);
        stops.push(wider.length);
      }
    });
    [places, ends] = [wider, stops];
  });
  return { places: Int32Array.from(places), ends: Int32Array.from(ends) };
}
