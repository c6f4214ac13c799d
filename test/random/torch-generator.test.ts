import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type NDArray, fromNumbers, full, toNumbers } from "../../src/engine/tensor/array.js";
import type { Dtype } from "../../src/engine/tensor/dtype.js";
import * as initial from "../../src/engine/tensor/random/initializers.js";
import { multinomial } from "../../src/engine/tensor/random/multinomial.js";
import { TorchGenerator } from "../../src/engine/tensor/random/torch-generator.js";

interface Call { readonly call: string; readonly arguments: readonly never[]; readonly result: readonly number[] }

const run: Record<string, (g: TorchGenerator, ...a: never[]) => number[]> = {
  uniform: (g, n: number, low: number, high: number, dtype: Dtype) => toNumbers(g.fillUniform([n], low, high, dtype)),
  normal: (g, n: number, mean: number, std: number, dtype: Dtype) => toNumbers(g.fillNormal([n], mean, std, dtype)),
  randint: (g, n: number, low: number, high: number, dtype: Dtype) => toNumbers(g.fillIntegers([n], low, high, dtype)),
  random: (g, n: number, dtype: Dtype) => toNumbers(g.fillRandom([n], dtype)),
  randperm: (g, n: number) => toNumbers(g.permutation(n)),
  bernoulli: (g, n: number, p: number, dtype: Dtype) => toNumbers(g.fillBernoulli([n], p, dtype)),
  bernoulliEach: (g, n: number, p: number, dtype: Dtype) => { const ps = full(dtype, [n], p).buffer; return toNumbers(g.fillBernoulliEach([n], (i) => ps[i]!, dtype, dtype)); },
  dropout: (g, n: number, p: number, dtype: Dtype) => (p === 0 ? new Array<number>(n).fill(1) : toNumbers(g.dropoutMask([n], p, dtype))),
  exponential: (g, n: number, rate: number, dtype: Dtype) => toNumbers(g.fillExponential([n], rate, dtype)),
  geometric: (g, n: number, p: number, dtype: Dtype) => toNumbers(g.fillGeometric([n], p, dtype)),
  cauchy: (g, n: number, median: number, sigma: number, dtype: Dtype) => toNumbers(g.fillCauchy([n], median, sigma, dtype)),
  logNormal: (g, n: number, mean: number, std: number, dtype: Dtype) => toNumbers(g.fillLogNormal([n], mean, std, dtype)),
  multinomial: (g, weights: number[] | number[][], count: number, replacement: boolean, dtype: Dtype) => {
    const rows = weights.filter((row) => Array.isArray(row));
    const shape = rows.length ? [rows.length, rows[0]!.length] : [weights.length];
    return toNumbers(multinomial(g, fromNumbers(dtype, shape, weights.flat()), count, replacement));
  },
  truncNormal: (g, shape: number[], mean: number, std: number, low: number, high: number) => toNumbers(initial.truncatedNormal(g, shape, mean, std, low, high, "float32")),
  xavierUniform: (g, shape: number[], gain: number) => toNumbers(initial.xavierUniform(g, shape, gain, "float32")),
  xavierNormal: (g, shape: number[], gain: number) => toNumbers(initial.xavierNormal(g, shape, gain, "float32")),
  kaimingUniform: (g, shape: number[], slope: number, mode: initial.FanMode, name: string) => toNumbers(initial.kaimingUniform(g, shape, slope, mode, name, "float32")),
  kaimingNormal: (g, shape: number[], slope: number, mode: initial.FanMode, name: string) => toNumbers(initial.kaimingNormal(g, shape, slope, mode, name, "float32")),
  linear: (g, inputs: number, outputs: number) => layer(g, [outputs, inputs]),
  conv2d: (g, inputs: number, outputs: number, window: number, groups: number) => layer(g, [outputs, inputs / groups, window, window]),
};

const layer = (g: TorchGenerator, shape: number[]): number[] =>
  [initial.defaultWeight(g, shape, "float32"), initial.defaultBias(g, shape[0]!, shape, "float32")].flatMap((array: NDArray) => toNumbers(array));

/** Bit for bit, but for the double-precision logarithm and sine of the C library, which may differ in the last place. */
const near = (a: number, b: number): boolean => a === b || Math.abs(a - b) <= 1e-15 + 4e-16 * Math.abs(b) * 8;

describe("TorchGenerator", () => {
  const programs = JSON.parse(readFileSync(join("test", "random", "torch.json"), "utf8")) as { seed: number; calls: Call[] }[];
  for (const { seed, calls } of programs) {
    it(`with seed ${seed} gives PyTorch's numbers for ${calls.map((c) => `${c.call}(${JSON.stringify(c.arguments).slice(1, -1)})`).join(", ").slice(0, 120)}`, () => {
      const generator = new TorchGenerator(seed);
      for (const { call, arguments: given, result } of calls) {
        const got = run[call]!(generator, ...given);
        assert.equal(got.length, result.length);
        got.forEach((value, i) => assert.ok(near(value, result[i]!), `${call}(${JSON.stringify(given)})[${i}]: ${value}, must be ${result[i]}`));
      }
    });
  }

  it("goes on from a saved state, the cached normal included", () => {
    const generator = new TorchGenerator(3);
    generator.normal();
    const state = generator.state();
    const first = [generator.normal(), generator.uniform24()];
    generator.restore(state);
    assert.deepEqual([generator.normal(), generator.uniform24()], first);
  });

  it("a large fill that was made before from the same state: the same numbers, which may be written to, and the same after it", () => {
    const fills: Record<string, (g: TorchGenerator, count: number) => NDArray> = {
      uniform: (g, count) => g.fillUniform([count], -1, 1, "float32"),
      "another range": (g, count) => g.fillUniform([count], -1, 2, "float32"),
      normal: (g, count) => g.fillNormal([count], 0, 1, "float32"),
      "another mean": (g, count) => g.fillNormal([count], 3, 1, "float32"),
    };
    // One at a time as in small fills, which nobody remembers.
    const drawn = new TorchGenerator(11);
    const uniforms = Array.from({ length: 5000 }, () => drawn.uniform24());
    const next = drawn.random32();
    for (let time = 0; time < 3; time++) {
      const generator = new TorchGenerator(11);
      const { buffer } = generator.fillUniform([5000], 0, 1, "float32");
      assert.deepEqual([...buffer], uniforms);
      assert.equal(generator.random32(), next);
      buffer.fill(0);
    }
    const of = (seed: number, skipped: number): number[][] => Object.values(fills).flatMap((fill) => [4999, 5000].map((count) => {
      const generator = new TorchGenerator(seed);
      for (let i = 0; i < skipped; i++) generator.random32();
      return [...toNumbers(fill(generator, count)), generator.random32()];
    }));
    const all = [of(1, 0), of(1, 1), of(1, 624), of(2, 0)];
    assert.equal(new Set(all.flat().map((numbers) => numbers.join())).size, all.flat().length);
    assert.deepEqual([of(1, 0), of(1, 1), of(1, 624), of(2, 0)], all);
  });
  it("many large fills: the oldest are forgotten, the numbers stay", () => {
    const one = (seed: number): number => new TorchGenerator(seed).fillUniform([1 << 20], 0, 1, "float32").buffer[12345]!;
    const expected = [1, 2, 3, 4, 5, 6].map(one);
    assert.deepEqual([1, 2, 3, 4, 5, 6].map(one), expected);
    assert.equal(new Set(expected).size, 6);
  });
});
