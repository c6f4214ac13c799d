/** tanh of four float32 numbers, with the digits of src/engine/tensor/kernels/single-tanh.ts: there is how it is computed. */
const LN2_HIGH: f64 = 6.93147180369123816490e-1;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  const low = tanhPair(f64x2.promote_low_f32x4(size));
  const high = tanhPair(f64x2.promote_low_f32x4(i32x4.shuffle(size, size, 2, 3, 2, 3)));
  let y = i32x4.shuffle(low, high, 0, 1, 4, 5);
  y = v128.bitselect(y, f32x4.splat(1), f32x4.lt(size, f32x4.splat(10)));
  y = v128.or(y, v128.and(x, f32x4.splat(-0.0)));
  return v128.bitselect(x, y, v128.or(f32x4.lt(size, f32x4.splat(0.00006103515625)), f32x4.ne(x, x)));
}

function tanhPair(size: v128): v128 {
  const t = f64x2.add(size, size);
  const k = f64x2.floor(f64x2.add(f64x2.mul(t, f64x2.splat(Math.LOG2E)), f64x2.splat(0.5)));
  const r = f64x2.sub(f64x2.sub(t, f64x2.mul(k, f64x2.splat(LN2_HIGH))), f64x2.mul(k, f64x2.splat(LN2_LOW)));
  let q = step(f64x2.splat(1.0 / 479001600.0), r, 1.0 / 39916800.0);
  q = step(q, r, 1.0 / 3628800.0);
  q = step(q, r, 1.0 / 362880.0);
  q = step(q, r, 1.0 / 40320.0);
  q = step(q, r, 1.0 / 5040.0);
  q = step(q, r, 1.0 / 720.0);
  q = step(q, r, 1.0 / 120.0);
  q = step(q, r, 1.0 / 24.0);
  q = step(q, r, 1.0 / 6.0);
  q = step(q, r, 0.5);
  const whole = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const power = i64x2.shl(i64x2.add(whole, i64x2.splat(1023)), 52);
  const e = f64x2.add(f64x2.mul(power, f64x2.add(r, f64x2.mul(f64x2.mul(r, r), q))), f64x2.sub(power, f64x2.splat(1)));
  return f32x4.demote_f64x2_zero(f64x2.div(e, f64x2.add(e, f64x2.splat(2))));
}

function step(q: v128, r: v128, coefficient: f64): v128 {
  return f64x2.add(f64x2.mul(q, r), f64x2.splat(coefficient));
}
