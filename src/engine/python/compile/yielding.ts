/**
 * Statements with `yield` in them, as JavaScript generators. A `yield` inside an expression runs before the statement
 * and leaves what was sent in a slot, where the expression then finds it.
 */
import type { Expression, Statement, StatementKind } from "../../syntax/program.js";
import { BREAK, type Evaluate, type ExecuteYielding, type Frame, NORMAL, RETURN, type Signal } from "../frame.js";
import { PyRaise, type Value } from "../object.js";
import type { RunningLoop, Runtime } from "../runtime.js";
import { nextOf, resume, throwInto } from "../semantics/iteration.js";
import { PyGenerator } from "../values/iterator.js";
import type { Context } from "./context.js";
import { checkpoint, handlersOf, managerOf, matching } from "./exceptions.js";
import { condition, expression } from "./expressions.js";
import { knownLength, loopName } from "./loops.js";
import { pattern } from "./patterns.js";
import { temporary } from "./scopes.js";
import { execute } from "./statements.js";
import { store } from "./targets.js";
import { childrenOf, expressionsOf, statementYields } from "./walk.js";

export function yieldingBlock(c: Context, body: readonly Statement[]): ExecuteYielding {
  const { rt } = c;
  const parts = body.map((s) => (statementYields(s) ? { yields: true as const, run: yielding(c, s) } : { yields: false as const, run: execute(c, s) }));
  return function* (frame) {
    for (const part of parts) {
      rt.step();
      const signal = part.yields ? yield* part.run(frame) : part.run(frame);
      if (signal !== NORMAL) return signal;
    }
    return NORMAL;
  };
}

type Ahead = (frame: Frame) => Generator<Value, void, Value>;

/** Runs the yields of these expressions; the context in which they then compile. */
function ahead(c: Context, all: readonly Expression[]): { inner: Context; run: Ahead } {
  const points: Extract<Expression, { kind: "Yield" | "YieldFrom" | "Await" }>[] = [];
  const collect = (e: Expression): void => {
    if (e.kind === "Lambda") return;
    childrenOf(e).forEach(collect);
    if (e.kind === "Yield" || e.kind === "YieldFrom") points.push(e);
  };
  all.forEach(collect);
  const slots = new Map(points.map((point) => [point.id, temporary(c.scope)]));
  const inner = { ...c, yielded: new Map([...c.yielded, ...slots]) };
  const steps = points.map((point) => ({ point, slot: slots.get(point.id)!, value: point.value ? expression(inner, point.value) : () => null })); // set just above
  return {
    inner,
    run: function* (frame) {
      for (const { point, slot, value } of steps) {
        const given = value(frame);
        frame.slots[slot] = point.kind === "YieldFrom" ? yield* delegate(c.rt, given, point.span) : yield given;
      }
    },
  };
}

/** `yield from`. */
function* delegate(rt: Runtime, iterable: Value, span: Expression["span"]): Generator<Value, Value, Value> {
  rt.trace.span = span;
  if (!(iterable instanceof PyGenerator)) {
    const next = nextOf(rt, iterable);
    for (let value = next(); value !== undefined; value = next()) yield value;
    return null;
  }
  let value = resume(rt, iterable, null);
  while (value !== undefined) {
    let sent: Value;
    try {
      sent = yield value;
    } catch (error) {
      if (!(error instanceof PyRaise)) throw error;
      value = throwInto(rt, iterable, error);
      continue;
    }
    value = resume(rt, iterable, sent);
  }
  return iterable.result;
}

function yielding(c: Context, s: Statement): ExecuteYielding {
  switch (s.kind) {
    case "If": {
      const { inner, run } = ahead(c, [s.test]);
      const test = condition(inner, s.test);
      const [body, otherwise] = [yieldingBlock(c, s.body), yieldingBlock(c, s.orElse)];
      return function* (frame) {
        yield* run(frame);
        return yield* (test(frame) ? body : otherwise)(frame);
      };
    }
    case "While":
      return whileLoop(c, s);
    case "For":
      return forLoop(c, s);
    case "With":
      return withStatement(c, s);
    case "Try":
      return tryStatement(c, s);
    case "Match": {
      const { inner, run } = ahead(c, [s.subject]);
      const subject = expression(inner, s.subject);
      const cases = s.cases.map((one) => ({ matches: pattern(c, one.pattern), guard: one.guard && condition(c, one.guard), body: yieldingBlock(c, one.body) }));
      return function* (frame) {
        yield* run(frame);
        const value = subject(frame);
        for (const { matches, guard, body } of cases) {
          if (matches(frame, value) && (!guard || guard(frame))) return yield* body(frame);
        }
        return NORMAL;
      };
    }
    default: {
      const { inner, run } = ahead(c, expressionsOf(s));
      const rest = execute(inner, s);
      return function* (frame) {
        yield* run(frame);
        return rest(frame);
      };
    }
  }
}

function forLoop(c: Context, s: StatementKind<"For">): ExecuteYielding {
  const { rt } = c;
  const { inner, run } = ahead(c, [s.iterable]);
  const iterable: Evaluate = expression(inner, s.iterable);
  const bind = store(c, s.target, "loop");
  const [body, otherwise] = [yieldingBlock(c, s.body), yieldingBlock(c, s.orElse)];
  const name = loopName(c, s.target);
  const span = { start: s.span.start, end: s.iterable.span.end };
  return function* (frame) {
    yield* run(frame);
    const over = iterable(frame);
    rt.trace.span = s.iterable.span;
    const next = nextOf(rt, over);
    const loop: RunningLoop = { span, iteration: 0, total: knownLength(rt, over) };
    for (let value = next(); value !== undefined; value = next()) {
      rt.step();
      const parent = rt.trace.scope;
      rt.trace.scope = { kind: "loop", name, iteration: loop.iteration++, parent };
      bind(frame, value);
      const signal = yield* body(frame);
      if (rt.trace.scope?.name === name) rt.trace.scope = parent;
      if (signal === BREAK) return NORMAL;
      if (signal === RETURN) return RETURN;
    }
    return yield* otherwise(frame);
  };
}

function whileLoop(c: Context, s: StatementKind<"While">): ExecuteYielding {
  const { rt } = c;
  const { inner, run } = ahead(c, [s.test]);
  const test = condition(inner, s.test);
  const [body, otherwise] = [yieldingBlock(c, s.body), yieldingBlock(c, s.orElse)];
  return function* (frame) {
    for (;;) {
      rt.step();
      yield* run(frame);
      if (!test(frame)) break;
      const signal = yield* body(frame);
      if (signal === BREAK) return NORMAL;
      if (signal === RETURN) return RETURN;
    }
    return yield* otherwise(frame);
  };
}

function withStatement(c: Context, s: StatementKind<"With">): ExecuteYielding {
  const { rt } = c;
  const { inner, run } = ahead(c, s.items.map((item) => item.context));
  const items = s.items.map(({ context, target }) => ({ context: expression(inner, context), span: context.span, bind: target ? store(c, target, "with") : null }));
  const body = yieldingBlock(c, s.body);
  function* inside(frame: Frame, level: number): Generator<Value, Signal, Value> {
    if (level === items.length) return yield* body(frame);
    const { context, span, bind } = items[level];
    const value = context(frame);
    rt.trace.span = span;
    const manager = managerOf(rt, value);
    const entered = manager.enter();
    bind?.(frame, entered);
    const back = checkpoint(rt);
    let signal: Signal;
    try {
      signal = yield* inside(frame, level + 1);
    } catch (thrown) {
      const error = rt.pythonError(thrown);
      rt.failed(error);
      if (!(error instanceof PyRaise)) throw error;
      back();
      if (manager.exit(error.exception)) return NORMAL;
      throw error;
    }
    const { result } = frame;
    manager.exit(null);
    frame.result = result;
    return signal;
  }
  return function* (frame) {
    yield* run(frame);
    return yield* inside(frame, 0);
  };
}

function tryStatement(c: Context, s: StatementKind<"Try">): ExecuteYielding {
  const { rt } = c;
  const body = yieldingBlock(c, s.body);
  const handlers = handlersOf(c, s);
  const blocks = s.handlers.map((handler) => yieldingBlock(c, handler.body));
  const otherwise = yieldingBlock(c, s.orElse);
  const finish = yieldingBlock(c, s.finalBody);
  function* guarded(frame: Frame): Generator<Value, Signal, Value> {
    const back = checkpoint(rt);
    let signal: Signal;
    try {
      signal = yield* body(frame);
    } catch (thrown) {
      const error = rt.pythonError(thrown);
      rt.failed(error);
      if (!(error instanceof PyRaise)) throw error;
      back();
      const index = matching(rt, handlers, frame, error.exception);
      if (index < 0) throw error;
      const before = rt.handling;
      rt.handling = error.exception;
      handlers[index].bind?.(frame, error.exception);
      try {
        return yield* blocks[index](frame);
      } finally {
        rt.handling = before;
        handlers[index].unbind?.(frame);
      }
    }
    return signal === NORMAL ? yield* otherwise(frame) : signal;
  }
  return function* (frame) {
    let signal: Signal;
    try {
      signal = yield* guarded(frame);
    } catch (thrown) {
      const error = rt.pythonError(thrown);
      rt.failed(error);
      if (!(error instanceof PyRaise)) throw error;
      const ended = yield* finish(frame);
      if (ended !== NORMAL) return ended;
      throw error;
    }
    const { result } = frame;
    const ended = yield* finish(frame);
    if (ended !== NORMAL) return ended;
    frame.result = result;
    return signal;
  };
}
