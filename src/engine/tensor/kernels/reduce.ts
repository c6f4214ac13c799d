/** Reductions over some axes: each result element from its group of elements, computed in doubles and rounded once. */
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { forEachPosition, type NDArray, size, wrap } from "../array.js";
import { type Shape, sizeOf } from "../shape.js";

/** The shape after reducing `axes` (normalized). */
export function reducedShape(shape: Shape, axes: readonly number[], keepdim: boolean): number[] {
  return keepdim ? shape.map((length, axis) => (axes.includes(axis) ? 1 : length)) : shape.filter((_, axis) => !axes.includes(axis));
}

/** For every element in row-major order: the index of the result it goes into. */
export function groupIndex(shape: Shape, axes: readonly number[]): Int32Array {
  const kept = shape.map((_, axis) => !axes.includes(axis));
  const strides = new Array<number>(shape.length).fill(0);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (!kept[axis]) continue;
    strides[axis] = step;
    step *= shape[axis]!;
  }
  const total = sizeOf(shape);
  const groups = new Int32Array(total);
  const counter = new Array<number>(shape.length).fill(0);
  let group = 0;
  for (let i = 0; i < total; i++) {
    groups[i] = group;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      group += strides[axis]!;
      if (++counter[axis]! < shape[axis]!) break;
      group -= strides[axis]! * shape[axis]!;
      counter[axis] = 0;
    }
  }
  return groups;
}

/** Folds each group from `start` with `step`; `finish` sees the count of the group. */
export function fold(array: NDArray, axes: readonly number[], keepdim: boolean, dtype: Dtype, start: number, step: (so: number, value: number) => number, finish: (so: number, count: number) => number = (so) => so): NDArray {
  const shape = reducedShape(array.shape, axes, keepdim);
  const count = sizeOf(shape);
  const so = new Float64Array(count).fill(start);
  const { buffer } = array;
  if (count === 1) {
    let total = start;
    forEachPosition(array, (position) => { total = step(total, buffer[position]!); });
    so[0] = total;
  } else {
    const groups = groupIndex(array.shape, axes);
    forEachPosition(array, (position, index) => {
      const group = groups[index]!;
      so[group] = step(so[group]!, buffer[position]!);
    });
  }
  const each = count ? size(array) / count : 0;
  const out = allocate(dtype, count);
  const round = rounderOf(dtype);
  for (let i = 0; i < count; i++) out[i] = round(finish(so[i]!, each));
  return wrap(dtype, shape, out);
}

/** Splits a row-major shape at one axis: outer · length · inner. */
export function aroundAxis(shape: Shape, axis: number): { outer: number; length: number; inner: number } {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis] ?? 1, inner: sizeOf(shape.slice(axis + 1)) };
}
