import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** The larger one has derivative 1; equal values share it, ½ each. */
export const maximum: Card = defineElementwise({
  name: "maximum",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Takes the larger of two values.",
  spellings: [
    "torch.maximum(input=x, other=y)",
    "torch.Tensor.maximum(self=x, other=y)",
    "numpy.maximum(x1=x, x2=y)",
    "jax.numpy.maximum(x, y)",
    "torch.max(input=x, other=y)",
    "torch.Tensor.max(self=x, other=y)",
  ],
  convention: "Equal values get half the gradient each.",
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.where(A.equal(x, x), A.where(A.equal(y, y), A.where(A.less(x, y), y, x), y), x),
  partials: {
    x: (A, { x, y }) =>
      A.where(A.equal(x, y), A.constant(0.5), A.where(A.less(x, y), A.constant(0), A.constant(1))),
    y: (A, { x, y }) =>
      A.where(A.equal(x, y), A.constant(0.5), A.where(A.less(y, x), A.constant(0), A.constant(1))),
  },
});
