/** Modules as functions of their state: `functional_call`, `stack_module_state`, and functorch's older names. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { type Keywords, PyBuiltin, type PyInstance, PyList, PyTuple, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { runtimeError, typeError } from "../errors.js";
import { setRequiresGrad } from "../gradients.js";
import { isModule, registry } from "../nn/module.js";
import { membersOf } from "../nn/module-methods.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";

interface Place {
  readonly dict: PyDict;
  readonly name: string;
}

/** Where a parameter or buffer of that dotted name is kept. */
function placeOf(machine: Machine, module: PyInstance, path: string): Place | null {
  const parts = path.split(".");
  const name = parts.pop()!; // split gives at least one
  let owner: Value = module;
  for (const part of parts) owner = machine.findAttribute(owner, part) ?? null;
  if (!isModule(owner)) return null;
  for (const kind of ["_parameters", "_buffers"] as const) {
    const dict = registry(owner, kind);
    if (dict?.entries.has(name)) return { dict, name };
  }
  return null;
}

/** Runs the module with these tensors in place of its own; names of one tied parameter follow each other. */
function callWith(machine: Machine, module: PyInstance, state: ReadonlyMap<string, Value>, args: readonly Value[], keywords: Keywords, strict: boolean): Value {
  const own = (["_parameters", "_buffers"] as const).flatMap((kind) => membersOf(module, kind, true, "", false));
  const names = new Map(own);
  if (strict) {
    const listed = (all: readonly string[]): string => all.map((name) => `'${name}'`).join(", ");
    const [missing, unexpected] = [[...names.keys()].filter((name) => !state.has(name)), [...state.keys()].filter((name) => !names.has(name))];
    const text = [...(unexpected.length ? [`Unexpected key(s): ${listed(unexpected)}.`] : []), ...(missing.length ? [`Missing key(s): ${listed(missing)}.`] : [])];
    if (text.length) throw runtimeError(machine, `Error(s) in reparametrizing for ${module.type.name}:\n\t${text.join("\n\t")}`);
  }
  const undo: (() => void)[] = [];
  for (const [path, value] of state) {
    const before = names.get(path);
    const tied = before ? own.filter(([other, tensor]) => tensor === before && !state.has(other)).map(([other]) => other) : [];
    for (const one of [path, ...tied]) {
      const place = placeOf(machine, module, one);
      if (!place) continue;
      const kept = place.dict.getName(place.name) ?? null;
      undo.push(() => { place.dict.setName(place.name, kept); });
      place.dict.setName(place.name, value);
    }
  }
  try {
    return machine.call(module, args, keywords);
  } finally {
    for (const one of undo.toReversed()) one();
  }
}

function stateOf(machine: Machine, value: Value): Map<string, Value> {
  const dicts = value instanceof PyTuple || value instanceof PyList ? value.items : [value];
  const state = new Map<string, Value>();
  for (const dict of dicts) {
    if (!machine.isDict(dict)) throw machine.raise("ValueError", `Expected all elements of parameter_and_buffer_dicts to be dictionaries`);
    for (const [key, one] of machine.dictEntries(dict)) state.set(String(key), one);
  }
  return state;
}

const functionalCall = native("functional_call(module, parameter_and_buffer_dicts, args=None, kwargs=None, *, tie_weights=True, strict=False)", (machine, a) => {
  if (!isModule(a.module)) throw typeError(machine, `Expected a module, got ${machine.typeOf(a.module!).name}`);
  const args = a.args === null ? [] : a.args instanceof PyTuple ? a.args.items : [a.args!];
  const keywords = new Map(a.kwargs === null ? [] : machine.dictEntries(a.kwargs!).map(([key, value]): [string, Value] => [String(key), value]));
  return callWith(machine, a.module, stateOf(machine, a.parameter_and_buffer_dicts!), args, keywords, machine.truth(a.strict!));
});

/** A leaf that holds the tensors of one name side by side. */
function stackedLeaf(machine: Machine, tensors: readonly Tensor[], name: string): Tensor {
  const { ops } = torchState(machine);
  const wanted = tensors.map((tensor) => tensor.requiresGrad(machine));
  if (wanted.some((one) => one !== wanted[0])) throw runtimeError(machine, `Expected ${name} from each model to have the same .requires_grad`);
  const node = ops.cat(tensors.map((tensor) => ops.unsqueeze(tensor.node(machine), 0)), 0);
  const leaf = new Tensor(machine.trace.cut(node, "stack_module_state"));
  if (wanted[0]) setRequiresGrad(machine, leaf, true);
  return leaf;
}

function stackedState(machine: Machine, models: readonly Value[], kind: "_parameters" | "_buffers"): PyDict {
  const result = new PyDict();
  const lists = models.filter(isModule).map((model) => new Map(membersOf(model, kind)));
  for (const name of lists[0]?.keys() ?? []) result.setName(name, stackedLeaf(machine, lists.map((list) => list.get(name)!), name));
  return result;
}

function modelsIn(machine: Machine, value: Value, who: string): Value[] {
  const models = [...machine.iterate(value)];
  if (!models.length) throw runtimeError(machine, `${who}: Expected at least one model, got 0.`);
  const training = models.map((model) => machine.truth(machine.getAttribute(model, "training")));
  if (training.some((one) => one !== training[0])) throw runtimeError(machine, `${who}: Expected all models to have the same training/eval mode.`);
  if (models.some((model) => machine.typeOf(model) !== machine.typeOf(models[0]!))) throw runtimeError(machine, `${who}: Expected all models to be of the same class.`);
  return models;
}

/** A module whose tensors are arguments: functorch's `make_functional`. */
function functional(module: PyInstance, withBuffers: boolean): PyTuple {
  const [parameters, buffers] = [membersOf(module, "_parameters"), withBuffers ? membersOf(module, "_buffers") : []];
  const run = new PyBuiltin("FunctionalModule", (inner, args, keywords) => {
    const [given, more] = [[...inner.iterate(args[0]!)], withBuffers ? [...inner.iterate(args[1]!)] : []];
    const state = new Map([...parameters.map(([name], i): [string, Value] => [name, given[i]!]), ...buffers.map(([name], i): [string, Value] => [name, more[i]!])]);
    return callWith(inner, module, state, args.slice(withBuffers ? 2 : 1), keywords, false);
  }, "method", true);
  const values = (list: readonly [string, Tensor][]): PyTuple => new PyTuple(list.map(([, tensor]) => tensor));
  return new PyTuple(withBuffers ? [run, values(parameters), values(buffers)] : [run, values(parameters)]);
}

export const MODULE_FUNCTIONS: readonly PyBuiltin[] = [
  functionalCall,
  native("stack_module_state(models)", (machine, a) => {
    const models = modelsIn(machine, a.models!, "stack_module_state");
    return new PyTuple([stackedState(machine, models, "_parameters"), stackedState(machine, models, "_buffers")]);
  }),
];

const moduleIn = (machine: Machine, value: Value): PyInstance => {
  if (isModule(value)) return value;
  throw typeError(machine, `Expected a module, got ${machine.typeOf(value).name}`);
};

export const OLDER_NAMES: readonly PyBuiltin[] = [
  native("make_functional(model, disable_autograd_tracking=False)", (machine, a) => functional(moduleIn(machine, a.model!), false)),
  native("make_functional_with_buffers(model, disable_autograd_tracking=False)", (machine, a) => functional(moduleIn(machine, a.model!), true)),
  native("combine_state_for_ensemble(models)", (machine, a) => {
    const models = modelsIn(machine, a.models!, "combine_state_for_ensemble");
    const values = (kind: "_parameters" | "_buffers"): PyTuple => new PyTuple([...stackedState(machine, models, kind).entries.values()].map(([, value]) => value).filter(isTensor));
    return new PyTuple([functional(moduleIn(machine, models[0]!), true).items[0]!, values("_parameters"), values("_buffers")]);
  }),
];
