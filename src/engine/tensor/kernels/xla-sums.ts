/**
 * Sums in single precision in the order in which XLA's CPU backend adds: one after the other, axes longer than 32 in
 * windows of 32 first (the last ones filled up with zeros on both sides).
 */
import { contiguous, type NDArray, wrap } from "../array.js";
import { type Shape, sizeOf } from "../shape.js";
import { groupIndex, reducedShape } from "./reduce.js";

const round = Math.fround;
const WINDOW = 32;

interface Block {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** Sums over windows along the axes that are too long; the result has those axes in windows' numbers. */
function windowed({ shape, values }: Block, axes: readonly number[], squares: boolean): Block {
  const sizes = shape.map((length, axis) => (axes.includes(axis) ? Math.min(length, WINDOW) : 1));
  const counts = shape.map((length, axis) => Math.ceil(length / sizes[axis]!));
  const before = shape.map((length, axis) => Math.floor((counts[axis]! * sizes[axis]! - length) / 2));
  const out = new Float32Array(sizeOf(counts));
  const counter = shape.map(() => 0);
  for (const value of values) {
    let at = 0;
    for (let axis = 0; axis < shape.length; axis++) at = at * counts[axis]! + Math.floor((counter[axis]! + before[axis]!) / sizes[axis]!);
    out[at] = round(out[at]! + (squares ? value * value : value));
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      if (++counter[axis]! < shape[axis]!) break;
      counter[axis] = 0;
    }
  }
  return { shape: counts, values: out };
}

/** Σ over axes of a single-precision array, or of its squares: these are fused into the running sum. */
export function sumSingle(array: NDArray, axes: readonly number[], keepdim: boolean, squares = false): NDArray {
  let block: Block = { shape: array.shape, values: contiguous(array).buffer as Float32Array }; // its dtype is float32
  let squared = squares;
  for (; axes.some((axis) => block.shape[axis]! > WINDOW); squared = false) block = windowed(block, axes, squared);
  const out = new Float32Array(sizeOf(reducedShape(array.shape, axes, keepdim)));
  const groups = groupIndex(block.shape, axes);
  block.values.forEach((value, i) => { out[groups[i]!] = round(out[groups[i]!]! + (squared ? value * value : value)); });
  return wrap("float32", reducedShape(array.shape, axes, keepdim), out);
}
