/**
 * e^x of four float32 numbers, with the digits of src/engine/tensor/kernels/single-exp.ts (there is the source). Where
 * multiply-adds round once they are used; else each is a multiplication and an addition in doubles, rounded to float32.
 */
import { multiplyAdd } from "./arithmetic";

const LOG2_E: f32 = <f32>Math.LOG2E;
const LN2_HIGH: f64 = 0.693145751953125;
const LN2_LOW: f32 = 1.428606765330187045e-6;

export function exp(x: v128): v128 {
  // Beyond ±104 it is 0 and ∞ in single precision. NaN stays what it is.
  const near = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(104));
  const q = f32x4.nearest(f32x4.mul(near, f32x4.splat(LOG2_E)));
  return ASC_FEATURE_RELAXED_SIMD ? expFused(near, q) : i32x4.shuffle(expPair(near, q), expPair(upper(near), upper(q)), 0, 1, 4, 5);
}

/** 1/(1 + e^−x), every step rounded. */
export function sigmoid(x: v128): v128 {
  const one = f32x4.splat(1);
  return f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
}

function upper(x: v128): v128 {
  return i32x4.shuffle(x, x, 2, 3, 2, 3);
}

/** Each four times: −ln 2 in two parts, the polynomial's numbers from the highest power on, 1. Read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f32>([
  -0.693145751953125, -0.693145751953125, -0.693145751953125, -0.693145751953125, -1.428606765330187045e-6, -1.428606765330187045e-6, -1.428606765330187045e-6, -1.428606765330187045e-6,
  0.000198527617612853646278381, 0.000198527617612853646278381, 0.000198527617612853646278381, 0.000198527617612853646278381, 0.00139304355252534151077271, 0.00139304355252534151077271, 0.00139304355252534151077271, 0.00139304355252534151077271,
  0.00833336077630519866943359, 0.00833336077630519866943359, 0.00833336077630519866943359, 0.00833336077630519866943359, 0.0416664853692054748535156, 0.0416664853692054748535156, 0.0416664853692054748535156, 0.0416664853692054748535156,
  0.166666671633720397949219, 0.166666671633720397949219, 0.166666671633720397949219, 0.166666671633720397949219, 0.5, 0.5, 0.5, 0.5, 1, 1, 1, 1, 12583039, 12583039, 12583039, 12583039,
], 16);

/** q: x/ln 2 as a whole number. */
function expFused(x: v128, q: v128): v128 {
  const s = multiplyAdd<f32>(q, v128.load(TABLE, 16), multiplyAdd<f32>(q, v128.load(TABLE), x));
  let u = multiplyAdd<f32>(v128.load(TABLE, 32), s, v128.load(TABLE, 48));
  u = multiplyAdd<f32>(u, s, v128.load(TABLE, 64));
  u = multiplyAdd<f32>(u, s, v128.load(TABLE, 80));
  u = multiplyAdd<f32>(u, s, v128.load(TABLE, 96));
  u = multiplyAdd<f32>(u, s, v128.load(TABLE, 112));
  u = f32x4.add(v128.load(TABLE, 128), multiplyAdd<f32>(f32x4.mul(s, s), u, s));
  // 2^q in two factors, so that neither leaves the range of the exponents: only the last product rounds.
  const half = f32x4.floor(f32x4.mul(q, v128.load(TABLE, 112)));
  return f32x4.mul(f32x4.mul(u, powerOfTwo(half)), powerOfTwo(f32x4.sub(q, half)));
}

/** 2^k for whole k from −126 to 127. */
function powerOfTwo(k: v128): v128 {
  // Added to 1.5 · 2²³ + 127, k + 127 stands in the lowest bits.
  return i32x4.shl(f32x4.add(k, v128.load(TABLE, 144)), 23);
}

/** Of the two lower numbers; q: x/ln 2 as a whole number. */
function expPair(x: v128, q: v128): v128 {
  const whole = f64x2.promote_low_f32x4(q);
  let s = fused(whole, f64x2.splat(-LN2_HIGH), f64x2.promote_low_f32x4(x));
  s = fused(whole, f64x2.splat(-(<f64>LN2_LOW)), s);
  let u = fused(f64x2.splat(<f64>(<f32>0.000198527617612853646278381)), s, f64x2.splat(<f64>(<f32>0.00139304355252534151077271)));
  u = fused(u, s, f64x2.splat(<f64>(<f32>0.00833336077630519866943359)));
  u = fused(u, s, f64x2.splat(<f64>(<f32>0.0416664853692054748535156)));
  u = fused(u, s, f64x2.splat(<f64>(<f32>0.166666671633720397949219)));
  u = fused(u, s, f64x2.splat(0.5));
  u = single(f64x2.add(f64x2.splat(1), fused(single(f64x2.mul(s, s)), u, s)));
  // 2^q: its exponent's bits.
  const exponent = i64x2.shl(i64x2.extend_low_i32x4_s(i32x4.add(i32x4.trunc_sat_f32x4_s(q), i32x4.splat(1023))), 52);
  return f32x4.demote_f64x2_zero(f64x2.mul(u, exponent));
}

/** a·b + c, rounded to float32. */
function fused(a: v128, b: v128, c: v128): v128 {
  return single(f64x2.add(f64x2.mul(a, b), c));
}

function single(x: v128): v128 {
  return f64x2.promote_low_f32x4(f32x4.demote_f64x2_zero(x));
}
