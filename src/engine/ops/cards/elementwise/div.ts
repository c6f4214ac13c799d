import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x / y; ∂z/∂x = 1/y, ∂z/∂y = −z/y. */
export const div: Card = defineElementwise({
  name: "div",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "Divides the first value by the second.",
  spellings: [
    "torch.div(input=x, other=y)",
    "torch.Tensor.div(self=x, other=y)",
    "torch.true_divide(input=x, other=y)",
    "torch.Tensor.true_divide(self=x, other=y)",
    "torch.divide(input=x, other=y)",
    "torch.Tensor.divide(self=x, other=y)",
    "numpy.divide(x1=x, x2=y)",
    "numpy.true_divide(x1=x, x2=y)",
    "jax.numpy.divide(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.div(x, y),
  partials: {
    x: (A, { y }) => A.div(A.constant(1), y),
    y: (A, { y }, z) => A.neg(A.div(z, y)),
  },
});
