/** A large fill is not drawn twice from one state: the same numbers, the same afterwards, and an array of its own. */
import * as assert from "node:assert/strict";
import { type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { NumpyGenerator } from "../../src/engine/tensor/random/numpy-generator.js";
import { NumpyRandomState } from "../../src/engine/tensor/random/numpy-random-state.js";
import { seeded } from "../../src/engine/tensor/random/threefry.js";
import * as samplers from "../../src/engine/tensor/random/threefry-distributions.js";
import { TorchGenerator } from "../../src/engine/tensor/random/torch-generator.js";

const COUNT = 3000;

describe("large fills of the generators", () => {
  const makers = { default_rng: (seed: number) => new NumpyGenerator(seed), RandomState: (seed: number) => new NumpyRandomState(seed) };
  for (const [name, make] of Object.entries(makers))
    it(`${name}: what one draw after the other gives, each time, and the same after it`, () => {
      type Generator = ReturnType<typeof make>;
      const rules: readonly (readonly [(g: Generator, count: number) => ReturnType<Generator["fillDouble"]>, (g: Generator) => number])[] = [
        [(g, count) => g.fillDouble([count]), (g) => g.double()],
        [(g, count) => g.fillUniform([count], -2, 1), (g) => -2 + 3 * g.double()],
        [(g, count) => g.fillNormal([count], 1, 2), (g) => 1 + 2 * g.normal()],
        [(g, count) => g.fillExponential([count], 3), (g) => 3 * g.exponential()],
      ];
      for (const [fill, draw] of rules)
        for (const seed of [5, 6]) {
          // The second begins in the middle of a pair of normals.
          for (const before of [0, 1]) {
            const slow = make(seed);
            for (let i = 0; i < before; i++) slow.normal();
            const expected = Array.from({ length: COUNT }, () => draw(slow));
            const next = [slow.normal(), slow.double()];
            for (let time = 0; time < 3; time++) {
              const fast = make(seed);
              for (let i = 0; i < before; i++) fast.normal();
              const filled = fill(fast, COUNT);
              assert.deepEqual(toNumbers(filled), expected);
              assert.deepEqual([fast.normal(), fast.double()], next);
              filled.buffer.fill(0);
            }
          }
        }
    });
  const torchRules: Readonly<Record<string, (g: TorchGenerator, dtype: "float32" | "float64" | "float16") => NDArray>> = {
    uniform: (g, dtype) => g.fillUniform([COUNT], -1, 2, dtype),
    "uniform with other bounds": (g, dtype) => g.fillUniform([COUNT], -1, 3, dtype),
    normal: (g, dtype) => g.fillNormal([COUNT], 1, 2, dtype),
    integers: (g, dtype) => g.fillIntegers([COUNT], -5, 9, dtype),
    random: (g, dtype) => g.fillRandom([COUNT], dtype),
    bernoulli: (g, dtype) => g.fillBernoulli([COUNT], 0.3, dtype),
    dropout: (g, dtype) => g.dropoutMask([COUNT], 0.3, dtype),
    exponential: (g, dtype) => g.fillExponential([COUNT], 2, dtype),
    geometric: (g, dtype) => g.fillGeometric([COUNT], 0.4, dtype),
    cauchy: (g, dtype) => g.fillCauchy([COUNT], 1, 2, dtype),
  };
  it("torch: every rule, seed and dtype its own, the same each time, and the same after it", () => {
    const of = (): string[] =>
      Object.values(torchRules).flatMap((rule) =>
        (["float32", "float64", "float16"] as const).flatMap((dtype) =>
          [5, 6].map((seed) => {
            const generator = new TorchGenerator(seed);
            const filled = rule(generator, dtype);
            const text = `${filled.dtype} ${toNumbers(filled).join()} then ${generator.random32()}`;
            filled.buffer.fill(0);
            return text;
          }),
        ),
      );
    const first = of();
    assert.equal(new Set(first).size, first.length);
    assert.deepEqual(of(), first);
  });
  it("JAX: every rule and key its own, the same each time", () => {
    const { cauchy, exponential, gumbel, laplace, logistic, uniformBetween } = samplers;
    const within = (high: number): typeof gumbel => (key, shape, dtype) => uniformBetween(key, shape, dtype, 0, high);
    const rules = [gumbel, exponential, laplace, logistic, cauchy, within(1), within(2)];
    const of = (): string[] => rules.flatMap((rule) => [1, 2].map((seed) => {
      const made = rule(seeded(BigInt(seed)), [COUNT], "float32");
      const text = toNumbers(made).join();
      made.buffer.fill(0);
      return text;
    }));
    const first = of();
    assert.equal(new Set(first).size, first.length);
    assert.deepEqual(of(), first);
  });
  it("jax.random.normal: by key and dtype", () => {
    const erfInverse = (x: number): number => x; // of doubles only, and the same for all
    const of = (seed: number, dtype: "float32" | "float64"): number[] => {
      const made = samplers.normal(seeded(BigInt(seed)), [COUNT], dtype, erfInverse);
      const numbers = toNumbers(made);
      made.buffer.fill(0);
      return numbers;
    };
    const first = [of(1, "float32"), of(2, "float32"), of(1, "float64")];
    assert.equal(new Set(first.map((numbers) => numbers.join())).size, 3);
    assert.deepEqual([of(1, "float32"), of(2, "float32"), of(1, "float64")], first);
  });
});
