/** What every module can do: parameters(), state_dict(), train(), to(), apply(), hooks, repr. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, type PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { orderedDictType, PyDict } from "../../../python/values/dict.js";
import { PySet } from "../../../python/values/set.js";
import { type Dtype, isFloating } from "../../../tensor/dtype.js";
import { constantNode } from "../../../trace/node.js";
import { copy } from "../../../tensor/array.js";
import { sameShape } from "../../../tensor/shape.js";
import { dtypeOf } from "../dtypes.js";
import { runtimeError, typeError, valueError } from "../errors.js";
import { clearGradient, setRequiresGrad } from "../gradients.js";
import { overwrite } from "../in-place.js";
import { isTensor, renewed, Tensor } from "../tensor.js";
import { addHook, hooksOf } from "./module-hooks.js";
import { isModule, moduleType, registerBuffer, registerModule, registerParameter, registry } from "./module.js";
import { moduleText } from "./module-text.js";

const instance = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of this type

export const childrenOf = (self: PyInstance): [string, PyInstance][] => [...(registry(self, "_modules")?.entries.values() ?? [])].flatMap(([name, value]) => (isModule(value) ? [[String(name), value] as [string, PyInstance]] : []));

/** Itself and all below, depth first, each once. */
export function modulesOf(self: PyInstance, prefix = "", seen = new Set<PyInstance>(), once = true): [string, PyInstance][] {
  if (once && seen.has(self)) return [];
  seen.add(self);
  return [[prefix, self], ...childrenOf(self).flatMap(([name, child]) => modulesOf(child, prefix ? `${prefix}.${name}` : name, seen, once))];
}

/** Parameters or buffers by dotted name, each once. */
export function membersOf(self: PyInstance, kind: "_parameters" | "_buffers", recurse = true, prefix = "", once = true): [string, Tensor][] {
  const seen = new Set<Tensor>();
  return (recurse ? modulesOf(self, prefix, new Set(), once) : [[prefix, self] as [string, PyInstance]]).flatMap(([path, module]) =>
    [...(registry(module, kind)?.entries.values() ?? [])].flatMap(([name, value]): [string, Tensor][] => {
      if (!isTensor(value) || (once && seen.has(value))) return [];
      seen.add(value);
      return [[path ? `${path}.${String(name)}` : String(name), value]];
    }));
}

/** PyTorch's are generators: they are walked once. */
const generated = (machine: Machine, values: readonly Value[]): Value => machine.call(machine.getAttribute(new PyList([...values]), "__iter__"), []);
const pair = (name: string, value: Value): PyTuple => new PyTuple([name, value]);

function convert(machine: Machine, self: PyInstance, change: (dtype: Dtype) => Dtype): void {
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    for (const kind of ["_parameters", "_buffers"] as const) {
      for (const [, tensor] of membersOf(self, kind)) {
        const dtype = change(tensor.dtype);
        if (dtype === tensor.dtype) continue;
        const leaf = tensor.leaf;
        tensor.replace(machine, renewed(machine, constantNode(copy(tensor.array(), dtype), false), "Module.to"));
        if (tensor.gradient) tensor.gradient = new Tensor(constantNode(copy(tensor.gradient.array(), dtype), false));
        tensor.leaf = leaf;
        tensor.node(machine);
      }
    }
  } finally {
    machine.trace.recording = recording;
  }
}

const floats = (wanted: Dtype) => (dtype: Dtype): Dtype => (isFloating(dtype) ? wanted : dtype);

function setTraining(machine: Machine, self: PyInstance, mode: boolean): void {
  for (const [, module] of modulesOf(self)) module.dict.set("training", mode);
  void machine;
}

function persistent(module: PyInstance, name: string): boolean {
  const passing = module.dict.get("_non_persistent_buffers_set");
  return !(passing instanceof PySet && passing.entries.has(name));
}

export function stateDict(machine: Machine, self: PyInstance, prefix: string, keepVariables: boolean): PyDict {
  const result = new PyDict(orderedDictType);
  const all = modulesOf(self, "", new Set(), false);
  for (const [path, module] of all) {
    for (const kind of ["_parameters", "_buffers"] as const) {
      for (const [name, value] of registry(module, kind)?.entries.values() ?? []) {
        if (!isTensor(value) || (kind === "_buffers" && !persistent(module, String(name)))) continue;
        result.setName(`${prefix}${path ? `${path}.` : ""}${String(name)}`, keepVariables ? value : value.detached(machine, "state_dict"));
      }
    }
  }
  for (const [path, module] of all.reverse()) {
    for (const [, hook] of hooksOf(module, "_state_dict_hooks")) machine.call(hook, [module, result, `${prefix}${path ? `${path}.` : ""}`, machine.makeDict([])]);
  }
  return result;
}

const keysType = define(new PyType("_IncompatibleKeys", [new PyTuple([]).type], "torch.nn.modules.module"), [
  new PyBuiltin("__repr__", (machine, [self]) => {
    const [missing, unexpected] = (self as PyTuple).items; // its own type
    if (machine.length(missing!) + machine.length(unexpected!) === 0) return "<All keys matched successfully>";
    return `_IncompatibleKeys(missing_keys=${machine.repr(missing!)}, unexpected_keys=${machine.repr(unexpected!)})`;
  }),
]);

function loadState(machine: Machine, self: PyInstance, given: Value, strict: boolean): Value {
  if (!machine.isDict(given)) throw typeError(machine, `Expected state_dict to be dict-like, got ${machine.repr(machine.typeOf(given))}.`);
  const source = new Map(machine.dictEntries(given).map(([key, value]) => [String(key), value]));
  const own = new Map(machine.dictEntries(stateDict(machine, self, "", true)).map(([key, value]) => [String(key), value]));
  const missing = [...own.keys()].filter((key) => !source.has(key));
  const unexpected = [...source.keys()].filter((key) => !own.has(key));
  const problems: string[] = [];
  const quoted = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(", ");
  if (strict && unexpected.length) problems.push(`Unexpected key(s) in state_dict: ${quoted(unexpected)}. `);
  if (strict && missing.length) problems.unshift(`Missing key(s) in state_dict: ${quoted(missing)}. `);
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    for (const [key, target] of own) {
      const value = source.get(key);
      if (!isTensor(value) || !isTensor(target)) continue;
      if (!sameShape(value.shape, target.shape)) {
        problems.push(`size mismatch for ${key}: copying a param with shape torch.Size([${value.shape.join(", ")}]) from checkpoint, the shape in current model is torch.Size([${target.shape.join(", ")}]).`);
        continue;
      }
      overwrite(machine, target, renewed(machine, constantNode(copy(value.array(), target.dtype), false), "load_state_dict"));
    }
  } finally {
    machine.trace.recording = recording;
  }
  if (problems.length) throw runtimeError(machine, `Error(s) in loading state_dict for ${self.type.name}:\n\t${problems.join("\n\t")}`);
  const keys = new PyTuple([new PyList(missing), new PyList(unexpected)], keysType);
  for (const [, module] of modulesOf(self)) for (const [, hook] of hooksOf(module, "_load_state_dict_post_hooks")) machine.call(hook, [module, keys]);
  return keys;
}

function applyTo(machine: Machine, self: PyInstance, action: Value): void {
  for (const [, child] of childrenOf(self)) applyTo(machine, child, action);
  machine.call(action, [self]);
}

/** The module under a dotted name. */
function below(machine: Machine, self: PyInstance, target: string): PyInstance {
  let module = self;
  for (const name of target.split(".").filter(Boolean)) {
    const next = machine.findAttribute(module, name);
    if (next === undefined) throw machine.raise("AttributeError", `${module.type.name} has no attribute \`${name}\``);
    if (!isModule(next)) throw machine.raise("AttributeError", `\`${name}\` is not an nn.Module`);
    module = next;
  }
  return module;
}

/** A parameter or buffer by its dotted name. */
function memberAt(machine: Machine, self: PyInstance, target: string, kind: "_parameters" | "_buffers"): Value {
  const at = target.lastIndexOf(".");
  const module = below(machine, self, at < 0 ? "" : target.slice(0, at));
  const name = target.slice(at + 1);
  const value = machine.findAttribute(module, name);
  if (value === undefined) throw machine.raise("AttributeError", `${module.type.name} has no attribute \`${name}\``);
  if (!registry(module, kind)?.entries.has(name)) throw machine.raise("AttributeError", `\`${name}\` is not ${kind === "_parameters" ? "an nn.Parameter" : "a buffer"}`);
  return value;
}

function toDtype(machine: Machine, self: PyInstance, args: readonly Value[]): void {
  for (const value of args) {
    const dtype = isTensor(value) ? value.dtype : dtypeOf(value);
    if (!dtype) continue;
    if (!isFloating(dtype)) throw typeError(machine, `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${dtype}`);
    convert(machine, self, floats(dtype));
  }
}

define(moduleType, [
  native("parameters(self, recurse=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_parameters", machine.truth(a.recurse!)).map(([, value]) => value))),
  native("named_parameters(self, prefix='', recurse=True, remove_duplicate=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_parameters", machine.truth(a.recurse!), String(a.prefix), machine.truth(a.remove_duplicate!)).map(([name, value]) => pair(name, value)))),
  native("buffers(self, recurse=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_buffers", machine.truth(a.recurse!)).map(([, value]) => value))),
  native("named_buffers(self, prefix='', recurse=True, remove_duplicate=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_buffers", machine.truth(a.recurse!), String(a.prefix), machine.truth(a.remove_duplicate!)).map(([name, value]) => pair(name, value)))),
  native("children(self)", (machine, a) => generated(machine, childrenOf(instance(a.self)).map(([, value]) => value))),
  native("named_children(self)", (machine, a) => generated(machine, childrenOf(instance(a.self)).map(([name, value]) => pair(name, value)))),
  native("modules(self)", (machine, a) => generated(machine, modulesOf(instance(a.self)).map(([, value]) => value))),
  native("named_modules(self, memo=None, prefix='', remove_duplicate=True)", (machine, a) => generated(machine, modulesOf(instance(a.self), String(a.prefix), new Set(), machine.truth(a.remove_duplicate!)).map(([name, value]) => pair(name, value)))),
  native("get_submodule(self, target)", (machine, a) => below(machine, instance(a.self), String(a.target))),
  native("set_submodule(self, target, module, strict=False)", (machine, a) => {
    const at = String(a.target).lastIndexOf(".");
    registerModule(machine, below(machine, instance(a.self), at < 0 ? "" : String(a.target).slice(0, at)), String(a.target).slice(at + 1), a.module!);
    return null;
  }),
  native("get_parameter(self, target)", (machine, a) => memberAt(machine, instance(a.self), String(a.target), "_parameters")),
  native("get_buffer(self, target)", (machine, a) => memberAt(machine, instance(a.self), String(a.target), "_buffers")),
  native("register_parameter(self, name, param)", (machine, a) => { registerParameter(machine, instance(a.self), String(a.name), a.param!); return null; }),
  native("register_buffer(self, name, tensor, persistent=True)", (machine, a) => { registerBuffer(machine, instance(a.self), String(a.name), a.tensor!, machine.truth(a.persistent!)); return null; }),
  native("register_module(self, name, module)", (machine, a) => { registerModule(machine, instance(a.self), String(a.name), a.module!); return null; }),
  native("add_module(self, name, module)", (machine, a) => { registerModule(machine, instance(a.self), String(a.name), a.module!); return null; }),
  native("train(self, mode=True)", (machine, a) => {
    if (typeof a.mode !== "boolean") throw valueError(machine, "training mode is expected to be boolean");
    setTraining(machine, instance(a.self), a.mode);
    return a.self!;
  }),
  native("eval(self)", (machine, a) => { machine.call(machine.getAttribute(a.self!, "train"), [false]); return a.self!; }),
  native("requires_grad_(self, requires_grad=True)", (machine, a) => {
    for (const [, parameter] of membersOf(instance(a.self), "_parameters")) setRequiresGrad(machine, parameter, machine.truth(a.requires_grad!));
    return a.self!;
  }),
  native("zero_grad(self, set_to_none=True)", (machine, a) => {
    for (const [, parameter] of membersOf(instance(a.self), "_parameters")) clearGradient(machine, parameter, machine.truth(a.set_to_none!));
    return null;
  }),
  native("state_dict(self, *rest, destination=None, prefix='', keep_vars=False)", (machine, a) => stateDict(machine, instance(a.self), String(a.prefix), machine.truth(a.keep_vars!))),
  native("load_state_dict(self, state_dict, strict=True, assign=False)", (machine, a) => loadState(machine, instance(a.self), a.state_dict!, machine.truth(a.strict!))),
  native("apply(self, fn)", (machine, a) => { applyTo(machine, instance(a.self), a.fn!); return a.self!; }),
  new PyBuiltin("to", (machine, [self, ...args], keywords) => { toDtype(machine, instance(self), [...args, ...keywords.values()]); return self!; }),
  ...(["float", "double", "half", "bfloat16"] as const).map((name) => native(`${name}(self)`, (machine, a) => {
    convert(machine, instance(a.self), floats(({ float: "float32", double: "float64", half: "float16", bfloat16: "bfloat16" } as const)[name]));
    return a.self!;
  })),
  native("type(self, dst_type)", (machine, a) => { toDtype(machine, instance(a.self), [a.dst_type!]); return a.self!; }),
  ...["cpu", "cuda", "xpu", "ipu", "mtia", "compile", "share_memory", "to_empty"].map((name) => native(`${name}(self, *rest, **more)`, (_, a) => a.self!)),
  native("register_forward_hook(self, hook, *, prepend=False, with_kwargs=False, always_call=False)", (machine, a) => addHook(instance(a.self), "_forward_hooks", a.hook!, machine.truth(a.prepend!), machine.truth(a.with_kwargs!) ? ["_forward_hooks_with_kwargs"] : [])),
  native("register_forward_pre_hook(self, hook, *, prepend=False, with_kwargs=False)", (machine, a) => addHook(instance(a.self), "_forward_pre_hooks", a.hook!, machine.truth(a.prepend!), machine.truth(a.with_kwargs!) ? ["_forward_pre_hooks_with_kwargs"] : [])),
  native("register_full_backward_hook(self, hook, prepend=False)", (machine, a) => addHook(instance(a.self), "_backward_hooks", a.hook!, machine.truth(a.prepend!))),
  native("register_full_backward_pre_hook(self, hook, prepend=False)", (machine, a) => addHook(instance(a.self), "_backward_pre_hooks", a.hook!, machine.truth(a.prepend!))),
  native("register_backward_hook(self, hook)", (_, a) => addHook(instance(a.self), "_backward_hooks", a.hook!, false)),
  native("register_state_dict_post_hook(self, hook)", (_, a) => addHook(instance(a.self), "_state_dict_hooks", a.hook!, false)),
  native("register_load_state_dict_post_hook(self, hook)", (_, a) => addHook(instance(a.self), "_load_state_dict_post_hooks", a.hook!, false)),
  native("extra_repr(self)", () => ""),
  native("_get_name(self)", (_, a) => instance(a.self).type.name),
  new PyBuiltin("__repr__", (machine, [self]) => moduleText(machine, instance(self))),
]);
