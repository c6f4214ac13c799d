/** `heapq`: CPython's own steps, so that a heap's list looks the same. */
import { method, raw } from "../builtins/own.js";
import { PyList, PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { listOf } from "../semantics/iteration.js";
import { sortValues } from "../builtins/iterators.js";
import { generated } from "./itertools.js";

const less = (rt: Runtime, a: Value, b: Value): boolean => rt.truth(rt.compare("<", a, b));

function itemsOf(rt: Runtime, heap: Value): Value[] {
  if (heap instanceof PyList) return heap.items;
  throw rt.raise("TypeError", `heap argument must be a list, not ${rt.typeOf(heap).name}`);
}

/** Moves the item at `at` up to where its parent is not greater. */
function siftDown(rt: Runtime, items: Value[], start: number, at: number): void {
  const item = items[at]!;
  while (at > start) {
    const parent = (at - 1) >> 1;
    if (!less(rt, item, items[parent]!)) break;
    items[at] = items[parent]!;
    at = parent;
  }
  items[at] = item;
}

/** Moves the smaller child up until a leaf is hit, then the item from there to its place. */
function siftUp(rt: Runtime, items: Value[], at: number): void {
  const start = at;
  const item = items[at]!;
  for (let child = 2 * at + 1; child < items.length; child = 2 * at + 1) {
    rt.step();
    if (child + 1 < items.length && !less(rt, items[child]!, items[child + 1]!)) child++;
    items[at] = items[child]!;
    at = child;
  }
  items[at] = item;
  siftDown(rt, items, start, at);
}

function push(rt: Runtime, items: Value[], item: Value): null {
  items.push(item);
  siftDown(rt, items, 0, items.length - 1);
  return null;
}

function pop(rt: Runtime, items: Value[]): Value {
  const last = items.pop();
  if (last === undefined) throw rt.raise("IndexError", "index out of range");
  return items.length ? replaceFirst(rt, items, last) : last;
}

function replaceFirst(rt: Runtime, items: Value[], item: Value): Value {
  const first = items[0];
  if (first === undefined) throw rt.raise("IndexError", "index out of range");
  items[0] = item;
  siftUp(rt, items, 0);
  return first;
}

/** The lists' heads, smallest first; of equal ones the earlier list's. */
function* merged(rt: Runtime, iterables: readonly Value[], key: Value, reverse: boolean): Generator<Value, void, void> {
  const lists = iterables.map((one) => listOf(rt, one));
  const at = lists.map(() => 0);
  const keyOf = (value: Value): Value => (key === null ? value : rt.call(key, [value]));
  for (;;) {
    let best = -1;
    lists.forEach((list, i) => {
      if (at[i]! >= list.length) return;
      if (best < 0) { best = i; return; }
      const [mine, theirs] = [keyOf(list[at[i]!]!), keyOf(lists[best]![at[best]!]!)];
      if (reverse ? less(rt, theirs, mine) : less(rt, mine, theirs)) best = i;
    });
    if (best < 0) return;
    yield lists[best]![at[best]!++]!;
  }
}

const extreme = (name: string, reverse: boolean) =>
  method(`${name}(n, iterable, key=None)`, (rt, a) => new PyList(sortValues(rt, listOf(rt, a.iterable), a.key, reverse).slice(0, Math.max(0, rt.int(a.n)))), { binding: "static" });

const FUNCTIONS = [
  method("heappush(heap, item)", (rt, a) => push(rt, itemsOf(rt, a.heap), a.item), { binding: "static", traced: true }),
  method("heappop(heap)", (rt, a) => pop(rt, itemsOf(rt, a.heap)), { binding: "static" }),
  method("heapify(x)", (rt, a) => {
    const items = itemsOf(rt, a.x);
    for (let i = (items.length >> 1) - 1; i >= 0; i--) siftUp(rt, items, i);
    return null;
  }, { binding: "static" }),
  method("heapreplace(heap, item)", (rt, a) => replaceFirst(rt, itemsOf(rt, a.heap), a.item), { binding: "static", traced: true }),
  method("heappushpop(heap, item)", (rt, a) => {
    const items = itemsOf(rt, a.heap);
    return items.length && less(rt, items[0]!, a.item) ? replaceFirst(rt, items, a.item) : a.item;
  }, { binding: "static", traced: true }),
  extreme("nlargest", true), extreme("nsmallest", false),
  raw("merge", (rt, iterables, keywords) => generated("merge", merged(rt, iterables, keywords.get("key") ?? null, rt.truth(keywords.get("reverse") ?? false))), { binding: "static" }),
];

export const heapqModule = (): PyModule => new PyModule("heapq", new Map<string, Value>(FUNCTIONS.map((one) => [one.name, one])));
