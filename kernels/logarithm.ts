/** ln x and ln(1 + x) of four float32 numbers; src/engine/tensor/kernels/single-logarithm.ts says how they are computed, and where P comes from. */
import { demoted, multiplyAdd, promoteHigh } from "./arithmetic";

/** P's numbers from the highest power on, ln 2, 1, 2⁵² + 1023, 2: read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f64>([
  0.16839196030892914, 0.18121810095796076, 0.22223438289974737, 0.28571415969715536, 0.400000000620566, 0.6666666666655222, 2.0000000000000004,
  0.6931471805599453, 1.0, 4503599627371519.0, 2.0,
], 16);
/** Bits of √½ (its first 20), how far those of 1 are from them, the bits of a fraction, 2⁵². */
const BITS: usize = memory.data<i64>([0x3fe6a09e00000000, 0x00095f6200000000, 0x000fffffffffffff, 0x4330000000000000], 16);

export function log(x: v128): v128 {
  const y = demoted(logOf(f64x2.promote_low_f32x4(x)), logOf(promoteHigh(x)));
  return ends(x, y, i32x4.splat(0));
}

export function log1p(x: v128): v128 {
  const y = demoted(log1pOf(f64x2.promote_low_f32x4(x)), log1pOf(promoteHigh(x)));
  return v128.bitselect(x, ends(x, y, f32x4.splat(-1)), f32x4.eq(x, i32x4.splat(0)));
}

/** y, but −∞ where x is `pole`, NaN below it and where x is NaN, ∞ where x is. */
function ends(x: v128, y: v128, pole: v128): v128 {
  const infinity = f32x4.splat(Infinity);
  y = v128.bitselect(y, f32x4.splat(NaN), f32x4.ge(x, pole));
  y = v128.bitselect(f32x4.neg(infinity), y, f32x4.eq(x, pole));
  return v128.bitselect(x, y, f32x4.eq(x, infinity));
}

function logOf(x: v128): v128 {
  const bits = i64x2.add(x, v128.load64_splat(BITS, 8));
  return multiplyAdd<f64>(powerIn(bits), v128.load64_splat(TABLE, 56), logOfNear(f64x2.sub(nearIn(bits), v128.load64_splat(TABLE, 64))));
}

function log1pOf(x: v128): v128 {
  const one = v128.load64_splat(TABLE, 64);
  const bits = i64x2.add(f64x2.add(x, one), v128.load64_splat(BITS, 8));
  const k = powerIn(bits);
  // The rounding of 1 + x matters where that is near 1.
  const f = v128.bitselect(x, f64x2.sub(nearIn(bits), one), f64x2.eq(k, i32x4.splat(0)));
  return multiplyAdd<f64>(k, v128.load64_splat(TABLE, 56), logOfNear(f));
}

/** k, from the bits moved up to 1: put under 2⁵², the exponent's are a number. */
function powerIn(bits: v128): v128 {
  return f64x2.sub(v128.or(i64x2.shr_u(bits, 52), v128.load64_splat(BITS, 24)), v128.load64_splat(TABLE, 72));
}

/** 1 + f. */
function nearIn(bits: v128): v128 {
  return i64x2.add(v128.and(bits, v128.load64_splat(BITS, 16)), v128.load64_splat(BITS));
}

function logOfNear(f: v128): v128 {
  const s = f64x2.div(f, f64x2.add(f, v128.load64_splat(TABLE, 80)));
  const z = f64x2.mul(s, s);
  let sum = v128.load64_splat(TABLE);
  for (let at: usize = 8; at < 56; at += 8) sum = multiplyAdd<f64>(sum, z, v128.load64_splat(TABLE + at));
  return f64x2.mul(sum, s);
}
