/** Fourier transforms as the frameworks define them, on pairs: lengths, norms, real input and output. */
import { fromNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import type { Operations } from "../operations.js";
import { fromReal, partOf } from "./pair.js";

export type Norm = "backward" | "ortho" | "forward";

/** The factor of one transform of length n. */
function factor(n: number, norm: Norm, inverse: boolean): number {
  if (norm === "ortho") return 1 / Math.sqrt(n);
  return (norm === "backward") === inverse ? 1 / n : 1;
}

/** Cut off or filled with zeros to length n along an axis. */
export function fitted(ops: Operations, z: Node, axis: number, n: number): Node {
  const { shape, dtype } = z.value;
  const length = shape[axis]!;
  if (length === n) return z;
  if (length > n) return ops.slice(z, shape.map(() => 0), shape.map((own, i) => (i === axis ? n : own)), shape.map(() => 1));
  const rest = shape.map((own, i) => (i === axis ? n - length : own));
  return ops.cat([z, ops.constant(fromNumbers(dtype, rest, new Float64Array(rest.reduce((product, own) => product * own, 1))))], axis);
}

export interface Transform {
  readonly axes: readonly number[];
  /** A length for each axis. */
  readonly sizes: readonly number[];
  readonly norm: Norm;
  readonly inverse: boolean;
}

/** Complex to complex. */
export const transform = (ops: Operations, z: Node, { axes, sizes, norm, inverse }: Transform): Node =>
  axes.reduce((node, axis, i) => ops.apply("fourier", [fitted(ops, node, axis, sizes[i]!)], { axis, inverse, scale: factor(sizes[i]!, norm, inverse) }), z);

/** Real to the first half of the spectrum (along the last of the axes); `inverse` for ihfft. */
export function halfSpectrum(ops: Operations, x: Node, given: Transform): Node {
  const last = given.axes.at(-1)!;
  const n = given.sizes.at(-1)!;
  const first = transform(ops, fromReal(ops, x), { ...given, axes: [last], sizes: [n] });
  return transform(ops, fitted(ops, first, last, Math.floor(n / 2) + 1), { ...given, axes: given.axes.slice(0, -1), sizes: given.sizes.slice(0, -1) });
}

/** Its inverse: of half a spectrum the real signal of length n. The other half is the conjugate: its share comes with weight 2. */
export function realSignal(ops: Operations, z: Node, given: Transform): Node {
  const last = given.axes.at(-1)!;
  const n = given.sizes.at(-1)!;
  const half = Math.floor(n / 2) + 1;
  const inner = fitted(ops, transform(ops, z, { ...given, axes: given.axes.slice(0, -1), sizes: given.sizes.slice(0, -1) }), last, half);
  const weights = Array.from({ length: half }, (_, k) => (k === 0 || 2 * k === n ? 1 : 2));
  const shape = inner.value.shape.map((_, i) => (i === last ? half : 1));
  const weighted = ops.mul(inner, ops.constant(fromNumbers(inner.value.dtype, shape, weights)));
  return partOf(ops, transform(ops, weighted, { ...given, axes: [last], sizes: [n] }), 0);
}

