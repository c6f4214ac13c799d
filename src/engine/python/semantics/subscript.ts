/** `object[index]`, its assignment and deletion. */
import { listType, PyList, PyObject, PySlice, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyBytes } from "../values/bytes.js";
import { PyDict, PyNamespace } from "../values/dict.js";
import { PyInert } from "../values/function.js";
import { PyRange } from "../values/range.js";
import { intOf, typeName, typeOf } from "../values/types.js";
import { keyOf } from "./hash.js";
import { listOf } from "./iteration.js";
import { refusePlaceholder } from "./operators.js";

/** Start, stop, step and count of a slice over so many items, as `slice.indices` gives them. */
export function sliceIndices(rt: Runtime, slice: PySlice, length: number): { start: number; stop: number; step: number; count: number } {
  const bound = (value: Value): number | null => (value === null ? null : indexNumber(rt, value, "slice indices must be integers or None or have an __index__ method"));
  const step = bound(slice.step) ?? 1;
  if (step === 0) throw rt.raise("ValueError", "slice step cannot be zero");
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const clamp = (value: number): number => Math.min(Math.max(value < 0 ? value + length : value, low), high);
  const given = bound(slice.start);
  const end = bound(slice.stop);
  const start = given === null ? (step > 0 ? 0 : length - 1) : clamp(given);
  const stop = end === null ? (step > 0 ? length : -1) : clamp(end);
  return { start, stop, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

/** An index as a number: ints, and objects with `__index__`. */
export function indexNumber(rt: Runtime, value: Value, otherwise = `'${typeName(value)}' object cannot be interpreted as an integer`): number {
  const int = intOf(value);
  if (int !== undefined) return Number(int);
  refusePlaceholder(value);
  const method = value instanceof PyObject ? value.type.lookup("__index__") : undefined;
  const own = method === undefined ? undefined : intOf(rt.call(method, [value]));
  if (own !== undefined) return Number(own);
  throw rt.raise("TypeError", otherwise);
}

export function position(rt: Runtime, index: Value, length: number, what: string, verb = ""): number {
  if (typeof index === "number") {
    const from = index < 0 ? index + length : index;
    if (from >= 0 && from < length) return from;
  }
  const at = indexNumber(rt, index, `${what} indices must be integers or slices, not ${typeName(index)}`);
  const from = at < 0 ? at + length : at;
  if (from < 0 || from >= length) throw rt.raise("IndexError", `${what} ${verb}index out of range`);
  return from;
}

/** `list[3]`, the short way; undefined: take the full one. */
export function listItem(object: Value, index: Value): Value | undefined {
  return object instanceof PyList && typeof index === "number" && index >= 0 && index < object.items.length && object.type === listType ? object.items[index] : undefined;
}

/** `list[3] = value`, the short way; false: take the full one. */
export function setListItem(object: Value, index: Value, value: Value): boolean {
  if (!(object instanceof PyList) || typeof index !== "number" || index < 0 || index >= object.items.length || object.type !== listType) return false;
  object.items[index] = value;
  return true;
}

export function subscript(rt: Runtime, object: Value, index: Value): Value {
  if (typeof object === "string") return ofString(rt, object, index);
  if (object instanceof PyObject) {
    if (object.type.module !== "builtins" || !isContainer(object)) {
      const method = object.type.lookup("__getitem__");
      if (method !== undefined && !rt.isDefault(method)) return rt.call(method, [object, index]);
    }
    const result = ofContainer(rt, object, index);
    if (result !== undefined) return result;
    refusePlaceholder(object);
    if (object instanceof PyInert) return object.answers.at?.(index) ?? object;
    if (object instanceof PyType) return ofClass(rt, object, index);
  }
  throw rt.raise("TypeError", `'${typeName(object)}' object is not subscriptable`);
}

const isContainer = (value: PyObject): boolean => value instanceof PyList || value instanceof PyTuple || value instanceof PyDict || value instanceof PyRange;

/** The built-in behaviour, whatever subclasses say; undefined: not a built-in container. */
export function ofContainer(rt: Runtime, object: Value, index: Value): Value | undefined {
  if (typeof object === "string") return ofString(rt, object, index);
  if (object instanceof PyList) {
    if (index instanceof PySlice) return new PyList(sliced(rt, object.items, index));
    return object.items[position(rt, index, object.items.length, "list")];
  }
  if (object instanceof PyTuple) {
    if (index instanceof PySlice) return new PyTuple(sliced(rt, object.items, index));
    return object.items[position(rt, index, object.items.length, "tuple")];
  }
  if (object instanceof PyDict) return ofDict(rt, object, index);
  if (object instanceof PyRange) {
    if (index instanceof PySlice) {
      const { start, stop, step } = sliceIndices(rt, index, object.length);
      return new PyRange(object.start + start * object.step, object.start + stop * object.step, step * object.step);
    }
    return object.at(position(rt, index, object.length, "range object"));
  }
  if (object instanceof PyBytes) {
    if (index instanceof PySlice) return new PyBytes(sliced(rt, object.data, index));
    return object.data[position(rt, index, object.data.length, "byte")];
  }
  return undefined;
}

function ofString(rt: Runtime, text: string, index: Value): Value {
  const points = /[\ud800-\udfff]/.test(text) ? [...text] : text;
  if (!(index instanceof PySlice)) return points[position(rt, index, points.length, "string")];
  const { start, stop, step, count } = sliceIndices(rt, index, points.length);
  if (step === 1 && typeof points === "string") return points.slice(start, Math.max(start, stop));
  let result = "";
  for (let i = 0; i < count; i++) result += points[start + i * step];
  return result;
}

function ofDict(rt: Runtime, dict: PyDict, key: Value): Value {
  const found = dict.entries.get(keyOf(rt, key));
  if (found) return found[1];
  const missing = dict.own?.lookup("__missing__");
  if (missing !== undefined) return rt.call(missing, [dict, key]);
  throw rt.raiseWith("KeyError", [key]);
}

/** `list[int]`, `Generic[T]`: type hints; classes with `__class_getitem__`. */
function ofClass(rt: Runtime, type: PyType, index: Value): Value {
  const meta = type.metaclass?.lookup("__getitem__");
  if (meta !== undefined) return rt.call(meta, [type, index]);
  const own = type.lookup("__class_getitem__");
  if (own !== undefined) return rt.call(rt.getAttribute(type, "__class_getitem__"), [index]);
  if (type.module === "builtins" && !["list", "dict", "tuple", "set", "frozenset", "type"].includes(type.name)) throw rt.raise("TypeError", `type '${type.name}' is not subscriptable`);
  return type;
}

export function sliced<T>(rt: Runtime, items: readonly T[], slice: PySlice): T[] {
  const { start, stop, step, count } = sliceIndices(rt, slice, items.length);
  return step === 1 ? items.slice(start, Math.max(start, stop)) : Array.from({ length: count }, (_, i) => items[start + i * step]);
}

export function assignSubscript(rt: Runtime, object: Value, index: Value, value: Value): void {
  const method = typeOf(object).lookup("__setitem__");
  if (method !== undefined && !rt.isDefault(method)) rt.call(method, [object, index, value]);
  else if (!assignContainer(rt, object, index, value)) {
    refusePlaceholder(object);
    if (!(object instanceof PyInert)) throw rt.raise("TypeError", `'${typeName(object)}' object does not support item assignment`);
  }
}

/** false: not a built-in container that can be written. */
export function assignContainer(rt: Runtime, object: Value, index: Value, value: Value): boolean {
  if (object instanceof PyList) {
    if (index instanceof PySlice) assignSlice(rt, object, index, value);
    else object.items[position(rt, index, object.items.length, "list", "assignment ")] = value;
  } else if (object instanceof PyDict) setEntry(rt, object, index, value);
  else return false;
  return true;
}

/** Keeps the key that is there already, as Python does. */
export function setEntry(rt: Runtime, dict: PyDict, key: Value, value: Value): void {
  const at = keyOf(rt, key);
  const known = dict.entries.get(at);
  if (known && !(dict instanceof PyNamespace)) known[1] = value;
  else dict.entries.set(at, [key, value]);
}

function assignSlice(rt: Runtime, list: PyList, slice: PySlice, value: Value): void {
  const items = listOf(rt, value);
  const { start, stop, step, count } = sliceIndices(rt, slice, list.items.length);
  if (step === 1) {
    list.items.splice(start, Math.max(0, stop - start), ...items);
    return;
  }
  if (items.length !== count) throw rt.raise("ValueError", `attempt to assign sequence of size ${items.length} to extended slice of size ${count}`);
  items.forEach((item, i) => { list.items[start + i * step] = item; });
}

export function deleteSubscript(rt: Runtime, object: Value, index: Value): void {
  const method = typeOf(object).lookup("__delitem__");
  if (method !== undefined && !rt.isDefault(method)) rt.call(method, [object, index]);
  else if (!deleteContainer(rt, object, index)) {
    refusePlaceholder(object);
    throw rt.raise("TypeError", `'${typeName(object)}' object doesn't support item deletion`);
  }
}

export function deleteContainer(rt: Runtime, object: Value, index: Value): boolean {
  if (object instanceof PyList) {
    if (index instanceof PySlice) {
      const { start, step, count } = sliceIndices(rt, index, object.items.length);
      const gone = new Set(Array.from({ length: count }, (_, i) => start + i * step));
      object.items = object.items.filter((_, i) => !gone.has(i));
    } else object.items.splice(position(rt, index, object.items.length, "list", "assignment "), 1);
  } else if (object instanceof PyDict) {
    if (!object.entries.delete(keyOf(rt, index))) throw rt.raiseWith("KeyError", [index]);
  } else return false;
  return true;
}
