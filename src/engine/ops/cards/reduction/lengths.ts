/** Distances and bounded lengths, on the norm. */
import { fromNumbers } from "../../../tensor/array.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import { axisIn } from "../../axes.js";
import { defineComposite } from "../../composite.js";
import type { Card } from "../../define.js";
import { samples } from "../sample-arrays.js";

const matrix = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);

/** ‖a − b‖ₚ over all elements. */
export const dist: Card = defineComposite({
  name: "dist",
  inputs: ["a", "b"],
  attributes: { p: 2 },
  dtype: "float",
  sentence: "The length of the difference of two tensors.",
  spellings: ["torch.dist(input=a, other=b, p=p)", "torch.Tensor.dist(self=a, other=b, p=p)"],
  samples: () => [
    { inputs: [matrix, fromNumbers("float64", [3], [0.2, -1, 4])] },
    { inputs: [matrix, fromNumbers("float64", [3], [0.2, -1, 4])], attributes: { p: 3 } },
  ],
  differentiable: ["a", "b"],
  shape: (shapes) => (broadcastShapes(...shapes), []),
  compose: (ops, [a, b], { p }) => ops.apply("norm", [ops.sub(a!, b!)], { p: p! }),
  formula: {
    value: { text: "‖{a} − {b}‖", latex: "\\lVert {a} - {b} \\rVert" },
    derivatives: {
      a: { text: "{gy} · ({a} − {b}) / {y}", latex: "{gy} \\cdot \\frac{{a} - {b}}{{y}}" },
      b: { text: "−{gy} · ({a} − {b}) / {y}", latex: "-{gy} \\cdot \\frac{{a} - {b}}{{y}}" },
    },
  },
});

/** Each sub-tensor along an axis, scaled down to length maxnorm where it is longer (PyTorch: maxnorm/(norm + 1e−7)). */
export const renorm: Card = defineComposite({
  name: "renorm",
  inputs: ["x"],
  attributes: { p: 2, axis: 0, maxnorm: 1 },
  dtype: "float",
  sentence: "Shortens the sub-tensors that are longer than a bound.",
  spellings: [
    "torch.renorm(input=x, p=p, dim=axis, maxnorm=maxnorm)",
    "torch.Tensor.renorm(self=x, p=p, dim=axis, maxnorm=maxnorm)",
  ],
  samples: () =>
    samples(
      { inputs: [matrix], attributes: { maxnorm: 2.5 } },
      { inputs: [matrix], attributes: { maxnorm: 2.5, p: 1, axis: 1 } },
    ),
  differentiable: ["x"],
  shape: ([shape]) => shape!,
  compose: (ops, [x], a) => {
    const { shape } = x!.value;
    const axis = axisIn("renorm", a.axis, shape.length);
    const length = ops.apply("norm", [x!], {
      p: a.p!,
      axes: shape.flatMap((_, at) => (at === axis ? [] : [at])),
      keepdim: true,
    });
    const bound = ops.constant(Number(a.maxnorm));
    const factor = ops.where(
      ops.compare("gt", length, bound),
      ops.div(bound, ops.add(length, ops.constant(1e-7))),
      ops.onesLike(length),
    );
    return ops.mul(x!, factor);
  },
  formula: {
    value: { text: "{x} · min(1, m / ‖{x}‖)", latex: "{x} \\cdot \\min(1, m / \\lVert {x} \\rVert)" },
    derivatives: {
      x: {
        text: "{gy}, shortened likewise and turned away from {x}",
        latex:
          "\\tfrac{m}{\\lVert x \\rVert}\\left({gy} - \\tfrac{\\langle {gy}, {x} \\rangle}{\\lVert x \\rVert^2} {x}\\right)",
      },
    },
  },
});
