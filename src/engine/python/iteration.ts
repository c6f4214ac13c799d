/** Iterating over anything Python can iterate over. */
import { EXCEPTIONS, argumentsOf, raiseOf } from "./exceptions.js";
import type { Interpreter } from "./interpreter.js";
import { PyList, PyObject, PyRaise, PyTuple, PyType, type Value } from "./object.js";
import { PyBytes, PyDict, PyIterator, PyPlaceholder, PyRange, PySet } from "./types.js";

export function iterate(m: Interpreter, value: Value): Iterable<Value> {
  if (value instanceof PyList) return overList(value);
  if (value instanceof PyTuple) return value.items;
  if (value instanceof PyRange) return overRange(value);
  if (typeof value === "string") return value;
  if (value instanceof PyDict) return overDict(m, value);
  if (value instanceof PySet) return [...value.items.values()];
  if (value instanceof PyIterator) return { [Symbol.iterator]: () => over(value.source) };
  if (value instanceof PyBytes) return [...value.text].map((letter) => letter.charCodeAt(0));
  if (value instanceof PyPlaceholder && value.inert) return [];
  const type = m.typeOf(value);
  if (type.lookup("__iter__") !== undefined || (value instanceof PyType && type.lookup("__iter__") !== undefined)) {
    const iterator = m.method(value, "__iter__", [])!;
    return iterator === value || (iterator instanceof PyObject && !(iterator instanceof PyIterator) && iterator.type.lookup("__next__") !== undefined) ? byNext(m, iterator) : iterate(m, iterator);
  }
  if (type.lookup("__getitem__") !== undefined) return bySubscript(m, value);
  throw raiseOf("TypeError", `'${type.name}' object is not iterable`);
}

/** Sees what is appended on the way. */
function* overList(list: PyList): Iterable<Value> {
  for (let i = 0; i < list.items.length; i++) yield list.items[i]!;
}

function* overRange(range: PyRange): Iterable<Value> {
  const { length, start, step } = range;
  for (let i = 0; i < length; i++) yield start + i * step;
}

function* overDict(_m: Interpreter, dict: PyDict): Iterable<Value> {
  const size = dict.entries.size;
  for (const [key] of dict.entries.values()) {
    yield key;
    if (dict.entries.size !== size) throw raiseOf("RuntimeError", "dictionary changed size during iteration");
  }
}

/** Leaves the iterator where it is when the loop breaks off. */
function over(source: Iterator<Value, Value | undefined, Value>): Iterator<Value> {
  return { next: () => { const step = source.next(null); return step.done ? { done: true, value: null } : { done: false, value: step.value }; } };
}

function* byNext(m: Interpreter, iterator: Value): Iterable<Value> {
  for (;;) {
    let value: Value;
    try {
      value = m.method(iterator, "__next__", [])!;
    } catch (error) {
      if (isStop(error)) return;
      throw error;
    }
    m.step();
    yield value;
  }
}

function* bySubscript(m: Interpreter, value: Value): Iterable<Value> {
  for (let i = 0; ; i++) {
    let item: Value;
    try {
      item = m.subscript(value, i);
    } catch (error) {
      if (error instanceof PyRaise && error.exception.type.isSubtype(EXCEPTIONS.get("IndexError")!)) return;
      throw error;
    }
    yield item;
  }
}

export const isStop = (error: unknown): error is PyRaise => error instanceof PyRaise && error.exception.type.isSubtype(EXCEPTIONS.get("StopIteration")!);

/** The value a finished generator returned. */
export const stopValue = (error: PyRaise): Value => argumentsOf(error.exception)[0] ?? null;

/** An iterator object over a value. */
export function iteratorOf(m: Interpreter, value: Value): Value {
  if (value instanceof PyIterator) return value;
  const own = m.typeOf(value).lookup("__iter__");
  if (own !== undefined) return m.method(value, "__iter__", [])!;
  return new PyIterator(iterate(m, value)[Symbol.iterator]() as Iterator<Value, undefined, Value>);
}

/** The next value, or undefined at the end. */
export function nextOf(m: Interpreter, iterator: Value): Value | undefined {
  if (iterator instanceof PyIterator) {
    const step = iterator.source.next(null);
    return step.done ? undefined : step.value;
  }
  if (m.typeOf(iterator).lookup("__next__") === undefined) throw raiseOf("TypeError", `'${m.typeOf(iterator).name}' object is not an iterator`);
  try {
    return m.method(iterator, "__next__", []);
  } catch (error) {
    if (isStop(error)) return undefined;
    throw error;
  }
}
