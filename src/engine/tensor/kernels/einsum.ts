/** Einstein summation: operands contracted pair by pair, each pair as one batched matrix product. */
import { broadcastTo, contiguous, forEachPosition, type NDArray, restride, wrap } from "../array.js";
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { contiguousStrides, sizeOf } from "../shape.js";
import { matrixProduct } from "./matmul.js";

/** One string a operand and one for the result; a character is an axis. */
export interface Subscripts {
  readonly operands: readonly string[];
  readonly result: string;
}

interface Labelled {
  readonly array: NDArray;
  readonly labels: string;
}

/** `sizes` gives each label's length; operands have that length or 1. */
export function einsum(operands: readonly NDArray[], { operands: labels, result }: Subscripts, sizes: ReadonlyMap<string, number>, dtype: Dtype): NDArray {
  const work: Dtype = dtype === "float32" ? "float64" : dtype;
  let pending = operands.map((array, i) => diagonal(array, labels[i]!));
  while (pending.length > 1) {
    const [first, second, ...rest] = pending as [Labelled, Labelled, ...Labelled[]];
    const needed = new Set([...result, ...rest.flatMap(({ labels: own }) => [...own])]);
    pending = [contractPair(first, second, needed, sizes, rest.length ? work : dtype), ...rest];
  }
  return arrange(pending[0]!, result, sizes, dtype);
}

/** Repeated labels of one operand as one axis along the diagonal. */
function diagonal(array: NDArray, labels: string): Labelled {
  const unique = [...new Set(labels)];
  if (unique.length === labels.length) return { array, labels };
  const shape = unique.map((label) => array.shape[labels.indexOf(label)]!);
  const strides = unique.map((label) => [...labels].reduce((sum, other, axis) => sum + (other === label ? array.strides[axis]! : 0), 0));
  return { array: restride(array, shape, strides), labels: unique.join("") };
}

function contractPair(a: Labelled, b: Labelled, needed: ReadonlySet<string>, sizes: ReadonlyMap<string, number>, dtype: Dtype): Labelled {
  const length = (label: string): number => sizes.get(label)!;
  const left = summed(a, (label) => needed.has(label) || b.labels.includes(label), sizes);
  const right = summed(b, (label) => needed.has(label) || a.labels.includes(label), sizes);
  const both = [...left.labels].filter((label) => right.labels.includes(label));
  const batch = both.filter((label) => needed.has(label)).join("");
  const contracted = both.filter((label) => !needed.has(label)).join("");
  const freeLeft = [...left.labels].filter((label) => !both.includes(label)).join("");
  const freeRight = [...right.labels].filter((label) => !both.includes(label)).join("");
  const product = (labels: string): number => sizeOf([...labels].map(length));
  const flat = (operand: Labelled, order: string, shape: readonly number[]): NDArray => {
    const dense = contiguous(ordered(operand, order, sizes));
    return wrap(dense.dtype, shape, dense.buffer);
  };
  const m = flat(left, batch + freeLeft + contracted, [product(batch), product(freeLeft), product(contracted)]);
  const n = flat(right, batch + contracted + freeRight, [product(batch), product(contracted), product(freeRight)]);
  const result = matrixProduct(m, n, dtype);
  const labels = batch + freeLeft + freeRight;
  return { array: wrap(dtype, [...labels].map(length), result.buffer), labels };
}

/** A view with the axes in that order, each of its label's full length. */
function ordered({ array, labels }: Labelled, order: string, sizes: ReadonlyMap<string, number>): NDArray {
  const axes = [...order].map((label) => labels.indexOf(label));
  const view = restride(array, axes.map((axis) => array.shape[axis]!), axes.map((axis) => array.strides[axis]!));
  return broadcastTo(view, [...order].map((label) => sizes.get(label)!));
}

/** Sums out the labels nobody else has. */
function summed(operand: Labelled, keep: (label: string) => boolean, sizes: ReadonlyMap<string, number>): Labelled {
  const kept = [...operand.labels].filter(keep).join("");
  if (kept === operand.labels) return operand;
  return { array: arrange(operand, kept, sizes, operand.array.dtype), labels: kept };
}

/** One operand as the result: axes permuted, the missing ones summed. */
function arrange(operand: Labelled, result: string, sizes: ReadonlyMap<string, number>, dtype: Dtype): NDArray {
  const gone = [...operand.labels].filter((label) => !result.includes(label)).join("");
  const view = ordered(operand, result + gone, sizes);
  const shape = [...result].map((label) => sizes.get(label)!);
  const inner = sizeOf([...gone].map((label) => sizes.get(label)!));
  const sums = new Float64Array(sizeOf(shape));
  if (inner) forEachPosition(view, (position, index) => { sums[Math.floor(index / inner)]! += view.buffer[position]!; });
  const out = allocate(dtype, sums.length);
  const round = rounderOf(dtype);
  for (let i = 0; i < sums.length; i++) out[i] = round(sums[i]!);
  return { dtype, shape, strides: contiguousStrides(shape), offset: 0, buffer: out };
}
