import assert from "node:assert/strict";
import { copy, fromNumbers, type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { matrixProduct, transposed } from "../../src/engine/tensor/kernels/matmul.js";
import { loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { KERNEL_BYTES } from "./kernel-bytes.js";

const wave = (shape: readonly number[], seed: number): NDArray =>
  fromNumbers("float64", shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + seed)));
const change = (array: NDArray, by: (value: number, index: number) => number): NDArray => fromNumbers(array.dtype, array.shape, toNumbers(array).map(by));
const bits = (array: NDArray): readonly bigint[] => [...new BigInt64Array(Float64Array.from(toNumbers(array)).buffer)];

describe("products of doubles", () => {
  it("a turned matrix times a column has the digits of the matrix laid out", () => {
    const [turned, column] = [transposed(wave([37, 13], 1)), wave([37, 1], 2)];
    assert.deepEqual(bits(matrixProduct(turned, column, "float64")), bits(matrixProduct(copy(turned), column, "float64")));
  });

  it("a column times a row: 0 where a product is −0", () => {
    const product = matrixProduct(fromNumbers("float64", [2, 1], [-1, 3]), fromNumbers("float64", [1, 3], [0, 0.1, -2]), "float64");
    assert.deepEqual(bits(product), bits(fromNumbers("float64", [2, 3], [0, -0.1, 2, 0, 3 * 0.1, -6])));
  });

  it("a turned array is laid out row by row", () => {
    assert.deepEqual([...copy(transposed(fromNumbers("float64", [2, 3], [1, 2, 3, 4, 5, 6]))).buffer], [1, 4, 2, 5, 3, 6]);
  });

  describe("by the kernels", () => {
    afterEach(() => loadKernels(null));
    const shapes = [[[33, 70], [70, 41]], [[32, 64], [64, 40]], [[1, 300], [300, 51]], [[401, 9], [9, 3]], [[3, 17, 29], [3, 29, 22]], [[5, 17, 29], [29, 22]]] as const;
    for (const [a, b] of shapes)
      it(`[${a.join(", ")}]·[${b.join(", ")}] is within rounding of the exact sum`, () => {
        const [x, y] = [wave(a, 1), wave(b, 2)];
        const [expected, sizes] = [matrixProduct(x, y, "float64"), matrixProduct(change(x, Math.abs), change(y, Math.abs), "float64")].map(toNumbers) as [number[], number[]]; // as many
        loadKernels(KERNEL_BYTES);
        const found = toNumbers(matrixProduct(x, y, "float64"));
        assert.equal(found.length, expected.length);
        found.forEach((value, i) => assert.ok(Math.abs(value - expected[i]!) <= 4e-15 * sizes[i]!, `${value} for ${expected[i]}`));
        assert.notDeepEqual(found, expected, "the kernels fuse multiply-adds, JavaScript does not");
      });
    it("whole numbers exactly, NaN and infinities where they belong", () => {
      const whole = (shape: readonly number[], step: number): NDArray => fromNumbers("int64", shape, Array.from({ length: shape[0]! * shape[1]! }, (_, i) => ((i * step) % 2001) - 1000));
      const [x, y] = [whole([30, 50], 7), whole([50, 21], 11)];
      const odd = change(wave([50, 21], 3), (value, i) => (i === 100 ? Number.NaN : i === 205 ? Infinity : value));
      const [exact, special] = [bits(matrixProduct(x, y, "int64")), toNumbers(matrixProduct(wave([30, 50], 1), odd, "float64")).map((value) => (Number.isFinite(value) ? 0 : value))];
      loadKernels(KERNEL_BYTES);
      assert.deepEqual(bits(matrixProduct(x, y, "int64")), exact);
      assert.deepEqual(toNumbers(matrixProduct(wave([30, 50], 1), odd, "float64")).map((value) => (Number.isFinite(value) ? 0 : value)), special);
    });
  });
});
