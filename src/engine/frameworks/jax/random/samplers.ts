/** The distributions of `jax.random`. */
import { erfinv } from "../../../ops/algebra/normal.js";
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, Unsupported, type Value } from "../../../python/object.js";
import { broadcastTo, item, type NDArray, toNumbers, wrap } from "../../../tensor/array.js";
import { type Dtype, isFloating, isInteger } from "../../../tensor/dtype.js";
import * as draw from "../../../tensor/random/threefry-distributions.js";
import { type Key, randomWords, sampled, split, splitTwo, uniform } from "../../../tensor/random/threefry.js";
import { broadcastShapes, type Shape, sameShape, sizeOf } from "../../../tensor/shape.js";
import { frameworkMessages as say } from "../../messages.js";
import { shapeText } from "../../numpy/printing.js";
import { JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import { type Call, define, shapeOf } from "../numpy/arguments.js";
import { defaultFloat, defaultInt } from "../state.js";
import { keyOf } from "./keys.js";

/** A call of a sampler: its key, its shape, and results as arrays that came from a seed. */
interface Draw extends Call {
  readonly key: Key;
  readonly name: string;
  readonly floatDtype: (parameter?: Value) => Dtype;
  readonly shape: () => number[];
  /** The shape given, or that of the parameters together. */
  readonly shapeWith: (...parameters: readonly JaxArray[]) => number[];
  readonly made: (array: NDArray) => JaxArray;
}

const leaf = (machine: Machine, name: string, array: NDArray): JaxArray => new JaxArray(machine.trace.leaf(array, { kind: "seededSample", call: `jax.random.${name}` }));

export function sampler(text: string, work: (draw: Draw) => Value): PyBuiltin {
  const name = text.slice(0, text.indexOf("("));
  return define(text, (call) => {
    const { machine, a } = call;
    const { key } = keyOf(machine, a.key, name);
    const shape = (): number[] => (typeof a.shape === "string" ? [] : shapeOf(machine, a.shape!));
    return work({
      ...call, key, name, shape,
      floatDtype: () => {
        const dtype = dtypeOf(machine, a.dtype, name) ?? defaultFloat(machine);
        if (!isFloating(dtype)) throw machine.raise("ValueError", `dtype argument to \`${name}\` must be a float ${name === "normal" ? "or complex " : ""}dtype, got ${dtype}`);
        return dtype;
      },
      shapeWith: (...parameters) => {
        const own = broadcastShapes(...parameters.map((one) => one.shape)) ?? [];
        if (a.shape === null) return [...own];
        const given = shape();
        const together = broadcastShapes(given, own);
        if (together && sameShape(together, given)) return given;
        throw machine.raise("ValueError", `${name} parameter shapes must be broadcast-compatible with shape argument, and the result of broadcasting the shapes must equal the shape argument, but got result ${shapeText(together ?? own)} for shape argument ${shapeText(given)}.`);
      },
      made: (array) => leaf(machine, name, array),
    });
  });
}

/** A parameter's value for each element of the result. */
const spread = (array: JaxArray, shape: Shape): ((i: number) => number) => {
  const { value } = array.node;
  if (!value.shape.length) {
    const only = item(value);
    return () => only;
  }
  const all = toNumbers(broadcastTo(value, shape));
  return (i) => all[i]!;
};

/** In [low, high): by operations where a bound is an array, so that the sample depends on it. */
function between({ machine, a, key, j, made }: Draw, shape: Shape, dtype: Dtype): JaxArray {
  const [low, high] = [need(machine, a.minval, "uniform"), need(machine, a.maxval, "uniform", 1)];
  if (!(a.minval instanceof JaxArray) && !(a.maxval instanceof JaxArray)) return made(draw.uniformBetween(key, shape, dtype, item(low.node.value), item(high.node.value)));
  const [from, to] = [j.cast(low, dtype), j.cast(high, dtype)];
  return j.maximum(from, j.add(j.mul(made(uniform(key, shape, dtype)), j.sub(to, from)), from));
}

const gaussian = (key: Key, shape: Shape, dtype: Dtype): NDArray => draw.normal(key, shape, dtype, erfinv);

/** One key an element, as JAX maps over them. */
function gammas(key: Key, alpha: JaxArray, shape: Shape, dtype: Dtype, logarithm: boolean): NDArray {
  const at = spread(alpha, shape);
  const keys = split(key, sizeOf(shape));
  return sampled(shape, dtype, (i) => draw.gammaSample(keys[i]!, Math.fround(at(i)), dtype, logarithm, erfinv));
}

const plain = (text: string, of: (key: Key, shape: Shape, dtype: Dtype) => NDArray): PyBuiltin => sampler(text, (d) => d.made(of(d.key, d.shape(), d.floatDtype())));

const ALL = "key, shape='', dtype=None, *, out_sharding=None";

const INTEGERS: Partial<Record<Dtype, readonly [number, number]>> = { int8: [-128, 127], uint8: [0, 255], int16: [-32768, 32767], uint16: [0, 65535], int32: [-(2 ** 31), 2 ** 31 - 1], uint32: [0, 2 ** 32 - 1] };

function randint(d: Draw): Value {
  const { machine, a, key } = d;
  const dtype = dtypeOf(machine, a.dtype, "randint") ?? defaultInt(machine);
  if (!isInteger(dtype)) throw machine.raise("TypeError", `randint only accepts integer dtypes, got ${dtype}`);
  const bounds = INTEGERS[dtype];
  if (!bounds) throw new Unsupported("unsupported-call", say.unsupportedArguments("jax.random.randint", dtype));
  const [low, high] = [need(machine, a.minval, "randint"), need(machine, a.maxval, "randint", 1)];
  const shape = d.shapeWith(low, high);
  // Narrow integers are drawn as 32-bit ones.
  const [least, most] = dtype === "uint32" ? bounds : INTEGERS.int32!;
  const [from, to] = [spread(low, shape), spread(high, shape)];
  const clip = (x: number, by: number): number => Math.min(Math.max(Math.trunc(x), bounds[0]), bounds[1] + by);
  const narrow = dtype !== "uint32" && dtype !== "int32";
  return d.made(wrapAs(dtype, draw.randomIntegers(key, shape, dtype === "uint32" ? "uint32" : "int32", least, most, (i) => (narrow ? clip(from(i), 0) : from(i)), (i) => (narrow ? clip(to(i), 1) : to(i)))));
}

const wrapAs = (dtype: Dtype, array: NDArray): NDArray => (array.dtype === dtype ? array : sampled(array.shape, dtype, (i) => array.buffer[i]!));

const bernoulli = (d: Draw): Value => {
  const { machine, a, key, j } = d;
  const p = a.p === "half" ? j.float(0.5) : need(machine, a.p, "bernoulli");
  if (!isFloating(p.dtype)) throw machine.raise("TypeError", `bernoulli probability \`p\` must have a floating dtype, got ${p.dtype}.`);
  const shape = d.shapeWith(p);
  const at = spread(p, shape);
  const u = uniform(key, shape, p.dtype);
  return d.made(sampled(shape, "bool", (i) => (u.buffer[i]! < at(i) ? 1 : 0)));
};

function truncatedNormal(d: Draw): Value {
  const { machine, a, j, key, made } = d;
  const dtype = d.floatDtype();
  const [lower, upper] = [j.cast(need(machine, a.lower, "truncated_normal"), dtype), j.cast(need(machine, a.upper, "truncated_normal", 1), dtype)];
  const shape = d.shapeWith(lower, upper);
  const root = j.constant(Math.SQRT2, dtype);
  const [from, to] = [j.call("erf", j.div(lower, root)), j.call("erf", j.div(upper, root))];
  const u = uniform(key, shape, dtype, spread(from, shape), spread(to, shape));
  const normal = draw.fromUniform(u, erfinv);
  const [low, high] = [spread(lower, shape), spread(upper, shape)];
  return made(sampled(shape, dtype, (i) => Math.min(Math.max(normal.buffer[i]!, draw.nextSingle(low(i), 1)), draw.nextSingle(high(i), -1))));
}

function beta(d: Draw): Value {
  const { machine, a, j, key, made } = d;
  const dtype = d.floatDtype();
  const [one, other] = [need(machine, a.a, "beta"), need(machine, a.b, "beta", 1)];
  const shape = d.shapeWith(one, other);
  const keys = splitTwo(key);
  const [x, y] = [made(gammas(keys[0], j.cast(one, dtype), shape, dtype, true)), made(gammas(keys[1], j.cast(other, dtype), shape, dtype, true))];
  const most = j.maximum(x, y);
  const [left, right] = [j.call("exp", j.sub(x, most)), j.call("exp", j.sub(y, most))];
  return j.div(left, j.add(left, right));
}

function dirichlet(d: Draw): Value {
  const { machine, a, j, key, made } = d;
  const dtype = d.floatDtype();
  const alpha = j.cast(need(machine, a.alpha, "dirichlet"), dtype);
  if (!alpha.shape.length) throw machine.raise("ValueError", `dirichlet requires alpha.ndim >= 1, got alpha.ndim == 0`);
  const shape = a.shape === null ? alpha.shape : [...d.shape(), alpha.shape.at(-1)!];
  const logs = made(gammas(key, alpha, shape, dtype, true));
  const weights = j.call("exp", j.sub(logs, j.max(logs, [shape.length - 1], true)));
  return j.div(weights, j.sum(weights, [shape.length - 1], true));
}

/** x ~ mean + L z, with the covariance's Cholesky factor L. */
function multivariateNormal(d: Draw): Value {
  const { machine, a, j, key, made } = d;
  if (a.method !== "cholesky") throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.random.multivariate_normal", `method=${String(a.method)}`));
  const [mean, covariance] = j.together(need(machine, a.mean, "multivariate_normal"), need(machine, a.cov, "multivariate_normal", 1)).map((one) => j.strong(one)) as [JaxArray, JaxArray]; // two went in
  const n = mean.shape.at(-1) ?? 0;
  if (!mean.shape.length) throw machine.raise("ValueError", "multivariate_normal requires mean.ndim >= 1, got mean.ndim == 0");
  if (covariance.shape.at(-1) !== n || covariance.shape.at(-2) !== n) throw machine.raise("ValueError", `multivariate_normal requires cov.shape == (..., n, n) for n=${n}, but got cov.shape == ${shapeText(covariance.shape)}.`);
  const shape = a.shape === null ? (broadcastShapes(mean.shape.slice(0, -1), covariance.shape.slice(0, -2)) ?? []) : d.shape();
  const factor = new JaxArray(machine.trace.apply("cholesky", [covariance.node]));
  const normal = j.unsqueeze(made(gaussian(key, [...shape, n], mean.dtype)), shape.length + 1);
  const moved = j.matmul(factor, normal);
  return j.add(mean, j.reshape(moved, moved.shape.slice(0, -1)));
}

function poisson(d: Draw): Value {
  const { machine, a, j, key } = d;
  const dtype = dtypeOf(machine, a.dtype, "poisson") ?? defaultInt(machine);
  const lam = j.cast(need(machine, a.lam, "poisson"), defaultFloat(machine));
  const shape = d.shapeWith(lam);
  const rate = spread(lam, shape);
  if (Array.from({ length: sizeOf(shape) }, (_, i) => rate(i)).some((one) => one >= 10)) throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.random.poisson", "lam >= 10"));
  const counts = draw.poissonSmall(key, shape, dtype, rate, (count) => machine.step(count));
  return d.made(sampled(shape, dtype, (i) => (rate(i) === 0 ? 0 : counts.buffer[i]!)));
}

export const gumbelMode = ({ a }: Call): void => {
  if (a.mode !== null && a.mode !== undefined && a.mode !== "low") throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.random.gumbel", `mode=${String(a.mode)}`));
};

const unsigned = (value: Dtype): value is "uint8" | "uint16" | "uint32" => ["uint8", "uint16", "uint32"].includes(value);

export const SAMPLERS: readonly PyBuiltin[] = [
  sampler("bits(key, shape='', dtype=None, *, out_sharding=None)", (d) => {
    const dtype = dtypeOf(d.machine, d.a.dtype, "bits") ?? "uint32";
    if (!unsigned(dtype)) throw d.machine.raise("ValueError", `dtype argument to \`bits\` must be an unsigned int dtype, got ${dtype}`);
    const shape = d.shape();
    const words = randomWords(d.key, sizeOf(shape));
    const mask = { uint8: 0xff, uint16: 0xffff, uint32: 0xffffffff }[dtype];
    return d.made(dtype === "uint32" ? wrap("uint32", shape, words) : sampled(shape, dtype, (i) => words[i]! & mask));
  }),
  sampler("uniform(key, shape='', dtype=None, minval=0, maxval=1, *, out_sharding=None)", (d) => between(d, d.shape(), d.floatDtype())),
  plain(`normal(${ALL})`, gaussian),
  sampler("randint(key, shape, minval, maxval, dtype=None, *, out_sharding=None)", randint),
  sampler("bernoulli(key, p='half', shape=None, mode='low', *, out_sharding=None)", bernoulli),
  sampler("gumbel(key, shape='', dtype=None, mode=None, *, out_sharding=None)", (d) => {
    gumbelMode(d);
    return d.made(draw.gumbel(d.key, d.shape(), d.floatDtype()));
  }),
  plain(`exponential(${ALL})`, draw.exponential), plain(`laplace(${ALL})`, draw.laplace), plain(`logistic(${ALL})`, draw.logistic), plain(`cauchy(${ALL})`, draw.cauchy),
  sampler("rademacher(key, shape='', dtype=None, *, out_sharding=None)", (d) => {
    const u = uniform(d.key, d.shape(), "float32");
    return d.made(sampled(u.shape, dtypeOf(d.machine, d.a.dtype, "rademacher") ?? defaultInt(d.machine), (i) => (u.buffer[i]! < 0.5 ? 1 : -1)));
  }),
  sampler("truncated_normal(key, lower, upper, shape=None, dtype=None, *, out_sharding=None)", truncatedNormal),
  sampler("lognormal(key, sigma=1, shape='', dtype=None, *, out_sharding=None)", (d) => {
    const dtype = d.floatDtype();
    return d.j.call("exp", d.j.mul(d.made(gaussian(d.key, d.shape(), dtype)), d.j.cast(need(d.machine, d.a.sigma, "lognormal"), dtype)));
  }),
  sampler("gamma(key, a, shape=None, dtype=None, *, out_sharding=None)", (d) => {
    const alpha = d.j.cast(need(d.machine, d.a.a, "gamma"), d.floatDtype());
    return d.made(gammas(d.key, alpha, d.shapeWith(alpha), alpha.dtype, false));
  }),
  sampler("loggamma(key, a, shape=None, dtype=None, *, out_sharding=None)", (d) => {
    const alpha = d.j.cast(need(d.machine, d.a.a, "loggamma"), d.floatDtype());
    return d.made(gammas(d.key, alpha, d.shapeWith(alpha), alpha.dtype, true));
  }),
  sampler("beta(key, a, b, shape=None, dtype=None, *, out_sharding=None)", beta),
  sampler("dirichlet(key, alpha, shape=None, dtype=None, *, out_sharding=None)", dirichlet),
  sampler("multivariate_normal(key, mean, cov, shape=None, dtype=None, method='cholesky', *, out_sharding=None)", multivariateNormal),
  sampler("poisson(key, lam, shape=None, dtype=None, *, out_sharding=None)", poisson),
];


