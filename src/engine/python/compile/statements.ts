/** Statements → closures. */
import type { Expression, Statement, StatementKind } from "../../syntax/program.js";
import { BREAK, CONTINUE, type Evaluate, type Execute, type Frame, NORMAL, RETURN } from "../frame.js";
import { pythonMessages as say } from "../messages.js";
import { PyTracedInt, PyTuple, Unsupported, type Value } from "../object.js";
import { Literal } from "../scalar-tape.js";
import { AttributeSite } from "../semantics/attribute-site.js";
import { inPlace } from "../semantics/operators.js";
import { assignSubscript, listItem, setListItem, subscript } from "../semantics/subscript.js";
import { PyDict } from "../values/dict.js";
import { PyPlaceholder } from "../values/function.js";
import { floatArithmetic } from "./arithmetic.js";
import { classDefinition } from "./classes.js";
import { type Context, textOf } from "./context.js";
import { assertion, raising, tryStatement, withStatement } from "./exceptions.js";
import { condition, expression } from "./expressions.js";
import { definition } from "./functions.js";
import { importFrom, importModules } from "./imports.js";
import { forLoop, whileLoop } from "./loops.js";
import { writer } from "./names.js";
import { matchStatement } from "./patterns.js";
import { mangled } from "./scopes.js";
import { remove, store } from "./targets.js";

export function block(c: Context, body: readonly Statement[]): Execute {
  const { rt } = c;
  const parts = body.map((statement) => execute(c, statement));
  const count = parts.length;
  if (count === 1) {
    const [only] = parts;
    return (frame) => { rt.step(); return only(frame); };
  }
  return (frame) => {
    rt.step(count);
    for (let i = 0; i < count; i++) {
      const signal = parts[i](frame);
      if (signal !== NORMAL) return signal;
    }
    return NORMAL;
  };
}

const nothing: Execute = () => NORMAL;

export function execute(c: Context, s: Statement): Execute {
  switch (s.kind) {
    case "ExpressionStatement": {
      const value = expression(c, s.value);
      return (frame) => { value(frame); return NORMAL; };
    }
    case "Assign":
      return assign(c, s);
    case "AugAssign":
      return augmented(c, s);
    case "AnnAssign":
      return annotated(c, s);
    case "If": {
      const test = condition(c, s.test);
      const body = block(c, s.body);
      const otherwise = s.orElse.length ? block(c, s.orElse) : nothing;
      return (frame) => (test(frame) ? body(frame) : otherwise(frame));
    }
    case "For":
      return forLoop(c, s);
    case "While":
      return whileLoop(c, s);
    case "FunctionDef":
      return definition(c, s);
    case "ClassDef":
      return classDefinition(c, s);
    case "Return": {
      if (!s.value) return (frame) => { frame.result = null; return RETURN; };
      const value = expression(c, s.value);
      return (frame) => { frame.result = value(frame); return RETURN; };
    }
    case "Break":
      return () => BREAK;
    case "Continue":
      return () => CONTINUE;
    case "Pass":
    case "Global":
    case "Nonlocal":
      return nothing;
    case "Delete": {
      const removers = s.targets.map((target) => remove(c, target));
      return (frame) => { for (const one of removers) one(frame); return NORMAL; };
    }
    case "Import":
      return importModules(c, s);
    case "ImportFrom":
      return importFrom(c, s);
    case "Raise":
      return raising(c, s);
    case "Try":
      return tryStatement(c, s);
    case "With":
      return withStatement(c, s);
    case "Assert":
      return assertion(c, s);
    case "Match":
      return matchStatement(c, s);
    case "Broken":
      return broken(c, s);
  }
}

function assign(c: Context, s: StatementKind<"Assign">): Execute {
  const value = boundValue(c, s.value, s.targets);
  const stores = s.targets.map((target) => store(c, target));
  if (stores.length === 1) {
    const [only] = stores;
    return (frame) => { only(frame, value(frame)); return NORMAL; };
  }
  return (frame) => {
    const result = value(frame);
    for (const one of stores) one(frame, result);
    return NORMAL;
  };
}

/** The value of an assignment: an int literal that gets a name is followed on the tape. */
export function boundValue(c: Context, value: Expression, targets: readonly Expression[]): Evaluate {
  if (targets.some((target) => target.kind === "Name")) {
    const literal = followedLiteral(c, value);
    if (literal) return literal;
  }
  const [target] = targets;
  const pairs = targets.length === 1 && (target.kind === "Tuple" || target.kind === "List") && value.kind === "Tuple" && value.elements.length === target.elements.length;
  if (!pairs || value.elements.some((element) => element.kind === "Starred")) return expression(c, value);
  const parts = value.elements.map((element, i) => (target.elements[i].kind === "Name" ? followedLiteral(c, element) : null) ?? expression(c, element));
  return (frame) => new PyTuple(parts.map((part) => part(frame)));
}

function followedLiteral(c: Context, e: Expression): Evaluate | null {
  const negative = e.kind === "UnaryOp" && e.operator === "-";
  const constant = negative ? e.operand : e;
  if (constant.kind !== "Constant" || constant.value.type !== "int" || typeof constant.value.value !== "number") return null;
  const value = negative ? 0 - constant.value.value : constant.value.value;
  const { rt } = c;
  let made: PyTracedInt | null = null;
  return () => {
    made ??= new PyTracedInt(value, new Literal(rt.trace, e.span));
    c.notes.note(e.id, made);
    return made;
  };
}

function augmented(c: Context, s: StatementKind<"AugAssign">): Execute {
  const { rt } = c;
  const { trace } = rt;
  const { target, operator, span } = s;
  const value = expression(c, s.value);
  const floats = floatArithmetic(rt, operator);
  const apply = (left: Value, right: Value): Value => {
    trace.span = span;
    return floats(left, right) ?? inPlace(rt, operator, left, right);
  };
  if (target.kind === "Attribute") {
    const of = expression(c, target.value);
    const site = new AttributeSite(rt, mangled(c.scope, target.attribute));
    return (frame) => {
      const object = of(frame);
      trace.span = target.span;
      const before = site.read(object);
      const result = apply(before, value(frame));
      trace.span = span;
      site.write(object, result);
      c.notes.note(target.id, result);
      return NORMAL;
    };
  }
  if (target.kind === "Subscript") {
    const [of, at] = [expression(c, target.value), expression(c, target.index)];
    return (frame) => {
      const object = of(frame);
      const index = at(frame);
      trace.span = target.span;
      const before = listItem(object, index) ?? subscript(rt, object, index);
      const result = apply(before, value(frame));
      trace.span = span;
      if (!setListItem(object, index, result)) assignSubscript(rt, object, index, result);
      c.notes.note(target.id, result);
      return NORMAL;
    };
  }
  const before = expression(c, target);
  const bind = store(c, target);
  return (frame) => {
    const left = before(frame);
    bind(frame, apply(left, value(frame)));
    return NORMAL;
  };
}

/** Hints are kept as text, in class bodies under `__annotations__`: dataclasses read their names. */
function annotated(c: Context, s: StatementKind<"AnnAssign">): Execute {
  const value = s.value ? boundValue(c, s.value, [s.target]) : null;
  const bind = s.value ? store(c, s.target) : null;
  const { target } = s;
  const hint = c.scope.kind === "class" && target.kind === "Name" ? textOf(c, s.annotation.span) : null;
  return (frame) => {
    if (value && bind) bind(frame, value(frame));
    if (hint !== null && target.kind === "Name") annotationsOf(frame).setName(target.name, hint);
    return NORMAL;
  };
}

function annotationsOf(frame: Frame): PyDict {
  const known = frame.names!.get("__annotations__"); // only class bodies come here
  if (known instanceof PyDict) return known;
  const fresh = new PyDict();
  frame.names!.set("__annotations__", fresh);
  return fresh;
}

/** Its names become unknown; its problem stands in the report already. */
function broken(c: Context, s: StatementKind<"Broken">): Execute {
  const text = textOf(c, s.span);
  const names = /^\s*(?:(?:async\s+)?def|class)\s+([^\W\d]\w*)/u.exec(text)?.slice(1, 2) ?? [...(/^[^=:(]*(?=\s*(?:[-+*/@&|^%]|\/\/|\*\*)?=[^=]|:)/u.exec(text)?.[0] ?? "").matchAll(/(?<![\w.])[^\W\d]\w*(?![\w.[])/gu)].map((match) => match[0]);
  const writers = names.map((name) => ({ name, write: writer(c, name) }));
  const inside = c.scope.kind === "function";
  return (frame) => {
    for (const { name, write } of writers) write(frame, new PyPlaceholder("depends-on-unread-line", say.unreadName(name)));
    // A function with an unreadable line has no known result.
    if (inside) { c.rt.trace.span = s.span; throw new Unsupported("depends-on-unread-line", say.unreadName(c.scope.name ?? "")); }
    return NORMAL;
  };
}
