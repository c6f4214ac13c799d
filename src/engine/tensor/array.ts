/**
 * An n-dimensional array: an element buffer seen through shape, strides and offset. A buffer that an array on the
 * trace refers to is never written again, so arrays can share buffers freely (views) and be kept as they are.
 */
import { allocate, type Buffer, type Dtype, rounderOf } from "./dtype.js";
import type { Pieces } from "./pieces.js";
import { contiguousStrides, type Shape, sameShape, sizeOf } from "./shape.js";

export interface NDArray {
  readonly dtype: Dtype;
  readonly shape: Shape;
  /** In elements; 0 repeats. */
  readonly strides: readonly number[];
  readonly offset: number;
  readonly buffer: Buffer;
  /** Of an array whose elements are put together when `buffer` is looked at. */
  readonly pieces?: Pieces;
  /** Of an array whose elements are computed when `buffer` is looked at: the bytes they take up. */
  readonly elementBytes?: number;
  /** Of a view: the array whose elements it shows; see `rootOf`. */
  readonly base?: NDArray | undefined;
  /** Of an array that is no view: the program's place that has these elements. `trace/handle.ts` alone knows what it is. */
  holder?: object | undefined;
}

/** The array that has the elements: views of one array have one root. */
export const rootOf = (array: NDArray): NDArray => array.base ?? array;

/** A fresh row-major array around `buffer`, which the caller gives up. */
export function wrap(dtype: Dtype, shape: Shape, buffer: Buffer): NDArray {
  if (shape.length === 0 && (dtype === "float64" || dtype === "float32")) return new Scalar(dtype, 0, buffer);
  return { dtype, shape, strides: contiguousStrides(shape), offset: 0, buffer, base: undefined, holder: undefined };
}

export const zeros = (dtype: Dtype, shape: Shape): NDArray => wrap(dtype, shape, allocate(dtype, sizeOf(shape)));

export function full(dtype: Dtype, shape: Shape, value: number): NDArray {
  const buffer = allocate(dtype, sizeOf(shape));
  buffer.fill(rounderOf(dtype)(value));
  return wrap(dtype, shape, buffer);
}

export const scalar = (dtype: Dtype, value: number): NDArray =>
  dtype === "float64" ? new Scalar(dtype, value) : dtype === "float32" ? new Scalar(dtype, Math.fround(value)) : full(dtype, [], value);

const NONE: Shape = [];

/** One number as an array without axes. A typed array costs many times as much as a number, so it is made when it is asked for. */
export class Scalar implements NDArray {
  /** `number`: rounded to `dtype` already. */
  constructor(
    readonly dtype: "float64" | "float32",
    private readonly number: number,
    private own: Buffer | null = null,
    public holder: object | undefined = undefined,
  ) {}

  get shape(): Shape { return NONE; }
  get strides(): readonly number[] { return NONE; }
  get offset(): number { return 0; }
  get buffer(): Buffer {
    return (this.own ??= this.dtype === "float64" ? new Float64Array([this.number]) : new Float32Array([this.number]));
  }
  /** Of the buffer where there is one: it can be written to. */
  get value(): number { return this.own === null ? this.number : this.own[0]!; }
}

/** The same layout over another buffer. */
export const withBuffer = ({ dtype, shape, strides, offset }: NDArray, buffer: Buffer): NDArray => ({ dtype, shape, strides, offset, buffer, base: undefined, holder: undefined });

/** What its elements take up. */
export const bytesOf = (array: NDArray): number => (array instanceof Scalar ? 8 : (array.elementBytes ?? array.buffer.byteLength));

/** Values in row-major order, rounded to `dtype`. */
export function fromNumbers(dtype: Dtype, shape: Shape, values: ArrayLike<number>): NDArray {
  const buffer = allocate(dtype, values.length);
  const round = rounderOf(dtype);
  for (let i = 0; i < values.length; i++) buffer[i] = round(values[i]!);
  return wrap(dtype, shape, buffer);
}

export const size = (array: NDArray): number => sizeOf(array.shape);

export function isContiguous(array: NDArray): boolean {
  let step = 1;
  for (let axis = array.shape.length - 1; axis >= 0; axis--) {
    const length = array.shape[axis]!;
    if (length === 0) return true;
    if (length !== 1 && array.strides[axis] !== step) return false;
    step *= length;
  }
  return true;
}

/** Calls `visit` with the buffer position of every element, row-major. */
export function forEachPosition(array: NDArray, visit: (position: number, index: number) => void): void {
  let index = 0;
  forEachRun(array, (from, length, step) => {
    for (let i = 0, position = from; i < length; i++, position += step) visit(position, index++);
  });
}

/** Calls `visit` for every run of elements that lie equally far apart, row-major: the position of its first, how many, how far. A loop of its own over them is many times faster than a call for each. */
export function forEachRun(array: NDArray, visit: (from: number, length: number, step: number) => void): void {
  const total = size(array);
  if (total === 0) return;
  if (isContiguous(array)) return visit(array.offset, total, 1);
  const { shape, strides } = mergedAxes(array);
  const length = shape.pop() ?? 1;
  const step = strides.pop() ?? 1;
  const counter = new Array<number>(shape.length).fill(0);
  for (let from = array.offset; ; ) {
    visit(from, length, step);
    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++counter[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      counter[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** The same elements, row-major in a buffer of exactly their number; the array itself where it is so already. */
export function contiguous(array: NDArray): NDArray {
  if (array.pieces && !isContiguous(array)) return copy(array);
  return array.offset === 0 && array.buffer.length === size(array) && isContiguous(array) ? array : copy(array);
}

/** A row-major copy in a buffer of its own, converted to `dtype`. */
export function copy(array: NDArray, dtype: Dtype = array.dtype): NDArray {
  const gathered = dtype === array.dtype ? array.pieces?.rowMajor(array) : null;
  if (gathered) return wrap(dtype, array.shape, gathered);
  const total = size(array);
  const target = allocate(dtype, total);
  const source = array.buffer;
  // Buffers of floats round by themselves.
  const convert = dtype === array.dtype || dtype === "float32" || dtype === "float64" ? null : rounderOf(dtype);
  if (!convert && isContiguous(array)) target.set(source.subarray(array.offset, array.offset + total));
  else if (convert) {
    let index = 0;
    forEachRun(array, (from, length, step) => {
      const start = index;
      for (let i = 0, at = from; i < length; i++, at += step) target[start + i] = convert(source[at]!);
      index += length;
    });
  } else if (target instanceof Float32Array && source instanceof Float32Array) gatherSingle(target, source, array);
  else {
    const made = wrap(dtype, array.shape, target);
    assign(made, array);
    return made;
  }
  return wrap(dtype, array.shape, target);
}

/** Axes merged where one step leads through both; axes of one element left out. */
function mergedAxes({ shape, strides }: NDArray): { readonly shape: number[]; readonly strides: number[] } {
  const merged: { readonly shape: number[]; readonly strides: number[] } = { shape: [], strides: [] };
  shape.forEach((length, axis) => {
    if (length === 1) return;
    const stride = strides[axis]!;
    const last = merged.shape.length - 1;
    if (last >= 0 && merged.strides[last] === stride * length) {
      merged.shape[last]! *= length;
      merged.strides[last] = stride;
    } else {
      merged.shape.push(length);
      merged.strides.push(stride);
    }
  });
  return merged;
}

/** Elements on end from which the engine's own copying is faster than a loop. */
const RUN = 48;

function copyRun(to: Float32Array, at: number, from: Float32Array, start: number, length: number): void {
  if (length >= RUN) return to.set(from.subarray(start, start + length), at);
  let i = 0;
  // Four at a time: the loop itself costs more than they do.
  for (let p = at, q = start; i + 4 <= length; i += 4, p += 4, q += 4) {
    to[p] = from[q]!;
    to[p + 1] = from[q + 1]!;
    to[p + 2] = from[q + 2]!;
    to[p + 3] = from[q + 3]!;
  }
  for (; i < length; i++) to[at + i] = from[start + i]!;
}

/** All elements row-major into `target`. A loop of its own for float32: one that takes every buffer is slower by far. */
function gatherSingle(target: Float32Array, source: Float32Array, array: NDArray): void {
  let at = 0;
  forEachRun(array, (from, length, step) => {
    if (step === 0) target.fill(source[from]!, at, at + length);
    else if (step === 1) copyRun(target, at, source, from, length);
    else for (let i = 0, position = from; i < length; i++, position += step) target[at + i] = source[position]!;
    at += length;
  });
}

/** Writes the elements of `from` to those of `to`, a view of the same shape and dtype of a buffer that nothing else refers to yet. */
export function assign(to: NDArray, from: NDArray): void {
  if (to.buffer instanceof Float32Array && from.buffer instanceof Float32Array) byRows(to, from, to.buffer, from.buffer, assignRow);
  else byRows(to, from, to.buffer, from.buffer, (written, at, step, read, start, readStep, length) => { for (let i = 0; i < length; i++) written[at + i * step] = read[start + i * readStep]!; });
}

/** Adds the elements of `from` to those of `to`, as `assign` writes them; the buffer rounds. */
export function accumulate(to: NDArray, from: NDArray): void {
  if (to.buffer instanceof Float32Array && from.buffer instanceof Float32Array) byRows(to, from, to.buffer, from.buffer, addRow);
  else byRows(to, from, to.buffer, from.buffer, (written, at, step, read, start, readStep, length) => { for (let i = 0; i < length; i++) written[at + i * step]! += read[start + i * readStep]!; });
}

type Row<B extends Buffer> = (to: B, at: number, step: number, from: B, start: number, fromStep: number, length: number) => void;

/** Goes through two arrays of one shape row by row. */
function byRows<B extends Buffer>({ shape, strides, offset }: NDArray, from: NDArray, written: B, read: B, row: Row<B>): void {
  if (sizeOf(shape) === 0) return;
  const last = shape.length - 1;
  const counter = new Array<number>(shape.length).fill(0);
  const [length, step, readStep] = last < 0 ? [1, 1, 1] : [shape[last]!, strides[last]!, from.strides[last]!];
  for (let at = offset, start = from.offset; ; ) {
    row(written, at, step, read, start, readStep, length);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      at += strides[axis]!;
      start += from.strides[axis]!;
      if (++counter[axis]! < shape[axis]!) break;
      at -= strides[axis]! * shape[axis]!;
      start -= from.strides[axis]! * shape[axis]!;
      counter[axis] = 0;
    }
    if (axis < 0) return;
  }
}

const assignRow: Row<Float32Array> = (to, at, step, from, start, fromStep, length) => {
  if (step === 1 && fromStep === 1) copyRun(to, at, from, start, length);
  else for (let i = 0; i < length; i++) to[at + i * step] = from[start + i * fromStep]!;
};

const addRow: Row<Float32Array> = (to, at, step, from, start, fromStep, length) => {
  let i = 0;
  if (step === 1 && fromStep === 1) {
    // Four at a time: the loop itself costs more than they do.
    for (let p = at, q = start; i + 4 <= length; i += 4, p += 4, q += 4) {
      to[p]! += from[q]!;
      to[p + 1]! += from[q + 1]!;
      to[p + 2]! += from[q + 2]!;
      to[p + 3]! += from[q + 3]!;
    }
  }
  for (; i < length; i++) to[at + i * step]! += from[start + i * fromStep]!;
};

/** A view of the same buffer with other layout. */
export const restride = (array: NDArray, shape: Shape, strides: readonly number[], offset = array.offset): NDArray =>
  array.pieces ? array.pieces.view(shape, strides, offset, rootOf(array)) : { dtype: array.dtype, shape, strides, offset, buffer: array.buffer, base: rootOf(array), holder: undefined };

/** A view with stride 0 along the axes that repeat; `shape` must be one that `array.shape` broadcasts to. */
export function broadcastTo(array: NDArray, shape: Shape): NDArray {
  if (sameShape(array.shape, shape)) return array;
  const lead = shape.length - array.shape.length;
  const strides = shape.map((length, axis) => {
    const own = axis - lead;
    return own < 0 || (array.shape[own] === 1 && length !== 1) ? 0 : array.strides[own]!;
  });
  return restride(array, shape, strides);
}

/** All elements in row-major order. */
export function toNumbers(array: NDArray): number[] {
  const result = new Array<number>(size(array));
  forEachPosition(array, (position, index) => { result[index] = array.buffer[position]!; });
  return result;
}

/** The one element of an array of size 1. */
export const item = (array: NDArray): number => (array instanceof Scalar ? array.value : array.buffer[array.offset]!);
