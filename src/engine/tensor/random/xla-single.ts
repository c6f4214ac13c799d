/**
 * Logarithms and the inverse error function in single precision as XLA computes them on a CPU: the Cephes polynomials of
 * its vector logarithm, its rational log1p near 0, and Giles' polynomials ("Approximating the erfinv function", 2012).
 * Each multiply-add is rounded once, as LLVM contracts it.
 */
const f = Math.fround;

const double = new Float64Array(1);
const halves = new Uint32Array(double.buffer);

/** a·b + c of singles, rounded once: the product is exact in a double; a sum on the tie of two singles is decided by its own error. */
export function fma(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  double[0] = sum;
  if ((halves[0]! & 0x1fffffff) !== 0x10000000) return f(sum);
  const part = sum - product;
  const error = product - (sum - part) + (c - part);
  if (error === 0) return f(sum);
  halves[0] = halves[0]! + (sum > 0 === error > 0 ? 1 : -1);
  return f(double[0]);
}

const word = new Uint32Array(1);
const single = new Float32Array(word.buffer);

const LOG = [7.037683629e-2, -1.151461031e-1, 1.167699874e-1, -1.242014085e-1, 1.424932279e-1, -1.666805767e-1, 2.000071477e-1, -2.499999399e-1, 3.333333117e-1].map(f);
const LN2_LOW = f(-2.1219444e-4);
const LN2_HIGH = f(0.693359375);
const SQRT_HALF = f(Math.SQRT1_2);

/** ln x of a single. */
export function log(argument: number): number {
  if (!(argument > 0) || argument === Number.POSITIVE_INFINITY) return Math.log(argument);
  single[0] = Math.max(argument, 1.17549435e-38);
  const bits = word[0]!;
  let exponent = (bits >>> 23) - 126;
  word[0] = (bits & 0x807fffff) | 0x3f000000;
  const kept = single[0];
  let x = f(kept - 1);
  if (kept < SQRT_HALF) {
    exponent -= 1;
    x = f(x + kept);
  }
  const square = f(x * x);
  const cube = f(square * x);
  const part = (at: number): number => fma(fma(x, LOG[at]!, LOG[at + 1]!), x, LOG[at + 2]!);
  let y = fma(part(0), cube, part(3));
  y = f(fma(y, cube, part(6)) * cube);
  y = fma(exponent, LN2_LOW, y);
  return fma(exponent, LN2_HIGH, f(fma(-0.5, square, x) + y));
}

const ABOVE = [4.5270000862445199635215e-5, 4.9854102823193375972212e-1, 6.5787325942061044846969, 2.9911919328553073277375e1, 6.0949667980987787057556e1, 5.7112963590585538103336e1, 2.0039553499201281259648e1].map(f);
const BELOW = [1, 1.5062909083469192043167e1, 8.3047565967967209469434e1, 2.2176239823732856465394e2, 3.0909872225312059774938e2, 2.1642788614495947685003e2, 6.0118660497603843919306e1].map(f);

const polynomial = (coefficients: readonly number[], x: number): number => coefficients.reduce((sum, one) => fma(sum, x, one));

/** ln(1 + x) of a single. */
export function log1p(x: number): number {
  if (!(Math.abs(x) < 0.41421356)) return log(f(x + 1));
  const square = f(x * x);
  const ratio = f(polynomial(ABOVE, x) / polynomial(BELOW, x));
  return f(x + fma(-0.5, square, f(f(x * square) * ratio)));
}

const INNER = [2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3, 2.46640727e-1, 1.50140941].map(f);
const OUTER = [-2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406, 2.83297682].map(f);

/** erf⁻¹ x of a single. */
export function erfInv(x: number): number {
  if (Math.abs(x) === 1) return x * Number.POSITIVE_INFINITY;
  const w = -log1p(f(x * -x));
  return f((w < 5 ? polynomial(INNER, f(w - 2.5)) : polynomial(OUTER, f(f(Math.sqrt(w)) - 3))) * x);
}
