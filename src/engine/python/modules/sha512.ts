/** SHA-512 (FIPS 180-4): `random.seed` of a string takes it. */

const MASK = (1n << 64n) - 1n;

/** First 64 bits of the fractional part of a root of the first primes. */
function fractions(count: number, root: 2 | 3): bigint[] {
  const result: bigint[] = [];
  for (let n = 2n; result.length < count; n++) {
    let prime = true;
    for (let d = 2n; d * d <= n; d++) if (n % d === 0n) { prime = false; break; }
    if (prime) result.push(rootOf(n << BigInt(64 * root), BigInt(root)) & MASK);
  }
  return result;
}

function rootOf(value: bigint, degree: bigint): bigint {
  let low = 0n;
  let high = 1n << 80n;
  while (low < high) {
    const middle = (low + high + 1n) >> 1n;
    if (middle ** degree <= value) low = middle;
    else high = middle - 1n;
  }
  return low;
}

const rotate = (x: bigint, n: bigint): bigint => ((x >> n) | (x << (64n - n))) & MASK;

export function sha512(data: readonly number[]): number[] {
  const constants = fractions(80, 3);
  const state = fractions(8, 2);
  const padded = [...data, 0x80];
  while (padded.length % 128 !== 112) padded.push(0);
  for (let i = 15; i >= 0; i--) padded.push(Number((BigInt(data.length * 8) >> BigInt(8 * i)) & 255n));
  for (let at = 0; at < padded.length; at += 128) {
    const w = Array.from({ length: 16 }, (_, i) => padded.slice(at + 8 * i, at + 8 * i + 8).reduce((all, byte) => (all << 8n) | BigInt(byte), 0n));
    for (let i = 16; i < 80; i++) {
      const s0 = rotate(w[i - 15], 1n) ^ rotate(w[i - 15], 8n) ^ (w[i - 15] >> 7n);
      const s1 = rotate(w[i - 2], 19n) ^ rotate(w[i - 2], 61n) ^ (w[i - 2] >> 6n);
      w.push((w[i - 16] + s0 + w[i - 7] + s1) & MASK);
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 80; i++) {
      const t1 = (h + (rotate(e, 14n) ^ rotate(e, 18n) ^ rotate(e, 41n)) + ((e & f) ^ (~e & MASK & g)) + constants[i] + w[i]) & MASK;
      const t2 = ((rotate(a, 28n) ^ rotate(a, 34n) ^ rotate(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))) & MASK;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) & MASK; });
  }
  return state.flatMap((value) => Array.from({ length: 8 }, (_, i) => Number((value >> BigInt(56 - 8 * i)) & 255n)));
}
