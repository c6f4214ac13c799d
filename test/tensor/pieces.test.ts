import assert from "node:assert/strict";
import { reverse } from "../../src/engine/autodiff/reverse.js";
import { contiguous, copy, fromNumbers, type NDArray, restride, toNumbers } from "../../src/engine/tensor/array.js";
import { Pieces } from "../../src/engine/tensor/pieces.js";
import type { Node } from "../../src/engine/trace/node.js";
import { Trace } from "../../src/engine/trace/trace.js";

interface Range {
  readonly starts: readonly number[];
  readonly stops: readonly number[];
  readonly steps: readonly number[];
}

const rows = (from: number, to: number): Range => ({ starts: [from, 0], stops: [to, 5], steps: [1, 1] });

const SLICES: Readonly<Record<string, readonly Range[]>> = {
  "one": [rows(1, 3)],
  "side by side": [rows(0, 2), rows(2, 5), rows(5, 6)],
  "with gaps": [rows(0, 1), rows(4, 6)],
  "overlapping two by two": [rows(0, 3), rows(2, 5), rows(4, 6)],
  "all over one place": [rows(0, 4), rows(2, 6), rows(3, 5)],
  "the same twice, then another": [rows(1, 3), rows(1, 3), rows(3, 6)],
  "backwards, and every second": [{ starts: [5, 4], stops: [2, -1], steps: [-1, -2] }, { starts: [0, 0], stops: [3, 5], steps: [2, 2] }],
  "empty": [rows(2, 2), rows(0, 2), rows(3, 6)],
};

/** Every other number is −0. */
const weights = (shape: readonly number[], seed: number): NDArray =>
  fromNumbers("float32", shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => (i % 2 === seed % 2 ? -0 : Math.sin(i * 1.7 + seed) * 10 ** (i % 9))));

/** The adjoint of x where its slices are used, each by other weights. */
function adjoint(trace: Trace, dtype: "float32" | "float64", slices: readonly Range[], isRecorded: boolean): Node {
  const leaf = (array: NDArray): Node => trace.leaf(copy(array, dtype), { kind: "literal" });
  const x = leaf(weights([6, 5], 1));
  const parts = slices.map((range, i) => {
    const part = trace.apply("slice", [x], { ...range });
    return trace.apply("sum", [trace.apply("mul", [part, leaf(weights(part.value.shape, i))])], { axes: null, keepdim: false });
  });
  const target = parts.reduce((sum, part) => trace.apply("add", [sum, part]));
  return reverse(target, isRecorded ? { ops: trace.recorded } : {}).get(x)!;
}

describe("arrays in pieces", () => {
  const trace = new Trace({ elements: 1e6, bytes: 1e9 });
  for (const [name, slices] of Object.entries(SLICES))
    for (const dtype of ["float32", "float64"] as const) {
      // Recorded rules add whole arrays: there nothing is in pieces.
      const expected = adjoint(trace, dtype, slices, true).value;
      it(`${name}: ${dtype}`, () => assert.deepEqual(toNumbers(adjoint(trace, dtype, slices, false).value), toNumbers(expected)));
      it(`${name}: ${dtype}, with its axes swapped and copied`, () => {
        const { value } = adjoint(trace, dtype, slices, false);
        const swapped = (array: NDArray): NDArray => contiguous(restride(array, [5, 6], [1, 5]));
        assert.deepEqual(swapped(value), swapped(contiguous(expected)));
      });
      it(`${name}: ${dtype}, a part of it`, () => {
        const { value } = adjoint(trace, dtype, slices, false);
        assert.deepEqual(toNumbers(restride(value, [2, 3], [10, 2], 6)), toNumbers(restride(expected, [2, 3], [10, 2], 6)));
      });
    }

  for (const width of [31, 32, 70])
    it(`rows of ${width} numbers, blocks of them in another order`, () => {
      const x = weights([3, 4, width], 1);
      const turned = restride(x, [4, 3, width], [width, 4 * width, 1]);
      const expected = Array.from({ length: 12 }, (_, i) => toNumbers(x).slice(((i % 3) * 4 + Math.floor(i / 3)) * width).slice(0, width)).flat();
      assert.deepEqual(toNumbers(copy(turned)), expected);
      const pieces = [0, 1, 2].map((i) => Pieces.of([3, 4, width], copy(restride(x, [1, 4, width], [0, width, 1], i * 4 * width)), { starts: [i, 0, 0], steps: [1, 1, 1] }));
      const whole = pieces.reduce((sum, piece) => Pieces.sum(sum, piece)!);
      assert.deepEqual(toNumbers(contiguous(restride(whole, [4, 3, width], [width, 4 * width, 1]))), expected.map((value) => value + 0));
      assert.deepEqual(toNumbers(contiguous(restride(pieces[1]!, [4, 3, width], [width, 4 * width, 1]))), expected.map((value, i) => (Math.floor(i / width) % 3 === 1 ? value : 0)));
    });
  it("pieces that all cover one place are added one by one", () => {
    const piece = (value: number): NDArray => Pieces.of([3], fromNumbers("float32", [2], [value, value]), { starts: [0], steps: [1] });
    assert.equal(Pieces.sum(piece(-0), piece(-0)), null);
    assert.ok(Pieces.sum(piece(1), Pieces.of([3], fromNumbers("float32", [1], [2]), { starts: [2], steps: [1] })));
  });
  it("what somebody has looked at is added as it is", () => {
    const [a, b] = [0, 1].map((start) => Pieces.of([2], fromNumbers("float32", [1], [3]), { starts: [start], steps: [1] })) as [NDArray, NDArray];
    assert.deepEqual(toNumbers(a), [3, 0]);
    assert.equal(Pieces.sum(a, b), null);
  });
  it("ten thousand slices of an array are put together in one pass", () => {
    const length = 10_000;
    let sum: NDArray | null = null;
    for (let i = 0; i < length; i++) {
      const piece = Pieces.of([length], fromNumbers("float64", [1], [i]), { starts: [i], steps: [1] });
      sum = sum ? Pieces.sum(sum, piece) : piece;
      assert.ok(sum);
    }
    assert.deepEqual(toNumbers(sum!), Array.from({ length }, (_, i) => i));
  });
});
