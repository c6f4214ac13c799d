/** NumPy's distributions over whole numbers; sources and conventions as in `distributions.ts`. */
import { type Draws, standardGamma } from "./distributions.js";

export function geometric(d: Draws, p: number): number {
  if (p >= 1 / 3) {
    let [count, sum, product] = [1, p, p];
    const u = d.double();
    while (u > sum) {
      product *= 1 - p;
      sum += product;
      count++;
    }
    return count;
  }
  return d.legacy ? Math.ceil(Math.log(1 - d.double()) / Math.log(1 - p)) : Math.ceil(-d.exponential() / Math.log1p(-p));
}

const STIRLING = [8.333333333333333e-2, -2.777777777777778e-3, 7.936507936507937e-4, -5.952380952380952e-4, 8.417508417508418e-4, -1.917526917526918e-3, 6.41025641025641e-3, -2.955065359477124e-2, 1.796443723688307e-1, -1.3924322169059];

/** log Γ by Stirling's series, shifted up to 7. */
function logGamma(x: number): number {
  if (x === 1 || x === 2) return 0;
  const shift = x < 7 ? Math.trunc(7 - x) : 0;
  let at = x + shift;
  const squared = (1 / at) * (1 / at);
  let series = STIRLING[9]!;
  for (let k = 8; k >= 0; k--) series = series * squared + STIRLING[k]!;
  let result = series / at + 0.5 * 1.8378770664093453 + (at - 0.5) * Math.log(at) - at;
  for (let k = 0; k < shift; k++) {
    result -= Math.log(at - 1);
    at -= 1;
  }
  return result;
}

/** Products of uniforms for small rates, Hörmann's transformed rejection from 10 on. */
export function poisson(d: Draws, rate: number): number {
  if (rate === 0) return 0;
  if (rate < 10) {
    const bound = Math.exp(-rate);
    for (let product = d.double(), count = 0; ; product *= d.double(), count++) if (product <= bound) return count;
  }
  const root = Math.sqrt(rate);
  const b = 0.931 + 2.53 * root;
  const a = -0.059 + 0.02483 * b;
  const inverse = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  for (;;) {
    const u = d.double() - 0.5;
    const v = d.double();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log(v) + Math.log(inverse) - Math.log(a / (us * us) + b) <= -rate + k * Math.log(rate) - logGamma(k + 1)) return k;
  }
}

export const negativeBinomial = (d: Draws, n: number, p: number): number => poisson(d, standardGamma(d, n) * ((1 - p) / p));

export function binomial(d: Draws, n: number, p: number): number {
  if (n === 0 || p === 0) return 0;
  if (p > 0.5) return n - (n * (1 - p) <= 30 ? binomialByInversion(d, n, 1 - p) : binomialByRejection(d, n, 1 - p));
  return n * p <= 30 ? binomialByInversion(d, n, p) : binomialByRejection(d, n, p);
}

function binomialByInversion(d: Draws, n: number, p: number): number {
  const q = 1 - p;
  const none = Math.exp(n * Math.log(q));
  const bound = Math.trunc(Math.min(n, n * p + 10 * Math.sqrt(n * p * q + 1)));
  let [count, probability, u] = [0, none, d.double()];
  while (u > probability) {
    count++;
    if (count > bound) [count, probability, u] = [0, none, d.double()];
    else {
      u -= probability;
      probability = ((n - count + 1) * p * probability) / (count * q);
    }
  }
  return count;
}

/** BTPE (Kachitvichyanukul and Schmeiser 1988), p ≤ ½: a triangle, two parallelograms and exponential tails. */
function binomialByRejection(d: Draws, n: number, p: number): number {
  const q = 1 - p;
  const fm = n * p + p;
  const m = Math.floor(fm);
  const nrq = n * p * q;
  const p1 = Math.floor(2.195 * Math.sqrt(nrq) - 4.6 * q) + 0.5;
  const xm = m + 0.5;
  const [xl, xr] = [xm - p1, xm + p1];
  const c = 0.134 + 20.5 / (15.3 + m);
  const slope = (a: number): number => a * (1 + a / 2);
  const left = slope((fm - xl) / (fm - xl * p));
  const right = slope((xr - fm) / (xr * q));
  const p2 = p1 * (1 + 2 * c);
  const p3 = p2 + c / left;
  const p4 = p3 + c / right;
  for (;;) {
    const u = d.double() * p4;
    let v = d.double();
    let y = 0;
    if (u <= p1) return Math.floor(xm - p1 * v + u);
    if (u <= p2) {
      const x = xl + (u - p1) / c;
      v = v * c + 1 - Math.abs(m - x + 0.5) / p1;
      if (v > 1) continue;
      y = Math.floor(x);
    } else if (u <= p3) {
      y = Math.floor(xl + Math.log(v) / left);
      if (y < 0 || v === 0) continue;
      v = v * (u - p2) * left;
    } else {
      y = Math.floor(xr - Math.log(v) / right);
      if (y > n || v === 0) continue;
      v = v * (u - p3) * right;
    }
    if (accepted(n, p, m, nrq, y, v)) return y;
  }
}

function accepted(n: number, p: number, m: number, nrq: number, y: number, v: number): boolean {
  const q = 1 - p;
  const k = Math.abs(y - m);
  if (!(k > 20 && k < nrq / 2 - 1)) {
    const s = p / q;
    const a = s * (n + 1);
    let f = 1;
    for (let i = m + 1; i <= y; i++) f *= a / i - s;
    for (let i = y + 1; i <= m; i++) f /= a / i - s;
    return v <= f;
  }
  const rho = (k / nrq) * ((k * (k / 3 + 0.625) + 0.16666666666666666) / nrq + 0.5);
  const t = (-k * k) / (2 * nrq);
  const A = Math.log(v);
  if (A < t - rho) return true;
  if (A > t + rho) return false;
  const [x1, f1, z, w] = [y + 1, m + 1, n + 1 - m, n - y + 1];
  const tail = (x: number): number => { const x2 = x * x; return (13680 - (462 - (132 - (99 - 140 / x2) / x2) / x2) / x2) / x / 166320; };
  return A <= (m + 0.5) * Math.log(f1 / x1) + (n - m + 0.5) * Math.log(z / w) + (y - m) * Math.log((w * p) / (x1 * q)) + tail(f1) + tail(z) + tail(x1) + tail(w);
}

export function multinomial(d: Draws, n: number, shares: readonly number[]): number[] {
  const counts = new Array<number>(shares.length).fill(0);
  let [rest, left] = [1, n];
  for (let i = 0; i < shares.length - 1; i++) {
    counts[i] = binomial(d, left, shares[i]! / rest);
    left -= counts[i]!;
    if (left <= 0) return counts;
    rest -= shares[i]!;
  }
  if (shares.length) counts[shares.length - 1] = left;
  return counts;
}

export function zipf(d: Draws, a: number): number {
  const b = 2 ** (a - 1);
  const low = d.legacy ? 0 : (2 ** 63) ** (1 - a);
  for (;;) {
    const u = d.legacy ? 1 - d.double() : (() => { const first = d.double(); return first * low + (1 - first); })();
    const v = d.double();
    const x = Math.floor(u ** (-1 / (a - 1)));
    if (x < 1 || !Number.isFinite(x)) continue;
    const t = (1 + 1 / x) ** (a - 1);
    if ((v * x * (t - 1)) / (b - 1) <= t / b) return x;
  }
}
