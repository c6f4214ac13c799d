/**
 * tanh in float32: (e^2x − 1)/(e^2x + 1) in doubles with nothing but +, −, · and /, so that kernels/tanh.ts has the same digits,
 * rounded once. 2|x| = k·ln 2 + r as Cody and Waite, e^r − 1 by its series to r¹²: within two units in the last place of a
 * double, which rounds to another float32 than the exact value once in some 2²⁸.
 */
const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;
/** 1/12!, 1/11! … 1/2!. */
const INVERSE_FACTORIALS = Array.from({ length: 11 }, (_, i) => 1 / Array.from({ length: 12 - i }, (_, k) => k + 1).reduce((a, b) => a * b, 1));
const [C12, C11, C10, C9, C8, C7, C6, C5, C4, C3, C2] = INVERSE_FACTORIALS as [number, number, number, number, number, number, number, number, number, number, number]; // eleven
const POWERS = Float64Array.from({ length: 32 }, (_, k) => 2 ** k);

export function tanhSingle(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -14) return Math.fround(x);
  if (!(size < 10)) return Number.isNaN(x) ? x : x < 0 ? -1 : 1;
  const t = size + size;
  const k = Math.floor(t * Math.LOG2E + 0.5);
  const r = t - k * LN2_HIGH - k * LN2_LOW;
  const q = ((((((((((C12 * r + C11) * r + C10) * r + C9) * r + C8) * r + C7) * r + C6) * r + C5) * r + C4) * r + C3) * r + C2);
  const power = POWERS[k]!;
  const e = power * (r + r * r * q) + (power - 1);
  const y = e / (e + 2);
  return Math.fround(x < 0 ? -y : y);
}
