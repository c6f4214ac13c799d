/** Distributions of one number whose values are any real, or positive. */
import { PyFloat, type PyType } from "../../../python/object.js";
import { greaterThan, interval, lessThan } from "./constraints.js";
import { exponentialFamilyType } from "./distribution.js";
import { broadcastAll, broadcastParameters, defineFamily } from "./family.js";

const LOC_SCALE = { loc: "real", scale: "positive" } as const;

export const normalType: PyType = defineFamily({
  signature: "Normal(loc, scale, validate_args=None)", module: "normal", base: exponentialFamilyType, parameters: LOC_SCALE, support: "real",
  properties: { mean: "loc", mode: "loc", stddev: "scale", variance: "stddev.pow(2)" },
  log_prob: "-((value - loc) ** 2) / (2 * scale ** 2) - scale.log() - log(sqrt(2 * pi))",
  cdf: "0.5 * (1 + erf((value - loc) * scale.reciprocal() / sqrt(2)))",
  icdf: "loc + scale * erfinv(2 * value - 1) * sqrt(2)",
  entropy: "0.5 + 0.5 * log(2 * pi) + log(scale)",
  rsample: "loc + standard_normal(loc) * scale",
  sample: "normal_of(loc, scale)",
});

export const laplaceType = defineFamily({
  signature: "Laplace(loc, scale, validate_args=None)", module: "laplace", parameters: LOC_SCALE, support: "real",
  properties: { mean: "loc", mode: "loc", variance: "2 * scale.pow(2)", stddev: "sqrt(2) * scale" },
  log_prob: "-log(2 * scale) - abs(value - loc) / scale",
  cdf: "0.5 - 0.5 * (value - loc).sign() * expm1(-(value - loc).abs() / scale)",
  icdf: "loc - scale * (value - 0.5).sign() * log1p(-2 * (value - 0.5).abs())",
  entropy: "1 + log(2 * scale)",
  rsample: "u = uniform_signed(loc); loc - scale * u.sign() * log1p(-u.abs())",
});

export const cauchyType = defineFamily({
  signature: "Cauchy(loc, scale, validate_args=None)", module: "cauchy", parameters: LOC_SCALE, support: "real",
  properties: { mean: "full(loc, nan)", mode: "loc", variance: "full(loc, inf)" },
  log_prob: "-log(pi) - scale.log() - (((value - loc) / scale) ** 2).log1p()",
  cdf: "atan((value - loc) / scale) / pi + 0.5",
  icdf: "tan(pi * (value - 0.5)) * scale + loc",
  entropy: "log(4 * pi) + scale.log()",
  rsample: "loc + cauchy_of(loc) * scale",
});

export const uniformType = defineFamily({
  signature: "Uniform(low, high, validate_args=None)", module: "uniform", parameters: { low: "dependent", high: "dependent" },
  constraints: (self) => [["low", lessThan(self.dict.get("high") ?? null)], ["high", greaterThan(self.dict.get("low") ?? null)]],
  support: (machine, self) => interval(machine.getAttribute(self, "low"), machine.getAttribute(self, "high")),
  properties: { mean: "(high + low) / 2", mode: "nan * high", stddev: "(high - low) / sqrt(12)", variance: "(high - low).pow(2) / 12" },
  log_prob: "log((low <= value).type_as(low).mul((high > value).type_as(low))) - log(high - low)",
  cdf: "((value - low) / (high - low)).clamp(min=0, max=1)",
  icdf: "value * (high - low) + low",
  entropy: "log(high - low)",
  rsample: "low + rand_of(low) * (high - low)",
});

export const exponentialType = defineFamily({
  signature: "Exponential(rate, validate_args=None)", module: "exponential", base: exponentialFamilyType, parameters: { rate: "positive" }, support: "nonnegative",
  properties: { mean: "rate.reciprocal()", mode: "zeros_like(rate)", stddev: "rate.reciprocal()", variance: "rate.pow(-2)" },
  log_prob: "rate.log() - rate * value",
  cdf: "1 - exp(-rate * value)",
  icdf: "-log1p(-value) / rate",
  entropy: "1.0 - log(rate)",
  rsample: "exponential_of(rate) / rate",
});

export const gammaType = defineFamily({
  signature: "Gamma(concentration, rate, validate_args=None)", module: "gamma", base: exponentialFamilyType, parameters: { concentration: "positive", rate: "positive" }, support: "nonnegative",
  properties: { mean: "concentration / rate", mode: "((concentration - 1) / rate).clamp(min=0)", variance: "concentration / rate.pow(2)" },
  log_prob: "xlogy(concentration, rate) + xlogy(concentration - 1, value) - rate * value - lgamma(concentration)",
  cdf: "igamma(concentration, rate * value)",
  entropy: "concentration - log(rate) + lgamma(concentration) + (1.0 - concentration) * digamma(concentration)",
  rsample: "gamma_of(concentration) / expanded(rate)",
});

export const chi2Type = defineFamily({
  signature: "Chi2(df, validate_args=None)", module: "chi2", base: gammaType, parameters: { df: "positive" },
  init: (machine, self, a) => {
    const [concentration, rate] = broadcastAll(machine, [machine.binary("*", new PyFloat(0.5), a.df!), new PyFloat(0.5)]);
    self.dict.set("concentration", concentration!);
    self.dict.set("rate", rate!);
    return { batch: concentration!.shape };
  },
  properties: { df: "concentration * 2" },
  kept: ["concentration", "rate"],
});

export const studentTType = defineFamily({
  signature: "StudentT(df, loc=0, scale=1, validate_args=None)", module: "studentT", parameters: { df: "positive", loc: "real", scale: "positive" }, support: "real",
  init: (machine, self, a) => ({ batch: broadcastParameters(machine, self, { ...a, loc: floating(a.loc!), scale: floating(a.scale!) }, ["df", "loc", "scale"]).batch }),
  properties: {
    mean: "where(df <= 1, nan, loc)", mode: "loc",
    variance: "where(df > 2, scale.pow(2) * df / (df - 2), where(df > 1, full(df, inf), full(df, nan)))",
  },
  log_prob: "y = (value - loc) / scale; z = scale.log() + 0.5 * df.log() + 0.5 * log(pi) + lgamma(0.5 * df) - lgamma(0.5 * (df + 1.0)); -0.5 * (df + 1.0) * log1p(y ** 2.0 / df) - z",
  entropy: "scale.log() + 0.5 * (df + 1) * (digamma(0.5 * (df + 1)) - digamma(0.5 * df)) + 0.5 * df.log() + (lgamma(0.5 * df) + 0.5723649429247004 - lgamma(0.5 * (df + 1)))",
  rsample: "loc + scale * (standard_normal(df) * rsqrt(gamma_of(0.5 * df) / 0.5 / df))",
});

const floating = (value: Parameters<typeof broadcastAll>[1][number]): typeof value => (typeof value === "number" ? new PyFloat(value) : value);
