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
  const steps = contiguousStrides(spatial);
  const plane = sizeOf(spatial);
  const planes = sizeOf(x.shape.slice(0, x.shape.length - rank));
  const candidates = placesOf(windows, steps);
  const data = contiguous(x).buffer;
  const out = new Float64Array(planes * candidates.length);
  let target = 0;
  for (let p = 0; p < planes; p++) {
    const base = p * plane;
    for (const places of candidates) {
      let best = places[0]!;
      let most = data[base + best]!;
      for (let i = 1; i < places.length && !Number.isNaN(most); i++) {
        const value = data[base + places[i]!]!;
        if (value > most || Number.isNaN(value)) {
          most = value;
          best = places[i]!;
        }
      }
      out[target++] = best;
    }
  }
  return out;
}

/** For every output position the places in the plane that its window covers. */
function placesOf(windows: Windows, steps: readonly number[]): number[][] {
  let partial: number[][] = [[0]];
  windows.forEach((axis, i) => {
    partial = partial.flatMap((places) => axis.map((positions) => places.flatMap((place) => positions.map((at) => place + at * steps[i]!))));
  });
  return partial;
}
