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
  // In pairs (Estrin): the steps do not wait for each other.
  const s = r * r;
  const low = C2 + C3 * r + s * (C4 + C5 * r);
  const middle = C6 + C7 * r + s * (C8 + C9 * r);
  const high = C10 + C11 * r + s * C12;
  const fourth = s * s;
  const q = low + fourth * (middle + fourth * high);
  const power = POWERS[k]!;
  const e = power * (r + s * q) + (power - 1);
  const y = e / (e + 2);
  return Math.fround(x < 0 ? -y : y);
}
