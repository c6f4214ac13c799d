/** conv1d, conv2d, conv3d: y[n, o, i] = b[o] + Σ w[o, c, k]·x[n, c, i·stride − padding + k·dilation] (cross-correlation). */
import { fromNumbers, type NDArray, restride } from "../../../tensor/array.js";
import { type ConvolutionGeometry, convolve } from "../../../tensor/kernels/conv.js";
import { contiguousStrides, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Attributes, type Card, defineStructural, type RuleContext, type Sample } from "../../define.js";
import type { Operations } from "../../operations.js";
import { sumOfTangents } from "../linear/product-rules.js";
import { batchedShape, convolutionGeometry, toAttributes } from "./geometry.js";

const numbers = (shape: Shape): NDArray => {
  const count = shape.reduce((product, length) => product * length, 1);
  return fromNumbers("float64", shape, Array.from({ length: count }, (_, i) => Math.sin(1 + 2.7 * i)));
};

function samples(rank: number): readonly Sample[] {
  const space = (length: number): number[] => [...new Array<number>(rank - 1).fill(2), length];
  const weight = numbers([2, 1, ...space(2)]);
  return [
    { inputs: [numbers([1, 2, ...space(5)]), weight, numbers([2])], attributes: { stride: 2, padding: 1, groups: 2 } },
    { inputs: [numbers([1, ...space(4)]), weight] },
    { inputs: [numbers([1, 1, ...space(5)]), weight], attributes: { padding: "same", dilation: [...new Array<number>(rank - 1).fill(1), 2] } },
  ];
}

export const addBatch = (ops: Operations, node: Node, rank: number): Node => (node.value.shape.length === rank + 1 ? ops.unsqueeze(node, 0) : node);
export const dropBatch = (ops: Operations, node: Node, like: Shape, rank: number): Node => (like.length === rank + 1 ? ops.squeeze(node, 0) : node);
/** b[o] → [o, 1, …], so that it broadcasts over positions. */
export const biasColumn = (ops: Operations, bias: Node, rank: number): Node => ops.reshape(bias, [bias.value.shape[0]!, ...new Array<number>(rank).fill(1)]);
/** Sums over the batch and the positions. */
export function biasAdjoint(c: RuleContext, rank: number): Node {
  const axes = c.g.value.shape.map((_, axis) => axis).filter((axis) => axis !== c.g.value.shape.length - rank - 1);
  return c.ops.sum(c.g, axes);
}
export const viewAs = (array: NDArray, shape: Shape): NDArray => restride(array, shape, contiguousStrides(shape));

function conv(rank: 1 | 2 | 3): Card {
  const name = `conv${rank}d`;
  const geometryOf = (x: Shape, weight: Shape, bias: Shape | undefined, attributes: Attributes): ConvolutionGeometry =>
    convolutionGeometry(name, batchedShape(name, x, rank), weight, bias, attributes, rank);
  const inner = (c: { readonly list: readonly Node[]; readonly attributes: Attributes }): Attributes =>
    toAttributes(geometryOf(c.list[0]!.value.shape, c.list[1]!.value.shape, undefined, c.attributes));
  return defineStructural({
    name,
    inputs: ["x", "weight", "bias"],
    optional: { bias: 0 },
    attributes: { stride: 1, padding: 0, dilation: 1, groups: 1 },
    dtype: "promote",
    sentence: "Slides windows of weights over the input; each output is the sum of the products under its window, plus a bias.",
    spellings: [`torch.nn.functional.${name}(input=x, weight=weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)`,
      `torch.${name}(input=x, weight=weight, bias=bias, stride=stride, padding=padding, dilation=dilation, groups=groups)`],
    samples: () => samples(rank),
    shape: ([x, weight, bias], attributes) => {
      const { output } = geometryOf(x!, weight!, bias, attributes);
      return [...(x!.length === rank + 2 ? [x![0]!] : []), weight![0]!, ...output];
    },
    forward: ([x, weight, bias], attributes, dtype) => {
      const geometry = geometryOf(x!.shape, weight!.shape, bias?.shape, attributes);
      const batched = x!.shape.length === rank + 2 ? x! : restride(x!, [1, ...x!.shape], [0, ...x!.strides]);
      const y = convolve(batched, weight!, bias ?? null, geometry, dtype);
      return batched === x ? y : viewAs(y, y.shape.slice(1));
    },
    vjp: {
      x: (c) => dropBatch(c.ops, c.ops.apply("convolution_input_adjoint", [addBatch(c.ops, c.g, rank), c.in.weight!], inner(c)), c.in.x!.value.shape, rank),
      weight: (c) => c.ops.apply("convolution_weight_adjoint", [addBatch(c.ops, c.in.x!, rank), addBatch(c.ops, c.g, rank)], inner(c)),
      bias: (c) => biasAdjoint(c, rank),
    },
    jvp: (c) => {
      const { x, weight, bias } = c.tangents;
      const run = (a: Node, b: Node): Node => dropBatch(c.ops, c.ops.apply("convolution", [addBatch(c.ops, a, rank), b], inner(c)), a.value.shape, rank);
      return sumOfTangents(c, [x && run(x, c.in.weight!), weight && run(c.in.x!, weight), bias && c.ops.expand(biasColumn(c.ops, bias, rank), c.out.value.shape)]);
    },
    formula: {
      value: { text: "{x} ⋆ {weight} + {bias}", latex: "{x} \\star {weight} + {bias}" },
      derivatives: {
        x: { text: "{gy} ⋆ᵀ {weight} (transposed convolution)", latex: "{gy} \\star^{\\top} {weight}" },
        weight: { text: "{x} ⋆ {gy}", latex: "{x} \\star {gy}" },
        bias: { text: "Σ over batch and positions of {gy}", latex: "\\sum_{n,i} {gy}_{n,i}" },
      },
    },
  });
}

export const conv1d = conv(1);
export const conv2d = conv(2);
export const conv3d = conv(3);
