/** dict and its views. */
import { type Keywords, NotImplemented, PyInstance, PyList, PyObject, PyTuple, type PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { equals } from "../semantics/compare.js";
import { keyOf } from "../semantics/hash.js";
import { iteratorOf, listOf, nextOf } from "../semantics/iteration.js";
import { deleteContainer, ofContainer, setEntry } from "../semantics/subscript.js";
import { plainRepr } from "../semantics/text.js";
import { dictType, PyDict, PyDictView, viewTypes } from "../values/dict.js";
import { PySet } from "../values/set.js";
import { own, raw } from "./own.js";
import { setOperation } from "./sets.js";

const of = (value: Value): PyDict => value as PyDict; // methods of dict only

/** `update`: a mapping, pairs, keywords. */
export function updateDict(rt: Runtime, dict: PyDict, source: Value | undefined, keywords: Keywords): void {
  if (source instanceof PyDict) for (const [key, value] of source.entries.values()) setEntry(rt, dict, key, value);
  else if (source !== undefined) {
    const keys = source instanceof PyInstance ? rt.findAttribute(source, "keys") : undefined;
    if (keys !== undefined) {
      const next = nextOf(rt, rt.call(keys, []));
      for (let key = next(); key !== undefined; key = next()) setEntry(rt, dict, key, rt.subscript(source, key));
    } else {
      listOf(rt, source).forEach((pair, i) => {
        if (pair instanceof PyObject === false && typeof pair !== "string") throw rt.raise("TypeError", `cannot convert dictionary update sequence element #${i} to a sequence`);
        const items = listOf(rt, pair);
        if (items.length !== 2) throw rt.raise("ValueError", `dictionary update sequence element #${i} has length ${items.length}; 2 is required`);
        setEntry(rt, dict, items[0], items[1]);
      });
    }
  }
  for (const [name, value] of keywords) setEntry(rt, dict, name, value);
}

function sameEntries(rt: Runtime, a: PyDict, b: PyDict): boolean {
  if (a.entries.size !== b.entries.size) return false;
  for (const [key, [, value]] of a.entries) {
    const other = b.entries.get(key);
    if (!other || !equals(rt, value, other[1])) return false;
  }
  return true;
}

const copyOf = (dict: PyDict): PyDict => {
  const copy = new PyDict(dict.own);
  copy.factory = dict.factory;
  for (const [key, [name, value]] of dict.entries) copy.entries.set(key, [name, value]);
  return copy;
};

const methods = [
  raw("__new__", (_, [type]) => new PyDict(type === dictType ? null : (type as PyType)), { binding: "static" }), // called with a class
  raw("__init__", (rt, [self, source], keywords) => { updateDict(rt, of(self), source, keywords); return null; }),
  raw("keys", (_, [self]) => new PyDictView(of(self), "keys")),
  raw("values", (_, [self]) => new PyDictView(of(self), "values")),
  raw("items", (_, [self]) => new PyDictView(of(self), "items")),
  raw("get", (rt, [self, key, otherwise = null]) => { const entry = of(self).entries.get(keyOf(rt, key)); return entry ? entry[1] : otherwise; }),
  raw("setdefault", (rt, [self, key, otherwise = null]) => {
    const at = keyOf(rt, key);
    const known = of(self).entries.get(at);
    if (known) return known[1];
    of(self).entries.set(at, [key, otherwise]);
    return otherwise;
  }),
  raw("pop", (rt, [self, key, otherwise]) => {
    const at = keyOf(rt, key);
    const known = of(self).entries.get(at);
    if (!known) {
      if (otherwise === undefined) throw rt.raiseWith("KeyError", [key]);
      return otherwise;
    }
    of(self).entries.delete(at);
    return known[1];
  }),
  raw("popitem", (rt, [self], keywords) => {
    const keys = [...of(self).entries.keys()];
    if (!keys.length) throw rt.raise("KeyError", "popitem(): dictionary is empty");
    const at = keywords.get("last") === false ? keys[0] : keys[keys.length - 1];
    const entry = of(self).entries.get(at)!; // a key of it
    of(self).entries.delete(at);
    return new PyTuple(entry);
  }),
  raw("update", (rt, [self, source], keywords) => { updateDict(rt, of(self), source, keywords); return null; }),
  raw("clear", (_, [self]) => { of(self).entries.clear(); return null; }),
  raw("copy", (_, [self]) => copyOf(of(self))),
  raw("fromkeys", (rt, [type, keys, value = null]) => {
    const dict = rt.call(type, []);
    for (const key of listOf(rt, keys)) setEntry(rt, of(dict), key, value);
    return dict;
  }, { binding: "class" }),
  raw("__len__", (_, [self]) => of(self).entries.size),
  raw("__iter__", (rt, [self]) => iteratorOf(rt, new PyDictView(of(self), "keys"))),
  raw("__contains__", (rt, [self, key]) => of(self).entries.has(keyOf(rt, key))),
  raw("__getitem__", (rt, [self, key]) => ofContainer(rt, self, key)!), // self is a container
  raw("__setitem__", (rt, [self, key, value]) => { setEntry(rt, of(self), key, value); return null; }),
  raw("__delitem__", (rt, [self, key]) => { deleteContainer(rt, self, key); return null; }),
  raw("__eq__", (rt, [a, b]) => (b instanceof PyDict ? sameEntries(rt, of(a), b) : NotImplemented)),
  raw("__repr__", (rt, [self]) => plainRepr(rt, of(self))),
  raw("__or__", (rt, [a, b]) => { if (!(b instanceof PyDict)) return NotImplemented; const union = copyOf(of(a)); updateDict(rt, union, b, new Map()); return union; }),
  raw("__ior__", (rt, [a, b]) => { updateDict(rt, of(a), b, new Map()); return a; }),
  raw("__reversed__", (rt, [self]) => iteratorOf(rt, new PyList([...of(self).entries.values()].map(([key]) => key).reverse()))),
];

const asSet = (rt: Runtime, value: Value): PySet => {
  const set = new PySet();
  for (const item of listOf(rt, value)) { const key = keyOf(rt, item); if (!set.entries.has(key)) set.entries.set(key, item); }
  return set;
};

const viewMethods = [
  raw("__len__", (_, [self]) => (self as PyDictView).of.entries.size), // methods of views only
  raw("__iter__", (rt, [self]) => iteratorOf(rt, self)),
  ...(["&", "|", "-", "^"] as const).map((operator, i) => raw(["__and__", "__or__", "__sub__", "__xor__"][i], (rt, [a, b]) => setOperation(operator, asSet(rt, a), asSet(rt, b)))),
  raw("__eq__", (rt, [a, b]) => {
    if (!(b instanceof PyDictView || b instanceof PySet)) return NotImplemented;
    if (a instanceof PyDictView && a.part === "values") return a === b;
    const [x, y] = [asSet(rt, a), asSet(rt, b)];
    return x.entries.size === y.entries.size && [...x.entries.keys()].every((key) => y.entries.has(key));
  }),
  raw("isdisjoint", (rt, [a, b]) => { const y = asSet(rt, b); return ![...asSet(rt, a).entries.keys()].some((key) => y.entries.has(key)); }),
];

export function defineDicts(): PyType[] {
  own(dictType, methods);
  for (const type of Object.values(viewTypes)) own(type, viewMethods);
  return [dictType, ...Object.values(viewTypes)];
}

