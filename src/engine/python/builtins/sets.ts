/** set and frozenset. */
import { NotImplemented, type PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { keyOf } from "../semantics/hash.js";
import { iteratorOf, listOf } from "../semantics/iteration.js";
import { orderedElements } from "../semantics/set-order.js";
import { plainRepr } from "../semantics/text.js";
import { frozensetType, PySet, setType } from "../values/set.js";
import { own, raw } from "./own.js";

const of = (value: Value): PySet => value as PySet; // methods of sets only

export function addTo(rt: Runtime, set: PySet, value: Value): void {
  const key = keyOf(rt, value);
  if (!set.entries.has(key)) set.entries.set(key, value);
}

/** Any iterable as a set. */
function asSet(rt: Runtime, value: Value): PySet {
  if (value instanceof PySet) return value;
  const set = new PySet();
  for (const item of listOf(rt, value)) addTo(rt, set, item);
  return set;
}

const like = (a: PySet): PySet => new PySet(a.frozen ? frozensetType : null);

export function setOperation(operator: "&" | "|" | "-" | "^", a: PySet, b: PySet): PySet {
  const result = like(a);
  for (const [key, value] of a.entries) {
    if (operator === "|" || (operator === "&") === b.entries.has(key)) result.entries.set(key, value);
  }
  if (operator === "|" || operator === "^") for (const [key, value] of b.entries) if (operator === "|" ? !result.entries.has(key) : !a.entries.has(key)) result.entries.set(key, value);
  return result;
}

const replace = (a: PySet, by: PySet): void => {
  const entries = [...by.entries];
  a.entries.clear();
  for (const [key, value] of entries) a.entries.set(key, value);
};

const subset = (a: PySet, b: PySet): boolean => a.entries.size <= b.entries.size && [...a.entries.keys()].every((key) => b.entries.has(key));

const OPERATIONS = [["&", "and", "intersection"], ["|", "or", "union"], ["-", "sub", "difference"], ["^", "xor", "symmetric_difference"]] as const;

const shared = [
  ...OPERATIONS.flatMap(([operator, dunder, name]) => [
    raw(`__${dunder}__`, (_, [a, b]) => (b instanceof PySet ? setOperation(operator, of(a), b) : NotImplemented)),
    raw(name, (rt, [self, ...others]) => others.reduce((all: PySet, other) => setOperation(operator, all, asSet(rt, other)), others.length ? of(self) : setOperation("|", of(self), like(of(self))))),
  ]),
  raw("issubset", (rt, [a, b]) => subset(of(a), asSet(rt, b))),
  raw("issuperset", (rt, [a, b]) => subset(asSet(rt, b), of(a))),
  raw("isdisjoint", (rt, [a, b]) => { const other = asSet(rt, b); return ![...of(a).entries.keys()].some((key) => other.entries.has(key)); }),
  raw("copy", (_, [a]) => setOperation("|", of(a), like(of(a)))),
  raw("__len__", (_, [a]) => of(a).entries.size),
  raw("__iter__", (rt, [a]) => iteratorOf(rt, a)),
  raw("__contains__", (rt, [a, value]) => of(a).entries.has(keyOf(rt, value))),
  raw("__eq__", (_, [a, b]) => (b instanceof PySet ? a === b || (of(a).entries.size === b.entries.size && subset(of(a), b)) : NotImplemented)),
  raw("__le__", (_, [a, b]) => (b instanceof PySet ? subset(of(a), b) : NotImplemented)),
  raw("__lt__", (_, [a, b]) => (b instanceof PySet ? subset(of(a), b) && of(a).entries.size < b.entries.size : NotImplemented)),
  raw("__ge__", (_, [a, b]) => (b instanceof PySet ? subset(b, of(a)) : NotImplemented)),
  raw("__gt__", (_, [a, b]) => (b instanceof PySet ? subset(b, of(a)) && b.entries.size < of(a).entries.size : NotImplemented)),
  raw("__repr__", (rt, [a]) => plainRepr(rt, of(a))),
];

const mutating = [
  raw("add", (rt, [self, value]) => { addTo(rt, of(self), value); return null; }),
  raw("discard", (rt, [self, value]) => { of(self).entries.delete(keyOf(rt, value)); return null; }),
  raw("remove", (rt, [self, value]) => { if (!of(self).entries.delete(keyOf(rt, value))) throw rt.raiseWith("KeyError", [value]); return null; }),
  raw("pop", (rt, [self]) => {
    const [first] = orderedElements(of(self));
    if (first === undefined) throw rt.raise("KeyError", "pop from an empty set");
    of(self).entries.delete(keyOf(rt, first));
    return first;
  }),
  raw("clear", (_, [self]) => { of(self).entries.clear(); return null; }),
  raw("update", (rt, [self, ...others]) => { for (const other of others) for (const value of listOf(rt, other)) addTo(rt, of(self), value); return null; }),
  ...OPERATIONS.flatMap(([operator, dunder, name]) => [
    raw(`__i${dunder}__`, (_, [a, b]) => { if (!(b instanceof PySet)) return NotImplemented; replace(of(a), setOperation(operator, of(a), b)); return a; }),
    ...(name === "union" ? [] : [raw(`${name}_update`, (rt, [a, b]) => { replace(of(a), setOperation(operator, of(a), asSet(rt, b))); return null; })]),
  ]),
];

export function defineSets(): PyType[] {
  own(setType, [
    raw("__new__", (_, [type]) => new PySet(type === setType ? null : (type as PyType)), { binding: "static" }), // called with a class
    raw("__init__", (rt, [self, values]) => { if (values !== undefined) { const all = listOf(rt, values); of(self).entries.clear(); for (const value of all) addTo(rt, of(self), value); } return null; }),
    ...shared, ...mutating,
  ]);
  own(frozensetType, [
    raw("__new__", (rt, [type, values]) => {
      const set = new PySet(type as PyType); // as above
      if (values !== undefined) for (const value of listOf(rt, values)) addTo(rt, set, value);
      return set;
    }, { binding: "static" }),
    ...shared,
  ]);
  return [setType, frozensetType];
}
