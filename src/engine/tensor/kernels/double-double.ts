/** Sums of two doubles, about 32 digits (T. J. Dekker 1971; Hida, Li, Bailey 2001). */
export type Pair = readonly [high: number, low: number];

export const pair = (a: number, b: number): Pair => {
  const sum = a + b;
  const part = sum - a;
  return [sum, a - (sum - part) + (b - part)];
};

/** As `pair`, where |a| ≥ |b|. */
const ordered = (a: number, b: number): Pair => {
  const sum = a + b;
  return [sum, b - (sum - a)];
};

/** a·b exactly. */
export function product(a: number, b: number): Pair {
  const p = a * b;
  const [a1, a2] = split(a);
  const [b1, b2] = split(b);
  return [p, a1 * b1 - p + a1 * b2 + a2 * b1 + a2 * b2];
}

function split(a: number): Pair {
  const scaled = 134217729 * a;
  const high = scaled - (scaled - a);
  return [high, a - high];
}

export function add(a: Pair, b: Pair): Pair {
  const [sum, rest] = pair(a[0], b[0]);
  const [low, tail] = pair(a[1], b[1]);
  const [high, carry] = ordered(sum, rest + low);
  return ordered(high, carry + tail);
}

export function multiply(a: Pair, b: Pair): Pair {
  const [p, rest] = product(a[0], b[0]);
  return ordered(p, rest + a[0] * b[1] + a[1] * b[0]);
}

export function divide(a: Pair, b: Pair): Pair {
  const first = a[0] / b[0];
  const rest = add(a, negate(multiply(b, [first, 0])));
  const second = rest[0] / b[0];
  const last = add(rest, negate(multiply(b, [second, 0])))[0] / b[0];
  return add(ordered(first, second), [last, 0]);
}

export const negate = (a: Pair): Pair => [-a[0], -a[1]];
export const scale = (a: Pair, by: number): Pair => [a[0] * by, a[1] * by];
