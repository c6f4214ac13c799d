import { samples, waves } from "../sample-arrays.js";
import { defineLoss, difference, lossSpelling } from "./loss.js";

/** |x − t|, slope sign(x − t). */
export const l1 = defineLoss({
  name: "l1_loss",
  inputs: ["x", "target"],
  sentence: "The mean of the absolute differences between prediction and target.",
  spellings: lossSpelling("l1_loss", "input=x, target=target"),
  convention: "Where prediction and target are equal the gradient is 0.",
  samples: () => samples({ inputs: [waves([2, 3]), waves([2, 3], 4)] }, { inputs: [waves([2]), waves([2], 4)], attributes: { reduction: "none" } }),
  each: (ops, inputs) => ops.unary("abs", difference(ops, inputs)),
  slopes: {
    x: (ops, inputs) => ops.unary("sign", difference(ops, inputs)),
    target: (ops, inputs) => ops.neg(ops.unary("sign", difference(ops, inputs))),
  },
  formula: {
    value: { text: "mean(|{x} − {target}|)", latex: "\\frac{1}{n} \\sum \\left|{x} - {target}\\right|" },
    derivatives: {
      x: { text: "{gy}·sign({x} − {target})/n", latex: "\\frac{{gy}}{n} \\operatorname{sign}({x} - {target})" },
      target: { text: "−{gy}·sign({x} − {target})/n", latex: "-\\frac{{gy}}{n} \\operatorname{sign}({x} - {target})" },
    },
  },
});
