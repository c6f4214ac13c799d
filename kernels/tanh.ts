/** tanh of four float32 numbers, with the digits of src/engine/tensor/kernels/single-tanh.ts: there is how it is computed. */
/** Pairs of log₂ e, ½, ln 2 in two parts, 1, 2, then 1/2!, 1/3! … 1/12!, 2⁵² + 1023: read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f64>([
  1.4426950408889634, 1.4426950408889634, 0.5, 0.5, 6.93147180369123816490e-1, 6.93147180369123816490e-1, 1.90821492927058770002e-10, 1.90821492927058770002e-10, 1.0, 1.0, 2.0, 2.0,
  0.5, 0.5, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 5040.0, 1.0 / 40320.0, 1.0 / 40320.0,
  1.0 / 362880.0, 1.0 / 362880.0, 1.0 / 3628800.0, 1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 479001600.0,
  4503599627371519.0, 4503599627371519.0,
], 16);

export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  // Beyond 10 it is 1 in single precision.
  const near = f32x4.pmin(size, f32x4.splat(10));
  const low = tanhPair(f64x2.promote_low_f32x4(near));
  const high = tanhPair(f64x2.promote_low_f32x4(i32x4.shuffle(near, near, 2, 3, 2, 3)));
  const y = v128.or(i32x4.shuffle(low, high, 0, 1, 4, 5), v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(y, x, f32x4.ge(size, f32x4.splat(0.00006103515625)));
}

function tanhPair(size: v128): v128 {
  const t = f64x2.add(size, size);
  const k = f64x2.floor(step(t, v128.load(TABLE), v128.load(TABLE, 16)));
  const r = f64x2.sub(f64x2.sub(t, f64x2.mul(k, v128.load(TABLE, 32))), f64x2.mul(k, v128.load(TABLE, 48)));
  const s = f64x2.mul(r, r);
  const low = step(s, line(r, 128), line(r, 96));
  const middle = step(s, line(r, 192), line(r, 160));
  const high = step(s, v128.load(TABLE, 256), line(r, 224));
  const fourth = f64x2.mul(s, s);
  const q = step(fourth, step(fourth, high, middle), low);
  // 2^k: added to 2⁵², k + 1023 stands in the lowest bits.
  const power = i64x2.shl(f64x2.add(k, v128.load(TABLE, 272)), 52);
  const e = f64x2.add(f64x2.mul(power, step(s, q, r)), f64x2.sub(power, v128.load(TABLE, 64)));
  return f32x4.demote_f64x2_zero(f64x2.div(e, f64x2.add(e, v128.load(TABLE, 80))));
}

/** a·b + c. */
function step(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}

/** The table's pair at `place` plus r times the next one. */
function line(r: v128, place: usize): v128 {
  return step(r, v128.load(TABLE + place, 16), v128.load(TABLE + place));
}
