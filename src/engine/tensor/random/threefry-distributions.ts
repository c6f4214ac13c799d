/** JAX's samplers on a Threefry key, in the dtype that is asked for; float32 as XLA computes it. */
import { type NDArray, wrap } from "../array.js";
import { allocate, type Dtype, rounderOf } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";
import { rememberedOf } from "./remembered-fills.js";
import { type Key, randomWords, sampled, split, splitTwo, uniform, unit } from "./threefry.js";
import { erfInverseSingle } from "../kernels/erf-inverse-single.js";
import { log1pSingle, logSingle } from "../kernels/xla-single.js";

/** Smallest normal number, and the step below 1 (`finfo.epsneg`). */
const TINY: Partial<Record<Dtype, number>> = { float64: 2 ** -1022, float16: 2 ** -14 };
const BELOW_ONE: Partial<Record<Dtype, number>> = { float64: 2 ** -53, float16: 2 ** -11, bfloat16: 2 ** -8 };
const tiny = (dtype: Dtype): number => TINY[dtype] ?? 2 ** -126;
const belowOne = (dtype: Dtype): number => BELOW_ONE[dtype] ?? 2 ** -24;

interface Functions {
  readonly log: (x: number) => number;
  readonly log1p: (x: number) => number;
}
const SINGLE: Functions = { log: logSingle, log1p: log1pSingle };
/** Half precision is computed in single and rounded. */
const functionsOf = (dtype: Dtype): Functions => (dtype === "float64" ? Math : SINGLE);

const mapped = (of: NDArray, change: (x: number) => number): NDArray => sampled(of.shape, of.dtype, (i) => change(of.buffer[i]!));

/** √2 erf⁻¹ of samples in (-1, 1). In double precision erf⁻¹ comes from the caller: it lives with the operations. */
export function fromUniform(u: NDArray, erfInvDouble: (x: number) => number): NDArray {
  const round = rounderOf(u.dtype);
  const rootTwo = round(Math.SQRT2);
  return mapped(u, (x) => rootTwo * (u.dtype === "float64" ? erfInvDouble(x) : round(erfInverseSingle(x))));
}

/** What follows from `name`, key, dtype and shape alone. */
const once = (name: string, key: Key, shape: Shape, dtype: Dtype, draw: () => NDArray): NDArray =>
  wrap(dtype, shape, rememberedOf(`threefry ${name} ${key.high} ${key.low} ${dtype}`, sizeOf(shape), () => draw().buffer));

export const uniformBetween = (key: Key, shape: Shape, dtype: Dtype, low: number, high: number): NDArray =>
  once(`uniform ${low} ${high}`, key, shape, dtype, () => uniform(key, shape, dtype, low, high));

export const normal = (key: Key, shape: Shape, dtype: Dtype, erfInvDouble: (x: number) => number): NDArray =>
  once("normal", key, shape, dtype, () => fromUniform(uniform(key, shape, dtype, -1 + belowOne(dtype), 1), erfInvDouble));

const word = new Int32Array(1);
const single = new Float32Array(word.buffer);

/** The single next to a finite one, upwards or downwards. */
export function nextSingle(x: number, direction: 1 | -1): number {
  if (x === 0) return direction * 2 ** -149;
  single[0] = x;
  word[0] = word[0]! + (x > 0 === direction > 0 ? 1 : -1);
  return single[0];
}

export function gumbel(key: Key, shape: Shape, dtype: Dtype): NDArray {
  const { log } = functionsOf(dtype);
  const round = rounderOf(dtype);
  return once("gumbel", key, shape, dtype, () => mapped(uniform(key, shape, dtype, tiny(dtype), 1), (x) => -log(-round(log(x)))));
}

export function exponential(key: Key, shape: Shape, dtype: Dtype): NDArray {
  const { log1p } = functionsOf(dtype);
  return once("exponential", key, shape, dtype, () => mapped(uniform(key, shape, dtype), (x) => -log1p(-x)));
}

export function laplace(key: Key, shape: Shape, dtype: Dtype): NDArray {
  const { log1p } = functionsOf(dtype);
  return once("laplace", key, shape, dtype, () => mapped(uniform(key, shape, dtype, -1 + belowOne(dtype), 1), (x) => Math.sign(x) * log1p(-Math.abs(x))));
}

export function logistic(key: Key, shape: Shape, dtype: Dtype): NDArray {
  const { log, log1p } = functionsOf(dtype);
  const round = rounderOf(dtype);
  return once("logistic", key, shape, dtype, () => mapped(uniform(key, shape, dtype, tiny(dtype), 1), (x) => round(log(x)) - round(log1p(-x))));
}

export function cauchy(key: Key, shape: Shape, dtype: Dtype): NDArray {
  const round = rounderOf(dtype);
  const pi = round(Math.PI);
  return once("cauchy", key, shape, dtype, () => mapped(uniform(key, shape, dtype, 2 * belowOne(dtype), 1), (x) => Math.tan(round(pi * round(x - 0.5)))));
}

/** Integers in [low, high): two words each, so that the remainder is nearly unbiased. `high` may lie one past the largest integer. */
export function randomIntegers(key: Key, shape: Shape, dtype: Dtype, least: number, most: number, low: (i: number) => number, high: (i: number) => number): NDArray {
  const count = sizeOf(shape);
  const [upper, lower] = splitTwo(key).map((one) => randomWords(one, count));
  const buffer = allocate(dtype, count);
  const clip = (x: number): number => Math.min(Math.max(x, least), most);
  for (let i = 0; i < count; i++) {
    const from = clip(low(i));
    const to = clip(high(i));
    const span = (to <= from ? 1 : to - from) + (high(i) > most && to > from ? 1 : 0);
    buffer[i] = from + offset(upper![i]!, lower![i]!, span);
  }
  return wrap(dtype, shape, buffer);
}

/** (upper · 2³² + lower) mod span, in the 32-bit words XLA does it in (a span of 2³² is 0 there: nothing is taken away). */
function offset(upper: number, lower: number, span: number): number {
  if (span >= 2 ** 32) return lower;
  const wordRoot = 2 ** 16 % span;
  const multiplier = Number((BigInt(wordRoot) * BigInt(wordRoot)) % 4294967296n) % span;
  return ((Math.imul(upper % span, multiplier) >>> 0) + (lower % span)) % 2 ** 32 % span;
}

/** The order of `count` things after JAX's shuffle: sorted by random words, in as many rounds as make ties harmless. */
export function shuffled(key: Key, count: number): number[] {
  const rounds = Math.ceil((3 * Math.log(Math.max(1, count))) / Math.log(2 ** 32 - 1));
  let order = Array.from({ length: count }, (_, i) => i);
  for (let round = 0; round < rounds; round++) {
    const [next, own] = splitTwo(key);
    key = next;
    const words = randomWords(own, count);
    const places = order.map((_, i) => i).sort((a, b) => words[a]! - words[b]!);
    order = places.map((place) => order[place]!);
  }
  return order;
}

const one = (key: Key, dtype: Dtype): number => unit(key, 1, dtype)[0]!;

/** One sample of Gamma(alpha, 1), or its logarithm (Marsaglia and Tsang, 2000; alpha < 1 is boosted). */
export function gammaSample(key: Key, alpha: number, dtype: Dtype, logarithm: boolean, erfInvDouble: (x: number) => number): number {
  const round = rounderOf(dtype);
  const { log, log1p } = functionsOf(dtype);
  const boosted = !(alpha >= 1);
  const d = round((boosted ? round(alpha + 1) : alpha) - round(1 / 3));
  const c = round(round(1 / 3) / round(Math.sqrt(d)));
  const [start, last] = splitTwo(key);
  key = start;
  let [x, v, u] = [0, 1, 2];
  while (u >= round(1 - round(round(0.0331) * round(x * x))) && round(log(u)) >= round(round(x * 0.5) + round(d * round(round(1 - v) + round(log(v)))))) {
    const [next, xKey, uKey] = split(key, 3) as [Key, Key, Key]; // three were asked for
    key = next;
    let drawing = xKey;
    let root = 0;
    let cubeRoot = -1;
    while (cubeRoot <= 0) {
      const [after, own] = splitTwo(drawing);
      drawing = after;
      root = normal(own, [], dtype, erfInvDouble).buffer[0]!;
      cubeRoot = round(1 + round(root * c));
    }
    x = round(root * root);
    v = round(round(cubeRoot * cubeRoot) * cubeRoot);
    u = one(uKey, dtype);
  }
  if (logarithm) {
    const sample = round(log1p(-one(last, dtype)));
    const boost = !boosted || sample === 0 ? 0 : round(sample * round(1 / alpha));
    return round(round(round(log(d)) + round(log(v))) + boost);
  }
  const boost = boosted ? round(round(1 - one(last, dtype)) ** round(1 / alpha)) : 1;
  return round(round(d * v) * boost);
}

/** Poisson counts by Knuth's products; every element draws until all are done, so the keys are shared. `rate(i)` below 10. */
export function poissonSmall(key: Key, shape: Shape, dtype: Dtype, rate: (i: number) => number, drawn: (count: number) => void): NDArray {
  const count = sizeOf(shape);
  const counts = new Int32Array(count);
  const products = new Float32Array(count);
  const going = (i: number): boolean => products[i]! > -rate(i);
  while (counts.some((_, i) => going(i))) {
    drawn(count);
    const [next, own] = splitTwo(key);
    key = next;
    const u = unit(own, count, "float32");
    for (let i = 0; i < count; i++) {
      if (going(i)) counts[i] = counts[i]! + 1;
      products[i] = products[i]! + logSingle(u[i]!);
    }
  }
  return sampled(shape, dtype, (i) => counts[i]! - 1);
}
