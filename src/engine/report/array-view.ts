/** Arrays as plain data. */
import { forEachPosition, type NDArray, size } from "../tensor/array.js";
import type { ArrayView } from "./report.js";

const views = new WeakMap<NDArray, Map<string, ArrayView>>();
const FIRST = 8;

/** `whole`: arrays with more elements are given by their first 8 at most. */
export function viewOf(array: NDArray, type: string, whole: number): ArrayView {
  const key = `${type} ${whole}`;
  let known = views.get(array);
  if (!known) views.set(array, (known = new Map()));
  let view = known.get(key);
  if (!view) known.set(key, (view = makeView(array, type, whole)));
  return view;
}

function makeView(array: NDArray, type: string, whole: number): ArrayView {
  const count = size(array);
  const kept = count <= whole ? count : Math.min(FIRST, whole);
  const values = new Array<number>(kept);
  let sum = 0;
  let absoluteSum = 0;
  let squares = 0;
  const { buffer } = array;
  forEachPosition(array, (position, index) => {
    const value = buffer[position]!;
    if (index < kept) values[index] = value;
    sum += value;
    absoluteSum += Math.abs(value);
    squares += value * value;
  });
  return { dtype: type, shape: [...array.shape], values, whole: kept === count, sum, absoluteSum, norm: Math.sqrt(squares) };
}
