/** Arrays as plain data. */
import { forEachRun, type NDArray, size } from "../tensor/array.js";
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
  let index = 0;
  const { buffer } = array;
  forEachRun(array, (from, length, step) => {
    for (let i = 0; i < length && index < kept; i++) values[index++] = buffer[from + i * step]!;
    // Locals: what a closure shares is an object of its own with every change.
    let [all, absolute, squared] = [sum, absoluteSum, squares];
    for (let i = 0, at = from; i < length; i++, at += step) {
      const value = buffer[at]!;
      all += value;
      absolute += Math.abs(value);
      squared += value * value;
    }
    [sum, absoluteSum, squares] = [all, absolute, squared];
  });
  return { dtype: type, shape: [...array.shape], values, whole: kept === count, sum, absoluteSum, norm: Math.sqrt(squares) };
}
