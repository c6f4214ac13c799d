/**
 * NumPy's continuous distributions beyond uniform, normal and exponential (numpy/random/src/distributions/distributions.c and
 * src/legacy/legacy-distributions.c), draw for draw. The old interface differs in a few formulas; see `legacy`.
 */
import { cos, exp, log } from "../kernels/elementary.js";
import { power as pow } from "../kernels/power.js";

export interface Draws {
  /** In [0, 1). */
  double(): number;
  normal(): number;
  /** Standard exponential. */
  exponential(): number;
  readonly legacy: boolean;
}

/** Marsaglia and Tsang for shapes above 1; for smaller ones Ahrens' and Dieter's rejection. */
export function standardGamma(d: Draws, shape: number): number {
  if (shape === 1) return d.exponential();
  if (shape === 0) return 0;
  if (shape < 1) {
    for (;;) {
      const u = d.double();
      const v = d.exponential();
      if (u <= 1 - shape) {
        const x = pow(u, 1 / shape);
        if (x <= v) return x;
      } else {
        const y = -log((1 - u) / shape);
        const x = pow(1 - shape + shape * y, 1 / shape);
        if (x <= v + y) return x;
      }
    }
  }
  const b = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * b);
  for (;;) {
    let [x, v] = [0, 0];
    do {
      x = d.normal();
      v = 1 + c * x;
    } while (v <= 0);
    v = v * v * v;
    const u = d.double();
    if (u < 1 - 0.0331 * (x * x) * (x * x)) return b * v;
    if (log(u) < 0.5 * x * x + b * (1 - v + log(v))) return b * v;
  }
}

export function beta(d: Draws, a: number, b: number): number {
  if (a <= 1 && b <= 1) {
    for (;;) {
      const [u, v] = [d.double(), d.double()];
      const [x, y] = [pow(u, 1 / a), pow(v, 1 / b)];
      if (x + y > 1 || u + v === 0) continue;
      if (x + y > 0) return x / (x + y);
      const [logX, logY] = [log(u) / a, log(v) / b];
      const most = Math.max(logX, logY);
      return exp(logX - most - log(exp(logX - most) + exp(logY - most)));
    }
  }
  const first = standardGamma(d, a);
  return first / (first + standardGamma(d, b));
}

export const chiSquare = (d: Draws, df: number): number => 2 * standardGamma(d, df / 2);
export function fisher(d: Draws, top: number, bottom: number): number {
  const first = chiSquare(d, top) * bottom;
  return first / (chiSquare(d, bottom) * top);
}
export function cauchy(d: Draws): number {
  const first = d.normal();
  return first / d.normal();
}
export function studentT(d: Draws, df: number): number {
  const first = d.normal();
  return (Math.sqrt(df / 2) * first) / Math.sqrt(standardGamma(d, df / 2));
}
export const pareto = (d: Draws, a: number): number => (d.legacy ? exp(d.exponential() / a) - 1 : Math.expm1(d.exponential() / a));
export const weibull = (d: Draws, a: number): number => (a === 0 ? 0 : pow(d.exponential(), 1 / a));
export const power = (d: Draws, a: number): number => (d.legacy ? pow(1 - exp(-d.exponential()), 1 / a) : pow(-Math.expm1(-d.exponential()), 1 / a));
export const logNormal = (d: Draws, mean: number, sigma: number): number => exp(mean + sigma * d.normal());
export const rayleigh = (d: Draws, mode: number): number => mode * (d.legacy ? Math.sqrt(-2 * Math.log1p(-d.double())) : Math.sqrt(2 * d.exponential()));

export function laplace(d: Draws, loc: number, scale: number): number {
  for (;;) {
    const u = d.double();
    if (u >= 0.5) return loc - scale * log(2 - u - u);
    if (u > 0) return loc + scale * log(u + u);
  }
}
export function gumbel(d: Draws, loc: number, scale: number): number {
  for (;;) {
    const u = 1 - d.double();
    if (u < 1) return loc - scale * log(-log(u));
  }
}
export function logistic(d: Draws, loc: number, scale: number): number {
  for (;;) {
    const u = d.double();
    if (u > 0) return loc + scale * log(u / (1 - u));
  }
}
export function triangular(d: Draws, left: number, mode: number, right: number): number {
  const base = right - left;
  const u = d.double();
  return u <= (mode - left) / base ? left + Math.sqrt(u * (mode - left) * base) : right - Math.sqrt((1 - u) * (right - mode) * base);
}
export function wald(d: Draws, mean: number, scale: number): number {
  const normal = d.normal();
  const y = mean * normal * normal;
  const x = mean + (mean / (2 * scale)) * (y - Math.sqrt(4 * scale * y + y * y));
  return d.double() <= mean / (mean + x) ? x : (mean * mean) / x;
}

export function dirichlet(d: Draws, alpha: readonly number[]): number[] {
  if (!d.legacy && Math.max(...alpha) < 0.1) {
    // Small parameters: by betas of the rest.
    let rest = 1;
    let sum = alpha.reduce((total, one) => total + one, 0);
    return alpha.map((one, i) => {
      sum -= one;
      if (i === alpha.length - 1) return rest;
      const share = rest * beta(d, one, sum);
      rest -= share;
      return share;
    });
  }
  const gammas = alpha.map((one) => standardGamma(d, one));
  const inverse = 1 / gammas.reduce((total, one) => total + one, 0);
  return gammas.map((one) => one * inverse);
}

/** Angles of mean mu and concentration kappa (Best and Fisher 1979). */
export function vonMises(d: Draws, mu: number, kappa: number): number {
  if (kappa < 1e-8) return Math.PI * (2 * d.double() - 1);
  const s = kappa < 1e-5 ? 1 / kappa + kappa : (() => { const r = 1 + Math.sqrt(1 + 4 * kappa * kappa); const rho = (r - Math.sqrt(2 * r)) / (2 * kappa); return (1 + rho * rho) / (2 * rho); })();
  let w = 0;
  for (;;) {
    const u = d.double();
    const z = cos(Math.PI * u);
    w = (1 + s * z) / (s + z);
    const y = kappa * (s - w);
    const v = d.double();
    if (y * (2 - y) - v >= 0 || log(y / v) + 1 - y >= 0) break;
  }
  const side = d.double() < 0.5 ? -Math.acos(w) : Math.acos(w);
  const turned = side + mu;
  const size = Math.abs(turned);
  const inside = ((size + Math.PI) % (2 * Math.PI)) - Math.PI;
  return turned < 0 ? -inside : inside;
}
