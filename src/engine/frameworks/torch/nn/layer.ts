/** Short forms for the tables of layers: a signature, what `__init__` keeps, what `forward` does. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, bind, native, signature } from "../../../python/define-native.js";
import { type Keywords, NO_KEYWORDS, PyBuiltin, PyFloat, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import type { NDArray } from "../../../tensor/array.js";
import type { Dtype } from "../../../tensor/dtype.js";
import { OperationError } from "../../../ops/define.js";
import { intArgument, isNumber, isSequence, numberOf } from "../../arguments.js";
import { callNamed } from "../dispatch.js";
import { dtypeArgument } from "../dtypes.js";
import { sampleOrigin, torchState, type TorchState } from "../state.js";
import { overwrite } from "../in-place.js";
import { isTensor, parameterType, Tensor } from "../tensor.js";
import { initialize, moduleType, registerBuffer, registered, registerModule, registerParameter, registry } from "./module.js";

/** One call of a layer's method. */
export class Layer {
  constructor(readonly machine: Machine, readonly self: PyInstance, readonly a: Arguments) {}
  get state(): TorchState { return torchState(this.machine); }
  /** An attribute, parameter or argument kept by `keep`. */
  get(name: string): Value {
    const held = this.self.dict.get(name) ?? registered(this.self, name);
    if (held !== undefined) return held;
    const computed = this.self.type.lookup(name);
    return computed instanceof PyGetter ? computed.get(this.machine, this.self) : null;
  }
  int(name: string): number { return intArgument(this.machine, this.a[name] ?? null, name); }
  set(name: string, value: Value): void { this.self.dict.set(name, value); }
  keep(...names: string[]): void { for (const name of names) this.set(name, this.a[name] ?? null); }
  truth(name: string): boolean { return this.machine.truth(this.a[name] ?? null); }
  get dtype(): Dtype { return dtypeArgument(this.machine, this.a.dtype ?? null) ?? this.state.defaultDtype; }
  /** A parameter with freshly made elements; the generator has been used by then. */
  parameter(name: string, value: NDArray | null, call: string | null = null): void {
    if (!value) {
      registerParameter(this.machine, this.self, name, null);
      return;
    }
    const tensor = new Tensor(this.machine.trace.leaf(value, call ? sampleOrigin(this.state, call) : { kind: "literal" }), parameterType);
    tensor.becomeLeaf(this.machine);
    tensor.storage.startAt(1); // PyTorch fills empty memory
    registerParameter(this.machine, this.self, name, tensor);
  }
  buffer(name: string, value: NDArray | null, persistent = true): void {
    registerBuffer(this.machine, this.self, name, value ? new Tensor(this.machine.trace.leaf(value, { kind: "literal" })) : null, persistent);
  }
  call(name: string, args: readonly Value[], keywords: Readonly<Record<string, Value>> = {}): Value {
    return callNamed(this.machine, `torch.nn.functional.${name}`, args, new Map(Object.entries(keywords)));
  }
  module(name: string, value: Value): void { registerModule(this.machine, this.self, name, value); }
  /** Calls a submodule. */
  run(name: string, args: readonly Value[], keywords: Keywords = NO_KEYWORDS): Value { return this.machine.call(this.get(name), args, keywords); }
  repr(name: string): string { return this.machine.repr(this.get(name)); }
  get training(): boolean { return this.machine.truth(this.get("training")); }
}

export interface LayerDefinition {
  readonly signature: string;
  /** Under torch.nn.modules. */
  readonly module: string;
  readonly base?: PyType;
  readonly init?: (l: Layer) => void;
  readonly forward: (l: Layer, args: readonly Value[], keywords: Keywords) => Value;
  readonly extra?: (l: Layer) => string;
  readonly more?: readonly (PyBuiltin | PyGetter)[];
}

/** What each layer was made with. */
const made = new WeakMap<PyInstance, Arguments>();
const RESETTABLE = new Set(["linear", "conv", "batchnorm", "instancenorm", "normalization", "sparse", "rnn", "activation"]);

/** Draws all parameters anew, into the tensors that are there: a second layer is made and its numbers are taken over. */
function resetParameters(machine: Machine, self: PyInstance, init: (l: Layer) => void): void {
  const other = new PyInstance(self.type);
  initialize(other);
  init(new Layer(machine, other, made.get(self) ?? {}));
  const { recording } = machine.trace;
  machine.trace.recording = false;
  for (const kind of ["_parameters", "_buffers"] as const) {
    for (const [name, value] of registry(other, kind)?.entries.values() ?? []) {
      const own = registry(self, kind)?.getName(String(name));
      if (isTensor(value) && isTensor(own)) overwrite(machine, own, value.node(machine));
    }
  }
  machine.trace.recording = recording;
}

const instance = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of this type

/** A layer's class. All parameters of the signature are kept as attributes unless `init` says otherwise. */
export function layer(definition: LayerDefinition): PyType {
  const parsed = signature(definition.signature);
  const type = new PyType(parsed.name, [definition.base ?? moduleType], `torch.nn.modules.${definition.module}`);
  const { init, forward, extra } = definition;
  type.dict.set("__init__", new PyBuiltin("__init__", (machine, [self, ...args], keywords) => {
    const bound = bind(machine, { ...parsed, name: `${parsed.name}.__init__` }, args, keywords);
    initialize(instance(self));
    const l = new Layer(machine, instance(self), bound.values);
    made.set(l.self, l.a);
    if (init) init(l);
    else l.keep(...parsed.parameters.filter((one) => one.kind !== "rest" && one.kind !== "restKeywords").map((one) => one.name));
    return null;
  }));
  if (init && RESETTABLE.has(definition.module)) type.dict.set("reset_parameters", native("reset_parameters(self)", (machine, a) => {
    resetParameters(machine, instance(a.self), init);
    return null;
  }));
  type.dict.set("forward", new PyBuiltin("forward", (machine, [self, ...args], keywords) => forward(new Layer(machine, instance(self), {}), args, keywords), "method", true));
  if (extra) type.dict.set("extra_repr", new PyBuiltin("extra_repr", (machine, [self]) => extra(new Layer(machine, instance(self), {}))));
  for (const one of definition.more ?? []) type.dict.set(one.name, one);
  return type;
}

/** `3` as `(3, 3)`; a tuple stays. */
export function spreadTuple(value: Value, count: number): Value {
  return isSequence(value) ? new PyTuple(value.items) : new PyTuple(Array.from({ length: count }, () => value));
}

export const numbersOf = (value: Value): number[] => (isSequence(value) ? value.items : [value]).map((one) => {
  if (isNumber(one)) return numberOf(one);
  throw new OperationError("a layer was given something else where its sizes must be numbers");
});

/** A default that is no whole number: `None` in the signature. */
export const numberOr = (value: Value, otherwise: number): Value => (value === null ? new PyFloat(otherwise) : value);

/** What `forward` is given. */
export const input = (args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value => args[0] ?? keywords.get("input") ?? keywords.get("x") ?? null;

/** An attribute that is a number. */
export const numberValue = (l: Layer, name: string, otherwise: number): number => (l.get(name) === null ? otherwise : numbersOf(l.get(name))[0]!);
