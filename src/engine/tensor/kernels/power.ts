/** x^y as the C library gives it, to within a hair of half a unit in the last place; see `elementary.ts`. */
import { divide, multiply, type Pair } from "./double-double.js";
import { powPositive } from "./elementary.js";

export function power(x: number, y: number): number {
  const rough = x ** y;
  if (y === 2) return x * x;
  if (y === 1) return x;
  if (y === -1) return 1 / x;
  if (x === 1 || y === 0) return 1; // JavaScript: 1 ** NaN is NaN
  if (x === -1 && !Number.isFinite(y) && !Number.isNaN(y)) return 1;
  if (!Number.isFinite(rough) || rough === 0 || Math.abs(rough) < 1e-290 || Math.abs(rough) > 1e290) return rough;
  if (Number.isInteger(y) && Math.abs(y) <= 64) return wholePower(x, y) ?? rough;
  const size = powPositive(Math.abs(x), y);
  return Number.isNaN(size) ? rough : rough < 0 ? -size : size;
}

/** By repeated squaring. */
function wholePower(x: number, y: number): number | null {
  let result: Pair = [1, 0];
  let base: Pair = [x, 0];
  for (let n = Math.abs(y); n > 0; n = Math.floor(n / 2)) {
    if (n % 2 === 1) result = multiply(result, base);
    if (n > 1) base = multiply(base, base);
  }
  if (y < 0) result = divide([1, 0], result);
  const sum = result[0] + result[1];
  return Number.isFinite(sum) ? sum : null;
}
