/** Attribute access as Python's data model has it. */
import { argumentsOf, EXCEPTIONS, raiseOf } from "./exceptions.js";
import type { Interpreter } from "./interpreter.js";
import { NO_KEYWORDS, PyBuiltin, PyGetter, PyInstance, PyModule, PyRaise, PyTuple, PyType, Unsupported, type Value } from "./object.js";
import { bindTo, callValue } from "./calls.js";
import { PyFunction, PyMethod, PyPlaceholder, PyProperty, PySuper } from "./types.js";
import { pythonMessages as say } from "./messages.js";

export function getAttribute(m: Interpreter, object: Value, name: string): Value {
  const value = findAttribute(m, object, name);
  if (value !== undefined) return value;
  throw raiseOf("AttributeError", missingText(m, object, name));
}

function missingText(m: Interpreter, object: Value, name: string): string {
  if (object instanceof PyType) return `type object '${object.name}' has no attribute '${name}'`;
  if (object instanceof PyModule) return `module '${object.name}' has no attribute '${name}'`;
  return `'${m.typeOf(object).name}' object has no attribute '${name}'`;
}

export function findAttribute(m: Interpreter, object: Value, name: string): Value | undefined {
  if (object instanceof PyModule) return object.dict.get(name) ?? object.missing?.(m, name) ?? (name === "__dict__" ? m.makeDict([...object.dict]) : undefined);
  if (object instanceof PyType) return typeAttribute(m, object, name);
  if (object instanceof PySuper) return superAttribute(m, object, name);
  if (object instanceof PyPlaceholder) {
    if (object.inert) return object;
    throw new Unsupported(object.code, say.usesModule(`${object.why}.${name}`));
  }
  const type = m.typeOf(object);
  const inType = type.lookup(name);
  if (inType instanceof PyProperty) return callValue(m, inType.getter, [object], NO_KEYWORDS);
  if (inType instanceof PyGetter) return inType.get(m, object);
  if (object instanceof PyInstance || object instanceof PyFunction) {
    const own = object.dict.get(name);
    if (own !== undefined) return own;
  }
  if (inType !== undefined) return bindTo(inType, object, type);
  const special = specialAttribute(m, object, name, type);
  if (special !== undefined) return special;
  const fallback = type.lookup("__getattr__");
  if (fallback === undefined) return undefined;
  try {
    return callValue(m, bindTo(fallback, object, type), [name], NO_KEYWORDS);
  } catch (error) {
    // hasattr and friends ask for undefined; getAttribute raises again with the object's own words.
    if (error instanceof PyRaise && error.exception.type.isSubtype(EXCEPTIONS.get("AttributeError")!)) {
      const [text] = argumentsOf(error.exception);
      if (typeof text === "string" && text !== missingText(m, object, name)) throw error;
      return undefined;
    }
    throw error;
  }
}

function specialAttribute(m: Interpreter, object: Value, name: string, type: PyType): Value | undefined {
  switch (name) {
    case "__class__":
      return type;
    case "__dict__":
      return object instanceof PyInstance || object instanceof PyFunction ? m.makeDict([...object.dict]) : undefined;
    case "__doc__":
      return object instanceof PyFunction ? object.code.docstring : null;
    case "__name__":
      return object instanceof PyFunction || object instanceof PyBuiltin ? object.name : object instanceof PyMethod ? getAttribute(m, object.callee, name) : undefined;
    case "__qualname__":
      return object instanceof PyFunction ? object.qualifiedName : undefined;
    case "__module__":
      return object instanceof PyFunction || object instanceof PyInstance ? type.module : undefined;
    case "__defaults__":
      return object instanceof PyFunction ? new PyTuple(object.defaults.filter((value): value is Value => value !== undefined)) : undefined;
    case "__self__":
      return object instanceof PyMethod ? object.self : undefined;
    case "__func__":
      return object instanceof PyMethod ? object.callee : undefined;
    default:
      return undefined;
  }
}

function typeAttribute(m: Interpreter, type: PyType, name: string): Value | undefined {
  const value = type.lookup(name);
  if (value !== undefined) {
    if (value instanceof PyProperty || value instanceof PyGetter) return value;
    return bindTo(value, null, type);
  }
  const inMeta = type.type.lookup(name);
  if (inMeta instanceof PyProperty) return callValue(m, inMeta.getter, [type], NO_KEYWORDS);
  if (inMeta instanceof PyGetter) return inMeta.get(m, type);
  if (inMeta !== undefined) return bindTo(inMeta, type, type.type);
  switch (name) {
    case "__name__":
    case "__qualname__":
      return type.name;
    case "__module__":
      return type.module;
    case "__mro__":
      return new PyTuple(type.order);
    case "__bases__":
      return new PyTuple(type.bases);
    case "__dict__":
      return m.makeDict([...type.dict]);
    case "__class__":
      return type.type;
    case "__doc__":
      return null;
    default:
      return undefined;
  }
}

function superAttribute(m: Interpreter, object: PySuper, name: string): Value | undefined {
  const order = object.self instanceof PyType ? object.self.order : object.self.type.order;
  const self = object.self;
  for (const type of order.slice(order.indexOf(object.after) + 1)) {
    const value = type.dict.get(name);
    if (value === undefined) continue;
    if (value instanceof PyProperty) return callValue(m, value.getter, [self], NO_KEYWORDS);
    if (value instanceof PyGetter) return value.get(m, self);
    return self instanceof PyType ? bindTo(value, name === "__new__" ? null : self, self) : bindTo(value, self, self.type);
  }
  // object's own methods, which are not in a dict.
  if (name === "__init__" || name === "__init_subclass__" || name === "__setattr__" || name === "__enter__" || name === "__exit__") {
    return new PyBuiltin(name, (machine, args) => {
      if (name === "__setattr__" && self instanceof PyInstance) self.dict.set(machine.str(args[0]!), args[1]!);
      if (name === "__init__" && self instanceof PyInstance && self.type.order.some((type) => type.name === "BaseException")) self.dict.set("args", new PyTuple(args));
      return null;
    }, "static");
  }
  if (name === "__new__") return new PyBuiltin(name, (machine, args) => (args[0] instanceof PyType ? machine.instance(args[0]) : null), "static");
  if (name === "__repr__" || name === "__str__") return new PyBuiltin(name, () => `<${m.typeOf(self).module}.${m.typeOf(self).name} object>`, "static");
  if (name === "__getattribute__") return new PyBuiltin(name, (machine, args) => machine.getAttribute(self, machine.str(args[0]!)), "static");
  return undefined;
}

export function setAttribute(m: Interpreter, object: Value, name: string, value: Value): void {
  if (object instanceof PyModule || object instanceof PyType) {
    object.dict.set(name, value);
    return;
  }
  if (object instanceof PyPlaceholder && object.inert) return;
  const type = m.typeOf(object);
  const own = type.lookup("__setattr__");
  if (own !== undefined) {
    callValue(m, bindTo(own, object, type), [name, value], NO_KEYWORDS);
    return;
  }
  setPlainAttribute(m, object, name, value);
}

/** What object.__setattr__ does. */
export function setPlainAttribute(m: Interpreter, object: Value, name: string, value: Value): void {
  const type = m.typeOf(object);
  const inType = type.lookup(name);
  if (inType instanceof PyProperty) {
    if (inType.setter === null) throw raiseOf("AttributeError", `property '${name}' of '${type.name}' object has no setter`);
    callValue(m, inType.setter, [object, value], NO_KEYWORDS);
  } else if (inType instanceof PyGetter) {
    if (!inType.set) throw raiseOf("AttributeError", `attribute '${name}' of '${type.name}' objects is not writable`);
    inType.set(m, object, value);
  } else if (object instanceof PyInstance || object instanceof PyFunction) {
    if (name === "__class__" && object instanceof PyInstance && value instanceof PyType) object.type = value;
    else object.dict.set(name, value);
  } else throw raiseOf("AttributeError", `'${type.name}' object has no attribute '${name}'`);
}

export function deleteAttribute(m: Interpreter, object: Value, name: string): void {
  const type = m.typeOf(object);
  const own = type.lookup("__delattr__");
  if (own !== undefined) {
    callValue(m, bindTo(own, object, type), [name], NO_KEYWORDS);
    return;
  }
  const dict = object instanceof PyInstance || object instanceof PyFunction || object instanceof PyType || object instanceof PyModule ? object.dict : null;
  if (!dict?.delete(name)) throw raiseOf("AttributeError", missingText(m, object, name));
}

