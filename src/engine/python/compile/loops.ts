/** `for` and `while`. */
import type { Expression, StatementKind } from "../../syntax/program.js";
import { BREAK, type Execute, NORMAL, RETURN } from "../frame.js";
import { PyBuiltin, PyInstance, PyList, PyRaise, PyTuple, type Value } from "../object.js";
import type { RunningLoop, Runtime } from "../runtime.js";
import { nextOf } from "../semantics/iteration.js";
import { PyDict, PyDictView } from "../values/dict.js";
import { PyInert } from "../values/function.js";
import { PyIterator } from "../values/iterator.js";
import { PyRange } from "../values/range.js";
import { PySet } from "../values/set.js";
import { type Context, textOf } from "./context.js";
import { condition, expression } from "./expressions.js";
import { block } from "./statements.js";
import { store } from "./targets.js";

export const loopName = (c: Context, target: Expression): string => `for ${textOf(c, target.span)}`;

/** How many iterations there will be; null: not known beforehand. Of objects only native ones are asked: a loader knows. */
export function knownLength(rt: Runtime, value: Value): number | null {
  if (value instanceof PyRange) return value.length;
  if (value instanceof PyList || value instanceof PyTuple) return value.items.length;
  if (value instanceof PyDict || value instanceof PySet) return value.entries.size;
  if (value instanceof PyDictView) return value.of.entries.size;
  if (value instanceof PyInert) return value.along === undefined ? 0 : knownLength(rt, value.along);
  if (value instanceof PyInstance) return lengthOfNative(rt, value);
  return value instanceof PyIterator ? value.length : null;
}

function lengthOfNative(rt: Runtime, value: PyInstance): number | null {
  if (!(value.type.lookup("__len__") instanceof PyBuiltin)) return null;
  try {
    return rt.silently(() => rt.length(value));
  } catch (error) {
    // A loader over a stream has none.
    if (error instanceof PyRaise) return null;
    throw error;
  }
}

export function forLoop(c: Context, s: StatementKind<"For">): Execute {
  const { rt } = c;
  const { trace, loops } = rt;
  const iterable = expression(c, s.iterable);
  const bind = store(c, s.target, "loop");
  const body = block(c, s.body);
  const otherwise = s.orElse.length ? block(c, s.orElse) : null;
  const name = loopName(c, s.target);
  const span = { start: s.span.start, end: s.iterable.span.end };
  return (frame) => {
    const over = iterable(frame);
    trace.span = s.iterable.span;
    const next = nextOf(rt, over);
    const parent = trace.scope;
    const loop: RunningLoop = { span, iteration: 0, total: knownLength(rt, over) };
    const outer = loops.push(loop) - 1;
    let broken = false;
    for (let value = next(); value !== undefined; value = next()) {
      trace.scope = { kind: "loop", name, iteration: loop.iteration++, parent };
      bind(frame, value);
      const signal = body(frame);
      if (signal === BREAK) { broken = true; break; }
      if (signal === RETURN) {
        loops.length = outer;
        trace.scope = parent;
        return RETURN;
      }
      trace.span = s.iterable.span;
    }
    loops.length = outer;
    trace.scope = parent;
    return otherwise && !broken ? otherwise(frame) : NORMAL;
  };
}

export function whileLoop(c: Context, s: StatementKind<"While">): Execute {
  const { rt } = c;
  const { trace, loops } = rt;
  const test = condition(c, s.test);
  const body = block(c, s.body);
  const otherwise = s.orElse.length ? block(c, s.orElse) : null;
  const span = { start: s.span.start, end: s.test.span.end };
  return (frame) => {
    const parent = trace.scope;
    const loop: RunningLoop = { span, iteration: 0, total: null };
    const outer = loops.push(loop) - 1;
    let broken = false;
    while (test(frame)) {
      trace.scope = { kind: "loop", name: "while", iteration: loop.iteration++, parent };
      const signal = body(frame);
      if (signal === BREAK) { broken = true; break; }
      if (signal === RETURN) {
        loops.length = outer;
        trace.scope = parent;
        return RETURN;
      }
    }
    loops.length = outer;
    trace.scope = parent;
    return otherwise && !broken ? otherwise(frame) : NORMAL;
  };
}
