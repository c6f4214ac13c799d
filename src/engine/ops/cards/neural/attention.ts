import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { attention, attentionAdjoints } from "../../../tensor/kernels/attention.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import { defineComposite } from "../../composite.js";
import type { Attribute } from "../../define.js";
import { samples, waves } from "../sample-arrays.js";

/** softmax(q·kᵀ·scale + mask)·v (dropout above 0 is composed by the framework), scale = 1/√d unless given; a bool mask keeps where true. Vaswani et al. 2017. */
export const scaledDotProductAttention = defineComposite({
  name: "scaled_dot_product_attention",
  inputs: ["query", "key", "value", "mask"],
  optional: { mask: 0 },
  attributes: { dropout_p: 0, is_causal: false, scale: null, enable_gqa: false },
  dtype: "first",
  sentence: "Each query takes a weighted mean of the values; the weights are a softmax of its products with the keys.",
  spellings: ["torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, dropout_p=dropout_p, is_causal=is_causal, *, scale=scale, enable_gqa=enable_gqa)"],
  samples: () => samples(
    { inputs: [waves([2, 3]), waves([4, 3], 2), waves([4, 2], 3)] },
    { inputs: [waves([1, 3, 2]), waves([1, 3, 2], 2), waves([1, 3, 2], 3)], attributes: { is_causal: true } },
    { inputs: [waves([2, 2]), waves([2, 2], 2), waves([2, 2], 3), waves([2, 2], 7)], attributes: { scale: 0.5 } },
  ),
  differentiable: ["query", "key", "value", "mask"],
  shape: ([query, , value]) => [...(broadcastShapes(query!.slice(0, -2), value!.slice(0, -2)) ?? query!.slice(0, -2)), query!.at(-2)!, value!.at(-1)!],
  compose: (ops, [query, key, value, mask], { is_causal: causal, scale, enable_gqa: grouped }) => {
    const repeated = (node: typeof query): NonNullable<typeof query> => {
      const times = grouped === true ? query!.value.shape.at(-3)! / node!.value.shape.at(-3)! : 1;
      if (times === 1) return node!;
      const shape = node!.value.shape;
      const wide = ops.expand(ops.unsqueeze(node!, -3), [...shape.slice(0, -2), times, ...shape.slice(-2)]);
      return ops.reshape(wide, [...shape.slice(0, -3), shape.at(-3)! * times, ...shape.slice(-2)]);
    };
    const [k, v] = [repeated(key), repeated(value)];
    const factor = factorOf(query!.value, scale!);
    let scores = ops.scale(ops.matmul(query!, ops.transpose(k)), factor);
    const closed = ops.constant(-Infinity);
    if (causal === true) scores = ops.where(ops.constant(lowerTriangle(scores.value.shape.at(-2)!, scores.value.shape.at(-1)!)), scores, closed);
    if (mask) scores = mask.value.dtype === "bool" ? ops.where(mask, scores, closed) : ops.add(scores, mask);
    return ops.matmul(ops.apply("softmax", [scores], { axis: -1 }), v);
  },
  fused: {
    forward: (arrays, { is_causal: causal, scale }) => attention(arrays, factorOf(arrays[0]!, scale!), causal === true),
    adjoints: (arrays, g, { is_causal: causal, scale }, wanted) => attentionAdjoints(arrays, g, factorOf(arrays[0]!, scale!), causal === true, wanted),
  },
  formula: {
    value: { text: "softmax({query}·{key}ᵀ/√d)·{value}", latex: "\\operatorname{softmax}\\left(\\frac{{query} {key}^{\\top}}{\\sqrt{d}}\\right) {value}" },
    derivatives: {
      query: { text: "S̄·{key}/√d, S̄ = P∘(P̄ − Σ P̄·P), P̄ = {gy}·{value}ᵀ", latex: "\\frac{1}{\\sqrt d} \\bar S \\, {key}" },
      key: { text: "S̄ᵀ·{query}/√d", latex: "\\frac{1}{\\sqrt d} \\bar S^{\\top} {query}" },
      value: { text: "Pᵀ·{gy}, P the softmax", latex: "P^{\\top} {gy}" },
      mask: { text: "S̄", latex: "\\bar S" },
    },
  },
});

const factorOf = (query: NDArray, scale: Attribute): number => (scale === null ? 1 / Math.sqrt(query.shape.at(-1)!) : Number(scale));

const lowerTriangle = (rows: number, columns: number): NDArray =>
  fromNumbers("bool", [rows, columns], Array.from({ length: rows * columns }, (_, i) => (i % columns <= Math.floor(i / columns) ? 1 : 0)));
