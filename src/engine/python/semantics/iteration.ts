/** Iteration: what `for` asks of a value. */
import { PyInstance, PyList, PyObject, PyRaise, PyTuple, PyType, Unsupported, type Value } from "../object.js";
import { undecided } from "../modules/unknown.js";
import type { Runtime } from "../runtime.js";
import { PyBytes } from "../values/bytes.js";
import { PyDict, PyDictView } from "../values/dict.js";
import { PyInert, PyPlaceholder, PyUnknown } from "../values/function.js";
import { iteratorTypes, PyGenerator, PyIterator, pulled } from "../values/iterator.js";
import { PyRange } from "../values/range.js";
import { PySet } from "../values/set.js";
import { typeName, typeOf } from "../values/types.js";
import { orderedElements } from "./set-order.js";

/** A pull function: the next value, or undefined at the end. */
/** Whoever goes so deep into an unknown list of lists looks for its end. */
const DEEPEST_UNKNOWN = 4;
/** How many elements an unknown iterable gives. */
const UNKNOWN_ELEMENTS = 2;

export type Next = () => Value | undefined;

export function nextOf(rt: Runtime, value: Value): Next {
  if (value instanceof PyObject && value.type.module !== "builtins") {
    const own = userIterator(rt, value);
    if (own) return own;
  }
  if (value instanceof PyList) return sequenceNext(() => value.items);
  if (value instanceof PyTuple) return sequenceNext(() => value.items);
  if (value instanceof PyRange) {
    let i = 0;
    return () => (i < value.length ? value.at(i++) : undefined);
  }
  if (typeof value === "string") {
    const points = value[Symbol.iterator]();
    return () => { const step = points.next(); return step.done ? undefined : step.value; };
  }
  if (value instanceof PyDict) return viewNext(rt, value, "keys");
  if (value instanceof PyDictView) return viewNext(rt, value.of, value.part);
  if (value instanceof PySet) return setNext(rt, value);
  if (value instanceof PyIterator) return value.next;
  if (value instanceof PyGenerator) return () => resume(rt, value, null);
  if (value instanceof PyBytes) return sequenceNext(() => value.data);
  if (value instanceof PyPlaceholder) throw new Unsupported(value.code, value.why);
  if (value instanceof PyUnknown) {
    if (value.depth >= DEEPEST_UNKNOWN) throw undecided(value);
    // How many there are is not known: enough for a loop's body to show what it does.
    let left = UNKNOWN_ELEMENTS;
    return () => (left-- > 0 ? new PyUnknown(`${value.name}[…]`, false, value.depth + 1) : undefined);
  }
  if (value instanceof PyInert) return value.along === undefined ? () => undefined : nextOf(rt, value.along);
  const own = userIterator(rt, value);
  if (own) return own;
  throw rt.raise("TypeError", `'${value instanceof PyType ? "type" : typeName(value)}' object is not iterable`);
}

function sequenceNext(items: () => readonly Value[]): Next {
  let i = 0;
  return () => { const all = items(); return i < all.length ? all[i++] : undefined; };
}

function viewNext(rt: Runtime, dict: PyDict, part: "keys" | "values" | "items"): Next {
  const size = dict.entries.size;
  const entries = dict.entries.values();
  return () => {
    if (dict.entries.size !== size) throw rt.raise("RuntimeError", "dictionary changed size during iteration");
    const step = entries.next();
    if (step.done) return undefined;
    return part === "keys" ? step.value[0] : part === "values" ? step.value[1] : new PyTuple(step.value);
  };
}

function setNext(rt: Runtime, set: PySet): Next {
  const size = set.entries.size;
  const elements = orderedElements(set);
  let i = 0;
  return () => {
    if (set.entries.size !== size) throw rt.raise("RuntimeError", "Set changed size during iteration");
    return i < elements.length ? elements[i++] : undefined;
  };
}

/** By `__iter__`/`__next__` or `__getitem__`, of a class or a native type. */
function userIterator(rt: Runtime, value: Value): Next | undefined {
  const type = typeOf(value);
  const iter = type.lookup("__iter__");
  if (iter !== undefined) {
    if (iter === null) throw rt.raise("TypeError", `'${type.name}' object is not iterable`);
    if (rt.isDefault(iter)) return undefined;
    return iteratorNext(rt, rt.call(iter, [value]), value);
  }
  if (value instanceof PyType && value.metaclass) {
    const own = value.metaclass.lookup("__iter__");
    if (own !== undefined) return nextOf(rt, rt.call(own, [value]));
  }
  const item = type.lookup("__getitem__");
  if (item === undefined || rt.isDefault(item) || !(value instanceof PyInstance || type.module !== "builtins")) return undefined;
  let i = 0;
  let ended = false;
  return () => {
    if (ended) return undefined;
    try {
      return rt.call(item, [value, i++]);
    } catch (error) {
      if (!(error instanceof PyRaise && (rt.isException(error, "IndexError") || rt.isException(error, "StopIteration")))) throw error;
      ended = true;
      return undefined;
    }
  };
}

function iteratorNext(rt: Runtime, iterator: Value, from: Value): Next {
  if (!(iterator instanceof PyInstance)) {
    if (iterator === from) throw rt.raise("TypeError", `'${typeName(from)}' object is not iterable`);
    return nextOf(rt, iterator);
  }
  const next = iterator.type.lookup("__next__");
  if (next === undefined) throw rt.raise("TypeError", `iter() returned non-iterator of type '${typeName(iterator)}'`);
  return () => {
    try {
      return rt.call(next, [iterator]);
    } catch (error) {
      if (error instanceof PyRaise && rt.isException(error, "StopIteration")) return undefined;
      throw error;
    }
  };
}

/** Runs a generator to its next `yield`. */
export function resume(rt: Runtime, generator: PyGenerator, sent: Value): Value | undefined {
  return advance(rt, generator, () => generator.steps.next(sent));
}

export function throwInto(rt: Runtime, generator: PyGenerator, error: PyRaise): Value | undefined {
  return advance(rt, generator, () => generator.steps.throw(error));
}

function advance(rt: Runtime, generator: PyGenerator, step: () => IteratorResult<Value, Value>): Value | undefined {
  if (generator.finished) return undefined;
  if (generator.running) throw rt.raise("ValueError", "generator already executing");
  const { trace } = rt;
  const { span, scope } = trace;
  const loops = rt.loops.length;
  rt.enter();
  generator.running = true;
  generator.started = true;
  trace.scope = { kind: "function", name: generator.name, iteration: null, parent: scope };
  try {
    const result = step();
    if (!result.done) return result.value;
    generator.finished = true;
    generator.result = result.value;
    return undefined;
  } catch (error) {
    generator.finished = true;
    rt.failed(error);
    if (error instanceof PyRaise && rt.isException(error, "StopIteration")) throw rt.raise("RuntimeError", "generator raised StopIteration");
    throw error;
  } finally {
    generator.running = false;
    rt.leave(loops);
    trace.span = span;
    trace.scope = scope;
  }
}

/** `iter(value)` as an object. */
export function iteratorOf(rt: Runtime, value: Value): Value {
  if (value instanceof PyIterator || value instanceof PyGenerator) return value;
  if (value instanceof PyInstance) {
    const iter = value.type.lookup("__iter__");
    if (iter !== undefined && iter !== null && !rt.isDefault(iter)) return rt.call(iter, [value]);
  }
  const type = value instanceof PyList ? iteratorTypes.list : value instanceof PyTuple ? iteratorTypes.tuple : typeof value === "string" ? iteratorTypes.str
    : value instanceof PyRange ? iteratorTypes.range : value instanceof PySet ? iteratorTypes.set : value instanceof PyDict ? iteratorTypes.dictKeys : iteratorTypes.sequence;
  return new PyIterator(type, nextOf(rt, value));
}

/** All values at once. */
export function listOf(rt: Runtime, value: Value): Value[] {
  if (value instanceof PyList && value.type.module === "builtins") return [...value.items];
  if (value instanceof PyTuple && value.type.module === "builtins") return [...value.items];
  const next = nextOf(rt, value);
  const result: Value[] = [];
  for (let item = next(); item !== undefined; item = next()) {
    rt.step();
    result.push(item);
  }
  return result;
}

export const iterate = (rt: Runtime, value: Value): Iterable<Value> => {
  if (value instanceof PyTuple && value.type.module === "builtins") return value.items;
  return pulled(nextOf(rt, value));
};
