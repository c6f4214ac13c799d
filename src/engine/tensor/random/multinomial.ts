/** `torch.multinomial` on rows of weights (aten/src/ATen/native/Distributions.cpp, native/cpu/MultinomialKernel.cpp). */
import { type NDArray, contiguous, wrap } from "../array.js";
import { rounderOf } from "../dtype.js";
import type { TorchGenerator } from "./torch-generator.js";

/** Indices [rows, count] (or [count]) drawn from `weights` [rows, n] (or [n]). The caller has checked that weights are valid. */
export function multinomial(generator: TorchGenerator, weights: NDArray, count: number, replacement: boolean): NDArray {
  const shape = [...weights.shape.slice(0, -1), count];
  const n = weights.shape.at(-1)!;
  const rows = weights.shape.length === 2 ? weights.shape[0]! : 1;
  const data = contiguous(weights).buffer;
  const round = rounderOf(weights.dtype);
  const out = new Float64Array(rows * count);
  if (!replacement || count === 1) {
    // The exponential race: the smallest of Exp(1)/weight wins.
    const race = generator.fillExponential([rows * n], 1, weights.dtype).buffer;
    for (let row = 0; row < rows; row++) {
      const score = (i: number): number => round(data[row * n + i]! / race[row * n + i]!);
      const order = Array.from({ length: n }, (_, i) => i).sort((a, b) => score(b) - score(a) || a - b);
      for (let k = 0; k < count; k++) out[row * count + k] = order[k]!;
    }
    return wrap("int64", shape, out);
  }
  for (let row = 0; row < rows; row++) {
    const cumulative: number[] = [];
    let sum = 0;
    for (let i = 0; i < n; i++) cumulative.push((sum = round(sum + data[row * n + i]!)));
    const normalized = cumulative.map((value) => round(value / sum));
    normalized[n - 1] = 1;
    const drawn = generator.fillUniform([count], 0, 1, "float64").buffer;
    for (let k = 0; k < count; k++) {
      const u = drawn[k]!;
      const found = normalized.findIndex((value) => !(value < u));
      out[row * count + k] = found < 0 ? n - 1 : found;
    }
  }
  return wrap("int64", shape, out);
}
