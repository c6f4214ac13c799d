import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const logicalAnd: Card = defineElementwise({
  name: "logical_and",
  inputs: ["x", "y"],
  dtype: "bool",
  sentence: "Truth by truth: and.",
  spellings: [
    "torch.logical_and(input=x, other=y)",
    "torch.Tensor.logical_and(self=x, other=y)",
    "numpy.logical_and(x1=x, x2=y)",
    "jax.numpy.logical_and(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("bool", [4], [0, 0, 1, 1]), fromNumbers("bool", [4], [0, 1, 0, 1])] },
  ],
  value: (A, { x, y }) => A.where(x, A.where(y, A.constant(1), A.constant(0)), A.constant(0)),
  partials: {},
});
