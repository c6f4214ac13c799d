/** `try`, `raise`, `assert`, `with`. */
import type { StatementKind } from "../../syntax/program.js";
import { type Evaluate, type Execute, type Frame, NORMAL, type Signal, type Store } from "../frame.js";
import { PyInstance, PyRaise, PyTuple, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { call } from "../semantics/call.js";
import { baseException } from "../values/exception.js";
import { PyInert } from "../values/function.js";
import { typeName, typeOf } from "../values/types.js";
import { type Context, textOf } from "./context.js";
import { condition, expression } from "./expressions.js";
import { deleteName, storeNamed } from "./names.js";
import { block } from "./statements.js";
import { store } from "./targets.js";

/** What a value after `raise` stands for. */
export function exceptionOf(rt: Runtime, value: Value): PyInstance {
  if (value instanceof PyInstance && value.type.isSubtype(baseException)) return value;
  if (value instanceof PyType && value.isSubtype(baseException)) {
    const made = call(rt, value, []);
    if (made instanceof PyInstance) return made;
  }
  throw rt.raise("TypeError", "exceptions must derive from BaseException");
}

export function raising(c: Context, s: StatementKind<"Raise">): Execute {
  const { rt } = c;
  const exception = s.exception && expression(c, s.exception);
  const cause = s.cause && expression(c, s.cause);
  return (frame) => {
    if (!exception) {
      rt.trace.span = s.span;
      if (!rt.handling) throw rt.raise("RuntimeError", "No active exception to reraise");
      throw new PyRaise(rt.handling);
    }
    const value = exception(frame);
    const reason = cause ? cause(frame) : undefined;
    rt.trace.span = s.span;
    const raised = exceptionOf(rt, value);
    if (reason !== undefined) raised.dict.set("__cause__", reason === null ? null : exceptionOf(rt, reason));
    if (rt.handling && rt.handling !== raised) raised.dict.set("__context__", rt.handling);
    throw new PyRaise(raised);
  };
}

export function assertion(c: Context, s: StatementKind<"Assert">): Execute {
  const { rt } = c;
  const test = condition(c, s.test);
  const message = s.message && expression(c, s.message);
  return (frame) => {
    if (test(frame)) return NORMAL;
    const args = message ? [message(frame)] : [];
    rt.trace.span = s.span;
    throw rt.raiseWith("AssertionError", args);
  };
}

export interface Handler {
  readonly type: Evaluate | null;
  readonly span: { readonly start: number; readonly end: number };
  readonly bind: Store | null;
  readonly unbind: ((frame: Frame) => void) | null;
}

/** Handlers without their blocks. */
export const handlersOf = (c: Context, s: StatementKind<"Try">): Handler[] =>
  s.handlers.map(({ type, name, span }) => ({
    type: type && expression(c, type), span: type?.span ?? span,
    bind: name ? storeNamed(c, name, span, "except") : null,
    unbind: name ? deleteName(c, name, span, true) : null,
  }));

/** Marks where a `try` began, to come back to. */
export function checkpoint(rt: Runtime): () => void {
  const loops = rt.loops.length;
  const { scope } = rt.trace;
  return () => {
    rt.loops.length = Math.min(rt.loops.length, loops);
    rt.trace.scope = scope;
  };
}

/** Index of the handler for the error; −1: none. */
export function matching(rt: Runtime, handlers: readonly Handler[], frame: Frame, exception: PyInstance): number {
  return handlers.findIndex(({ type, span }) => {
    if (!type) return true;
    const wanted = type(frame);
    rt.trace.span = span;
    return catches(rt, wanted, exception);
  });
}

function catches(rt: Runtime, wanted: Value, exception: PyInstance): boolean {
  if (wanted instanceof PyTuple) return wanted.items.some((one) => catches(rt, one, exception));
  if (wanted instanceof PyType && wanted.isSubtype(baseException)) return exception.type.isSubtype(wanted);
  if (wanted instanceof PyInert) return false;
  throw rt.raise("TypeError", "catching classes that do not inherit from BaseException is not allowed");
}

export function tryStatement(c: Context, s: StatementKind<"Try">): Execute {
  const { rt } = c;
  const body = block({ ...c, guarded: c.guarded || s.handlers.some((handler) => handler.type === null || /ImportError|ModuleNotFound|Exception/.test(textOf(c, handler.type.span))) }, s.body);
  const expectsMissing = s.handlers.some((handler) => handler.type === null || /FileNotFoundError|OSError|IOError|Exception/.test(textOf(c, handler.type.span)));
  const handlers = handlersOf(c, s);
  const blocks = s.handlers.map((handler) => block(c, handler.body));
  const otherwise = s.orElse.length ? block(c, s.orElse) : null;
  const finish = s.finalBody.length ? block(c, s.finalBody) : null;
  const guarded = (frame: Frame): Signal => {
    const back = checkpoint(rt);
    let signal: Signal;
    if (expectsMissing) rt.expectsMissing++;
    try {
      signal = body(frame);
      if (expectsMissing) rt.expectsMissing--;
    } catch (thrown) {
      if (expectsMissing) rt.expectsMissing--;
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
        return blocks[index](frame);
      } finally {
        rt.handling = before;
        handlers[index].unbind?.(frame);
      }
    }
    return signal === NORMAL && otherwise ? otherwise(frame) : signal;
  };
  if (!finish) return guarded;
  return (frame) => {
    const back = checkpoint(rt);
    let signal: Signal;
    try {
      signal = guarded(frame);
    } catch (thrown) {
      const error = rt.pythonError(thrown);
      rt.failed(error);
      if (!(error instanceof PyRaise)) throw error;
      back();
      const { failure } = rt;
      const ended = finish(frame);
      if (ended !== NORMAL) return ended;
      rt.failure = failure;
      throw error;
    }
    const { result } = frame;
    const ended = finish(frame);
    if (ended !== NORMAL) return ended;
    frame.result = result;
    return signal;
  };
}

/** The context manager's two methods, or TypeError. */
export function managerOf(rt: Runtime, manager: Value): { enter: () => Value; exit: (error: PyInstance | null) => boolean } {
  if (manager instanceof PyInert) return { enter: () => manager, exit: () => false };
  const type = typeOf(manager);
  const enter = type.lookup("__enter__");
  const exit = type.lookup("__exit__");
  if (enter === undefined) throw rt.raise("TypeError", `'${typeName(manager)}' object does not support the context manager protocol`);
  if (exit === undefined) throw rt.raise("TypeError", `'${typeName(manager)}' object does not support the context manager protocol (missed __exit__ method)`);
  return {
    enter: () => rt.call(enter, [manager]),
    exit: (error) => rt.truth(rt.call(exit, error ? [manager, error.type, error, null] : [manager, null, null, null])),
  };
}

export function withStatement(c: Context, s: StatementKind<"With">): Execute {
  const { rt } = c;
  const items = s.items.map(({ context, target }) => ({ context: expression(c, context), span: context.span, bind: target ? store(c, target, "with") : null }));
  const body = block(c, s.body);
  const inside = (frame: Frame, level: number): Signal => {
    if (level === items.length) return body(frame);
    const { context, span, bind } = items[level];
    const value = context(frame);
    rt.trace.span = span;
    const manager = managerOf(rt, value);
    const entered = manager.enter();
    bind?.(frame, entered);
    const back = checkpoint(rt);
    let signal: Signal;
    try {
      signal = inside(frame, level + 1);
    } catch (thrown) {
      const error = rt.pythonError(thrown);
      rt.failed(error);
      if (!(error instanceof PyRaise)) throw error;
      back();
      const { failure } = rt;
      rt.trace.span = span;
      if (manager.exit(error.exception)) return NORMAL;
      rt.failure = failure;
      throw error;
    }
    rt.trace.span = span;
    const { result } = frame;
    manager.exit(null);
    frame.result = result;
    return signal;
  };
  return (frame) => inside(frame, 0);
}
