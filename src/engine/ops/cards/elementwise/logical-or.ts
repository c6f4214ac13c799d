import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const logicalOr: Card = defineElementwise({
  name: "logical_or",
  inputs: ["x", "y"],
  dtype: "bool",
  sentence: "Truth by truth: or.",
  spellings: [
    "torch.logical_or(input=x, other=y)",
    "torch.Tensor.logical_or(self=x, other=y)",
    "numpy.logical_or(x1=x, x2=y)",
    "jax.numpy.logical_or(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("bool", [4], [0, 0, 1, 1]), fromNumbers("bool", [4], [0, 1, 0, 1])] },
  ],
  value: (A, { x, y }) => A.where(x, A.constant(1), A.where(y, A.constant(1), A.constant(0))),
  partials: {},
});
