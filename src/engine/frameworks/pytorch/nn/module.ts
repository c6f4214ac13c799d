/** torch.nn.Module: a native type that Python classes inherit from. Its state lies in the instance's dict, as in PyTorch. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { NO_KEYWORDS, objectType, PyBuiltin, PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { copy } from "../../../tensor/array.js";
import { sameShape } from "../../../tensor/shape.js";
import { constantNode } from "../../../trace/node.js";
import { isTensor, makeLeaf, parameterType, tensorOf, TorchTensor } from "../tensor-type.js";
import { castTo } from "../call.js";
import { dtypeArgument } from "../tensor-type.js";
import { setRequiresGrad } from "../members.js";
import { writeInPlace } from "../in-place.js";
import { within } from "../autograd.js";
import { moduleText } from "./module-text.js";

export const moduleType = new PyType("Module", [objectType], "torch.nn.modules.module");

/** The parts of a module, by name and in the order of their first assignment. */
export interface Parts {
  readonly parameters: Map<string, TorchTensor | null>;
  readonly buffers: Map<string, TorchTensor | null>;
  readonly modules: Map<string, PyInstance | null>;
  /** Buffers that state_dict leaves out. */
  readonly transient: Set<string>;
  readonly hooks: { readonly forward: Value[]; readonly before: Value[] };
}

const allParts = new WeakMap<PyInstance, Parts>();

/** undefined: super().__init__() has not run. */
export const partsOf = (module: PyInstance): Parts | undefined => allParts.get(module);

export function initialize(module: PyInstance): Parts {
  const parts: Parts = { parameters: new Map(), buffers: new Map(), modules: new Map(), transient: new Set(), hooks: { forward: [], before: [] } };
  allParts.set(module, parts);
  module.dict.set("training", true);
  return parts;
}

export const isModule = (value: Value): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(moduleType);

/** A module of a native type, initialized. */
export function newModule(type: PyType): PyInstance {
  const module = new PyInstance(type);
  initialize(module);
  return module;
}

export function setPart(machine: Machine, module: PyInstance, name: string, value: Value): void {
  const parts = partsOf(module);
  const kind = isTensor(value) && value.type.isSubtype(parameterType) ? "parameters" : isModule(value) ? "modules" : null;
  if (kind && !parts) throw machine.raise("AttributeError", `cannot assign ${kind === "parameters" ? "parameters" : "module"} before Module.__init__() call`);
  if (parts) {
    if (kind === null) {
      for (const known of [parts.parameters, parts.modules] as const) {
        if (!known.has(name)) continue;
        if (value !== null) throw machine.raise("TypeError", `cannot assign '${machine.typeOf(value).module}.${machine.typeOf(value).name}' as ${known === parts.modules ? "child module" : "parameter"} '${name}' (torch.nn.${known === parts.modules ? "Module" : "Parameter"} or None expected)`);
        known.set(name, null);
        return;
      }
      if (parts.buffers.has(name) && (value === null || isTensor(value))) {
        parts.buffers.set(name, value);
        return;
      }
    } else {
      module.dict.delete(name);
      for (const other of [parts.parameters, parts.buffers, parts.modules]) if (other !== parts[kind]) other.delete(name);
      (parts[kind] as Map<string, Value>).set(name, value); // value is of that kind
      return;
    }
  }
  module.dict.set(name, value);
}

/** Every module of the tree with its path, itself first; each once. */
export function* walkModules(module: PyInstance, path = "", seen = new Set<PyInstance>()): Generator<[string, PyInstance]> {
  if (seen.has(module)) return;
  seen.add(module);
  yield [path, module];
  for (const [name, child] of partsOf(module)?.modules ?? []) if (child) yield* walkModules(child, path ? `${path}.${name}` : name, seen);
}

function* walk(module: PyInstance, kind: "parameters" | "buffers", recurse = true, persistent = false): Generator<[string, TorchTensor]> {
  const seen = new Set<TorchTensor>();
  for (const [path, one] of recurse ? walkModules(module) : [["", module] as [string, PyInstance]]) {
    const parts = partsOf(one);
    for (const [name, tensor] of parts?.[kind] ?? []) {
      if (!tensor || seen.has(tensor) || (persistent && parts!.transient.has(name))) continue;
      seen.add(tensor);
      yield [path ? `${path}.${name}` : name, tensor];
    }
  }
}

export const parametersOf = (module: PyInstance, recurse = true): Iterable<[string, TorchTensor]> => walk(module, "parameters", recurse);

const own = (value: Value): PyInstance => value as PyInstance; // the type's own members only see its instances

const method = (name: string, call: (machine: Machine, module: PyInstance, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value): PyBuiltin =>
  new PyBuiltin(name, (machine, args, keywords) => call(machine, own(args[0]!), args.slice(1), keywords), "method", true);

/** A generator in PyTorch; here an iterator over a list made at once. */
const iterator = (machine: Machine, items: readonly Value[]): Value => machine.call(machine.getAttribute(new PyList([...items]), "__iter__"), []);

const pairs = (entries: Iterable<readonly [string, Value]>): Value[] => [...entries].map(([name, value]) => new PyTuple([name, value]));

const recursing = (args: readonly Value[], keywords: ReadonlyMap<string, Value>, at: number): boolean => (args[at] ?? keywords.get("recurse")) !== false;

function callModule(machine: Machine, module: PyInstance, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const forward = machine.findAttribute(module, "forward");
  if (forward === undefined) throw machine.raise("NotImplementedError", `Module [${module.type.name}] is missing the required "forward" function`);
  const { trace } = machine;
  const { scope, span } = trace;
  const name = module.dict.get("__path__");
  trace.scope = { kind: "module", name: typeof name === "string" ? name : module.type.name, iteration: null, parent: scope };
  try {
    const hooks = partsOf(module)?.hooks;
    let inputs = args;
    for (const hook of hooks?.before ?? []) {
      const changed = machine.call(hook, [module, new PyTuple(inputs)]);
      if (changed !== null) inputs = changed instanceof PyTuple ? changed.items : [changed];
    }
    let result = machine.call(forward, inputs, keywords.size ? keywords : NO_KEYWORDS);
    for (const hook of hooks?.forward ?? []) {
      const changed = machine.call(hook, [module, new PyTuple(inputs), result]);
      if (changed !== null) result = changed;
    }
    return result;
  } finally {
    trace.scope = scope;
    trace.span = span;
  }
}

function setTraining(module: PyInstance, on: boolean): PyInstance {
  for (const [, one] of walkModules(module)) one.dict.set("training", on);
  return module;
}

function convert(machine: Machine, module: PyInstance, dtype: ReturnType<typeof dtypeArgument>): PyInstance {
  if (!dtype) return module;
  within(machine, false, "to", () => {
    for (const kind of ["parameters", "buffers"] as const) for (const [, tensor] of walk(module, kind)) {
      if (tensor.dtype === "int64" || tensor.dtype === "bool") continue;
      const requires = tensor.tracedNode(machine).requiresGrad;
      tensor.handle.follow(castTo(machine, tensor.tracedNode(machine), dtype));
      if (requires) makeLeaf(machine, tensor, true);
    }
  });
  return module;
}

function loadState(machine: Machine, module: PyInstance, state: Value): Value {
  const given = new Map(machine.dictEntries(state).map(([key, value]) => [machine.str(key), value]));
  const missing: string[] = [];
  within(machine, false, "load_state_dict", () => {
    for (const kind of ["parameters", "buffers"] as const) for (const [name, tensor] of walk(module, kind, true, true)) {
      const value = given.get(name);
      if (!isTensor(value ?? null)) missing.push(name);
      else {
        const source = value as TorchTensor; // checked beside it
        if (!sameShape(source.shape, tensor.shape)) throw machine.raise("RuntimeError", `Error(s) in loading state_dict for ${module.type.name}:\n\tsize mismatch for ${name}: copying a param with shape torch.Size([${source.shape.join(", ")}]) from checkpoint, the shape in current model is torch.Size([${tensor.shape.join(", ")}]).`);
        writeInPlace(machine, tensor, source.tracedNode(machine));
      }
    }
  });
  if (missing.length) throw machine.raise("RuntimeError", `Error(s) in loading state_dict for ${module.type.name}:\n\tMissing key(s) in state_dict: ${missing.map((name) => `"${name}"`).join(", ")}. `);
  return "<All keys matched successfully>";
}

define(moduleType, [
  method("__init__", (_, module) => (initialize(module), null)),
  method("__setattr__", (machine, module, [name, value]) => (setPart(machine, module, machine.str(name!), value!), null)),
  method("__getattr__", (machine, module, [name]) => {
    const key = machine.str(name!);
    const parts = partsOf(module);
    for (const map of parts ? [parts.parameters, parts.buffers, parts.modules] : []) {
      const value = map.get(key);
      if (value !== undefined) return value;
    }
    throw machine.raise("AttributeError", `'${module.type.name}' object has no attribute '${key}'`);
  }),
  method("__delattr__", (_, module, [name]) => {
    const parts = partsOf(module);
    const key = String(name);
    for (const map of [module.dict, ...(parts ? [parts.parameters, parts.buffers, parts.modules] : [])] as Map<string, Value>[]) map.delete(key); // all have names as keys
    return null;
  }),
  method("__call__", callModule),
  method("parameters", (machine, module, args, keywords) => iterator(machine, [...parametersOf(module, recursing(args, keywords, 0))].map(([, tensor]) => tensor))),
  method("named_parameters", (machine, module, args, keywords) => {
    const prefix = args[0] ?? keywords.get("prefix") ?? "";
    return iterator(machine, pairs([...parametersOf(module, recursing(args, keywords, 1))].map(([name, tensor]) => [prefix ? `${machine.str(prefix)}.${name}` : name, tensor] as const)));
  }),
  method("buffers", (machine, module) => iterator(machine, [...walk(module, "buffers")].map(([, tensor]) => tensor))),
  method("named_buffers", (machine, module) => iterator(machine, pairs(walk(module, "buffers")))),
  method("children", (machine, module) => iterator(machine, [...(partsOf(module)?.modules.values() ?? [])].filter((child) => child !== null))),
  method("named_children", (machine, module) => iterator(machine, pairs([...(partsOf(module)?.modules ?? [])].flatMap(([name, child]) => (child ? [[name, child] as const] : []))))),
  method("modules", (machine, module) => iterator(machine, [...walkModules(module)].map(([, one]) => one))),
  method("named_modules", (machine, module) => iterator(machine, pairs(walkModules(module)))),
  method("add_module", (machine, module, [name, child]) => (setPart(machine, module, machine.str(name!), child!), null)),
  method("register_module", (machine, module, [name, child]) => (setPart(machine, module, machine.str(name!), child!), null)),
  method("register_parameter", (machine, module, [name, value]) => {
    if (value === null) partsOf(module)?.parameters.set(machine.str(name!), null);
    else setPart(machine, module, machine.str(name!), value!);
    return null;
  }),
  native("register_buffer(self, name, tensor, persistent=True)", (machine, a) => {
    const parts = partsOf(own(a.self!));
    if (!parts) throw machine.raise("AttributeError", "cannot assign buffer before Module.__init__() call");
    const name = machine.str(a.name!);
    parts.buffers.set(name, isTensor(a.tensor!) ? a.tensor : null);
    if (a.persistent === false) parts.transient.add(name);
    return null;
  }),
  method("register_forward_hook", (_, module, [hook]) => (partsOf(module)?.hooks.forward.push(hook!), null)),
  method("register_forward_pre_hook", (_, module, [hook]) => (partsOf(module)?.hooks.before.push(hook!), null)),
  method("get_parameter", (machine, module, [name]) => [...parametersOf(module)].find(([path]) => path === machine.str(name!))?.[1] ?? null),
  method("train", (machine, module, [on]) => setTraining(module, on === undefined || machine.truth(on))),
  method("eval", (_, module) => setTraining(module, false)),
  method("zero_grad", (_, module) => {
    for (const [, tensor] of parametersOf(module)) tensor.grad = null;
    return null;
  }),
  method("requires_grad_", (machine, module, [on]) => {
    for (const [, tensor] of parametersOf(module)) setRequiresGrad(machine, tensor, on === undefined || machine.truth(on));
    return module;
  }),
  method("to", (machine, module, args, keywords) => convert(machine, module, [...args, keywords.get("dtype") ?? null].map(dtypeArgument).find((dtype) => dtype !== null) ?? null)),
  method("float", (machine, module) => convert(machine, module, "float32")),
  method("double", (machine, module) => convert(machine, module, "float64")),
  ...["cpu", "cuda", "share_memory"].map((name) => method(name, (_, module) => module)),
  method("apply", (machine, module, [work]) => {
    const children = [...(partsOf(module)?.modules.values() ?? [])];
    for (const child of children) if (child) machine.call(machine.getAttribute(child, "apply"), [work!]);
    machine.call(work!, [module]);
    return module;
  }),
  method("state_dict", (machine, module) => {
    const entries: [Value, Value][] = [];
    for (const [path, one] of walkModules(module)) {
      const parts = partsOf(one);
      for (const kind of ["parameters", "buffers"] as const) for (const [name, tensor] of parts?.[kind] ?? []) {
        if (tensor && !parts!.transient.has(name)) entries.push([path ? `${path}.${name}` : name, tensorOf(machine.trace.cut(tensor.tracedNode(machine), "state_dict"))]);
      }
    }
    return machine.makeDict(entries);
  }),
  native("load_state_dict(self, state_dict, strict=True, assign=False)", (machine, a) => loadState(machine, own(a.self!), a.state_dict!)),
  method("extra_repr", () => ""),
  method("__repr__", (machine, module) => moduleText(machine, module)),
  method("__dir__", (_, module) => new PyList([...module.dict.keys()])),
  method("__deepcopy__", (machine, module) => deepCopy(machine, module, new Map())),
]);

function deepCopy(machine: Machine, module: PyInstance, seen: Map<PyInstance, PyInstance>): PyInstance {
  const known = seen.get(module);
  if (known) return known;
  const made = new PyInstance(module.type);
  seen.set(module, made);
  const parts = initialize(made);
  for (const [name, value] of module.dict) made.dict.set(name, value);
  const from = partsOf(module);
  for (const kind of ["parameters", "buffers"] as const) for (const [name, tensor] of from?.[kind] ?? []) {
    const copied = tensor && new TorchTensor(tensorOf(constantNode(copy(tensor.handle.array()), false)).handle, tensor.type);
    if (copied && tensor.tracedNode(machine).requiresGrad) makeLeaf(machine, copied, true);
    parts[kind].set(name, copied);
  }
  for (const [name, child] of from?.modules ?? []) parts.modules.set(name, child && deepCopy(machine, child, seen));
  return made;
}

/** nn.Parameter(data, requires_grad=True). */
export function parameter(machine: Machine, tensor: TorchTensor, requires = true): TorchTensor {
  const made = new TorchTensor(tensorOf(machine.trace.cut(tensor.tracedNode(machine), "Parameter")).handle, parameterType);
  if (requires) makeLeaf(machine, made, true);
  return made;
}

parameterType.construct = (machine, args, keywords) => {
  const data = args[0] ?? keywords.get("data") ?? null;
  if (!isTensor(data)) throw machine.raise("TypeError", `Parameter(): argument 'data' must be Tensor, not ${machine.typeOf(data).name}`);
  const made = parameter(machine, data, (args[1] ?? keywords.get("requires_grad")) !== false);
  // A parameter is a leaf of the lens: its number's origin is the data's.
  return made;
};
