import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { elementwiseAdjoint, elementwiseForward, kernelName } from "../../src/engine/ops/elementwise.js";
import { CARDS } from "../../src/engine/ops/registry.js";
import { broadcastTo, fromNumbers, type NDArray, scalar, toNumbers } from "../../src/engine/tensor/array.js";
import { kernels, loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { dist } from "../../tools/paths.mjs";

setFlagsFromString("--experimental-wasm-relaxed-simd");
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dist, name)));
const [plain, fused] = [bytes("kernels.wasm"), bytes("kernels-fused.wasm")];

const SPECIAL: readonly number[] = [0, -0, 1, -1, 0.5, -0.5, 2.5, 1e-40, -1e-42, 3e38, -3e38, Infinity, -Infinity, Number.NaN, 1e-20, 7];
/** No multiple of four; every pair of special numbers is met. */
const COUNT = 1003;
const numbers = (step: number): NDArray =>
  fromNumbers("float32", [COUNT], Array.from({ length: COUNT }, (_, i) => (i < 512 ? SPECIAL[Math.floor(i / step) % SPECIAL.length]! : Math.sin(i * step) * 4)));
const INPUTS = [1, 16, 3, 5].map(numbers);
/** One number for all elements. */
const repeated = (value: number): NDArray => broadcastTo(scalar("float32", value), [COUNT]);

/** The cards that have a kernel, each with those it has. */
const NAMED = CARDS.flatMap((card) =>
  card.kind === "elementwise" ? [null, ...Object.keys(card.partials)].map((partial) => ({ card, partial, name: kernelName(card.name, partial) })).filter(({ name }) => hasKernel(name)) : []);

function hasKernel(name: string): boolean {
  loadKernels({ plain, fused });
  const has = kernels()?.elementwise(name) !== undefined;
  loadKernels(null);
  return has;
}

/** With the kernels and without. */
function both(compute: () => NDArray): readonly [number[], number[]] {
  loadKernels(null);
  const expected = toNumbers(compute());
  loadKernels({ plain, fused });
  return [toNumbers(compute()), expected];
}

describe("elementwise kernels have the digits of the loops", () => {
  afterEach(() => loadKernels(null));
  for (const { card, partial, name } of NAMED)
    it(name, () => {
      const attributes = card.attributes ?? {};
      for (const inputs of [INPUTS, [INPUTS[0]!, repeated(-0.75), INPUTS[2]!], [repeated(1.5), INPUTS[1]!, repeated(0.25)]]) {
        const arrays = card.inputs.map((_, i) => inputs[i]!);
        const y = elementwiseForward(card, arrays, attributes, "float32", "float32");
        const [given, expected] = both(() => (partial === null ? elementwiseForward(card, arrays, attributes, "float32", "float32") : elementwiseAdjoint(card, partial, INPUTS[3]!, arrays, y, attributes)));
        assert.deepEqual(given, expected);
      }
    });
  it("there are some for arithmetic, for relu and its adjoint", () => {
    for (const name of ["value_add", "value_sub", "value_mul", "value_div", "value_relu", "adjoint_relu_x"]) assert.ok(NAMED.some((kernel) => kernel.name === name), name);
  });
});
