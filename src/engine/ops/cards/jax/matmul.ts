import { product } from "../../../tensor/kernels/matmul.js";
import { productSingle } from "../../../tensor/kernels/xla-products.js";
import { type Card, defineStructural } from "../../define.js";
import { matmul } from "../linear/matmul.js";
import { leftAdjoint, matmulShape, rightAdjoint } from "../linear/product-rules.js";
import { inJax } from "./operations.js";

/** Y = A·B, in single precision added up in XLA's order. */
export const jaxMatmul: Card = defineStructural({
  name: "jax_matmul",
  inputs: ["a", "b"],
  dtype: "promote",
  sentence: matmul.sentence,
  spellings: [],
  samples: matmul.samples,
  shape: ([a, b]) => matmulShape(a!, b!),
  forward: ([a, b], _attributes, dtype) => (dtype === "float32" && a!.dtype === dtype && b!.dtype === dtype ? productSingle(a!, b!, matmulShape(a!.shape, b!.shape)) : product(a!, b!, dtype)),
  vjp: { a: (c) => leftAdjoint({ ...c, ops: inJax(c.ops) }), b: (c) => rightAdjoint({ ...c, ops: inJax(c.ops) }) },
  jvp: "linear",
  formula: {
    value: { text: "{a} · {b}", latex: "{a} \\, {b}" },
    derivatives: { a: { text: "{gy} · {b}ᵀ", latex: "{gy} \\, {b}^{\\top}" }, b: { text: "{a}ᵀ · {gy}", latex: "{a}^{\\top} \\, {gy}" } },
  },
});
