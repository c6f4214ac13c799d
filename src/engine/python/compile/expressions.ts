/** Expressions → closures. */
import type { ConstantValue, Expression, ExpressionKind } from "../../syntax/program.js";
import type { Evaluate, Frame } from "../frame.js";
import { pythonMessages as say } from "../messages.js";
import { Ellipsis, PyFloat, PyInstance, PyList, PySlice, PyTuple, Unsupported, type Value } from "../object.js";
import { Literal } from "../scalar-tape.js";
import { AttributeSite } from "../semantics/attribute-site.js";
import { keyOf } from "../semantics/hash.js";
import { listOf, nextOf } from "../semantics/iteration.js";
import { orderedElements } from "../semantics/set-order.js";
import { listItem, setEntry, subscript } from "../semantics/subscript.js";
import { PyBytes } from "../values/bytes.js";
import { PyComplex } from "../values/complex.js";
import { PyDict } from "../values/dict.js";
import { PySet } from "../values/set.js";
import { typeName } from "../values/types.js";
import { binaryOperation, comparison, unaryOperation } from "./arithmetic.js";
import { callExpression } from "./calls.js";
import { comprehension } from "./comprehensions.js";
import type { Context } from "./context.js";
import { lambda } from "./functions.js";
import { loadName } from "./names.js";
import { mangled } from "./scopes.js";
import { joinedString } from "./strings.js";
import { store } from "./targets.js";

export function expression(c: Context, e: Expression): Evaluate {
  switch (e.kind) {
    case "Constant":
      return constant(c, e);
    case "Name":
      return loadName(c, e);
    case "BinOp":
      return binaryOperation(c, e);
    case "UnaryOp":
      return unaryOperation(c, e);
    case "Compare":
      return comparison(c, e);
    case "Call":
      return callExpression(c, e);
    case "Attribute":
      return attribute(c, e);
    case "Subscript":
      return item(c, e);
    case "Slice":
      return slice(c, e);
    case "BoolOp":
      return logical(c, e);
    case "IfExp":
      return conditional(c, e);
    case "NamedExpr":
      return walrus(c, e);
    case "Lambda":
      return lambda(c, e);
    case "List":
    case "Tuple":
    case "Set":
      return sequence(c, e);
    case "Dict":
      return dictionary(c, e);
    case "ListComp":
    case "SetComp":
    case "DictComp":
    case "GeneratorExp":
      return comprehension(c, e);
    case "JoinedStr":
      return joinedString(c, e);
    case "Yield":
    case "YieldFrom":
    case "Await":
      return sent(c, e);
    case "Starred":
      return () => { c.rt.trace.span = e.span; throw c.rt.raise("SyntaxError", "can't use starred expression here"); };
  }
}

export const expressions = (c: Context, all: readonly Expression[]): Evaluate[] => all.map((e) => expression(c, e));

function constant(c: Context, e: ExpressionKind<"Constant">): Evaluate {
  const value = constantValue(c, e.value, e.span);
  if (typeof value === "string" || value === null) return () => value;
  const { notes } = c;
  const { id } = e;
  return () => {
    notes.values[id] = value;
    notes.counts[id]++;
    return value;
  };
}

function constantValue(c: Context, value: ConstantValue, span: Expression["span"]): Value {
  switch (value.type) {
    case "float":
      return new PyFloat(value.value, new Literal(c.rt.trace, span));
    case "int":
    case "str":
    case "bool":
      return value.value;
    case "bytes":
      return new PyBytes([...value.value].map((one) => one.charCodeAt(0)));
    case "complex":
      return new PyComplex(0, value.imaginary);
    case "None":
      return null;
    case "Ellipsis":
      return Ellipsis;
  }
}

function attribute(c: Context, e: ExpressionKind<"Attribute">): Evaluate {
  const { rt } = c;
  const { notes } = c;
  const { trace } = rt;
  const { id, span } = e;
  const site = new AttributeSite(rt, mangled(c.scope, e.attribute));
  const of = expression(c, e.value);
  return (frame) => {
    const object = of(frame);
    trace.span = span;
    const value = site.read(object);
    notes.note(id, value);
    return value;
  };
}

function item(c: Context, e: ExpressionKind<"Subscript">): Evaluate {
  const { rt } = c;
  const { notes } = c;
  const { trace } = rt;
  const { id, span } = e;
  const of = expression(c, e.value);
  const at = expression(c, e.index);
  return (frame) => {
    const object = of(frame);
    const index = at(frame);
    let value = listItem(object, index);
    if (value === undefined) {
      trace.span = span;
      value = subscript(rt, object, index);
    }
    notes.note(id, value);
    return value;
  };
}

function slice(c: Context, e: ExpressionKind<"Slice">): Evaluate {
  const part = (one: Expression | null): Evaluate => (one ? expression(c, one) : () => null);
  const [lower, upper, step] = [part(e.lower), part(e.upper), part(e.step)];
  return (frame) => new PySlice(lower(frame), upper(frame), step(frame));
}

function logical(c: Context, e: ExpressionKind<"BoolOp">): Evaluate {
  const { rt } = c;
  const { notes } = c;
  const parts = expressions(c, e.values);
  const last = parts.length - 1;
  const stopAt = e.operator === "or";
  const { id } = e;
  return (frame) => {
    for (let i = 0; i < last; i++) {
      const value = parts[i](frame);
      if (rt.truth(value) === stopAt) {
        notes.note(id, value);
        return value;
      }
    }
    const value = parts[last](frame);
    notes.note(id, value);
    return value;
  };
}

function conditional(c: Context, e: ExpressionKind<"IfExp">): Evaluate {
  const [test, body, otherwise] = [condition(c, e.test), expression(c, e.body), expression(c, e.orElse)];
  return (frame) => {
    const value = test(frame) ? body(frame) : otherwise(frame);
    c.notes.note(e.id, value);
    return value;
  };
}

/** The truth of an expression. */
export function condition(c: Context, e: Expression): (frame: Frame) => boolean {
  const { rt } = c;
  const value = expression(c, e);
  return (frame) => {
    const result = value(frame);
    if (typeof result === "boolean") return result;
    rt.trace.span = e.span;
    return rt.truth(result);
  };
}

function walrus(c: Context, e: ExpressionKind<"NamedExpr">): Evaluate {
  const value = expression(c, e.value);
  const bind = store(c, e.target);
  return (frame) => {
    const result = value(frame);
    bind(frame, result);
    c.notes.note(e.id, result);
    return result;
  };
}

/** Elements with `*rest` laid out, after `first` where it is given. */
export function elements(c: Context, all: readonly Expression[]): (frame: Frame, first?: Value) => Value[] {
  const { rt } = c;
  if (!all.some((one) => one.kind === "Starred")) {
    const parts = expressions(c, all);
    return (frame, first) => {
      const before = first === undefined ? 0 : 1;
      const values = new Array<Value>(before + parts.length);
      if (first !== undefined) values[0] = first;
      for (let i = 0; i < parts.length; i++) values[before + i] = parts[i](frame);
      return values;
    };
  }
  const parts = all.map((one) => ({ starred: one.kind === "Starred", span: one.span, value: expression(c, one.kind === "Starred" ? one.value : one) }));
  return (frame, first) => {
    const values: Value[] = first === undefined ? [] : [first];
    for (const { starred, span, value } of parts) {
      const one = value(frame);
      if (!starred) { values.push(one); continue; }
      rt.trace.span = span;
      for (const inner of listOf(rt, one)) values.push(inner);
    }
    return values;
  };
}

function sequence(c: Context, e: ExpressionKind<"List" | "Tuple" | "Set">): Evaluate {
  const { rt } = c;
  const items = elements(c, e.elements);
  switch (e.kind) {
    case "List":
      return (frame) => new PyList(items(frame));
    case "Tuple":
      return (frame) => new PyTuple(items(frame));
    case "Set": {
      // CPython makes a frozenset of three constants or more and adds its elements: their order is that of the second time.
      const folded = e.elements.length >= 3 && e.elements.every((element) => element.kind === "Constant");
      return (frame) => {
        const add = (values: readonly Value[]): PySet => {
          const set = new PySet();
          for (const value of values) addElement(c, set, value);
          return set;
        };
        const values = items(frame);
        rt.trace.span = e.span;
        return folded ? add(orderedElements(add(values))) : add(values);
      };
    }
  }
}

export function addElement(c: Context, set: PySet, value: Value): void {
  const key = keyOf(c.rt, value);
  if (!set.entries.has(key)) set.entries.set(key, value);
}

function dictionary(c: Context, e: ExpressionKind<"Dict">): Evaluate {
  const { rt } = c;
  const entries = e.entries.map(({ key, value }) => ({ key: key && expression(c, key), value: expression(c, value) }));
  return (frame) => {
    const dict = new PyDict();
    for (const { key, value } of entries) {
      if (key) {
        const k = key(frame);
        const v = value(frame);
        rt.trace.span = e.span;
        setEntry(rt, dict, k, v);
        continue;
      }
      const mapping = value(frame);
      rt.trace.span = e.span;
      for (const [k, v] of mappingEntries(c, mapping, `'${typeName(mapping)}' object is not a mapping`)) setEntry(rt, dict, k, v);
    }
    return dict;
  };
}

/** Entries of a dict, or of anything with `keys` and `__getitem__`. */
export function mappingEntries(c: Context, mapping: Value, otherwise: string): [Value, Value][] {
  const { rt } = c;
  if (mapping instanceof PyDict) return rt.dictEntries(mapping);
  const keys = mapping instanceof PyInstance ? rt.findAttribute(mapping, "keys") : undefined;
  if (keys === undefined) throw rt.raise("TypeError", otherwise);
  const next = nextOf(rt, rt.call(keys, []));
  const entries: [Value, Value][] = [];
  for (let key = next(); key !== undefined; key = next()) entries.push([key, rt.subscript(mapping, key)]);
  return entries;
}

/** What was sent to a generator: put into its slot before the statement runs. */
function sent(c: Context, e: ExpressionKind<"Yield" | "YieldFrom" | "Await">): Evaluate {
  const slot = c.yielded.get(e.id);
  if (slot !== undefined) return (frame) => frame.slots[slot] ?? null;
  return () => { c.rt.trace.span = e.span; throw new Unsupported("unsupported-syntax", e.kind === "Await" ? say.asynchronous : say.unsupported(say.yieldHere)); };
}
