import { fromNumbers, scalar } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";
import { matrix } from "../shape/family.js";

/** z = mask ? value : x. */
export const maskedFill: Card = defineElementwise({
  name: "masked_fill",
  inputs: ["x", "mask", "value"],
  dtype: "first",
  promoting: ["x"],
  sentence: "Puts one value wherever a mask is true.",
  spellings: [
    "torch.masked_fill(input=x, mask=mask, value=value)",
    "torch.Tensor.masked_fill(self=x, mask=mask, value=value)",
  ],
  samples: () => [{ inputs: [matrix, fromNumbers("bool", [3], [1, 0, 1]), scalar("float64", 2)] }],
  value: (A, { x, mask, value }) => A.where(mask, value, x),
  partials: {
    x: (A, { mask }) => A.where(mask, A.constant(0), A.constant(1)),
    value: (A, { mask }) => A.where(mask, A.constant(1), A.constant(0)),
  },
});
