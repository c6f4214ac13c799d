/** `np.add.reduce`, `accumulate`, `outer`, `at`, `reduceat`. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyGetter, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { sizeOf } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { intArgument, intList } from "../arguments.js";
import { arrayOf, PyArray, resultOf } from "./array-type.js";
import { castTo, flat, need, normalAxis, run } from "./call.js";
import { dtypeArgument } from "./dtype.js";
import { type PyUfunc, ufuncType } from "./ufunc.js";
import { assignIndex, writeWhole } from "./writing.js";

const self = (value: Value | undefined): PyUfunc => value as PyUfunc; // members are bound to the type

/** The reduction that is a card of its own. */
const REDUCTIONS: Readonly<Record<string, string>> = { add: "sum", multiply: "prod", maximum: "amax", minimum: "amin", logical_and: "all", logical_or: "any" };
const ACCUMULATIONS: Readonly<Record<string, string>> = { add: "cumsum", multiply: "cumprod" };
const IDENTITIES: Readonly<Record<string, number>> = { add: 0, multiply: 1, logical_and: 1, logical_or: 0, logical_xor: 0, bitwise_or: 0, bitwise_xor: 0, bitwise_and: -1 };

/** The slices of an axis, the axis gone. */
function rows(machine: Machine, x: Node, axis: number): Node[] {
  const { shape } = x.value;
  const rest = shape.filter((_, i) => i !== axis);
  return Array.from({ length: shape[axis]! }, (_, k) => {
    const part = run(machine, "slice", [x], { starts: shape.map((__, i) => (i === axis ? k : 0)), stops: shape.map((length, i) => (i === axis ? k + 1 : length)), steps: shape.map(() => 1) });
    return run(machine, "reshape", [part], { shape: rest });
  });
}

export function stacked(machine: Machine, parts: readonly Node[], axis: number): Node {
  const wide = parts.map((part) => run(machine, "reshape", [part], { shape: part.value.shape.toSpliced(axis, 0, 1) }));
  return wide.length === 1 ? wide[0]! : run(machine, "cat", wide, { axis });
}

/** Sums and products of integers and bools are int64's. */
const widened = (machine: Machine, name: string, x: Node): Node => ((name === "add" || name === "multiply") && !isFloating(x.value.dtype) ? castTo(machine, x, "int64") : x);

function reduced(machine: Machine, of: PyUfunc, x: Node, axes: readonly number[], keepdim: boolean): Node {
  const card = REDUCTIONS[of.name];
  if (card) return run(machine, card, [widened(machine, of.name, x)], { axes: [...axes], keepdim });
  let result = x;
  for (const axis of [...axes].sort((a, b) => b - a)) {
    const parts = rows(machine, result, axis);
    if (!parts.length && IDENTITIES[of.name] === undefined) throw machine.raise("ValueError", `zero-size array to reduction operation ${of.name} which has no identity`);
    result = parts.length ? parts.reduce((a, b) => of.work(machine, [a, b])) : run(machine, "expand", [machine.trace.number(IDENTITIES[of.name]!)], { shape: result.value.shape.filter((_, i) => i !== axis) });
  }
  return keepdim ? run(machine, "reshape", [result], { shape: x.value.shape.map((length, i) => (axes.includes(i) ? 1 : length)) }) : result;
}

function accumulated(machine: Machine, of: PyUfunc, x: Node, axis: number): Node {
  const card = ACCUMULATIONS[of.name];
  if (card) return run(machine, card, [widened(machine, of.name, x)], { axis });
  const parts = rows(machine, x, axis);
  const so: Node[] = [];
  for (const part of parts) so.push(so.length ? of.work(machine, [so.at(-1)!, part]) : part);
  return so.length ? stacked(machine, so, axis) : x;
}

/** Once for every index, also where indices repeat. */
function at(machine: Machine, of: PyUfunc, array: PyArray, index: Value, given: Value): void {
  if (of.nin === 1) {
    assignIndex(machine, array, index, resultOf(of.work(machine, [need(machine, machine.subscript(array, index))])));
    return;
  }
  // Where every element has an index of its own, one step does; repeated ones follow each other.
  const places = arrayOf(run(machine, "reshape", [machine.trace.leaf({ dtype: "int64", shape: array.shape, strides: strides(array.shape), offset: 0, buffer: Float64Array.from({ length: sizeOf(array.shape) }, (_, i) => i) }, { kind: "computed" })], { shape: [...array.shape] }));
  const chosen = need(machine, machine.subscript(places, index));
  const positions = toNumbers(chosen.value);
  const values = flat(machine, run(machine, "expand", [need(machine, given)], { shape: [...chosen.value.shape] }));
  let whole = flat(machine, array.tracedNode(machine));
  let rest = positions.map((_, i) => i);
  while (rest.length) {
    const taken = new Set<number>();
    const now = rest.filter((i) => !taken.has(positions[i]!) && taken.add(positions[i]!));
    const done = new Set(now);
    rest = rest.filter((i) => !done.has(i));
    const spots = need(machine, indexArray(machine, now.map((i) => positions[i]!)));
    const picks = need(machine, indexArray(machine, now));
    const next = of.work(machine, [run(machine, "index", [whole, spots], { axes: [0] }), run(machine, "index", [values, picks], { axes: [0] })]);
    whole = run(machine, "index_put", [whole, castTo(machine, next, array.dtype), spots], { axes: [0] });
  }
  writeWhole(machine, array, run(machine, "reshape", [whole], { shape: [...array.shape] }), of.name);
}

const strides = (shape: readonly number[]): number[] => shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
const indexArray = (machine: Machine, values: readonly number[]): PyArray => arrayOf(machine.trace.leaf({ dtype: "int64", shape: [values.length], strides: [1], offset: 0, buffer: Float64Array.from(values) }, { kind: "computed" }));

const given = (machine: Machine, a: Readonly<Record<string, Value>>): Node => {
  const x = need(machine, a.array);
  const dtype = a.dtype === null ? null : dtypeArgument(a.dtype!);
  return dtype ? castTo(machine, x, dtype) : x;
};
const finished = (machine: Machine, of: PyUfunc, node: Node, out: Value | undefined): Value => (out instanceof PyArray ? writeWhole(machine, out, node, of.name) : resultOf(node));

define(ufuncType, [
  new PyBuiltin("__repr__", (_, [of]) => `<ufunc '${self(of).name}'>`),
  new PyGetter("__name__", (_, of) => self(of).name),
  new PyGetter("nin", (_, of) => self(of).nin), new PyGetter("nout", () => 1), new PyGetter("nargs", (_, of) => self(of).nin + 1),
  new PyGetter("identity", (_, of) => IDENTITIES[self(of).name] ?? null),
  native("reduce(self, array, axis=0, dtype=None, out=None, keepdims=False, initial=None)", (machine, a) => {
    const x = given(machine, a);
    const rank = x.value.shape.length;
    const axes = a.axis === null ? x.value.shape.map((_, i) => i) : (intList(a.axis!) ?? [intArgument(machine, a.axis!, "axis")]).map((axis) => normalAxis(axis, rank));
    const result = reduced(machine, self(a.self), x, axes, a.keepdims === true);
    return finished(machine, self(a.self), a.initial === null ? result : self(a.self).work(machine, [need(machine, a.initial), result]), a.out);
  }),
  native("accumulate(self, array, axis=0, dtype=None, out=None)", (machine, a) => {
    const x = given(machine, a);
    return finished(machine, self(a.self), accumulated(machine, self(a.self), x, normalAxis(intArgument(machine, a.axis!, "axis"), x.value.shape.length)), a.out);
  }),
  native("outer(self, A, B)", (machine, a) => {
    const [x, y] = [need(machine, a.A), need(machine, a.B)];
    const left = run(machine, "reshape", [x], { shape: [...x.value.shape, ...y.value.shape.map(() => 1)] });
    return resultOf(self(a.self).work(machine, [left, y]));
  }),
  native("at(self, a, indices, b=None)", (machine, a) => {
    if (!(a.a instanceof PyArray)) throw machine.raise("TypeError", "first operand must be array");
    at(machine, self(a.self), a.a, a.indices!, a.b!);
    return null;
  }),
  native("reduceat(self, array, indices, axis=0, dtype=None, out=None)", (machine, a) => {
    const x = given(machine, a);
    const axis = normalAxis(intArgument(machine, a.axis!, "axis"), x.value.shape.length);
    const starts = toNumbers(need(machine, a.indices).value);
    const parts = rows(machine, x, axis);
    return arrayOf(stacked(machine, starts.map((start, i) => {
      const stop = starts[i + 1] ?? parts.length;
      const own = stop > start ? parts.slice(start, stop) : [parts[start]!];
      return own.reduce((p, q) => self(a.self).work(machine, [p, q]));
    }), axis));
  }),
]);
