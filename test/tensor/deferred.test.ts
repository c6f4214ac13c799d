/** Values that are computed where they are read have the numbers of values computed at once, for whoever looks, and whenever. */
import assert from "node:assert/strict";
import { bytesOf, fromNumbers, type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { Deferred } from "../../src/engine/tensor/deferred.js";
import { loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { Handle } from "../../src/engine/trace/handle.js";
import type { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";
import { KERNEL_BYTES } from "./kernel-bytes.js";

const SHAPE = [2, 3, 20, 22];
const wave = (seed: number): NDArray => fromNumbers("float32", SHAPE, Array.from({ length: 2640 }, (_, i) => Math.sin(i * 1.7 + seed)));

const LITERAL = { kind: "literal" } as const;

/** A trace and relu of an array on it, with kernels. */
function deferredRelu(): { readonly trace: Trace; readonly relu: Node } {
  loadKernels(KERNEL_BYTES);
  const trace = new Trace({ elements: Infinity, bytes: Infinity });
  const relu = trace.apply("relu", [trace.leaf(wave(1), LITERAL)]);
  assert.ok(relu.value instanceof Deferred);
  return { trace, relu };
}

const EXPECTED = toNumbers(wave(1)).map((x) => Math.max(x, 0));

describe("values computed where they are read", () => {
  afterEach(() => loadKernels(null));
  it("are counted with the bytes they take up", () => {
    assert.equal(bytesOf(deferredRelu().relu.value), 2640 * 4);
  });
  it("pooled before anybody looks, twice and otherwise between: maxima of the same numbers, which are there afterwards", () => {
    const pooled = ({ trace, relu }: ReturnType<typeof deferredRelu>, size: number): number[] => toNumbers(trace.apply("max_pool2d", [relu], { kernel_size: size }).value);
    const looked = deferredRelu();
    toNumbers(looked.relu.value);
    const fresh = deferredRelu();
    assert.deepEqual(pooled(fresh, 2), pooled(looked, 2));
    fresh.trace.apply("mul", [fresh.trace.leaf(wave(2), LITERAL), fresh.trace.leaf(wave(3), LITERAL)]);
    assert.deepEqual(pooled(fresh, 3), pooled(looked, 3));
    assert.deepEqual(toNumbers(fresh.relu.value), EXPECTED);
  });
  it("kernels gone before anybody looks: the same numbers", () => {
    const { relu } = deferredRelu();
    loadKernels(null);
    assert.deepEqual(toNumbers(relu.value), EXPECTED);
  });
  it("one of another is computed from its numbers", () => {
    const { trace, relu } = deferredRelu();
    assert.deepEqual(toNumbers(trace.apply("relu", [trace.apply("neg", [relu])]).value), EXPECTED.map(() => 0));
    assert.deepEqual(toNumbers(trace.apply("neg", [trace.apply("neg", [relu])]).value), EXPECTED);
  });
  it("written through a view of it that nobody had looked at: the place sees it, the recorded value stays", () => {
    const { trace, relu } = deferredRelu();
    const place = new Handle(relu);
    const view = new Handle(trace.apply("slice", [place.node(trace)], { starts: [1, 0, 0, 0], stops: [2, ...SHAPE.slice(1)], steps: [1, 1, 1, 1] }));
    view.write(trace, trace.apply("neg", [view.node(trace)]));
    assert.deepEqual(toNumbers(place.node(trace).value), EXPECTED.map((x, i) => (i < 1320 ? x : -x)));
    assert.deepEqual(toNumbers(relu.value), EXPECTED);
  });
  it("what partials read again is computed at once", () => {
    const { trace } = deferredRelu();
    assert.ok(!(trace.apply("tanh", [trace.leaf(wave(1), LITERAL)]).value instanceof Deferred));
  });
  for (const between of ["nothing", "another that is kept", "a call that needs all the room"])
    it(`a convolution that several kernels read, ${between} between them: the numbers of one looked at before`, () => {
      loadKernels(KERNEL_BYTES);
      const trace = new Trace({ elements: Infinity, bytes: Infinity });
      const convolved = (seed: number): Node => trace.apply("conv2d", [trace.leaf(wave(seed), LITERAL), trace.leaf(fromNumbers("float32", [2, 3, 2, 3], Array.from({ length: 36 }, (_, i) => Math.cos(i + seed))), LITERAL)]);
      const [looked, fresh, other] = [convolved(1), convolved(1), convolved(2)];
      assert.ok(fresh.value instanceof Deferred);
      toNumbers(looked.value);
      const reads = (node: Node): unknown => ["relu", "neg", "relu"].map((name) => {
        const pooled = toNumbers(trace.apply("max_pool2d", [trace.apply(name, [node])], { kernel_size: 2 }).value);
        if (node === looked || between === "nothing") return pooled;
        if (between === "another that is kept") trace.apply("max_pool2d", [trace.apply("relu", [other])], { kernel_size: 2 });
        else trace.apply("matmul", [trace.leaf(fromNumbers("float32", [300, 300], Array.from({ length: 90_000 }, (_, i) => i)), LITERAL), trace.leaf(fromNumbers("float32", [300, 300], Array.from({ length: 90_000 }, (_, i) => i)), LITERAL)]);
        return pooled;
      });
      assert.deepEqual(reads(fresh), reads(looked));
      assert.deepEqual(toNumbers(fresh.value), toNumbers(looked.value));
    });
});
