/** A step of Adam by the kernels. */
import type { Kernels } from "./kernels.js";

/** Of one parameter, all as long; no means: they are 0. */
export interface AdamArrays {
  readonly parameter: Float32Array;
  readonly gradient: Float32Array;
  readonly mean: Float32Array | null;
  readonly square: Float32Array | null;
}

/** As `kernels/adam.ts` has them, rounded to float32 when they are handed over; `weight` is that of g in the running mean. */
export interface AdamNumbers {
  readonly maximize: boolean;
  readonly shrink: number;
  readonly decay: number;
  readonly weight: number;
  readonly keep: number;
  readonly share: number;
  readonly correction: number;
  readonly eps: number;
  readonly size: number;
}

/** The new parameter and means. null: no room. */
export function kernelAdam(kernels: Kernels, { parameter, gradient, mean, square }: AdamArrays, n: AdamNumbers): { readonly [name in "parameter" | "mean" | "square"]: Float32Array } | null {
  const count = parameter.length;
  if (!kernels.open(4 * (count * 4 + 16))) return null;
  const [p, g] = [kernels.put(parameter, 0, count), kernels.put(gradient, 0, count)];
  const [m, v] = [mean, square].map((array) => (array ? kernels.put(array, 0, count) : kernels.filled(count, 0))) as [number, number]; // as many
  // From whichever end is nearer, as `lerp` does.
  const fromGradient = Math.abs(n.weight) >= 0.5;
  const weight = fromGradient ? -Math.fround(1 - Math.fround(n.weight)) : n.weight;
  kernels.run.adam(p, g, m, v, count, n.maximize, n.shrink, n.decay, weight, fromGradient, n.keep, n.share, n.correction, n.eps, n.size);
  return { parameter: kernels.take(p, count), mean: kernels.take(m, count), square: kernels.take(v, count) };
}
