/** Call expressions. Methods are called without making a method object. */
import type { Expression, ExpressionKind } from "../../syntax/program.js";
import type { Evaluate, Frame } from "../frame.js";
import { type Keywords, NO_KEYWORDS, PyBuiltin, PyInstance, PyObject, PyType, type Value } from "../object.js";
import { AttributeSite } from "../semantics/attribute-site.js";
import { call, callBuiltin, callFunction } from "../semantics/call.js";
import { PyDict } from "../values/dict.js";
import { PyFunction, PyMethod, PySuper } from "../values/function.js";
import { typeName, typeOf } from "../values/types.js";
import type { Context } from "./context.js";
import { elements, expression, mappingEntries } from "./expressions.js";
import { mangled, placeOf, type Scope } from "./scopes.js";

type Call = ExpressionKind<"Call">;

export function callExpression(c: Context, e: Call): Evaluate {
  if (e.callee.kind === "Name" && e.args.length === 0 && e.keywords.length === 0) {
    if (e.callee.name === "super") return zeroArgumentSuper(c, e);
    if (e.callee.name === "locals" || (e.callee.name === "vars" || e.callee.name === "dir")) return names(c, e);
  }
  if (e.callee.kind === "Attribute") return methodCall(c, e, e.callee);
  const { rt } = c;
  const { notes } = c;
  const { trace } = rt;
  const { id, span } = e;
  const callee = expression(c, e.callee);
  const args = elements(c, e.args);
  const keywords = keywordArguments(c, e);
  return (frame) => {
    const target = callee(frame);
    const values = args(frame);
    const named = keywords ? keywords(frame) : NO_KEYWORDS;
    trace.span = span;
    const value = target instanceof PyFunction ? callFunction(rt, target, values, named) : call(rt, target, values, named);
    notes.note(id, value);
    return value;
  };
}

function methodCall(c: Context, e: Call, callee: ExpressionKind<"Attribute">): Evaluate {
  const { rt } = c;
  const { notes } = c;
  const { trace } = rt;
  const { id, span } = e;
  const { span: calleeSpan } = callee;
  const attribute = mangled(c.scope, callee.attribute);
  const site = new AttributeSite(rt, attribute);
  const receiver = expression(c, callee.value);
  const args = elements(c, e.args);
  const keywords = keywordArguments(c, e);
  return (frame) => {
    const object = receiver(frame);
    const method = object instanceof PyInstance ? site.method(object) : nativeMethod(rt.extraAttributes, object, attribute);
    let target: Value | undefined;
    if (method === undefined) {
      trace.span = calleeSpan;
      target = rt.getAttribute(object, attribute);
    }
    const values = args(frame, method === undefined ? undefined : object);
    const named = keywords ? keywords(frame) : NO_KEYWORDS;
    trace.span = span;
    const value = method === undefined ? call(rt, target!, values, named) // got above
      : method instanceof PyFunction ? callFunction(rt, method, values, named) : callBuiltin(rt, method, values, named);
    notes.note(id, value);
    return value;
  };
}

/** The native function behind a method where nothing stands before it; undefined: look it up in full. */
function nativeMethod(extra: WeakMap<object, Map<string, Value>>, object: Value, name: string): PyBuiltin | undefined {
  if (object instanceof PyType || object instanceof PySuper || object instanceof PyMethod || object instanceof PyFunction) return undefined;
  const onType = typeOf(object).lookup(name);
  if (onType instanceof PyBuiltin && onType.binding === "method" && !(object instanceof PyObject && extra.has(object))) return onType;
  return undefined;
}

/** null: there are none. */
export function keywordArguments(c: Context, e: { readonly keywords: Call["keywords"]; readonly callee?: Expression }): ((frame: Frame) => Keywords) | null {
  if (e.keywords.length === 0) return null;
  const { rt } = c;
  const parts = e.keywords.map(({ name, value, span }) => ({ name, span, value: expression(c, value) }));
  return (frame) => {
    const keywords = new Map<string, Value>();
    const add = (name: string, value: Value): void => {
      if (keywords.has(name)) throw rt.raise("TypeError", `got multiple values for keyword argument '${name}'`);
      keywords.set(name, value);
    };
    for (const { name, span, value } of parts) {
      const given = value(frame);
      if (name !== null) { add(name, given); continue; }
      rt.trace.span = span;
      for (const [key, one] of mappingEntries(c, given, `argument after ** must be a mapping, not ${typeName(given)}`)) {
        if (typeof key !== "string") throw rt.raise("TypeError", "keywords must be strings");
        add(key, one);
      }
    }
    return keywords;
  };
}

/** `super()`: the class the method stands in, and the method's first argument. */
function zeroArgumentSuper(c: Context, e: Call): Evaluate {
  const { rt } = c;
  let depth = 0;
  let scope: Scope | null = c.scope;
  while (scope && scope.kind === "comprehension") { scope = scope.parent; depth++; }
  const cell = scope?.kind === "function" ? placeOf(c.scope, "__class__") : null;
  const plain = expression(c, e.callee);
  return (frame) => {
    const callee = plain(frame);
    rt.trace.span = e.span;
    if (callee !== rt.builtins.get("super")) return call(rt, callee, []);
    let from = frame;
    for (let i = 0; i < depth; i++) from = from.parent!; // scopes and frames nest alike
    const self = from.slots[0];
    let holder: Frame = frame;
    if (cell?.kind !== "slot") throw rt.raise("RuntimeError", "super(): __class__ cell not found");
    for (let i = 0; i < cell.depth; i++) holder = holder.parent!; // as above
    const type = holder.slots[cell.slot];
    if (!(type instanceof PyType) || self === undefined) throw rt.raise("RuntimeError", "super(): no arguments");
    return new PySuper(type, self, self instanceof PyType && self.isSubtype(type) ? self : typeOf(self));
  };
}

/** `locals()`, and `vars()` and `dir()` without arguments. */
function names(c: Context, e: Call): Evaluate {
  const { rt, module, scope } = c;
  const callee = expression(c, e.callee);
  const name = e.callee.kind === "Name" ? e.callee.name : "";
  return (frame) => {
    const function_ = callee(frame);
    rt.trace.span = e.span;
    if (function_ !== rt.builtins.get(name)) return call(rt, function_, []);
    const dict = new PyDict();
    if (frame.names) for (const [key, value] of frame.names) dict.setName(key, value);
    else {
      const { slots } = scope.kind === "module" ? module : frame;
      for (const [key, slot] of scope.slots) if (slots[slot] !== undefined) dict.setName(key, slots[slot]);
    }
    return name === "dir" ? rt.call(rt.builtins.get("sorted")!, [dict]) : dict;
  };
}
