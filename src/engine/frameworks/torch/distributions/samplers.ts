/**
 * Samplers by rejection as ATen has them (aten/src/ATen/native/Distributions.h and .cpp), number by number. Uniforms are
 * `uniform53`, normals the generator's cached ones.
 */
import type { NDArray } from "../../../tensor/array.js";
import { type Dtype, rounderOf } from "../../../tensor/dtype.js";
import { lgamma } from "../../../ops/algebra/special.js";
import type { Shape } from "../../../tensor/shape.js";
import type { TorchGenerator } from "../../../tensor/random/torch-generator.js";

/** Marsaglia and Tsang 2000, with the boost for alpha < 1. */
function gammaOne(g: TorchGenerator, given: number): number {
  let alpha = given;
  let scale = 1;
  if (alpha < 1) {
    if (alpha === 0) return 0;
    scale *= (1 - g.uniform53()) ** (1 / alpha);
    alpha += 1;
  }
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    let x: number;
    let y: number;
    do {
      x = g.normal();
      y = 1 + c * x;
    } while (y <= 0);
    const v = y * y * y;
    const u = 1 - g.uniform53();
    const xx = x * x;
    if (u < 1 - 0.0331 * xx * xx || Math.log(u) < 0.5 * xx + d * (1 - v + Math.log(v))) return scale * d * v;
  }
}

const smallest = (dtype: Dtype): number => (dtype === "float64" ? 2.2250738585072014e-308 : dtype === "float16" ? 2 ** -14 : 2 ** -126);

export const gamma = (g: TorchGenerator, shape: Shape, alphas: readonly number[], dtype: Dtype): NDArray =>
  g.fill(shape, dtype, (i) => Math.max(smallest(dtype), gammaOne(g, alphas[i]!)));

/** Gammas over their sum along the last axis. */
export function dirichlet(g: TorchGenerator, shape: Shape, alphas: readonly number[], dtype: Dtype): NDArray {
  const width = shape.at(-1) ?? 1;
  const drawn = alphas.map((alpha) => gammaOne(g, alpha));
  const most = dtype === "float64" ? 1 - 2 ** -53 : 1 - 2 ** -24;
  const sums = Array.from({ length: drawn.length / width }, (_, row) => drawn.slice(row * width, (row + 1) * width).reduce((sum, x) => sum + x, 0));
  return g.fill(shape, dtype, (i) => Math.min(most, Math.max(smallest(dtype), drawn[i]! / sums[Math.floor(i / width)]!)));
}

/** Hörmann 1993 from 10 on, products of uniforms below. */
function poissonOne(g: TorchGenerator, rate: number): number {
  if (rate === 0) return 0;
  if (rate < 10) {
    const bound = Math.exp(-rate);
    let count = 0;
    for (let product = g.uniform53(); product > bound; product *= g.uniform53()) count++;
    return count;
  }
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const ratio = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = g.uniform53() - 0.5;
    const v = g.uniform53();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= ratio) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + Math.log(inverse) - Math.log(a / (us * us) + b) <= -rate + k * Math.log(rate) - lgamma(k + 1)) return k;
  }
}

export const poisson = (g: TorchGenerator, shape: Shape, rates: readonly number[], dtype: Dtype): NDArray => g.fill(shape, dtype, (i) => poissonOne(g, rates[i]!));

function byInversion(g: TorchGenerator, count: number, p: number): number {
  const log = Math.log1p(-p);
  let sum = 0;
  for (let successes = 0; ; successes++) {
    sum += Math.ceil(Math.log(g.uniform53()) / log);
    if (sum > count) return successes;
  }
}

/** ln k! minus Stirling's approximation. */
const TAILS = [0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211, 0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287];
function tail(k: number): number {
  if (k <= 9) return TAILS[k]!;
  const square = (k + 1) * (k + 1);
  return (1 / 12 - (1 / 360 - 1 / 1260 / square) / square) / (k + 1);
}

/** Hörmann 1993, BTRS. */
function byRejection(g: TorchGenerator, n: number, p: number): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const ratio = 0.92 - 4.2 / b;
  const r = p / (1 - p);
  const alpha = (2.83 + 5.1 / b) * deviation;
  const m = Math.floor((n + 1) * p);
  for (;;) {
    const u = g.uniform53() - 0.5;
    let v = g.uniform53();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= ratio) return k;
    if (k < 0 || k > n) continue;
    v = Math.log((v * alpha) / (a / (us * us) + b));
    const bound = (m + 0.5) * Math.log((m + 1) / (r * (n - m + 1))) + (n + 1) * Math.log((n - m + 1) / (n - k + 1)) + (k + 0.5) * Math.log((r * (n - k + 1)) / (k + 1)) + tail(m) + tail(n - m) - tail(k) - tail(n - k);
    if (v <= bound) return k;
  }
}

function binomialOne(g: TorchGenerator, n: number, p: number): number {
  if (n <= 0 || p <= 0) return 0;
  if (p >= 1) return n;
  const few = (q: number): number => (n * q >= 10 ? byRejection(g, n, q) : byInversion(g, n, q));
  return p <= 0.5 ? few(p) : n - few(1 - p);
}

export function binomial(g: TorchGenerator, shape: Shape, counts: readonly number[], probabilities: readonly number[], dtype: Dtype): NDArray {
  const round = rounderOf(dtype);
  return g.fill(shape, dtype, (i) => binomialOne(g, counts[i]!, round(probabilities[i]!)));
}
