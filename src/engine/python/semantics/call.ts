/** Calls: Python functions, natives, classes, objects with `__call__`. */
import { isForeign } from "../../text/span.js";
import { Frame, RETURN } from "../frame.js";
import { type Keywords, type NativeFunction, NO_KEYWORDS, objectType, plainNumber, PyBuiltin, PyInstance, PyObject, PyTracedInt, PyTuple, PyType, typeType, Unsupported, type Value } from "../object.js";
import { callInert } from "../modules/inert.js";
import { callUnknown, madeOfUnknown, resultOfUnknown } from "../modules/unknown.js";
import type { Runtime } from "../runtime.js";
import { PyDict } from "../values/dict.js";
import { type Code, PyFunction, PyInert, PyMethod, PyPlaceholder, PyUnknown } from "../values/function.js";
import { PyGenerator } from "../values/iterator.js";
import { plain, typeName, typeOf } from "../values/types.js";

export function call(rt: Runtime, callee: Value, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value {
  if (callee instanceof PyFunction) return callFunction(rt, callee, args, keywords);
  if (callee instanceof PyMethod) return call(rt, callee.callee, [callee.self, ...args], keywords);
  if (callee instanceof PyBuiltin) return callBuiltin(rt, callee, args, keywords);
  if (callee instanceof PyType) return instantiate(rt, callee, args, keywords);
  if (callee instanceof PyPlaceholder) throw new Unsupported(callee.code, callee.why);
  if (callee instanceof PyInert) return callee instanceof PyUnknown ? callUnknown(rt, callee) : callee.answers.called ?? callInert(rt, callee, args, keywords);
  if (callee instanceof PyObject) {
    const method = callee.type.lookup("__call__");
    if (method !== undefined) return call(rt, method, [callee, ...args], keywords);
  }
  throw rt.raise("TypeError", `'${typeName(callee)}' object is not callable`);
}

/** They show numbers and make none. */
const ONLOOKERS: ReadonlySet<string> = new Set(["print", "str", "repr", "format", "isinstance", "type", "id"]);

export function callBuiltin(rt: Runtime, callee: PyBuiltin, args: readonly Value[], keywords: Keywords): Value {
  if (!callee.keepsTracedInts) {
    const untraced = ONLOOKERS.has(callee.name) ? plain : (value: Value): Value => (value instanceof PyTracedInt ? plainNumber(value) : value);
    for (const arg of args) {
      if (arg instanceof PyTracedInt) { args = args.map(untraced); break; }
    }
    if (keywords.size) keywords = new Map([...keywords].map(([name, value]) => [name, untraced(value)]));
  }
  try {
    return callee.call(rt, args, keywords);
  } catch (error) {
    const result = resultOfUnknown(rt, callee, args, keywords, error);
    if (result === undefined) throw error;
    return result;
  }
}

export function callFunction(rt: Runtime, callee: PyFunction, args: readonly Value[], keywords: Keywords): Value {
  const { code } = callee;
  const frame = new Frame(code.frameSize(), callee.closure);
  const count = code.positional.length;
  const { defaults } = callee;
  if (keywords.size === 0 && args.length <= count && args.length >= count - defaults.length && code.varArgs === null && code.varKeywords === null && code.keywordOnly.length === 0) {
    for (let i = 0; i < args.length; i++) frame.slots[i] = args[i];
    for (let i = args.length; i < count; i++) frame.slots[i] = defaults[i - count + defaults.length];
  } else bindArguments(rt, callee, frame, args, keywords);
  code.noteParameters(frame);
  return runFrame(rt, code, frame);
}

function runFrame(rt: Runtime, code: Code, frame: Frame): Value {
  const { trace } = rt;
  const { span, scope } = trace;
  if (isForeign(code.span) && span !== null && !isForeign(span)) trace.entry = span;
  if (code.body.kind === "generator") return new PyGenerator(code.name, generatorSteps(code.body.execute, frame));
  const loops = rt.loops.length;
  rt.enter();
  trace.scope = { kind: "function", name: code.name, iteration: null, parent: scope };
  try {
    if (code.body.kind === "expression") return code.body.evaluate(frame);
    return code.body.execute(frame) === RETURN ? frame.result : null;
  } catch (error) {
    rt.failed(error);
    throw error;
  } finally {
    rt.leave(loops);
    trace.span = span;
    trace.scope = scope;
  }
}

function* generatorSteps(execute: (frame: Frame) => Generator<Value, number, Value>, frame: Frame): Generator<Value, Value, Value> {
  return (yield* execute(frame)) === RETURN ? frame.result : null;
}

const quoted = (names: readonly string[]): string => {
  const marked = names.map((name) => `'${name}'`);
  if (marked.length <= 1) return marked.join("");
  return marked.length === 2 ? marked.join(" and ") : `${marked.slice(0, -1).join(", ")}, and ${marked.at(-1)}`;
};

/** https://docs.python.org/3/reference/expressions.html#calls, with CPython's texts. */
function bindArguments(rt: Runtime, callee: PyFunction, frame: Frame, args: readonly Value[], keywords: Keywords): void {
  const { code } = callee;
  const { positional, keywordOnly } = code;
  const slotsOfKeywords = positional.length;
  const { slots } = frame;
  const name = `${code.qualifiedName}()`;
  const taken = Math.min(args.length, positional.length);
  for (let i = 0; i < taken; i++) slots[i] = args[i];
  let at = slotsOfKeywords + keywordOnly.length;
  if (code.varArgs !== null) slots[at++] = new PyTuple(args.slice(taken));
  const rest = code.varKeywords === null ? null : new PyDict();
  if (rest) slots[at] = rest;
  const unexpected: string[] = [];
  for (const [keyword, value] of keywords) {
    const index = positional.indexOf(keyword, code.positionalOnly);
    const only = keywordOnly.indexOf(keyword);
    const slot = index >= 0 ? index : only >= 0 ? slotsOfKeywords + only : -1;
    if (slot < 0) {
      if (rest) rest.setName(keyword, value);
      else unexpected.push(keyword);
    } else if (slots[slot] !== undefined) throw rt.raise("TypeError", `${name} got multiple values for argument '${keyword}'`);
    else slots[slot] = value;
  }
  if (unexpected.length) {
    const posOnly = unexpected.filter((one) => positional.slice(0, code.positionalOnly).includes(one));
    if (posOnly.length) throw rt.raise("TypeError", `${name} got some positional-only arguments passed as keyword arguments: '${posOnly.join(", ")}'`);
    throw rt.raise("TypeError", `${name} got an unexpected keyword argument '${unexpected[0]}'`);
  }
  if (args.length > positional.length && code.varArgs === null) throw tooMany(rt, callee, args.length, slots);
  const firstDefault = positional.length - callee.defaults.length;
  const missing: string[] = [];
  for (let i = 0; i < positional.length; i++) {
    if (slots[i] !== undefined) continue;
    if (i >= firstDefault) slots[i] = callee.defaults[i - firstDefault];
    else missing.push(positional[i]);
  }
  if (missing.length) throw rt.raise("TypeError", `${name} missing ${missing.length} required positional argument${missing.length > 1 ? "s" : ""}: ${quoted(missing)}`);
  const missingKeywords: string[] = [];
  keywordOnly.forEach((keyword, i) => {
    if (slots[slotsOfKeywords + i] !== undefined) return;
    const value = callee.keywordDefaults.get(keyword);
    if (value === undefined) missingKeywords.push(keyword);
    else slots[slotsOfKeywords + i] = value;
  });
  if (missingKeywords.length) throw rt.raise("TypeError", `${name} missing ${missingKeywords.length} required keyword-only argument${missingKeywords.length > 1 ? "s" : ""}: ${quoted(missingKeywords)}`);
}

function tooMany(rt: Runtime, callee: PyFunction, given: number, slots: readonly (Value | undefined)[]): Error {
  const { code } = callee;
  const most = code.positional.length;
  const least = most - callee.defaults.length;
  const takes = callee.defaults.length ? `from ${least} to ${most} positional arguments` : `${most} positional argument${most === 1 ? "" : "s"}`;
  const keywordOnly = code.keywordOnly.filter((_, i) => slots[most + i] !== undefined).length;
  const were = keywordOnly ? `${given} positional argument${given === 1 ? "" : "s"} (and ${keywordOnly} keyword-only argument${keywordOnly === 1 ? "" : "s"}) were` : `${given} ${given === 1 ? "was" : "were"}`;
  return rt.raise("TypeError", `${code.qualifiedName}() takes ${takes} but ${were} given`);
}

/** `C(…)`: `__new__`, then `__init__`. */
function instantiate(rt: Runtime, type: PyType, args: readonly Value[], keywords: Keywords): Value {
  if (type === typeType) return typeCall(rt, args, keywords);
  if (type.metaclass) {
    const own = type.metaclass.lookup("__call__");
    if (own !== undefined && own !== typeType.dict.get("__call__")) return call(rt, own, [type, ...args], keywords);
  }
  return makeInstance(rt, type, args, keywords);
}

/** What `type.__call__` does. */
export function makeInstance(rt: Runtime, type: PyType, args: readonly Value[], keywords: Keywords): Value {
  const abstract = type.dict.get("__abstractmethods__");
  if (abstract instanceof PyTuple && abstract.items.length) {
    const names = abstract.items.map(String);
    throw rt.raise("TypeError", `Can't instantiate abstract class ${type.name} with abstract method${names.length > 1 ? "s" : ""} ${names.join(", ")}`);
  }
  const init = type.lookup("__init__");
  const object = allocate(rt, type, args, keywords, init);
  if (init === undefined || (object instanceof PyObject ? !object.type.isSubtype(type) : true)) return object;
  const result = call(rt, init, [object, ...args], keywords);
  // A native `__init__` that failed over an unknown argument leaves nothing to work with.
  if (result instanceof PyUnknown && init instanceof PyBuiltin) return result;
  if (result !== null && !(init instanceof PyBuiltin)) throw rt.raise("TypeError", `__init__() should return None, not '${typeName(result)}'`);
  return object;
}

function constructed(rt: Runtime, type: PyType, construct: NativeFunction, args: readonly Value[], keywords: Keywords): Value {
  try {
    return construct(rt, type.module === "builtins" ? args : args.map(plain), keywords);
  } catch (error) {
    const result = madeOfUnknown(rt, type.name, args, keywords, error);
    if (result === undefined) throw error;
    return result;
  }
}

function allocate(rt: Runtime, type: PyType, args: readonly Value[], keywords: Keywords, init: Value | undefined): Value {
  for (const one of type.order) {
    const own = one.dict.get("__new__");
    if (own !== undefined && one !== objectType) return call(rt, own, [type, ...args], keywords);
    if (one.construct) {
      const made = constructed(rt, one, one.construct, args, keywords);
      if (made instanceof PyInstance && made.type !== type) made.type = type;
      return made;
    }
  }
  if (init === undefined && (args.length || keywords.size)) throw rt.raise("TypeError", `${type.name}() takes no arguments`);
  return new PyInstance(type);
}

/** `type(x)`, and `type(name, bases, dict)`. */
function typeCall(rt: Runtime, args: readonly Value[], keywords: Keywords): Value {
  if (args.length === 1) return typeOf(args[0]);
  const [name, bases, names] = args;
  if (typeof name !== "string" || !(bases instanceof PyTuple) || !(names instanceof PyDict)) throw rt.raise("TypeError", "type() takes 1 or 3 arguments");
  return rt.makeClass(name, bases.items, new Map([...names.entries.values()].map(([key, value]) => [String(key), value])), keywords, null);
}
