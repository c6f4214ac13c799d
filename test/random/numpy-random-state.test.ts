import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { toNumbers } from "../../src/engine/tensor/array.js";
import * as counts from "../../src/engine/tensor/random/counts.js";
import * as draw from "../../src/engine/tensor/random/distributions.js";
import { NumpyRandomState } from "../../src/engine/tensor/random/numpy-random-state.js";

interface Recorded { readonly seed: string; readonly calls: readonly { readonly call: string; readonly arguments: readonly never[]; readonly result: readonly number[] }[] }

const run: Record<string, (g: NumpyRandomState, ...a: never[]) => readonly number[]> = {
  rand: (g, n: number) => toNumbers(g.fillDouble([n])),
  randn: (g, n: number) => toNumbers(g.fillNormal([n], 0, 1)),
  randint: (g, low: number, high: number, n: number) => toNumbers(g.fillIntegers([n], low, high)),
  uniform: (g, low: number, high: number, n: number) => toNumbers(g.fillUniform([n], low, high)),
  normal: (g, mean: number, std: number, n: number) => toNumbers(g.fillNormal([n], mean, std)),
  permutation: (g, n: number) => g.permutation(n),
  shuffle: (g, n: number) => { const items = Array.from({ length: n }, (_, i) => i); g.shuffle(items); return items; },
  choice: (g, n: number, count: number, replace: boolean, p: readonly number[] | null) => g.choice(n, count, replace, p),
  exponential: (g, scale: number, n: number) => toNumbers(g.fillExponential([n], scale)),
  laplace: (g, mean: number, scale: number, n: number) => toNumbers(g.fill([n], () => draw.laplace(g, mean, scale))),
  logistic: (g, mean: number, scale: number, n: number) => toNumbers(g.fill([n], () => draw.logistic(g, mean, scale))),
  gumbel: (g, mean: number, scale: number, n: number) => toNumbers(g.fill([n], () => draw.gumbel(g, mean, scale))),
  lognormal: (g, mean: number, std: number, n: number) => toNumbers(g.fill([n], () => draw.logNormal(g, mean, std))),
  poisson: (g, rate: number, n: number) => toNumbers(g.fill([n], () => counts.poisson(g, rate))),
  binomial: (g, n: number, p: number, count: number) => toNumbers(g.fill([count], () => counts.binomial(g, n, p))),
};

describe("NumpyRandomState", () => {
  const { legacy } = JSON.parse(readFileSync(join("test", "random", "numpy.json"), "utf8")) as { legacy: Recorded[] };
  for (const { seed, calls } of legacy) {
    it(`with seed ${seed} gives NumPy's numbers for ${calls.map((c) => c.call).join(", ")}`, () => {
      const generator = new NumpyRandomState(Number(seed));
      for (const { call, arguments: given, result } of calls) {
        const got = run[call]!(generator, ...given);
        assert.equal(got.length, result.length);
        assert.deepEqual(got, result, `${call}(${JSON.stringify(given)})`);
      }
    });
  }
});
