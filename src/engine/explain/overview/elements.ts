/** Single elements of arrays, as one speaks of where something went wrong. */
import { forEachRun, type NDArray, Scalar } from "../../tensor/array.js";

/** Row-major index of the first NaN, else of the first infinity; −1: all are finite. */
export function firstNonFinite(array: NDArray): number {
  if (array instanceof Scalar) return Number.isFinite(array.value) ? -1 : 0;
  const { buffer } = array;
  let nan = -1;
  let infinity = -1;
  let before = 0;
  forEachRun(array, (from, length, step) => {
    for (let i = 0, at = from; nan < 0 && i < length; i++, at += step) {
      const value = buffer[at]!;
      // What is finite minus itself is 0: one comparison for almost all elements.
      if (value - value === 0) continue;
      if (Number.isNaN(value)) nan = before + i;
      else if (infinity < 0) infinity = before + i;
    }
    before += length;
  });
  return nan >= 0 ? nan : infinity;
}

/** The element at a row-major index. */
export const elementAt = (array: NDArray, index: number): number => array.buffer[positionOf(array, indicesOf(index, array.shape))]!;

/** The element that broadcasting puts at those indices of a shape with as many axes or more. undefined: it does not fit. */
export function broadcastElement(array: NDArray, indices: readonly number[]): number | undefined {
  const missing = indices.length - array.shape.length;
  if (missing < 0) return undefined;
  const own = array.shape.map((length, axis) => (length === 1 ? 0 : indices[missing + axis]!));
  return own.some((index, axis) => index >= array.shape[axis]!) ? undefined : array.buffer[positionOf(array, own)];
}

export function indicesOf(index: number, shape: readonly number[]): number[] {
  const indices = new Array<number>(shape.length).fill(0);
  for (let axis = shape.length - 1, rest = index; axis >= 0; axis--) {
    indices[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return indices;
}

const positionOf = ({ strides, offset }: NDArray, indices: readonly number[]): number => indices.reduce((at, index, axis) => at + index * strides[axis]!, offset);
