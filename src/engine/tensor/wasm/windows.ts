/** Maxima of windows by the kernels. */
import type { Kernels } from "./kernels.js";

/** For every window the places in the plane that it covers, one at least; those of window i end before ends[i]. */
export interface WindowPlaces {
  readonly places: Int32Array;
  readonly ends: Int32Array;
}

/** x[planes, plane]: for each plane the windows' largest numbers, and where in the plane they lie. null: no room. */
export function kernelWindowMaxima(kernels: Kernels, x: Float32Array, planes: number, plane: number, { places, ends }: WindowPlaces): { readonly at: Float64Array; readonly values: Float32Array } | null {
  const count = planes * ends.length;
  if (!kernels.open((planes * plane + places.length + ends.length + 3 * count) * 4 + 80)) return null;
  const [data, covered, stops] = [kernels.put(x, 0, planes * plane), kernels.putWhole(places), kernels.putWhole(ends)];
  const [at, values] = [kernels.room(2 * count), kernels.room(count)];
  kernels.run.windowMaxima(data, planes, plane, covered, stops, ends.length, at, values);
  return { at: kernels.takeDoubles(at, count), values: kernels.take(values, count) };
}
