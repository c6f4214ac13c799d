/** scipy.stats: log densities of the common distributions in their standard form. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyInstance, PyType, type Value } from "../../python/object.js";
import type { Operations } from "../../ops/operations.js";
import type { Node } from "../../trace/node.js";
import { intArgument } from "../arguments.js";
import { resultOf } from "../numpy/array-type.js";
import { need, operationsOf } from "../numpy/call.js";
import { type Distribution, distributionObject } from "./distribution.js";

const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
const square = (o: Operations, x: Node): Node => o.mul(x, x);
const number = (o: Operations, value: number): Node => o.constant(value);
const log = (o: Operations, x: Node): Node => o.unary("log", x);
const exp = (o: Operations, x: Node): Node => o.unary("exp", x);
const lgamma = (o: Operations, x: Node): Node => o.unary("lgamma", x);
const minus = (o: Operations, x: Node, value: number): Node => o.sub(x, number(o, value));
const less = (o: Operations, value: number, x: Node): Node => o.sub(number(o, value), x);
const xlogy = (o: Operations, x: Node, y: Node): Node => o.apply("xlogy", [x, y]);
/** The log density where the test holds, −∞ elsewhere. */
const within = (o: Operations, test: Node, value: Node): Node => o.where(test, value, number(o, Number.NEGATIVE_INFINITY));
const atLeast = (o: Operations, x: Node, bound: number): Node => o.compare("ge", x, number(o, bound));
const atMost = (o: Operations, x: Node, bound: number): Node => o.compare("le", x, number(o, bound));
const both = (o: Operations, a: Node, b: Node): Node => o.apply("logical_and", [a, b]);

const DISTRIBUTIONS: readonly Distribution[] = [
  {
    name: "norm", shapes: [],
    logDensity: (o, z) => minus(o, o.div(o.neg(square(o, z)), number(o, 2)), HALF_LOG_2PI),
    cdf: (o, z) => o.unary("ndtr", z), logCdf: (o, z) => o.unary("log_ndtr", z), survival: (o, z) => o.unary("ndtr", o.neg(z)), quantile: (o, q) => o.unary("ndtri", q),
  },
  { name: "uniform", shapes: [], logDensity: (o, z) => within(o, both(o, atLeast(o, z, 0), atMost(o, z, 1)), o.scale(z, 0)), cdf: (o, z) => o.apply("clamp", [z], { min: 0, max: 1 }), quantile: (_, q) => q },
  { name: "expon", shapes: [], logDensity: (o, z) => within(o, atLeast(o, z, 0), o.neg(z)), cdf: (o, z) => o.neg(o.unary("expm1", o.neg(o.apply("clamp", [z], { min: 0 })))), survival: (o, z) => exp(o, o.neg(z)), quantile: (o, q) => o.neg(o.unary("log1p", o.neg(q))) },
  { name: "laplace", shapes: [], logDensity: (o, z) => minus(o, o.neg(o.unary("abs", z)), Math.LN2), cdf: (o, z) => o.where(o.compare("gt", z, number(o, 0)), less(o, 1, o.scale(exp(o, o.neg(z)), 0.5)), o.scale(exp(o, z), 0.5)) },
  { name: "logistic", shapes: [], logDensity: (o, z) => o.sub(o.neg(o.unary("abs", z)), o.scale(o.unary("log1p", exp(o, o.neg(o.unary("abs", z)))), 2)), cdf: (o, z) => o.unary("sigmoid", z), quantile: (o, q) => o.apply("logit", [q]) },
  { name: "cauchy", shapes: [], logDensity: (o, z) => o.neg(log(o, o.scale(o.add(number(o, 1), square(o, z)), Math.PI))), cdf: (o, z) => o.add(number(o, 0.5), o.scale(o.unary("atan", z), 1 / Math.PI)) },
  { name: "t", shapes: ["df"], logDensity: (o, z, [df]) => o.sub(o.sub(lgamma(o, o.scale(o.add(df!, number(o, 1)), 0.5)), lgamma(o, o.scale(df!, 0.5))), o.add(o.scale(log(o, o.scale(df!, Math.PI)), 0.5), o.mul(o.scale(o.add(df!, number(o, 1)), 0.5), o.unary("log1p", o.div(square(o, z), df!))))) },
  { name: "gamma", shapes: ["a"], logDensity: (o, z, [a]) => within(o, atLeast(o, z, 0), o.sub(o.sub(xlogy(o, minus(o, a!, 1), z), z), lgamma(o, a!))) },
  { name: "chi2", shapes: ["df"], logDensity: (o, z, [df]) => { const half = o.scale(df!, 0.5); return within(o, atLeast(o, z, 0), o.sub(o.sub(xlogy(o, minus(o, half, 1), z), o.scale(z, 0.5)), o.add(lgamma(o, half), o.scale(half, Math.LN2)))); } },
  { name: "beta", shapes: ["a", "b"], logDensity: (o, z, [a, b]) => within(o, both(o, atLeast(o, z, 0), atMost(o, z, 1)), o.sub(o.add(o.apply("xlog1py", [minus(o, b!, 1), o.neg(z)]), xlogy(o, minus(o, a!, 1), z)), o.sub(o.add(lgamma(o, a!), lgamma(o, b!)), lgamma(o, o.add(a!, b!))))) },
  { name: "lognorm", shapes: ["s"], logDensity: (o, z, [s]) => within(o, o.compare("gt", z, number(o, 0)), minus(o, o.sub(o.scale(square(o, o.div(log(o, z), s!)), -0.5), log(o, o.mul(s!, z))), HALF_LOG_2PI)) },
  { name: "poisson", shapes: ["mu"], discrete: true, logDensity: (o, k, [mu]) => within(o, atLeast(o, k, 0), o.sub(o.sub(xlogy(o, k, mu!), lgamma(o, o.add(k, number(o, 1)))), mu!)) },
  { name: "bernoulli", shapes: ["p"], discrete: true, logDensity: (o, k, [p]) => within(o, both(o, atLeast(o, k, 0), atMost(o, k, 1)), o.add(xlogy(o, k, p!), o.apply("xlog1py", [less(o, 1, k), o.neg(p!)]))) },
  { name: "binom", shapes: ["n", "p"], discrete: true, logDensity: (o, k, [n, p]) => { const one = number(o, 1); const rest = o.sub(n!, k); return o.add(o.sub(lgamma(o, o.add(n!, one)), o.add(lgamma(o, o.add(k, one)), lgamma(o, o.add(rest, one)))), o.add(xlogy(o, k, p!), o.apply("xlog1py", [rest, o.neg(p!)]))); } },
  { name: "geom", shapes: ["p"], discrete: true, logDensity: (o, k, [p]) => o.add(o.apply("xlog1py", [minus(o, k, 1), o.neg(p!)]), log(o, p!)) },
];

/** −½·(x − μ)ᵀ Σ⁻¹ (x − μ) − ½·log|2πΣ| for rows x. */
function normalLogDensity(machine: Machine, a: Readonly<Record<string, Value>>): Node {
  const o = operationsOf(machine);
  const [x, given] = [o.cast(need(machine, a.x), "float64"), o.cast(need(machine, a.cov), "float64")];
  const dimensions = Math.max(a.mean === null ? 1 : (need(machine, a.mean).value.shape[0] ?? 1), given.value.shape[0] ?? 1);
  const identity = need(machine, machine.call(machine.getAttribute(numpyOf(machine), "eye"), [dimensions]));
  const cov = given.value.shape.length === 2 ? given : given.value.shape.length === 1 ? o.mul(identity, given) : o.mul(identity, given);
  const mean = a.mean === null ? number(o, 0) : need(machine, a.mean);
  const difference = o.sub(x, mean);
  const rows = o.reshape(difference, [-1, dimensions]);
  const solved = o.transpose(o.apply("solve", [cov, o.transpose(rows)]));
  const quadratic = o.sum(o.mul(rows, solved), [-1]);
  const determinant = log(o, o.apply("det", [cov]));
  const result = o.scale(o.add(o.add(quadratic, determinant), number(o, dimensions * Math.log(2 * Math.PI))), -0.5);
  const { shape } = difference.value;
  return o.reshape(result, dimensions === 1 && shape.at(-1) !== 1 ? shape : shape.slice(0, -1));
}

let numpyOf: (machine: Machine) => Value = () => null;
/** NumPy's module, handed in by the table that knows it. */
export const provideNumpy = (find: (machine: Machine) => Value): void => { numpyOf = find; };

function multivariateNormal(): PyInstance {
  const object = new PyInstance(new PyType("multivariate_normal_gen", [objectType], "scipy.stats"));
  for (const one of [
    native("logpdf(x, mean=None, cov=1, allow_singular=False)", (machine, a) => resultOf(normalLogDensity(machine, a))),
    native("pdf(x, mean=None, cov=1, allow_singular=False)", (machine, a) => resultOf(exp(operationsOf(machine), normalLogDensity(machine, a)))),
  ]) object.dict.set(one.name, new PyBuiltin(one.name, one.call, "static"));
  return object;
}

export const STATS = (): [string, Value][] => [
  ...DISTRIBUTIONS.map((one): [string, Value] => [one.name, distributionObject(one)]),
  ["multivariate_normal", multivariateNormal()],
  ["entropy", native("entropy(pk, qk=None, base=None, axis=0)", (machine, a) => {
    const o = operationsOf(machine);
    const axes = [intArgument(machine, a.axis!, "axis")];
    const share = (value: Value): Node => { const x = o.cast(need(machine, value), "float64"); return o.div(x, o.sum(x, axes, true)); };
    const p = share(a.pk!);
    const terms = a.qk === null ? o.apply("entr", [p]) : xlogy(o, p, o.div(p, share(a.qk!)));
    const total = o.sum(terms, axes);
    return resultOf(a.base === null ? total : o.div(total, log(o, o.cast(need(machine, a.base), "float64"))));
  })],
];
