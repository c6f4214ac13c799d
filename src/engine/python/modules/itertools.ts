/** `itertools`. */
import { method, type RawMethod, raw } from "../builtins/own.js";
import { objectType, type PyBuiltin, PyModule, PyObject, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { listOf, type Next, nextOf } from "../semantics/iteration.js";
import { binary } from "../semantics/operators.js";
import { PyIterator } from "../values/iterator.js";
import { given, intOf } from "../values/types.js";

const iterator = (name: string, next: Next): PyIterator => new PyIterator(new PyType(name, [objectType], "itertools"), next);

/** From a JavaScript generator. */
export const generated = (name: string, steps: Generator<Value, void, void>): PyIterator =>
  iterator(name, () => { const step = steps.next(); return step.done ? undefined : step.value; });

const native = (name: string, run: RawMethod): PyBuiltin => raw(name, run, { binding: "static" });

function* chained(rt: Runtime, iterables: Iterable<Value>): Generator<Value, void, void> {
  for (const iterable of iterables) yield* rt.iterate(iterable);
}

function* products(pools: readonly (readonly Value[])[]): Generator<Value, void, void> {
  if (pools.some((pool) => pool.length === 0)) return;
  const at = pools.map(() => 0);
  for (;;) {
    yield new PyTuple(pools.map((pool, i) => pool[at[i]]));
    let i = pools.length - 1;
    while (i >= 0 && ++at[i] === pools[i].length) at[i--] = 0;
    if (i < 0) return;
  }
}

function* choices(items: readonly Value[], count: number, rule: "combinations" | "repeated" | "permutations", chosen: number[] = []): Generator<Value, void, void> {
  if (chosen.length === count) { yield new PyTuple(chosen.map((i) => items[i])); return; }
  const last = chosen.at(-1) ?? (rule === "repeated" ? 0 : -1);
  for (let i = rule === "permutations" ? 0 : rule === "repeated" ? last : last + 1; i < items.length; i++) {
    if (rule === "permutations" && chosen.includes(i)) continue;
    yield* choices(items, count, rule, [...chosen, i]);
  }
}

function accumulate(rt: Runtime, iterable: Value, by: Value, initial: Value): PyIterator {
  const next = nextOf(rt, iterable);
  let total: Value | undefined = initial ?? undefined;
  let first = initial !== null;
  return iterator("accumulate", () => {
    if (first) { first = false; return total; }
    const value = next();
    if (value === undefined) return undefined;
    total = total === undefined ? value : by === null ? binary(rt, "+", total, value) : rt.call(by, [total, value]);
    return total;
  });
}

function slice(rt: Runtime, iterable: Value, bounds: readonly Value[]): PyIterator {
  const [start, stop, step] = (bounds.length === 1 ? [0, bounds[0], 1] : [bounds[0] ?? 0, bounds[1], bounds[2] ?? 1]).map((bound) => (bound === null ? Number.POSITIVE_INFINITY : rt.int(bound)));
  const next = nextOf(rt, iterable);
  let at = 0;
  let wanted = start;
  return iterator("islice", () => {
    if (wanted >= stop) return undefined;
    for (;;) {
      const value = next();
      if (value === undefined) return undefined;
      if (at++ === wanted) { wanted += step; return value; }
    }
  });
}

function* grouped(rt: Runtime, iterable: Value, key: Value): Generator<Value, void, void> {
  const next = nextOf(rt, iterable);
  const keyed = (value: Value): Value => (key === null ? value : rt.call(key, [value]));
  let value = next();
  while (value !== undefined) {
    const current = keyed(value);
    const group: Value[] = [];
    while (value !== undefined && rt.equals(keyed(value), current)) { group.push(value); value = next(); }
    yield new PyTuple([current, iterator("_grouper", nextOf(rt, new PyTuple(group)))]);
  }
}

const FUNCTIONS: readonly PyBuiltin[] = [
  native("count", (rt, [start = 0, step = 1]) => {
    let value: Value = start;
    return iterator("count", () => { const now = value; rt.step(); value = binary(rt, "+", value, step); return now; });
  }),
  native("cycle", (rt, [iterable]) => {
    const next = nextOf(rt, iterable);
    const seen: Value[] = [];
    let i = 0;
    let ended = false;
    return iterator("cycle", () => {
      rt.step();
      if (!ended) {
        const value = next();
        if (value !== undefined) { seen.push(value); return value; }
        ended = true;
      }
      return seen.length ? seen[i++ % seen.length] : undefined;
    });
  }),
  native("repeat", (rt, [value, times]) => { let left = times === undefined ? Number.POSITIVE_INFINITY : rt.int(times); return iterator("repeat", () => { rt.step(); return left-- > 0 ? value : undefined; }); }),
  native("chain", (rt, args) => generated("chain", chained(rt, args))),
  native("product", (rt, args, keywords) => {
    const pools = args.map((arg) => listOf(rt, arg));
    const times = Number(intOf(keywords.get("repeat") ?? 1) ?? 1);
    return generated("product", products(Array.from({ length: times }, () => pools).flat()));
  }),
  native("combinations", (rt, [items, count]) => generated("combinations", choices(listOf(rt, items), rt.int(count), "combinations"))),
  native("combinations_with_replacement", (rt, [items, count]) => generated("combinations_with_replacement", choices(listOf(rt, items), rt.int(count), "repeated"))),
  native("permutations", (rt, [items, count = null]) => { const all = listOf(rt, items); return generated("permutations", choices(all, count === null ? all.length : rt.int(count), "permutations")); }),
  method("accumulate(iterable, func=None, *, initial=None)", (rt, a) => accumulate(rt, a.iterable, a.func, a.initial), { binding: "static", traced: true }),
  native("islice", (rt, [iterable, ...bounds]) => slice(rt, iterable, bounds)),
  native("starmap", (rt, [callee, iterable]) => { const next = nextOf(rt, iterable); return iterator("starmap", () => { const value = next(); return value === undefined ? undefined : rt.call(callee, listOf(rt, value)); }); }),
  native("takewhile", (rt, [test, iterable]) => { const next = nextOf(rt, iterable); let ended = false; return iterator("takewhile", () => { const value = ended ? undefined : next(); if (value !== undefined && rt.truth(rt.call(test, [value]))) return value; ended = true; return undefined; }); }),
  native("dropwhile", (rt, [test, iterable]) => { const next = nextOf(rt, iterable); let begun = false; return iterator("dropwhile", () => { let value = next(); while (!begun && value !== undefined && rt.truth(rt.call(test, [value]))) value = next(); begun = true; return value; }); }),
  native("filterfalse", (rt, [test, iterable]) => { const next = nextOf(rt, iterable); return iterator("filterfalse", () => { for (let value = next(); value !== undefined; value = next()) if (!rt.truth(test === null ? value : rt.call(test, [value]))) return value; return undefined; }); }),
  native("compress", (rt, [data, selectors]) => { const [a, b] = [nextOf(rt, data), nextOf(rt, selectors)]; return iterator("compress", () => { for (;;) { const value = a(); const chosen = b(); if (value === undefined || chosen === undefined) return undefined; if (rt.truth(chosen)) return value; } }); }),
  native("pairwise", (rt, [iterable]) => { const next = nextOf(rt, iterable); let before = next(); return iterator("pairwise", () => { const value = next(); if (before === undefined || value === undefined) return undefined; const pair = new PyTuple([before, value]); before = value; return pair; }); }),
  method("zip_longest(*iterables, fillvalue=None)", (rt, a, { rest }) => {
    const nexts = rest.map((one) => nextOf(rt, one));
    return iterator("zip_longest", () => { const values = nexts.map((next) => next()); return values.every((value) => value === undefined) ? undefined : new PyTuple(values.map((value) => given(value, a.fillvalue))); });
  }, { binding: "static", traced: true }),
  method("groupby(iterable, key=None)", (rt, a) => generated("groupby", grouped(rt, a.iterable, a.key)), { binding: "static", traced: true }),
  method("tee(iterable, n=2)", (rt, a) => { const all = listOf(rt, a.iterable); return new PyTuple(Array.from({ length: rt.int(a.n) }, () => iterator("tee", nextOf(rt, new PyTuple(all))))); }, { binding: "static", traced: true }),
];

export function itertoolsModule(rt: Runtime): PyModule {
  const module = new PyModule("itertools", new Map<string, Value>(FUNCTIONS.map((one) => [one.name, one])));
  const chain = module.dict.get("chain");
  if (chain instanceof PyObject) rt.extraAttributes.set(chain, new Map<string, Value>([["from_iterable", native("from_iterable", (machine, [iterables]) => generated("chain", chained(machine, machine.iterate(iterables))))]]));
  return module;
}
