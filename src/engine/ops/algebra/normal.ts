/** The normal distribution function, its logarithm and inverse, and the inverse error function. */
import { erf, erfc, erfcx } from "./special.js";

export const ndtr = (x: number): number => 0.5 * erfc(-x * Math.SQRT1_2);

/** In the left tail Φ(x) = ½ exp(−x²/2) erfcx(−x/√2), whose logarithm does not underflow. */
export const logNdtr = (x: number): number => {
  if (x > 5) return Math.log1p(-ndtr(-x));
  if (x > -1) return Math.log(ndtr(x));
  return Math.log(0.5 * erfcx(-x * Math.SQRT1_2)) - 0.5 * x * x;
};

/** Φ⁻¹ by Acklam's rational approximation (relative error 1e-9), then Halley steps on Φ(x) = p. */
export const ndtri = (p: number): number => {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0) return Number.NEGATIVE_INFINITY;
  if (p === 1) return Number.POSITIVE_INFINITY;
  if (p === 0.5) return 0;
  if (p > 0.5) return -ndtriLower(1 - p);
  return ndtriLower(p);
};

function ndtriLower(p: number): number {
  let x = start(p);
  for (let i = 0; i < 2; i++) {
    const error = (ndtr(x) - p) * Math.sqrt(2 * Math.PI) * Math.exp((x * x) / 2);
    x -= error / (1 + (x * error) / 2);
  }
  return x;
}

/** P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003. */
function start(p: number): number {
  if (p < 0.02425) {
    const q = Math.sqrt(-2 * Math.log(p));
    return (
      (((((-7.784894002430293e-3 * q - 3.223964580411365e-1) * q - 2.400758277161838) * q -
        2.549732539343734) *
        q +
        4.374664141464968) *
        q +
        2.938163982698783) /
      ((((7.784695709041462e-3 * q + 3.224671290700398e-1) * q + 2.445134137142996) * q + 3.754408661907416) *
        q +
        1)
    );
  }
  const q = p - 0.5;
  const r = q * q;
  return (
    ((((((-3.969683028665376e1 * r + 2.209460984245205e2) * r - 2.759285104469687e2) * r +
      1.38357751867269e2) *
      r -
      3.066479806614716e1) *
      r +
      2.506628277459239) *
      q) /
    (((((-5.447609879822406e1 * r + 1.615858368580409e2) * r - 1.556989798598866e2) * r +
      6.680131188771972e1) *
      r -
      1.328068155288572e1) *
      r +
      1)
  );
}

/** erf⁻¹(x) = Φ⁻¹((x + 1)/2)/√2, with two Newton steps on erf itself near zero, where the sum loses digits. */
export const erfinv = (x: number): number => {
  if (!(x >= -1 && x <= 1)) return Number.NaN;
  if (Math.abs(x) === 1) return x * Number.POSITIVE_INFINITY;
  if (x === 0) return x;
  if (Math.abs(x) > 0.9) return Math.sign(x) * -ndtri((1 - Math.abs(x)) / 2) * Math.SQRT1_2;
  let y = ndtri((x + 1) / 2) * Math.SQRT1_2;
  for (let i = 0; i < 2; i++) y -= ((erf(y) - x) * Math.sqrt(Math.PI) * Math.exp(y * y)) / 2;
  return y;
};
