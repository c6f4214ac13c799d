/** `kl_divergence` and `register_kl`: formulas of pairs, the program's own before them. */
import type { Machine } from "../../../python/machine.js";
import { native } from "../../../python/define-native.js";
import { PyBuiltin, type PyInstance, type PyList, type PyType, type Value } from "../../../python/object.js";
import { callNamed } from "../dispatch.js";
import { independentType } from "./composite.js";
import { bernoulliType, binomialType, categoricalType, geometricType, poissonType } from "./discrete.js";
import { oneHotCategoricalType } from "./categorical-based.js";
import { eventShape, exponentialFamilyType, instance } from "./distribution.js";
import { functionsOf, sumRightmost } from "./family.js";
import { evaluate } from "./formula.js";
import { gumbelType, halfNormalType, paretoType, transformedType } from "./transformed.js";
import { exponentialType, gammaType, laplaceType, normalType, uniformType } from "./univariate.js";
import { betaType, dirichletType, multivariateNormalType } from "./vector.js";

type Rule = string | ((machine: Machine, p: PyInstance, q: PyInstance) => Value);

const RULES: readonly (readonly [PyType, PyType, Rule])[] = [
  [bernoulliType, bernoulliType, "a = p.probs * (softplus(-q.logits) - softplus(-p.logits)); b = (1 - p.probs) * (softplus(q.logits) - softplus(p.logits)); s = where(p.probs == 0, 0, where(q.probs == 0, inf, a)); t = where(p.probs == 1, 0, where(q.probs == 1, inf, b)); s + t"],
  [betaType, betaType, "sp = p.concentration1 + p.concentration0; sq = q.concentration1 + q.concentration0; a = q.concentration1.lgamma() + q.concentration0.lgamma() + sp.lgamma(); b = p.concentration1.lgamma() + p.concentration0.lgamma() + sq.lgamma(); c = (p.concentration1 - q.concentration1) * digamma(p.concentration1); d = (p.concentration0 - q.concentration0) * digamma(p.concentration0); f = (sq - sp) * digamma(sp); a - b + c + d + f"],
  [binomialType, binomialType, "p.total_count * (p.probs * (p.logits - q.logits) + log1p(-p.probs) - log1p(-q.probs))"],
  [categoricalType, categoricalType, "t = p.probs * (p.logits - q.logits); where(p.probs == 0, 0, where(q.probs == 0, inf, t)).sum(-1)"],
  [dirichletType, dirichletType, "sp = p.concentration.sum(-1); sq = q.concentration.sum(-1); a = sp.lgamma() - sq.lgamma(); b = (p.concentration.lgamma() - q.concentration.lgamma()).sum(-1); c = p.concentration - q.concentration; d = p.concentration.digamma() - sp.digamma().unsqueeze(-1); a - b + (c * d).sum(-1)"],
  [exponentialType, exponentialType, "r = q.rate / p.rate; -r.log() + r - 1"],
  [gammaType, gammaType, "a = q.concentration * (p.rate / q.rate).log(); b = lgamma(q.concentration) - lgamma(p.concentration); c = (p.concentration - q.concentration) * digamma(p.concentration); d = (q.rate - p.rate) * (p.concentration / p.rate); a + b + c + d"],
  [gumbelType, gumbelType, "s = p.scale / q.scale; b = q.loc / q.scale; c = p.loc / q.scale; -s.log() - b + c + s * euler + exp(b + (1 + s).lgamma() - c) - (1 + euler)"],
  [geometricType, geometricType, "-p.entropy() - log1p(-q.probs) / p.probs - q.logits"],
  [halfNormalType, halfNormalType, (machine, p, q) => divergence(machine, instance(p.dict.get("base_dist")), instance(q.dict.get("base_dist")))],
  [laplaceType, laplaceType, "s = p.scale / q.scale; d = (p.loc - q.loc).abs(); -s.log() + d / q.scale + s * exp(-d / p.scale) - 1"],
  [multivariateNormalType, multivariateNormalType, multivariateNormals],
  [normalType, normalType, "v = (p.scale / q.scale).pow(2); t = ((p.loc - q.loc) / q.scale).pow(2); 0.5 * (v + t - 1 - v.log())"],
  [oneHotCategoricalType, oneHotCategoricalType, (machine, p, q) => divergence(machine, instance(p.dict.get("_categorical")), instance(q.dict.get("_categorical")))],
  [paretoType, paretoType, "r = q.alpha / p.alpha; t = q.alpha * (p.scale / q.scale).log() - r.log() + r - 1; where(p.scale < q.scale, inf, t)"],
  [poissonType, poissonType, "p.rate * (p.rate.log() - q.rate.log()) - (p.rate - q.rate)"],
  [transformedType, transformedType, transformedPair],
  [uniformType, uniformType, "r = ((q.high - q.low) / (p.high - p.low)).log(); where((q.low > p.low) | (q.high < p.high), inf, r)"],
  [independentType, independentType, independentPair],
  [exponentialFamilyType, exponentialFamilyType, (machine) => { throw machine.raise("NotImplementedError", "The cross KL-divergence between different exponential families cannot                             be computed using Bregman divergences"); }],
  [bernoulliType, poissonType, "-p.entropy() - (p.probs * q.rate.log() - q.rate)"],
  [betaType, exponentialType, "-p.entropy() - q.rate.log() + q.rate * (p.concentration1 / (p.concentration1 + p.concentration0))"],
  [exponentialType, gammaType, "r = q.rate / p.rate; -q.concentration * log(r) + r + q.concentration.lgamma() + q.concentration * euler - (1 + euler)"],
  [exponentialType, normalType, "v = q.scale.pow(2); s = p.rate.pow(2); b = 0.5 * log(s * v * 2 * pi); 0.0 + b - 1 + (1 / s - q.loc / p.rate + q.loc.pow(2) / 2) / v"],
  [gammaType, exponentialType, "-p.entropy() - q.rate.log() + q.rate * p.concentration / p.rate"],
  [laplaceType, normalType, "v = q.scale.pow(2); s = p.scale.pow(2) / v; a = 0.5 * log(2 * s / pi); b = 0.5 * p.loc.pow(2); c = p.loc * q.loc; d = 0.5 * q.loc.pow(2); -a + s + (b - c + d) / v - 1"],
  [normalType, gumbelType, "m = p.loc / q.scale; s = (p.scale / q.scale).pow(2); l = q.loc / q.scale; a = m - l; b = exp(-m + 0.5 * s + l); -(0.5 * (1 + log(2 * pi) + log(s))) + a + b"],
  [normalType, laplaceType, "d = p.loc - q.loc; s = p.scale / q.scale; z = d / p.scale; a = log(s); b = sqrt(2 / pi) * p.scale * exp(-0.5 * z.pow(2)); c = d * erf(sqrt(0.5) * z); -a + (b + c) / q.scale - (0.5 * (1 + log(0.5 * pi)))"],
  [uniformType, normalType, "a = p.high - p.low; b = (sqrt(2 * pi) * q.scale / a).log(); c = a.pow(2) / 12; d = ((p.high + p.low - 2 * q.loc) / 2).pow(2); b + 0.5 * (c + d) / q.scale.pow(2)"],
];

function formulaRule(machine: Machine, text: string, p: PyInstance, q: PyInstance): Value {
  return evaluate(machine, text, (name) => (name === "p" ? p : name === "q" ? q : undefined), functionsOf(p));
}

function multivariateNormals(machine: Machine, p: PyInstance, q: PyInstance): Value {
  if (eventShape(machine, p).join() !== eventShape(machine, q).join()) throw machine.raise("ValueError", "KL-divergence between two Multivariate Normals with                          different event shapes cannot be computed");
  const l = "_unbroadcasted_scale_tril";
  return evaluate(machine, `h = q.${l}.diagonal(dim1=-2, dim2=-1).log().sum(-1) - p.${l}.diagonal(dim1=-2, dim2=-1).log().sum(-1); t = solved(q.${l}, p.${l}).pow(2).sum(-1).sum(-1); m = solved(q.${l}, (q.loc - p.loc).unsqueeze(-1)).squeeze(-1).pow(2).sum(-1); h + 0.5 * (t + m - p.event_shape.numel())`, (name) => (name === "p" ? p : name === "q" ? q : undefined), {
    solved: (inner, [a, b]) => callNamed(inner, "torch.linalg.solve_triangular", [a!, b!], new Map([["upper", false]])),
  });
}

function transformedPair(machine: Machine, p: PyInstance, q: PyInstance): Value {
  const [a, b] = [p, q].map((one) => (one.dict.get("transforms") as PyList).items); // set by its __init__
  if (a!.length !== b!.length || !a!.every((part, i) => machine.equals(part, b![i]!)) || eventShape(machine, p).join() !== eventShape(machine, q).join()) throw machine.raise("NotImplementedError", "");
  return divergence(machine, instance(p.dict.get("base_dist")), instance(q.dict.get("base_dist")));
}

function independentPair(machine: Machine, p: PyInstance, q: PyInstance): Value {
  const dims = p.dict.get("reinterpreted_batch_ndims")!;
  if (dims !== q.dict.get("reinterpreted_batch_ndims")) throw machine.raise("NotImplementedError", "");
  return sumRightmost(machine, divergence(machine, instance(p.dict.get("base_dist")), instance(q.dict.get("base_dist"))), Number(dims));
}

interface Registered {
  readonly p: Value;
  readonly q: Value;
  readonly callee: Value;
}
const registered = (machine: Machine): Registered[] => machine.state("torch.distributions kl", () => []);

/** How far up the class hierarchy a rule was written; null: it does not fit. */
function distance(type: PyType, of: Value): number | null {
  const at = type.order.indexOf(of as PyType); // anything else is not among them
  return at < 0 ? null : at;
}

function divergence(machine: Machine, p: PyInstance, q: PyInstance): Value {
  let best: { readonly far: number; readonly run: () => Value } | null = null;
  const consider = (a: Value, b: Value, run: () => Value): void => {
    const [x, y] = [distance(p.type, a), distance(q.type, b)];
    if (x !== null && y !== null && (!best || x + y < best.far)) best = { far: x + y, run };
  };
  for (const one of registered(machine).toReversed()) consider(one.p, one.q, () => machine.call(one.callee, [p, q]));
  for (const [a, b, rule] of RULES) consider(a, b, () => (typeof rule === "string" ? formulaRule(machine, rule, p, q) : rule(machine, p, q)));
  const found = best as { readonly run: () => Value } | null; // assigned in the closure above
  if (!found) throw machine.raise("NotImplementedError", `No KL(p || q) is implemented for p type ${p.type.name} and q type ${q.type.name}`);
  return found.run();
}

export const KL_MEMBERS: readonly [string, Value][] = [
  ["kl_divergence", native("kl_divergence(p, q)", (machine, a) => divergence(machine, instance(a.p), instance(a.q)))],
  ["register_kl", native("register_kl(type_p, type_q)", (machine, a) => {
    const { type_p: p, type_q: q } = a;
    return new PyBuiltin("decorator", (_, [callee]) => {
      registered(machine).push({ p: p!, q: q!, callee: callee! });
      return callee!;
    });
  })],
];
