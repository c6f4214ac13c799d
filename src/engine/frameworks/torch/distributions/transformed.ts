/** `TransformedDistribution`, and the distributions that are one of another. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, bind, define, native, signature } from "../../../python/define-native.js";
import { PyBuiltin, PyFloat, PyGetter, type PyInstance, PyList, PyType, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { isNumber } from "../../arguments.js";
import { made } from "../creation.js";
import { sizeValue } from "../dtypes.js";
import { valueError } from "../errors.js";
import { recordingAs } from "../func/differentiate.js";
import type { Tensor } from "../tensor.js";
import { type Constraint, type ConstraintName, CONSTRAINTS, greaterThanEq, independent } from "./constraints.js";
import { batchShape, constraintDict, distributionType, eventShape, initialize, instance, isDistribution, numbersIn, renewed } from "./distribution.js";
import { epsOf, tinyOf } from "./drawing.js";
import { broadcastAll, type Family, formulaMembers, sumRightmost } from "./family.js";
import { independentType } from "./composite.js";
import { expRelaxedCategoricalType, logitRelaxedBernoulliType } from "./categorical-based.js";
import { absTransform, affineTransform, composedDims, expTransform, powerTransform, TRANSFORM_MEMBERS, transformsIn } from "./transforms.js";
import { cauchyType, exponentialType, gammaType, normalType, uniformType } from "./univariate.js";

export const transformedType = new PyType("TransformedDistribution", [distributionType], "torch.distributions.transformed_distribution");

const call = (machine: Machine, object: Value, name: string, ...args: readonly Value[]): Value => machine.call(machine.getAttribute(object, name), args);
const baseOf = (self: PyInstance): PyInstance => instance(self.dict.get("base_dist")); // set by transform
const partsOf = (self: PyInstance): readonly Value[] => (self.dict.get("transforms") as PyList).items; // as above

/** What `TransformedDistribution.__init__` does. */
function transform(machine: Machine, self: PyInstance, given: Value, transforms: readonly PyInstance[], validate: Value): void {
  if (!isDistribution(given)) throw valueError(machine, "base_distribution must be a Distribution");
  let base = given;
  self.dict.set("transforms", new PyList([...transforms]));
  const event = eventShape(machine, base).length;
  const shape = [...batchShape(machine, base), ...eventShape(machine, base)];
  const { domain, codomain } = composedDims(machine, transforms);
  if (shape.length < domain) throw valueError(machine, `base_distribution needs to have shape with size at least ${domain}, but got torch.Size([${shape.join(", ")}]).`);
  const forward = numbersIn(machine, transforms.reduce<Value>((one, part) => call(machine, part, "forward_shape", one), sizeValue(shape)));
  const expanded = numbersIn(machine, transforms.toReversed().reduce<Value>((one, part) => call(machine, part, "inverse_shape", one), sizeValue(forward)));
  if (expanded.join() !== shape.join()) base = instance(call(machine, base, "expand", sizeValue(expanded.slice(0, expanded.length - event))));
  if (domain > event) base = instance(machine.call(independentType, [base, domain - event]));
  self.dict.set("base_dist", base);
  const dims = Math.max(codomain, event + codomain - domain);
  initialize(machine, self, forward.slice(0, forward.length - dims), forward.slice(forward.length - dims), validate);
}

function logProb(machine: Machine, self: PyInstance, value: Value): Value {
  let event = eventShape(machine, self).length;
  let total: Value = new PyFloat(0);
  let y = value;
  for (const part of partsOf(self).toReversed()) {
    const x = call(machine, part, "_inv_call", y);
    const { domain, codomain } = composedDims(machine, [part]);
    event += domain - codomain;
    total = machine.binary("-", total, sumRightmost(machine, call(machine, part, "log_abs_det_jacobian", x, y), event - domain));
    y = x;
  }
  const base = baseOf(self);
  return machine.binary("+", total, sumRightmost(machine, call(machine, base, "log_prob", y), event - eventShape(machine, base).length));
}

const onward = (machine: Machine, self: PyInstance, x: Value): Value => partsOf(self).reduce<Value>((value, part) => machine.call(part, [value]), x);
const drawn = (machine: Machine, self: PyInstance, name: string, sampleShape: Value): Value => onward(machine, self, call(machine, baseOf(self), name, ...(sampleShape === null ? [] : [sampleShape])));

/** A falling transform turns the distribution function round. */
function monotone(machine: Machine, self: PyInstance, value: Value): Value {
  const sign = partsOf(self).reduce<Value>((product, part) => machine.binary("*", product, machine.getAttribute(part, "sign")), 1);
  if (sign === 1) return value;
  return machine.binary("+", machine.binary("*", sign, machine.binary("-", value, new PyFloat(0.5))), new PyFloat(0.5));
}

define(transformedType, [
  native("__init__(self, base_distribution, transforms, validate_args=None)", (machine, a) => {
    transform(machine, instance(a.self), a.base_distribution!, transformsIn(machine, a.transforms!), a.validate_args!);
    return null;
  }),
  native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => drawn(machine, instance(a.self), "sample", a.sample_shape!))),
  native("rsample(self, sample_shape=None)", (machine, a) => drawn(machine, instance(a.self), "rsample", a.sample_shape!)),
  native("log_prob(self, value)", (machine, a) => {
    call(machine, a.self!, "_validate_sample", a.value!);
    return logProb(machine, instance(a.self), a.value!);
  }),
  native("cdf(self, value)", (machine, a) => {
    const self = instance(a.self);
    const x = partsOf(self).toReversed().reduce<Value>((value, part) => call(machine, part, "_inv_call", value), a.value!);
    return monotone(machine, self, call(machine, baseOf(self), "cdf", x));
  }),
  native("icdf(self, value)", (machine, a) => onward(machine, instance(a.self), call(machine, baseOf(instance(a.self)), "icdf", monotone(machine, instance(a.self), a.value!)))),
  native("expand(self, batch_shape, _instance=None)", (machine, a) => {
    const self = instance(a.self);
    const batch = numbersIn(machine, a.batch_shape!);
    const base = baseOf(self);
    const own = [...self.dict].flatMap(([name, value]): [string, Value][] => (name.startsWith("_") || name === "base_dist" || name === "transforms" ? [] : [[name, call(machine, value, "expand", ...batch)]]));
    return renewed(machine, self, batch, [...own, ["transforms", new PyList([...partsOf(self)])], ["base_dist", call(machine, base, "expand", sizeValue([...batch, ...eventShape(machine, self)].slice(0, batch.length + eventShape(machine, self).length - eventShape(machine, base).length)))]]);
  }),
  new PyGetter("has_rsample", (machine, self) => machine.getAttribute(baseOf(instance(self)), "has_rsample")),
  new PyGetter("support", (machine, self) => {
    const own = instance(self);
    const last = partsOf(own).at(-1);
    if (last === undefined) return machine.getAttribute(baseOf(own), "support");
    const support = machine.getAttribute(last, "codomain") as Constraint; // by its name
    const event = eventShape(machine, own).length;
    return event > support.eventDim ? independent(support, event - support.eventDim) : support;
  }),
]);
transformedType.dict.set("arg_constraints", constraintDict([]));

interface Derived extends Pick<Family, "properties" | "log_prob" | "cdf" | "icdf" | "entropy"> {
  readonly signature: string;
  readonly module: string;
  readonly parameters: Readonly<Record<string, ConstraintName>>;
  readonly support?: ConstraintName | ((machine: Machine, self: PyInstance) => Value);
  /** Parameters that are the base's. */
  readonly from?: readonly string[];
  readonly build: (machine: Machine, self: PyInstance, a: Arguments) => readonly [base: Value, transforms: readonly Value[]];
}

function defineDerived(d: Derived): PyType {
  const parsed = signature(d.signature);
  const type = new PyType(parsed.name, [transformedType], `torch.distributions.${d.module}`);
  type.dict.set("__init__", new PyBuiltin("__init__", (machine, [self, ...args], keywords) => {
    const { values: a } = bind(machine, { ...parsed, name: `${parsed.name}.__init__` }, args, keywords);
    const [base, transforms] = d.build(machine, instance(self), a);
    transform(machine, instance(self), base, transforms.map(instance), a.validate_args!);
    return null;
  }, "method", true));
  type.dict.set("arg_constraints", constraintDict(Object.entries(d.parameters).map(([name, constraint]) => [name, CONSTRAINTS[constraint]])));
  const { support } = d;
  if (typeof support === "string") type.dict.set("support", CONSTRAINTS[support]);
  else if (support) type.dict.set("support", new PyGetter("support", (machine, self) => support(machine, instance(self))));
  const inherited = Object.fromEntries((d.from ?? []).map((name) => [name, `base_dist.${name}`]));
  return define(type, formulaMembers({ ...d, properties: { ...inherited, ...d.properties } }));
}

const make = (machine: Machine, type: PyType, args: readonly Value[], validate: Value = null): Value => machine.call(type, args, new Map(validate === null ? [] : [["validate_args", validate]]));
const sigmoid = (): PyType => TRANSFORM_MEMBERS.find(([name]) => name === "SigmoidTransform")![1] as PyType; // a member by its name
const filled = (machine: Machine, like: Tensor, value: number): Tensor => made(machine, full(like.dtype, like.shape, value));

const logNormal = defineDerived({
  signature: "LogNormal(loc, scale, validate_args=None)", module: "log_normal", parameters: { loc: "real", scale: "positive" }, support: "positive", from: ["loc", "scale"],
  build: (machine, _, a) => [make(machine, normalType, [a.loc!, a.scale!], a.validate_args!), [make(machine, expTransform, [])]],
  properties: { mean: "(loc + scale.pow(2) / 2).exp()", mode: "(loc - scale.square()).exp()", variance: "scale.pow(2).expm1() * (2 * loc + scale.pow(2)).exp()" },
  entropy: "base_dist.entropy() + loc",
});

export const halfNormalType = defineDerived({
  signature: "HalfNormal(scale, validate_args=None)", module: "half_normal", parameters: { scale: "positive" }, support: "nonnegative", from: ["scale"],
  build: (machine, _, a) => [make(machine, normalType, [0, a.scale!], false), [make(machine, absTransform, [])]],
  properties: { mean: "scale * sqrt(2 / pi)", mode: "zeros_like(scale)", variance: "scale.pow(2) * (1 - 2 / pi)" },
  log_prob: "p = base_dist.log_prob(value) + log(2); where(value >= 0, p, -inf)",
  cdf: "2 * base_dist.cdf(value) - 1", icdf: "base_dist.icdf((value + 1) / 2)",
  entropy: "base_dist.entropy() - log(2)",
});

const halfCauchy = defineDerived({
  signature: "HalfCauchy(scale, validate_args=None)", module: "half_cauchy", parameters: { scale: "positive" }, support: "nonnegative", from: ["scale"],
  build: (machine, _, a) => [make(machine, cauchyType, [0, a.scale!], false), [make(machine, absTransform, [])]],
  properties: { mean: "full(scale, inf)", mode: "zeros_like(scale)", variance: "base_dist.variance" },
  log_prob: "p = base_dist.log_prob(value) + log(2); where(value >= 0, p, -inf)",
  cdf: "2 * base_dist.cdf(value) - 1", icdf: "base_dist.icdf((value + 1) / 2)",
  entropy: "base_dist.entropy() - log(2)",
});

/** Keeps parameters of the class itself, broadcast. */
function kept(machine: Machine, self: PyInstance, a: Arguments, names: readonly string[]): Tensor[] {
  const tensors = broadcastAll(machine, names.map((name) => a[name]!));
  names.forEach((name, i) => self.dict.set(name, tensors[i]!));
  return tensors;
}

export const gumbelType = defineDerived({
  signature: "Gumbel(loc, scale, validate_args=None)", module: "gumbel", parameters: { loc: "real", scale: "positive" }, support: "real",
  build: (machine, self, a) => {
    const [loc, scale] = kept(machine, self, a, ["loc", "scale"]) as [Tensor, Tensor];
    const [low, high] = [tinyOf(loc.dtype), 1 - epsOf(loc.dtype)];
    const numbers = isNumber(a.loc!) && isNumber(a.scale!);
    const base = make(machine, uniformType, numbers ? [new PyFloat(low), new PyFloat(high)] : [filled(machine, loc, low), filled(machine, loc, high)], a.validate_args!);
    const ln = (): Value => machine.getAttribute(make(machine, expTransform, []), "inv");
    const negative = call(machine, scale, "__neg__");
    return [base, [ln(), make(machine, affineTransform, [0, filled(machine, scale, -1)]), ln(), make(machine, affineTransform, [a.loc!, negative])]];
  },
  properties: { mean: "loc + scale * euler", mode: "loc", stddev: "(pi / sqrt(6)) * scale", variance: "stddev.pow(2)" },
  log_prob: "y = (loc - value) / scale; (y - y.exp()) - scale.log()",
  entropy: "scale.log() + (1 + euler)",
});

const weibull = defineDerived({
  signature: "Weibull(scale, concentration, validate_args=None)", module: "weibull", parameters: { scale: "positive", concentration: "positive" }, support: "positive",
  build: (machine, self, a) => {
    const [scale, concentration] = kept(machine, self, a, ["scale", "concentration"]) as [Tensor, Tensor];
    const reciprocal = call(machine, concentration, "reciprocal");
    self.dict.set("concentration_reciprocal", reciprocal);
    return [make(machine, exponentialType, [filled(machine, scale, 1)], a.validate_args!), [make(machine, powerTransform, [reciprocal]), make(machine, affineTransform, [0, scale])]];
  },
  properties: { mean: "scale * exp(lgamma(1 + concentration_reciprocal))", mode: "scale * ((concentration - 1) / concentration) ** concentration.reciprocal()", variance: "r = concentration_reciprocal; scale.pow(2) * (exp(lgamma(1 + 2 * r)) - exp(2 * lgamma(1 + r)))" },
  entropy: "euler * (1 - concentration_reciprocal) + log(scale * concentration_reciprocal) + 1",
});

export const paretoType = defineDerived({
  signature: "Pareto(scale, alpha, validate_args=None)", module: "pareto", parameters: { alpha: "positive", scale: "positive" }, support: (machine, self) => greaterThanEq(machine.getAttribute(self, "scale")),
  build: (machine, self, a) => {
    const [scale, alpha] = kept(machine, self, a, ["scale", "alpha"]) as [Tensor, Tensor];
    return [make(machine, exponentialType, [alpha], a.validate_args!), [make(machine, expTransform, []), make(machine, affineTransform, [0, scale])]];
  },
  properties: { mean: "a = alpha.clamp(min=1); a * scale / (a - 1)", mode: "scale", variance: "a = alpha.clamp(min=2); scale.pow(2) * a / ((a - 1).pow(2) * (a - 2))" },
  entropy: "(scale / alpha).log() + (1 + alpha.reciprocal())",
});

const inverseGamma = defineDerived({
  signature: "InverseGamma(concentration, rate, validate_args=None)", module: "inverse_gamma", parameters: { concentration: "positive", rate: "positive" }, support: "positive", from: ["concentration", "rate"],
  build: (machine, _, a) => {
    const base = make(machine, gammaType, [a.concentration!, a.rate!], a.validate_args!);
    return [base, [make(machine, powerTransform, [new PyFloat(-1)])]];
  },
  properties: { mean: "where(concentration > 1, rate / (concentration - 1), inf)", mode: "rate / (concentration + 1)", variance: "where(concentration > 2, rate.square() / ((concentration - 1).square() * (concentration - 2)), inf)" },
  entropy: "concentration + rate.log() + concentration.lgamma() - (1 + concentration) * concentration.digamma()",
});

const relaxedBernoulli = defineDerived({
  signature: "RelaxedBernoulli(temperature, probs=None, logits=None, validate_args=None)", module: "relaxed_bernoulli", parameters: { probs: "unit_interval", logits: "real" }, support: "unit_interval", from: ["temperature", "logits", "probs"],
  build: (machine, _, a) => [machine.call(logitRelaxedBernoulliType, [a.temperature!, a.probs!, a.logits!]), [machine.call(sigmoid(), [])]],
  properties: {},
});

const relaxedOneHot = defineDerived({
  signature: "RelaxedOneHotCategorical(temperature, probs=None, logits=None, validate_args=None)", module: "relaxed_categorical", parameters: { probs: "simplex", logits: "real_vector" }, support: "simplex", from: ["temperature", "logits", "probs"],
  build: (machine, _, a) => [machine.call(expRelaxedCategoricalType, [a.temperature!, a.probs!, a.logits!]), [make(machine, expTransform, [])]],
  properties: {},
});

export const TRANSFORMED: readonly PyType[] = [transformedType, logNormal, halfNormalType, halfCauchy, gumbelType, weibull, paretoType, inverseGamma, relaxedBernoulli, relaxedOneHot];
