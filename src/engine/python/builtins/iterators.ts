/** Iteration: range's relatives, reductions, sorting, generators. */

import { knownLength } from "../compile/loops.js";
import { PyFloat, PyInstance, PyList, PyRaise, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { rich } from "../semantics/compare.js";
import { iteratorOf, listOf, nextOf, resume, throwInto } from "../semantics/iteration.js";
import { binary } from "../semantics/operators.js";
import { PyDict, PyDictView } from "../values/dict.js";
import { PyInert } from "../values/function.js";
import { generatorType, iteratorTypes, PyGenerator, PyIterator } from "../values/iterator.js";
import { typeName, typeOf } from "../values/types.js";
import { method, own, raw } from "./own.js";

/** `sum`: added one by one, so that each step is on the tape; start kept as it is. */
const sum = method("sum(iterable, /, start=0)", (rt, a) => {
  if (typeof a.start === "string") throw rt.raise("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
  const next = nextOf(rt, a.iterable);
  let total: Value = a.start;
  for (let value = next(); value !== undefined; value = next()) {
    rt.step();
    // 0 + x is x, but for −0.0 and what has an __radd__ of its own.
    if (total === 0 && value instanceof PyFloat && !Object.is(value.value, -0)) total = value;
    else total = binary(rt, "+", total, value);
  }
  return total;
}, { traced: true });

function extreme(name: "min" | "max", operator: "<" | ">") {
  return raw(name, (rt, args, keywords) => {
    const key = keywords.get("key") ?? null;
    if (args.length === 0) throw rt.raise("TypeError", `${name} expected at least 1 argument, got 0`);
    const values = args.length === 1 ? listOf(rt, args[0]) : args;
    if (values.length === 0) {
      const otherwise = keywords.get("default");
      if (otherwise !== undefined) return otherwise;
      throw rt.raise("ValueError", `${name}() arg is an empty sequence`);
    }
    const keyOf = (value: Value): Value => (key === null ? value : rt.call(key, [value]));
    let best = values[0];
    let bestKey = keyOf(best);
    for (let i = 1; i < values.length; i++) {
      const thisKey = keyOf(values[i]);
      if (rt.truth(rich(rt, operator, thisKey, bestKey))) [best, bestKey] = [values[i], thisKey];
    }
    return best;
  });
}

/** Stable; asks only for `<`. */
export function sortValues(rt: Runtime, values: readonly Value[], key: Value, reverse: boolean): Value[] {
  const keyed = values.map((value) => ({ value, key: key === null ? value : rt.call(key, [value]) }));
  if (reverse) keyed.reverse();
  const sorted = mergeSort(keyed, (a, b) => { rt.step(); return rt.truth(rich(rt, "<", a.key, b.key)); });
  if (reverse) sorted.reverse();
  return sorted.map(({ value }) => value);
}

/** JavaScript's own would ask in both directions. */
function mergeSort<T>(items: T[], less: (a: T, b: T) => boolean): T[] {
  if (items.length < 2) return items;
  const middle = items.length >> 1;
  const left = mergeSort(items.slice(0, middle), less);
  const right = mergeSort(items.slice(middle), less);
  const merged: T[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length && j < right.length) merged.push(less(right[j], left[i]) ? right[j++] : left[i++]);
  return [...merged, ...left.slice(i), ...right.slice(j)];
}

function nextValue(rt: Runtime, iterator: Value): Value | undefined {
  if (iterator instanceof PyIterator) return iterator.next();
  if (iterator instanceof PyGenerator) return resume(rt, iterator, null);
  const step = typeOf(iterator).lookup("__next__");
  if (step === undefined) throw rt.raise("TypeError", `'${typeName(iterator)}' object is not an iterator`);
  try {
    return rt.call(step, [iterator]);
  } catch (error) {
    if (error instanceof PyRaise && rt.isException(error, "StopIteration")) return undefined;
    throw error;
  }
}

function ended(rt: Runtime, iterator: Value): PyRaise {
  return rt.raiseWith("StopIteration", iterator instanceof PyGenerator && iterator.result !== null ? [iterator.result] : []);
}

const reversedOf = (rt: Runtime, value: Value): Value => {
  const special = typeOf(value).lookup("__reversed__");
  if (special !== undefined) return rt.call(special, [value]);
  const items = value instanceof PyDict || value instanceof PyDictView ? listOf(rt, value) : null;
  if (!items && !(value instanceof PyList) && typeOf(value).lookup("__getitem__") === undefined) throw rt.raise("TypeError", `'${typeName(value)}' object is not reversible`);
  if (value instanceof PyInstance) {
    let at = rt.length(value);
    return new PyIterator(iteratorTypes.reversed, () => (at > 0 ? rt.subscript(value, --at) : undefined));
  }
  const all = items ?? listOf(rt, value);
  let i = all.length;
  return new PyIterator(iteratorTypes.reversed, () => (i > 0 ? all[--i] : undefined), all.length);
};

export const ITERATION = [
  sum,
  extreme("min", "<"), extreme("max", ">"),
  method("sorted(iterable, /, *, key=None, reverse=False)", (rt, a) => new PyList(sortValues(rt, listOf(rt, a.iterable), a.key, rt.truth(a.reverse))), { traced: true }),
  raw("iter", (rt, [value, sentinel]) => {
    if (sentinel === undefined) return iteratorOf(rt, value);
    return new PyIterator(iteratorTypes.callable, () => { const result = rt.call(value, []); return rt.equals(result, sentinel) ? undefined : result; });
  }),
  raw("next", (rt, [iterator, otherwise]) => {
    const value = nextValue(rt, iterator);
    if (value !== undefined) return value;
    if (otherwise === undefined) throw ended(rt, iterator);
    return otherwise;
  }),
  raw("all", (rt, [values]) => { const next = nextOf(rt, values); for (let v = next(); v !== undefined; v = next()) if (!rt.truth(v)) return false; return true; }),
  raw("any", (rt, [values]) => { const next = nextOf(rt, values); for (let v = next(); v !== undefined; v = next()) if (rt.truth(v)) return true; return false; }),
];

/** The types whose call makes an iterator. */
function construct(type: PyType, make: (rt: Runtime, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value): void {
  own(type, [raw("__new__", (rt, [, ...args], keywords) => make(rt, args, keywords), { binding: "static" })]);
}

export function defineIterators(): PyType[] {
  construct(iteratorTypes.enumerate, (rt, [iterable, start = 0], keywords) => {
    const next = nextOf(rt, iterable);
    let i = rt.int(keywords.get("start") ?? start);
    return new PyIterator(iteratorTypes.enumerate, () => { const value = next(); return value === undefined ? undefined : new PyTuple([i++, value]); }, knownLength(rt, iterable));
  });
  construct(iteratorTypes.zip, (rt, args, keywords) => {
    // Colours beside numbers: what has no length of its own goes on as long as the others do.
    const endless = args.filter((arg) => arg instanceof PyInert && arg.along === undefined);
    const bounded = endless.length < args.length ? args.filter((arg) => !endless.includes(arg)) : args;
    const nexts = args.map((arg) => (bounded.includes(arg) ? nextOf(rt, arg) : () => arg));
    const strict = rt.truth(keywords.get("strict") ?? false);
    const lengths = bounded.map((arg) => knownLength(rt, arg));
    return new PyIterator(iteratorTypes.zip, () => {
      const values = new Array<Value>(nexts.length);
      for (let i = 0; i < nexts.length; i++) {
        const value = nexts[i]();
        if (value === undefined) {
          if (strict && i > 0) throw rt.raise("ValueError", `zip() argument ${i + 1} is shorter than argument${i > 1 ? `s 1-${i}` : " 1"}`);
          const longer = strict ? nexts.slice(1).findIndex((other) => other() !== undefined) : -1;
          if (longer >= 0) throw rt.raise("ValueError", `zip() argument ${longer + 2} is longer than argument${longer > 0 ? `s 1-${longer + 1}` : " 1"}`);
          return undefined;
        }
        values[i] = value;
      }
      return nexts.length ? new PyTuple(values) : undefined;
    }, lengths.every((length) => length !== null) ? Math.min(...lengths) : null);
  });
  construct(iteratorTypes.map, (rt, [callee, ...iterables]) => {
    const nexts = iterables.map((iterable) => nextOf(rt, iterable));
    return new PyIterator(iteratorTypes.map, () => {
      const args: Value[] = [];
      for (const next of nexts) {
        const value = next();
        if (value === undefined) return undefined;
        args.push(value);
      }
      rt.step();
      return rt.call(callee, args);
    }, knownLength(rt, iterables[0] ?? null));
  });
  construct(iteratorTypes.filter, (rt, [test, iterable]) => {
    const next = nextOf(rt, iterable);
    return new PyIterator(iteratorTypes.filter, () => {
      for (let value = next(); value !== undefined; value = next()) {
        rt.step();
        if (rt.truth(test === null ? value : rt.call(test, [value]))) return value;
      }
      return undefined;
    });
  });
  const reversed = new PyType("reversed", iteratorTypes.reversed.bases);
  construct(reversed, (rt, [value]) => reversedOf(rt, value));
  const step = raw("__next__", (rt, [self]) => { const value = nextValue(rt, self); if (value === undefined) throw ended(rt, self); return value; });
  const iter = raw("__iter__", (_, [self]) => self);
  for (const type of Object.values(iteratorTypes)) own(type, [step, iter]);
  own(generatorType, [
    step, iter,
    raw("send", (rt, [self, value]) => {
      const generator = self as PyGenerator; // a method of generators
      if (!generator.started && value !== null) throw rt.raise("TypeError", "can't send non-None value to a just-started generator");
      const result = resume(rt, generator, value);
      if (result === undefined) throw ended(rt, generator);
      return result;
    }),
    raw("throw", (rt, [self, type, value]) => {
      const generator = self as PyGenerator; // as above
      const exception = type instanceof PyType ? rt.call(type, value === undefined || value === null ? [] : [value]) : type;
      const error = new PyRaise(exception as PyInstance); // exceptions are instances
      if (generator.finished) throw error;
      const result = throwInto(rt, generator, error);
      if (result === undefined) throw ended(rt, generator);
      return result;
    }),
    raw("close", (rt, [self]) => {
      const generator = self as PyGenerator; // as above
      if (generator.finished) return null;
      if (!generator.started) { generator.finished = true; return null; }
      try {
        if (throwInto(rt, generator, rt.raiseWith("GeneratorExit", [])) !== undefined) throw rt.raise("RuntimeError", "generator ignored GeneratorExit");
      } catch (error) {
        if (!(error instanceof PyRaise) || !(rt.isException(error, "GeneratorExit") || rt.isException(error, "StopIteration"))) throw error;
      }
      return null;
    }),
  ]);
  return [iteratorTypes.enumerate, iteratorTypes.zip, iteratorTypes.map, iteratorTypes.filter, reversed];
}
