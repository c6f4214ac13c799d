import assert from "node:assert/strict";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import type { Attributes } from "../../src/engine/ops/define.js";
import { fromNumbers, type NDArray, restride, toNumbers } from "../../src/engine/tensor/array.js";
import { sumOver } from "../../src/engine/tensor/kernels/sum.js";
import { kernels, loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import type { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { KERNEL_BYTES } from "./kernel-bytes.js";

/** Numbers of all sizes, zeros of both signs, subnormals. */
const array = (shape: readonly number[], seed: number, special: readonly number[] = []): NDArray => {
  const values = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (Math.sin(i * 1.7 + seed) + Math.cos(i * i * 0.013 * seed)) * (i % 7 === seed % 7 ? 9 : 1));
  for (const [k, value] of [0, -0, 1e-41, -3e-45, ...special].entries()) values[(k * 13 + seed * 5) % values.length] = value;
  return fromNumbers("float32", shape, values);
};

/** The value and the adjoints of all inputs. */
const run = (card: string, inputs: readonly NDArray[], attributes: Attributes): number[][] => runAll(inputs, (trace, leaves) => trace.apply(card, leaves, attributes));

function runAll(inputs: readonly NDArray[], compute: (trace: Trace, leaves: readonly Node[]) => Node): number[][] {
  const trace = new Trace({ elements: 1e6, bytes: 1e9 });
  const leaves = inputs.map((input) => trace.leaf(input, { kind: "literal" }));
  const y = compute(trace, leaves);
  const adjoints = reverse(y, { seed: trace.leaf(array(y.value.shape, 4), { kind: "literal" }) });
  return [y, ...leaves.map((leaf) => adjoints.get(leaf)!)].map(({ value }) => toNumbers(value));
}

/** First in JavaScript, then by the kernels: equal to the last bit, zeros' signs included. */
function sameByKernels<T>(compute: () => T): void {
  const expected = compute();
  loadKernels(KERNEL_BYTES);
  assert.ok(kernels());
  assert.deepEqual(compute(), expected);
}

const ATTENTION: readonly Attributes[] = [{}, { is_causal: true }, { is_causal: true, scale: -0.3 }];
const SPECIAL: readonly (readonly number[])[] = [[], [Infinity], [-Infinity], [Number.NaN, -Infinity], [3e38, -3e38, 1e-38]];

describe("kernels of rows and layers", () => {
  afterEach(() => loadKernels(null));

  for (const [rows, length] of [[3, 8], [5, 13], [7, 33], [2, 67], [40, 128], [1, 259]] as const)
    for (const special of SPECIAL) {
      const about = `[${rows}, ${length}]${special.length ? ` with ${special.join(", ")}` : ""}`;
      const x = array([rows, length], 1, special);
      it(`softmax of ${about}`, () => sameByKernels(() => run("softmax", [x], { axis: -1 })));
      it(`log softmax of ${about}`, () => sameByKernels(() => run("log_softmax", [x], { axis: -1 })));
      it(`layer norm of ${about}`, () => sameByKernels(() => run("layer_norm", [x, array([length], 2, special), array([length], 3)], { normalized_shape: [length] })));
      it(`layer norm of ${about} without weights`, () => sameByKernels(() => run("layer_norm", [x], { normalized_shape: [length], eps: 0.1 })));
    }
  for (const card of ["softmax", "log_softmax"])
    for (const special of SPECIAL)
      for (const [shape, axis] of [[[33, 13], 0], [[2, 1, 40], 1], [[3, 5, 4, 7], 1], [[3, 9, 6], 1], [[2, 30, 3], 1], [[17, 4], 0]] as const)
        it(`${card} of [${shape.join(", ")}] along axis ${axis}${special.length ? ` with ${special.join(", ")}` : ""}`, () => sameByKernels(() => run(card, [array(shape, 2, special)], { axis })));
  it("layer norm over two axes, and of a view", () => {
    const x = array([4, 6, 5, 3], 1);
    sameByKernels(() => run("layer_norm", [x, array([5, 3], 2), array([5, 3], 3)], { normalized_shape: [5, 3] }));
    loadKernels(null);
    const view = restride(x, [6, 4, 15], [15, 90, 1]);
    sameByKernels(() => run("layer_norm", [view, array([15], 2)], { normalized_shape: [15] }));
  });
  it("a row of zeros, and one that is cut off from end to end", () => {
    const x = fromNumbers("float32", [8, 9], Array.from({ length: 72 }, (_, i) => (i < 9 ? 0 : i < 18 ? -Infinity : i < 27 ? -200 * i : i)));
    for (const card of ["softmax", "log_softmax"]) {
      sameByKernels(() => run(card, [x], { axis: 1 }));
      loadKernels(null);
    }
    sameByKernels(() => run("layer_norm", [x], { normalized_shape: [9] }));
  });

  for (const [batch, queries, keys, size] of [[[], 8, 8, 4], [[2, 3], 17, 17, 16], [[4], 5, 21, 3], [[2], 33, 14, 40], [[2], 40, 40, 12]] as const)
    for (const attributes of ATTENTION)
      for (const special of SPECIAL)
        it(`attention [${[...batch, queries, keys, size]}] ${JSON.stringify(attributes)} ${special}`, () =>
          sameByKernels(() => run("scaled_dot_product_attention", [array([...batch, queries, size], 1, special), array([...batch, keys, size], 2), array([...batch, keys, size], 3)], attributes)));
  for (const [queries, keys, size] of [[210, 230, 24], [400, 30, 13], [13, 390, 200]] as const)
    for (const attributes of ATTENTION)
      it(`attention [${[queries, keys, size]}], where sums are cut, ${JSON.stringify(attributes)}`, () =>
        sameByKernels(() => run("scaled_dot_product_attention", [array([queries, size], 1), array([keys, size], 2), array([keys, size], 3)], attributes)));
  it("attention of views into one array", () => {
    const all = array([2, 20, 3, 2, 16], 1);
    const part = (i: number): NDArray => restride(all, [2, 2, 20, 16], [20 * 96, 16, 96, 1], i * 32);
    sameByKernels(() => run("scaled_dot_product_attention", [part(0), part(1), part(2)], { is_causal: true }));
  });
  it("attention whose products overflow where the mask cuts them off", () => {
    const huge = (seed: number): NDArray => fromNumbers("float32", [20, 16], Array.from({ length: 320 }, (_, i) => 1e19 * Math.sin(i * seed) * (i < 160 ? 1e-19 : 1)));
    sameByKernels(() => run("scaled_dot_product_attention", [array([20, 16], 1), array([20, 16], 2), huge(3)], { is_causal: true }));
    loadKernels(null);
    sameByKernels(() => run("scaled_dot_product_attention", [huge(1), huge(2), array([20, 16], 3)], { is_causal: true }));
  });
  it("attention with one key set for all, and with a mask, is composed", () => {
    sameByKernels(() => run("scaled_dot_product_attention", [array([3, 9, 4], 1), array([9, 4], 2), array([9, 5], 3)], {}));
    loadKernels(null);
    sameByKernels(() => run("scaled_dot_product_attention", [array([3, 9, 4], 1), array([3, 9, 4], 2), array([3, 9, 4], 3), array([9, 9], 5)], {}));
  });

  for (const [batch, inputs, outputs] of [[[64], 40, 24], [[2, 9], 20, 10], [[33], 17, 5], [[4, 5], 12, 13], [[220], 33, 250], [[3], 30, 40], [[40], 11, 30], [[1200], 13, 9]] as const)
    for (const special of [[], [Number.NaN, Infinity], new Array<number>(300).fill(0)])
      it(`linear [${[...batch, inputs, outputs]}] ${special.slice(0, 2)}`, () =>
        sameByKernels(() => run("linear", [array([...batch, inputs], 1, special), array([outputs, inputs], 2, special), array([outputs], 3)], {})));
  for (const activation of ["relu", "gelu"])
    it(`two layers with ${activation} between them`, () =>
      sameByKernels(() => runAll([array([60, 20], 1), array([24, 20], 2), array([24], 3), array([13, 24], 5)], (trace, [x, w, b, v]) =>
        trace.apply("linear", [trace.apply(activation, [trace.apply("linear", [x!, w!, b!], {})], {}), v!], {}))));
  it("linear of views, without a bias, with one number for all outputs", () => {
    const view = restride(array([20, 30], 1), [30, 20], [1, 30]);
    const weight = restride(array([20, 16], 2), [16, 20], [1, 16]);
    sameByKernels(() => run("linear", [view, weight], {}));
    loadKernels(null);
    sameByKernels(() => run("linear", [array([3, 8, 20], 1), weight, array([1], 3)], {}));
  });

  for (const [rows, length] of [[1, 1000], [1, 40000], [1, 300007], [30, 47], [70, 64], [1200, 9], [1100, 47], [300, 1001], [70000, 8]] as const)
    for (const axis of [0, 1])
      it(`sums of [${rows}, ${length}] along axis ${axis}`, () => sameByKernels(() => toNumbers(sumOver(array([rows, length], 1, [1e30]), [axis], false, "float32"))));
  for (const shape of [[8, 16, 26, 26], [3, 5, 400], [2, 3, 9, 71], [1, 4, 1200]])
    it(`sums of [${shape.join(", ")}] along all axes but the second`, () => sameByKernels(() => toNumbers(sumOver(array(shape, 1, [1e30]), shape.map((_, axis) => axis).filter((axis) => axis !== 1), false, "float32"))));
});
