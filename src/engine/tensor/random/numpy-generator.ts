/** NumPy's `default_rng(seed)`: a Generator over PCG64 (numpy/random/_generator.pyx). */
import { type NDArray, wrap } from "../array.js";
import { type Dtype, allocate } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";
import type { Draws } from "./distributions.js";
import { entropyWords, Pcg64 } from "./pcg64.js";
import { remembered } from "./remembered-fills.js";
import { singleExponential, singleNormal, standardExponential, standardNormal } from "./ziggurat.js";

export class NumpyGenerator implements Draws {
  readonly legacy = false;
  private readonly bits: Pcg64;

  /** An integer seed, or the words of a SeedSequence's entropy. */
  constructor(seed: number | bigint | readonly number[]) {
    this.bits = new Pcg64(typeof seed === "object" ? seed : entropyWords([BigInt(seed)]));
  }

  double(): number { return this.bits.double(); }
  normal(): number { return standardNormal(this.bits); }
  exponential(): number { return standardExponential(this.bits); }

  /** `random(size, dtype)`. */
  fillDouble(shape: Shape, dtype: Dtype = "float64"): NDArray {
    return dtype === "float32" ? this.drawn("single", shape, () => this.bits.single(), dtype) : this.drawn("double", shape, () => this.bits.double());
  }
  fillUniform(shape: Shape, low: number, high: number): NDArray { return this.drawn(`uniform ${low} ${high}`, shape, () => low + (high - low) * this.bits.double()); }
  fillNormal(shape: Shape, mean: number, std: number): NDArray { return this.drawn(`normal ${mean} ${std}`, shape, () => mean + std * standardNormal(this.bits)); }
  fillExponential(shape: Shape, scale: number): NDArray { return this.drawn(`exponential ${scale}`, shape, () => scale * standardExponential(this.bits)); }
  /** `standard_normal(size, dtype)`. */
  fillStandardNormal(shape: Shape, dtype: Dtype): NDArray {
    return dtype === "float32" ? this.drawn("single normal", shape, () => singleNormal(this.bits), dtype) : this.fillNormal(shape, 0, 1);
  }
  /** `standard_exponential(size, dtype)`. */
  fillStandardExponential(shape: Shape, dtype: Dtype): NDArray {
    return dtype === "float32" ? this.drawn("single exponential", shape, () => singleExponential(this.bits), dtype) : this.fillExponential(shape, 1);
  }
  /** `integers(low, high)`; high itself too with `endpoint`. */
  fillIntegers(shape: Shape, low: number, high: number, endpoint = false): NDArray {
    const most = high - low - (endpoint ? 0 : 1);
    return this.drawn(`integers ${low} ${most}`, shape, () => low + this.bits.interval(most), "int64");
  }

  permutation(n: number): number[] {
    const order = Array.from({ length: n }, (_, i) => i);
    this.shuffle(order);
    return order;
  }
  /** `shuffle` in place; for an array of more axes, of its rows' numbers. */
  shuffle<T>(items: T[]): void {
    exchange(items, 1, (i) => this.bits.maskedInterval(i));
  }
  /** `choice(n, count, replace, p)`: positions. Without replacement by Floyd's algorithm, or the tail of a shuffle. */
  choice(n: number, count: number, replace: boolean, p: readonly number[] | null): number[] {
    if (p && replace) {
      const cumulative = sums(p);
      return Array.from({ length: count }, () => after(cumulative, this.bits.double()));
    }
    if (p) return this.weightedWithout(p, count);
    if (replace) return Array.from({ length: count }, () => this.bits.interval(n - 1));
    if (n > 10000 && count > Math.floor(n / 50)) {
      const order = Array.from({ length: n }, (_, i) => i);
      exchange(order, Math.max(n - count, 1), (i) => this.bits.interval(i));
      return order.slice(n - count);
    }
    const seen = new Set<number>();
    for (let j = n - count; j < n; j++) {
      const drawn = this.bits.interval(j);
      seen.add(seen.has(drawn) ? j : drawn);
    }
    const found = [...seen];
    exchange(found, 1, (i) => this.bits.interval(i));
    return found;
  }

  private weightedWithout(p: readonly number[], count: number): number[] {
    const weights = [...p];
    const found: number[] = [];
    while (found.length < count) {
      const uniforms = Array.from({ length: count - found.length }, () => this.bits.double());
      for (const i of found) weights[i] = 0;
      const cumulative = sums(weights);
      found.push(...new Set(uniforms.map((u) => after(cumulative, u))));
    }
    return found;
  }
  /** By a rule that is `what`. */
  private drawn(what: string, shape: Shape, draw: () => number, dtype: Dtype = "float64"): NDArray {
    return wrap(dtype, shape, remembered(this.bits, `pcg64 ${what} ${dtype}`, sizeOf(shape), () => this.fill(shape, draw, dtype).buffer));
  }

  private fill(shape: Shape, draw: () => number, dtype: Dtype = "float64"): NDArray {
    const data = allocate(dtype, sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = draw();
    return wrap(dtype, shape, data);
  }
}

/** Fisher-Yates from the end down to `first`. */
function exchange<T>(items: T[], first: number, draw: (i: number) => number): void {
  for (let i = items.length - 1; i >= first; i--) {
    const j = draw(i);
    const kept = items[i]!;
    items[i] = items[j]!;
    items[j] = kept;
  }
}

function sums(weights: readonly number[]): number[] {
  let sum = 0;
  const running = weights.map((weight) => (sum += weight));
  return running.map((value) => value / sum);
}
const after = (cumulative: readonly number[], u: number): number => {
  const found = cumulative.findIndex((value) => value > u);
  return found < 0 ? cumulative.length : found;
};
