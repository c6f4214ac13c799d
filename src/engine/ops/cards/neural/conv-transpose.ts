/** conv_transpose1d, 2d, 3d: the adjoint of a convolution used as a layer. The weight is [in, out/groups, window…]. */
import { fromNumbers, type NDArray, restride } from "../../../tensor/array.js";
import { type ConvolutionGeometry, convolveInputAdjoint } from "../../../tensor/kernels/conv.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Attributes, type Card, defineStructural, type Sample } from "../../define.js";
import { sumOfTangents } from "../linear/product-rules.js";
import { addBatch, biasAdjoint, biasColumn, dropBatch, viewAs } from "./conv.js";
import { batchedShape, perAxis, shapeText, toAttributes, torchError } from "./geometry.js";

const numbers = (shape: Shape): NDArray => {
  const count = shape.reduce((product, length) => product * length, 1);
  return fromNumbers("float64", shape, Array.from({ length: count }, (_, i) => Math.cos(1 + 2.3 * i)));
};

function convTranspose(rank: 1 | 2 | 3): Card {
  const name = `conv_transpose${rank}d`;
  /** The geometry of the convolution whose adjoint this is: its output is our input. */
  const geometryOf = (x: Shape, weight: Shape, attributes: Attributes): ConvolutionGeometry => {
    const [stride, padding, extra, dilation] = [attributes.stride, attributes.padding, attributes.output_padding, attributes.dilation].map((value) => perAxis(value, rank)) as [number[], number[], number[], number[]];
    const output = batchedShape(name, x, rank).slice(2);
    const window = weight.slice(2);
    const input = output.map((length, axis) => (length - 1) * stride[axis]! - 2 * padding[axis]! + dilation[axis]! * (window[axis]! - 1) + extra[axis]! + 1);
    return { input, window, output, stride, before: padding, dilation, groups: Number(attributes.groups) };
  };
  const inner = (c: { readonly list: readonly Node[]; readonly attributes: Attributes }): Attributes =>
    toAttributes(geometryOf(c.list[0]!.value.shape, c.list[1]!.value.shape, c.attributes));
  return defineStructural({
    name,
    inputs: ["x", "weight", "bias"],
    optional: { bias: 0 },
    attributes: { stride: 1, padding: 0, output_padding: 0, groups: 1, dilation: 1 },
    dtype: "promote",
    sentence: "Spreads each input element over a window of weights and adds up where windows meet, plus a bias.",
    spellings: [`torch.nn.functional.${name}(input=x, weight=weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, groups=groups, dilation=dilation)`,
      `torch.${name}(input=x, weight=weight, bias=bias, stride=stride, padding=padding, output_padding=output_padding, groups=groups, dilation=dilation)`],
    samples: (): readonly Sample[] => {
      const space = (length: number): number[] => [...new Array<number>(rank - 1).fill(2), length];
      return [
        { inputs: [numbers([1, 2, ...space(3)]), numbers([2, 1, ...space(2)]), numbers([2])], attributes: { stride: 2, groups: 2, output_padding: [...new Array<number>(rank - 1).fill(0), 1] } },
        { inputs: [numbers([1, ...space(3)]), numbers([1, 2, ...space(3)])], attributes: { padding: [...new Array<number>(rank - 1).fill(0), 1] } },
      ];
    },
    shape: ([x, weight], attributes) => {
      const channels = batchedShape(name, x!, rank)[1];
      if (channels !== weight![0]) {
        throw torchError(`${name}: the input has ${channels} channels; the weight ${shapeText(weight!)} wants ${weight![0]}`,
          `Given transposed=1, weight of size ${shapeText(weight!)}, expected input${shapeText(batchedShape(name, x!, rank))} to have ${weight![0]} channels, but got ${channels} channels instead`);
      }
      return [...(x!.length === rank + 2 ? [x![0]!] : []), weight![1]! * Number(attributes.groups), ...geometryOf(x!, weight!, attributes).input];
    },
    forward: ([x, weight, bias], attributes, dtype) => {
      const batched = x!.shape.length === rank + 2 ? x! : restride(x!, [1, ...x!.shape], [0, ...x!.strides]);
      const y = convolveInputAdjoint(batched, weight!, bias ?? null, geometryOf(x!.shape, weight!.shape, attributes), dtype);
      return batched === x ? y : viewAs(y, y.shape.slice(1));
    },
    vjp: {
      x: (c) => dropBatch(c.ops, c.ops.apply("convolution", [addBatch(c.ops, c.g, rank), c.in.weight!], inner(c)), c.in.x!.value.shape, rank),
      weight: (c) => c.ops.apply("convolution_weight_adjoint", [addBatch(c.ops, c.g, rank), addBatch(c.ops, c.in.x!, rank)], inner(c)),
      bias: (c) => biasAdjoint(c, rank),
    },
    jvp: (c) => {
      const { x, weight, bias } = c.tangents;
      const run = (a: Node, b: Node): Node => dropBatch(c.ops, c.ops.apply("convolution_input_adjoint", [addBatch(c.ops, a, rank), b], inner(c)), a.value.shape, rank);
      return sumOfTangents(c, [x && run(x, c.in.weight!), weight && run(c.in.x!, weight), bias && c.ops.expand(biasColumn(c.ops, bias, rank), c.out.value.shape)]);
    },
    formula: {
      value: { text: "{x} ⋆ᵀ {weight} + {bias}", latex: "{x} \\star^{\\top} {weight} + {bias}" },
      derivatives: {
        x: { text: "{gy} ⋆ {weight}", latex: "{gy} \\star {weight}" },
        weight: { text: "{gy} ⋆ {x}", latex: "{gy} \\star {x}" },
        bias: { text: "Σ over batch and positions of {gy}", latex: "\\sum_{n,i} {gy}_{n,i}" },
      },
    },
  });
}

export const convTranspose1d = convTranspose(1);
export const convTranspose2d = convTranspose(2);
export const convTranspose3d = convTranspose(3);
