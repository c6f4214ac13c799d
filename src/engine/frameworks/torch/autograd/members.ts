/** The names of `torch.autograd`, its submodules, and `torch.utils.checkpoint`. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, type PyBuiltin, PyInstance, PyType, typeType, type Value } from "../../../python/object.js";
import { PyInert } from "../../../python/values/function.js";
import { isInt, numberOf } from "../../arguments.js";
import { backward, grad } from "../autograd.js";
import { MODE_TYPES } from "../grad-mode.js";
import { recordingAs } from "../func/differentiate.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, type Tensor, tensorType } from "../tensor.js";
import { functionType, onceDifferentiable } from "./function.js";
import { nodeType } from "./grad-fn.js";
import { GRADCHECK_MEMBERS } from "./gradcheck.js";

const tensorsIn = (machine: Machine, value: Value): Tensor[] => (isTensor(value) ? [value] : [...machine.iterate(value)].filter(isTensor));
const named = (list: readonly (PyBuiltin | PyType)[]): [string, Value][] => list.map((one) => [one.name, one]);

/** `Variable(x)` is the tensor itself; every tensor is a Variable. */
const variableMeta = new PyType("VariableMeta", [typeType], "torch.autograd.variable");
define(variableMeta, [native("__instancecheck__(self, value)", (_, a) => isTensor(a.value) && a.value.type.isSubtype(tensorType))]);
const variableType = new PyType("Variable", [objectType], "torch.autograd.variable", variableMeta);
variableType.construct = (machine, [data, requires], keywords) => {
  const tensor = asTensor(data);
  const wanted = machine.truth(requires ?? keywords.get("requires_grad") ?? false);
  return wanted ? machine.call(machine.getAttribute(tensor.detached(machine, "Variable"), "requires_grad_"), [true]) : tensor;
};

/** A switch that is a call and a context manager. */
function anomalyType(name: string, atOnce: boolean): PyType {
  const type = new PyType(name, [objectType], "torch.autograd.anomaly_mode");
  const before = new WeakMap<PyInstance, boolean>();
  const set = (machine: Machine, self: PyInstance, mode: boolean): PyInstance => {
    before.set(self, torchState(machine).anomaly);
    torchState(machine).anomaly = mode;
    return self;
  };
  type.construct = (machine, [mode], keywords) => {
    const self = new PyInstance(type);
    return atOnce ? set(machine, self, machine.truth(mode ?? keywords.get("mode") ?? true)) : self;
  };
  return define(type, [
    native("__init__(self, *rest, **more)", () => null),
    native("__enter__(self)", (machine, a) => {
      if (!atOnce) set(machine, a.self as PyInstance, true); // `self` of a method of this type
      return null;
    }),
    native("__exit__(self, *rest)", (machine, a) => {
      torchState(machine).anomaly = before.get(a.self as PyInstance) ?? false; // as above
      return null;
    }),
  ]);
}

export const AUTOGRAD_MEMBERS: readonly [string, Value][] = [
  ...named([
    native("grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, only_inputs=True, allow_unused=None, is_grads_batched=False, materialize_grads=False)", (machine, a) =>
      grad(machine, a.outputs!, a.inputs!, { gradients: a.grad_outputs!, retainGraph: a.retain_graph!, createGraph: machine.truth(a.create_graph!), allowUnused: a.allow_unused!, materialize: machine.truth(a.materialize_grads!), batched: machine.truth(a.is_grads_batched!) })),
    native("backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False, grad_variables=None, inputs=None)", (machine, a) => {
      const given = a.grad_tensors === null ? [] : isTensor(a.grad_tensors) ? [a.grad_tensors] : [...machine.iterate(a.grad_tensors!)];
      backward(machine, tensorsIn(machine, a.tensors!), given, a.retain_graph!, machine.truth(a.create_graph!), a.inputs === null ? null : tensorsIn(machine, a.inputs!));
      return null;
    }),
    variableType, functionType, onceDifferentiable, anomalyType("set_detect_anomaly", true), anomalyType("detect_anomaly", false),
    ...MODE_TYPES,
  ]),
  ...GRADCHECK_MEMBERS.slice(0, 2),
];

export const isAnomalyEnabled = native("is_anomaly_enabled()", (machine) => torchState(machine).anomaly);

/** Where saved values lie makes no difference to a number. */
const saveOnCpu = new PyType("save_on_cpu", [objectType], "torch.autograd.graph");
saveOnCpu.construct = () => new PyInstance(saveOnCpu);
define(saveOnCpu, [native("__init__(self, *rest, **more)", () => null), native("__enter__(self)", () => null), native("__exit__(self, *rest)", () => null)]);

export const GRAPH_MEMBERS: readonly [string, Value][] = [
  ["Node", nodeType],
  ...named([
    saveOnCpu,
    native("increment_version(tensor)", (machine, a) => {
      for (const tensor of tensorsIn(machine, a.tensor!)) tensor.storage.startAt(tensor.version + 1);
      return null;
    }),
  ]),
];

const inert = (name: string): [string, Value] => [name, new PyInert(`torch.autograd.profiler.${name}`)];
export const PROFILER_MEMBERS: readonly [string, Value][] = ["profile", "record_function", "emit_nvtx", "emit_itt"].map(inert);

/** Recomputing in the backward pass gives what storing gives. The reentrant kind sees no gradient unless an input has one. */
function checkpointed(machine: Machine, callee: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const inner = new Map([...keywords].filter(([name]) => !["use_reentrant", "preserve_rng_state", "context_fn", "determinism_check", "debug", "early_stop"].includes(name)));
  const reentrant = machine.truth(keywords.get("use_reentrant") ?? false);
  const blind = reentrant && !args.some((one) => isTensor(one) && one.requiresGrad(machine));
  return recordingAs(machine, machine.trace.recording && !blind, () => machine.call(callee, args, inner));
}

export const CHECKPOINT_MEMBERS: readonly [string, Value][] = named([
  native("checkpoint(function, *args, **keywords)", (machine, a, bound) => checkpointed(machine, a.function!, bound.rest, bound.restKeywords)),
  native("checkpoint_sequential(functions, segments, input, **keywords)", (machine, a) => {
    if (!isInt(a.segments!) || numberOf(a.segments) < 1) throw machine.raise("ValueError", "segments must be a positive integer");
    let value: Value = a.input!;
    for (const one of machine.iterate(a.functions!)) value = machine.call(one, [value]);
    return value;
  }),
]);
