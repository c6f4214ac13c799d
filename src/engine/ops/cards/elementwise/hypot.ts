import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = √(x² + y²); ∂z/∂x = x/z. */
export const hypot: Card = defineElementwise({
  name: "hypot",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The length of the vector (x, y).",
  spellings: [
    "torch.hypot(input=x, other=y)",
    "torch.Tensor.hypot(self=x, other=y)",
    "numpy.hypot(x1=x, x2=y)",
    "jax.numpy.hypot(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.call("sqrt", A.add(A.mul(x, x), A.mul(y, y))),
  partials: {
    x: (A, { x }, z) => A.div(x, z),
    y: (A, { y }, z) => A.div(y, z),
  },
});
