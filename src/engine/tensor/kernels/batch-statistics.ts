/** Means and variances of channels, for the running statistics of batch norm. */
import { contiguous, type NDArray } from "../array.js";
import { sizeOf } from "../shape.js";

/** What running statistics are updated with: mean and unbiased variance of each channel (axis 1). */
export function batchStatistics(x: NDArray): { readonly mean: number[]; readonly variance: number[] } {
  const [batch, channels] = x.shape as readonly [number, number];
  const inner = sizeOf(x.shape.slice(2));
  const count = batch * inner;
  const { buffer } = contiguous(x);
  const sumOf = (channel: number, term: (value: number) => number): number => {
    let sum = 0;
    for (let n = 0; n < batch; n++) {
      const from = (n * channels + channel) * inner;
      for (let i = from; i < from + inner; i++) sum += term(buffer[i]!);
    }
    return sum;
  };
  const mean = Array.from({ length: channels }, (_, channel) => sumOf(channel, (value) => value / count));
  const variance = mean.map((of, channel) => sumOf(channel, (value) => (value - of) ** 2 / (count - 1)));
  return { mean, variance };
}
