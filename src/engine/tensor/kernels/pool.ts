/** The largest element of each window, over the last axes of an array. */
import { contiguous, type NDArray } from "../array.js";
import { allocate, type Buffer } from "../dtype.js";
import { contiguousStrides, sizeOf } from "../shape.js";
import { kernels } from "../wasm/kernels.js";
import { kernelWindowMaxima, type WindowPlaces } from "../wasm/windows.js";

/** For each spatial axis and each output along it: the input positions it looks at, rising. */
export type Windows = readonly (readonly (readonly number[])[])[];

/** Elements from which copying them to the kernels pays. */
const WORTH = 1000;

/**
 * The maximum of each window and where in its plane it lies, row-major; the first of equals wins, NaN wins over all
 * (aten/src/ATen/native/cpu/MaxPoolKernel.cpp). Leading axes are planes independent of each other.
 */
export function windowMaxima(x: NDArray, windows: Windows): { readonly at: Float64Array; readonly values: Buffer } {
  const rank = windows.length;
  const spatial = x.shape.slice(x.shape.length - rank);
  const plane = sizeOf(spatial);
  const planes = sizeOf(x.shape.slice(0, x.shape.length - rank));
  const covered = placesOf(windows, contiguousStrides(spatial));
  const data = contiguous(x).buffer;
  const native = planes * plane >= WORTH ? kernels() : null;
  const maxima = native && data instanceof Float32Array ? kernelWindowMaxima(native, data, planes, plane, covered) : null;
  if (maxima) return maxima;
  const { places, ends } = covered;
  const out = { at: new Float64Array(planes * ends.length), values: allocate(x.dtype, planes * ends.length) };
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
