/** `torch.nn.Module`: registers parameters, buffers and submodules by assignment, and runs `forward`. */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, objectType, PyBuiltin, PyGetter, PyInstance, PyType, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { PySet } from "../../../python/values/set.js";
import { PyProperty } from "../../../python/values/function.js";
import { isTensor, parameterType, type Tensor } from "../tensor.js";
import { SCALAR_TYPES } from "../dtypes.js";
import { typeError } from "../errors.js";
import { callHooked, hasHooks } from "./module-hooks.js";

export const moduleType = new PyType("Module", [objectType], "torch.nn.modules.module");

export const isModule = (value: Value | undefined): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(moduleType);
export const isParameter = (value: Value | undefined): value is Tensor => isTensor(value) && value.type.isSubtype(parameterType);

/** The dicts that `Module.__init__` makes, in its order; one entry is a flag. */
const REGISTRIES = [
  "_parameters", "_buffers", "_non_persistent_buffers_set", "_backward_pre_hooks", "_backward_hooks", "_is_full_backward_hook", "_forward_hooks", "_forward_hooks_with_kwargs", "_forward_hooks_always_called", "_forward_pre_hooks", "_forward_pre_hooks_with_kwargs",
  "_state_dict_hooks", "_state_dict_pre_hooks", "_load_state_dict_pre_hooks", "_load_state_dict_post_hooks", "_modules",
] as const;
export type Registry = (typeof REGISTRIES)[number];

/** One of the dicts of a module; undefined before `Module.__init__`. */
export function registry(self: PyInstance, name: Registry): PyDict | undefined {
  const value = self.dict.get(name);
  return value instanceof PyDict ? value : undefined;
}

/** Tensors made by `nn.Buffer`, and whether the state dict has them. */
export const bufferPersists = new WeakMap<Tensor, boolean>();
const isBuffer = (value: Value): value is Tensor => isTensor(value) && bufferPersists.has(value);

/** Under which name a module stands in its parent: the lens shows it as the place of a computation. */
const places = new WeakMap<PyInstance, { readonly name: string; readonly parent: PyInstance }>();

/** "blocks.3" for an item of a list, which without the list's name is a bare number. */
function placeName(module: PyInstance): string {
  const place = places.get(module);
  if (!place) return module.type.name;
  return /^\d+$/.test(place.name) && places.has(place.parent) ? `${placeName(place.parent)}.${place.name}` : place.name;
}

export function initialize(self: PyInstance): void {
  self.dict.set("training", true);
  for (const name of REGISTRIES) self.dict.set(name, name === "_is_full_backward_hook" ? null : name === "_non_persistent_buffers_set" ? new PySet() : new PyDict());
}

const typeTitle = (machine: Machine, value: Value): string => {
  const { module, name } = machine.typeOf(value);
  return module === "builtins" ? name : `${module}.${name}`;
};

/** Names are free, not empty and without dots. */
function checkName(machine: Machine, self: PyInstance, kind: string, own: Registry, name: string): void {
  const bad = name.includes(".") ? (kind === "module" ? `module name can't contain ".", got: ${name}` : `${kind} name can't contain "."`) : name === "" ? (kind === "module" ? 'module name can\'t be empty string ""' : `${kind} name can't be empty string ""`) : null;
  if (bad) throw machine.raise("KeyError", bad);
  const taken = !registry(self, own)?.entries.has(name) && (self.dict.has(name) || registered(self, name) !== undefined || self.type.lookup(name) !== undefined);
  if (taken) throw machine.raise("KeyError", `attribute '${name}' already exists`);
}

export function registerParameter(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const parameters = registry(self, "_parameters");
  if (!parameters) throw machine.raise("AttributeError", "cannot assign parameters before Module.__init__() call");
  checkName(machine, self, "parameter", "_parameters", name);
  if (value !== null && !isParameter(value)) throw typeError(machine, `cannot assign '${tensorTypeName(machine, value)}' object to parameter '${name}' (torch.nn.Parameter or None required)`);
  parameters.setName(name, value);
}

export function registerModule(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const modules = registry(self, "_modules");
  if (!modules) throw machine.raise("AttributeError", "cannot assign module before Module.__init__() call");
  if (value !== null && !isModule(value)) throw typeError(machine, `${typeTitle(machine, value)} is not a Module subclass`);
  checkName(machine, self, "module", "_modules", name);
  if (value !== null) places.set(value, { name, parent: self });
  modules.setName(name, value);
}

export function registerBuffer(machine: Machine, self: PyInstance, name: string, value: Value, persistent = true): void {
  const buffers = registry(self, "_buffers");
  if (!buffers) throw machine.raise("AttributeError", "cannot assign buffer before Module.__init__() call");
  checkName(machine, self, "buffer", "_buffers", name);
  if (value !== null && !isTensor(value)) throw typeError(machine, `cannot assign '${typeTitle(machine, value)}' object to buffer '${name}' (torch Tensor or None required)`);
  buffers.setName(name, value);
  const passing = self.dict.get("_non_persistent_buffers_set");
  if (passing instanceof PySet) {
    if (persistent) passing.entries.delete(name);
    else passing.entries.set(name, name);
  }
}

const tensorTypeName = (machine: Machine, value: Value): string => (isTensor(value) ? `torch.${SCALAR_TYPES[value.dtype]}Tensor` : machine.typeOf(value).name);

function setAttribute(machine: Machine, self: PyInstance, name: string, value: Value): void {
  const [parameters, modules, buffers] = [registry(self, "_parameters"), registry(self, "_modules"), registry(self, "_buffers")];
  const drop = (...from: (PyDict | undefined)[]): void => {
    self.dict.delete(name);
    for (const dict of from) dict?.entries.delete(name);
  };
  const computed = self.type.lookup(name);
  if (computed instanceof PyGetter && computed.set) computed.set(machine, self, value);
  else if (isParameter(value)) {
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
  } else if (isBuffer(value)) {
    registerBuffer(machine, self, name, value, bufferPersists.get(value) ?? true);
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
export function callModule(machine: Machine, self: PyInstance, args: readonly Value[], keywords: Keywords): Value {
  const { trace } = machine;
  const before = trace.scope;
  if (!registry(self, "_parameters")) throw machine.raise("AttributeError", `'${self.type.name}' object has no attribute '_backward_hooks'`);
  trace.scope = { kind: "module", name: placeName(self), iteration: null, parent: before };
  try {
    return hasHooks(self) ? callHooked(machine, self, args, keywords) : machine.call(machine.getAttribute(self, "forward"), args, keywords);
  } finally {
    trace.scope = before;
  }
}

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
