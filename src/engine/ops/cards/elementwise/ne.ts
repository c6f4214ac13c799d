import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** x != y; no derivative. */
export const ne: Card = defineElementwise({
  name: "ne",
  inputs: ["x", "y"],
  dtype: "bool",
  sentence: "Tells where x != y.",
  spellings: [
    "torch.ne(input=x, other=y)",
    "torch.Tensor.ne(self=x, other=y)",
    "numpy.not_equal(x1=x, x2=y)",
    "jax.numpy.not_equal(x, y)",
    "torch.not_equal(input=x, other=y)",
    "torch.Tensor.not_equal(self=x, other=y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.sub(A.constant(1), A.equal(x, y)),
  partials: {},
});
