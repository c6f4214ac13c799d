import { fold } from "../../../tensor/kernels/reduce.js";
import { sumSingle } from "../../../tensor/kernels/xla-sums.js";
import { axesIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";
import { REDUCTION, SAMPLES, shapeOf, spread } from "../reduction/family.js";

/** y = Σ x, in single precision rounded after every addition, in XLA's order. */
export const jaxSum: Card = defineStructural({
  name: "jax_sum",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "promote",
  sentence: "Adds up the elements along some axes.",
  spellings: [],
  samples: SAMPLES,
  shape: shapeOf("jax_sum"),
  forward: ([x], a, dtype) => {
    const axes = axesIn("jax_sum", a, x!.shape.length);
    return dtype === "float32" && x!.dtype === dtype ? sumSingle(x!, axes, a.keepdim === true) : fold(x!, axes, a.keepdim === true, dtype, 0, (so, value) => so + value);
  },
  vjp: { x: (c) => spread(c, "jax_sum", c.g) },
  jvp: "linear",
  formula: {
    value: { text: "∑ {x}", latex: "\\sum {x}" },
    derivatives: { x: { text: "{gy} for every element", latex: "{gy} \\cdot \\mathbf{1}" } },
  },
});
