/** Distributions of vectors: multivariate normal, Dirichlet; and the beta distribution, a Dirichlet of two. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import type { PyInstance, Value } from "../../../python/object.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import { isNumber } from "../../arguments.js";
import { callNamed } from "../dispatch.js";
import { valueError } from "../errors.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { batchShape, eventShape, exponentialFamilyType, instance } from "./distribution.js";
import { broadcastAll, defineFamily, expanded } from "./family.js";

const MATRICES = ["covariance_matrix", "precision_matrix", "scale_tril"] as const;


/** L with L Lᵀ = P⁻¹. */
const precisionFactor = (machine: Machine, precision: Tensor): Value => {
  const flipped = callNamed(machine, "torch.linalg.cholesky", [call(machine, precision, "flip", -2, -1)]);
  const inverse = call(machine, call(machine, flipped, "flip", -2, -1), "transpose", -2, -1);
  const eye = call(machine, call(machine, precision, "new_ones", precision.shape.at(-1)!), "diag");
  return callNamed(machine, "torch.linalg.solve_triangular", [inverse, eye], new Map([["upper", false]]));
};
const call = (machine: Machine, object: Value, name: string, ...args: Value[]): Value => machine.call(machine.getAttribute(object, name), args);

/** What the formulas below call besides. */
const FUNCTIONS: Readonly<Record<string, (machine: Machine, self: PyInstance, args: readonly Value[]) => Value>> = {
  cholesky_factor: (machine, self) => {
    if (self.dict.has("scale_tril")) return self.dict.get("scale_tril")!;
    const covariance = self.dict.get("covariance_matrix");
    return covariance ? callNamed(machine, "torch.linalg.cholesky", [covariance]) : precisionFactor(machine, asTensor(self.dict.get("precision_matrix")));
  },
  whole_matrix: (machine, self, [matrix]) => {
    const event = eventShape(machine, self);
    return expanded(machine, asTensor(matrix), [...batchShape(machine, self), ...event, ...event]);
  },
  /** xᵀ (L Lᵀ)⁻¹ x. */
  mahalanobis: (machine, _, [l, x]) => {
    const [factor, diff] = [asTensor(l), asTensor(x)];
    const batch = broadcastShapes(factor.shape.slice(0, -2), diff.shape.slice(0, -1)) ?? [];
    const n = diff.shape.at(-1)!;
    const right = call(machine, expanded(machine, diff, [...batch, n]), "unsqueeze", -1);
    const solved = callNamed(machine, "torch.linalg.solve_triangular", [expanded(machine, factor, [...batch, n, n]), right], new Map([["upper", false]]));
    return call(machine, call(machine, call(machine, solved, "squeeze", -1), "pow", 2), "sum", -1);
  },
  stack_last: (machine, _, values) => {
    const { ops } = torchState(machine);
    return new Tensor(ops.cat(values.filter(isTensor).map((one) => ops.unsqueeze(one.node(machine), -1)), -1));
  },
  one_hot_like: (machine, _, [x]) => {
    const largest = call(machine, call(machine, x!, "argmax", -1), "unsqueeze", -1);
    return call(machine, call(machine, x!, "new_zeros", ...asTensor(x).shape), "scatter", -1, largest, 1);
  },
};

export const dirichletType = defineFamily({
  signature: "Dirichlet(concentration, validate_args=None)", module: "dirichlet", base: exponentialFamilyType, functions: FUNCTIONS, parameters: { concentration: "positive_vector" }, support: "simplex", eventAxes: { concentration: 1 },
  init: (machine, self, a) => {
    const concentration = asTensor(a.concentration);
    if (!concentration.shape.length) throw valueError(machine, "`concentration` parameter must be at least one-dimensional.");
    self.dict.set("concentration", concentration);
    return { batch: concentration.shape.slice(0, -1), event: concentration.shape.slice(-1) };
  },
  properties: {
    mean: "concentration / concentration.sum(-1, True)",
    mode: "c = (concentration - 1).clamp(min=0.0); m = c / c.sum(-1, True); where((concentration < 1).all(dim=-1, keepdim=True), one_hot_like(concentration), m)",
    variance: "t = concentration.sum(-1, True); concentration * (t - concentration) / (t.pow(2) * (t + 1))",
  },
  log_prob: "xlogy(concentration - 1.0, value).sum(-1) + lgamma(concentration.sum(-1)) - lgamma(concentration).sum(-1)",
  entropy: "k = concentration.size(-1); a = concentration.sum(-1); lgamma(concentration).sum(-1) - lgamma(a) - (k - a) * digamma(a) - ((concentration - 1.0) * digamma(concentration)).sum(-1)",
  rsample: "dirichlet_of(concentration)",
});

export const betaType = defineFamily({
  signature: "Beta(concentration1, concentration0, validate_args=None)", module: "beta", base: exponentialFamilyType, functions: FUNCTIONS, parameters: { concentration1: "positive", concentration0: "positive" }, support: "unit_interval", kept: ["_dirichlet"],
  init: (machine, self, a) => {
    const { ops } = torchState(machine);
    const [one, zero] = broadcastAll(machine, [a.concentration1!, a.concentration0!]);
    const both = new Tensor(ops.cat([ops.unsqueeze(one!.node(machine), -1), ops.unsqueeze(zero!.node(machine), -1)], -1));
    const dirichlet = instance(machine.call(dirichletType, [both], a.validate_args === null ? undefined : new Map([["validate_args", a.validate_args!]])));
    self.dict.set("_dirichlet", dirichlet);
    return { batch: isNumber(a.concentration1!) && isNumber(a.concentration0!) ? [] : one!.shape };
  },
  properties: {
    concentration1: "_dirichlet.concentration.select(-1, 0)", concentration0: "_dirichlet.concentration.select(-1, 1)",
    mean: "concentration1 / (concentration1 + concentration0)", mode: "_dirichlet.mode.select(-1, 0)",
    variance: "t = concentration1 + concentration0; concentration1 * concentration0 / (t.pow(2) * (t + 1))",
  },
  entropy: "_dirichlet.entropy()",
  log_prob: "_dirichlet.log_prob(stack_last(value, 1.0 - value))",
  more: [native("rsample(self, sample_shape=None)", (machine, a) => {
    const drawn = machine.call(machine.getAttribute(instance(a.self).dict.get("_dirichlet")!, "rsample"), a.sample_shape === null ? [] : [a.sample_shape!]); // set by init
    return machine.call(machine.getAttribute(drawn, "select"), [-1, 0]);
  })],
});
betaType.dict.set("has_rsample", true);

export const multivariateNormalType = defineFamily({
  signature: "MultivariateNormal(loc, covariance_matrix=None, precision_matrix=None, scale_tril=None, validate_args=None)", module: "multivariate_normal",
  functions: FUNCTIONS, parameters: { loc: "real_vector", covariance_matrix: "positive_definite", precision_matrix: "positive_definite", scale_tril: "lower_cholesky" }, support: "real_vector",
  eventAxes: { loc: 1, covariance_matrix: 2, precision_matrix: 2, scale_tril: 2 }, kept: ["_unbroadcasted_scale_tril"],
  init: (machine, self, a) => {
    const loc = asTensor(a.loc);
    if (!loc.shape.length) throw valueError(machine, "loc must be at least one-dimensional.");
    const given = MATRICES.filter((name) => a[name] !== null);
    const [name] = given;
    if (given.length !== 1 || !name) throw valueError(machine, "Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");
    const matrix = asTensor(a[name]);
    if (matrix.shape.length < 2) throw valueError(machine, `${name === "scale_tril" ? "scale_tril matrix" : name} must be at least two-dimensional, with optional leading batch dimensions`);
    const batch = broadcastShapes(matrix.shape.slice(0, -2), loc.shape.slice(0, -1)) ?? [];
    self.dict.set(name, expanded(machine, matrix, [...batch, ...matrix.shape.slice(-2)]));
    self.dict.set("loc", expanded(machine, loc, [...batch, loc.shape.at(-1)!]));
    return { batch, event: loc.shape.slice(-1) };
  },
  lazy: {
    _unbroadcasted_scale_tril: "cholesky_factor(self)",
    scale_tril: "whole_matrix(_unbroadcasted_scale_tril)",
    covariance_matrix: "whole_matrix(_unbroadcasted_scale_tril @ _unbroadcasted_scale_tril.mT)",
    precision_matrix: "whole_matrix(_unbroadcasted_scale_tril.cholesky_inverse())",
  },
  properties: { mean: "loc", mode: "loc", variance: "expanded(_unbroadcasted_scale_tril.pow(2).sum(-1))" },
  entropy: "h = _unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1); batch(0.5 * event_shape.numel() * (1.0 + log(2 * pi)) + h)",
  log_prob: "m = mahalanobis(_unbroadcasted_scale_tril, value - loc); h = _unbroadcasted_scale_tril.diagonal(dim1=-2, dim2=-1).log().sum(-1); -0.5 * (event_shape.numel() * log(2 * pi) + m) - h",
  rsample: "loc + (_unbroadcasted_scale_tril @ standard_normal(loc).unsqueeze(-1)).squeeze(-1)",
});
