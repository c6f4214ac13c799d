/** Sums and means that leave NaN out. */
import { fromNumbers } from "../../../tensor/array.js";
import type { Node } from "../../../trace/node.js";
import { axesIn } from "../../axes.js";
import { defineComposite } from "../../composite.js";
import type { Card } from "../../define.js";
import type { Operations } from "../../operations.js";
import { REDUCTION, SAMPLES, shapeOf, spelled } from "./family.js";

const isNumber = (ops: Operations, x: Node): Node => ops.compare("eq", x, x);
const withoutNaN = (ops: Operations, x: Node): Node => ops.where(isNumber(ops, x), x, ops.zerosLike(x));

/** y = Σ x over the elements that are numbers. */
export const nansum: Card = defineComposite({
  name: "nansum",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "promote",
  sentence: "Adds up the elements that are not NaN.",
  spellings: spelled("nansum"),
  samples: SAMPLES,
  differentiable: ["x"],
  shape: shapeOf("nansum"),
  compose: (ops, [x], a) =>
    ops.sum(withoutNaN(ops, x!), axesIn("nansum", a, x!.value.shape.length), a.keepdim === true),
  formula: {
    value: { text: "∑ {x}", latex: "\\sum {x}" },
    derivatives: {
      x: { text: "{gy} for every element that is a number", latex: "{gy} \\cdot [{x} \\in \\mathbb{R}]" },
    },
  },
});

/** y = Σ x / n over the elements that are numbers. */
export const nanmean: Card = defineComposite({
  name: "nanmean",
  inputs: ["x"],
  attributes: REDUCTION,
  dtype: "float",
  sentence: "Averages the elements that are not NaN.",
  spellings: spelled("nanmean"),
  samples: () => [...SAMPLES(), { inputs: [fromNumbers("float64", [3], [1, 2, 4])] }],
  differentiable: ["x"],
  shape: shapeOf("nanmean"),
  compose: (ops, [x], a) => {
    const axes = axesIn("nanmean", a, x!.value.shape.length);
    const keep = a.keepdim === true;
    return ops.div(
      ops.sum(withoutNaN(ops, x!), axes, keep),
      ops.sum(ops.cast(isNumber(ops, x!), x!.value.dtype), axes, keep),
    );
  },
  formula: {
    value: { text: "(1/n) ∑ {x}", latex: "\\frac{1}{n} \\sum {x}" },
    derivatives: {
      x: {
        text: "{gy} / n for every element that is a number",
        latex: "\\frac{{gy}}{n} \\cdot [{x} \\in \\mathbb{R}]",
      },
    },
  },
});
