/**
 * exp, log, powers and angles rounded as the C library rounds them: JavaScript's are off by one in the last place now and
 * then, and Python prints every digit. Computed in pairs of doubles; where a pair does not reach (overflow, huge
 * angles), JavaScript's own. What is missing here (tanh, expm1, log1p, atanh) is the same code in both.
 */
import { add, divide, multiply, negate, type Pair, product, scale } from "./double-double.js";

const LN2: Pair = [Math.LN2, 2.3190468138462996e-17];
const HALF_PI: Pair = [1.5707963267948966, 6.123233995736766e-17];
/** What is left of π/2 after two doubles. */
const HALF_PI_REST = -1.4973849048591833e-33;
const ONE: Pair = [1, 0];

const rounded = (a: Pair): number => a[0] + a[1];

/** exp(x) = 2^k · (exp(r / 256))^256 with |r| ≤ ln 2 / 2. */
function expPair(x: Pair): Pair {
  const k = Math.round(x[0] / LN2[0]);
  const r = scale(add(x, negate(multiply(LN2, [k, 0]))), 1 / 256);
  // exp(r) − 1, so that nothing is lost beside the 1.
  let term = r;
  let sum = r;
  for (let n = 2; n <= 9; n++) {
    term = divide(multiply(term, r), [n, 0]);
    sum = add(sum, term);
  }
  for (let i = 0; i < 8; i++) sum = add(scale(sum, 2), multiply(sum, sum));
  const result = add(sum, ONE);
  return scale(scale(result, 2 ** Math.trunc(k / 2)), 2 ** (k - Math.trunc(k / 2)));
}

const inReach = (x: number): boolean => Math.abs(x) < 690;

export function exp(x: number): number {
  return x === 0 ? 1 : inReach(x) ? rounded(expPair([x, 0])) : Math.exp(x);
}

/** One step of Newton's: y + (x·exp(−y) − 1), to second order. */
function logPair(x: Pair, rough: number): Pair {
  const error = add(multiply(x, expPair([-rough, 0])), [-1, 0]);
  return add([rough, 0], add(error, scale(multiply(error, error), -0.5)));
}

const ordinary = (x: number): boolean => x > 1e-290 && x < 1e290;

export function log(x: number): number {
  return x !== 1 && ordinary(x) ? rounded(logPair([x, 0], Math.log(x))) : Math.log(x);
}

export const log2 = (x: number): number => (x === 1 || !ordinary(x) ? Math.log2(x) : rounded(divide(logPair([x, 0], Math.log(x)), LN2)));

/** x^y for x > 0; NaN where a pair does not reach. */
export function powPositive(x: number, y: number): number {
  if (!ordinary(x) || !Number.isFinite(y)) return Number.NaN;
  const exponent = multiply(logPair([x, 0], Math.log(x)), [y, 0]);
  return inReach(exponent[0]) ? rounded(expPair(exponent)) : Number.NaN;
}

/** sine and cosine of an angle reduced to a quarter turn. */
function sineAndCosine(x: number): { sine: Pair; cosine: Pair } | null {
  if (!(Math.abs(x) < 1e6)) return null;
  const quarter = Math.round(x / HALF_PI[0]);
  let r: Pair = [x, 0];
  r = add(r, negate(product(quarter, HALF_PI[0])));
  r = add(r, negate(product(quarter, HALF_PI[1])));
  r = add(r, [-quarter * HALF_PI_REST, 0]);
  const square = negate(multiply(r, r));
  let [sine, cosine, s, c] = [r, ONE, r, ONE];
  for (let n = 1; n <= 14; n++) {
    c = divide(multiply(c, square), [(2 * n - 1) * (2 * n), 0]);
    s = divide(multiply(s, square), [2 * n * (2 * n + 1), 0]);
    cosine = add(cosine, c);
    sine = add(sine, s);
  }
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: negate(sine) };
    case 2:
      return { sine: negate(sine), cosine: negate(cosine) };
    default:
      return { sine: negate(cosine), cosine: sine };
  }
}

const tiny = (x: number): boolean => Math.abs(x) < 1e-8;

export const sin = (x: number): number => { const both = tiny(x) ? null : sineAndCosine(x); return both ? rounded(both.sine) : Math.sin(x); };
export const cos = (x: number): number => { const both = sineAndCosine(x); return both ? rounded(both.cosine) : Math.cos(x); };
export const tan = (x: number): number => { const both = tiny(x) ? null : sineAndCosine(x); return both ? rounded(divide(both.sine, both.cosine)) : Math.tan(x); };

export function atan(x: number): number {
  const rough = Math.atan(x);
  const both = tiny(x) || Math.abs(x) > 1e15 ? null : sineAndCosine(rough);
  if (!both) return rough;
  const over = add(multiply([x, 0], both.cosine), negate(both.sine));
  const under = add(both.cosine, multiply([x, 0], both.sine));
  return rounded(add([rough, 0], divide(over, under)));
}

export function asin(x: number): number {
  const rough = Math.asin(x);
  const both = tiny(x) || Math.abs(x) > 0.999999 ? null : sineAndCosine(rough);
  return both ? rounded(add([rough, 0], divide(add([x, 0], negate(both.sine)), both.cosine))) : rough;
}

export function acos(x: number): number {
  const rough = Math.acos(x);
  const both = Math.abs(x) > 0.999999 ? null : sineAndCosine(rough);
  return both ? rounded(add([rough, 0], divide(add(both.cosine, [-x, 0]), both.sine))) : rough;
}

/** As glibc has it (sysdeps/ieee754/dbl-64/e_cosh.c), on its better exp. */
export function cosh(x: number): number {
  const size = Math.abs(x);
  if (size < 0.5 * LN2[0]) {
    const t = Math.expm1(size);
    return size < 2 ** -55 ? 1 : 1 + (t * t) / (2 * (1 + t));
  }
  if (size > 690) return Math.cosh(x);
  const t = exp(size);
  return size < 22 ? 0.5 * t + 0.5 / t : 0.5 * t;
}

/** As glibc has it (sysdeps/ieee754/dbl-64/e_log10.c), on its better log. */
export function log10(x: number): number {
  if (!ordinary(x)) return Math.log10(x);
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  const exponent = (high >>> 20) - 1023;
  const below = exponent < 0 ? 1 : 0;
  view.setUint32(0, (high & 0xfffff) | ((1023 - below) << 20));
  const whole = exponent + below;
  return whole * 3.69423907715893078616e-13 + 4.34294481903251816668e-1 * log(view.getFloat64(0)) + whole * 3.01029995663611771306e-1;
}

export const exp2 = (x: number): number => {
  const value = Number.isInteger(x) ? Number.NaN : powPositive(2, x);
  return Number.isNaN(value) ? 2 ** x : value;
};

/** As glibc has it (sysdeps/ieee754/dbl-64/e_sinh.c), on its better exp. */
export function sinh(x: number): number {
  const size = Math.abs(x);
  return size < 22 || size > 690 ? Math.sinh(x) : (x < 0 ? -0.5 : 0.5) * exp(size);
}

/** As glibc has it (s_asinh.c), on its better log. */
export function asinh(x: number): number {
  const size = Math.abs(x);
  if (!(size > 2 && size < 2 ** 28)) return Math.asinh(x);
  const value = log(2 * size + 1 / (Math.sqrt(x * x + 1) + size));
  return x < 0 ? -value : value;
}

/** As glibc has it (e_acosh.c), on its better log. */
export const acosh = (x: number): number => (x > 2 && x < 2 ** 28 ? log(2 * x - 1 / (x + Math.sqrt(x * x - 1))) : Math.acosh(x));

export function atan2(y: number, x: number): number {
  const rough = Math.atan2(y, x);
  const [height, width] = [Math.abs(y), Math.abs(x)];
  const isOrdinary = height > 1e-150 && width > 1e-150 && height < 1e150 && width < 1e150 && !tiny(height / width);
  const both = isOrdinary ? sineAndCosine(rough) : null;
  if (!both) return rough;
  const over = add(multiply([y, 0], both.cosine), negate(multiply([x, 0], both.sine)));
  const under = add(multiply([x, 0], both.cosine), multiply([y, 0], both.sine));
  return rounded(add([rough, 0], divide(over, under)));
}

/** √Σx², scaled by a power of 2 against overflow, with one step of Newton's on the exact sum, as CPython has it (Modules/mathmodule.c). */
export function hypot(...numbers: readonly number[]): number {
  const rough = Math.hypot(...numbers);
  if (!Number.isFinite(rough) || rough < 1e-290) return rough;
  const by = 2 ** -Math.floor(Math.log2(rough));
  const sum = numbers.reduce<Pair>((all, x) => add(all, product(x * by, x * by)), [0, 0]);
  const root = Math.sqrt(sum[0]);
  return (root + add(sum, negate(product(root, root)))[0] / (2 * root)) / by;
}
