import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const logicalXor: Card = defineElementwise({
  name: "logical_xor",
  inputs: ["x", "y"],
  dtype: "bool",
  sentence: "Truth by truth: xor.",
  spellings: [
    "torch.logical_xor(input=x, other=y)",
    "torch.Tensor.logical_xor(self=x, other=y)",
    "numpy.logical_xor(x1=x, x2=y)",
    "jax.numpy.logical_xor(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("bool", [4], [0, 0, 1, 1]), fromNumbers("bool", [4], [0, 1, 0, 1])] },
  ],
  value: (A, { x, y }) =>
    A.where(x, A.where(y, A.constant(0), A.constant(1)), A.where(y, A.constant(1), A.constant(0))),
  partials: {},
});
