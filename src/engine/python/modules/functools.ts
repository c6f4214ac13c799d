/** `functools`. */
import { method, own, raw } from "../builtins/own.js";
import { PyBuiltin as Builtin, type Keywords, NotImplemented, objectType, type PyBuiltin, PyInstance, PyModule, PyObject, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { keyOf } from "../semantics/hash.js";
import { nextOf } from "../semantics/iteration.js";
import { PyFunction, PyMethod } from "../values/function.js";
import { typeOf } from "../values/types.js";
import { namedTuple } from "./collections.js";

const partialType = new PyType("partial", [objectType], "functools");
class Partial extends PyObject {
  constructor(readonly callee: Value, readonly args: readonly Value[], readonly keywords: Keywords) { super(); }
  get type(): PyType { return partialType; }
}
own(partialType, [
  raw("__new__", (_, [, callee, ...args], keywords) => (callee instanceof Partial ? new Partial(callee.callee, [...callee.args, ...args], new Map([...callee.keywords, ...keywords])) : new Partial(callee, args, keywords)), { binding: "static" }),
  raw("__call__", (rt, [self, ...args], keywords) => { const partial = self as Partial; return rt.call(partial.callee, [...partial.args, ...args], new Map([...partial.keywords, ...keywords])); }), // a method of partial
]);

/** A function with a memory; `get` so that it works on methods too. */
const cachedType = new PyType("_lru_cache_wrapper", [objectType], "functools");
class Cached extends PyObject {
  readonly known = new Map<string, Value>();
  hits = 0;
  misses = 0;
  constructor(readonly callee: Value, readonly most: number | null) { super(); }
  get type(): PyType { return cachedType; }
  call(rt: Runtime, args: readonly Value[], keywords: Keywords): Value {
    const key = String(keyOf(rt, new PyTuple([...args, ...[...keywords].flat()])));
    const known = this.known.get(key);
    if (known !== undefined) { this.hits++; return known; }
    this.misses++;
    const value = rt.call(this.callee, args, keywords);
    if (this.most !== null && this.known.size >= this.most) this.known.delete(this.known.keys().next().value!); // it is not empty
    this.known.set(key, value);
    return value;
  }
}
const cacheInfo = (rt: Runtime): PyType => rt.state("functools.CacheInfo", () => namedTuple(rt, "CacheInfo", ["hits", "misses", "maxsize", "currsize"], [], "functools"));

own(cachedType, [
  raw("__call__", (rt, [self, ...args], keywords) => (self as Cached).call(rt, args, keywords)), // methods of the wrapper only
  raw("cache_clear", (_, [self]) => { const cached = self as Cached; cached.known.clear(); cached.hits = cached.misses = 0; return null; }), // as above
  raw("cache_info", (rt, [self]) => { const cached = self as Cached; return rt.call(cacheInfo(rt), [cached.hits, cached.misses, cached.most, cached.known.size]); }), // as above
]);

/** In a class body a wrapper has to bind like a function. */
function bindable(rt: Runtime, cached: Cached): Value {
  const wrapper = new Builtin(cached.callee instanceof PyFunction ? cached.callee.name : "cached", (_, args, keywords) => cached.call(rt, args, keywords), "method", true);
  rt.extraAttributes.set(wrapper, new Map<string, Value>([["__wrapped__", cached.callee], ["cache_clear", new PyMethod(cached, cachedType.dict.get("cache_clear")!)], ["cache_info", new PyMethod(cached, cachedType.dict.get("cache_info")!)]])); // defined above
  return wrapper;
}

function reduce(rt: Runtime, callee: Value, iterable: Value, initial: Value | undefined): Value {
  const next = nextOf(rt, iterable);
  let total = initial === undefined ? next() : initial;
  if (total === undefined) throw rt.raise("TypeError", "reduce() of empty iterable with no initial value");
  for (let value = next(); value !== undefined; value = next()) {
    rt.step();
    total = rt.call(callee, [total, value]);
  }
  return total;
}

function copyAttributes(rt: Runtime, wrapper: Value, wrapped: Value): Value {
  for (const name of ["__name__", "__qualname__", "__doc__", "__module__"]) {
    const value = rt.findAttribute(wrapped, name);
    if (value !== undefined && wrapper instanceof PyFunction) rt.setAttribute(wrapper, name, value);
  }
  if (wrapper instanceof PyFunction) {
    wrapper.dict.set("__wrapped__", wrapped);
    if (wrapped instanceof PyFunction) for (const [name, value] of wrapped.dict) if (!wrapper.dict.has(name)) wrapper.dict.set(name, value);
  }
  return wrapper;
}

const keyType = new PyType("KeyWrapper", [objectType], "functools");
own(keyType, [raw("__lt__", (rt, [a, b]) => {
  const [x, y] = [a as PyInstance, b as PyInstance]; // made by cmp_to_key only
  return rt.truth(rt.compare("<", rt.call(x.dict.get("by")!, [x.dict.get("value")!, y.dict.get("value")!]), 0)); // set where it is made
})]);

type Ordering = (answer: boolean, equal: () => boolean) => boolean;
const or: Ordering = (answer, equal) => answer || equal();
const butEqual: Ordering = (answer, equal) => answer && !equal();
const neither: Ordering = (answer, equal) => !answer && !equal();
const notSo: Ordering = (answer) => !answer;
const notOr: Ordering = (answer, equal) => !answer || equal();
/** What the other comparisons are, by the one that is there. */
const ORDERINGS: Readonly<Record<string, Readonly<Record<string, Ordering>>>> = {
  __lt__: { __gt__: neither, __le__: or, __ge__: notSo },
  __le__: { __ge__: notOr, __lt__: butEqual, __gt__: notSo },
  __gt__: { __lt__: neither, __ge__: or, __le__: notSo },
  __ge__: { __le__: notOr, __gt__: butEqual, __lt__: notSo },
};

/** `@total_ordering`: the missing comparisons from the one that is there. */
function totalOrdering(rt: Runtime, type: Value): Value {
  if (!(type instanceof PyType)) return type;
  const root = ["__lt__", "__gt__", "__le__", "__ge__"].find((name) => type.lookup(name) !== undefined);
  if (root === undefined) throw rt.raise("ValueError", "must define at least one ordering operation: < > <= >=");
  const given = type.lookup(root)!; // found just above
  for (const [name, rule] of Object.entries(ORDERINGS[root])) {
    if (type.lookup(name) !== undefined) continue;
    rt.patch(type, name, raw(name, (machine, [a, b]) => {
      const answer = machine.call(given, [a, b]);
      return answer === NotImplemented ? answer : rule(machine.truth(answer), () => machine.equals(a, b));
    }));
  }
  return type;
}

const cachedPropertyType = new PyType("cached_property", [objectType], "functools");
own(cachedPropertyType, [
  raw("__new__", (_, [, getter]) => { const made = new PyInstance(cachedPropertyType); made.dict.set("getter", getter); return made; }, { binding: "static" }),
  raw("__set_name__", (_, [self, , name]) => { (self as PyInstance).dict.set("name", name); return null; }), // methods of cached_property only
  raw("__get__", (rt, [self, object]) => {
    if (object === null) return self;
    const { dict } = self as PyInstance; // as above
    const value = rt.call(dict.get("getter")!, [object]); // set by __new__
    if (object instanceof PyInstance) object.dict.set(String(dict.get("name")), value);
    return value;
  }),
]);

const FUNCTIONS: readonly PyBuiltin[] = [
  raw("reduce", (rt, [callee, iterable, initial]) => reduce(rt, callee, iterable, initial), { binding: "static" }),
  raw("wraps", (_, [wrapped]) => raw("wraps", (rt, [wrapper]) => copyAttributes(rt, wrapper, wrapped)), { binding: "static" }),
  raw("update_wrapper", (rt, [wrapper, wrapped]) => copyAttributes(rt, wrapper, wrapped), { binding: "static" }),
  raw("cache", (rt, [callee]) => bindable(rt, new Cached(callee, null)), { binding: "static" }),
  method("lru_cache(maxsize=128, typed=False)", (rt, a) => {
    if (a.maxsize instanceof PyFunction) return bindable(rt, new Cached(a.maxsize, 128));
    const most = a.maxsize === null ? null : rt.int(a.maxsize);
    return raw("lru_cache", (machine, [callee]) => bindable(machine, new Cached(callee, most)));
  }, { binding: "static" }),
  raw("cmp_to_key", (_, [by]) => raw("K", (machine, [value]) => { const key = machine.instance(keyType); key.dict.set("by", by).set("value", value); return key; }), { binding: "static" }),
  raw("total_ordering", (rt, [type]) => totalOrdering(rt, type), { binding: "static" }),
  raw("singledispatch", (rt, [fallback]) => singleDispatch(rt, fallback), { binding: "static" }),
];

function singleDispatch(rt: Runtime, fallback: Value): Value {
  const table = new Map<PyType, Value>();
  const dispatcher = raw("singledispatch", (machine, args, keywords) => {
    const type = typeOf(args[0]).order.find((one) => table.has(one));
    return machine.call(type ? table.get(type)! : fallback, args, keywords); // found in it
  });
  rt.extraAttributes.set(dispatcher, new Map<string, Value>([["register", raw("register", (machine, [type, callee]) => {
    if (!(type instanceof PyType)) {
      // `@f.register` on a function: its first hint names the type.
      const hint = type instanceof PyFunction ? [...type.annotations.values()][0] : undefined;
      const named = typeof hint === "string" ? machine.builtins.get(hint) : undefined;
      if (named instanceof PyType) table.set(named, type);
      return type;
    }
    if (callee !== undefined) { table.set(type, callee); return callee; }
    return raw("register", (_, [late]) => { table.set(type, late); return late; });
  })]]));
  return dispatcher;
}

export function functoolsModule(): PyModule {
  return new PyModule("functools", new Map<string, Value>([...FUNCTIONS.map((one): [string, Value] => [one.name, one]), ["partial", partialType], ["partialmethod", partialType], ["cached_property", cachedPropertyType]]));
}

