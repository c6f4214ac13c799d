import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = −x. */
export const neg: Card = defineElementwise({
  name: "neg",
  inputs: ["x"],
  dtype: "promote",
  sentence: "Changes the sign.",
  spellings: [
    "torch.neg(input=x)",
    "torch.Tensor.neg(self=x)",
    "torch.negative(input=x)",
    "torch.Tensor.negative(self=x)",
    "numpy.negative(x)",
    "jax.numpy.negative(x)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, -2])] }],
  value: (A, { x }) => A.neg(x),
  partials: {
    x: (A) => A.constant(-1),
  },
});
