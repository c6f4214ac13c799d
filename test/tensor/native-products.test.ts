import assert from "node:assert/strict";
import { fromNumbers, type NDArray, restride, toNumbers } from "../../src/engine/tensor/array.js";
import { matmulShape } from "../../src/engine/ops/cards/linear/product-rules.js";
import { productSingle } from "../../src/engine/tensor/kernels/xla-products.js";
import { matrixProduct, transposed } from "../../src/engine/tensor/kernels/matmul.js";
import { loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { KERNEL_BYTES } from "./kernel-bytes.js";

const wave = (shape: readonly number[], seed: number): NDArray =>
  fromNumbers("float32", shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + seed) + Math.cos(i * i * 0.013 * seed)));

const SHAPES: readonly (readonly [string, readonly number[], readonly number[], boolean, boolean, boolean])[] = [
  ["whole tiles", [16, 32], [32, 16], false, false, false],
  ["rows and columns left over, a bias", [13, 17], [17, 29], false, false, true],
  ["left turned", [40, 13], [40, 29], true, false, false],
  ["right turned", [13, 41], [29, 41], false, true, true],
  ["both turned", [41, 14], [30, 41], true, true, false],
  ["several blocks of terms", [9, 500], [500, 21], false, false, true],
  ["more rows than stay in the cache", [70, 251], [70, 33], true, false, false],
  ["two halves", [9, 250], [250, 21], false, false, false],
  ["few columns, right turned: lanes", [33, 67], [10, 67], false, true, true],
  ["few columns, no multiple of four terms", [33, 70], [3, 70], false, true, false],
];

describe("native products", () => {
  afterEach(() => loadKernels(null));
  for (const [what, a, b, turnA, turnB, hasBias] of SHAPES)
    it(what, () => {
      const [left, right] = [wave(a, 1), wave(b, 2)];
      const [x, y] = [turnA ? transposed(left) : left, turnB ? transposed(right) : right];
      const bias = hasBias ? wave([y.shape.at(-1)!], 3) : null;
      const expected = toNumbers(matrixProduct(x, y, "float32", bias));
      loadKernels(KERNEL_BYTES);
      assert.deepEqual(toNumbers(matrixProduct(x, y, "float32", bias)), expected);
    });

  for (const [what, a, b] of [...SHAPES.filter(([, , , turnA, turnB]) => !turnA && !turnB), ["a batch, broadcast", [4, 13, 37], [37, 18]], ["a row", [300], [300, 19]], ["two columns, many terms", [40, 700], [700, 2]]] as const)
    it(`in XLA's order: ${what}`, () => {
      const [x, y] = [wave(a, 1), wave(b, 2)];
      const shape = matmulShape(a, b);
      const expected = toNumbers(productSingle(x, y, shape));
      loadKernels(KERNEL_BYTES);
      assert.deepEqual(toNumbers(productSingle(x, y, shape)), expected);
    });

  /** Compares bit for bit: −0 is not 0. */
  const agree = (x: NDArray, y: NDArray, bias: NDArray | null = null): void => {
    const expected = toNumbers(matrixProduct(x, y, "float32", bias));
    loadKernels(KERNEL_BYTES);
    assert.deepEqual(toNumbers(matrixProduct(x, y, "float32", bias)), expected);
  };
  const ROWS: readonly number[] = [17, 300];
  const change = (array: NDArray, by: (value: number, index: number) => number): NDArray => fromNumbers("float32", array.shape, toNumbers(array).map(by));
  /** As relu leaves them. */
  const rectified = (shape: readonly number[], seed: number): NDArray => change(wave(shape, seed), (value) => Math.max(value, 0));

  for (const rows of ROWS) {
    it(`${rows} rows with zeros`, () => agree(rectified([rows, 250], 1), wave([250, 61], 2)));
    it(`${rows} rows with zeros, both turned, a bias`, () => agree(transposed(rectified([250, rows], 1)), transposed(wave([61, 250], 2)), wave([61], 3)));
    it(`${rows} rows with zeros and NaN, beside infinities`, () => {
      const left = change(rectified([rows, 100], 1), (value, i) => (i % 501 === 0 ? Number.NaN : value));
      agree(left, wave([100, 61], 2));
      loadKernels(null);
      agree(rectified([rows, 100], 1), change(wave([100, 61], 2), (value, i) => (i % 77 === 0 ? Infinity : value)));
    });
    it(`${rows} rows with zeros, products that vanish, a bias of −0`, () => {
      const left = fromNumbers("float32", [rows, 100], Array.from({ length: rows * 100 }, (_, i) => (i % 100 === 0 ? -1e-30 : 0)));
      agree(left, change(wave([100, 61], 2), () => 1e-30), fromNumbers("float32", [61], new Array<number>(61).fill(-0)));
    });
  }

  it("matrices of a batch that lie between each other", () => {
    const [batch, time, heads, width] = [2, 24, 3, 16];
    const part = (i: number): NDArray => restride(wave([batch, time, 3, heads, width], 1), [batch, heads, time, width], [time * 3 * heads * width, width, 3 * heads * width, 1], i * heads * width);
    agree(part(0), transposed(part(1)));
  });
  it("a matrix far larger than the part that is read", () => {
    const column = restride(wave([40, 4000], 1), [40, 20], [4000, 1], 100);
    agree(column, wave([20, 30], 2));
  });
});
