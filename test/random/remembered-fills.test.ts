/** A large fill is not drawn twice from one state: the same numbers, the same afterwards, and an array of its own. */
import * as assert from "node:assert/strict";
import { toNumbers } from "../../src/engine/tensor/array.js";
import { NumpyGenerator } from "../../src/engine/tensor/random/numpy-generator.js";
import { NumpyRandomState } from "../../src/engine/tensor/random/numpy-random-state.js";
import { seeded } from "../../src/engine/tensor/random/threefry.js";
import { normal } from "../../src/engine/tensor/random/threefry-distributions.js";

const COUNT = 3000;

describe("large fills of NumPy's and JAX's generators", () => {
  const makers = { default_rng: (seed: number) => new NumpyGenerator(seed), RandomState: (seed: number) => new NumpyRandomState(seed) };
  for (const [name, make] of Object.entries(makers))
    it(`${name}: what one draw after the other gives, each time, and the same after it`, () => {
      type Generator = ReturnType<typeof make>;
      const rules: readonly (readonly [(g: Generator, count: number) => ReturnType<Generator["fillDouble"]>, (g: Generator) => number])[] = [
        [(g, count) => g.fillDouble([count]), (g) => g.double()],
        [(g, count) => g.fillUniform([count], -2, 1), (g) => -2 + 3 * g.double()],
        [(g, count) => g.fillNormal([count], 1, 2), (g) => 1 + 2 * g.normal()],
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
  it("jax.random.normal: by key and dtype", () => {
    const erfInverse = (x: number): number => x; // of doubles only, and the same for all
    const of = (seed: number, dtype: "float32" | "float64"): number[] => {
      const made = normal(seeded(BigInt(seed)), [COUNT], dtype, erfInverse);
      const numbers = toNumbers(made);
      made.buffer.fill(0);
      return numbers;
    };
    const first = [of(1, "float32"), of(2, "float32"), of(1, "float64")];
    assert.equal(new Set(first.map((numbers) => numbers.join())).size, 3);
    assert.deepEqual([of(1, "float32"), of(2, "float32"), of(1, "float64")], first);
  });
});
