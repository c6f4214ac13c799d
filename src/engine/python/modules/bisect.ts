/** `bisect`. */
import { method } from "../builtins/own.js";
import { PyModule, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";

/** The place of x in a sorted sequence: before its equals (left) or after them. */
function place(rt: Runtime, items: Value, x: Value, low: Value, high: Value, key: Value, left: boolean): number {
  let [from, to] = [rt.int(low), high === null ? rt.length(items) : rt.int(high)];
  if (from < 0) throw rt.raise("ValueError", "lo must be non-negative");
  while (from < to) {
    rt.step();
    const middle = (from + to) >> 1;
    const item = rt.subscript(items, middle);
    const own = key === null ? item : rt.call(key, [item]);
    if (left ? rt.truth(rt.compare("<", own, x)) : !rt.truth(rt.compare("<", x, own))) from = middle + 1;
    else to = middle;
  }
  return from;
}

const finding = (name: string, left: boolean) =>
  method(`${name}(a, x, lo=0, hi=None, *, key=None)`, (rt, a) => place(rt, a.a, a.x, a.lo, a.hi, a.key, left), { binding: "static" });

const inserting = (name: string, left: boolean) =>
  method(`${name}(a, x, lo=0, hi=None, *, key=None)`, (rt, a) => {
    const wanted = a.key === null ? a.x : rt.call(a.key, [a.x]);
    rt.call(rt.getAttribute(a.a, "insert"), [place(rt, a.a, wanted, a.lo, a.hi, a.key, left), a.x]);
    return null;
  }, { binding: "static", traced: true });

const FUNCTIONS = [finding("bisect_left", true), finding("bisect_right", false), finding("bisect", false), inserting("insort_left", true), inserting("insort_right", false), inserting("insort", false)];

export const bisectModule = (): PyModule => new PyModule("bisect", new Map<string, Value>(FUNCTIONS.map((one) => [one.name, one])));
