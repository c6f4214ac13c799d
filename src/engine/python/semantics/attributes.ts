/** Attribute access (https://docs.python.org/3/howto/descriptor.html). */

import { OBJECT_METHODS } from "../builtins/own.js";
import { pythonMessages as say } from "../messages.js";
import { PyBuiltin, PyGetter, PyInstance, PyModule, PyObject, PyRaise, PyType, TracedObject, typeType, Unsupported, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { PyNamespace } from "../values/dict.js";
import { PyClassMethod, PyFunction, PyInert, PyMethod, PyPlaceholder, PyUnknown, PyProperty, PyStaticMethod, PySuper } from "../values/function.js";
import { typeName, typeOf } from "../values/types.js";
import { qualifiedName } from "./text.js";

/** The attribute, or undefined. Python errors of a getter other than AttributeError pass through. */
export function findAttribute(rt: Runtime, object: Value, name: string): Value | undefined {
  if (object instanceof PyInstance) return ofInstance(rt, object, name);
  if (object instanceof PyType) return ofType(rt, object, name);
  if (object instanceof PyModule) {
    const own = object.dict.get(name);
    if (own !== undefined) return own;
    const made = ofFiles(object, name) ?? object.missing?.(rt, name);
    if (made !== undefined) return made;
    return name === "__dict__" ? new PyNamespace(object.dict) : undefined;
  }
  if (object instanceof PySuper) return ofSuper(rt, object, name);
  if (object instanceof PyPlaceholder) throw new Unsupported(object.code, object.why);
  if (object instanceof PyInert) return object.member(name);
  if (object instanceof PyMethod) return ofMethod(rt, object, name);
  const type = typeOf(object);
  const onType = type.lookup(name);
  if (onType !== undefined && isData(onType)) return bind(rt, onType, object, type);
  if (object instanceof PyObject) {
    const own = attributesOf(rt, object)?.get(name);
    if (own !== undefined) return own;
  }
  if (onType !== undefined) return bind(rt, onType, object, type);
  const special = common(object, type, name);
  if (special !== undefined) return special;
  const fallback = type.lookup("__getattr__");
  return fallback === undefined ? undefined : attempt(rt, () => rt.call(fallback, [object, name]));
}

/** A library's functions that read files give what is unknown; those that write them do nothing. */
function ofFiles(module: PyModule, name: string): PyInert | undefined {
  if (/^(?:load|loadtxt|genfromtxt|fromfile|memmap|imread|fromregex|read_\w+|load_\w*(?:file|url)\w*)$/.test(name)) return new PyUnknown(`${module.name}.${name}`, true);
  return /^(?:save|savez|savez_compressed|savetxt|imsave|save_\w+)$/.test(name) ? new PyInert(`${module.name}.${name}`) : undefined;
}

export function getAttribute(rt: Runtime, object: Value, name: string): Value {
  const value = findAttribute(rt, object, name);
  if (value !== undefined) return value;
  if (object instanceof PyInstance || !(object instanceof PyObject)) {
    const fallback = typeOf(object).lookup("__getattr__");
    // Asked once more so that its own error is the one seen.
    if (fallback !== undefined) return rt.call(fallback, [object, name]);
  } else if (object instanceof TracedObject) {
    const fallback = object.type.lookup("__getattr__");
    if (fallback !== undefined) return rt.call(fallback, [object, name]);
  }
  // A native module that lacks a name is our gap, not the program's mistake.
  if (object instanceof PyModule) throw new Unsupported("unsupported-call", say.unsupported(`${object.name}.${name}`));
  throw missing(rt, object, name);
}

export function missing(rt: Runtime, object: Value, name: string): PyRaise {
  if (object instanceof PyModule) return rt.raise("AttributeError", `module '${object.name}' has no attribute '${name}'`);
  if (object instanceof PyType) return rt.raise("AttributeError", `type object '${object.name}' has no attribute '${name}'`);
  if (object instanceof PySuper) return rt.raise("AttributeError", `'super' object has no attribute '${name}'`);
  return rt.raise("AttributeError", `'${typeName(object)}' object has no attribute '${name}'`);
}

function ofInstance(rt: Runtime, object: PyInstance, name: string): Value | undefined {
  const { type } = object;
  const onType = type.lookup(name);
  if (onType === undefined || !isData(onType)) {
    const own = object.dict.get(name);
    if (own !== undefined) return own;
  }
  if (onType !== undefined) {
    if (onType instanceof PyFunction) return new PyMethod(object, onType);
    return bind(rt, onType, object, type);
  }
  const special = name === "__dict__" ? liveDict(object.dict) : common(object, type, name);
  if (special !== undefined) return special;
  const fallback = type.lookup("__getattr__");
  return fallback === undefined ? undefined : attempt(rt, () => rt.call(fallback, [object, name]));
}

/** AttributeError as undefined. */
function attempt(rt: Runtime, get: () => Value): Value | undefined {
  try {
    return get();
  } catch (error) {
    if (error instanceof PyRaise && rt.isException(error, "AttributeError")) return undefined;
    throw error;
  }
}

function ofType(rt: Runtime, object: PyType, name: string): Value | undefined {
  const fixed = classFact(rt, object, name);
  if (fixed !== undefined) return fixed;
  const value = object.lookup(name);
  if (value !== undefined) {
    if (value instanceof PyBuiltin) return value.binding === "class" ? new PyMethod(object, value) : value;
    if (value instanceof PyFunction) return value;
    if (value instanceof PyClassMethod) return new PyMethod(object, value.callee);
    if (value instanceof PyStaticMethod) return value.callee;
    if (value instanceof PyInstance && value.type.lookup("__get__") !== undefined) return rt.call(rt.getAttribute(value, "__get__"), [null, object]);
    return value;
  }
  if (name === "__doc__") return null;
  if (name === "__call__") return new PyBuiltin("__call__", (machine, args, keywords) => machine.call(object, args, keywords));
  const meta = object.type === typeType && !CLASS_METHODS.has(name) ? undefined : object.type.lookup(name);
  return meta === undefined ? OBJECT_METHODS.get(name) : bind(rt, meta, object, object.type);
}

/** What a plain class has by way of `type` where the class itself does not define it. */
const CLASS_METHODS = new Set(["mro", "__subclasses__"]);

/** What is so of every class, whatever its dict holds for its instances. */
function classFact(rt: Runtime, object: PyType, name: string): Value | undefined {
  switch (name) {
    case "__name__":
      return object.name;
    case "__qualname__":
      return qualifiedName(object);
    case "__module__":
      return object.module;
    case "__dict__":
      return new PyNamespace(object.dict);
    case "__mro__":
      return rt.tuple(object.order);
    case "__bases__":
      return rt.tuple(object.bases);
    case "__base__":
      return object.bases[0] ?? null;
    case "__class__":
      return object.type;
    default:
      return undefined;
  }
}

function ofSuper(rt: Runtime, object: PySuper, name: string): Value | undefined {
  const { order } = object.selfType;
  for (const type of order.slice(order.indexOf(object.after) + 1)) {
    const value = type.dict.get(name);
    if (value === undefined) continue;
    return object.self instanceof PyType && object.self === object.selfType ? bindToClass(value, object.selfType) : bind(rt, value, object.self, object.selfType);
  }
  if (name === "__class__") return object.type;
  const method = OBJECT_METHODS.get(name);
  return method === undefined ? undefined : method.binding === "static" ? method : new PyMethod(object.self, method);
}

const bindToClass = (value: Value, type: PyType): Value => {
  if (value instanceof PyClassMethod) return new PyMethod(type, value.callee);
  if (value instanceof PyStaticMethod) return value.callee;
  if (value instanceof PyBuiltin && value.binding === "class") return new PyMethod(type, value);
  return value;
};

function ofMethod(rt: Runtime, object: PyMethod, name: string): Value | undefined {
  if (name === "__self__") return object.self;
  if (name === "__func__") return object.callee;
  if (name === "__call__") return object;
  const own = findAttribute(rt, object.callee, name);
  return own === undefined ? common(object, object.type, name) : own;
}

/** What every object has. */
function common(object: Value, type: PyType, name: string): Value | undefined {
  if (name === "__class__") return type;
  if (name === "__doc__") return null;
  if (name === "__module__") return type.module;
  if (name === "__call__" && object instanceof PyBuiltin) return object;
  const method = OBJECT_METHODS.get(name);
  return method === undefined ? undefined : method.binding === "static" ? method : new PyMethod(object, method);
}

/** An attribute found on the type, as seen through the object. */
export function bind(rt: Runtime, value: Value, self: Value, type: PyType): Value {
  if (value instanceof PyFunction) return new PyMethod(self, value);
  if (value instanceof PyBuiltin) return value.binding === "method" ? new PyMethod(self, value) : value.binding === "class" ? new PyMethod(type, value) : value;
  if (value instanceof PyGetter) return value.get(rt, self);
  if (value instanceof PyProperty) {
    if (value.getter === null) throw rt.raise("AttributeError", "property has no getter");
    return rt.call(value.getter, [self]);
  }
  if (value instanceof PyClassMethod) return new PyMethod(type, value.callee);
  if (value instanceof PyStaticMethod) return value.callee;
  if (value instanceof PyInstance) {
    const get = value.type.lookup("__get__");
    if (get !== undefined) return rt.call(get, [value, self, type]);
  }
  return value;
}

/** Whether it goes before what an instance has of its own. */
export const isData = (value: Value): boolean =>
  value instanceof PyProperty || value instanceof PyGetter || (value instanceof PyInstance && value.type.lookup("__set__") !== undefined);

const liveDict = (names: Map<string, Value>): PyNamespace => new PyNamespace(names);

/** The dict of attributes of an object that has one. */
export function attributesOf(rt: Runtime, object: PyObject): Map<string, Value> | undefined {
  if (object instanceof PyInstance || object instanceof PyFunction || object instanceof PyModule || object instanceof PyType) return object.dict;
  return rt.extraAttributes.get(object);
}

export function setAttribute(rt: Runtime, object: Value, name: string, value: Value): void {
  const custom = typeOf(object).lookup("__setattr__");
  if (custom !== undefined) rt.call(custom, [object, name, value]);
  else setPlainAttribute(rt, object, name, value);
}

/** What `object.__setattr__` does. */
export function setPlainAttribute(rt: Runtime, object: Value, name: string, value: Value): void {
  if (object instanceof PyType) return rt.patch(object, name, value);
  if (object instanceof PyPlaceholder) throw new Unsupported(object.code, object.why);
  if (object instanceof PyInert) return;
  const type = typeOf(object);
  const onType = type.lookup(name);
  if (onType instanceof PyProperty) {
    if (onType.setter === null) throw rt.raise("AttributeError", `property '${name}' of '${type.name}' object has no setter`);
    rt.call(onType.setter, [object, value]);
    return;
  }
  if (onType instanceof PyGetter) {
    if (!onType.set) throw rt.raise("AttributeError", `attribute '${name}' of '${type.name}' objects is not writable`);
    return onType.set(rt, object, value);
  }
  if (onType instanceof PyInstance) {
    const set = onType.type.lookup("__set__");
    if (set !== undefined) { rt.call(set, [onType, object, value]); return; }
  }
  if (object instanceof PyInstance && name === "__class__" && value instanceof PyType) { object.type = value; return; }
  const names = object instanceof PyObject ? writable(rt, object) : undefined;
  if (!names) throw rt.raise("AttributeError", `'${type.name}' object has no attribute '${name}'`);
  if (object instanceof PyFunction && name === "__name__") object.name = rt.str(value);
  checkSlots(rt, type, object, name);
  names.set(name, value);
}

function checkSlots(rt: Runtime, type: PyType, object: Value, name: string): void {
  if (!(object instanceof PyInstance) || !type.dict.has("__slots__")) return;
  let open = false;
  const allowed = new Set<string>();
  for (const one of type.order) {
    const slots = one.dict.get("__slots__");
    if (slots === undefined) open ||= one.name !== "object";
    else for (const slot of typeof slots === "string" ? [slots] : rt.iterate(slots)) allowed.add(String(slot));
  }
  if (!open && !allowed.has(name)) throw rt.raise("AttributeError", `'${type.name}' object has no attribute '${name}'`);
}

function writable(rt: Runtime, object: PyObject): Map<string, Value> | undefined {
  const own = attributesOf(rt, object);
  if (own) return own;
  if (!(object instanceof TracedObject) && object.type.module === "builtins") return undefined;
  const fresh = new Map<string, Value>();
  rt.extraAttributes.set(object, fresh);
  return fresh;
}

export function deleteAttribute(rt: Runtime, object: Value, name: string): void {
  const custom = typeOf(object).lookup("__delattr__");
  if (custom !== undefined) { rt.call(custom, [object, name]); return; }
  deletePlainAttribute(rt, object, name);
}

export function deletePlainAttribute(rt: Runtime, object: Value, name: string): void {
  const onType = typeOf(object).lookup(name);
  if (onType instanceof PyProperty && onType.deleter !== null) { rt.call(onType.deleter, [object]); return; }
  const names = object instanceof PyObject ? attributesOf(rt, object) : undefined;
  if (!names?.delete(name)) throw object instanceof PyType ? missing(rt, object, name) : rt.raise("AttributeError", `'${typeName(object)}' object has no attribute '${name}'`);
}
