/**
 * Logarithm, sine and cosine in single precision exactly as PyTorch's vectorised normal sampler has them: the Cephes
 * polynomials of `avx_mathfun.h` (G. Garberoglio, after J. Pommier), each multiply-add rounded once.
 */
const f = Math.fround;
/** a·b + c of single-precision numbers with one rounding: the product is exact in a double. */
export const fma = (a: number, b: number, c: number): number => f(a * b + c);

const [L0, L1, L2, L3, L4, L5, L6, L7, L8] = [7.0376836292e-2, -1.151461031e-1, 1.167699874e-1, -1.2420140846e-1, 1.4249322787e-1, -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1].map(f) as [number, number, number, number, number, number, number, number, number]; // as many
const LOG_Q1 = f(-2.1219444e-4);
const LOG_Q2 = f(0.693359375);
const SQRT_HALF = f(Math.SQRT1_2);

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

/** ln x for normal x > 0. */
export function logSingle(argument: number): number {
  single[0] = argument;
  const bits = word[0]!;
  let exponent = (bits >>> 23) - 0x7e;
  word[0] = (bits & 0x807fffff) | 0x3f000000;
  let x = single[0];
  const small = x < SQRT_HALF;
  const kept = x;
  x = f(x - 1);
  if (small) {
    exponent -= 1;
    x = f(x + kept);
  }
  const z = f(x * x);
  let y = fma(L0, x, L1);
  y = fma(fma(fma(y, x, L2), x, L3), x, L4);
  y = fma(fma(fma(fma(y, x, L5), x, L6), x, L7), x, L8);
  y = f(y * x);
  y = fma(exponent, LOG_Q1, f(y * z));
  y = fma(-z, 0.5, y);
  return fma(exponent, LOG_Q2, f(x + y));
}

const FOUR_OVER_PI = f(1.27323954473516);
const DP1 = f(-0.78515625);
const DP2 = f(-2.4187564849853515625e-4);
const DP3 = f(-3.77489497744594108e-8);
const COS = [2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2].map(f);
const SIN = [-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1].map(f);

/** [sin θ, cos θ] for θ ≥ 0. */
export function sinCosSingle(theta: number): readonly [number, number] {
  const octant = (Math.trunc(f(theta * FOUR_OVER_PI)) + 1) & ~1;
  let x = fma(octant, DP1, theta);
  x = fma(octant, DP2, x);
  x = fma(octant, DP3, x);
  const z = f(x * x);
  let cosine = fma(fma(COS[0]!, z, COS[1]!), z, COS[2]!);
  cosine = f(f(cosine * z) * z);
  cosine = f(fma(-z, 0.5, cosine) + 1);
  let sine = fma(fma(SIN[0]!, z, SIN[1]!), z, SIN[2]!);
  sine = fma(f(sine * z), x, x);
  const swapped = (octant & 2) !== 0;
  const s = swapped ? cosine : sine;
  const c = swapped ? sine : cosine;
  return [octant & 4 ? -s : s, (octant - 2) & 4 ? c : -c];
}
