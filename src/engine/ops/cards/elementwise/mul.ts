import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x·y; ∂z/∂x = y, ∂z/∂y = x. */
export const mul: Card = defineElementwise({
  name: "mul",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Multiplies two values element by element.",
  spellings: [
    "torch.mul(input=x, other=y)",
    "torch.Tensor.mul(self=x, other=y)",
    "numpy.multiply(x1=x, x2=y)",
    "jax.numpy.multiply(x, y)",
    "torch.multiply(input=x, other=y)",
    "torch.Tensor.multiply(self=x, other=y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.mul(x, y),
  partials: {
    x: (_, { y }) => y,
    y: (_, { x }) => x,
  },
});
