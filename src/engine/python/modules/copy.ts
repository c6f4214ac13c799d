/** `copy`. */
import { raw } from "../builtins/own.js";
import { PyInstance, PyList, PyModule, PyObject, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { keyOf } from "../semantics/hash.js";
import { PyDict } from "../values/dict.js";
import { PySet } from "../values/set.js";

function shallow(rt: Runtime, value: Value): Value {
  if (!(value instanceof PyObject)) return value;
  const own = value.type.lookup("__copy__");
  if (own !== undefined) return rt.call(own, [value]);
  if (value instanceof PyList) return keepAttributes(rt, value, new PyList([...value.items], subclass(value)));
  if (value instanceof PyDict || value instanceof PySet) return rt.call(rt.getAttribute(value, "copy"), []);
  if (value instanceof PyInstance) {
    const copy = new PyInstance(value.type);
    for (const [name, one] of value.dict) copy.dict.set(name, one);
    return copy;
  }
  return value;
}

const subclass = (value: PyObject): PyType | null => (value.type.module === "builtins" ? null : value.type);

function keepAttributes<T extends PyObject>(rt: Runtime, from: PyObject, to: T): T {
  const own = rt.extraAttributes.get(from);
  if (own) rt.extraAttributes.set(to, new Map(own));
  return to;
}

export function deepCopy(rt: Runtime, value: Value, known: Map<PyObject, Value>, memo: Value): Value {
  if (!(value instanceof PyObject) || value instanceof PyType) return value;
  const before = known.get(value);
  if (before !== undefined) return before;
  rt.step();
  const inner = (one: Value): Value => deepCopy(rt, one, known, memo);
  const own = value.type.lookup("__deepcopy__");
  if (own !== undefined) {
    const copy = rt.call(own, [value, memo]);
    known.set(value, copy);
    return copy;
  }
  if (value instanceof PyList) {
    const copy = keepAttributes(rt, value, new PyList([], subclass(value)));
    known.set(value, copy);
    for (const item of value.items) copy.items.push(inner(item));
    return copy;
  }
  if (value instanceof PyTuple) return value.items.every((item) => !(item instanceof PyObject)) ? value : new PyTuple(value.items.map(inner), subclass(value));
  if (value instanceof PyDict) {
    const copy = new PyDict(value.own);
    copy.factory = value.factory;
    known.set(value, copy);
    for (const [key, item] of value.entries.values()) { const name = inner(key); copy.entries.set(keyOf(rt, name), [name, inner(item)]); }
    return copy;
  }
  if (value instanceof PySet) {
    const copy = new PySet(value.type);
    for (const item of value.entries.values()) { const one = inner(item); copy.entries.set(keyOf(rt, one), one); }
    return copy;
  }
  if (value instanceof PyInstance) {
    const copy = new PyInstance(value.type);
    known.set(value, copy);
    for (const [name, one] of value.dict) copy.dict.set(name, inner(one));
    return copy;
  }
  return value;
}

export function copyModule(): PyModule {
  return new PyModule("copy", new Map<string, Value>([
    ["copy", raw("copy", (rt, [value]) => shallow(rt, value), { binding: "static" })],
    ["deepcopy", raw("deepcopy", (rt, [value, memo]) => deepCopy(rt, value, new Map(), memo ?? rt.makeDict([])), { binding: "static" })],
  ]));
}
