/**
 * PyTorch's CPU generator and its sampling rules (aten/src/ATen/core/DistributionsHelper.h, native/cpu/DistributionTemplates.h),
 * checked against torch 2.13. u24: 24 low bits of one draw; u53: 53 low bits of two draws, the first the high word.
 */
import { type NDArray, wrap } from "../array.js";
import { allocate, type Buffer, type Dtype, isFloating, rounderOf } from "../dtype.js";
import { type Shape, sizeOf } from "../shape.js";
import { cos, exp, log, sin } from "../kernels/elementary.js";
import { MersenneTwister, type TwisterState } from "./mt19937.js";
import { remembered } from "./remembered-fills.js";
import { fma, logSingle, sinCosSingle } from "./single-precision.js";

/** What `torch.initial_seed()` is before anybody sets a seed. */
export const DEFAULT_SEED = 67280421310721n;

export interface TorchGeneratorState {
  readonly twister: TwisterState;
  readonly seed: bigint;
  readonly cachedNormal: number | null;
}

const TWO_PI_SINGLE = Math.fround(2 * Math.PI);

export class TorchGenerator {
  private readonly twister = new MersenneTwister();
  private cachedNormal: number | null = null;
  private currentSeed = DEFAULT_SEED;

  constructor(seed: number | bigint = DEFAULT_SEED) {
    this.seed(seed);
  }

  /** `manual_seed`: an integer of −2^63 … 2^64 − 1; only the low 32 bits reach the twister. */
  seed(seed: number | bigint): void {
    this.currentSeed = BigInt.asUintN(64, BigInt(seed));
    this.twister.seed(Number(this.currentSeed & 0xffffffffn));
    this.cachedNormal = null;
  }

  get initialSeed(): bigint { return this.currentSeed; }

  state(): TorchGeneratorState {
    return { twister: this.twister.state(), seed: this.currentSeed, cachedNormal: this.cachedNormal };
  }
  restore(state: TorchGeneratorState): void {
    this.twister.restore(state.twister);
    this.currentSeed = state.seed;
    this.cachedNormal = state.cachedNormal;
  }

  random32(): number { return this.twister.next(); }
  random64(): bigint { return (BigInt(this.twister.next()) << 32n) | BigInt(this.twister.next()); }
  /** In [0, 1), 24 bits, one draw. */
  uniform24(): number { return (this.twister.next() & 0xffffff) / 0x1000000; }
  /** In [0, 1), 53 bits, two draws. */
  uniform53(): number {
    const high = this.twister.next() & 0x1fffff;
    return (high * 0x100000000 + this.twister.next()) / 0x20000000000000;
  }

  /** One standard normal in double precision: Box-Muller, the second of each pair is kept for the next call. */
  normal(): number {
    if (this.cachedNormal !== null) {
      const kept = this.cachedNormal;
      this.cachedNormal = null;
      return kept;
    }
    const theta = 2 * Math.PI * this.uniform53();
    const radius = Math.sqrt(-2 * Math.log1p(-this.uniform53()));
    this.cachedNormal = radius * sin(theta);
    return radius * cos(theta);
  }

  /** `uniform_(low, high)`; `torch.rand` with the defaults. */
  fillUniform(shape: Shape, low: number, high: number, dtype: Dtype): NDArray {
    const from = Math.fround(low);
    const range = Math.fround(Math.fround(high) - from);
    const draw = dtype === "float64" ? () => this.uniform53() * (high - low) + low : () => fma(this.uniform24(), range, from);
    return this.drawn(`uniform ${low} ${high}`, shape, dtype, draw);
  }

  /**
   * `normal_(mean, std)`; `torch.randn` with the defaults. 16 elements and more of a dense tensor are made in blocks of
   * 16, j paired with j + 8, and if 16 does not divide the size the last 16 are drawn anew.
   */
  fillNormal(shape: Shape, mean: number, std: number, dtype: Dtype, dense = true): NDArray {
    const count = sizeOf(shape);
    if (count < 16 || !dense) return this.fill(shape, dtype, () => this.normal() * std + mean);
    return wrap(dtype, shape, this.remembered(`normal ${mean} ${std}`, count, dtype, () => this.normalBlocks(count, mean, std, dtype)));
  }

  private normalBlocks(count: number, mean: number, std: number, dtype: Dtype): Buffer {
    const single = dtype !== "float64";
    const data = single ? new Float32Array(count) : new Float64Array(count);
    const draw = (from: number, to: number): void => {
      if (single) for (let i = from; i < to; i++) data[i] = this.uniform24();
      else for (let i = from; i < to; i++) data[i] = this.uniform53();
    };
    const transform = single ? normalBlockSingle : normalBlock;
    // The half precisions draw block by block, so that the last 16 follow the last whole block.
    const drawn = dtype === "float32" || dtype === "float64" ? count : count - (count % 16);
    draw(0, drawn);
    for (let i = 0; i + 16 <= count; i += 16) transform(data, i, mean, std);
    if (count % 16 !== 0) {
      draw(count - 16, count);
      transform(data, count - 16, mean, std);
    }
    return dtype === "float32" || dtype === "float64" ? data : data.map(rounderOf(dtype));
  }

  /** `torch.normal` with tensors of means or deviations: standard normals, scaled afterwards. */
  fillNormalLike(shape: Shape, means: (i: number) => number, deviations: (i: number) => number, dtype: Dtype): NDArray {
    const round = rounderOf(dtype);
    const z = this.fillNormal(shape, 0, 1, dtype);
    z.buffer.forEach((value, i) => { z.buffer[i] = round(round(value * deviations(i)) + means(i)); });
    return z;
  }

  /** `torch.randint(low, high)`: one draw an element, two from a range of 2^28 on. */
  fillIntegers(shape: Shape, low: number, high: number, dtype: Dtype): NDArray {
    const range = high - low;
    const draw = range < 2 ** 28 ? () => low + (this.twister.next() % range) : () => low + Number(this.random64() % BigInt(range));
    return this.drawn(`integers ${low} ${high}`, shape, dtype, draw);
  }

  /** `random_()` without bounds: all values the dtype holds exactly, from 0. */
  fillRandom(shape: Shape, dtype: Dtype): NDArray {
    const wide: Partial<Record<Dtype, () => number>> = {
      float64: () => Number(this.random64() % 9007199254740993n),
      int64: () => Number(this.random64() & 0x7fffffffffffffffn),
    };
    const modulus: Partial<Record<Dtype, number>> = { float32: 2 ** 24 + 1, float16: 2 ** 11 + 1, bfloat16: 2 ** 8 + 1, int32: 2 ** 31, int16: 2 ** 15, int8: 2 ** 7, uint8: 2 ** 8, bool: 2 };
    return this.drawn("random", shape, dtype, wide[dtype] ?? (() => this.twister.next() % modulus[dtype]!));
  }

  /** `torch.randperm(n)` for n < 2^32 / 20: forward Fisher-Yates. */
  permutation(n: number): NDArray {
    const data = new Float64Array(n);
    for (let i = 0; i < n; i++) data[i] = i;
    for (let i = 0; i < n - 1; i++) {
      const j = i + (this.twister.next() % (n - i));
      const kept = data[i]!;
      data[i] = data[j]!;
      data[j] = kept;
    }
    return wrap("int64", [n], data);
  }

  /** `bernoulli_(p)`: 1 with probability p. */
  fillBernoulli(shape: Shape, p: number, dtype: Dtype): NDArray {
    return this.drawn(`bernoulli ${p}`, shape, dtype, () => (this.uniform53() < p ? 1 : 0));
  }

  /** `torch.bernoulli(probabilities)`: each element with its own, drawn at the precision of the probabilities. */
  fillBernoulliEach(shape: Shape, probabilities: (i: number) => number, of: Dtype, dtype: Dtype): NDArray {
    const draw = of === "float64" ? () => this.uniform53() : () => this.uniform24();
    return this.fill(shape, dtype, (i) => (draw() < probabilities(i) ? 1 : 0));
  }

  /** What `dropout` multiplies by: 1/(1 − p) where kept, 0 where dropped. */
  dropoutMask(shape: Shape, p: number, dtype: Dtype): NDArray {
    if (p === 1) return this.fill(shape, dtype, () => 0);
    const scale = rounderOf(dtype)(1 / (1 - p));
    return this.drawn(`dropout ${p}`, shape, dtype, () => (this.uniform53() < 1 - p ? scale : 0));
  }

  /** `exponential_(rate)`: −ln(1 − u)/rate. */
  fillExponential(shape: Shape, rate: number, dtype: Dtype): NDArray {
    return this.drawn(`exponential ${rate}`, shape, dtype, () => (-1 / rate) * Math.log1p(-this.uniform53()));
  }

  /** `geometric_(p)`: ⌈ln u / ln(1 − p)⌉. */
  fillGeometric(shape: Shape, p: number, dtype: Dtype): NDArray {
    return this.drawn(`geometric ${p}`, shape, dtype, () => Math.ceil(log(this.uniform53()) / Math.log1p(-p)));
  }

  /** `cauchy_(median, sigma)`. */
  fillCauchy(shape: Shape, median: number, sigma: number, dtype: Dtype): NDArray {
    return this.drawn(`cauchy ${median} ${sigma}`, shape, dtype, () => median + sigma * Math.tan(Math.PI * (this.uniform53() - 0.5)));
  }

  /** `log_normal_(mean, std)`: exp of a normal. */
  fillLogNormal(shape: Shape, mean: number, std: number, dtype: Dtype): NDArray {
    return this.fill(shape, dtype, () => exp(this.normal() * std + mean));
  }

  /** Row-major, rounded to `dtype`; `draw` is called once an element. */
  fill(shape: Shape, dtype: Dtype, draw: (i: number) => number): NDArray {
    const count = sizeOf(shape);
    const data: Buffer = allocate(dtype, count);
    const round = isFloating(dtype) ? rounderOf(dtype) : (value: number) => value;
    for (let i = 0; i < count; i++) data[i] = round(draw(i));
    return wrap(dtype, shape, data);
  }

  /** The same of a rule that is `what` and draws by the twister alone. */
  private drawn(what: string, shape: Shape, dtype: Dtype, draw: () => number): NDArray {
    return wrap(dtype, shape, this.remembered(what, sizeOf(shape), dtype, () => this.fill(shape, dtype, draw).buffer));
  }
  private remembered(what: string, count: number, dtype: Dtype, draw: () => Buffer): Buffer {
    return remembered(this.twister, `torch ${what} ${dtype}`, count, draw);
  }
}

/** Box-Muller on 16 uniforms: j < 8 gives the radius, j + 8 the angle. */
function normalBlock(data: Float32Array | Float64Array, at: number, mean: number, std: number): void {
  for (let j = at; j < at + 8; j++) {
    const radius = Math.sqrt(-2 * log(1 - data[j]!));
    const theta = 2 * Math.PI * data[j + 8]!;
    data[j] = radius * cos(theta) * std + mean;
    data[j + 8] = radius * sin(theta) * std + mean;
  }
}

function normalBlockSingle(data: Float32Array | Float64Array, at: number, mean: number, std: number): void {
  const scale = Math.fround(std);
  const shift = Math.fround(mean);
  for (let j = at; j < at + 8; j++) {
    const u = Math.fround(1 - data[j]!);
    const radius = Math.fround(Math.sqrt(Math.fround(-2 * logSingle(u))));
    const [sine, cosine] = sinCosSingle(Math.fround(TWO_PI_SINGLE * data[j + 8]!));
    data[j] = fma(Math.fround(radius * cosine), scale, shift);
    data[j + 8] = fma(Math.fround(radius * sine), scale, shift);
  }
}
