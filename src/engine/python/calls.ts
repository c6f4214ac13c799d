/** Calling: functions, methods, classes, anything with __call__. */
import { makeException, raiseOf, baseException } from "./exceptions.js";
import { Frame } from "./frame.js";
import type { Interpreter } from "./interpreter.js";
import { pythonMessages as say } from "./messages.js";
import { plain } from "./numbers.js";
import { type Keywords, NO_KEYWORDS, PyBuiltin, PyInstance, PyObject, PyRaise, PyTuple, PyType, Unsupported, type Value } from "./object.js";
import { PyClassMethod, PyDict, PyFunction, PyMethod, PyPlaceholder, PyStaticMethod } from "./types.js";

/** A member found in a type, as it is seen through an instance (`self`), or through the type itself (`self` null). */
export function bindTo(member: Value, self: Value, type: PyType): Value {
  if (member instanceof PyFunction) return self === null ? member : new PyMethod(self, member);
  if (member instanceof PyBuiltin) {
    if (member.binding === "static") return member;
    if (member.binding === "class") return new PyMethod(type, member);
    return self === null ? member : new PyMethod(self, member);
  }
  if (member instanceof PyStaticMethod) return member.callee;
  if (member instanceof PyClassMethod) return new PyMethod(type, member.callee);
  if (member instanceof PyInstance) {
    const get = member.type.lookup("__get__");
    if (get instanceof PyFunction || get instanceof PyBuiltin) return new PyMethod(self, member);
  }
  return member;
}

/** `value.name(…)` by the type's own member (dunder methods); undefined: there is none. */
export function methodCall(m: Interpreter, value: Value, name: string, args: readonly Value[]): Value | undefined {
  const type = m.typeOf(value);
  const member = type.lookup(name);
  if (member === undefined) return undefined;
  if (member instanceof PyFunction) return callFunction(m, member, [value, ...args], NO_KEYWORDS);
  if (member instanceof PyBuiltin && member.binding === "method") return callBuiltin(m, member, [value, ...args], NO_KEYWORDS);
  return callValue(m, bindTo(member, value, type), args, NO_KEYWORDS);
}

export function callValue(m: Interpreter, callee: Value, args: readonly Value[], keywords: Keywords): Value {
  if (callee instanceof PyMethod) return callValue(m, callee.callee, [callee.self, ...args], keywords);
  if (callee instanceof PyFunction) return callFunction(m, callee, args, keywords);
  if (callee instanceof PyBuiltin) return callBuiltin(m, callee, args, keywords);
  if (callee instanceof PyType) return construct(m, callee, args, keywords);
  if (callee instanceof PyPlaceholder) {
    if (callee.inert) return callee;
    throw new Unsupported(callee.code, say.usesModule(callee.why));
  }
  const own = m.typeOf(callee).lookup("__call__");
  if (own === undefined) throw raiseOf("TypeError", `'${m.typeOf(callee).name}' object is not callable`);
  return callValue(m, bindTo(own, callee, m.typeOf(callee)), args, keywords);
}

function callBuiltin(m: Interpreter, callee: PyBuiltin, args: readonly Value[], keywords: Keywords): Value {
  if (callee.keepsTracedInts) return callee.call(m, args, keywords);
  const plainKeywords = keywords.size ? new Map([...keywords].map(([name, value]) => [name, plain(value)])) : keywords;
  return callee.call(m, args.map(plain), plainKeywords);
}

/** `C(…)`: __new__ or the native constructor, then __init__. */
function construct(m: Interpreter, type: PyType, args: readonly Value[], keywords: Keywords): Value {
  const metaCall = type.metaclass?.lookup("__call__");
  if (metaCall !== undefined) return callValue(m, bindTo(metaCall, type, type.type), args, keywords);
  const maker = type.order.find((one) => one.dict.has("__new__") || one.construct !== null);
  const made = maker?.dict.get("__new__");
  let object: Value;
  if (made !== undefined) object = callValue(m, made instanceof PyStaticMethod ? made.callee : made, [type, ...args], keywords);
  else if (maker?.construct) {
    object = maker.construct(m, args, keywords);
    if (type !== maker && object instanceof PyInstance) object.type = type;
  } else if (type.isSubtype(baseException)) object = makeException(type, args);
  else object = new PyInstance(type);
  if (!(object instanceof PyObject) || !object.type.isSubtype(type)) return object;
  const init = type.lookup("__init__");
  if (init !== undefined) {
    const result = callValue(m, bindTo(init, object, type), args, keywords);
    if (result !== null) throw raiseOf("TypeError", `__init__() should return None, not '${m.typeOf(result).name}'`);
  } else if ((args.length || keywords.size) && made === undefined && !maker?.construct && !type.isSubtype(baseException)) {
    throw raiseOf("TypeError", `${type.name}() takes no arguments`);
  }
  return object;
}

export function callFunction(m: Interpreter, callee: PyFunction, args: readonly Value[], keywords: Keywords): Value {
  const { code } = callee;
  const frame = new Frame(code.slots, callee.frame, args[0], callee.owner);
  bindParameters(m, callee, frame, args, keywords);
  m.enterCall();
  const { scope, span } = m.trace;
  m.trace.scope = { kind: "function", name: callee.name, iteration: null, parent: scope };
  try {
    return code.run(frame);
  } finally {
    m.trace.scope = scope;
    m.trace.span = span;
    m.leaveCall();
  }
}

function bindParameters(m: Interpreter, callee: PyFunction, frame: Frame, args: readonly Value[], keywords: Keywords): void {
  const { parameters, code } = callee;
  const { slots } = frame;
  const named = [...parameters.positionalOnly, ...parameters.positional];
  const at = code.parameterSlots;
  const count = Math.min(args.length, named.length);
  for (let i = 0; i < count; i++) slots[at[i]!] = args[i];
  let next = named.length;
  if (parameters.varArgs) slots[at[next++]!] = new PyTuple(args.slice(named.length));
  else if (args.length > named.length) throw tooMany(callee, named.length, args.length);
  const keywordStart = next;
  next += parameters.keywordOnly.length;
  const rest = parameters.varKeywords ? new PyDict() : null;
  for (const [name, value] of keywords) {
    const position = named.findIndex((parameter, i) => parameter.name === name && i >= parameters.positionalOnly.length);
    const keywordOnly = position < 0 ? parameters.keywordOnly.findIndex((parameter) => parameter.name === name) : -1;
    if (position >= 0) {
      if (slots[at[position]!] !== undefined) throw raiseOf("TypeError", `${callee.qualifiedName}() got multiple values for argument '${name}'`);
      slots[at[position]!] = value;
    } else if (keywordOnly >= 0) slots[at[keywordStart + keywordOnly]!] = value;
    else if (rest) rest.entries.set(m.key(name), [name, value]);
    else throw raiseOf("TypeError", `${callee.qualifiedName}() got an unexpected keyword argument '${name}'`);
  }
  if (rest) slots[at[next]!] = rest;
  const missing: string[] = [];
  named.forEach((parameter, i) => {
    if (slots[at[i]!] !== undefined) return;
    const value = callee.defaults[i];
    if (value === undefined) missing.push(parameter.name);
    else slots[at[i]!] = value;
  });
  if (missing.length) throw missingArguments(callee, missing, "positional");
  parameters.keywordOnly.forEach((parameter, i) => {
    const slot = at[keywordStart + i]!;
    if (slots[slot] !== undefined) return;
    const value = callee.keywordDefaults[i];
    if (value === undefined) missing.push(parameter.name);
    else slots[slot] = value;
  });
  if (missing.length) throw missingArguments(callee, missing, "keyword-only");
}

function tooMany(callee: PyFunction, most: number, given: number): PyRaise {
  const optional = callee.defaults.filter((value) => value !== undefined).length;
  const takes = optional ? `from ${most - optional} to ${most} positional arguments` : `${most} positional argument${most === 1 ? "" : "s"}`;
  return raiseOf("TypeError", `${callee.qualifiedName}() takes ${takes} but ${given} ${given === 1 ? "was" : "were"} given`);
}

function missingArguments(callee: PyFunction, names: readonly string[], kind: string): PyRaise {
  const quoted = names.map((name) => `'${name}'`);
  const list = quoted.length < 3 ? quoted.join(" and ") : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
  return raiseOf("TypeError", `${callee.qualifiedName}() missing ${names.length} required ${kind} argument${names.length === 1 ? "" : "s"}: ${list}`);
}
