/** e^x and e^x − 1 of four float32 numbers; src/engine/tensor/kernels/single-exponential.ts says how they are computed, and where P comes from. */
import { demoted, multiplyAdd, promoteHigh } from "./arithmetic";

/** P's numbers from the highest power on, log₂ e, ½, −ln 2 in two parts, 2⁵² + 1023, 1: read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f64>([
  2.7620201591031547e-7, 2.7632791582662333e-6, 2.4801521057868204e-5, 0.00019841190330031338, 0.0013888888917367081, 0.008333333367516108, 0.041666666666623824, 0.16666666666615237,
  0.5000000000000001, 1.0000000000000013,
  1.4426950408889634, 0.5, -6.93147180369123816490e-1, -1.90821492927058770002e-10, 4503599627371519.0, 1.0,
], 16);
/** What x is kept within. */
const ENDS: usize = memory.data<f32>([89, -104], 8);

export function exp(x: v128): v128 {
  return Power.less(f64x2.splat(0), x);
}

export function expm1(x: v128): v128 {
  return v128.bitselect(x, Power.less(v128.load64_splat(TABLE, 120), x), f32x4.eq(x, i32x4.splat(0)));
}

// biome-ignore lint/complexity/noStaticOnlyClass: AssemblyScript's @inline stands before methods, and lint allows it nowhere else.
class Power {
  /** e^x − `taken`. */
  @inline static less(taken: v128, x: v128): v128 {
    const near = within(x);
    const low = f64x2.promote_low_f32x4(near), high = promoteHigh(near);
    const k = wholeOf(low), l = wholeOf(high);
    const p = powerOf(k), q = powerOf(l);
    return demoted(multiplyAdd<f64>(p, fractionOf(low, k), f64x2.sub(p, taken)), multiplyAdd<f64>(q, fractionOf(high, l), f64x2.sub(q, taken)));
  }
}

/** NaN stays what it is. */
function within(x: v128): v128 {
  return f32x4.pmax(f32x4.pmin(x, v128.load32_splat(ENDS)), v128.load32_splat(ENDS, 4));
}

function wholeOf(x: v128): v128 {
  return f64x2.floor(multiplyAdd<f64>(x, v128.load64_splat(TABLE, 80), v128.load64_splat(TABLE, 88)));
}

/** 2^k: added to 2⁵², k + 1023 stands in the lowest bits. */
function powerOf(k: v128): v128 {
  return i64x2.shl(f64x2.add(k, v128.load64_splat(TABLE, 112)), 52);
}

/** e^r − 1. */
function fractionOf(x: v128, k: v128): v128 {
  const r = multiplyAdd<f64>(k, v128.load64_splat(TABLE, 104), multiplyAdd<f64>(k, v128.load64_splat(TABLE, 96), x));
  let sum = v128.load64_splat(TABLE);
  for (let at: usize = 8; at < 80; at += 8) sum = multiplyAdd<f64>(sum, r, v128.load64_splat(TABLE + at));
  return f64x2.mul(sum, r);
}
