import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fromNumbers, type NDArray, toNumbers } from "../../src/engine/tensor/array.js";
import { matrixProduct, transposed } from "../../src/engine/tensor/kernels/matmul.js";
import { loadKernels } from "../../src/engine/tensor/wasm/kernels.js";
import { setFlagsFromString } from "node:v8";
import { dist } from "../../tools/paths.mjs";

setFlagsFromString("--experimental-wasm-relaxed-simd");
const bytes = (name: string): Uint8Array => new Uint8Array(readFileSync(join(dist, name)));
const [plain, fused] = [bytes("kernels.wasm"), bytes("kernels-fused.wasm")];

const wave = (shape: readonly number[], seed: number): NDArray =>
  fromNumbers("float32", shape, Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i * 1.7 + seed) + Math.cos(i * i * 0.013 * seed)));

const SHAPES: readonly (readonly [string, readonly number[], readonly number[], boolean, boolean, boolean])[] = [
  ["whole tiles", [16, 32], [32, 16], false, false, false],
  ["rows and columns left over, a bias", [13, 17], [17, 29], false, false, true],
  ["left turned", [40, 13], [40, 29], true, false, false],
  ["right turned", [13, 41], [29, 41], false, true, true],
  ["both turned", [41, 14], [30, 41], true, true, false],
  ["several blocks of terms", [9, 500], [500, 21], false, false, true],
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
      loadKernels({ plain, fused });
      assert.deepEqual(toNumbers(matrixProduct(x, y, "float32", bias)), expected);
    });
});
