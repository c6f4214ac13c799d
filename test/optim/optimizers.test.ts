import * as assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { OPTIMIZERS, type OptimizerName, optimizerNamed } from "../../src/engine/optim/index.js";
import type { Options, State } from "../../src/engine/optim/optimizer.js";
import { fromNumbers, toNumbers } from "../../src/engine/tensor/array.js";
import type { Dtype } from "../../src/engine/tensor/dtype.js";

interface Recorded {
  readonly name: OptimizerName;
  readonly options: Options;
  readonly dtype: Dtype;
  readonly start: readonly number[];
  readonly steps: readonly { readonly gradient: readonly number[]; readonly parameter: readonly number[] }[];
}

describe("optimizers", () => {
  const cases = JSON.parse(readFileSync(join("test", "optim", "steps.json"), "utf8")) as Recorded[];
  for (const { name, options, dtype, start, steps } of cases) {
    it(`${name} ${JSON.stringify(options)} in ${dtype} takes PyTorch's steps`, () => {
      const optimizer = optimizerNamed(name);
      let parameter = fromNumbers(dtype, [start.length], start);
      let state: State | null = null;
      let different = 0;
      for (const { gradient, parameter: wanted } of steps) {
        ({ parameter, state } = optimizer.step(parameter, fromNumbers(dtype, [start.length], gradient), state, { ...OPTIMIZERS[name].defaults, ...options }));
        const bound = dtype === "float32" ? 3.6e-7 : 2e-15;
        toNumbers(parameter).forEach((value, i) => {
          if (value !== wanted[i]) different++;
          assert.ok(Math.abs(value - wanted[i]!) <= bound * Math.max(1, Math.abs(wanted[i]!)), `${value}, must be ${wanted[i]}`);
        });
      }
      // PyTorch's vectorised square root is not always the nearest number, and double precision has no fused multiply-add here.
      const exact = name === "SGD" && dtype === "float32";
      assert.ok(different <= (exact ? 0 : steps.length * start.length * 0.4), `${different} of ${steps.length * start.length} numbers differ in the last place`);
    });
  }
});
