/** Random numbers under `vmap`: one draw for the whole batch, of which each example sees its part. */
import type { Machine } from "../../../python/machine.js";
import { item, type NDArray, wrap } from "../../../tensor/array.js";
import type { Dtype } from "../../../tensor/dtype.js";
import { TorchGenerator } from "../../../tensor/random/torch-generator.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { runtimeError } from "../errors.js";
import { torchState } from "../state.js";

/** Stands for the generator while the examples run one after the other. */
class BatchGenerator extends TorchGenerator {
  /** Which example is running. */
  example = 0;
  private calls = 0;
  private readonly wholes: NDArray[] = [];

  constructor(private readonly machine: Machine, private readonly source: TorchGenerator, private readonly mode: string, private readonly count: number) { super(); }

  begin(example: number): void {
    this.example = example;
    this.calls = 0;
  }

  private part(shape: Shape, draw: (source: TorchGenerator, shape: Shape) => NDArray): NDArray {
    if (this.mode === "error") throw runtimeError(this.machine, "vmap: called random operation while in randomness error mode. Please either use the 'same' or 'different' randomness flags on vmap or perform the randomness operation out of vmap");
    const different = this.mode === "different";
    const whole = (this.wholes[this.calls++] ??= draw(this.source, different ? [this.count, ...shape] : shape));
    const size = sizeOf(shape);
    const at = different ? this.example * size : 0;
    return wrap(whole.dtype, shape, whole.buffer.slice(at, at + size));
  }

  override uniform24(): number { return item(this.fillUniform([], 0, 1, "float32")); }
  override uniform53(): number { return item(this.fillUniform([], 0, 1, "float64")); }
  override normal(): number { return item(this.fillNormal([], 0, 1, "float64")); }
  override random32(): number { return item(this.part([], (g, shape) => g.fill(shape, "float64", () => g.random32()))); }
  override fillUniform(shape: Shape, low: number, high: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillUniform(all, low, high, dtype)); }
  override fillNormal(shape: Shape, mean: number, std: number, dtype: Dtype, dense = true): NDArray { return this.part(shape, (g, all) => g.fillNormal(all, mean, std, dtype, dense)); }
  override fillIntegers(shape: Shape, low: number, high: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillIntegers(all, low, high, dtype)); }
  override fillRandom(shape: Shape, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillRandom(all, dtype)); }
  override fillBernoulli(shape: Shape, p: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillBernoulli(all, p, dtype)); }
  override fillBernoulliEach(shape: Shape, probabilities: (i: number) => number, of: Dtype, dtype: Dtype): NDArray {
    const u = this.fillUniform(shape, 0, 1, of === "float64" ? "float64" : "float32");
    return this.fill(shape, dtype, (i) => (u.buffer[i]! < probabilities(i) ? 1 : 0));
  }
  override dropoutMask(shape: Shape, p: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.dropoutMask(all, p, dtype)); }
  override fillExponential(shape: Shape, rate: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillExponential(all, rate, dtype)); }
  override fillGeometric(shape: Shape, p: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillGeometric(all, p, dtype)); }
  override fillCauchy(shape: Shape, median: number, sigma: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillCauchy(all, median, sigma, dtype)); }
  override fillLogNormal(shape: Shape, mean: number, std: number, dtype: Dtype): NDArray { return this.part(shape, (g, all) => g.fillLogNormal(all, mean, std, dtype)); }
  override permutation(n: number): NDArray {
    return this.part([n], (g, all) => {
      const rows = Array.from({ length: sizeOf(all) / Math.max(n, 1) }, () => g.permutation(n).buffer);
      return wrap("int64", all, Float64Array.from(rows.flatMap((row) => [...row])));
    });
  }
}

/** Runs `work` with the generator of `count` examples; `begin` says which one comes next. */
export function withRandomness<T>(machine: Machine, mode: string, count: number, work: (begin: (example: number) => void) => T): T {
  const state = torchState(machine);
  const source = state.generator;
  const batch = new BatchGenerator(machine, source, mode, count);
  state.generator = batch;
  try {
    return work((example) => { batch.begin(example); });
  } finally {
    state.generator = source;
  }
}
