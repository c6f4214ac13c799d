import { samples, waves } from "../sample-arrays.js";
import { defineLoss, difference, lossSpelling } from "./loss.js";

/** (x − t)², slope 2(x − t). */
export const mse = defineLoss({
  name: "mse_loss",
  inputs: ["x", "target"],
  sentence: "The mean of the squared differences between prediction and target.",
  spellings: lossSpelling("mse_loss", "input=x, target=target"),
  samples: () => samples({ inputs: [waves([2, 3]), waves([2, 3], 4)] }, { inputs: [waves([2, 3]), waves([3], 4)], attributes: { reduction: "sum" } }, { inputs: [waves([2]), waves([2], 4)], attributes: { reduction: "none" } }),
  each: (ops, inputs) => {
    const d = difference(ops, inputs);
    return ops.mul(d, d);
  },
  slopes: {
    x: (ops, inputs) => ops.scale(difference(ops, inputs), 2),
    target: (ops, inputs) => ops.scale(difference(ops, inputs), -2),
  },
  formula: {
    value: { text: "mean(({x} − {target})²)", latex: "\\frac{1}{n} \\sum ({x} - {target})^2" },
    derivatives: {
      x: { text: "{gy}·2({x} − {target})/n", latex: "{gy} \\cdot \\frac{2}{n} ({x} - {target})" },
      target: { text: "−{gy}·2({x} − {target})/n", latex: "-{gy} \\cdot \\frac{2}{n} ({x} - {target})" },
    },
  },
});
