/** Keys of dicts and sets, and making them. */
import { raiseOf } from "./exceptions.js";
import type { Interpreter } from "./interpreter.js";
import { PyFloat, PyList, PyObject, PyTracedInt, PyTuple, type Value } from "./object.js";
import { type Key, PyBytes, PyDict, PyRange, PySet } from "./types.js";

/** Equal keys for values that Python holds for equal: 1, 1.0 and True are one key. */
export function keyOf(m: Interpreter, value: Value): Key {
  if (value === null) return null;
  switch (typeof value) {
    case "number":
      return value;
    case "boolean":
      return value ? 1 : 0;
    case "bigint":
      return `i${value}`;
    case "string":
      return `s${value}`;
  }
  if (value instanceof PyFloat || value instanceof PyTracedInt) return value.value;
  if (value instanceof PyTuple) {
    const own = value.type.lookup("__hash__");
    if (own === undefined) return `t(${value.items.map((item) => keyText(m, keyOf(m, item))).join(",")})`;
  }
  if (value instanceof PyList || value instanceof PyDict || (value instanceof PySet && value.type.name === "set")) throw raiseOf("TypeError", `unhashable type: '${value.type.name}'`);
  if (value instanceof PySet) return `f{${[...value.items.keys()].map((key) => keyText(m, key)).sort().join(",")}}`;
  if (value instanceof PyBytes) return `b${value.text}`;
  if (value instanceof PyRange) return `r${value.start},${value.stop},${value.step}`;
  const hash = m.method(value, "__hash__", []);
  if (hash !== undefined && hash !== null) return `h${value.type.name}${m.repr(hash)}`;
  if (value.type.lookup("__eq__") !== undefined && value.type.dict.has("__eq__")) throw raiseOf("TypeError", `unhashable type: '${value.type.name}'`);
  return value;
}

const keyText = (m: Interpreter, key: Key): string => (key instanceof PyObject ? `o${m.identity(key)}` : `${typeof key} ${String(key)}`);

export function makeDict(m: Interpreter, entries: Iterable<readonly [Value, Value]>): PyDict {
  const dict = new PyDict();
  for (const [key, value] of entries) setItem(m, dict, key, value);
  return dict;
}

/** The first key stays as it was when an equal one is set. */
export function setItem(m: Interpreter, dict: PyDict, key: Value, value: Value): void {
  const at = keyOf(m, key);
  const known = dict.entries.get(at);
  if (known) known[1] = value;
  else dict.entries.set(at, [key, value]);
}

export function makeSet(m: Interpreter, items: Iterable<Value>, into = new PySet()): PySet {
  for (const item of items) {
    const key = keyOf(m, item);
    if (!into.items.has(key)) into.items.set(key, item);
  }
  return into;
}
