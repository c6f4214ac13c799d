/** Choosing, inserting, deleting and putting elements. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyList, PySlice, PyTuple, TracedObject, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { broadcastShapes } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { intArgument, isInt } from "../arguments.js";
import { arrayOf, isNumeric, PyArray, resultOf } from "./array-type.js";
import { castTo, flat, indexLeaf, need, normalAxis, operationsOf, run } from "./call.js";
import { nonzero } from "./methods.js";
import { shapeText } from "./printing.js";
import { sortAxis } from "./sorting.js";
import { assignIndex, writeWhole } from "./writing.js";

const FULL = new PySlice(null, null, null);
const array = (machine: Machine, value: Value | undefined): PyArray => (value instanceof PyArray ? value : arrayOf(need(machine, value)));
const target = (machine: Machine, value: Value | undefined): PyArray => {
  if (value instanceof PyArray) return value;
  throw machine.raise("TypeError", `argument 1 must be numpy.ndarray, not ${machine.typeOf(value ?? null).name}`);
};
const items = (machine: Machine, value: Value | undefined): Value[] => [...machine.iterate(value!)];

/** The elements of an axis (null: of the flat array) at these positions. */
export function takeAt(machine: Machine, x: Node, positions: readonly number[], axis: number): Node {
  return run(machine, "index", [x, indexLeaf(machine, positions)], { axes: [axis] });
}

/** Positions an index (int, slice, list, mask) names along an axis of that length. */
function positionsOf(machine: Machine, index: Value, length: number, axis: number): number[] {
  if (isInt(index) && typeof index !== "boolean") {
    const at = intArgument(machine, index, "index");
    if (at < -length || at >= length) throw machine.raise("IndexError", `index ${at} is out of bounds for axis ${axis} with size ${length}`);
    return [at < 0 ? at + length : at];
  }
  const all = arrayOf(indexLeaf(machine, Array.from({ length }, (_, i) => i)));
  const list = index instanceof PyList && !index.items.length ? null : machine.subscript(all, index instanceof PyTuple ? new PyList([...index.items]) : index);
  return list === null ? [] : toNumbers(need(machine, list).value);
}

function deleted(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const given = need(machine, a.arr);
  const x = a.axis === null ? flat(machine, given) : given;
  const axis = a.axis === null ? 0 : normalAxis(intArgument(machine, a.axis!, "axis"), x.value.shape.length);
  const gone = new Set(positionsOf(machine, a.obj!, x.value.shape[axis]!, axis));
  return arrayOf(takeAt(machine, x, Array.from({ length: x.value.shape[axis]! }, (_, i) => i).filter((i) => !gone.has(i)), axis));
}

function inserted(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const given = need(machine, a.arr);
  const x = a.axis === null ? flat(machine, given) : given;
  const { shape } = x.value;
  const axis = a.axis === null ? 0 : normalAxis(intArgument(machine, a.axis!, "axis"), shape.length);
  const single = isInt(a.obj!) || (isNumeric(a.obj) && a.obj.shape.length === 0);
  const at = (single ? [intArgument(machine, a.obj!, "obj")] : a.obj instanceof PySlice ? positionsOf(machine, a.obj, shape[axis]!, axis) : items(machine, a.obj).map((one) => intArgument(machine, one, "obj"))).map((one) => {
    if (one < -shape[axis]! || one > shape[axis]!) throw machine.raise("IndexError", `index ${one} is out of bounds for axis ${axis} with size ${shape[axis]}`);
    return one < 0 ? one + shape[axis]! : one;
  });
  let values = castTo(machine, need(machine, a.values), x.value.dtype);
  // One index takes as many new rows as there are values; the values' first axis then is the inserted one.
  if (single && values.value.shape.length > 0 && shape.length > 1 && values.value.shape.length < shape.length) values = run(machine, "reshape", [values], { shape: [...values.value.shape.slice(0, axis), 1, ...values.value.shape.slice(axis)] });
  else if (single && values.value.shape.length === shape.length && axis > 0 && shape.length > 1) values = run(machine, "transpose", [values], { first: 0, second: axis });
  const count = single ? (values.value.shape.length === shape.length ? values.value.shape[axis]! : 1) : at.length;
  const wide = run(machine, "expand", [values], { shape: shape.map((length, i) => (i === axis ? count : length)) });
  const both = run(machine, "cat", [x, wide], { axis });
  const places = single ? Array.from({ length: count }, () => at[0]!) : at;
  const order = Array.from({ length: shape[axis]! + 1 }, (_, i): number[] => [...places.flatMap((place, k) => (place === i ? [shape[axis]! + k] : [])), ...(i < shape[axis]! ? [i] : [])]).flat();
  return arrayOf(takeAt(machine, both, order, axis));
}

/** `np.select(conditions, choices, default)`: the first that holds. */
function select(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const conditions = items(machine, a.condlist).map((one) => need(machine, one));
  const choices = items(machine, a.choicelist).map((one) => need(machine, one));
  if (conditions.length !== choices.length) throw machine.raise("ValueError", "list of cases must be same length as list of conditions");
  return arrayOf(conditions.reduceRight((rest, condition, i) => run(machine, "where", [condition, choices[i]!, rest]), need(machine, a.default)));
}

function piecewise(machine: Machine, a: Readonly<Record<string, Value>>, rest: readonly Value[]): Value {
  const x = need(machine, a.x);
  const given = items(machine, a.condlist);
  const conditions = (given.some((one) => typeof one === "boolean") ? [a.condlist!] : given).map((one) => need(machine, one));
  const functions = items(machine, a.funclist);
  const valueOf = (value: Value): Node => castTo(machine, need(machine, machine.findAttribute(value, "__call__") === undefined || isNumeric(value) ? value : machine.call(value, [resultOf(x), ...rest])), x.value.dtype);
  const otherwise = functions.length > conditions.length ? valueOf(functions.at(-1)!) : castTo(machine, machine.trace.number(0), x.value.dtype);
  const result = conditions.reduce((before, condition, i) => run(machine, "where", [condition, valueOf(functions[i]!), before]), otherwise);
  return resultOf(run(machine, "expand", [result], { shape: [...x.value.shape] }));
}

function choose(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const choices = items(machine, a.choices).map((one) => need(machine, one));
  const which = need(machine, a.a);
  const numbers = toNumbers(which.value);
  const odd = numbers.some((one) => one < 0 || one >= choices.length);
  if (odd && a.mode === "raise") throw machine.raise("ValueError", "invalid entry in choice array");
  const index = !odd ? which : a.mode === "clip" ? run(machine, "clamp", [which], { min: 0, max: choices.length - 1 }) : run(machine, "remainder", [which, machine.trace.number(choices.length, "int64")]);
  const o = operationsOf(machine);
  return resultOf(choices.reduceRight((rest, choice, i) => (i === choices.length - 1 ? choice : o.where(o.compare("eq", index, machine.trace.number(i, "int64")), choice, rest)), choices.at(-1)!));
}

/** `np.put`: values repeat as needed, positions count in the flat array. */
function put(machine: Machine, a: Readonly<Record<string, Value>>): null {
  const into = target(machine, a.a);
  const whole = flat(machine, into.tracedNode(machine));
  const length = whole.value.shape[0]!;
  const given = toNumbers(need(machine, a.ind).value).map((at) => (a.mode === "clip" ? Math.min(Math.max(at, 0), length - 1) : a.mode === "wrap" ? ((at % length) + length) % length : at));
  const outside = given.find((at) => at < -length || at >= length);
  if (outside !== undefined) throw machine.raise("IndexError", `index ${outside} is out of bounds for axis 0 with size ${length}`);
  const values = castTo(machine, flat(machine, need(machine, a.v)), into.dtype);
  const count = values.value.shape[0]!;
  const spread = takeAt(machine, values, given.map((_, i) => i % count), 0);
  const done = run(machine, "index_put", [whole, spread, indexLeaf(machine, given.map((at) => (at < 0 ? at + length : at)))], { axes: [0] });
  writeWhole(machine, into, run(machine, "reshape", [done], { shape: [...into.shape] }), "put");
  return null;
}

function putAlongAxis(machine: Machine, a: Readonly<Record<string, Value>>): null {
  const into = target(machine, a.arr);
  const index = need(machine, a.indices);
  const axis = normalAxis(intArgument(machine, a.axis!, "axis"), into.shape.length);
  const shape = broadcastShapes(index.value.shape, into.shape.map((length, i) => (i === axis ? index.value.shape[axis]! : length)))!;
  const wide = run(machine, "expand", [index], { shape });
  const others = shape.map((length, i) => (i === axis ? arrayOf(wide) : arrayOf(run(machine, "reshape", [indexLeaf(machine, Array.from({ length }, (_, k) => k))], { shape: shape.map((__, k) => (k === i ? length : 1)) }))));
  assignIndex(machine, into, new PyTuple(others), a.values!);
  return null;
}

/** Positions by the last key first, earlier ones break ties: a stable sort by each in turn. */
function lexsort(machine: Machine, keys: Value): Value {
  const rows = items(machine, keys).map((one) => toNumbers(need(machine, one).value));
  const order = Array.from({ length: rows[0]?.length ?? 0 }, (_, i) => i);
  order.sort((i, j) => { for (let k = rows.length - 1; k >= 0; k--) { const d = rows[k]![i]! - rows[k]![j]!; if (d) return d; } return i - j; });
  return arrayOf(indexLeaf(machine, order));
}

function fillDiagonal(machine: Machine, a: Readonly<Record<string, Value>>): null {
  const into = target(machine, a.a);
  if (into.shape.length < 2) throw machine.raise("ValueError", "array must be at least 2-d");
  const [rows, columns] = into.shape as readonly [number, number];
  const step = into.shape.length === 2 ? columns + 1 : into.shape.reduce((sum, _, axis) => sum + into.shape.slice(axis + 1).reduce((product, length) => product * length, 1), 0);
  const end = into.shape.length === 2 && a.wrap !== true ? Math.min(rows, columns) * (columns + 1) : into.shape.reduce((product, length) => product * length, 1);
  const positions = Array.from({ length: Math.ceil(Math.min(end, into.shape.reduce((product, length) => product * length, 1)) / step) }, (_, i) => i * step);
  return put(machine, { a: into, ind: arrayOf(indexLeaf(machine, positions)), v: a.val!, mode: "raise" });
}

function trimZeros(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const x = array(machine, a.filt);
  const values = toNumbers(need(machine, x).value);
  const [front, back] = [String(a.trim).toLowerCase().includes("f"), String(a.trim).toLowerCase().includes("b")];
  const first = values.findIndex(Boolean);
  const start = front ? (first < 0 ? values.length : first) : 0;
  const stop = back ? values.findLastIndex(Boolean) + 1 : values.length;
  const kept = machine.subscript(x, new PySlice(start, Math.max(stop, start), null));
  return a.filt instanceof TracedObject ? kept : machine.call(machine.getAttribute(a.filt!, "__class__"), [machine.call(machine.getAttribute(kept, "tolist"), [])]);
}

const compressed = (machine: Machine, condition: Value, x: Node, axis: number): Node =>
  takeAt(machine, x, toNumbers(need(machine, condition).value).flatMap((value, i) => (value ? [i] : [])), axis);

export const compress = (machine: Machine, condition: Value, value: Value, axis: Value): Value => {
  const x = need(machine, value);
  return arrayOf(axis === null ? compressed(machine, condition, flat(machine, x), 0) : compressed(machine, condition, x, normalAxis(intArgument(machine, axis, "axis"), x.value.shape.length)));
};

export const SELECTION: readonly PyBuiltin[] = [
  native("delete(arr, obj, axis=None)", deleted),
  native("insert(arr, obj, values, axis=None)", inserted),
  native("select(condlist, choicelist, default=0)", select),
  native("piecewise(x, condlist, funclist, *args)", (machine, a, { rest }) => piecewise(machine, a, rest)),
  native("choose(a, choices, out=None, mode='raise')", choose),
  native("extract(condition, arr)", (machine, a) => arrayOf(compressed(machine, arrayOf(flat(machine, need(machine, a.condition))), flat(machine, need(machine, a.arr)), 0))),
  native("compress(condition, a, axis=None, out=None)", (machine, a) => compress(machine, a.condition!, a.a!, a.axis!)),
  native("place(arr, mask, vals)", (machine, a) => {
    const hits = toNumbers(need(machine, a.mask).value).flatMap((value, i) => (value ? [i] : []));
    return hits.length ? put(machine, { a: a.arr!, ind: arrayOf(indexLeaf(machine, hits)), v: a.vals!, mode: "raise" }) : null;
  }),
  native("put(a, ind, v, mode='raise')", put),
  native("putmask(a, mask, values)", (machine, a) => {
    const into = target(machine, a.a);
    const values = flat(machine, need(machine, a.values));
    const count = values.value.shape[0]!;
    const size = into.shape.reduce((product, length) => product * length, 1);
    const spread = run(machine, "reshape", [takeAt(machine, castTo(machine, values, into.dtype), Array.from({ length: size }, (_, i) => i % count), 0)], { shape: [...into.shape] });
    writeWhole(machine, into, run(machine, "where", [need(machine, a.mask), spread, into.tracedNode(machine)]), "putmask");
    return null;
  }),
  native("put_along_axis(arr, indices, values, axis=-1)", putAlongAxis),
  native("copyto(dst, src, casting='same_kind', where=True)", (machine, a) => {
    const into = target(machine, a.dst);
    const source = need(machine, a.src);
    if (isFloating(source.value.dtype) && !source.weak && !isFloating(into.dtype) && a.casting !== "unsafe") throw machine.raise("TypeError", `Cannot cast array data from dtype('${source.value.dtype}') to dtype('${into.dtype}') according to the rule 'same_kind'`);
    const common = broadcastShapes(source.value.shape, into.shape);
    if (!common || common.length !== into.shape.length) throw machine.raise("ValueError", `could not broadcast input array from shape ${shapeText(source.value.shape).replaceAll(" ", "")} into shape ${shapeText(into.shape).replaceAll(" ", "")}`);
    const value = castTo(machine, source, into.dtype);
    writeWhole(machine, into, a.where === true ? value : run(machine, "where", [need(machine, a.where), value, into.tracedNode(machine)]), "copyto");
    return null;
  }),
  native("lexsort(keys, axis=-1)", (machine, a) => lexsort(machine, a.keys!)),
  native("fill_diagonal(a, val, wrap=False)", fillDiagonal),
  native("trim_zeros(filt, trim='fb')", trimZeros),
  native("require(a, dtype=None, requirements=None)", (machine, a) => machine.call(machine.getAttribute(array(machine, a.a), "astype"), [a.dtype ?? machine.getAttribute(array(machine, a.a), "dtype")])),
  native("unstack(x, axis=0)", (machine, a) => {
    const x = array(machine, a.x);
    const axis = normalAxis(intArgument(machine, a.axis!, "axis"), x.shape.length);
    return new PyTuple(Array.from({ length: x.shape[axis]! }, (_, i) => machine.subscript(x, new PyTuple(x.shape.map((__, k) => (k === axis ? i : FULL))))));
  }),
  native("partition(a, kth, axis=-1, kind=None, order=None)", (machine, a) => arrayOf(sortAxis(machine, need(machine, a.a), a.axis === null ? null : intArgument(machine, a.axis!, "axis")))),
  native("argpartition(a, kth, axis=-1, kind=None, order=None)", (machine, a) => arrayOf(run(machine, "argsort", [a.axis === null ? flat(machine, need(machine, a.a)) : need(machine, a.a)], { axis: a.axis === null ? 0 : intArgument(machine, a.axis!, "axis"), stable: true }))),
  native("flatnonzero(a)", (machine, a) => nonzero(machine, arrayOf(flat(machine, need(machine, a.a)))).items[0]!),
];
