/**
 * `jax.scipy.stats`: densities and distribution functions, one module a distribution. Each is written for the standard
 * variable z = (x − loc)/scale; a logarithmic density then loses log scale.
 */
import type { PyBuiltin } from "../../../python/object.js";
import { arrayFrom, JaxArray } from "../array.js";
import type { Jnp } from "../jnp.js";
import { softplus } from "../nn.js";
import { type Call, define } from "../numpy/arguments.js";
import { named, type Part } from "../part.js";
import { elementwise, floating, inexactTogether } from "../run.js";
import { betaln, logGamma } from "./special.js";

type Formula = (j: Jnp, z: JaxArray, ...shape: JaxArray[]) => JaxArray;

interface Distribution {
  /** Names of parameters before loc and scale. */
  readonly shape?: readonly string[];
  /** Without scale: a distribution over whole numbers, whose functions are called pmf. */
  readonly discrete?: boolean;
  /** The logarithm of the density of the standard variable. */
  readonly log: Formula;
  /** Where the density is not 0; default everywhere. */
  readonly inside?: Formula;
  readonly more?: Readonly<Record<string, Formula>>;
  /** Quantiles of the standard variable. */
  readonly ppf?: Formula;
}

const { log } = Math;
const xlogy = (j: Jnp, x: JaxArray, y: JaxArray): JaxArray => floating(j.machine, "xlogy", [x, y]);
const xlog1py = (j: Jnp, x: JaxArray, y: JaxArray): JaxArray => floating(j.machine, "xlog1py", [x, y]);
const exp = (j: Jnp, x: JaxArray): JaxArray => j.call("exp", x);
const nonNegative: Formula = (j, z) => j.compare("ge", z, 0);
const square = (j: Jnp, x: JaxArray): JaxArray => j.mul(x, x);
const whole = (j: Jnp, k: JaxArray): JaxArray => j.compare("eq", j.keep("floor", k), k);

const DISTRIBUTIONS: Readonly<Record<string, Distribution>> = {
  cauchy: {
    log: (j, z) => j.neg(j.add(j.float(log(Math.PI)), j.call("log1p", square(j, z)))),
    more: { cdf: (j, z) => j.add(j.float(0.5), j.mul(j.float(1 / Math.PI), j.call("atan", z))), sf: (j, z) => j.add(j.float(0.5), j.mul(j.float(1 / Math.PI), j.call("atan", j.neg(z)))) },
  },
  expon: {
    log: (j, z) => j.neg(z), inside: nonNegative, ppf: (j, q) => j.neg(j.call("log1p", j.neg(q))),
    more: { cdf: (j, z) => j.where(j.compare("ge", z, 0), j.neg(j.call("expm1", j.neg(z))), j.float(0)), sf: (j, z) => j.where(j.compare("ge", z, 0), exp(j, j.neg(z)), j.float(1)) },
  },
  laplace: {
    log: (j, z) => j.neg(j.add(j.abs(z), j.float(Math.LN2))),
    more: { cdf: (j, z) => j.where(j.compare("lt", z, 0), j.mul(j.float(0.5), exp(j, z)), j.sub(j.float(1), j.mul(j.float(0.5), exp(j, j.neg(z))))) },
  },
  logistic: {
    log: (j, z) => j.sub(j.neg(z), j.mul(j.float(2), softplus(j, j.neg(z)))), ppf: (j, q) => j.call("log", j.div(q, j.sub(1, q))),
    more: { cdf: (j, z) => j.call("sigmoid", z), sf: (j, z) => j.call("sigmoid", j.neg(z)) },
  },
  gumbel_r: { log: (j, z) => j.neg(j.add(z, exp(j, j.neg(z)))), more: { cdf: (j, z) => exp(j, j.neg(exp(j, j.neg(z)))) } },
  gumbel_l: { log: (j, z) => j.sub(z, exp(j, z)), more: { cdf: (j, z) => j.neg(j.call("expm1", j.neg(exp(j, z)))) } },
  uniform: {
    log: (j, z) => j.mul(z, 0), inside: (j, z) => j.and(j.compare("ge", z, 0), j.compare("le", z, 1)), ppf: (_, q) => q,
    more: { cdf: (j, z) => j.minimum(j.maximum(z, 0), 1) },
  },
  beta: {
    shape: ["a", "b"], inside: (j, z) => j.and(j.compare("ge", z, 0), j.compare("le", z, 1)),
    log: (j, z, a, b) => j.add(j.neg(betaln(j, a!, b!)), j.add(xlogy(j, j.sub(a!, 1), z), xlog1py(j, j.sub(b!, 1), j.neg(z)))),
  },
  gamma: { shape: ["a"], inside: nonNegative, log: (j, z, a) => j.sub(j.sub(xlogy(j, j.sub(a!, 1), z), z), logGamma(j, a!)) },
  chi2: {
    shape: ["df"], inside: nonNegative,
    log: (j, z, df) => { const half = j.div(df!, 2); return j.sub(j.sub(xlogy(j, j.sub(half, 1), z), j.div(z, 2)), j.add(logGamma(j, half), j.mul(half, j.float(Math.LN2)))); },
  },
  t: {
    shape: ["df"],
    log: (j, z, df) => {
      const half = j.div(df!, 2);
      const normalizer = j.add(j.add(j.mul(j.float(0.5), j.call("log", j.mul(j.float(Math.PI), df!))), logGamma(j, half)), j.neg(logGamma(j, j.add(half, j.float(0.5)))));
      return j.neg(j.add(normalizer, j.mul(j.div(j.add(df!, 1), 2), j.call("log1p", j.div(square(j, z), df!)))));
    },
  },
  pareto: { shape: ["b"], inside: (j, z) => j.compare("ge", z, 1), log: (j, z, b) => j.sub(j.call("log", b!), j.mul(j.add(b!, 1), j.call("log", z))) },
  bernoulli: {
    shape: ["p"], discrete: true, inside: (j, k) => j.and(j.compare("ge", k, 0), j.compare("le", k, 1)),
    log: (j, k, p) => j.add(xlogy(j, k, p!), xlog1py(j, j.sub(1, k), j.neg(p!))),
  },
  poisson: { shape: ["mu"], discrete: true, inside: (j, k) => j.and(whole(j, k), j.compare("ge", k, 0)), log: (j, k, mu) => j.sub(j.sub(xlogy(j, k, mu!), logGamma(j, j.add(k, 1))), mu!) },
  geom: { shape: ["p"], discrete: true, inside: (j, k) => j.compare("gt", k, 0), log: (j, k, p) => j.add(xlog1py(j, j.sub(k, 1), j.neg(p!)), j.call("log", p!)) },
  binom: {
    shape: ["n", "p"], discrete: true, inside: (j, k, n) => j.and(j.compare("ge", k, 0), j.compare("le", k, n!)),
    log: (j, k, n, p) => {
      const rest = j.sub(n!, k);
      const choose = j.sub(logGamma(j, j.add(n!, 1)), j.add(logGamma(j, j.add(k, 1)), logGamma(j, j.add(rest, 1))));
      return j.add(choose, j.add(xlogy(j, k, p!), xlog1py(j, rest, j.neg(p!))));
    },
  },
  nbinom: {
    shape: ["n", "p"], discrete: true, inside: nonNegative,
    log: (j, k, n, p) => j.add(j.add(j.sub(logGamma(j, j.add(k, n!)), j.add(logGamma(j, j.add(k, 1)), logGamma(j, n!))), xlogy(j, n!, p!)), xlog1py(j, k, j.neg(p!))),
  },
};

/** Arguments in their common float dtype: variable, shape parameters, loc, scale. */
function together({ machine, a }: Call, names: readonly string[]): JaxArray[] {
  const { nodes } = inexactTogether(machine, names.map((name) => arrayFrom(machine, a[name]!)!));
  return nodes.map((node) => new JaxArray(node));
}

function functionsOf({ shape = [], discrete = false, log: density, inside, more = {}, ppf }: Distribution): PyBuiltin[] {
  const variable = discrete ? "k" : "x";
  const names = [variable, ...shape, "loc", ...(discrete ? [] : ["scale"])];
  const parameters = [variable, ...shape, "loc=0", ...(discrete ? [] : ["scale=1"])].join(", ");
  const standard = (call: Call): { z: JaxArray; parts: JaxArray[]; scale: JaxArray | null } => {
    const [x, ...rest] = together(call, names);
    const scale = discrete ? null : rest.at(-1)!;
    const loc = rest[shape.length]!;
    const shifted = call.j.sub(x!, loc);
    return { z: scale ? call.j.div(shifted, scale) : shifted, parts: rest.slice(0, shape.length), scale };
  };
  const logDensity = (call: Call): JaxArray => {
    const { j } = call;
    const { z, parts, scale } = standard(call);
    const value = density(j, z, ...parts);
    const scaled = scale ? j.sub(value, j.call("log", scale)) : value;
    return inside ? j.where(inside(j, z, ...parts), scaled, j.float(-Infinity)) : scaled;
  };
  const ending = discrete ? "pmf" : "pdf";
  return [
    define(`log${ending}(${parameters})`, logDensity), define(`${ending}(${parameters})`, (call) => exp(call.j, logDensity(call))),
    ...Object.entries(more).flatMap(([name, formula]) => [
      define(`${name}(${parameters})`, (call) => { const { z, parts } = standard(call); return formula(call.j, z, ...parts); }),
      define(`log${name}(${parameters})`, (call) => { const { z, parts } = standard(call); return call.j.call("log", formula(call.j, z, ...parts)); }),
    ]),
    ...(ppf ? [define(`ppf(q${parameters.slice(1)})`, (call) => { const [q, ...rest] = together(call, ["q", ...names.slice(1)]); return call.j.add(call.j.mul(ppf(call.j, q!), rest.at(-1)!), rest[shape.length]!); })] : []),
  ];
}

/** The normal distribution in JAX's own steps. */
const normalLog = (call: Call): JaxArray => {
  const { j } = call;
  const [x, loc, scale] = together(call, ["x", "loc", "scale"]);
  const variance = square(j, scale!);
  const normalizer = j.call("log", j.mul(j.constant(2 * Math.PI, x!.dtype), variance));
  return j.over(j.add(normalizer, j.div(square(j, j.sub(x!, loc!)), variance)), -2);
};
const normal = (name: string, work: (j: Jnp, x: JaxArray, loc: JaxArray, scale: JaxArray) => JaxArray, variable = "x"): PyBuiltin =>
  define(`${name}(${variable}, loc=0, scale=1)`, (call) => { const [x, loc, scale] = together(call, [variable, "loc", "scale"]); return work(call.j, x!, loc!, scale!); });
const standardized = (j: Jnp, x: JaxArray, loc: JaxArray, scale: JaxArray): JaxArray => j.div(j.sub(x, loc), scale);

const NORMAL: readonly PyBuiltin[] = [
  define("logpdf(x, loc=0, scale=1)", normalLog), define("pdf(x, loc=0, scale=1)", (call) => exp(call.j, normalLog(call))),
  normal("cdf", (j, x, loc, scale) => j.call("ndtr", standardized(j, x, loc, scale))), normal("logcdf", (j, x, loc, scale) => j.call("log_ndtr", standardized(j, x, loc, scale))),
  normal("sf", (j, x, loc, scale) => j.call("ndtr", standardized(j, j.neg(x), j.neg(loc), scale))), normal("logsf", (j, x, loc, scale) => j.call("log_ndtr", standardized(j, j.neg(x), j.neg(loc), scale))),
  normal("ppf", (j, q, loc, scale) => j.add(j.mul(j.call("ndtri", q), scale), loc), "q"), normal("isf", (j, q, loc, scale) => j.add(j.mul(j.call("ndtri", j.sub(1, q)), scale), loc), "q"),
];

/** log N(x; μ, Σ) with the determinant from Cholesky's factor; a Σ without axes is a variance. */
function multivariate({ j, machine, array }: Call): JaxArray {
  const [x, mean, cov] = ["x", "mean", "cov"].map((name, i) => j.strong(j.inexact(array(name, i))));
  if (!cov!.shape.length) {
    const centred = j.sub(x!, mean!);
    const n = centred.shape.at(-1) ?? 1;
    const squares = j.div(square(j, centred), cov!);
    return j.mul(j.float(-0.5), j.add(centred.shape.length ? j.sum(squares, [centred.shape.length - 1]) : squares, j.mul(n, j.add(j.float(log(2 * Math.PI)), j.call("log", cov!)))));
  }
  const n = cov!.shape.at(-1)!;
  const factor = elementwise(machine, "cholesky", [cov!]);
  const centred = j.sub(x!, mean!);
  const flat = j.reshape(centred, [-1, n]);
  const whitened = floating(machine, "solve_triangular", [factor, j.permute(flat, [1, 0])], { upper: false });
  const squares = j.reshape(j.sum(square(j, whitened), [0]), centred.shape.slice(0, -1));
  const diagonal = elementwise(machine, "diagonal", [factor], { offset: 0, axis1: 0, axis2: 1 });
  return j.sub(j.sub(j.mul(j.float(-0.5), squares), j.float((n / 2) * log(2 * Math.PI))), j.sum(j.call("log", diagonal)));
}

export const JAX_STATS: Part = {
  "jax.scipy.stats.norm": () => named(NORMAL),
  "jax.scipy.stats.multivariate_normal": () => named([define("logpdf(x, mean, cov)", multivariate), define("pdf(x, mean, cov)", (call) => exp(call.j, multivariate(call)))]),
  ...Object.fromEntries(Object.entries(DISTRIBUTIONS).map(([name, distribution]) => [`jax.scipy.stats.${name}`, () => named(functionsOf(distribution))])),
};
