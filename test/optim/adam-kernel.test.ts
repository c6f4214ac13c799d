import assert from "node:assert/strict";
import { adam, adamW } from "../../src/engine/optim/adam.js";
import type { Options, State } from "../../src/engine/optim/optimizer.js";
import { fromNumbers, type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { KERNEL_BYTES } from "../tensor/kernel-bytes.js";

/** No multiple of four, with what is not finite and what is tiny. */
const wave = (seed: number): NDArray =>
  fromNumbers("float32", [3, 341], Array.from({ length: 1023 }, (_, i) => (i === 7 ? Infinity : i === 8 ? Number.NaN : i === 9 ? 0 : i === 10 ? -0 : Math.sin(i * 1.7 + seed) * 10 ** ((i % 9) - 6))));

/** Everything after three steps. */
function trained(optimizer: typeof adam, options: Options): unknown {
  let parameter = wave(1);
  let state: State | null = null;
  for (const seed of [2, 3, 4]) ({ parameter, state } = optimizer.step(parameter, wave(seed), state, { ...optimizer.defaults, ...options }));
  return { parameter: toNumbers(parameter), step: state?.step, arrays: Object.entries(state?.arrays ?? {}).map(([name, array]) => [name, array.shape, toNumbers(array)]) };
}

const CASES: readonly (readonly [string, typeof adam, Options])[] = [
  ["Adam", adam, {}],
  ["Adam with weight decay, maximizing", adam, { weight_decay: 0.1, maximize: true }],
  ["Adam with a short memory", adam, { beta1: 0.3, beta2: 0.2, eps: 1e-3, lr: 0.5 }],
  ["AdamW", adamW, { lr: 0.02 }],
  ["AdamW without decay", adamW, { weight_decay: 0 }],
  ["AMSGrad, which has no kernel", adam, { amsgrad: true }],
];

describe("a step of Adam has the same digits by the kernel", () => {
  afterEach(() => loadKernels(null));
  for (const [name, optimizer, options] of CASES)
    it(name, () => {
      const expected = trained(optimizer, options);
      loadKernels(KERNEL_BYTES);
      assert.deepEqual(trained(optimizer, options), expected);
    });
});
