/**
 * ln x and ln(1 + x) in float32, computed in doubles with nothing but +, −, · and /, as in kernels/logarithm.ts, and rounded
 * once: x = 2^k·(1 + f) with 1 + f between √½ and √2, ln(1 + f) = s·P(s²) with s = f/(2 + f), where P is the Chebyshev
 * approximation of 2·artanh(s)/s with an error below 2⁻⁵².
 */
const P = [2.0000000000000004, 0.6666666666655222, 0.400000000620566, 0.28571415969715536, 0.22223438289974737, 0.18121810095796076, 0.16839196030892914] as const;
const [P0, P1, P2, P3, P4, P5, P6] = P;

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
/** Which of the words holds sign, exponent and the first 20 bits of the fraction. */
const HIGH = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;
/** Those of √½, and how far they are from those of 1. */
const ROOT = 0x3fe6a09e;
const UP = 0x3ff00000 - ROOT;

export function logOnce(x: number): number {
  if (!(x > 0 && x < Infinity)) return x === 0 ? -Infinity : x > 0 ? x : Number.NaN;
  const k = splitOff(x);
  return Math.fround(k * Math.LN2 + logOfNear(double[0]! - 1));
}

export function log1pOnce(x: number): number {
  if (!(x > -1 && x < Infinity) || x === 0) return x === -1 ? -Infinity : x >= 0 ? x : Number.NaN;
  const k = splitOff(1 + x);
  // The rounding of 1 + x matters where that is near 1.
  return Math.fround(k * Math.LN2 + logOfNear(k === 0 ? x : double[0]! - 1));
}

/** k; 1 + f is left in `double`. */
function splitOff(x: number): number {
  double[0] = x;
  const high = words[HIGH]! + UP;
  words[HIGH] = (high & 0xfffff) + ROOT;
  return (high >>> 20) - 1023;
}

function logOfNear(f: number): number {
  const s = f / (2 + f);
  const z = s * s;
  return ((((((P6 * z + P5) * z + P4) * z + P3) * z + P2) * z + P1) * z + P0) * s;
}
