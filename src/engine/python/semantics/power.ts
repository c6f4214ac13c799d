/**
 * x^y to within a hair of half a unit in the last place, as the C library gives it: JavaScript's own is off by one in the
 * last place now and then, and Python prints all 17 digits. Arithmetic on pairs (T. J. Dekker, 1971).
 */
export function power(x: number, y: number): number {
  const rough = x ** y;
  if (y === 2) return x * x;
  if (y === 1) return x;
  if (x === 1 || y === 0) return 1; // JavaScript: 1 ** NaN is NaN
  if (y === 0.5 && x > 0 && x !== Number.POSITIVE_INFINITY) return Math.sqrt(x);
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return 1;
  if (!Number.isFinite(rough) || rough === 0 || Math.abs(rough) < 1e-290 || Math.abs(rough) > 1e290) return rough;
  if (!Number.isInteger(y) || Math.abs(y) > 2048) return rough;
  let [high, low] = [1, 0];
  let [baseHigh, baseLow] = [x, 0];
  for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) [high, low] = times(high, low, baseHigh, baseLow);
    if (n > 1) [baseHigh, baseLow] = times(baseHigh, baseLow, baseHigh, baseLow);
  }
  if (!Number.isFinite(high) || !Number.isFinite(low) || !Number.isFinite(baseHigh)) return rough;
  if (y > 0) return high + low;
  // 1 / (high + low): one correction of Newton's.
  const quotient = 1 / high;
  const [product, error] = exactProduct(quotient, high);
  return quotient + (1 - product - error - quotient * low) / high;
}

function times(a: number, aLow: number, b: number, bLow: number): [number, number] {
  const [product, error] = exactProduct(a, b);
  const low = error + a * bLow + aLow * b;
  const high = product + low;
  return [high, product - high + low];
}

/** a·b as a sum of two doubles. */
function exactProduct(a: number, b: number): [number, number] {
  const product = a * b;
  const [a1, a2] = split(a);
  const [b1, b2] = split(b);
  return [product, a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2];
}

function split(a: number): [number, number] {
  const scaled = 134217729 * a;
  const high = scaled - (scaled - a);
  return [high, a - high];
}
