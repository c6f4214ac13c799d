/** Python's ints: numbers as long as they are exact, bigints beyond. */
import type { Int } from "../values/types.js";

const isSafe = Number.isSafeInteger;
const LOW = BigInt(Number.MIN_SAFE_INTEGER);
const HIGH = BigInt(Number.MAX_SAFE_INTEGER);

/** The shorter form of the same int. */
export const narrow = (value: bigint): Int => (value >= LOW && value <= HIGH ? Number(value) : value);

export function add(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (isSafe(sum)) return sum;
  }
  return narrow(BigInt(a) + BigInt(b));
}

export function subtract(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (isSafe(difference)) return difference;
  }
  return narrow(BigInt(a) - BigInt(b));
}

export function multiply(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (isSafe(product)) return product + 0; // never −0
  }
  return narrow(BigInt(a) * BigInt(b));
}

/** Rounds towards −∞; b is not 0. */
export function floorDivide(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const rest = a % b;
    const quotient = (a - rest) / b;
    return (rest !== 0 && rest < 0 !== b < 0 ? quotient - 1 : quotient) + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const quotient = x / y;
  return narrow(x % y !== 0n && x < 0n !== y < 0n ? quotient - 1n : quotient);
}

/** Has the sign of b; b is not 0. */
export function modulo(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const rest = a % b;
    return (rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest) + 0;
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const rest = x % y;
  return narrow(rest !== 0n && rest < 0n !== y < 0n ? rest + y : rest);
}

/** b ≥ 0. */
export function power(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const result = a ** b;
    if (isSafe(result)) return result;
  }
  return narrow(BigInt(a) ** BigInt(b));
}

export function powerModulo(base: Int, exponent: Int, modulus: Int): Int {
  const m = BigInt(modulus);
  let result = 1n;
  let b = ((BigInt(base) % m) + m) % m;
  for (let e = BigInt(exponent); e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * b) % m;
    b = (b * b) % m;
  }
  return narrow(m < 0n && result > 0n ? result + m : result % m);
}

const small = (a: Int, b: Int): boolean => typeof a === "number" && typeof b === "number" && (a | 0) === a && (b | 0) === b;

export const and = (a: Int, b: Int): Int => (small(a, b) ? (a as number) & (b as number) : narrow(BigInt(a) & BigInt(b)));
export const or = (a: Int, b: Int): Int => (small(a, b) ? (a as number) | (b as number) : narrow(BigInt(a) | BigInt(b)));
export const xor = (a: Int, b: Int): Int => (small(a, b) ? (a as number) ^ (b as number) : narrow(BigInt(a) ^ BigInt(b)));
export const shiftLeft = (a: Int, b: Int): Int => narrow(BigInt(a) << BigInt(b));
export const shiftRight = (a: Int, b: Int): Int => narrow(BigInt(a) >> BigInt(b));
export const invert = (a: Int): Int => (typeof a === "number" ? -a - 1 : narrow(~a));
export const negate = (a: Int): Int => (typeof a === "number" ? 0 - a : narrow(-a));

/** a / b as the nearest double; b is not 0. Infinite where it does not fit. */
export function trueDivide(a: Int, b: Int): number {
  if (typeof a === "number" && typeof b === "number") return a / b;
  let [x, y] = [BigInt(a), BigInt(b)];
  const negative = x < 0n !== y < 0n;
  if (x < 0n) x = -x;
  if (y < 0n) y = -y;
  const shift = BigInt(x.toString(2).length - y.toString(2).length - 66);
  // A quotient of 66 bits with a sticky last one rounds right.
  const [n, d] = shift > 0n ? [x, y << shift] : [x << -shift, y];
  const quotient = (n / d) | (n % d === 0n ? 0n : 1n);
  const result = shift > 900n ? Number.POSITIVE_INFINITY : Number(quotient) * 2 ** Number(shift);
  return negative ? -result : result;
}

export const compareInts = (a: Int, b: Int): number => (a < b ? -1 : a > b ? 1 : 0);
