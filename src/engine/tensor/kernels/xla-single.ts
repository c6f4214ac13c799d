/**
 * Elementary functions in single precision, bit for bit as XLA's CPU backend computes them (polynomials after Cephes and
 * Eigen, products and sums fused where the processor fuses them). All arguments and results are singles.
 */
const round = Math.fround;
const view = new DataView(new ArrayBuffer(4));

/** A single from its bits. */
const single = (bits: number): number => {
  view.setUint32(0, bits);
  return view.getFloat32(0);
};
const bitsOf = (value: number): number => {
  view.setFloat32(0, value);
  return view.getUint32(0);
};

/** a·b + c rounded once: the double product of two singles is exact. */
const fused = (a: number, b: number, c: number): number => round(a * b + c);
const within = (x: number, low: number, high: number): number => (x < low ? low : x > high ? high : x);

const list = (...bits: readonly number[]): readonly number[] => bits.map(single);
/** Horner's scheme from the highest coefficient down. */
function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = coefficients[0]!;
  for (let i = 1; i < coefficients.length; i++) sum = fused(sum, x, coefficients[i]!);
  return sum;
}

const [LOG2_E, LN2_HIGH, LN2_LOW, SMALLEST] = [single(0x3fb8aa3b), single(0x3f318000), single(0xb95e8083), single(0x00800000)];
const EXP_LOW = round(-87.8);
const EXP_HIGH = round(88.8);
const EXP = list(0x39506967, 0x3ab743ce, 0x3c088908, 0x3d2aa9c1, 0x3e2aaaaa, 0x3f000000);

export function expSingle(given: number): number {
  if (Number.isNaN(given)) return given;
  const x = within(given, EXP_LOW, EXP_HIGH);
  const n = within(Math.floor(fused(x, LOG2_E, 0.5)), -127, 127);
  const rest = fused(-LN2_LOW, n, fused(-LN2_HIGH, n, x));
  const series = round(1 + fused(polynomial(rest, EXP), round(rest * rest), rest));
  // 2^n is put together from bits: the one below the smallest exponent is 0.
  return n === -127 ? 0 : round(series * 2 ** n);
}

const ROOT_HALF = single(0x3f3504f3);
const LOG = [list(0x3d9021bb, 0xbdebd1b8, 0x3def251a), list(0xbdfe5d4f, 0x3e11e9bf, 0xbe2aae50), list(0x3e4cceac, 0xbe7ffffc, 0x3eaaaaaa)] as const;

export function logSingle(given: number): number {
  if (Number.isNaN(given) || given < 0) return Number.NaN;
  if (given === 0) return Number.NEGATIVE_INFINITY;
  if (given === Number.POSITIVE_INFINITY) return given;
  const bits = bitsOf(Math.max(given, SMALLEST));
  const mantissa = single(((bits & 0x807fffff) | 0x3f000000) >>> 0);
  const small = mantissa < ROOT_HALF;
  const exponent = (bits >>> 23) - 126 - (small ? 1 : 0);
  const x = small ? round(round(mantissa - 1) + mantissa) : round(mantissa - 1);
  const square = round(x * x);
  const cube = round(square * x);
  const series = fused(fused(polynomial(x, LOG[0]), cube, polynomial(x, LOG[1])), cube, polynomial(x, LOG[2]));
  const low = fused(series, cube, round(LN2_LOW * exponent));
  return fused(LN2_HIGH, exponent, round(fused(-0.5, square, x) + low));
}

const LOG1P_NEAR = single(0x3ed413cd);
const LOG1P_ABOVE = [round(4.527e-5), ...list(0x3eff40c5, 0x40d284fa, 0x41ef4b9c, 0x4273cc76, 0x426473ad, 0x41a05101)];
const LOG1P_BELOW = [1, ...list(0x417101ad, 0x42a6185b, 0x435dc32d, 0x439a8ca3, 0x43586d8a, 0x42707982)];

export function log1pSingle(x: number): number {
  if (!(Math.abs(x) < LOG1P_NEAR)) return logSingle(round(x + 1));
  const square = round(x * x);
  const ratio = round(polynomial(x, LOG1P_ABOVE) / polynomial(x, LOG1P_BELOW));
  return round(x + fused(square, -0.5, round(round(x * square) * ratio)));
}

const TANH_BOUND = single(0x40fff644);
const TANH_TINY = round(4e-4);
const TANH_ABOVE = list(0xa59f25c0, 0x2a61337e, 0xaebd37ff, 0x335c0041, 0x3779434a, 0x3a270ded, 0x3ba059dc);
const TANH_BELOW = list(0x35a0d3d8, 0x38f895d6, 0x3b14aa05, 0x3ba059dd);

export function tanhSingle(given: number): number {
  const size = Math.abs(given);
  if (Number.isNaN(given) || size < TANH_TINY) return given;
  if (size >= 20) return Math.sign(given);
  const x = within(given, -TANH_BOUND, TANH_BOUND);
  const square = round(x * x);
  return round(round(x * polynomial(square, TANH_ABOVE)) / polynomial(square, TANH_BELOW));
}

export const logisticSingle = (x: number): number => round(1 / round(expSingle(-x) + 1));

export function expm1Single(x: number): number {
  const half = round(x * 0.5);
  if (half === 0) return x;
  const power = expSingle(x);
  return Math.abs(x) > 0.5 ? round(power - 1) : round(tanhSingle(half) * round(power + 1));
}

const ERF_ONE = single(0x407547cb);
const ERF_ABOVE = list(0x39702d51, 0x3b5f5da2, 0x3d50b6eb, 0x3e3da740, 0x3f906eba);
const ERF_BELOW = list(0xb3fd3906, 0x37c588df, 0x3a856d28, 0x3c6687d4, 0x3de34c21, 0x3efeb44a, 0x3f800000);

export function erfSingle(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) >= ERF_ONE) return Math.sign(x);
  const square = round(x * x);
  return round(round(x * polynomial(square, ERF_ABOVE)) / polynomial(square, ERF_BELOW));
}

const LN_HALF = round(-Math.LN2);
const LN_TWO = round(Math.LN2);

/** eˣ/2 + e⁻ˣ/2, the halves taken into the exponents. */
export const coshSingle = (x: number): number => round(expSingle(round(x + LN_HALF)) + expSingle(round(LN_HALF - x)));

export function sinhSingle(x: number): number {
  if (Math.abs(x) >= 1) return round(expSingle(round(x + LN_HALF)) - expSingle(round(LN_HALF - x)));
  const e = expm1Single(x);
  return round(0.5 * round(e + round(e / round(e + 1))));
}

export const exp2Single = (x: number): number => expSingle(round(x * LN_TWO));

/** sign x · log1p(|x| + x²/(1 + √(x² + 1))); the logarithm of 2|x| where the square is no longer finite. */
export function asinhSingle(x: number): number {
  const size = Math.abs(x);
  const square = round(size * size);
  if (Number.isNaN(x) || size === 0) return x;
  const value = Number.isFinite(square) ? log1pSingle(round(size + round(square / round(1 + round(Math.sqrt(round(square + 1))))))) : round(logSingle(size) + LN_TWO);
  return x < 0 ? -value : value;
}

/** x^n by squaring, each product rounded; a negative power is the reciprocal. */
export function powerSingle(x: number, n: number): number {
  let result: number | null = null;
  for (let [rest, factor] = [Math.abs(n), x]; rest > 0; rest = Math.floor(rest / 2), factor = round(factor * factor)) {
    if (rest % 2) result = result === null ? factor : round(result * factor);
  }
  const power = result ?? 1;
  return n < 0 ? round(1 / power) : power;
}
