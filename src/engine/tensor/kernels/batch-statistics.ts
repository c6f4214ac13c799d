/** Means and variances of channels, for the running statistics of batch norm. */
import { type NDArray, toNumbers } from "../array.js";
import { sizeOf } from "../shape.js";

/** What running statistics are updated with: mean and unbiased variance of each channel (axis 1). */
export function batchStatistics(x: NDArray): { readonly mean: number[]; readonly variance: number[] } {
  const channels = x.shape[1]!;
  const inner = sizeOf(x.shape.slice(2));
  const count = x.shape[0]! * inner;
  const mean = new Array<number>(channels).fill(0);
  const variance = new Array<number>(channels).fill(0);
  const values = toNumbers(x);
  const channel = (i: number): number => Math.floor(i / inner) % channels;
  values.forEach((v, i) => { mean[channel(i)]! += v / count; });
  values.forEach((v, i) => { variance[channel(i)]! += (v - mean[channel(i)]!) ** 2 / (count - 1); });
  return { mean, variance };
}
