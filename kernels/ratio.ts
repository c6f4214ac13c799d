/** Odd functions as x·P(x²)/Q(x²) in doubles, rounded once. */
import { demoted, multiplyAdd, promoteHigh } from "./arithmetic";

// biome-ignore lint/complexity/noStaticOnlyClass: AssemblyScript's @inline stands before methods, and lint allows it nowhere else.
export class OddRatio {
  /**
   * Of four float32 numbers, kept within ±`end`; NaN stays what it is. `table`: P's numbers from the highest power on,
   * which fill `size` bytes, then of Q's, one more, the last of them 1; these are constants where this is inlined. Two pairs
   * side by side: numbers of the table are read once for both, and neither waits for the other.
   */
  @inline static of(x: v128, end: f32, table: usize, size: usize): v128 {
    const near = f32x4.pmax(f32x4.pmin(x, f32x4.splat(end)), f32x4.splat(-end));
    const a = f64x2.promote_low_f32x4(near);
    const b = promoteHigh(near);
    const t = f64x2.mul(a, a);
    const u = f64x2.mul(b, b);
    const other = table + size;
    let c = v128.load64_splat(table);
    let d = v128.load64_splat(other);
    let p = c, r = c, q = d, s = d;
    for (let at: usize = 8; at < size; at += 8) {
      c = v128.load64_splat(table + at), d = v128.load64_splat(other + at);
      p = multiplyAdd<f64>(p, t, c), r = multiplyAdd<f64>(r, u, c);
      q = multiplyAdd<f64>(q, t, d), s = multiplyAdd<f64>(s, u, d);
    }
    c = v128.load64_splat(other + size);
    q = multiplyAdd<f64>(q, t, c), s = multiplyAdd<f64>(s, u, c);
    return demoted(f64x2.div(f64x2.mul(a, p), q), f64x2.div(f64x2.mul(b, r), s));
  }
}
