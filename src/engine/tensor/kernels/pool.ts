/** The largest element of each window, over the last axes of an array. */
import { contiguous, type NDArray } from "../array.js";
import { contiguousStrides, sizeOf } from "../shape.js";

/** For each spatial axis and each output along it: the input positions it looks at, rising. */
export type Windows = readonly (readonly (readonly number[])[])[];

/**
 * Where in its plane the maximum of each window lies, row-major; the first of equals wins, NaN wins over all
 * (aten/src/ATen/native/cpu/MaxPoolKernel.cpp). `planes` leading elements are independent.
 */
export function windowMaxima(x: NDArray, windows: Windows): Float64Array {
  const rank = windows.length;
  const spatial = x.shape.slice(x.shape.length - rank);
  const plane = sizeOf(spatial);
  const planes = sizeOf(x.shape.slice(0, x.shape.length - rank));
  const { places, ends } = placesOf(windows, contiguousStrides(spatial));
  const data = contiguous(x).buffer;
  const out = new Float64Array(planes * ends.length);
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
      out[target++] = best;
    }
  }
  return out;
}

/** For every output position the places in the plane that its window covers; those of position i end before ends[i]. */
function placesOf(windows: Windows, steps: readonly number[]): { readonly places: Int32Array; readonly ends: Int32Array } {
  let partial: number[][] = [[0]];
  windows.forEach((axis, i) => {
    partial = partial.flatMap((places) => axis.map((positions) => places.flatMap((place) => positions.map((at) => place + at * steps[i]!))));
  });
  let end = 0;
  return { places: Int32Array.from(partial.flat()), ends: Int32Array.from(partial, (places) => (end += places.length)) };
}
