/**
 * The Mersenne Twister MT19937 of Matsumoto and Nishimura (http://www.math.sci.hiroshima-u.ac.jp/m-mat/MT/emt.html), as
 * PyTorch, NumPy's RandomState and Python's `random` use it.
 */
import type { Resumable } from "./remembered-fills.js";

const N = 624;
const M = 397;
const MATRIX_A = 0x9908b0df;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;

export interface TwisterState {
  readonly key: Uint32Array;
  /** Words of `key` already handed out, 624: all. */
  readonly position: number;
}

export class MersenneTwister implements Resumable<TwisterState> {
  private key = new Uint32Array(N);
  private position = N;

  /** Seeding by one 32-bit word: `init_genrand`. */
  constructor(seed = 5489) {
    this.seed(seed);
  }

  seed(seed: number): void {
    const key = this.key;
    key[0] = seed >>> 0;
    for (let i = 1; i < N; i++) {
      const before = key[i - 1]! ^ (key[i - 1]! >>> 30);
      key[i] = Math.imul(1812433253, before) + i;
    }
    this.position = N;
  }

  /** Seeding by several words: `init_by_array`. */
  seedByArray(words: readonly number[]): void {
    this.seed(19650218);
    const key = this.key;
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, words.length); k > 0; k--) {
      const before = key[i - 1]! ^ (key[i - 1]! >>> 30);
      key[i] = (key[i]! ^ Math.imul(before, 1664525)) + words[j]! + j;
      i++; j++;
      if (i >= N) { key[0] = key[N - 1]!; i = 1; }
      if (j >= words.length) j = 0;
    }
    for (let k = N - 1; k > 0; k--) {
      const before = key[i - 1]! ^ (key[i - 1]! >>> 30);
      key[i] = (key[i]! ^ Math.imul(before, 1566083941)) - i;
      i++;
      if (i >= N) { key[0] = key[N - 1]!; i = 1; }
    }
    key[0] = UPPER;
  }

  /** The next 32 random bits, 0 … 2^32 − 1. */
  next(): number {
    if (this.position >= N) this.twist();
    let y = this.key[this.position++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    y ^= y >>> 18;
    return y >>> 0;
  }

  state(): TwisterState {
    return { key: this.key.slice(), position: this.position };
  }

  restore(state: TwisterState): void {
    this.key = state.key.slice();
    this.position = state.position;
  }

  isIn({ key, position }: TwisterState): boolean {
    return position === this.position && key.every((word, i) => word === this.key[i]);
  }

  private twist(): void {
    const key = this.key;
    for (let k = 0; k < N - M; k++) key[k] = key[k + M]! ^ mixed(key[k]!, key[k + 1]!);
    for (let k = N - M; k < N - 1; k++) key[k] = key[k + M - N]! ^ mixed(key[k]!, key[k + 1]!);
    key[N - 1] = key[M - 1]! ^ mixed(key[N - 1]!, key[0]!);
    this.position = 0;
  }
}

function mixed(high: number, low: number): number {
  const y = (high & UPPER) | (low & LOWER);
  return (y >>> 1) ^ (-(y & 1) & MATRIX_A);
}

/** The 32-bit words of a non-negative integer, lowest first; at least one. */
export function wordsOf(value: bigint): number[] {
  const words: number[] = [];
  for (let rest = value; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length ? words : [0];
}
