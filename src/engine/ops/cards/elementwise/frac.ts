import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x − trunc(x). */
export const frac: Card = defineElementwise({
  name: "frac",
  inputs: ["x"],
  dtype: "promote",
  sentence: "The part after the decimal point.",
  spellings: ["torch.frac(input=x)", "torch.Tensor.frac(self=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [0.3, -1.2])] }],
  value: (A, { x }) => A.sub(x, A.call("trunc", x)),
  partials: {
    x: (A) => A.constant(1),
  },
});
