/** What the elements of an array are like as a whole. */
import { shortNumber } from "../../report/numbers.js";
import type { Histogram, TensorStatistics } from "../../report/views/tensor.js";
import { forEachPosition, type NDArray, size } from "../../tensor/array.js";

const BINS = 48;

/** Two passes: the second one around the mean, so that a small spread about a large mean is not lost in rounding. */
export function statisticsOf(array: NDArray): TensorStatistics {
  const { buffer } = array;
  const tally = { finite: 0, smallest: Infinity, largest: -Infinity, sum: 0, zeros: 0, nans: 0, infinities: 0, reach: 0, least: Infinity };
  forEachPosition(array, (position) => {
    const value = buffer[position]!;
    if (Number.isNaN(value)) return void tally.nans++;
    if (!Number.isFinite(value)) return void tally.infinities++;
    tally.finite++;
    tally.sum += value;
    if (value < tally.smallest) tally.smallest = value;
    if (value > tally.largest) tally.largest = value;
    const magnitude = Math.abs(value);
    if (magnitude === 0) tally.zeros++;
    else if (magnitude < tally.least) tally.least = magnitude;
    if (magnitude > tally.reach) tally.reach = magnitude;
  });
  const { finite, smallest, largest, reach, least } = tally;
  const mean = tally.sum / finite;
  const values = new Bins(smallest, largest);
  const magnitudes = new Bins(Math.log10(least), Math.log10(reach));
  let spread = 0;
  let squares = 0;
  forEachPosition(array, (position) => {
    const value = buffer[position]!;
    if (!Number.isFinite(value)) return;
    spread += (value - mean) ** 2;
    // Scaled by the largest, so that squares of large and of tiny elements stay numbers.
    if (reach > 0) squares += (value / reach) ** 2;
    values.add(value);
    if (value !== 0) magnitudes.add(Math.log10(Math.abs(value)));
  });
  const none = finite === 0;
  const isWhole = tally.nans === 0 && tally.infinities === 0;
  return {
    count: size(array),
    smallest: none ? "" : shortNumber(smallest),
    largest: none ? "" : shortNumber(largest),
    mean: none ? "" : shortNumber(mean),
    deviation: none ? "" : shortNumber(Math.sqrt(spread / finite)),
    norm: isWhole ? shortNumber(reach * Math.sqrt(squares)) : tally.nans > 0 ? "NaN" : "∞",
    reach,
    zeros: tally.zeros,
    nans: tally.nans,
    infinities: tally.infinities,
    values: none ? null : values.histogram(shortNumber),
    magnitudes: reach > 0 ? magnitudes.histogram((power) => shortNumber(10 ** power)) : null,
  };
}

class Bins {
  private readonly counts: number[];
  private readonly width: number;

  /** Where all are equal there is one bin. */
  constructor(
    private readonly from: number,
    private readonly to: number,
  ) {
    // Halved first: the distance of two doubles need not be one.
    this.width = (to / 2 - from / 2) * (2 / BINS);
    this.counts = new Array<number>(this.width > 0 ? BINS : 1).fill(0);
  }

  add(value: number): void {
    const bin = this.width > 0 ? Math.floor(value / this.width - this.from / this.width) : 0;
    this.counts[Math.min(this.counts.length - 1, Math.max(0, bin))]!++;
  }

  histogram(print: (edge: number) => string): Histogram {
    return { from: this.from, to: this.to, fromText: print(this.from), toText: print(this.to), counts: this.counts };
  }
}
