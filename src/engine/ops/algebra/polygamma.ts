/** Polygamma functions of order 2 and above. */

/** B₂ₖ for k = 1… (DLMF 24.2.1). */
const BERNOULLI = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];

/**
 * ψₙ(x) = (−1)ⁿ⁺¹ n! ∑ₖ (x + k)^−(n+1): the sum directly while x + k < 20, then its expansion at infinity
 * (DLMF 5.15.8). Negative arguments by reflection through the sum itself, whose terms are those of the poles.
 */
export function polygamma(n: number, x: number): number {
  if (x <= 0 && Number.isInteger(x)) return Number.POSITIVE_INFINITY;
  if (!(x > -1e4)) return Number.NaN;
  let sum = 0;
  let z = x;
  for (; z < 20; z++) sum += z ** -(n + 1);
  // ζ(n+1, z) ~ z^−n/n + z^−(n+1)/2 + ∑ B₂ₖ (n+1)…(n+2k−1)/(2k)! z^−(n+2k)
  sum += z ** -n / n + z ** -(n + 1) / 2;
  let rising = 1;
  let factorial = 1;
  BERNOULLI.forEach((b, i) => {
    const k = i + 1;
    factorial *= (2 * k - 1) * 2 * k;
    rising *= k === 1 ? n + 1 : (n + 2 * k - 2) * (n + 2 * k - 1);
    sum += (b * rising * z ** -(n + 2 * k)) / factorial;
  });
  let size = 1;
  for (let k = 2; k <= n; k++) size *= k;
  return (n % 2 === 0 ? -1 : 1) * size * sum;
}
