import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x²; dz/dx = 2x. */
export const square: Card = defineElementwise({
  name: "square",
  inputs: ["x"],
  dtype: "promote",
  sentence: "Multiplies a value by itself.",
  spellings: [
    "torch.square(input=x)",
    "torch.Tensor.square(self=x)",
    "numpy.square(x)",
    "jax.numpy.square(x)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, -2])] }],
  value: (A, { x }) => A.pow(x, A.constant(2)),
  partials: {
    x: (A, { x }) => A.mul(A.constant(2), x),
  },
});
