/** `collections`: dict's relatives, deque, namedtuple. */

import { updateDict } from "../builtins/dicts.js";
import { sortValues } from "../builtins/iterators.js";
import { method, own, raw } from "../builtins/own.js";
import { type Keywords, listType, NotImplemented, PyGetter, PyList, PyModule, PyTuple, PyType, tupleType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { sameItems } from "../semantics/compare.js";
import { keyOf } from "../semantics/hash.js";
import { iteratorOf, listOf, nextOf } from "../semantics/iteration.js";
import { binary } from "../semantics/operators.js";
import { indexNumber, setEntry } from "../semantics/subscript.js";
import { dictRepr, repr } from "../semantics/text.js";
import { dictType, orderedDictType, PyDict } from "../values/dict.js";
import { typeOf } from "../values/types.js";

const of = (value: Value): PyDict => value as PyDict; // methods of dicts only

const defaultdict = new PyType("defaultdict", [dictType], "collections");
own(defaultdict, [
  raw("__init__", (rt, [self, factory = null, source], keywords) => { of(self).factory = factory; updateDict(rt, of(self), source, keywords); return null; }),
  raw("__missing__", (rt, [self, key]) => {
    if (of(self).factory === null) throw rt.raiseWith("KeyError", [key]);
    const value = rt.call(of(self).factory, []);
    setEntry(rt, of(self), key, value);
    return value;
  }),
  raw("__repr__", (rt, [self]) => `defaultdict(${repr(rt, of(self).factory)}, ${dictRepr(rt, of(self))})`),
  new PyGetter("default_factory", (_, self) => of(self).factory, (_, self, value) => { of(self).factory = value; }),
]);

own(orderedDictType, [
  raw("__repr__", (rt, [self]) => (of(self).entries.size ? `OrderedDict(${pairs(rt, of(self))})` : "OrderedDict()")),
  method("move_to_end(self, key, last=True)", (rt, a) => {
    const dict = of(a.self);
    const at = keyOf(rt, a.key);
    const entry = dict.entries.get(at);
    if (!entry) throw rt.raiseWith("KeyError", [a.key]);
    dict.entries.delete(at);
    const rest = rt.truth(a.last) ? [] : [...dict.entries];
    if (rest.length) dict.entries.clear();
    dict.entries.set(at, entry);
    for (const [key, one] of rest) dict.entries.set(key, one);
    return null;
  }),
]);

const pairs = (rt: Runtime, dict: PyDict): string => `[${[...dict.entries.values()].map((entry) => repr(rt, new PyTuple(entry))).join(", ")}]`;

const counter = new PyType("Counter", [dictType], "collections");

function count(rt: Runtime, dict: PyDict, source: Value | undefined, keywords: Keywords, sign: "+" | "-"): void {
  const add = (key: Value, by: Value): void => setEntry(rt, dict, key, binary(rt, sign, dict.entries.get(keyOf(rt, key))?.[1] ?? 0, by));
  if (source instanceof PyDict) for (const [key, value] of source.entries.values()) add(key, value);
  else if (source !== undefined && source !== null) {
    const next = nextOf(rt, source);
    for (let value = next(); value !== undefined; value = next()) { rt.step(); add(value, 1); }
  }
  for (const [name, value] of keywords) add(name, value);
}

const mostCommon = (rt: Runtime, dict: PyDict): PyTuple[] => {
  const all = [...dict.entries.values()].map((entry) => new PyTuple(entry));
  return sortValues(rt, all, raw("value", (_, [pair]) => (pair as PyTuple).items[1]), true) as PyTuple[]; // what went in
};

function combined(rt: Runtime, a: PyDict, b: PyDict, rule: (x: Value, y: Value) => Value): PyDict {
  const result = new PyDict(counter);
  for (const source of [a, b]) {
    for (const [key, [name]] of source.entries) {
      if (result.entries.has(key)) continue;
      const value = rule(a.entries.get(key)?.[1] ?? 0, b.entries.get(key)?.[1] ?? 0);
      if (rt.truth(rt.compare(">", value, 0))) result.entries.set(key, [name, value]);
    }
  }
  return result;
}

own(counter, [
  raw("__init__", (rt, [self, source], keywords) => { count(rt, of(self), source, keywords, "+"); return null; }),
  raw("__missing__", () => 0),
  raw("update", (rt, [self, source], keywords) => { count(rt, of(self), source, keywords, "+"); return null; }),
  raw("subtract", (rt, [self, source], keywords) => { count(rt, of(self), source, keywords, "-"); return null; }),
  raw("most_common", (rt, [self, n = null]) => { const all = mostCommon(rt, of(self)); return new PyList(n === null ? all : all.slice(0, rt.int(n))); }),
  raw("elements", (rt, [self]) => iteratorOf(rt, new PyList([...of(self).entries.values()].flatMap(([key, n]) => new Array<Value>(Math.max(0, rt.int(n))).fill(key))))),
  raw("total", (rt, [self]) => [...of(self).entries.values()].reduce((all: Value, [, value]) => binary(rt, "+", all, value), 0)),
  raw("__repr__", (rt, [self]) => (of(self).entries.size ? `Counter({${mostCommon(rt, of(self)).map(({ items }) => `${repr(rt, items[0])}: ${repr(rt, items[1])}`).join(", ")}})` : "Counter()")),
  raw("__add__", (rt, [a, b]) => (b instanceof PyDict ? combined(rt, of(a), b, (x, y) => binary(rt, "+", x, y)) : NotImplemented)),
  raw("__sub__", (rt, [a, b]) => (b instanceof PyDict ? combined(rt, of(a), b, (x, y) => binary(rt, "-", x, y)) : NotImplemented)),
  raw("__and__", (rt, [a, b]) => (b instanceof PyDict ? combined(rt, of(a), b, (x, y) => (rt.truth(rt.compare("<", x, y)) ? x : y)) : NotImplemented)),
  raw("__or__", (rt, [a, b]) => (b instanceof PyDict ? combined(rt, of(a), b, (x, y) => (rt.truth(rt.compare(">", x, y)) ? x : y)) : NotImplemented)),
]);

/** A deque is a list here; its ends are cheap enough at the sizes of these programs. */
const deque = new PyType("deque", [listType], "collections");
const mosts = new WeakMap<PyList, number>();
const items = (value: Value): Value[] => (value as PyList).items; // methods of deque only
const trim = (self: Value, from: "left" | "right"): null => {
  const most = mosts.get(self as PyList); // as above
  while (most !== undefined && items(self).length > most) { if (from === "left") items(self).shift(); else items(self).pop(); }
  return null;
};
own(deque, [
  raw("__new__", (_, [type]) => new PyList([], type as PyType), { binding: "static" }), // called with a class
  method("__init__(self, iterable=None, maxlen=None)", (rt, a) => {
    if (a.maxlen !== null) mosts.set(a.self as PyList, rt.int(a.maxlen)); // as above
    if (a.iterable !== null) (a.self as PyList).items = listOf(rt, a.iterable); // as above
    return trim(a.self, "left");
  }, { traced: true }),
  raw("append", (_, [self, value]) => { items(self).push(value); return trim(self, "left"); }),
  raw("appendleft", (_, [self, value]) => { items(self).unshift(value); return trim(self, "right"); }),
  raw("extend", (rt, [self, values]) => { items(self).push(...listOf(rt, values)); return trim(self, "left"); }),
  raw("extendleft", (rt, [self, values]) => { for (const value of listOf(rt, values)) items(self).unshift(value); return trim(self, "right"); }),
  raw("popleft", (rt, [self]) => { const value = items(self).shift(); if (value === undefined) throw rt.raise("IndexError", "pop from an empty deque"); return value; }),
  raw("pop", (rt, [self]) => { const value = items(self).pop(); if (value === undefined) throw rt.raise("IndexError", "pop from an empty deque"); return value; }),
  raw("rotate", (rt, [self, by = 1]) => {
    const all = items(self);
    if (!all.length) return null;
    const n = ((indexNumber(rt, by) % all.length) + all.length) % all.length;
    (self as PyList).items = [...all.slice(all.length - n), ...all.slice(0, all.length - n)]; // as above
    return null;
  }),
  raw("copy", (_, [self]) => { const copy = new PyList([...items(self)], typeOf(self)); const most = mosts.get(self as PyList); if (most !== undefined) mosts.set(copy, most); return copy; }), // as above
  raw("__eq__", (rt, [a, b]) => (b instanceof PyList && typeOf(b) === typeOf(a) ? sameItems(rt, items(a), b.items) : NotImplemented)),
  raw("__repr__", (rt, [self]) => { const most = mosts.get(self as PyList); return `deque([${items(self).map((item) => repr(rt, item)).join(", ")}]${most === undefined ? "" : `, maxlen=${most}`})`; }), // as above
  new PyGetter("maxlen", (_, self) => mosts.get(self as PyList) ?? null), // as above
]);

/** A class of tuples with named fields; `defaults` belong to the last ones. */
export function namedTuple(rt: Runtime, name: string, fields: readonly string[], defaults: readonly Value[], module = "__main__"): PyType {
  const type = new PyType(name, [tupleType], module);
  const given = new Map(defaults.map((value, i) => [fields[fields.length - defaults.length + i], value]));
  const build = (cls: Value, args: readonly Value[], keywords: Keywords): PyTuple => {
    if (args.length > fields.length) throw rt.raise("TypeError", `${name}.__new__() takes ${fields.length + 1} positional arguments but ${args.length + 1} were given`);
    const values = fields.map((field, i) => (i < args.length ? args[i] : (keywords.has(field) ? keywords.get(field) : given.get(field))));
    const missing = fields.filter((_, i) => values[i] === undefined);
    for (const keyword of keywords.keys()) if (!fields.includes(keyword)) throw rt.raise("TypeError", `${name}.__new__() got an unexpected keyword argument '${keyword}'`);
    if (missing.length) throw rt.raise("TypeError", `${name}.__new__() missing ${missing.length} required positional argument${missing.length > 1 ? "s" : ""}: ${missing.map((one) => `'${one}'`).join(" and ")}`);
    return new PyTuple(values as Value[], cls as PyType); // none is missing
  };
  const members = [
    raw("__new__", (_, [cls, ...args], keywords) => build(cls, args, keywords), { binding: "static" }),
    raw("__repr__", (machine, [self]) => `${typeOf(self).name}(${fields.map((field, i) => `${field}=${repr(machine, (self as PyTuple).items[i])}`).join(", ")})`), // methods of the tuple only
    raw("_asdict", (machine, [self]) => machine.makeDict(fields.map((field, i) => [field, (self as PyTuple).items[i]]))), // as above
    raw("_replace", (_, [self], keywords) => build(typeOf(self), [], new Map([...fields.map((field, i): [string, Value] => [field, (self as PyTuple).items[i]]), ...keywords]))), // as above
    raw("_make", (machine, [cls, values]) => build(cls, listOf(machine, values), new Map()), { binding: "class" }),
    ...fields.map((field, i) => new PyGetter(field, (_, self) => (self as PyTuple).items[i])), // as above
  ];
  for (const member of members) type.dict.set(member.name, member);
  type.dict.set("_fields", new PyTuple(fields)).set("__match_args__", new PyTuple(fields)).set("_field_defaults", rt.makeDict(given)).set("__slots__", new PyTuple([]));
  return type;
}

const chainMap = new PyType("ChainMap", [dictType], "collections");
own(chainMap, [raw("__init__", (rt, [self, ...maps]) => { for (const map of [...maps].reverse()) updateDict(rt, of(self), map, new Map()); return null; })]);

export function collectionsModule(): PyModule {
  const types = [defaultdict, orderedDictType, counter, deque, chainMap];
  const named = method("namedtuple(typename, field_names, *, rename=False, defaults=None, module=None)", (rt, a) => {
    const fields = typeof a.field_names === "string" ? a.field_names.replaceAll(",", " ").split(/\s+/).filter(Boolean) : listOf(rt, a.field_names).map(String);
    return namedTuple(rt, rt.str(a.typename), fields, a.defaults === null ? [] : listOf(rt, a.defaults));
  }, { binding: "static" });
  const userTypes: [string, Value][] = [["UserDict", dictType], ["UserList", listType]];
  return new PyModule("collections", new Map<string, Value>([...types.map((type): [string, Value] => [type.name, type]), ["namedtuple", named], ...userTypes]));
}
