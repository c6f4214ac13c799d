/** PCG64 (XSL-RR 128/64, O'Neill 2014) seeded through NumPy's SeedSequence (numpy/random/bit_generator.pyx, src/pcg64). */
import { wordsOf } from "./mt19937.js";
import type { Resumable } from "./remembered-fills.js";

const MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
const MASK64 = (1n << 64n) - 1n;
const MASK128 = (1n << 128n) - 1n;

/** The 32-bit words of a SeedSequence's entropy: integers one after the other; those of a spawned child are filled up to the pool's size first. */
export function entropyWords(seeds: readonly bigint[], spawnKey: readonly number[] = []): number[] {
  const words = seeds.flatMap(wordsOf);
  if (!spawnKey.length) return words;
  return [...words, ...new Array<number>(Math.max(0, 4 - words.length)).fill(0), ...spawnKey];
}

/** 32-bit words spread from entropy; `count` of them. */
export function seedSequence(entropy: readonly number[], count: number): number[] {
  let constant = 0x43b0d7e5;
  const hash = (given: number): number => {
    let value = given ^ constant;
    constant = Math.imul(constant, 0x931e8875);
    value = Math.imul(value, constant);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const mix = (x: number, y: number): number => {
    const value = Math.imul(0xca01f9dd, x) - Math.imul(0x4973f715, y);
    return (value ^ (value >>> 16)) >>> 0;
  };
  const pool = [0, 1, 2, 3].map((i) => hash(entropy[i] ?? 0));
  for (let from = 0; from < 4; from++) for (let to = 0; to < 4; to++) if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!));
  for (let from = 4; from < entropy.length; from++) for (let to = 0; to < 4; to++) pool[to] = mix(pool[to]!, hash(entropy[from]!));
  let output = 0x8b51f9dd;
  return Array.from({ length: count }, (_, i) => {
    let value = pool[i % 4]! ^ output;
    output = Math.imul(output, 0x58f38ded);
    value = Math.imul(value, output);
    return (value ^ (value >>> 16)) >>> 0;
  });
}

export interface Pcg64State {
  readonly state: bigint;
  readonly increment: bigint;
  readonly half: number | null;
}

export class Pcg64 implements Resumable<Pcg64State> {
  private current = 0n;
  private increment = 1n;
  /** The upper half of a draw of which only the lower half was asked for. */
  private half: number | null = null;

  constructor(entropy: readonly number[]) {
    const words = seedSequence(entropy, 8).map(BigInt);
    const wide = (i: number): bigint => words[2 * i]! | (words[2 * i + 1]! << 32n);
    this.increment = ((((wide(2) << 64n) | wide(3)) << 1n) | 1n) & MASK128;
    this.step();
    this.current = (this.current + ((wide(0) << 64n) | wide(1))) & MASK128;
    this.step();
  }

  state(): Pcg64State { return { state: this.current, increment: this.increment, half: this.half }; }
  restore({ state, increment, half }: Pcg64State): void {
    this.current = state;
    this.increment = increment;
    this.half = half;
  }
  isIn({ state, increment, half }: Pcg64State): boolean { return state === this.current && increment === this.increment && half === this.half; }

  next64(): bigint {
    this.step();
    const value = ((this.current >> 64n) ^ this.current) & MASK64;
    const turn = this.current >> 122n;
    return ((value >> turn) | (value << ((64n - turn) & 63n))) & MASK64;
  }
  next32(): number {
    if (this.half !== null) {
      const kept = this.half;
      this.half = null;
      return kept;
    }
    const value = this.next64();
    this.half = Number(value >> 32n);
    return Number(value & 0xffffffffn);
  }
  /** In [0, 1), 53 bits. */
  double(): number {
    return Number(this.next64() >> 11n) / 9007199254740992;
  }
  /** In [0, 1), 24 bits. */
  single(): number {
    return (this.next32() >>> 8) / 16777216;
  }
  /** An integer of 0 … max, by Lemire's multiplication (2019). */
  interval(max: number): number {
    if (max === 0) return 0;
    const wide = max > 0xffffffff;
    const [bits, draw] = wide ? [64n, () => this.next64()] : [32n, () => BigInt(this.next32())];
    if (max === 0xffffffff) return Number(draw());
    const count = BigInt(max) + 1n;
    const mask = (1n << bits) - 1n;
    let product = draw() * count;
    if ((product & mask) < count) {
      const threshold = (mask - BigInt(max)) % count;
      while ((product & mask) < threshold) product = draw() * count;
    }
    return Number(product >> bits);
  }

  /** An integer of 0 … max, by masking and drawing anew: what `shuffle` and `permutation` use. */
  maskedInterval(max: number): number {
    if (max === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.next32() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  private step(): void {
    this.current = (this.current * MULTIPLIER + this.increment) & MASK128;
  }
}
