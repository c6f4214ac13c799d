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

/** y = Σ x²: a compiled function adds the squares up without rounding them. */
export const jaxSumOfSquares: Card = defineStructural({
  name: "jax_sum_of_squares",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "promote",
  sentence: "Adds up the squares of the elements along some axes.",
  spellings: [],
  samples: SAMPLES,
  shape: shapeOf("jax_sum_of_squares"),
  forward: ([x], a, dtype) => {
    const axes = axesIn("jax_sum_of_squares", a, x!.shape.length);
    return dtype === "float32" && x!.dtype === dtype ? sumSingle(x!, axes, a.keepdim === true, true) : fold(x!, axes, a.keepdim === true, dtype, 0, (so, value) => so + value * value);
  },
  vjp: { x: (c) => c.ops.mul(spread(c, "jax_sum_of_squares", c.g), c.ops.scale(c.in.x!, 2)) },
  jvp: (c) => c.ops.apply("jax_sum", [c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.ops.scale(c.in.x!, 2))], c.attributes),
  formula: {
    value: { text: "∑ {x}²", latex: "\\sum {x}^2" },
    derivatives: { x: { text: "2 · {x} · {gy}", latex: "2 \\, {x} \\, {gy}" } },
  },
});
