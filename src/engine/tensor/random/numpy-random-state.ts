/**
 * NumPy's legacy `RandomState` (numpy/random/mtrand.pyx, src/legacy/legacy-distributions.c): MT19937, doubles from 53
 * bits of two draws, normals by the polar method with the second of each pair kept.
 */
import { type NDArray, wrap } from "../array.js";
import type { Dtype } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";
import { log } from "../kernels/elementary.js";
import type { Draws } from "./distributions.js";
import { type Resumable, remembered } from "./remembered-fills.js";
import { MersenneTwister, type TwisterState, wordsOf } from "./mt19937.js";

export interface NumpyRandomStateState {
  readonly twister: TwisterState;
  readonly cachedNormal: number | null;
}

export class NumpyRandomState implements Draws, Resumable<NumpyRandomStateState> {
  readonly legacy = true;
  private readonly twister = new MersenneTwister();
  private cachedNormal: number | null = null;

  constructor(seed = 0) {
    this.seed(seed);
  }

  /** `seed(n)`, 0 … 2^32 − 1. */
  seed(seed: number): void {
    this.twister.seed(seed);
    this.cachedNormal = null;
  }
  /** `seed([…])`. */
  seedByArray(words: readonly number[]): void {
    this.twister.seedByArray(words);
    this.cachedNormal = null;
  }

  state(): NumpyRandomStateState { return { twister: this.twister.state(), cachedNormal: this.cachedNormal }; }
  restore(state: NumpyRandomStateState): void {
    this.twister.restore(state.twister);
    this.cachedNormal = state.cachedNormal;
  }

  isIn({ twister, cachedNormal }: NumpyRandomStateState): boolean { return cachedNormal === this.cachedNormal && this.twister.isIn(twister); }

  random32(): number { return this.twister.next(); }
  /** In [0, 1). */
  double(): number {
    const high = this.twister.next() >>> 5;
    return (high * 67108864 + (this.twister.next() >>> 6)) / 9007199254740992;
  }
  normal(): number {
    if (this.cachedNormal !== null) {
      const kept = this.cachedNormal;
      this.cachedNormal = null;
      return kept;
    }
    for (;;) {
      const x = 2 * this.double() - 1;
      const y = 2 * this.double() - 1;
      const squared = x * x + y * y;
      if (squared >= 1 || squared === 0) continue;
      const factor = Math.sqrt((-2 * log(squared)) / squared);
      this.cachedNormal = factor * x;
      return factor * y;
    }
  }
  exponential(): number { return -log(1 - this.double()); }
  /** An integer of 0 … max: bits above its highest are masked off, too large values are drawn anew. */
  interval(max: number): number {
    if (max === 0) return 0;
    if (max <= 0xffffffff) {
      const mask = max === 0xffffffff ? 0xffffffff : 2 ** (32 - Math.clz32(max)) - 1;
      for (;;) {
        const value = (this.twister.next() & mask) >>> 0;
        if (value <= max) return value;
      }
    }
    const mask = (1n << BigInt(max.toString(2).length)) - 1n;
    for (;;) {
      const high = BigInt(this.twister.next());
      const value = ((high << 32n) | BigInt(this.twister.next())) & mask;
      if (value <= BigInt(max)) return Number(value);
    }
  }

  /** `random_sample`, `rand`. */
  fillDouble(shape: Shape): NDArray { return this.drawn("double", shape, () => this.double()); }
  fillUniform(shape: Shape, low: number, high: number): NDArray { return this.drawn(`uniform ${low} ${high}`, shape, () => low + (high - low) * this.double()); }
  /** `normal`; `randn` with mean 0 and deviation 1. */
  fillNormal(shape: Shape, mean: number, std: number): NDArray { return this.drawn(`normal ${mean} ${std}`, shape, () => mean + std * this.normal()); }
  /** `randint(low, high)`. */
  fillIntegers(shape: Shape, low: number, high: number): NDArray { return this.drawn(`integers ${low} ${high}`, shape, () => low + this.interval(high - 1 - low), "int64"); }
  fillExponential(shape: Shape, scale: number): NDArray { return this.drawn(`exponential ${scale}`, shape, () => scale * this.exponential()); }
  /** `permutation(n)`: 0 … n − 1 shuffled from the end. */
  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    this.shuffle(order);
    return order;
  }
  /** `shuffle` in place; for an array of more axes, of its rows' numbers. */
  shuffle<T>(items: T[]): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = this.interval(i);
      const kept = items[i]!;
      items[i] = items[j]!;
      items[j] = kept;
    }
  }
  /** `choice(n, count, replace, p)`: positions. */
  choice(n: number, count: number, replace: boolean, p: readonly number[] | null): number[] {
    if (!p) return replace ? Array.from({ length: count }, () => this.interval(n - 1)) : this.permutation(n).slice(0, count);
    if (replace) {
      const cumulative = normalizedSums(p);
      return Array.from({ length: count }, () => after(cumulative, this.double()));
    }
    const weights = [...p];
    const found: number[] = [];
    while (found.length < count) {
      const uniforms = Array.from({ length: count - found.length }, () => this.double());
      for (const i of found) weights[i] = 0;
      const cumulative = normalizedSums(weights);
      found.push(...new Set(uniforms.map((u) => after(cumulative, u))));
    }
    return found;
  }

  /** By a rule that is `what`. */
  private drawn(what: string, shape: Shape, draw: () => number, dtype: Dtype = "float64"): NDArray {
    return wrap(dtype, shape, remembered(this, `random state ${what} ${dtype}`, sizeOf(shape), () => this.fill(shape, draw, dtype).buffer));
  }

  fill(shape: Shape, draw: () => number, dtype: Dtype = "float64"): NDArray {
    const data = new Float64Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = draw();
    return wrap(dtype, shape, data);
  }
}

function normalizedSums(weights: readonly number[]): number[] {
  let sum = 0;
  const sums = weights.map((weight) => (sum += weight));
  return sums.map((value) => value / sum);
}

/** The first position whose cumulative probability is above u. */
const after = (cumulative: readonly number[], u: number): number => {
  const found = cumulative.findIndex((value) => value > u);
  return found < 0 ? cumulative.length : found;
};

/** Python's `random.seed(n)` for an integer, in terms of the twister: its words, lowest first. */
export function pythonTwister(seed: bigint): MersenneTwister {
  const twister = new MersenneTwister();
  twister.seedByArray(wordsOf(seed < 0n ? -seed : seed));
  return twister;
}
