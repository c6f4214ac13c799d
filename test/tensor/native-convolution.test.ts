/** Convolutions by the kernels beside those in JavaScript; maxima of windows beside a plain reading of the definition. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { inputAdjoints, reverse } from "../../src/engine/autodiff/reverse.js";
import { copy, fromNumbers, type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { elementSum } from "../../src/engine/tensor/kernels/bias.js";
import { type ConvolutionGeometry, convolve, convolveInputAdjoint, convolveWeightAdjoint } from "../../src/engine/tensor/kernels/conv.js";
import { SumsAtPlaces, type Windows, windowMaxima } from "../../src/engine/tensor/kernels/pool.js";
import { loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { constantNode, type Node } from "../../src/engine/trace/node.js";
import { Trace, unrecorded } from "../../src/engine/trace/trace.js";
import { dist } from "../../tools/paths.mjs";

setFlagsFromString("--experimental-wasm-relaxed-simd");
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dist, name)));
const kernels = { plain: bytes("kernels.wasm"), fused: bytes("kernels-fused.wasm") };

const wave = (shape: readonly number[], seed: number): NDArray =>
  fromNumbers("float32", shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + seed) + Math.cos(i * i * 0.013 * seed)));

interface Case {
  readonly batch: number;
  readonly channels: number;
  readonly outputs: number;
  readonly input: readonly number[];
  readonly window: readonly number[];
  readonly stride?: number;
  readonly padding?: number;
  readonly dilation?: number;
  readonly groups?: number;
}

const CASES: Readonly<Record<string, Case>> = {
  "an image": { batch: 2, channels: 1, outputs: 16, input: [28, 28], window: [3, 3] },
  "a few positions, padding": { batch: 3, channels: 4, outputs: 5, input: [7, 6], window: [3, 3], padding: 1 },
  "stride, dilation": { batch: 2, channels: 3, outputs: 6, input: [17, 15], window: [3, 2], stride: 2, dilation: 2 },
  groups: { batch: 2, channels: 6, outputs: 9, input: [12, 11], window: [3, 3], groups: 3 },
  "each channel by itself": { batch: 1, channels: 8, outputs: 8, input: [14, 14], window: [3, 3], padding: 1, groups: 8 },
  "a sequence": { batch: 2, channels: 5, outputs: 7, input: [61], window: [4] },
  "a volume": { batch: 1, channels: 2, outputs: 4, input: [6, 7, 8], window: [2, 3, 2] },
  "more terms than a block": { batch: 1, channels: 40, outputs: 12, input: [9, 9], window: [3, 3] },
  "rows of windows four apart": { batch: 2, channels: 3, outputs: 4, input: [13, 14], window: [4, 4] },
  "stride 3, places that no window covers": { batch: 2, channels: 3, outputs: 5, input: [19, 18], window: [2, 2], stride: 3 },
  "more padding than window": { batch: 2, channels: 4, outputs: 6, input: [9, 10], window: [1, 2], padding: 2 },
  "input behind the last window": { batch: 2, channels: 3, outputs: 4, input: [16, 18], window: [3, 3], stride: 4, padding: 1 },
  "stride and dilation with a common factor": { batch: 2, channels: 2, outputs: 3, input: [23, 25], window: [3, 4], stride: 4, dilation: 6, padding: 3 },
  "stride and dilation without one": { batch: 2, channels: 2, outputs: 3, input: [17, 14], window: [4, 3], stride: 3, dilation: 2, padding: 1, groups: 1 },
  "groups with stride": { batch: 2, channels: 4, outputs: 8, input: [15, 16], window: [3, 3], stride: 2, padding: 1, groups: 4 },
  "a single output": { batch: 2, channels: 3, outputs: 1, input: [20, 20], window: [5, 5] },
};

function geometryOf({ input, window, stride = 1, padding = 0, dilation = 1, groups = 1 }: Case): ConvolutionGeometry {
  const each = (value: number): number[] => input.map(() => value);
  const output = input.map((length, i) => Math.floor((length + 2 * padding - dilation * (window[i]! - 1) - 1) / stride) + 1);
  return { input, window, output, stride: each(stride), before: each(padding), dilation: each(dilation), groups };
}

describe("native convolutions", () => {
  afterEach(() => loadKernels(null));

  for (const [what, one] of Object.entries(CASES))
    it(`${what}: value and input adjoint bit for bit, weight adjoint within rounding`, () => {
      const { batch, channels, outputs, input, window, groups = 1 } = one;
      const geometry = geometryOf(one);
      const [x, w] = [wave([batch, channels, ...input], 1), wave([outputs, channels / groups, ...window], 2)];
      const g = wave([batch, outputs, ...geometry.output], 3);
      const [bias, added] = [wave([outputs], 4), wave([channels], 5)];
      const value = toNumbers(convolve(x, w, bias, geometry, "float32"));
      const adjoint = toNumbers(convolveInputAdjoint(g, w, added, geometry, "float32"));
      const exact = toNumbers(convolveWeightAdjoint(copy(x, "float64"), copy(g, "float64"), geometry, "float64"));
      loadKernels(kernels);
      assert.deepEqual(toNumbers(convolve(x, w, bias, geometry, "float32")), value);
      assert.deepEqual(toNumbers(convolveInputAdjoint(g, w, added, geometry, "float32")), adjoint);
      const largest = Math.max(...exact.map(Math.abs));
      toNumbers(convolveWeightAdjoint(x, g, geometry, "float32")).forEach((found, i) => assert.ok(Math.abs(found - exact[i]!) <= 2e-6 * largest, `${found} for ${exact[i]}`));
    });
});

describe("a bias added in place", () => {
  for (const [shape, bias] of [[[2, 3, 4, 5], [3, 1, 1]], [[4, 3], [3]], [[2, 3, 2], [2, 1, 1]], [[5], []], [[2, 0, 3], [1]]] as const)
    for (const dtype of ["float32", "float64", "float16"] as const)
      it(`[${bias.join(", ")}] to [${shape.join(", ")}] of ${dtype}`, () => {
        const y = copy(wave(shape, 1), dtype);
        const b = copy(wave(bias, 2), dtype);
        const [before, added] = [toNumbers(y), toNumbers(b)];
        const rank = shape.length - bias.length;
        const at = (i: number): number => {
          let [left, place, step] = [i, 0, 1];
          for (let axis = shape.length - 1; axis >= rank; axis--) {
            const length = bias[axis - rank]!;
            place += (length === 1 ? 0 : left % shape[axis]!) * step;
            step *= length;
            left = Math.floor(left / shape[axis]!);
          }
          return place;
        };
        const expected = toNumbers(fromNumbers(dtype, shape, before.map((value, i) => value + added[at(i)]!)));
        assert.deepEqual(toNumbers(elementSum(y, b)), expected);
      });
});

describe("maxima of windows", () => {
  const windows = [[[0, 1], [1, 2], [3]], [[0], [0, 1, 2], [1, 2, 3]]] as const;
  it("the first of equals, the first NaN before all others, each plane by itself", () => {
    const values = [
      [1, 1, 2, 0, 1, 3, 3, 0, 5, 5, 5, 5, -1, -2, -3, -4],
      [Number.NaN, 9, 1, 2, 3, Number.NaN, Number.NaN, 1, -Infinity, Infinity, 0, Infinity, 0, 0, -0, 0],
    ];
    const expected = values.flatMap((plane) =>
      windows[0].flatMap((rows) => windows[1].map((columns) => {
        const places = rows.flatMap((row) => columns.map((column) => row * 4 + column));
        const nan = places.find((place) => Number.isNaN(plane[place]));
        return nan ?? places.find((place) => plane[place] === Math.max(...places.map((one) => plane[one]!)))!;
      })));
    assert.deepEqual([...windowMaxima(fromNumbers("float32", [2, 4, 4], values.flat()), windows).at], expected);
  });
  for (const shape of [[3, 4, 17, 20], [12, 9, 10], [1, 2, 24, 23]]) {
    const length = (axis: number): number => shape[shape.length + axis]!;
    const along = (count: number): number[][] => Array.from({ length: Math.ceil(count / 2) }, (_, i) => [2 * i - 1, 2 * i, 2 * i + 2].filter((at) => at >= 0 && at < count));
    it(`of [${shape.join(", ")}] by the kernels: the same places, numbers and sums of adjoints, zeros' signs included`, () => {
      const values = toNumbers(wave(shape, 1)).map((value, i) => (i % 31 === 0 ? Number.NaN : i > 200 && i < 260 ? -Infinity : i % 5 === 0 ? 0 : i % 7 === 0 ? -0 : Math.min(value, 1)));
      const x = fromNumbers("float32", shape, values);
      const sliding = [[2, 2, 0, 1], [3, 1, 1, 1], [3, 2, 1, 1], [2, 3, 0, 1], [4, 1, 2, 1], [1, 4, 0, 1], [3, 2, 2, 2], [3, 2, 0, 2]].map(([window, stride, padding, dilation]) => {
        const each = (value: number): number[] => [value, value];
        // As with ceil_mode: the last window may hang over.
        const output = [length(-2), length(-1)].map((count) => Math.ceil((count + 2 * padding! - (window! - 1) * dilation! - 1) / stride!) + 1).map((count, i) =>
          (count - 1) * stride! >= length(i - 2) + padding! ? count - 1 : count);
        return { window: each(window!), stride: each(stride!), before: each(padding!), dilation: each(dilation!), output };
      });
      const forms: readonly Windows[] = [[along(length(-2)), along(length(-1))], ...sliding];
      const both = (): unknown => forms.map((windows) => {
        const maxima = windowMaxima(x, windows);
        const adjoint = wave([maxima.at.length], 2).buffer as Float32Array;
        return { maxima, sums: new SumsAtPlaces(shape, 2, adjoint, maxima.at).buffer };
      });
      const expected = both();
      loadKernels(kernels);
      assert.deepEqual(both(), expected);
      loadKernels(null);
    });
  }
});

describe("the adjoint of pooling", () => {
  afterEach(() => loadKernels(null));
  for (const before of ["relu", "tanh", "exp"])
    it(`handed on to ${before} by kernels, looked at before or not: the same numbers`, () => {
      const run = (looksFirst: boolean): number[][] => {
        const trace = new Trace({ elements: Infinity, bytes: Infinity });
        const x = trace.leaf(wave([2, 3, 19, 22], 1), { kind: "literal" });
        const pooled = trace.apply("max_pool2d", [trace.apply(before, [x])], { kernel_size: 3, stride: 2, padding: 1 });
        const seed = constantNode(wave(pooled.value.shape, 2));
        const adjoints = reverse(pooled, { seed, visit: (_, adjoint) => { if (looksFirst) toNumbers(adjoint.value); return adjoint; } });
        return [...adjoints.values()].map((adjoint) => toNumbers(adjoint.value));
      };
      const expected = run(true);
      loadKernels(kernels);
      assert.deepEqual(run(true), expected);
      assert.deepEqual(run(false), expected);
    });
  for (const between of ["relu", "tanh", "leaky_relu"])
    it(`handed on through ${between} to a convolution, computed on the way, looked at before or after: the same numbers`, () => {
      const run = (looks: "first" | "last" | "twice"): number[][] => {
        const trace = new Trace({ elements: Infinity, bytes: Infinity });
        const leaf = (shape: number[], k: number): Node => trace.leaf(wave(shape, k), { kind: "literal" });
        const [x, weight, bias] = [leaf([3, 2, 20, 21], 1), leaf([4, 2, 3, 3], 2), leaf([4], 3)];
        const pooled = trace.apply("max_pool2d", [trace.apply(between, [trace.apply("conv2d", [x, weight, bias], { padding: 1 })])], { kernel_size: 2 });
        const seed = constantNode(wave(pooled.value.shape, 4));
        const again: Node[] = [];
        const adjoints = reverse(pooled, { seed, visit: (node, adjoint) => {
          if (looks === "first") toNumbers(adjoint.value);
          if (looks === "twice" && node.card?.name === "conv2d") again.push(...inputAdjoints(node, [adjoint], unrecorded).map((one) => one!));
          return adjoint;
        } });
        return [...adjoints.values(), ...(looks === "twice" ? again : [x, weight, bias].map((node) => adjoints.get(node)!))].map((adjoint) => toNumbers(adjoint.value));
      };
      loadKernels(kernels);
      const expected = run("first");
      for (const looks of ["last", "twice"] as const) assert.deepEqual(run(looks), expected);
    });
});
