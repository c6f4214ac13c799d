/**
 * `x[…]` for tensors and arrays: ints, slices, None, Ellipsis, masks and integer arrays become operations. The basic part
 * (ints, slices, None) is a view; arrays of indices make a copy.
 */
import type { Machine } from "../python/machine.js";
import { Ellipsis, PyList, PySlice, PyTuple, TracedObject, type Value } from "../python/object.js";
import { PyRange } from "../python/values/range.js";
import { fromNumbers, type NDArray, toNumbers } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { constantNode, type Node } from "../trace/node.js";
import type { Promotion } from "../trace/promotion.js";
import { isInt, intArgument, nestedNumbers, numberOf } from "./arguments.js";

/** Words of the framework's own errors. */
export interface IndexWords {
  readonly tooMany: (rank: number, count: number) => string;
  readonly outside: (index: number, axis: number, length: number) => string;
}

export interface IndexPlan {
  /** After slicing and selecting: a view of the tensor. */
  readonly starts: number[];
  readonly stops: number[];
  readonly steps: number[];
  /** The shape the view is given: selected axes dropped, new ones put in. */
  readonly shape: number[];
  /** Index arrays by axis of that shape, ascending; none: the view is the result. */
  readonly arrays: readonly { readonly axis: number; readonly index: Node }[];
}

export function planIndex(machine: Machine, shape: readonly number[], index: Value, words: IndexWords): IndexPlan {
  const items = expanded(machine, shape.length, index instanceof PyTuple ? index.items : [index], words);
  const plan: IndexPlan & { arrays: { axis: number; index: Node }[] } = { starts: [], stops: [], steps: [], shape: [], arrays: [] };
  let axis = 0;
  const take = (start: number, stop: number, step: number): void => {
    plan.starts.push(start);
    plan.stops.push(stop);
    plan.steps.push(step);
    axis++;
  };
  for (const one of items) {
    if (one === null) plan.shape.push(1);
    else if (one instanceof PySlice) {
      const { start, stop, step, count } = sliceBounds(machine, one, shape[axis]!);
      take(start, stop, step);
      plan.shape.push(count);
    } else if (isInt(one) && typeof one !== "boolean") {
      const length = shape[axis]!;
      const at = numberOf(one);
      if (at < -length || at >= length) throw machine.raise("IndexError", words.outside(at, axis, length));
      const from = at < 0 ? at + length : at;
      take(from, from + 1, 1);
    } else {
      const array = indexArray(machine, one);
      if (array.dtype === "bool") {
        // A mask over k axes is k index arrays, one for each of them.
        const arrays = maskIndices(machine, array, shape.slice(axis, axis + array.shape.length));
        for (const each of arrays) {
          plan.arrays.push({ axis: plan.shape.length, index: each });
          plan.shape.push(shape[axis]!);
          take(0, shape[axis]!, 1);
        }
      } else {
        plan.arrays.push({ axis: plan.shape.length, index: constantNode(array, false) });
        plan.shape.push(shape[axis]!);
        take(0, shape[axis]!, 1);
      }
    }
  }
  return plan;
}

/** Ellipsis written out, the rest filled up with full slices. */
function expanded(machine: Machine, rank: number, items: readonly Value[], words: IndexWords): Value[] {
  const uses = items.reduce((sum: number, one) => sum + axesUsed(machine, one), 0);
  if (uses > rank) throw machine.raise("IndexError", words.tooMany(rank, uses));
  const fill = Array.from({ length: rank - uses }, () => new PySlice(null, null, null));
  const at = items.findIndex((one) => one === Ellipsis);
  return at < 0 ? [...items, ...fill] : [...items.slice(0, at), ...fill, ...items.slice(at + 1)];
}

function axesUsed(machine: Machine, one: Value): number {
  if (one === null || one === Ellipsis) return 0;
  if (one instanceof TracedObject) {
    const { dtype, shape } = one.tracedNode(machine).value;
    return dtype === "bool" ? shape.length : 1;
  }
  return 1;
}

function indexArray(machine: Machine, value: Value): NDArray {
  if (value instanceof TracedObject) {
    const array = value.tracedNode(machine).value;
    if (isFloating(array.dtype)) throw machine.raise("IndexError", "tensors used as indices must be long, int, byte or bool tensors");
    return array;
  }
  if (typeof value === "boolean") return fromNumbers("bool", [], [value ? 1 : 0]);
  if (value instanceof PyRange) return fromNumbers("int64", [value.length], [...machine.iterate(value)].map(Number));
  if (value instanceof PyList || value instanceof PyTuple) {
    const nested = nestedNumbers(machine, value);
    return fromNumbers(nested.kind === "bool" ? "bool" : "int64", nested.shape, nested.values);
  }
  return fromNumbers("int64", [], [intArgument(machine, value, "index")]);
}

function maskIndices(machine: Machine, mask: NDArray, shape: readonly number[]): Node[] {
  const wrong = mask.shape.findIndex((length, i) => length !== shape[i]);
  if (wrong >= 0) throw machine.raise("IndexError", `The shape of the mask [${mask.shape.join(", ")}] at index ${wrong} does not match the shape of the indexed tensor [${shape.join(", ")}] at index ${wrong}`);
  const hits: number[][] = mask.shape.map(() => []);
  const counter = mask.shape.map(() => 0);
  for (const value of toNumbers(mask)) {
    if (value) counter.forEach((k, i) => hits[i]!.push(k));
    for (let i = counter.length - 1; i >= 0; i--) {
      if (++counter[i]! < mask.shape[i]!) break;
      counter[i] = 0;
    }
  }
  return hits.map((list) => constantNode(fromNumbers("int64", [list.length], list), false));
}

function sliceBounds(machine: Machine, slice: PySlice, length: number): { start: number; stop: number; step: number; count: number } {
  const bound = (value: Value): number | null => (value === null ? null : intArgument(machine, value, "slice index"));
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw machine.raise("ValueError", "slice step cannot be zero");
  const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const [given, end] = [bound(slice.start), bound(slice.stop)];
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const start = given === null ? (step > 0 ? 0 : length - 1) : clamp(given, low, high);
  const stop = end === null ? (step > 0 ? length : -1) : clamp(end, low, high);
  return { start, stop, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** The view of the basic part. */
export function viewByPlan(machine: Machine, x: Node, plan: IndexPlan, promotion: Promotion): Node {
  const { starts, stops, steps } = plan;
  const whole = starts.every((start, axis) => start === 0 && steps[axis] === 1 && stops[axis] === x.value.shape[axis]);
  const sliced = whole ? x : machine.trace.apply("slice", [x], { starts, stops, steps }, promotion);
  const same = sliced.value.shape.length === plan.shape.length && sliced.value.shape.every((length, axis) => length === plan.shape[axis]);
  return same ? sliced : machine.trace.apply("reshape", [sliced], { shape: plan.shape }, promotion);
}

/** `x[index]`. */
export function readIndex(machine: Machine, x: Node, index: Value, words: IndexWords, promotion: Promotion): Node {
  const plan = planIndex(machine, x.value.shape, index, words);
  const view = viewByPlan(machine, x, plan, promotion);
  if (!plan.arrays.length) return view;
  return machine.trace.apply("index", [view, ...plan.arrays.map((one) => one.index)], { axes: plan.arrays.map((one) => one.axis) }, promotion);
}
