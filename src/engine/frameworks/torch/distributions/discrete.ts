/** Distributions over integers: by probs or by logits. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, native } from "../../../python/define-native.js";
import { PyGetter, type PyInstance, type PyType, type Value } from "../../../python/object.js";
import { contiguous, fromNumbers, toNumbers } from "../../../tensor/array.js";
import { broadcastShapes, sizeOf } from "../../../tensor/shape.js";
import { numberOf } from "../../arguments.js";
import { made } from "../creation.js";
import { sizeValue } from "../dtypes.js";
import { valueError } from "../errors.js";
import { multinomial } from "../../../tensor/random/multinomial.js";
import { recordingAs } from "../func/differentiate.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { integerInterval } from "./constraints.js";
import { batchShape, exponentialFamilyType, extendedShape, instance, numbersIn, tensorNamed } from "./distribution.js";
import { draw } from "./drawing.js";
import { broadcastAll, broadcastParameters, calculated, defineFamily, eitherOf, expanded, type Shapes } from "./family.js";

const BINARY = { probs: "logits.sigmoid()", logits: "p = clamp_probs(probs); log(p) - log1p(-p)" } as const;
const paramShape = (of: (machine: Machine, self: PyInstance) => Tensor): PyGetter => new PyGetter("param_shape", (machine, self) => sizeValue(of(machine, instance(self)).shape));
const ownParameter = (_: Machine, self: PyInstance): Tensor => asTensor(self.dict.get("probs") ?? self.dict.get("logits"));

/** One of the two, as it is given. */
function eitherAlone(machine: Machine, self: PyInstance, a: Arguments): Shapes {
  return broadcastParameters(machine, self, a, [eitherOf(machine, a)]);
}

/** With a number of trials, of the parameter's dtype. */
function counted(machine: Machine, self: PyInstance, a: Arguments): Shapes {
  const name = eitherOf(machine, a);
  const [count, parameter] = broadcastAll(machine, [a.total_count!, a[name]!]);
  self.dict.set("total_count", machine.call(machine.getAttribute(count!, "type_as"), [parameter!]));
  self.dict.set(name, parameter!);
  return { batch: parameter!.shape };
}

/** 0 … n − 1 along a new first axis. */
function enumerated(machine: Machine, self: PyInstance, count: number, dtype: Tensor["dtype"], expand: boolean): Tensor {
  const batch = batchShape(machine, self);
  const values = made(machine, fromNumbers(dtype, [count, ...batch.map(() => 1)], Array.from({ length: count }, (_, i) => i)));
  return expand ? expanded(machine, values, [count, ...batch]) : values;
}
const enumeration = (of: (machine: Machine, self: PyInstance) => { readonly count: number; readonly dtype: Tensor["dtype"] }) =>
  native("enumerate_support(self, expand=True)", (machine, a) => {
    const { count, dtype } = of(machine, instance(a.self));
    return enumerated(machine, instance(a.self), count, dtype, machine.truth(a.expand!));
  });
const enumerable = (type: PyType): PyType => {
  type.dict.set("has_enumerate_support", true);
  return type;
};

export const bernoulliType = enumerable(defineFamily({
  signature: "Bernoulli(probs=None, logits=None, validate_args=None)", module: "bernoulli", base: exponentialFamilyType, parameters: { probs: "unit_interval", logits: "real" }, support: "boolean", init: eitherAlone, lazy: BINARY,
  properties: { mean: "probs", mode: "where(probs == 0.5, nan, (probs >= 0.5).to(probs))", variance: "probs * (1 - probs)" },
  log_prob: "-bce(logits, value)",
  entropy: "bce(logits, probs)",
  sample: "bernoulli_of(probs)",
  more: [paramShape(ownParameter), enumeration((machine, self) => ({ count: 2, dtype: ownParameter(machine, self).dtype }))],
}));

export const geometricType = defineFamily({
  signature: "Geometric(probs=None, logits=None, validate_args=None)", module: "geometric", parameters: { probs: "unit_interval", logits: "real" }, support: "nonnegative_integer", init: eitherAlone, lazy: BINARY,
  properties: { mean: "1.0 / probs - 1.0", mode: "zeros_like(probs)", variance: "(1.0 / probs - 1.0) / probs" },
  log_prob: "p = where((broadcast(probs, value) == 1) & (value == 0), 0, broadcast(probs, value)); value * log1p(-p) + log(probs)",
  entropy: "bce(logits, probs) / probs",
  sample: "(uniform_above_0(probs).log() / log1p(-probs)).floor()",
});

export const poissonType = defineFamily({
  signature: "Poisson(rate, validate_args=None)", module: "poisson", base: exponentialFamilyType, parameters: { rate: "nonnegative" }, support: "nonnegative_integer",
  properties: { mean: "rate", mode: "rate.floor()", variance: "rate" },
  log_prob: "value.xlogy(rate) - rate - lgamma(value + 1)",
  sample: "poisson_of(rate)",
});

const mostTrials = (machine: Machine, self: PyInstance): number => {
  const counts = toNumbers(tensorNamed(machine, self, "total_count").array());
  if (counts.some((one) => one !== counts[0])) throw machine.raise("NotImplementedError", "Inhomogeneous total count not supported by `enumerate_support`.");
  return counts[0] ?? 0;
};

export const binomialType = enumerable(defineFamily({
  signature: "Binomial(total_count=1, probs=None, logits=None, validate_args=None)", module: "binomial", parameters: { total_count: "nonnegative_integer", probs: "unit_interval", logits: "real" }, init: counted, lazy: BINARY,
  support: (machine, self) => integerInterval(0, machine.getAttribute(self, "total_count")),
  properties: { mean: "total_count * probs", mode: "((total_count + 1) * probs).floor().clamp(max=total_count)", variance: "total_count * probs * (1 - probs)" },
  log_prob: "n = total_count; top = lgamma(n + 1); k = lgamma(value + 1); rest = lgamma(n - value + 1); term = n * ((logits.clamp(min=0) + logits - logits.clamp(max=0)) / 2) + n * log1p(exp(-abs(logits))) - top; value * logits - k - rest - term",
  entropy: "p = self.log_prob(self.enumerate_support(False)); -(exp(p) * p).sum(0)",
  sample: "binomial_of(total_count, probs)",
  more: [paramShape(ownParameter), enumeration((machine, self) => ({ count: mostTrials(machine, self) + 1, dtype: ownParameter(machine, self).dtype }))],
}));

export const negativeBinomialType = defineFamily({
  signature: "NegativeBinomial(total_count, probs=None, logits=None, validate_args=None)", module: "negative_binomial", parameters: { total_count: "nonnegative", probs: "half_open_unit", logits: "real" }, support: "nonnegative_integer", init: counted, lazy: BINARY,
  properties: { mean: "total_count * exp(logits)", mode: "((total_count - 1) * logits.exp()).floor().clamp(min=0.0)", variance: "mean / sigmoid(-logits)" },
  log_prob: "p = total_count * logsigmoid(-logits) + value * logsigmoid(logits); term = -lgamma(total_count + value) + lgamma(1.0 + value) + lgamma(total_count); p - where(total_count + value == 0, 0, term)",
  sample: "poisson_of(gamma_of(total_count) / expanded(exp(-logits)))",
});

export const categoricalType: PyType = enumerable(defineFamily({
  signature: "Categorical(probs=None, logits=None, validate_args=None)", module: "categorical", parameters: { probs: "simplex", logits: "real_vector" },
  init: (machine, self, a) => {
    const name = eitherOf(machine, a);
    const given = a[name]!;
    if (!isTensor(given)) throw machine.raise("AttributeError", `'${machine.typeOf(given).name}' object has no attribute 'dim'`);
    if (!given.shape.length) throw valueError(machine, `\`${name}\` parameter must be at least one-dimensional.`);
    self.dict.set(name, calculated(machine, self, name === "probs" ? "value / value.sum(-1, keepdim=True)" : "value - value.logsumexp(dim=-1, keepdim=True)", given));
    self.dict.set("_num_events", given.shape.at(-1)!);
    return { batch: given.shape.slice(0, -1) };
  },
  lazy: { probs: "logits.softmax(-1)", logits: "log(clamp_probs(probs))" },
  support: (_, self) => integerInterval(0, numberOf(self.dict.get("_num_events") as number) - 1), // set by init
  properties: { mean: "full(probs, nan)", mode: "probs.argmax(-1)", variance: "full(probs, nan)" },
  entropy: "-(logits.clamp(min=lowest(logits)) * probs).sum(-1)",
  eventAxes: { probs: 1, logits: 1 },
  kept: ["_num_events"],
  more: [
    paramShape(ownParameter),
    native("log_prob(self, value)", (machine, a) => {
      const self = instance(a.self);
      machine.call(machine.getAttribute(self, "_validate_sample"), [a.value!]);
      return chosen(machine, tensorNamed(machine, self, "logits"), asTensor(a.value));
    }),
    native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => drawnIndices(machine, instance(a.self), a.sample_shape!))),
    enumeration((_, self) => ({ count: numberOf(self.dict.get("_num_events") as number), dtype: "int64" })), // as above
  ],
}));

/** The log-probabilities at these indices, along the last axis. */
function chosen(machine: Machine, logits: Tensor, value: Tensor): Tensor {
  const { ops } = torchState(machine);
  const n = logits.shape.at(-1)!;
  const shape = broadcastShapes(value.shape, logits.shape.slice(0, -1)) ?? value.shape; // fits, as validated
  const index = ops.expand(ops.unsqueeze(ops.cast(value.node(machine), "int64"), -1), [...shape, 1]);
  return new Tensor(ops.squeeze(ops.gather(ops.expand(logits.node(machine), [...shape, n]), index, shape.length), shape.length));
}

function drawnIndices(machine: Machine, self: PyInstance, sampleShape: Value): Tensor {
  const probs = contiguous(tensorNamed(machine, self, "probs").array());
  const n = probs.shape.at(-1)!;
  const rows = sizeOf(probs.shape) / n;
  const count = sampleShape === null ? 1 : sizeOf(numbersIn(machine, sampleShape));
  const shape = extendedShape(machine, self, sampleShape);
  return draw(machine, "torch.multinomial", shape, (g) => {
    const drawn = multinomial(g, { ...probs, shape: [rows, n], strides: [n, 1] }, count, true).buffer;
    return fromNumbers("int64", shape, Array.from({ length: rows * count }, (_, i) => drawn[(i % rows) * count + Math.floor(i / rows)]!));
  });
}
