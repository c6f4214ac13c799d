/**
 * exp, log, powers and angles rounded as the C library rounds them: JavaScript's are off by one in the last place now and
 * then, and Python prints every digit. Quick functions settle nearly every case, pairs of doubles the rest; where a pair does
 * not reach (overflow, huge angles), JavaScript's own. What is missing here (tanh, expm1, log1p, atanh) is the same code in both.
 */
import { add, divide, multiply, negate, type Pair, product } from "./double-double.js";
import { expPair, LN2, logPair, rounded, sineAndCosine } from "./pair-functions.js";
import { quickCosine, quickExp, quickLog, quickPower, quickSine } from "./quick-functions.js";

const inReach = (x: number): boolean => Math.abs(x) < 690;
const ordinary = (x: number): boolean => x > 1e-290 && x < 1e290;
const tiny = (x: number): boolean => Math.abs(x) < 1e-8;

export function exp(x: number): number {
  if (!inReach(x)) return Math.exp(x);
  const quick = quickExp(x);
  return Number.isNaN(quick) ? rounded(expPair([x, 0])) : quick;
}

export function log(x: number): number {
  if (!ordinary(x)) return Math.log(x);
  const quick = quickLog(x);
  return Number.isNaN(quick) ? rounded(logPair([x, 0])) : quick;
}

export const log2 = (x: number): number => (x === 1 || !ordinary(x) ? Math.log2(x) : rounded(divide(logPair([x, 0]), LN2)));

/** x^y for x > 0; NaN where a pair does not reach. */
export function powPositive(x: number, y: number): number {
  if (!ordinary(x) || !Number.isFinite(y)) return Number.NaN;
  const quick = quickPower(x, y);
  if (!Number.isNaN(quick)) return quick;
  const exponent = multiply(logPair([x, 0]), [y, 0]);
  return inReach(exponent[0]) ? rounded(expPair(exponent)) : Number.NaN;
}

export function sin(x: number): number {
  if (tiny(x) || !(Math.abs(x) < 1e5)) return Math.sin(x);
  const quick = quickSine(x);
  return Number.isNaN(quick) ? rounded(sineAndCosine(x)!.sine) : quick; // in reach
}

export function cos(x: number): number {
  if (tiny(x) || !(Math.abs(x) < 1e5)) return Math.cos(x);
  const quick = quickCosine(x);
  return Number.isNaN(quick) ? rounded(sineAndCosine(x)!.cosine) : quick; // in reach
}

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
