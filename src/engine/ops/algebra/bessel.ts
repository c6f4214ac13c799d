/** Modified Bessel functions of the first kind, orders 0 and 1, and e^−|x| times them. */

/** Power series (DLMF 10.25.2) up to |x| = 30, all terms positive; the asymptotic series (10.40.1) beyond. */
function scaled(order: 0 | 1, x: number): number {
  const size = Math.abs(x);
  if (size > 30) {
    let term = 1;
    let sum = 1;
    for (let k = 1; k < 30; k++) {
      const next = (-term * (4 * order - (2 * k - 1) ** 2)) / (k * 8 * size);
      if (Math.abs(next) > Math.abs(term)) break;
      term = next;
      sum += term;
    }
    return sum / Math.sqrt(2 * Math.PI * size);
  }
  const quarter = (size * size) / 4;
  let term = order === 0 ? 1 : size / 2;
  let sum = term;
  for (let k = 1; term > 1e-18 * sum; k++) {
    term *= quarter / (k * (k + order));
    sum += term;
  }
  return sum * Math.exp(-size);
}

export const i0e = (x: number): number => (Number.isNaN(x) ? x : scaled(0, x));
export const i1e = (x: number): number => (Number.isNaN(x) ? x : Math.sign(x) * scaled(1, x));
export const i0 = (x: number): number => i0e(x) * Math.exp(Math.abs(x));
export const i1 = (x: number): number => (x === 0 ? x : i1e(x) * Math.exp(Math.abs(x)));
