import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** x > y; no derivative. */
export const gt: Card = defineElementwise({
  name: "gt",
  inputs: ["x", "y"],
  dtype: "bool",
  sentence: "Tells where x > y.",
  spellings: [
    "torch.gt(input=x, other=y)",
    "torch.Tensor.gt(self=x, other=y)",
    "numpy.greater(x1=x, x2=y)",
    "jax.numpy.greater(x, y)",
    "torch.greater(input=x, other=y)",
    "torch.Tensor.greater(self=x, other=y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.less(y, x),
  partials: {},
});
