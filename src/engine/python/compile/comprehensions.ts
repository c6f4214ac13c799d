/** Comprehensions and generator expressions: a scope of their own; the first iterable is evaluated outside. */
import type { Comprehension, ExpressionKind } from "../../syntax/program.js";
import { type Evaluate, Frame, type Store } from "../frame.js";
import { PyList, type Value } from "../object.js";
import { nextOf } from "../semantics/iteration.js";
import { setEntry } from "../semantics/subscript.js";
import { PyDict } from "../values/dict.js";
import { PyGenerator } from "../values/iterator.js";
import { PySet } from "../values/set.js";
import { type Context, inScope } from "./context.js";
import { addElement, condition, expression } from "./expressions.js";
import { comprehensionScope } from "./scopes.js";
import { store } from "./targets.js";

type Any = ExpressionKind<"ListComp" | "SetComp" | "DictComp" | "GeneratorExp">;

interface Clause {
  readonly iterable: Evaluate;
  readonly span: Comprehension["iterable"]["span"];
  readonly target: Store;
  readonly conditions: readonly ((frame: Frame) => boolean)[];
}

export function comprehension(c: Context, e: Any): Evaluate {
  const scope = comprehensionScope(c.scope, e.generators);
  const inner = inScope(c, scope);
  const clauses: Clause[] = e.generators.map((clause, i) => ({
    iterable: expression(i === 0 ? c : inner, clause.iterable),
    span: clause.iterable.span,
    target: store(inner, clause.target, "loop"),
    conditions: clause.conditions.map((test) => condition(inner, test)),
  }));
  switch (e.kind) {
    case "GeneratorExp":
      return generator(c, clauses, expression(inner, e.element), () => scope.size);
    case "ListComp": {
      const element = expression(inner, e.element);
      return collect(c, clauses, () => scope.size, () => new PyList([]), (list, frame) => { list.items.push(element(frame)); });
    }
    case "SetComp": {
      const element = expression(inner, e.element);
      return collect(c, clauses, () => scope.size, () => new PySet(), (set, frame) => addElement(c, set, element(frame)));
    }
    case "DictComp": {
      const [key, value] = [expression(inner, e.key), expression(inner, e.value)];
      return collect(c, clauses, () => scope.size, () => new PyDict(), (dict, frame) => {
        const k = key(frame);
        setEntry(c.rt, dict, k, value(frame));
      });
    }
  }
}

function collect<T extends Value>(c: Context, clauses: readonly Clause[], size: () => number, make: () => T, add: (result: T, frame: Frame) => void): Evaluate {
  const { rt } = c;
  const run = (level: number, iterable: Value, frame: Frame, result: T): void => {
    const { target, conditions, span } = clauses[level];
    rt.trace.span = span;
    const next = nextOf(rt, iterable);
    const following = clauses[level + 1];
    each: for (let value = next(); value !== undefined; value = next()) {
      rt.step();
      target(frame, value);
      for (const test of conditions) if (!test(frame)) continue each;
      if (following) run(level + 1, following.iterable(frame), frame, result);
      else add(result, frame);
    }
  };
  return (frame) => {
    const iterable = clauses[0].iterable(frame);
    const own = new Frame(size(), frame);
    const result = make();
    run(0, iterable, own, result);
    return result;
  };
}

function generator(c: Context, clauses: readonly Clause[], element: Evaluate, size: () => number): Evaluate {
  const { rt } = c;
  function* run(level: number, next: () => Value | undefined, frame: Frame): Generator<Value, Value, Value> {
    const { target, conditions } = clauses[level];
    const following = clauses[level + 1];
    each: for (let value = next(); value !== undefined; value = next()) {
      rt.step();
      target(frame, value);
      for (const test of conditions) if (!test(frame)) continue each;
      if (!following) { yield element(frame); continue; }
      const inner = following.iterable(frame);
      rt.trace.span = following.span;
      yield* run(level + 1, nextOf(rt, inner), frame);
    }
    return null;
  }
  return (frame) => {
    const iterable = clauses[0].iterable(frame);
    rt.trace.span = clauses[0].span;
    return new PyGenerator("<genexpr>", run(0, nextOf(rt, iterable), new Frame(size(), frame)));
  };
}
