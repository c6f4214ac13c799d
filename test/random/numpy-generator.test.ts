import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toNumbers } from "../../src/engine/tensor/array.js";
import { NumpyGenerator } from "../../src/engine/tensor/random/numpy-generator.js";

interface Recorded { readonly seed: string; readonly calls: readonly { readonly call: string; readonly arguments: readonly never[]; readonly result: readonly number[] }[] }

const run: Record<string, (g: NumpyGenerator, ...a: never[]) => readonly number[]> = {
  random: (g, n: number) => toNumbers(g.fillDouble([n])),
  random32: (g, n: number) => toNumbers(g.fillDouble([n], "float32")),
  standard_normal: (g, n: number) => toNumbers(g.fillNormal([n], 0, 1)),
  standard_normal32: (g, n: number) => toNumbers(g.fillStandardNormal([n], "float32")),
  standard_exponential32: (g, n: number) => toNumbers(g.fillStandardExponential([n], "float32")),
  normal: (g, mean: number, std: number, n: number) => toNumbers(g.fillNormal([n], mean, std)),
  uniform: (g, low: number, high: number, n: number) => toNumbers(g.fillUniform([n], low, high)),
  integers: (g, low: number, high: number, n: number) => toNumbers(g.fillIntegers([n], low, high)),
  exponential: (g, scale: number, n: number) => toNumbers(g.fillExponential([n], scale)),
  permutation: (g, n: number) => g.permutation(n),
  shuffle: (g, n: number) => { const items = Array.from({ length: n }, (_, i) => i); g.shuffle(items); return items; },
  choice: (g, n: number, count: number, replace: boolean) => g.choice(n, count, replace, null),
};

describe("NumpyGenerator", () => {
  const { generator: programs } = JSON.parse(readFileSync(join("test", "random", "numpy.json"), "utf8")) as { generator: Recorded[] };
  for (const { seed, calls } of programs) {
    it(`with seed ${seed} gives NumPy's numbers for ${calls.map((c) => c.call).join(", ")}`, () => {
      const generator = new NumpyGenerator(BigInt(seed));
      for (const { call, arguments: given, result } of calls) {
        const got = run[call]!(generator, ...given);
        assert.equal(got.length, result.length);
        assert.deepEqual(got, result, `${call}(${JSON.stringify(given)})`);
      }
    });
  }
});
