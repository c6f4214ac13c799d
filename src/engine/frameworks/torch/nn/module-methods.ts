/** What every module can do: parameters(), state_dict(), train(), to(), apply(), hooks, repr. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, type PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { type Dtype, isFloating } from "../../../tensor/dtype.js";
import { constantNode } from "../../../trace/node.js";
import { copy } from "../../../tensor/array.js";
import { sameShape } from "../../../tensor/shape.js";
import { dtypeOf } from "../dtypes.js";
import { runtimeError, typeError } from "../errors.js";
import { removable } from "../autograd/hooks.js";
import { clearGradient, setRequiresGrad } from "../gradients.js";
import { overwrite } from "../in-place.js";
import { isTensor, renewed, Tensor } from "../tensor.js";
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
  return registry(module, "_non_persistent_buffers_set")?.getName(name) === undefined;
}

const stateDictType = new PyType("OrderedDict", [new PyDict().type], "collections");

export function stateDict(machine: Machine, self: PyInstance, prefix: string, keepVariables: boolean): PyDict {
  const result = new PyDict(stateDictType);
  for (const [path, module] of modulesOf(self, "", new Set(), false)) {
    for (const kind of ["_parameters", "_buffers"] as const) {
      for (const [name, value] of registry(module, kind)?.entries.values() ?? []) {
        if (!isTensor(value) || (kind === "_buffers" && !persistent(module, String(name)))) continue;
        result.setName(`${prefix}${path ? `${path}.` : ""}${String(name)}`, keepVariables ? value : value.detached(machine, "state_dict"));
      }
    }
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
  return new PyTuple([new PyList(missing), new PyList(unexpected)], keysType);
}

function applyTo(machine: Machine, self: PyInstance, action: Value): void {
  for (const [, child] of childrenOf(self)) applyTo(machine, child, action);
  machine.call(action, [self]);
}

function addHook(self: PyInstance, name: "_forward_hooks" | "_forward_pre_hooks" | "_backward_hooks", hook: Value): Value {
  const hooks = registry(self, name)!; // made by __init__
  const key = hooks.entries.size;
  hooks.entries.set(key, [key, hook]);
  return removable(() => { hooks.entries.delete(key); });
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
  native("named_parameters(self, prefix='', recurse=True, remove_duplicate=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_parameters", machine.truth(a.recurse!), String(a.prefix)).map(([name, value]) => pair(name, value)))),
  native("buffers(self, recurse=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_buffers", machine.truth(a.recurse!)).map(([, value]) => value))),
  native("named_buffers(self, prefix='', recurse=True, remove_duplicate=True)", (machine, a) => generated(machine, membersOf(instance(a.self), "_buffers", machine.truth(a.recurse!), String(a.prefix)).map(([name, value]) => pair(name, value)))),
  native("children(self)", (machine, a) => generated(machine, childrenOf(instance(a.self)).map(([, value]) => value))),
  native("named_children(self)", (machine, a) => generated(machine, childrenOf(instance(a.self)).map(([name, value]) => pair(name, value)))),
  native("modules(self)", (machine, a) => generated(machine, modulesOf(instance(a.self)).map(([, value]) => value))),
  native("named_modules(self, memo=None, prefix='', remove_duplicate=True)", (machine, a) => generated(machine, modulesOf(instance(a.self), String(a.prefix)).map(([name, value]) => pair(name, value)))),
  native("get_submodule(self, target)", (machine, a) => String(a.target).split(".").filter(Boolean).reduce<Value>((module, name) => machine.getAttribute(module, name), a.self!)),
  native("get_parameter(self, target)", (machine, a) => String(a.target).split(".").reduce<Value>((module, name) => machine.getAttribute(module, name), a.self!)),
  native("register_parameter(self, name, param)", (machine, a) => { registerParameter(machine, instance(a.self), String(a.name), a.param!); return null; }),
  native("register_buffer(self, name, tensor, persistent=True)", (machine, a) => { registerBuffer(machine, instance(a.self), String(a.name), a.tensor!, machine.truth(a.persistent!)); return null; }),
  native("register_module(self, name, module)", (machine, a) => { registerModule(machine, instance(a.self), String(a.name), a.module!); return null; }),
  native("add_module(self, name, module)", (machine, a) => { registerModule(machine, instance(a.self), String(a.name), a.module!); return null; }),
  native("train(self, mode=True)", (machine, a) => { setTraining(machine, instance(a.self), machine.truth(a.mode!)); return a.self!; }),
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
  ...["cpu", "cuda", "compile", "share_memory", "to_empty", "type"].map((name) => native(`${name}(self, *rest, **more)`, (_, a) => a.self!)),
  native("register_forward_hook(self, hook, **more)", (_, a) => addHook(instance(a.self), "_forward_hooks", a.hook!)),
  native("register_forward_pre_hook(self, hook, **more)", (_, a) => addHook(instance(a.self), "_forward_pre_hooks", a.hook!)),
  native("register_full_backward_hook(self, hook, **more)", (_, a) => addHook(instance(a.self), "_backward_hooks", a.hook!)),
  native("extra_repr(self)", () => ""),
  native("_get_name(self)", (_, a) => instance(a.self).type.name),
  new PyBuiltin("__repr__", (machine, [self]) => moduleText(machine, instance(self))),
]);
