import assert from "node:assert/strict";
import { copy, fromNumbers, type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { matrixProduct, transposed } from "../../src/engine/tensor/kernels/matmul.js";

const wave = (shape: readonly number[], seed: number): NDArray =>
  fromNumbers("float64", shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + seed)));
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
});
