/**
 * e^x and e^x − 1 in float32, computed in doubles with nothing but +, − and ·, as in kernels/exponential.ts, and rounded once:
 * x = k·ln 2 + r as Cody and Waite, e^r = 1 + r·P(r), where P is the Chebyshev approximation of (e^r − 1)/r on |r| ≤ ½ ln 2 with
 * an error below 2⁻⁴⁹.
 */
const P = [1.0000000000000013, 0.5000000000000001, 0.16666666666615237, 0.041666666666623824, 0.008333333367516108, 0.0013888888917367081, 0.00019841190330031338, 2.4801521057868204e-5, 2.7632791582662333e-6, 2.7620201591031547e-7] as const;
const [P0, P1, P2, P3, P4, P5, P6, P7, P8, P9] = P;
const LN2_HIGH = 6.93147180369123816490e-1;
const LN2_LOW = 1.90821492927058770002e-10;
/** Outside e^x is 0 and ∞ in single precision. */
const LEAST = -104;
const MOST = 89;
/** 2^k for every k there may be, and of the first of them k. */
const FIRST = -151;
const POWERS = Float64Array.from({ length: 281 }, (_, i) => 2 ** (FIRST + i));

export function expOnce(x: number): number {
  if (Number.isNaN(x)) return x;
  const near = within(x);
  const k = wholeOf(near);
  const power = POWERS[k - FIRST]!;
  return Math.fround(power * fractionOf(near, k) + power);
}

export function expm1Once(x: number): number {
  if (Number.isNaN(x) || x === 0) return x;
  const near = within(x);
  const k = wholeOf(near);
  const power = POWERS[k - FIRST]!;
  return Math.fround(power * fractionOf(near, k) + (power - 1));
}

const within = (x: number): number => (x < LEAST ? LEAST : x > MOST ? MOST : x);
const wholeOf = (x: number): number => Math.floor(x * Math.LOG2E + 0.5);

/** e^r − 1. */
function fractionOf(x: number, k: number): number {
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  return ((((((((((P9 * r + P8) * r + P7) * r + P6) * r + P5) * r + P4) * r + P3) * r + P2) * r + P1) * r + P0)) * r;
}
