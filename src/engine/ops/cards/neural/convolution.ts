/**
 * The three readings of one trilinear form, of any rank: convolution, and its adjoints for input and weight. Each is
 * linear in both inputs and its rules are the other two, so derivatives of every order follow.
 */
import { fromNumbers } from "../../../tensor/array.js";
import { type ConvolutionGeometry, convolve, convolveInputAdjoint, convolveWeightAdjoint } from "../../../tensor/kernels/conv.js";
import { type Card, defineStructural } from "../../define.js";
import { toAttributes, toGeometry } from "./geometry.js";

const geometry: ConvolutionGeometry = { input: [4], window: [2], output: [3], stride: [1], before: [0], dilation: [1], groups: 1 };
const attributes = toAttributes(geometry);
const x = fromNumbers("float64", [1, 1, 4], [1, -2, 0.5, 3]);
const w = fromNumbers("float64", [2, 1, 2], [2, 1, -1, 0.5]);
const y = fromNumbers("float64", [1, 2, 3], [1, 2, -1, 0.5, 3, 1]);

export const convolution: Card = defineStructural({
  name: "convolution",
  inputs: ["x", "weight"],
  dtype: "promote",
  sentence: "Slides windows of weights over the input and sums the products.",
  spellings: [],
  attributes,
  samples: () => [{ inputs: [x, w] }],
  shape: ([a, b], given) => [a![0]!, b![0]!, ...toGeometry(given).output],
  forward: ([a, b], given, dtype) => convolve(a!, b!, null, toGeometry(given), dtype),
  vjp: {
    x: (c) => c.ops.apply("convolution_input_adjoint", [c.g, c.in.weight!], c.attributes),
    weight: (c) => c.ops.apply("convolution_weight_adjoint", [c.in.x!, c.g], c.attributes),
  },
  jvp: "linear",
  formula: {
    value: { text: "{x} ⋆ {weight}", latex: "{x} \\star {weight}" },
    derivatives: {
      x: { text: "{gy} ⋆ᵀ {weight}", latex: "{gy} \\star^{\\top} {weight}" },
      weight: { text: "{x} ⋆ {gy}", latex: "{x} \\star {gy}" },
    },
  },
});

export const convolutionInputAdjoint: Card = defineStructural({
  name: "convolution_input_adjoint",
  inputs: ["g", "weight"],
  dtype: "promote",
  sentence: "Hands each output's adjoint back to the inputs under its window: a transposed convolution.",
  spellings: [],
  attributes,
  samples: () => [{ inputs: [y, w] }],
  shape: ([g, weight], given) => [g![0]!, weight![1]! * toGeometry(given).groups, ...toGeometry(given).input],
  forward: ([g, weight], given, dtype) => convolveInputAdjoint(g!, weight!, null, toGeometry(given), dtype),
  vjp: {
    g: (c) => c.ops.apply("convolution", [c.g, c.in.weight!], c.attributes),
    weight: (c) => c.ops.apply("convolution_weight_adjoint", [c.g, c.in.g!], c.attributes),
  },
  jvp: "linear",
  formula: {
    value: { text: "{g} ⋆ᵀ {weight}", latex: "{g} \\star^{\\top} {weight}" },
    derivatives: {
      g: { text: "{gy} ⋆ {weight}", latex: "{gy} \\star {weight}" },
      weight: { text: "{gy} ⋆ {g}", latex: "{gy} \\star {g}" },
    },
  },
});

export const convolutionWeightAdjoint: Card = defineStructural({
  name: "convolution_weight_adjoint",
  inputs: ["x", "g"],
  dtype: "promote",
  sentence: "Sums, for each weight, the products of the inputs it met with the adjoints they led to.",
  spellings: [],
  attributes,
  samples: () => [{ inputs: [x, y] }],
  shape: ([a, g], given) => [g![1]!, a![1]! / toGeometry(given).groups, ...toGeometry(given).window],
  forward: ([a, g], given, dtype) => convolveWeightAdjoint(a!, g!, toGeometry(given), dtype),
  vjp: {
    x: (c) => c.ops.apply("convolution_input_adjoint", [c.in.g!, c.g], c.attributes),
    g: (c) => c.ops.apply("convolution", [c.in.x!, c.g], c.attributes),
  },
  jvp: "linear",
  formula: {
    value: { text: "{x} ⋆ {g}", latex: "{x} \\star {g}" },
    derivatives: {
      x: { text: "{g} ⋆ᵀ {gy}", latex: "{g} \\star^{\\top} {gy}" },
      g: { text: "{x} ⋆ {gy}", latex: "{x} \\star {gy}" },
    },
  },
});
