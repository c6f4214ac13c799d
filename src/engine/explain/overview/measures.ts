/** Norms as the overview gives them. */
import { shortNumber } from "../../report/numbers.js";
import type { Measure } from "../../report/views/overview.js";
import { forEachPosition, item, type NDArray, Scalar } from "../../tensor/array.js";

export const measure = (size: number): Measure => ({ text: shortNumber(size), size: Number.isFinite(size) ? size : null });

/** Euclidean, over the elements of all of them; scaled, so that squares neither overflow nor vanish. */
export function normOf(arrays: readonly NDArray[]): number {
  let reach = 0;
  let squares = 0;
  for (const array of arrays) {
    if (array instanceof Scalar) add(item(array));
    else forEachPosition(array, (position) => add(array.buffer[position]!));
  }
  return reach === 0 ? 0 : reach * Math.sqrt(squares);

  function add(value: number): void {
    const magnitude = Math.abs(value);
    if (magnitude === 0) return;
    if (!Number.isFinite(magnitude)) {
      // What was found stays: NaN is worse than ∞.
      if (!Number.isNaN(reach)) reach = magnitude;
      squares = 1;
    } else if (magnitude > reach) {
      squares = 1 + squares * (reach / magnitude) ** 2;
      reach = magnitude;
    } else if (Number.isFinite(reach)) squares += (magnitude / reach) ** 2;
  }
}
