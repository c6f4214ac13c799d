/** Windows that slide over planes, by the kernels: what they add up to, and the largest number in each. */
import { contiguousStrides, type Shape, sameShape, sizeOf } from "../shape.js";
import type { Kernels, Placed } from "./kernels.js";

/** A regular grid in a row-major `plane`: each axis `lengths` times, `steps` apart, from `first` on; `repeats` of the last place at the end. */
interface Grid {
  readonly lengths: Shape;
  readonly plane: Shape;
  readonly steps: readonly number[];
  readonly first: readonly number[];
  readonly repeats: number;
  readonly places: Int32Array;
}

/** Those asked for last: a network has few geometries, and asks for each in every step. */
const grids: Grid[] = [];
const KEPT = 16;
/** Places beyond which a grid is made anew. */
const MOST_PLACES = 1 << 14;

/** The places of a grid, row-major, in bytes of float32; not to be written to. */
export function lattice(lengths: Shape, plane: Shape, steps: readonly number[], first: readonly number[], repeats = 0): Int32Array {
  for (const grid of grids) {
    if (grid.repeats === repeats && sameShape(grid.lengths, lengths) && sameShape(grid.plane, plane) && sameShape(grid.steps, steps) && sameShape(grid.first, first)) return grid.places;
  }
  const places = latticeOf(lengths, plane, steps, first, repeats);
  if (places.length > MOST_PLACES) return places;
  if (grids.length === KEPT) grids.shift();
  grids.push({ lengths, plane, steps, first, repeats, places });
  return places;
}

function latticeOf(lengths: Shape, plane: Shape, steps: readonly number[], first: readonly number[], repeats: number): Int32Array {
  const strides = contiguousStrides(plane);
  const size = sizeOf(lengths);
  const out = new Int32Array(size + repeats);
  out[0] = 4 * first.reduce((sum, at, axis) => sum + at * strides[axis]!, 0);
  // From the innermost axis on: what is there already, moved by each step.
  for (let axis = lengths.length - 1, count = 1; axis >= 0; axis--) {
    const move = 4 * steps[axis]! * strides[axis]!;
    const end = count * lengths[axis]!;
    for (let i = count; i < end; i++) out[i] = out[i - count]! + move;
    count = end;
  }
  return size ? out.fill(out[size - 1]!, size) : out;
}

/** For whole vectors. */
const VECTOR = 3;

/** Windows of one form at regular distances, on a plane that holds all they cover; one number an axis. */
export interface Sliding {
  readonly plane: Shape;
  readonly window: Shape;
  readonly dilation: readonly number[];
  readonly output: Shape;
  readonly stride: readonly number[];
  /** Where the first window begins. */
  readonly first: readonly number[];
}

/** Where windows begin, row-major. */
export const originsOf = ({ plane, output, stride, first }: Sliding): Int32Array => lattice(output, plane, stride, first, VECTOR);

/** From there to each element, row-major. */
export const offsetsOf = ({ plane, window, dilation }: Sliding): Int32Array => lattice(window, plane, dilation, window.map(() => 0));

export interface Maxima {
  /** Place of each window's maximum in its plane. */
  readonly at: Int32Array;
  readonly values: Float32Array;
}

/** Windows along each axis of planes: window i looks at i·stride − before + k·dilation where that is inside, at one element at least. */
export interface SlidingWindows {
  readonly window: readonly number[];
  readonly stride: readonly number[];
  readonly before: readonly number[];
  readonly dilation: readonly number[];
  readonly output: readonly number[];
}

/** x[planes, …input]: the maxima of sliding windows. null: no room. */
export function kernelWindowMaxima(kernels: Kernels, x: Float32Array | Placed, planes: number, input: Shape, windows: SlidingWindows): Maxima | null {
  const { window, stride, before, dilation, output } = windows;
  const reach = window.map((length, i) => (length - 1) * dilation[i]!);
  const isInside = before.every((length) => length === 0) && input.every((length, i) => (output[i]! - 1) * stride[i]! + reach[i]! < length);
  const plane = isInside ? input : input.map((length, i) => Math.max(before[i]! + length, (output[i]! - 1) * stride[i]! + reach[i]! + 1));
  const read: Sliding = { plane, window, dilation, output, stride, first: input.map(() => 0) };
  const [origins, offsets] = [originsOf(read), offsetsOf(read)];
  const count = planes * sizeOf(output);
  const whole = planes * sizeOf(plane);
  let data = kernels.openWith(x, (whole + sizeOf(input) + 3 * origins.length + 2 * offsets.length + 2 * (count + VECTOR)) * 4 + 160);
  if (!data) return null;
  const [begin, steps] = [kernels.putWhole(origins), kernels.putWhole(offsets)];
  let [names, nameSteps, firsts] = [begin, steps, begin];
  if (!isInside) {
    const padded = kernels.filled(whole, -Infinity);
    kernels.run.spreadPlanes(data, planes, sizeOf(input), kernels.putWhole(lattice(input, plane, input.map(() => 1), before)), padded, sizeOf(plane));
    const named: Sliding = { ...read, plane: input, first: before.map((length) => -length) };
    [names, nameSteps, firsts] = [kernels.putWhole(originsOf(named)), kernels.putWhole(offsetsOf(named)), kernels.putWhole(firstsOf(named))];
    data = padded;
  }
  const [at, values] = [kernels.room(count + VECTOR), kernels.room(count + VECTOR)];
  kernels.run.windowMaxima(data, planes, sizeOf(plane), steps, nameSteps, offsets.length, begin, names, firsts, sizeOf(output), at, values);
  return { at: kernels.takeWhole(at, count), values: kernels.take(values, count) };
}

/** The first element inside of each window, as `originsOf`. */
function firstsOf({ plane, dilation, output, stride, first }: Sliding): Int32Array {
  let starts = [0];
  output.forEach((length, axis) => {
    const own = Array.from({ length }, (_, i) => {
      const at = first[axis]! + i * stride[axis]!;
      return at < 0 ? at + Math.ceil(-at / dilation[axis]!) * dilation[axis]! : at;
    });
    starts = starts.flatMap((start) => own.map((at) => start * plane[axis]! + at));
  });
  return Int32Array.from([...starts, ...new Array<number>(VECTOR).fill(starts.at(-1) ?? 0)], (at) => 4 * at);
}

/** For every window the places in the plane that it covers, one at least; those of window i end before ends[i]. */
export interface WindowPlaces {
  readonly places: Int32Array;
  readonly ends: Int32Array;
}

/** The same for windows of any form. */
export function kernelListedMaxima(kernels: Kernels, x: Float32Array | Placed, planes: number, plane: number, { places, ends }: WindowPlaces): Maxima | null {
  const count = planes * ends.length;
  const data = kernels.openWith(x, (places.length + ends.length + 2 * count) * 4 + 80);
  if (!data) return null;
  const [covered, stops] = [kernels.putWhole(places), kernels.putWhole(ends)];
  const [at, values] = [kernels.room(count), kernels.room(count)];
  kernels.run.listedMaxima(data, planes, plane, covered, stops, ends.length, at, values);
  return { at: kernels.takeWhole(at, count), values: kernels.take(values, count) };
}

/** [planes, plane] at `out`: to each place the sum of the g[planes, windows] whose `at` it is, in turn. */
export function placeSums(kernels: Kernels, g: Float32Array, at: Int32Array, planes: number, plane: number, out: number): void {
  kernels.run.sumAtPlaces(kernels.put(g, 0, g.length), kernels.putWhole(at), planes, g.length / planes, plane, out);
}
