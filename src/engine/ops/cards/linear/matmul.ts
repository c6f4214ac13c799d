import { fromNumbers } from "../../../tensor/array.js";
import { product } from "../../../tensor/kernels/matmul.js";
import { defineStructural } from "../../define.js";
import { leftAdjoint, matmulShape, rightAdjoint } from "./product-rules.js";

/** Y = A·B, (Y)ᵢⱼ = Σₖ Aᵢₖ Bₖⱼ. With dY = dA·B + A·dB: Ā = Ȳ·Bᵀ, B̄ = Aᵀ·Ȳ (Giles 2008, 2.2.2). */
export const matmul = defineStructural({
  name: "matmul",
  inputs: ["a", "b"],
  dtype: "promote",
  sentence: "Multiplies matrices: each result is a row of the left times a column of the right; leading axes are batches.",
  spellings: [
    "torch.matmul(input=a, other=b)", "torch.Tensor.matmul(self=a, other=b)", "torch.Tensor.__matmul__(self=a, other=b)",
    "torch.linalg.matmul(input=a, other=b)",
    "numpy.matmul(x1=a, x2=b)", "numpy.ndarray.__matmul__(self=a, other=b)", "jax.numpy.matmul(a, b)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]), fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3])] },
    { inputs: [fromNumbers("float64", [3], [1, -2, 0.5]), fromNumbers("float64", [2, 3, 1], [2, 1, -1, 0.5, 4, -3])] },
    { inputs: [fromNumbers("float64", [2, 1, 2], [1, -2, 0.5, 3]), fromNumbers("float64", [2], [2, -1])] },
    { inputs: [fromNumbers("float64", [3], [1, -2, 0.5]), fromNumbers("float64", [3], [2, -1, 4])] },
  ],
  shape: ([a, b]) => matmulShape(a!, b!),
  forward: ([a, b], _attributes, dtype) => product(a!, b!, dtype),
  vjp: { a: leftAdjoint, b: rightAdjoint },
  jvp: "linear",
  formula: {
    value: { text: "{a} · {b}", latex: "{a} \\, {b}" },
    derivatives: {
      a: { text: "{gy} · {b}ᵀ", latex: "{gy} \\, {b}^{\\top}" },
      b: { text: "{a}ᵀ · {gy}", latex: "{a}^{\\top} \\, {gy}" },
    },
  },
});
