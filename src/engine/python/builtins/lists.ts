/** list, tuple, range, slice. */
import { listType, NotImplemented, PyGetter, PyList, PyObject, PySlice, PyTuple, type PyType, sliceType, tupleType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { equals, orderItems, sameItems } from "../semantics/compare.js";
import { iteratorOf, listOf } from "../semantics/iteration.js";
import { assignContainer, deleteContainer, indexNumber, ofContainer, sliceIndices } from "../semantics/subscript.js";
import { plainRepr } from "../semantics/text.js";
import { PyRange, rangeType } from "../values/range.js";
import { intOf } from "../values/types.js";
import { sortValues } from "./iterators.js";
import { method, own, type RawMethod, raw } from "./own.js";

const itemsOf = (value: Value): readonly Value[] => (value as PyList | PyTuple).items; // methods of list and tuple only
const listItems = (value: Value): Value[] => (value as PyList).items; // methods of list only

function indexOf(rt: Runtime, items: readonly Value[], value: Value, start: Value, stop: Value): number {
  const at = (bound: Value, otherwise: number): number => { if (bound === null) return otherwise; const n = indexNumber(rt, bound); return n < 0 ? Math.max(0, n + items.length) : n; };
  for (let i = at(start, 0); i < Math.min(items.length, at(stop, items.length)); i++) if (equals(rt, items[i], value)) return i;
  return -1;
}

function repeated(rt: Runtime, items: readonly Value[], count: Value): Value[] | null {
  const times = intOf(count) ?? (count instanceof PyObject && count.type.lookup("__index__") !== undefined ? indexNumber(rt, count) : undefined);
  if (times === undefined) return null;
  const n = Math.max(0, Number(times));
  rt.step(items.length * n);
  const result: Value[] = [];
  for (let i = 0; i < n; i++) for (const item of items) result.push(item);
  return result;
}

type Sequence = PyList | PyTuple;

/** What list and tuple have in common; `make` wraps items. */
function sequenceMethods<T extends Sequence>(is: (value: Value) => value is T, make: (items: Value[]) => T, name: string) {
  const add: RawMethod = (_, [a, b]) => (is(b) ? make([...itemsOf(a), ...b.items]) : NotImplemented);
  const multiply: RawMethod = (rt, [a, count]) => { const items = repeated(rt, itemsOf(a), count); return items ? make(items) : NotImplemented; };
  return [
    raw("__add__", add), raw("__mul__", multiply), raw("__rmul__", multiply),
    raw("__len__", (_, [self]) => itemsOf(self).length),
    raw("__iter__", (rt, [self]) => iteratorOf(rt, self instanceof PyTuple ? new PyTuple(self.items) : self)),
    raw("__getitem__", (rt, [self, index]) => ofContainer(rt, self, index)!), // self is a container
    raw("__contains__", (rt, [self, value]) => itemsOf(self).some((item) => equals(rt, item, value))),
    raw("__eq__", (rt, [a, b]) => (is(b) ? sameItems(rt, itemsOf(a), b.items) : NotImplemented)),
    raw("__lt__", (rt, [a, b]) => (is(b) ? orderItems(rt, "<", itemsOf(a), b.items) : NotImplemented)),
    raw("__le__", (rt, [a, b]) => (is(b) ? orderItems(rt, "<=", itemsOf(a), b.items) : NotImplemented)),
    raw("__gt__", (rt, [a, b]) => (is(b) ? orderItems(rt, ">", itemsOf(a), b.items) : NotImplemented)),
    raw("__ge__", (rt, [a, b]) => (is(b) ? orderItems(rt, ">=", itemsOf(a), b.items) : NotImplemented)),
    raw("__repr__", (rt, [self]) => plainRepr(rt, self as PyObject)), // as above
    method("index(self, value, start=None, stop=None, /)", (rt, a) => {
      const at = indexOf(rt, itemsOf(a.self), a.value, a.start, a.stop);
      if (at < 0) throw rt.raise("ValueError", name === "list" ? `${rt.repr(a.value)} is not in list` : "tuple.index(x): x not in tuple");
      return at;
    }),
    raw("count", (rt, [self, value]) => itemsOf(self).filter((item) => equals(rt, item, value)).length),
  ];
}

const isList = (value: Value): value is PyList => value instanceof PyList;
const isTuple = (value: Value): value is PyTuple => value instanceof PyTuple;

const listMethods = [
  raw("__new__", (_, [type]) => new PyList([], type === listType ? null : (type as PyType)), { binding: "static" }), // called with a class
  raw("__init__", (rt, [self, iterable]) => { if (iterable !== undefined) (self as PyList).items = listOf(rt, iterable); return null; }), // as above
  raw("append", (_, [self, value]) => { listItems(self).push(value); return null; }),
  raw("extend", (rt, [self, values]) => { for (const value of listOf(rt, values)) listItems(self).push(value); return null; }),
  raw("insert", (rt, [self, index, value]) => { const n = indexNumber(rt, index); const items = listItems(self); items.splice(n < 0 ? Math.max(0, n + items.length) : n, 0, value); return null; }),
  raw("pop", (rt, [self, index = -1]) => {
    const items = listItems(self);
    if (!items.length) throw rt.raise("IndexError", "pop from empty list");
    const n = indexNumber(rt, index);
    const at = n < 0 ? n + items.length : n;
    if (at < 0 || at >= items.length) throw rt.raise("IndexError", "pop index out of range");
    return at === items.length - 1 ? items.pop()! : items.splice(at, 1)[0];
  }),
  raw("remove", (rt, [self, value]) => {
    const at = indexOf(rt, listItems(self), value, null, null);
    if (at < 0) throw rt.raise("ValueError", "list.remove(x): x not in list");
    listItems(self).splice(at, 1);
    return null;
  }),
  raw("clear", (_, [self]) => { listItems(self).length = 0; return null; }),
  raw("copy", (_, [self]) => new PyList([...listItems(self)])),
  raw("reverse", (_, [self]) => { listItems(self).reverse(); return null; }),
  method("sort(self, *, key=None, reverse=False)", (rt, a) => { (a.self as PyList).items = sortValues(rt, listItems(a.self), a.key, rt.truth(a.reverse)); return null; }), // as above
  raw("__setitem__", (rt, [self, index, value]) => { assignContainer(rt, self, index, value); return null; }),
  raw("__delitem__", (rt, [self, index]) => { deleteContainer(rt, self, index); return null; }),
  raw("__iadd__", (rt, [self, values]) => { for (const value of listOf(rt, values)) listItems(self).push(value); return self; }),
  raw("__imul__", (rt, [self, count]) => { const items = repeated(rt, listItems(self), count); if (!items) return NotImplemented; (self as PyList).items = items; return self; }), // as above
];

const tupleMethods = [
  raw("__new__", (rt, [type, iterable]) => {
    if (type === tupleType && isTuple(iterable) && iterable.type === tupleType) return iterable;
    return new PyTuple(iterable === undefined ? [] : listOf(rt, iterable), type === tupleType ? null : (type as PyType)); // called with a class
  }, { binding: "static" }),
];

const asRange = (value: Value): PyRange => value as PyRange; // methods of range only

const rangeMethods = [
  raw("__new__", (rt, [, ...args]) => {
    if (args.length < 1 || args.length > 3) throw rt.raise("TypeError", `range expected at ${args.length < 1 ? "least 1 argument" : "most 3 arguments"}, got ${args.length}`);
    const [a, b, c = 1] = args.map((arg) => indexNumber(rt, arg));
    if (c === 0) throw rt.raise("ValueError", "range() arg 3 must not be zero");
    return args.length === 1 ? new PyRange(0, a, 1) : new PyRange(a, b, c);
  }, { binding: "static" }),
  raw("__len__", (_, [self]) => asRange(self).length),
  raw("__iter__", (rt, [self]) => iteratorOf(rt, self)),
  raw("__getitem__", (rt, [self, index]) => ofContainer(rt, self, index)!), // self is a container
  raw("__eq__", (rt, [a, b]) => (b instanceof PyRange ? sameItems(rt, [...rt.iterate(a)], [...rt.iterate(b)]) : NotImplemented)),
  raw("count", (rt, [self, value]) => Number(asRange(self).indexOf(Number(rt.toFloat(value))) >= 0)),
  raw("index", (rt, [self, value]) => {
    const at = asRange(self).indexOf(rt.toFloat(value));
    if (at < 0) throw rt.raise("ValueError", `${rt.repr(value)} is not in range`);
    return at;
  }),
  new PyGetter("start", (_, self) => asRange(self).start),
  new PyGetter("stop", (_, self) => asRange(self).stop),
  new PyGetter("step", (_, self) => asRange(self).step),
];

const asSlice = (value: Value): PySlice => value as PySlice; // methods of slice only

const sliceMethods = [
  raw("__new__", (_, [, ...args]) => (args.length === 1 ? new PySlice(null, args[0], null) : new PySlice(args[0], args[1], args[2] ?? null)), { binding: "static" }),
  raw("indices", (rt, [self, length]) => { const { start, stop, step } = sliceIndices(rt, asSlice(self), indexNumber(rt, length)); return new PyTuple([start, stop, step]); }),
  raw("__eq__", (rt, [a, b]) => (b instanceof PySlice ? sameItems(rt, [asSlice(a).start, asSlice(a).stop, asSlice(a).step], [b.start, b.stop, b.step]) : NotImplemented)),
  new PyGetter("start", (_, self) => asSlice(self).start),
  new PyGetter("stop", (_, self) => asSlice(self).stop),
  new PyGetter("step", (_, self) => asSlice(self).step),
];

export function defineLists(): PyType[] {
  own(listType, [...sequenceMethods(isList, (items) => new PyList(items), "list"), ...listMethods]);
  own(tupleType, [...sequenceMethods(isTuple, (items) => new PyTuple(items), "tuple"), ...tupleMethods]);
  own(rangeType, rangeMethods);
  own(sliceType, sliceMethods);
  return [listType, tupleType, rangeType, sliceType];
}
