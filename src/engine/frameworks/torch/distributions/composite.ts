/** `Independent`: batch axes read as event axes. `MixtureSameFamily`: a weighted sum of components. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, PyGetter, type PyInstance, PyType, type Value } from "../../../python/object.js";
import { isInt, numberOf } from "../../arguments.js";
import { sizeValue } from "../dtypes.js";
import { valueError } from "../errors.js";
import { recordingAs } from "../func/differentiate.js";
import { asTensor, type Tensor } from "../tensor.js";
import { type Constraint, CONSTRAINTS, independent } from "./constraints.js";
import { batchShape, constraintDict, distributionType, eventShape, initialize, instance, isDistribution, numbersIn, renewed } from "./distribution.js";
import { calculated, sumRightmost } from "./family.js";
import { categoricalType } from "./discrete.js";

const call = (machine: Machine, object: Value, name: string, ...args: readonly Value[]): Value => machine.call(machine.getAttribute(object, name), args);
const size = (shape: readonly number[]): string => `torch.Size([${shape.join(", ")}])`;

export const independentType = new PyType("Independent", [distributionType], "torch.distributions.independent");
const baseOf = (self: Value | undefined): PyInstance => instance(instance(self).dict.get("base_dist")); // set by __init__
const dimsOf = (self: Value | undefined): number => numberOf(instance(self).dict.get("reinterpreted_batch_ndims") as number); // as above

define(independentType, [
  native("__init__(self, base_distribution, reinterpreted_batch_ndims, validate_args=None)", (machine, a) => {
    const base = instance(a.base_distribution);
    const dims = isInt(a.reinterpreted_batch_ndims!) ? numberOf(a.reinterpreted_batch_ndims) : 0;
    const [batch, event] = [batchShape(machine, base), eventShape(machine, base)];
    if (dims > batch.length) throw valueError(machine, `Expected reinterpreted_batch_ndims <= len(base_distribution.batch_shape), actual ${dims} vs ${batch.length}`);
    const self = instance(a.self);
    self.dict.set("base_dist", base);
    self.dict.set("reinterpreted_batch_ndims", dims);
    const cut = batch.length - dims;
    initialize(machine, self, batch.slice(0, cut), [...batch.slice(cut), ...event], a.validate_args!);
    return null;
  }),
  ...["mean", "variance", "mode", "has_rsample"].map((name) => new PyGetter(name, (machine, self) => machine.getAttribute(baseOf(self), name))),
  new PyGetter("has_enumerate_support", (machine, self) => dimsOf(self) === 0 && machine.getAttribute(baseOf(self), "has_enumerate_support")),
  new PyGetter("support", (machine, self) => {
    const inner = machine.getAttribute(baseOf(self), "support") as Constraint; // by its name
    return dimsOf(self) ? independent(inner, dimsOf(self)) : inner;
  }),
  ...["sample", "rsample"].map((name) => native(`${name}(self, sample_shape=None)`, (machine, a) => call(machine, baseOf(a.self), name, ...(a.sample_shape === null ? [] : [a.sample_shape!])))),
  native("log_prob(self, value)", (machine, a) => sumRightmost(machine, call(machine, baseOf(a.self), "log_prob", a.value!), dimsOf(a.self))),
  native("entropy(self)", (machine, a) => sumRightmost(machine, call(machine, baseOf(a.self), "entropy"), dimsOf(a.self))),
  native("expand(self, batch_shape, _instance=None)", (machine, a) => {
    const self = instance(a.self);
    const batch = numbersIn(machine, a.batch_shape!);
    const base = call(machine, baseOf(self), "expand", sizeValue([...batch, ...eventShape(machine, self).slice(0, dimsOf(self))]));
    return renewed(machine, self, batch, [["base_dist", base], ["reinterpreted_batch_ndims", dimsOf(self)]]);
  }),
  new PyBuiltin("__repr__", (machine, [self]) => `Independent(${machine.repr(baseOf(self))}, ${dimsOf(self)})`),
]);
independentType.dict.set("arg_constraints", constraintDict([]));

export const mixtureType = new PyType("MixtureSameFamily", [distributionType], "torch.distributions.mixture_same_family");

/** Values under names that the formulas below use. */
const formulas = { mean: "(weights * component_distribution.mean).sum(axis)", variance: "m = component_distribution; (weights * m.variance).sum(axis) + (weights * (m.mean - mean.unsqueeze(axis)).pow(2.0)).sum(axis)" } as const;

/** The mixture's weights with axes for the component's event. */
function prepared(machine: Machine, self: PyInstance): PyInstance {
  const event = eventShape(machine, self);
  const probs = asTensor(machine.getAttribute(machine.getAttribute(self, "mixture_distribution"), "probs"));
  self.dict.set("weights", call(machine, probs, "reshape", sizeValue([...probs.shape, ...event.map(() => 1)])));
  self.dict.set("axis", -1 - event.length);
  return self;
}

define(mixtureType, [
  native("__init__(self, mixture_distribution, component_distribution, validate_args=None)", (machine, a) => {
    const self = instance(a.self);
    if (!isDistribution(a.mixture_distribution) || !a.mixture_distribution.type.isSubtype(categoricalType)) throw valueError(machine, " The Mixture distribution needs to be an  instance of torch.distributions.Categorical");
    if (!isDistribution(a.component_distribution)) throw valueError(machine, "The Component distribution needs to be an instance of torch.distributions.Distribution");
    const [mixture, component] = [a.mixture_distribution, a.component_distribution];
    const [weights, parts] = [batchShape(machine, mixture), batchShape(machine, component)];
    const batch = parts.slice(0, -1);
    for (let i = 1; i <= Math.min(weights.length, batch.length); i++) {
      const [m, c] = [weights.at(-i)!, batch.at(-i)!];
      if (m !== 1 && c !== 1 && m !== c) throw valueError(machine, `\`mixture_distribution.batch_shape\` (${size(weights)}) is not compatible with \`component_distribution.batch_shape\`(${size(batch)})`);
    }
    const [km, kc] = [asTensor(machine.getAttribute(mixture, "logits")).shape.at(-1), parts.at(-1)];
    if (km !== kc) throw valueError(machine, `\`mixture_distribution component\` (${km}) does not equal \`component_distribution.batch_shape[-1]\` (${kc})`);
    self.dict.set("mixture_distribution", mixture);
    self.dict.set("component_distribution", component);
    initialize(machine, self, batch, eventShape(machine, component), a.validate_args!);
    return null;
  }),
  ...Object.entries(formulas).map(([name, formula]) => new PyGetter(name, (machine, self) => calculated(machine, prepared(machine, instance(self)), formula))),
  native("cdf(self, x)", (machine, a) => calculated(machine, prepared(machine, instance(a.self)), "(component_distribution.cdf(value.unsqueeze(axis)) * mixture_distribution.probs).sum(-1)", a.x!)),
  native("log_prob(self, x)", (machine, a) => {
    call(machine, a.self!, "_validate_sample", a.x!);
    return calculated(machine, prepared(machine, instance(a.self)), "logsumexp(component_distribution.log_prob(value.unsqueeze(axis)) + mixture_distribution.logits.log_softmax(-1), -1)", a.x!);
  }),
  native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => sampled(machine, instance(a.self), a.sample_shape!))),
  new PyGetter("support", (machine, self) => {
    const inner = machine.getAttribute(machine.getAttribute(self, "component_distribution"), "support");
    return inner instanceof Object && "eventDim" in inner ? inner : CONSTRAINTS.dependent;
  }),
  native("expand(self, batch_shape, _instance=None)", (machine, a) => {
    const self = instance(a.self);
    const batch = numbersIn(machine, a.batch_shape!);
    const count = batchShape(machine, instance(machine.getAttribute(self, "component_distribution"))).at(-1)!;
    return renewed(machine, self, batch, [["component_distribution", call(machine, machine.getAttribute(self, "component_distribution"), "expand", sizeValue([...batch, count]))], ["mixture_distribution", call(machine, machine.getAttribute(self, "mixture_distribution"), "expand", sizeValue(batch))]]);
  }),
  new PyBuiltin("__repr__", (machine, [self]) => `MixtureSameFamily(\n  ${machine.repr(machine.getAttribute(self!, "mixture_distribution"))},\n  ${machine.repr(machine.getAttribute(self!, "component_distribution"))})`),
]);
mixtureType.dict.set("arg_constraints", constraintDict([]));

/** The component that each draw of the mixture names. */
function sampled(machine: Machine, self: PyInstance, sampleShape: Value): Value {
  const args = sampleShape === null ? [] : [sampleShape];
  const event = eventShape(machine, self);
  const axis = (sampleShape === null ? 0 : numbersIn(machine, sampleShape).length) + batchShape(machine, self).length;
  const which = asTensor(call(machine, machine.getAttribute(self, "mixture_distribution"), "sample", ...args));
  const parts = asTensor(call(machine, machine.getAttribute(self, "component_distribution"), "sample", ...args));
  const index: Tensor = asTensor(call(machine, call(machine, which, "reshape", sizeValue([...which.shape, ...event.map(() => 1), 1])), "expand", ...which.shape, 1, ...event));
  return call(machine, call(machine, parts, "gather", axis, index), "squeeze", axis);
}
