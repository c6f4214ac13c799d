/** tanh of four float32 numbers, with the digits of src/engine/tensor/kernels/single-tanh.ts: there is how it is computed. */
/** Pairs of log₂ e, ½, ln 2 in two parts, 1, 2, then 1/2!, 1/3! … 1/12!, 2⁵² + 1023: read from memory, since constants are made anew with every use. */
const TABLE: usize = memory.data<f64>([
  1.4426950408889634, 1.4426950408889634, 0.5, 0.5, 6.93147180369123816490e-1, 6.93147180369123816490e-1, 1.90821492927058770002e-10, 1.90821492927058770002e-10, 1.0, 1.0, 2.0, 2.0,
  0.5, 0.5, 1.0 / 6.0, 1.0 / 6.0, 1.0 / 24.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 120.0, 1.0 / 720.0, 1.0 / 720.0, 1.0 / 5040.0, 1.0 / 5040.0, 1.0 / 40320.0, 1.0 / 40320.0,
  1.0 / 362880.0, 1.0 / 362880.0, 1.0 / 3628800.0, 1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 479001600.0,
  4503599627371519.0, 4503599627371519.0,
], 16);
/** 10, −0 and 2⁻¹⁴, each four times. */
const BOUNDS: usize = memory.data<f32>([10, 10, 10, 10, -0.0, -0.0, -0.0, -0.0, 0.00006103515625, 0.00006103515625, 0.00006103515625, 0.00006103515625], 16);

/** Two pairs side by side: numbers of the table are read once for both, and neither waits for the other. */
export function tanh(x: v128): v128 {
  const size = f32x4.abs(x);
  // Beyond 10 it is 1 in single precision.
  const near = f32x4.pmin(size, v128.load(BOUNDS));
  const doubled = f32x4.add(near, near);
  const t = f64x2.promote_low_f32x4(doubled);
  const u = f64x2.promote_low_f32x4(i32x4.shuffle(doubled, doubled, 2, 3, 2, 3));
  let a = v128.load(TABLE), b = v128.load(TABLE, 16);
  const tk = f64x2.floor(step(t, a, b));
  const uk = f64x2.floor(step(u, a, b));
  a = v128.load(TABLE, 32), b = v128.load(TABLE, 48);
  const r = f64x2.sub(f64x2.sub(t, f64x2.mul(tk, a)), f64x2.mul(tk, b));
  const v = f64x2.sub(f64x2.sub(u, f64x2.mul(uk, a)), f64x2.mul(uk, b));
  const rr = f64x2.mul(r, r);
  const vv = f64x2.mul(v, v);
  a = v128.load(TABLE, 256), b = v128.load(TABLE, 240);
  let c = v128.load(TABLE, 224);
  let p = step(rr, a, step(r, b, c));
  let q = step(vv, a, step(v, b, c));
  a = v128.load(TABLE, 208), b = v128.load(TABLE, 192), c = v128.load(TABLE, 176);
  let d = v128.load(TABLE, 160);
  p = step(f64x2.mul(rr, rr), p, step(rr, step(r, a, b), step(r, c, d)));
  q = step(f64x2.mul(vv, vv), q, step(vv, step(v, a, b), step(v, c, d)));
  a = v128.load(TABLE, 144), b = v128.load(TABLE, 128), c = v128.load(TABLE, 112), d = v128.load(TABLE, 96);
  p = step(f64x2.mul(rr, rr), p, step(rr, step(r, a, b), step(r, c, d)));
  q = step(f64x2.mul(vv, vv), q, step(vv, step(v, a, b), step(v, c, d)));
  // 2^k: added to 2⁵², k + 1023 stands in the lowest bits.
  a = v128.load(TABLE, 272), b = v128.load(TABLE, 64), c = v128.load(TABLE, 80);
  const tp = i64x2.shl(f64x2.add(tk, a), 52);
  const up = i64x2.shl(f64x2.add(uk, a), 52);
  const e = f64x2.add(f64x2.mul(tp, step(rr, p, r)), f64x2.sub(tp, b));
  const f = f64x2.add(f64x2.mul(up, step(vv, q, v)), f64x2.sub(up, b));
  const low = f32x4.demote_f64x2_zero(f64x2.div(e, f64x2.add(e, c)));
  const high = f32x4.demote_f64x2_zero(f64x2.div(f, f64x2.add(f, c)));
  const y = v128.or(i32x4.shuffle(low, high, 0, 1, 4, 5), v128.and(x, v128.load(BOUNDS, 16)));
  return v128.bitselect(y, x, f32x4.ge(size, v128.load(BOUNDS, 32)));
}

/** a·b + c. */
function step(a: v128, b: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, b), c);
}
