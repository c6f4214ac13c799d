/** `torch.distributions.Distribution`: shapes, checks of parameters and values, repr; the base of all the others. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyBuiltin, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { size as sizeOfArray } from "../../../tensor/array.js";
import { intArgument, isSequence } from "../../arguments.js";
import { sizeValue } from "../dtypes.js";
import { valueError } from "../errors.js";
import { recordingAs } from "../func/differentiate.js";
import { isTensor, type Tensor } from "../tensor.js";
import { type Constraint, formatted, isConstraint } from "./constraints.js";

export const distributionType = new PyType("Distribution", [objectType], "torch.distributions.distribution");
export const exponentialFamilyType = new PyType("ExponentialFamily", [distributionType], "torch.distributions.exp_family");

export const instance = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

export const numbersIn = (machine: Machine, value: Value): number[] => (isSequence(value) ? value.items : [...machine.iterate(value)]).map((one) => intArgument(machine, one, "size"));
const shapeIn = (machine: Machine, self: PyInstance, name: string): number[] => {
  const value = self.dict.get(name);
  return value === undefined ? [] : numbersIn(machine, value);
};
export const batchShape = (machine: Machine, self: PyInstance): number[] => shapeIn(machine, self, "_batch_shape");
export const eventShape = (machine: Machine, self: PyInstance): number[] => shapeIn(machine, self, "_event_shape");

/** [...sample shape, ...batch shape, ...event shape]. */
export const extendedShape = (machine: Machine, self: PyInstance, sampleShape: Value | undefined): number[] =>
  [...(sampleShape === undefined || sampleShape === null ? [] : numbersIn(machine, sampleShape)), ...batchShape(machine, self), ...eventShape(machine, self)];

const defaults = (machine: Machine): { validate: boolean } => machine.state("torch.distributions", () => ({ validate: true }));
const validates = (machine: Machine, self: PyInstance): boolean => {
  const own = self.dict.get("_validate_args") ?? null;
  return own === null ? defaults(machine).validate : machine.truth(own);
};

const tupleText = (shape: readonly number[]): string => `(${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
const sizeText = (shape: readonly number[]): string => `torch.Size([${shape.join(", ")}])`;

/** What `Distribution.__init__` does: keeps the shapes and looks at the parameters. */
export function initialize(machine: Machine, self: PyInstance, batch: readonly number[], event: readonly number[], validate: Value): void {
  self.dict.set("_batch_shape", sizeValue(batch));
  self.dict.set("_event_shape", sizeValue(event));
  if (validate !== null) self.dict.set("_validate_args", validate);
  if (!validates(machine, self)) return;
  for (const [name, constraint] of constraintsOf(machine, self)) {
    const value = self.dict.get(name) ?? (self.type.lookup(name) instanceof LazyGetter ? undefined : machine.findAttribute(self, name));
    if (value === undefined || constraint.dependent || !isTensor(value) || constraint.check(value).valid.every(Boolean)) continue;
    throw valueError(machine, `Expected parameter ${name} (${value.type.name} of shape ${tupleText(value.shape)}) of distribution ${machine.repr(self)} to satisfy the constraint ${constraint.text(machine)}, but found invalid values:\n${formatted(machine, value)}`);
  }
}

/** A property computed when first asked for, unless it was a parameter. */
export class LazyGetter extends PyGetter {
  constructor(name: string, compute: (machine: Machine, self: PyInstance) => Value) {
    super(name, (machine, self) => {
      const { dict } = instance(self);
      const known = dict.get(name);
      if (known !== undefined) return known;
      const value = recordingAs(machine, true, () => compute(machine, instance(self)));
      dict.set(name, value);
      return value;
    }, (_, self, value) => { instance(self).dict.set(name, value); });
  }
}

function constraintsOf(machine: Machine, self: PyInstance): [string, Constraint][] {
  const value = machine.findAttribute(self, "arg_constraints");
  if (value === undefined || !machine.isDict(value)) return [];
  return machine.dictEntries(value).flatMap(([name, one]): [string, Constraint][] => (isConstraint(one) ? [[String(name), one]] : []));
}

/** The checks of `log_prob`, `cdf`, `icdf`. */
export function validateSample(machine: Machine, self: PyInstance, value: Value): void {
  if (!validates(machine, self)) return;
  if (!isTensor(value)) throw valueError(machine, "The value argument to log_prob must be a Tensor");
  const [event, batch] = [eventShape(machine, self), batchShape(machine, self)];
  const { shape } = value;
  if (shape.slice(Math.max(shape.length - event.length, 0)).join() !== event.join()) throw valueError(machine, `The right-most size of value must match event_shape: ${sizeText(shape)} vs ${sizeText(event)}.`);
  const expected = [...batch, ...event];
  for (let i = 1; i <= Math.min(shape.length, expected.length); i++) {
    const [a, b] = [shape[shape.length - i]!, expected[expected.length - i]!];
    if (a !== 1 && b !== 1 && a !== b) throw valueError(machine, `Value is not broadcastable with batch_shape+event_shape: ${sizeText(shape)} vs ${sizeText(expected)}.`);
  }
  const support = machine.findAttribute(self, "support");
  if (!isConstraint(support) || support.check(value).valid.every(Boolean)) return;
  throw valueError(machine, `Expected value argument (${value.type.name} of shape ${tupleText(shape)}) to be within the support (${support.text(machine)}) of the distribution ${machine.repr(self)}, but found invalid values:\n${formatted(machine, value)}`);
}

const refuse = (name: string): PyBuiltin => new PyBuiltin(name, (machine) => { throw machine.raise("NotImplementedError", ""); });
const refusing = (name: string): PyGetter => new PyGetter(name, (machine) => { throw machine.raise("NotImplementedError", ""); });

function text(machine: Machine, self: PyInstance): string {
  const parts = constraintsOf(machine, self).flatMap(([name]) => {
    const value = self.dict.get(name);
    return isTensor(value) ? [`${name}: ${sizeOfArray(value.array()) === 1 ? formatted(machine, value) : sizeText(value.shape)}`] : [];
  });
  return `${self.type.name}(${parts.join(", ")})`;
}

define(distributionType, [
  native("__init__(self, batch_shape=None, event_shape=None, validate_args=None)", (machine, a) => {
    const shape = (value: Value): number[] => (value === null ? [] : numbersIn(machine, value));
    initialize(machine, instance(a.self), shape(a.batch_shape!), shape(a.event_shape!), a.validate_args!);
    return null;
  }),
  new PyGetter("batch_shape", (machine, self) => sizeValue(batchShape(machine, instance(self)))),
  new PyGetter("event_shape", (machine, self) => sizeValue(eventShape(machine, instance(self)))),
  new PyGetter("stddev", (machine, self) => machine.call(machine.getAttribute(machine.getAttribute(self, "variance"), "sqrt"), [])),
  native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => machine.call(machine.getAttribute(a.self!, "rsample"), a.sample_shape === null ? [] : [a.sample_shape!]))),
  native("sample_n(self, n)", (machine, a) => machine.call(machine.getAttribute(a.self!, "sample"), [new PyTuple([a.n!])])),
  native("rsample_n(self, n)", (machine, a) => machine.call(machine.getAttribute(a.self!, "rsample"), [new PyTuple([a.n!])])),
  native("perplexity(self)", (machine, a) => machine.call(machine.getAttribute(machine.call(machine.getAttribute(a.self!, "entropy"), []), "exp"), [])),
  native("_extended_shape(self, sample_shape=None)", (machine, a) => sizeValue(extendedShape(machine, instance(a.self), a.sample_shape!))),
  native("_validate_sample(self, value)", (machine, a) => {
    validateSample(machine, instance(a.self), a.value!);
    return null;
  }),
  new PyBuiltin("__repr__", (machine, [self]) => text(machine, instance(self))),
  ...["rsample", "log_prob", "cdf", "icdf", "entropy", "expand", "enumerate_support"].map(refuse),
  ...["mean", "variance", "support", "arg_constraints"].map(refusing),
  new PyGetter("mode", (machine, self) => { throw machine.raise("NotImplementedError", `${machine.repr(machine.typeOf(self))} does not implement mode`); }),
]);
distributionType.dict.set("has_rsample", false);
distributionType.dict.set("has_enumerate_support", false);
distributionType.dict.set("set_default_validate_args", new PyBuiltin("set_default_validate_args", (machine, [value]) => {
  defaults(machine).validate = machine.truth(value!);
  return null;
}, "static"));

/** A new object of the same class with other shapes and tensors, unchecked. */
export function renewed(machine: Machine, self: PyInstance, batch: readonly number[], values: Iterable<readonly [string, Value]>): PyInstance {
  const made = new PyInstance(self.type);
  for (const [name, value] of values) made.dict.set(name, value);
  initialize(machine, made, batch, eventShape(machine, self), false);
  const own = self.dict.get("_validate_args");
  if (own === undefined) made.dict.delete("_validate_args");
  else made.dict.set("_validate_args", own);
  return made;
}

export const constraintDict = (entries: Iterable<readonly [string, Constraint]>): PyDict => {
  const dict = new PyDict();
  for (const [name, constraint] of entries) dict.setName(name, constraint);
  return dict;
};

export const isDistribution = (value: Value | undefined): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(distributionType);
export const tensorNamed = (machine: Machine, self: PyInstance, name: string): Tensor => machine.getAttribute(self, name) as Tensor; // parameters are tensors
