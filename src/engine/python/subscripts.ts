/** `object[index]`, its assignment and deletion, for the built-in containers. */
import { raiseOf } from "./exceptions.js";
import type { Interpreter } from "./interpreter.js";
import { setItem } from "./containers.js";
import { isInt, plain, toInt } from "./numbers.js";
import { PyList, PyObject, PySlice, PyTuple, type Value } from "./object.js";
import { PyBytes, PyDict, PyPlaceholder, PyRange } from "./types.js";

/** Start, stop and step of a slice over a sequence of that length, as `slice.indices` gives them. */
export function sliceIndices(m: Interpreter, slice: PySlice, length: number): { start: number; stop: number; step: number; count: number } {
  const bound = (value: Value): number | null => (value === null ? null : indexNumber(m, value, "slice indices must be integers or None or have an __index__ method"));
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw raiseOf("ValueError", "slice step cannot be zero");
  const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const [given, end] = [bound(slice.start), bound(slice.stop)];
  const start = given === null ? (step > 0 ? 0 : length - 1) : clamp(given, low, high);
  const stop = end === null ? (step > 0 ? length : -1) : clamp(end, low, high);
  return { start, stop, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** An index as a number: ints, and objects with __index__. */
export function indexNumber(m: Interpreter, value: Value, otherwise: string): number {
  if (isInt(value)) return Number(toInt(value));
  const own = value instanceof PyObject ? m.method(value, "__index__", []) : undefined;
  if (own !== undefined && isInt(own)) return Number(toInt(own));
  throw raiseOf("TypeError", otherwise);
}

function position(m: Interpreter, index: Value, length: number, what: string, verb = ""): number {
  const at = indexNumber(m, index, `${what} indices must be integers or slices, not ${m.typeOf(index).name}`);
  const from = at < 0 ? at + length : at;
  if (from < 0 || from >= length) throw raiseOf("IndexError", `${what} ${verb}index out of range`);
  return from;
}

/** undefined: not a built-in container. */
export function subscriptBuiltin(m: Interpreter, object: Value, index: Value): Value | undefined {
  if (object instanceof PyList) {
    if (index instanceof PySlice) return new PyList(sliced(m, object.items, index));
    return object.items[position(m, index, object.items.length, "list")]!;
  }
  if (object instanceof PyTuple) {
    if (object.type.lookup("__getitem__") !== undefined) return undefined;
    if (index instanceof PySlice) return new PyTuple(sliced(m, object.items, index));
    return object.items[position(m, index, object.items.length, "tuple")]!;
  }
  if (object instanceof PyDict) return dictItem(m, object, index);
  if (typeof object === "string") {
    const letters = [...object];
    if (index instanceof PySlice) return sliced(m, letters, index).join("");
    return letters[position(m, index, letters.length, "string")]!;
  }
  if (object instanceof PyRange) {
    if (index instanceof PySlice) {
      const { start, stop, step } = sliceIndices(m, index, object.length);
      return new PyRange(object.start + start * object.step, object.start + stop * object.step, step * object.step);
    }
    return object.start + position(m, index, object.length, "range object") * object.step;
  }
  if (object instanceof PyBytes) {
    if (index instanceof PySlice) return new PyBytes(sliced(m, [...object.text], index).join(""));
    return object.text.charCodeAt(position(m, index, object.text.length, "index"));
  }
  return undefined;
}

function dictItem(m: Interpreter, dict: PyDict, key: Value): Value {
  const found = dict.entries.get(m.key(key));
  if (found) return found[1];
  if (dict.makeMissing !== null) {
    const made = m.call(dict.makeMissing, []);
    setItem(m, dict, key, made);
    return made;
  }
  const own = m.method(dict, "__missing__", [key]);
  if (own !== undefined) return own;
  const error = raiseOf("KeyError", "");
  error.exception.dict.set("args", new PyTuple([plain(key)]));
  throw error;
}

function sliced<T>(m: Interpreter, items: readonly T[], slice: PySlice): T[] {
  const { start, step, count } = sliceIndices(m, slice, items.length);
  return Array.from({ length: count }, (_, i) => items[start + i * step]!);
}

export function assignSubscript(m: Interpreter, object: Value, index: Value, value: Value): void {
  if (object instanceof PyList) {
    if (index instanceof PySlice) assignSlice(m, object, index, value);
    else object.items[position(m, index, object.items.length, "list", "assignment ")] = value;
  } else if (object instanceof PyDict && object.type.lookup("__setitem__") === undefined) setItem(m, object, index, value);
  else if (object instanceof PyPlaceholder && object.inert) return;
  else if (m.method(object, "__setitem__", [index, value]) === undefined) throw raiseOf("TypeError", `'${m.typeOf(object).name}' object does not support item assignment`);
}

function assignSlice(m: Interpreter, list: PyList, slice: PySlice, value: Value): void {
  const items = [...m.iterate(value)];
  const { start, stop, step, count } = sliceIndices(m, slice, list.items.length);
  if (step === 1) {
    list.items.splice(start, Math.max(0, stop - start), ...items);
    return;
  }
  if (items.length !== count) throw raiseOf("ValueError", `attempt to assign sequence of size ${items.length} to extended slice of size ${count}`);
  items.forEach((item, i) => { list.items[start + i * step] = item; });
}

export function deleteSubscript(m: Interpreter, object: Value, index: Value): void {
  if (object instanceof PyList) {
    if (!(index instanceof PySlice)) {
      object.items.splice(position(m, index, object.items.length, "list", "assignment "), 1);
      return;
    }
    const { start, step, count } = sliceIndices(m, index, object.items.length);
    const gone = new Set(Array.from({ length: count }, (_, i) => start + i * step));
    const kept = object.items.filter((_, i) => !gone.has(i));
    object.items.splice(0, object.items.length, ...kept);
  } else if (object instanceof PyDict) {
    dictItem(m, object, index);
    object.entries.delete(m.key(index));
  } else if (m.method(object, "__delitem__", [index]) === undefined) throw raiseOf("TypeError", `'${m.typeOf(object).name}' object doesn't support item deletion`);
}
