import { sumOver } from "../../../tensor/kernels/sum.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";
import { REDUCTION, SAMPLES, shapeOf, spelled, spread } from "./family.js";

/** y = Σ x; every element's adjoint is that of its sum. */
export const sum: Card = defineStructural({
  name: "sum",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "promote",
  sentence: "Adds up the elements along some axes.",
  spellings: spelled("sum"),
  samples: SAMPLES,
  shape: shapeOf("sum"),
  forward: ([x], a, dtype) => sumOver(x!, axesIn("sum", a, x!.shape.length), a.keepdim === true, dtype),
  vjp: { x: (c) => spread(c, "sum", c.g) },
  jvp: "linear",
  formula: {
    value: { text: "∑ {x}", latex: "\\sum {x}" },
    derivatives: { x: { text: "{gy} for every element", latex: "{gy} \\cdot \\mathbf{1}" } },
  },
});
