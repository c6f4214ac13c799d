/** The largest element of each window, over the last axes of an array. */
import { contiguous, type NDArray } from "../array.js";
import { allocate, type Buffer } from "../dtype.js";
import { contiguousStrides, sizeOf } from "../shape.js";
import { type Kernels, kernels } from "../wasm/kernels.js";
import { kernelListedMaxima, kernelSumsAtPlaces, kernelWindowMaxima, type Sliding, type WindowPlaces } from "../wasm/windows.js";

/** For each spatial axis and each output along it: the input positions it looks at, rising. */
export type Windows = readonly (readonly (readonly number[])[])[];

/** Elements from which copying them to the kernels pays. */
const WORTH = 1000;

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
  const rank = windows.length;
  const spatial = x.shape.slice(x.shape.length - rank);
  const plane = sizeOf(spatial);
  const planes = sizeOf(x.shape.slice(0, x.shape.length - rank));
  const data = contiguous(x).buffer;
  const native = planes * plane >= WORTH && x.dtype === "float32" ? kernels() : null;
  const regular = native && slidingOf(windows, spatial);
  const sliding = regular && kernelWindowMaxima(native, data as Float32Array, planes, plane, regular); // float32, as we have seen
  if (sliding) return sliding;
  const covered = placesOf(windows, contiguousStrides(spatial));
  return (native && kernelListedMaxima(native, data as Float32Array, planes, plane, covered)) ?? listedMaxima(x, data, planes, plane, covered);
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

/** [planes, plane]: to each place the sum of the float32 g[planes, windows] whose place `at` says it is, in turn. */
export function sumAtPlaces(g: Float32Array, at: Int32Array, planes: number, plane: number): Float32Array {
  const native: Kernels | null = planes * plane >= WORTH ? kernels() : null;
  const done = native && kernelSumsAtPlaces(native, g, at, planes, plane);
  if (done) return done;
  const out = new Float32Array(planes * plane);
  const windows = g.length / planes;
  for (let p = 0, i = 0; p < planes; p++) for (const end = i + windows; i < end; i++) out[p * plane + at[i]!]! += g[i]!;
  return out;
}

/** The windows as sliding ones, where all look at as many elements at the same distances. */
function slidingOf(windows: Windows, plane: readonly number[]): Sliding | null {
  const step = (list: readonly number[]): number => (list.length > 1 ? list[1]! - list[0]! : 1);
  const isEven = (list: readonly number[], by: number): boolean => list.every((at, i) => at === list[0]! + i * by);
  const axes = windows.map((axis) => {
    const own = axis[0] ?? [];
    const [starts, dilation] = [axis.map((one) => one[0]!), step(own)];
    const stride = step(starts);
    const regular = own.length > 0 && stride > 0 && isEven(starts, stride) && axis.every((one) => one.length === own.length && isEven(one, dilation));
    return regular ? { window: own.length, dilation, output: axis.length, stride, first: starts[0]! } : null;
  });
  const of = (read: (axis: NonNullable<(typeof axes)[number]>) => number): number[] => axes.map((axis) => read(axis!));
  return axes.includes(null) ? null : { plane, window: of((a) => a.window), dilation: of((a) => a.dilation), output: of((a) => a.output), stride: of((a) => a.stride), first: of((a) => a.first) };
}

function placesOf(windows: Windows, steps: readonly number[]): WindowPlaces {
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
