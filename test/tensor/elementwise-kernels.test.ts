import assert from "node:assert/strict";
import { type FunctionName, FUNCTIONS } from "../../src/engine/ops/algebra/functions.js";
import { erf } from "../../src/engine/ops/algebra/special.js";
import { attributesOf } from "../../src/engine/ops/define.js";
import { elementwiseAdjoint, elementwiseForward, kernelName } from "../../src/engine/ops/elementwise.js";
import { CARDS } from "../../src/engine/ops/registry.js";
import { broadcastTo, fromNumbers, type NDArray, scalar, toNumbers, wrap } from "../../src/engine/tensor/array.js";
import { kernels, loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { KERNEL_BYTES } from "./kernel-bytes.js";

const SPECIAL: readonly number[] = [0, -0, 1, -1, 0.5, -0.5, 2.5, 1e-40, -1e-42, 3e38, -3e38, Infinity, -Infinity, Number.NaN, 1e-20, 7, 2 ** -14, -(2 ** -14), 9.9999, 10, 103.9, -104, 104, -87.4];
/** No multiple of four; every pair of special numbers is met. */
const COUNT = 1003;
const numbers = (step: number): NDArray =>
  fromNumbers("float32", [COUNT], Array.from({ length: COUNT }, (_, i) => (i < 600 ? SPECIAL[Math.floor(i / step) % SPECIAL.length]! : Math.sin(i * step) * 4)));
const INPUTS = [1, 16, 3, 5].map(numbers);
/** One number for all elements. */
const repeated = (value: number): NDArray => broadcastTo(scalar("float32", value), [COUNT]);

/** What the functions of one rounding are to round. */
const EXACT = { tanh: Math.tanh, erf, exp: Math.exp, expm1: Math.expm1, log: Math.log, log1p: Math.log1p };

/** The cards that have a kernel, each with those it has, for the attributes' defaults and those of its samples. */
const NAMED = new Map(CARDS.flatMap((card) => {
  if (card.kind !== "elementwise") return [];
  const sets = [{}, ...card.samples().map((sample) => sample.attributes ?? {})].map((given) => attributesOf(card, given));
  return sets.flatMap((attributes) => [null, ...Object.keys(card.partials)].map((partial) => [kernelName(card, partial, attributes), { card, partial, attributes }] as const));
}).filter(([name]) => hasKernel(name)));

function hasKernel(name: string): boolean {
  loadKernels(KERNEL_BYTES);
  const has = kernels()?.elementwise(name) !== undefined;
  loadKernels(null);
  return has;
}

/** With the kernels and without. */
function both(compute: () => NDArray): readonly [number[], number[]] {
  loadKernels(null);
  const expected = toNumbers(compute());
  loadKernels(KERNEL_BYTES);
  return [toNumbers(compute()), expected];
}

describe("elementwise kernels have the digits of the loops", () => {
  afterEach(() => loadKernels(null));
  for (const [name, { card, partial, attributes }] of NAMED)
    it(name, () => {
      for (const inputs of [INPUTS, [INPUTS[0]!, repeated(-0.75), INPUTS[2]!], [repeated(1.5), INPUTS[1]!, repeated(0.25)]]) {
        const arrays = card.inputs.map((_, i) => inputs[i]!);
        const y = elementwiseForward(card, arrays, attributes, "float32", "float32");
        const [given, expected] = both(() => (partial === null ? elementwiseForward(card, arrays, attributes, "float32", "float32") : elementwiseAdjoint(card, partial, INPUTS[3]!, arrays, y, attributes)));
        assert.deepEqual(given, expected);
      }
    });
  it("there are some for arithmetic, for relu and its adjoint, for functions that cost", () => {
    for (const name of ["value_add", "value_sub", "value_mul", "value_div", "value_relu", "adjoint_relu_x", "value_tanh", "value_silu", "value_gelu", "adjoint_gelu_x", "value_gelu_approximate_tanh", "adjoint_gelu_x_approximate_tanh", "value_softplus", "adjoint_mish_x"]) assert.ok(NAMED.has(name), name);
  });
  for (const [name, exact] of Object.entries(EXACT))
    it(`${name} rounds the exact value, in numbers and in vectors`, () => {
      const step = 9973;
      const half = Math.ceil(0x7f800000 / step);
      const all = new Float32Array(Uint32Array.from({ length: 2 * half }, (_, i) => (i < half ? i * step : 0x80000000 + (i - half) * step)).buffer);
      const single = FUNCTIONS[name as FunctionName].single!;
      const others = all.filter((x) => !Object.is(single(x), Math.fround(exact(x))));
      assert.ok(others.length <= 2, `${others.length} of ${all.length}: ${others}`);
      const { card } = NAMED.get(`value_${name}`)!;
      loadKernels(KERNEL_BYTES);
      assert.deepEqual(elementwiseForward(card, [wrap("float32", [all.length], all)], {}, "float32", "float32").buffer, Float32Array.from(all, single));
    });
  it("at the ends: what the functions are there, signs of zero included", () => {
    const at = [0, -0, Infinity, -Infinity, Number.NaN, -1, -1.5, 88.72284, 88.8, -103.9, -105, 1e-45, -1e-45].map(Math.fround);
    for (const [name, exact] of Object.entries(EXACT)) {
      const single = FUNCTIONS[name as FunctionName].single!;
      assert.deepEqual(at.map(single), at.map(exact).map(Math.fround), name);
    }
  });
});
