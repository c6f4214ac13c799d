/** Distributions built around a categorical one: one-hot vectors, counts, relaxed samples. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, native } from "../../../python/define-native.js";
import { type PyBuiltin, PyFloat, PyGetter, type PyInstance, type Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { sizeOf } from "../../../tensor/shape.js";
import { isInt, isNumber, numberOf } from "../../arguments.js";
import { made } from "../creation.js";
import { sizeValue } from "../dtypes.js";
import { recordingAs } from "../func/differentiate.js";
import { asTensor, isTensor, type Tensor } from "../tensor.js";
import { multinomialSupport } from "./constraints.js";
import { batchShape, eventShape, extendedShape, instance, numbersIn, tensorNamed } from "./distribution.js";
import { broadcastAll, calculated, defineFamily, eitherOf, type Family, type Shapes } from "./family.js";
import { categoricalType } from "./discrete.js";

const NAMES = { probs: "simplex", logits: "real_vector" } as const;
const inner = { probs: "_categorical.probs", logits: "_categorical.logits" } as const;

function withCategorical(machine: Machine, self: PyInstance, a: Arguments): Shapes {
  const categorical = instance(machine.call(categoricalType, [], new Map([["probs", a.probs!], ["logits", a.logits!]])));
  self.dict.set("_categorical", categorical);
  const shape = numbersIn(machine, machine.getAttribute(categorical, "param_shape"));
  return { batch: shape.slice(0, -1), event: shape.slice(-1) };
}

const paramShape = new PyGetter("param_shape", (machine, self) => machine.getAttribute(machine.getAttribute(self, "_categorical"), "param_shape"));

/** Ones at the indices, along a new last axis. */
function oneHot(machine: Machine, indices: Tensor, count: number, dtype: Tensor["dtype"]): Tensor {
  const flat = toNumbers(indices.array());
  return made(machine, fromNumbers(dtype, [...indices.shape, count], Array.from({ length: flat.length * count }, (_, i) => (flat[Math.floor(i / count)] === i % count ? 1 : 0))), null, indices.node(machine).origin);
}

const sampled = (machine: Machine, self: PyInstance, sampleShape: Value): Tensor => {
  const probs = tensorNamed(machine, self, "probs");
  const indices = machine.call(machine.getAttribute(self.dict.get("_categorical")!, "sample"), sampleShape === null ? [] : [sampleShape]); // set by init
  return oneHot(machine, asTensor(indices), probs.shape.at(-1)!, probs.dtype);
};

const ONE_HOT: Omit<Family, "signature" | "base"> = {
  module: "one_hot_categorical", parameters: NAMES, support: "one_hot", init: withCategorical, kept: ["_categorical"],
  properties: { ...inner, mean: "_categorical.probs", variance: "_categorical.probs * (1 - _categorical.probs)" },
  log_prob: "_categorical.log_prob(value.argmax(-1))",
  entropy: "_categorical.entropy()",
  more: [
    paramShape,
    new PyGetter("mode", (machine, self) => {
      const probs = tensorNamed(machine, instance(self), "probs");
      return oneHot(machine, asTensor(calculated(machine, instance(self), "probs.argmax(-1)")), probs.shape.at(-1)!, probs.dtype);
    }),
    native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => sampled(machine, instance(a.self), a.sample_shape!))),
    native("enumerate_support(self, expand=True)", (machine, a) => {
      const self = instance(a.self);
      const [n = 1] = eventShape(machine, self);
      const batch = batchShape(machine, self);
      const values = made(machine, fromNumbers(tensorNamed(machine, self, "probs").dtype, [n, ...batch.map(() => 1), n], Array.from({ length: n * n }, (_, i) => (Math.floor(i / n) === i % n ? 1 : 0))));
      return machine.truth(a.expand!) ? machine.call(machine.getAttribute(values, "expand"), [n, ...batch, n]) : values;
    }),
  ],
};
const SIGNATURE = "(probs=None, logits=None, validate_args=None)";

export const oneHotCategoricalType = defineFamily({ ...ONE_HOT, signature: `OneHotCategorical${SIGNATURE}` });
oneHotCategoricalType.dict.set("has_enumerate_support", true);
export const straightThroughType = defineFamily({
  ...ONE_HOT, signature: `OneHotCategoricalStraightThrough${SIGNATURE}`, base: oneHotCategoricalType,
  more: [
    ...(ONE_HOT.more ?? []),
    native("rsample(self, sample_shape=None)", (machine, a) => {
      const drawn = machine.call(machine.getAttribute(a.self!, "sample"), a.sample_shape === null ? [] : [a.sample_shape!]);
      return calculated(machine, instance(a.self), "value + (probs - probs.detach())", drawn);
    }),
  ],
});
straightThroughType.dict.set("has_rsample", true);

export const multinomialType = defineFamily({
  signature: "Multinomial(total_count=1, probs=None, logits=None, validate_args=None)", module: "multinomial", parameters: NAMES, kept: ["_categorical", "total_count"],
  init: (machine, self, a) => {
    if (!isInt(a.total_count!)) throw machine.raise("NotImplementedError", "inhomogeneous total_count is not supported");
    self.dict.set("total_count", numberOf(a.total_count));
    eitherOf(machine, a);
    return withCategorical(machine, self, a);
  },
  support: (_, self) => multinomialSupport(numberOf(self.dict.get("total_count") as number)), // set by init
  properties: { ...inner, mean: "probs * total_count", variance: "total_count * probs * (1 - probs)" },
  log_prob: "l = broadcast(logits, value); v = broadcast(value, logits); top = lgamma(v.sum(-1) + 1); low = lgamma(v + 1).sum(-1); safe = where((v == 0) & (l == -inf), 0, l); top - low + (safe * v).sum(-1)",
  more: [
    paramShape,
    native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => counts(machine, instance(a.self), a.sample_shape!))),
  ],
});

/** How often each category comes up in so many draws. */
function counts(machine: Machine, self: PyInstance, sampleShape: Value): Tensor {
  const total = numberOf(self.dict.get("total_count") as number); // set by init
  const size = sampleShape === null ? [] : numbersIn(machine, sampleShape);
  const drawn = asTensor(machine.call(machine.getAttribute(self.dict.get("_categorical")!, "sample"), [sizeValue([total, ...size])])); // set by init
  const shape = extendedShape(machine, self, sampleShape);
  const n = shape.at(-1)!;
  const rows = sizeOf(shape) / n;
  const result = new Array<number>(rows * n).fill(0);
  toNumbers(drawn.array()).forEach((category, i) => { result[(i % rows) * n + category]!++; });
  return made(machine, fromNumbers(tensorNamed(machine, self, "probs").dtype, shape, result), null, drawn.node(machine).origin);
}

/** A temperature may be a number. */
const asTemperature = (machine: Machine, value: Value): Value => (isNumber(value) ? broadcastAll(machine, [value])[0]! : value);

export const logitRelaxedBernoulliType = defineFamily({
  signature: "LogitRelaxedBernoulli(temperature, probs=None, logits=None, validate_args=None)", module: "relaxed_bernoulli", parameters: { probs: "unit_interval", logits: "real" }, support: "real", kept: ["temperature"],
  init: (machine, self, a) => {
    self.dict.set("temperature", asTemperature(machine, a.temperature!));
    const name = eitherOf(machine, a);
    const [parameter] = broadcastAll(machine, [a[name]!]);
    self.dict.set(name, parameter!);
    return { batch: isTensor(a[name]!) ? parameter!.shape : [] };
  },
  lazy: { probs: "logits.sigmoid()", logits: "p = clamp_probs(probs); log(p) - log1p(-p)" },
  properties: {},
  log_prob: "d = broadcast(logits, value) - broadcast(value, logits).mul(temperature); temperature.log() + d - 2 * d.exp().log1p()",
  rsample: "p = clamp_probs(expanded(probs)); u = clamp_probs(rand_of(probs)); (u.log() - log1p(-u) + p.log() - log1p(-p)) / temperature",
});

export const expRelaxedCategoricalType = defineFamily({
  signature: "ExpRelaxedCategorical(temperature, probs=None, logits=None, validate_args=None)", module: "relaxed_categorical", parameters: NAMES, support: "real_vector", kept: ["temperature", "_categorical"],
  init: (machine, self, a) => {
    self.dict.set("temperature", asTemperature(machine, a.temperature!));
    return withCategorical(machine, self, a);
  },
  properties: { ...inner },
  rsample: "u = clamp_probs(rand_of(logits)); gumbels = -log(-log(u)); scores = (logits + gumbels) / temperature; scores - scores.logsumexp(dim=-1, keepdim=True)",
  more: [paramShape, relaxedLogProb()],
});

/** Maddison et al. 2017, formula 26, in logarithms. */
function relaxedLogProb(): PyBuiltin {
  return native("log_prob(self, value)", (machine, a) => {
    const self = instance(a.self);
    machine.call(machine.getAttribute(self, "_validate_sample"), [a.value!]);
    const k = eventShape(machine, self)[0]!;
    self.dict.set("_k", new PyFloat(k));
    return calculated(machine, self, "s = broadcast(logits, value) - broadcast(value, logits).mul(temperature); score = (s - s.logsumexp(dim=-1, keepdim=True)).sum(-1); score + (lgamma(temperature * 0 + _k) - temperature.log().mul(-(_k - 1)))", a.value!);
  });
}
