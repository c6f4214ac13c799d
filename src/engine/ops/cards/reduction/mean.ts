import { meanOver } from "../../../tensor/kernels/sum.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";
import { countOf, REDUCTION, SAMPLES, shapeOf, spelled, spread } from "./family.js";

/** y = (1/n) Σ x; x̄ = ȳ/n. */
export const mean: Card = defineStructural({
  name: "mean",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "float",
  sentence: "Averages the elements along some axes.",
  spellings: spelled("mean"),
  samples: SAMPLES,
  shape: shapeOf("mean"),
  forward: ([x], a, dtype) =>
    meanOver(x!, axesIn("mean", a, x!.shape.length), a.keepdim === true, dtype),
  vjp: { x: (c) => spread(c, "mean", c.ops.div(c.g, c.ops.constant(countOf(c, "mean")))) },
  jvp: "linear",
  formula: {
    value: { text: "(1/n) ∑ {x}", latex: "\\frac{1}{n} \\sum {x}" },
    derivatives: { x: { text: "{gy} / n for every element", latex: "\\frac{{gy}}{n}" } },
  },
});
