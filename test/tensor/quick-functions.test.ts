import * as assert from "node:assert/strict";
import { multiply } from "../../src/engine/tensor/kernels/double-double.js";
import { expPair, logPair, rounded, sineAndCosine } from "../../src/engine/tensor/kernels/pair-functions.js";
import { quickCosine, quickExp, quickLog, quickPower, quickSine } from "../../src/engine/tensor/kernels/quick-functions.js";
import { MersenneTwister } from "../../src/engine/tensor/random/mt19937.js";

const COUNT = 5000;

describe("quick functions", () => {
  const twister = new MersenneTwister();
  twister.seed(1);
  const between = (low: number, high: number): number => low + (high - low) * (twister.next() / 2 ** 32);
  const exact = {
    exp: (x: number) => rounded(expPair([x, 0])),
    log: (x: number) => rounded(logPair([x, 0])),
    sine: (x: number) => rounded(sineAndCosine(x)!.sine),
    cosine: (x: number) => rounded(sineAndCosine(x)!.cosine),
    power: (y: number) => (x: number) => rounded(expPair(multiply(logPair([x, 0]), [y, 0]))),
  };
  /** Arguments, the function, the same in pairs, and how often at most it may leave a result unsettled. */
  const cases: readonly (readonly [string, () => number, (x: number) => number, (x: number) => number, number])[] = [
    ["exp", () => between(-4, 4), quickExp, exact.exp, 0.01],
    ["exp of large numbers", () => between(-689, 689), quickExp, exact.exp, 0.01],
    ["exp of small ones", () => between(-1, 1) * 10 ** between(-12, 0), quickExp, exact.exp, 0.01],
    ["log", () => between(1e-9, 5), quickLog, exact.log, 0.01],
    ["log near 1", () => 1 + between(-1, 1) * 10 ** between(-10, -1), quickLog, exact.log, 0.01],
    ["log of all magnitudes", () => 10 ** between(-280, 280), quickLog, exact.log, 0.01],
    ["sine", () => between(-7, 7), quickSine, exact.sine, 0.01],
    ["sine of large angles", () => between(-99999, 99999), quickSine, exact.sine, 0.01],
    ["sine near its zeros", () => Math.round(between(0, 50)) * Math.PI + between(-1, 1) * 10 ** between(-6, 0), quickSine, exact.sine, 0.1],
    ["cosine", () => between(-7, 7), quickCosine, exact.cosine, 0.01],
    ["cosine of large angles", () => between(-99999, 99999), quickCosine, exact.cosine, 0.01],
    ...[0.5, -0.5, 1 / 3, -2.3, 10.1].map((y) => [`power ${y}`, () => between(1e-6, 20), (x: number) => quickPower(x, y), exact.power(y), 0.06] as const),
  ];
  for (const [name, argument, quick, slow, share] of cases) {
    it(`${name}: rounded as a pair of doubles is, or not settled`, () => {
      let open = 0;
      for (let i = 0; i < COUNT; i++) {
        const x = argument();
        const value = quick(x);
        if (Number.isNaN(value)) open++;
        else assert.equal(value, slow(x), `of ${x}`);
      }
      assert.ok(open <= share * COUNT, `${open} of ${COUNT} are left open`);
    });
  }
});
