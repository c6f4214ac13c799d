/** `torch.nn.Module`: registers parameters, buffers and submodules by assignment, and runs `forward`. */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { PyProperty } from "../../../python/values/function.js";
import { isTensor, parameterType, type Tensor } from "../tensor.js";
import { SCALAR_TYPES } from "../dtypes.js";
import { typeError } from "../errors.js";

export const moduleType = new PyType("Module", [objectType], "torch.nn.modules.module");

export const isModule = (value: Value | undefined): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(moduleType);
export const isParameter = (value: Value | undefined): value is Tensor => isTensor(value) && value.type.isSubtype(parameterType);

type Registry = "_parameters" | "_buffers" | "_modules" | "_non_persistent_buffers_set" | "_forward_hooks" | "_forward_pre_hooks" | "_backward_hooks";

/** One of the dicts of a module; undefined before `Module.__init__`. */
export function registry(self: PyInstance, name: Registry): PyDict | undefined {
  const value = self.dict.get(name);
  return value instanceof PyDict ? value : undefined;
}

/** Under which name a module stands in its parent: the lens shows it as the place of a computation. */
const placeNames = new WeakMap<PyInstance, string>();

export function initialize(self: PyInstance): void {
  self.dict.set("training", true);
  for (const name of ["_parameters", "_buffers", "_non_persistent_buffers_set", "_backward_hooks", "_forward_hooks", "_forward_pre_hooks", "_modules"] as const) self.dict.set(name, new PyDict());
}

export function registerParameter(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const parameters = registry(self, "_parameters");
  if (!parameters) throw machine.raise("AttributeError", "cannot assign parameters before Module.__init__() call");
  if (value !== null && !isParameter(value)) throw typeError(machine, `cannot assign '${tensorTypeName(machine, value)}' object to parameter '${name}' (torch.nn.Parameter or None required)`);
  parameters.setName(name, value);
}

export function registerModule(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const modules = registry(self, "_modules");
  if (!modules) throw machine.raise("AttributeError", "cannot assign module before Module.__init__() call");
  if (value !== null && !isModule(value)) throw typeError(machine, `${machine.typeOf(value).name} is not a Module subclass`);
  if (value !== null) placeNames.set(value, name);
  modules.setName(name, value);
}

export function registerBuffer(machine: Machine, self: PyInstance, name: string, value: Value, persistent = true): void {
  const buffers = registry(self, "_buffers");
  if (!buffers) throw machine.raise("AttributeError", "cannot assign buffer before Module.__init__() call");
  if (value !== null && !isTensor(value)) throw typeError(machine, `cannot assign '${machine.typeOf(value).name}' object to buffer '${name}' (torch Tensor or None required)`);
  buffers.setName(name, value);
  if (!persistent) registry(self, "_non_persistent_buffers_set")?.setName(name, true);
}

const tensorTypeName = (machine: Machine, value: Value): string => (isTensor(value) ? `torch.${SCALAR_TYPES[value.dtype]}Tensor` : machine.typeOf(value).name);

function setAttribute(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const [parameters, modules, buffers] = [registry(self, "_parameters"), registry(self, "_modules"), registry(self, "_buffers")];
  const drop = (...from: (PyDict | undefined)[]): void => {
    self.dict.delete(name);
    for (const dict of from) dict?.entries.delete(name);
  };
  if (isParameter(value)) {
    if (!parameters) throw machine.raise("AttributeError", "cannot assign parameters before Module.__init__() call");
    drop(buffers, modules);
    registerParameter(machine, self, name, value);
  } else if (parameters?.entries.has(name)) {
    if (value !== null) throw typeError(machine, `cannot assign '${tensorTypeName(machine, value)}' as parameter '${name}' (torch.nn.Parameter or None expected)`);
    parameters.setName(name, null);
  } else if (isModule(value)) {
    if (!modules) throw machine.raise("AttributeError", "cannot assign module before Module.__init__() call");
    drop(parameters, buffers);
    registerModule(machine, self, name, value);
  } else if (modules?.entries.has(name)) {
    if (value !== null) throw typeError(machine, `cannot assign '${tensorTypeName(machine, value)}' as child module '${name}' (torch.nn.Module or None expected)`);
    modules.setName(name, null);
  } else if (buffers?.entries.has(name)) {
    if (value !== null && !isTensor(value)) throw typeError(machine, `cannot assign '${machine.typeOf(value).name}' as buffer '${name}' (torch.Tensor or None expected)`);
    buffers.setName(name, value);
  } else plainSet(machine, self, name, value);
}

function plainSet(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const onType = self.type.lookup(name);
  if (onType instanceof PyProperty) {
    if (onType.setter === null) throw machine.raise("AttributeError", `property '${name}' of '${self.type.name}' object has no setter`);
    machine.call(onType.setter, [self, value]);
    return;
  }
  self.dict.set(name, value);
}

/** A registered parameter, buffer or submodule. */
export function registered(self: PyInstance, name: string): Value | undefined {
  for (const from of ["_parameters", "_buffers", "_modules"] as const) {
    const value = registry(self, from)?.getName(name);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** Runs pre-hooks, `forward` and hooks, inside the module's scope. */
export function callModule(machine: Machine, self: PyInstance, given: readonly Value[], keywords: Keywords): Value {
  const { trace } = machine;
  const before = trace.scope;
  let args = given;
  if (!registry(self, "_parameters")) throw machine.raise("AttributeError", `'${self.type.name}' object has no attribute '_backward_hooks'`);
  trace.scope = { kind: "module", name: placeNames.get(self) ?? self.type.name, iteration: null, parent: before };
  try {
    for (const hook of hooksOf(self, "_forward_pre_hooks")) {
      const result = machine.call(hook, [self, new PyTuple(args)]);
      if (result !== null) args = result instanceof PyTuple ? result.items : [result];
    }
    let result = machine.call(machine.getAttribute(self, "forward"), args, keywords);
    for (const hook of hooksOf(self, "_forward_hooks")) {
      const changed = machine.call(hook, [self, new PyTuple(args), result]);
      if (changed !== null) result = changed;
    }
    return result;
  } finally {
    trace.scope = before;
  }
}

const hooksOf = (self: PyInstance, name: Registry): Value[] => [...(registry(self, name)?.entries.values() ?? [])].map(([, hook]) => hook);

const instance = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of this type

moduleType.construct = () => new PyInstance(moduleType);
moduleType.dict.set("__init__", new PyBuiltin("__init__", (machine, [self, ...args], keywords) => {
  if (args.length || keywords.size) throw typeError(machine, `${instance(self).type.name}.__init__() takes 1 positional argument but ${args.length + 1} were given`);
  initialize(instance(self));
  return null;
}));
moduleType.dict.set("__setattr__", new PyBuiltin("__setattr__", (machine, [self, name, value]) => {
  setAttribute(machine, instance(self), String(name), value!);
  return null;
}, "method", true));
moduleType.dict.set("__getattr__", new PyBuiltin("__getattr__", (machine, [self, name]) => {
  const value = registered(instance(self), String(name));
  if (value !== undefined) return value;
  throw machine.raise("AttributeError", `'${instance(self).type.name}' object has no attribute '${String(name)}'`);
}));
moduleType.dict.set("__delattr__", new PyBuiltin("__delattr__", (machine, [self, name]) => {
  for (const from of ["_parameters", "_buffers", "_modules"] as const) if (registry(instance(self), from)?.entries.delete(String(name))) return null;
  if (!instance(self).dict.delete(String(name))) throw machine.raise("AttributeError", `'${instance(self).type.name}' object has no attribute '${String(name)}'`);
  return null;
}));
moduleType.dict.set("__call__", new PyBuiltin("__call__", (machine, [self, ...args], keywords) => callModule(machine, instance(self), args, keywords), "method", true));
moduleType.dict.set("forward", new PyBuiltin("forward", (machine, [self]) => {
  throw machine.raise("NotImplementedError", `Module [${instance(self).type.name}] is missing the required "forward" function`);
}));
