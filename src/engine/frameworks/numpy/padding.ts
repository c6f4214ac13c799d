/** numpy.pad in all its modes. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import type { PyBuiltin, Value } from "../../python/object.js";
import type { Node } from "../../trace/node.js";
import { intArgument, isSequence } from "../arguments.js";
import { arrayOf, isNumeric } from "./array-type.js";
import { castTo, need, numberLeaf, operationsOf, run } from "./call.js";
import { sortAxis } from "./sorting.js";
import { takeAt } from "./selection.js";

type Pair<T> = readonly [T, T];

/** One pair for each axis: a number for all, one pair for all, or a pair an axis. A dict names axes. */
function pairs<T>(machine: Machine, value: Value, rank: number, element: (value: Value) => T, missing: T): Pair<T>[] {
  const pair = (one: Value): Pair<T> => {
    const list = isSequence(one) || (isNumeric(one) && one.shape.length > 0) ? [...machine.iterate(one)] : [one];
    return [element(list[0]!), element(list[1] ?? list[0]!)];
  };
  if (machine.isDict(value)) {
    const given = new Map(machine.dictEntries(value).map(([axis, one]) => { const at = intArgument(machine, axis, "axis"); return [at < 0 ? at + rank : at, pair(one)] as const; }));
    return Array.from({ length: rank }, (_, axis) => given.get(axis) ?? [missing, missing]);
  }
  const list = isSequence(value) || (isNumeric(value) && value.shape.length > 0) ? [...machine.iterate(value)] : [value];
  const nested = list.some((one) => isSequence(one) || (isNumeric(one) && one.shape.length > 0));
  return Array.from({ length: rank }, (_, axis) => (nested ? pair(list[list.length === 1 ? 0 : axis]!) : pair(value)));
}

/** Where the padded positions read the axis: mirrored with or without the edge, or wrapped. */
function positions(mode: "edge" | "reflect" | "symmetric" | "wrap", length: number, [before, after]: Pair<number>): number[] {
  return Array.from({ length: before + length + after }, (_, k) => {
    const at = k - before;
    if (mode === "edge") return Math.min(Math.max(at, 0), length - 1);
    if (mode === "wrap") return ((at % length) + length) % length;
    if (length === 1) return 0;
    const period = mode === "reflect" ? 2 * (length - 1) : 2 * length;
    const inside = ((at % period) + period) % period;
    return inside < length ? inside : mode === "reflect" ? period - inside : period - 1 - inside;
  });
}

const part = (machine: Machine, x: Node, axis: number, from: number, to: number): Node =>
  run(machine, "slice", [x], { starts: x.value.shape.map((_, i) => (i === axis ? from : 0)), stops: x.value.shape.map((length, i) => (i === axis ? to : length)), steps: x.value.shape.map(() => 1) });

/** A block of one value an axis line, repeated. */
const widened = (machine: Machine, x: Node, axis: number, count: number): Node => run(machine, "expand", [x], { shape: x.value.shape.map((length, i) => (i === axis ? count : length)) });

type Statistic = "maximum" | "minimum" | "mean" | "median";

function statistic(machine: Machine, x: Node, axis: number, of: Statistic): Node {
  if (of === "median") {
    const n = x.value.shape[axis]!;
    const sorted = sortAxis(machine, x, axis);
    const o = operationsOf(machine);
    return o.scale(o.add(part(machine, sorted, axis, Math.floor((n - 1) / 2), Math.floor((n - 1) / 2) + 1), part(machine, sorted, axis, Math.floor(n / 2), Math.floor(n / 2) + 1)), 0.5);
  }
  return run(machine, { maximum: "amax", minimum: "amin", mean: "mean" }[of], [x], { axes: [axis], keepdim: true });
}

/** The widths on both sides of an axis filled with what `fill(side)` gives. */
function bordered(machine: Machine, x: Node, axis: number, [before, after]: Pair<number>, fill: (side: 0 | 1, count: number) => Node): Node {
  const sides = [...(before ? [fill(0, before)] : []), x, ...(after ? [fill(1, after)] : [])];
  return sides.length === 1 ? x : run(machine, "cat", sides.map((one) => castTo(machine, one, x.value.dtype)), { axis });
}

/** From the end value to the edge in equal steps. */
function ramp(machine: Machine, x: Node, axis: number, side: 0 | 1, count: number, end: number): Node {
  const o = operationsOf(machine);
  const n = x.value.shape[axis]!;
  const edge = side === 0 ? part(machine, x, axis, 0, 1) : part(machine, x, axis, n - 1, n);
  const steps = Array.from({ length: count }, (_, i) => (side === 0 ? i : count - 1 - i) / count);
  const weights = numberLeaf(machine, "float64", x.value.shape.map((_, i) => (i === axis ? count : 1)), steps);
  const line = o.add(o.mul(o.sub(castTo(machine, edge, "float64"), machine.trace.number(end)), weights), machine.trace.number(end));
  return castTo(machine, x.value.dtype.startsWith("float") ? line : run(machine, "floor", [line]), x.value.dtype);
}

/** Odd mirroring: each time over an edge 2·edge − value. In copy q that is value + q·(last − first), or 2·first − value + (q + 1)·(last − first) where q is odd. */
function mirrored(machine: Machine, inner: Node, even: Node, axis: number, [before, after]: Pair<number>, period: number): Node {
  const o = operationsOf(machine);
  const n = inner.value.shape[axis]!;
  const copies = Array.from({ length: before + n + after }, (_, k) => (k >= before && k < before + n ? 0 : Math.floor((k - before) / period)));
  const weights = (of: (q: number) => number): Node => numberLeaf(machine, "int64", inner.value.shape.map((_, i) => (i === axis ? copies.length : 1)), copies.map(of));
  const odd = (q: number): number => Math.abs(q % 2);
  const [first, last] = [part(machine, inner, axis, 0, 1), part(machine, inner, axis, n - 1, n)];
  return o.add(o.mul(even, weights((q) => 1 - 2 * odd(q))), o.add(o.mul(o.sub(last, first), weights((q) => q + odd(q))), o.mul(first, weights((q) => 2 * odd(q)))));
}

function padded(machine: Machine, a: Readonly<Record<string, Value>>, more: ReadonlyMap<string, Value>): Value {
  let x = need(machine, a.array);
  const rank = x.value.shape.length;
  const width = pairs(machine, a.pad_width!, rank, (one) => intArgument(machine, one, "pad_width"), 0);
  if (width.some((pair) => pair.some((count) => count < 0))) throw machine.raise("ValueError", "index can't contain negative values");
  const { mode } = a;
  if (typeof mode !== "string") return byFunction(machine, x, width, mode!, more);
  const whole = Object.fromEntries(more);
  const number = (name: string): Pair<Node>[] => pairs(machine, whole[name] ?? 0, rank, (one) => need(machine, one), machine.trace.number(0));
  const odd = whole.reflect_type === "odd";
  for (let axis = 0; axis < rank; axis++) {
    const pair = width[axis]!;
    const n = x.value.shape[axis]!;
    switch (mode) {
      case "constant": case "empty": {
        const values = number("constant_values")[axis]!;
        x = bordered(machine, x, axis, pair, (side, count) => run(machine, "expand", [castTo(machine, values[side], x.value.dtype)], { shape: x.value.shape.map((length, i) => (i === axis ? count : length)) }));
        break;
      }
      case "edge": case "wrap": case "reflect": case "symmetric": {
        if (n === 0 && pair.some(Boolean)) throw machine.raise("ValueError", `can't extend empty axis ${axis} using modes other than 'constant' or 'empty'`);
        const inner = x;
        x = takeAt(machine, inner, positions(mode, n, pair), axis);
        if (odd && (mode === "reflect" || mode === "symmetric")) x = castTo(machine, mirrored(machine, inner, x, axis, pair, mode === "reflect" ? n - 1 : n), inner.value.dtype);
        break;
      }
      case "maximum": case "minimum": case "mean": case "median": {
        const lengths = whole.stat_length === undefined || whole.stat_length === null ? null : pairs(machine, whole.stat_length, rank, (one) => intArgument(machine, one, "stat_length"), n)[axis]!;
        const inner = x;
        x = bordered(machine, inner, axis, pair, (side, count) => {
          const length = Math.min(lengths?.[side] ?? n, n);
          const value = statistic(machine, side === 0 ? part(machine, inner, axis, 0, length) : part(machine, inner, axis, n - length, n), axis, mode);
          return widened(machine, inner.value.dtype.startsWith("float") ? value : castTo(machine, run(machine, "round", [value]), inner.value.dtype), axis, count);
        });
        break;
      }
      case "linear_ramp": {
        const ends = pairs(machine, whole.end_values ?? 0, rank, (one) => Number(need(machine, one).value.buffer[need(machine, one).value.offset]), 0)[axis]!;
        const inner = x;
        x = bordered(machine, inner, axis, pair, (side, count) => ramp(machine, inner, axis, side, count, ends[side]));
        break;
      }
      default: throw machine.raise("ValueError", `mode '${mode}' is not supported`);
    }
  }
  return arrayOf(x);
}

/** `mode=f`: f(line, widths, axis, keywords) writes into each padded line. */
function byFunction(machine: Machine, given: Node, width: readonly Pair<number>[], callee: Value, more: ReadonlyMap<string, Value>): Value {
  let x = given;
  width.forEach((pair, axis) => { x = bordered(machine, x, axis, pair, (_, count) => castTo(machine, run(machine, "expand", [machine.trace.number(0)], { shape: x.value.shape.map((length, i) => (i === axis ? count : length)) }), x.value.dtype)); });
  const o = operationsOf(machine);
  width.forEach((pair, axis) => {
    const moved = run(machine, "transpose", [x], { first: axis, second: -1 });
    const lines = o.reshape(moved, [-1, x.value.shape[axis]!]);
    const done = Array.from({ length: lines.value.shape[0]! }, (_, k) => {
      const line = arrayOf(run(machine, "clone", [o.reshape(part(machine, lines, 0, k, k + 1), [-1])]));
      machine.call(callee, [line, machine.call(machine.getAttribute(arrayOf(numberLeaf(machine, "int64", [2], pair)), "tolist"), []), axis, machine.makeDict([...more])]);
      return o.reshape(line.tracedNode(machine), [1, -1]);
    });
    x = run(machine, "transpose", [o.reshape(o.cat(done, 0), moved.value.shape)], { first: axis, second: -1 });
  });
  return arrayOf(x);
}

export const PADDING: readonly PyBuiltin[] = [native("pad(array, pad_width, mode='constant', **kwargs)", (machine, a, { restKeywords }) => padded(machine, a, restKeywords))];
