/**
 * The functions of `pair-functions.ts` in a fraction of their time: from tables and short series, as a double and what it lacks, with
 * an error far below half a unit in the last place. That tells how the result is rounded in nearly every case, and else that it does
 * not (A. Ziv, "Fast evaluation of elementary mathematical functions with correctly rounded last bit", ACM TOMS 17, 1991).
 */
import type { Pair } from "./double-double.js";
import { expPair, logPair, sineAndCosine } from "./pair-functions.js";

/** High and low parts. */
interface Table {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

function tabulated(length: number, of: (i: number) => Pair): Table {
  const table = { high: new Float64Array(length), low: new Float64Array(length) };
  for (let i = 0; i < length; i++) [table.high[i], table.low[i]] = of(i) as [number, number];
  return table;
}

/** What the last of the functions below lacks of its exact result, but for `DOUBT` of it. */
let lacking = 0;
const DOUBT = 2 ** -63;

/** high + lacking as a double; NaN: that may be either of two. */
function settled(high: number, doubt: number): number {
  const up = high + (lacking + doubt);
  return up === high + (lacking - doubt) ? up : Number.NaN;
}

/** Added to a number below 2⁵¹ and taken off again, it leaves the nearest whole number. */
const WHOLE = 1.5 * 2 ** 52;
/** Splits a double into halves whose products are exact (T. J. Dekker 1971). */
const SPLIT = 2 ** 27 + 1;

/** What the double `p` = a·b lacks of the product. */
function lackOfProduct(a: number, b: number, p: number): number {
  const [s, t] = [SPLIT * a, SPLIT * b];
  const [a1, b1] = [s - (s - a), t - (t - b)];
  const [a2, b2] = [a - a1, b - b1];
  return a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2;
}

const bits = new Float64Array(1);
/** Low word first, on every machine that runs JavaScript. */
const words = new Int32Array(bits.buffer);

function powerOfTwo(n: number): number {
  words[0] = 0;
  words[1] = (n + 1023) << 20;
  return bits[0]!;
}

const STEPS = 64;
let powers: Table | null = null;
/** ln 2 / 64 in three parts; products of the first two with whole numbers below 2¹⁷ are exact. */
const [STEP_HIGH, STEP_MIDDLE, STEP_LOW] = [0.010830424696223417, 2.5728046223228848e-14, 4.784126150029144e-26] as const;

/** e^(x + rest) for |x| < 690 and a rest below x's last place; NaN: not settled. `doubt`: error of the argument. */
function quickExpOf(x: number, rest: number, doubt: number): number {
  const { high, low } = (powers ??= tabulated(STEPS, (i) => expPair([i * STEP_HIGH, i * STEP_MIDDLE + i * STEP_LOW])));
  const k = x * (STEPS / Math.LN2) + WHOLE - WHOLE;
  const first = x - k * STEP_HIGH;
  const second = k * STEP_MIDDLE;
  const r = first - second;
  const i = k & (STEPS - 1);
  const tail = first - r - second - k * STEP_LOW + rest;
  const curve = tail + tail * r + r * r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r / 5040)))));
  const t = high[i]!;
  const p = t * r;
  const sum = t + p;
  lacking = t - sum + p + (low[i]! + lackOfProduct(t, r, p) + t * curve + low[i]! * r);
  return settled(sum, sum * (DOUBT + doubt)) * powerOfTwo((k - i) / STEPS);
}

/** |x| < 690. NaN: not settled. */
export const quickExp = (x: number): number => quickExpOf(x, 0, 0);

const INTERVALS = 128;
/** The high word of √½, where the intervals begin. */
const FIRST = 0x3fe6a09e;
/** −ln of the reciprocals. */
let logarithms: Table | null = null;
/** Rough reciprocals of the intervals' middles; 1 for the two about 1. */
const reciprocals = Float64Array.from({ length: INTERVALS }, (_, i) => {
  words[0] = 0;
  words[1] = FIRST + i * 8192 + 4096;
  return Math.abs(bits[0]! - 1) < 2 ** -7 ? 1 : Math.round(512 / bits[0]!) / 512;
});
/** ln 2 in two parts; products of the first with exponents are exact. */
const [LN2_HIGH, LN2_LOW] = [0.6931471805598903, 5.497923018708371e-14] as const;

/** ln x of a normal x > 0 as a sum with what is `lacking`. */
function logOf(x: number): number {
  const { high, low } = (logarithms ??= tabulated(INTERVALS, (i) => {
    const [a, b] = logPair([reciprocals[i]!, 0]);
    return reciprocals[i] === 1 ? [0, 0] : [-a, -b];
  }));
  bits[0] = x;
  const from = words[1]! - FIRST;
  const k = from >> 20;
  const i = (from & 0xfffff) >> 13;
  words[1] = (from & 0xfffff) + FIRST;
  const z = bits[0]!;
  const c = reciprocals[i]!;
  const product = z * c;
  const above = product - 1;
  const lack = lackOfProduct(z, c, product);
  const r = above + lack;
  const square = r * r;
  const whole = k * LN2_HIGH;
  const first = whole + high[i]!;
  const second = first + r;
  const third = second - square / 2;
  const series = r * square * (1 / 3 - r * (1 / 4 - r * (1 / 5 - r * (1 / 6 - r * (1 / 7 - r * (1 / 8 - r * (1 / 9 - r / 10)))))));
  const lacks = whole - first + high[i]! + (first - second + r) + (second - third - square / 2);
  const rest = lacks + (series + (above - r + lack) * (1 - r) - lackOfProduct(r, r, square) / 2 + low[i]! + k * LN2_LOW);
  const sum = third + rest;
  lacking = third - sum + rest;
  return sum;
}

/** Of a normal x > 0. NaN: not settled. */
export function quickLog(x: number): number {
  const high = logOf(x);
  return settled(high, Math.abs(high) * DOUBT);
}

/** x^y of a normal x > 0; NaN: not settled, or out of reach. */
export function quickPower(x: number, y: number): number {
  const high = logOf(x);
  const exponent = high * y;
  const rest = lackOfProduct(high, y, exponent) + lacking * y;
  return Math.abs(exponent) < 690 ? quickExpOf(exponent, rest, Math.abs(exponent) * DOUBT) : Number.NaN;
}

/** Angles between those in the tables. */
const ANGLES = 32;
let sines: Table | null = null;
let cosines: Table | null = null;
/** π/2 in three parts; products of the first two with whole numbers below 2²⁰ are exact. */
const [QUARTER_HIGH, QUARTER_MIDDLE, QUARTER_LOW] = [1.5707963267341256, 6.077100506303966e-11, 2.0222662487959506e-21] as const;

/** sin x, or by a quarter turn more cos x, for 10⁻⁸ < |x| < 10⁵. NaN: not settled. */
function quickSineOf(x: number, ahead: number): number {
  const n = x * (2 / Math.PI) + WHOLE - WHOLE;
  const first = x - n * QUARTER_HIGH;
  const second = n * QUARTER_MIDDLE;
  const middle = first - second;
  const last = n * QUARTER_LOW;
  const reduced = middle - last;
  const rest = first - middle - second + (middle - reduced - last);
  const sign = reduced < 0 ? -1 : 1;
  const size = reduced * sign;
  if (size < 2 ** -20) return Number.NaN;
  const j = size * ANGLES + WHOLE - WHOLE;
  const s = size - j / ANGLES;
  sines ??= tabulated(ANGLES, (i) => sineAndCosine(i / ANGLES)!.sine); // their angles are in reach
  cosines ??= tabulated(ANGLES, (i) => sineAndCosine(i / ANGLES)!.cosine);
  const turns = (n + ahead) & 3;
  const value = turns & 1 ? shifted(cosines, sines, -1, j, s, rest * sign) : sign * shifted(sines, cosines, 1, j, s, rest * sign);
  return turns & 2 ? -value : value;
}

/** f(a + s + rest) by f(a) and f′(a), of which the first is f's table; f″ = −f. */
function shifted(own: Table, slopes: Table, direction: number, j: number, s: number, rest: number): number {
  const value = own.high[j]!;
  const slope = direction * slopes.high[j]!;
  const p = slope * s;
  const square = s * s;
  const odd = s * square * (-1 / 6 + square * (1 / 120 - square * (1 / 5040 - square / 362880)));
  const even = square * (-1 / 2 + square * (1 / 24 - square * (1 / 720 - square / 40320)));
  const sum = value + p;
  const lack = Math.abs(value) > Math.abs(p) ? value - sum + p : p - sum + value;
  lacking = lack + (lackOfProduct(slope, s, p) + own.low[j]! + value * even + slope * odd + (slope - value * s) * rest + direction * slopes.low[j]! * s);
  return settled(sum, Math.abs(sum) * DOUBT);
}

export const quickSine = (x: number): number => quickSineOf(x, 0);
export const quickCosine = (x: number): number => quickSineOf(x, 1);
