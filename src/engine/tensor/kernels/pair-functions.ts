/** exp, log, sine and cosine in pairs of doubles, for arguments a pair reaches. */
import { add, divide, multiply, negate, type Pair, product, scale } from "./double-double.js";

export const LN2: Pair = [Math.LN2, 2.3190468138462996e-17];
export const HALF_PI: Pair = [1.5707963267948966, 6.123233995736766e-17];
/** What is left of π/2 after two doubles. */
const HALF_PI_REST = -1.4973849048591833e-33;
const ONE: Pair = [1, 0];

export const rounded = (a: Pair): number => a[0] + a[1];

/** exp(x) = 2^k · (exp(r / 256))^256 with |r| ≤ ln 2 / 2. For |x| < 690. */
export function expPair(x: Pair): Pair {
  const k = Math.round(x[0] / LN2[0]);
  const r = scale(add(x, negate(multiply(LN2, [k, 0]))), 1 / 256);
  // exp(r) − 1, so that nothing is lost beside the 1.
  let term = r;
  let sum = r;
  for (let n = 2; n <= 9; n++) {
    term = divide(multiply(term, r), [n, 0]);
    sum = add(sum, term);
  }
  for (let i = 0; i < 8; i++) sum = add(scale(sum, 2), multiply(sum, sum));
  const result = add(sum, ONE);
  return scale(scale(result, 2 ** Math.trunc(k / 2)), 2 ** (k - Math.trunc(k / 2)));
}

/** One step of Newton's from JavaScript's logarithm y: y + (x·exp(−y) − 1), to second order. */
export function logPair(x: Pair): Pair {
  const rough = Math.log(x[0]);
  const error = add(multiply(x, expPair([-rough, 0])), [-1, 0]);
  return add([rough, 0], add(error, scale(multiply(error, error), -0.5)));
}

/** sine and cosine of an angle reduced to a quarter turn. */
export function sineAndCosine(x: number): { sine: Pair; cosine: Pair } | null {
  if (!(Math.abs(x) < 1e6)) return null;
  const quarter = Math.round(x / HALF_PI[0]);
  let r: Pair = [x, 0];
  r = add(r, negate(product(quarter, HALF_PI[0])));
  r = add(r, negate(product(quarter, HALF_PI[1])));
  r = add(r, [-quarter * HALF_PI_REST, 0]);
  const square = negate(multiply(r, r));
  let [sine, cosine, s, c] = [r, ONE, r, ONE];
  for (let n = 1; n <= 14; n++) {
    c = divide(multiply(c, square), [(2 * n - 1) * (2 * n), 0]);
    s = divide(multiply(s, square), [2 * n * (2 * n + 1), 0]);
    cosine = add(cosine, c);
    sine = add(sine, s);
  }
  switch (((quarter % 4) + 4) % 4) {
    case 0:
      return { sine, cosine };
    case 1:
      return { sine: cosine, cosine: negate(sine) };
    case 2:
      return { sine: negate(sine), cosine: negate(cosine) };
    default:
      return { sine: negate(cosine), cosine: sine };
  }
}
