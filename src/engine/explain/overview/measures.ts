/** Norms as the overview gives them. */
import { shortNumber } from "../../report/numbers.js";
import type { Measure } from "../../report/views/overview.js";
import { forEachRun, item, type NDArray, Scalar } from "../../tensor/array.js";

export const measure = (size: number): Measure => ({ text: shortNumber(size), size: Number.isFinite(size) ? size : null });

/** Euclidean, over the elements of all of them; scaled, so that squares neither overflow nor vanish. */
export function normOf(arrays: readonly NDArray[]): number {
  const norm = new ScaledNorm();
  for (const array of arrays) {
    if (array instanceof Scalar) norm.add(item(array));
    else {
      const { buffer } = array;
      forEachRun(array, (from, length, step) => {
        for (let i = 0, at = from; i < length; i++, at += step) norm.add(buffer[at]!);
      });
    }
  }
  return norm.value;
}

class ScaledNorm {
  private reach = 0;
  private squares = 0;

  get value(): number { return this.reach === 0 ? 0 : this.reach * Math.sqrt(this.squares); }

  add(value: number): void {
    const magnitude = Math.abs(value);
    if (magnitude === 0) return;
    if (!Number.isFinite(magnitude)) {
      // What was found stays: NaN is worse than ∞.
      if (!Number.isNaN(this.reach)) this.reach = magnitude;
      this.squares = 1;
    } else if (magnitude > this.reach) {
      this.squares = 1 + this.squares * (this.reach / magnitude) ** 2;
      this.reach = magnitude;
    } else if (Number.isFinite(this.reach)) this.squares += (magnitude / this.reach) ** 2;
  }
}
