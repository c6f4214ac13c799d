import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** The smaller one has derivative 1; equal values share it, ½ each. */
export const minimum: Card = defineElementwise({
  name: "minimum",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Takes the smaller of two values.",
  spellings: [
    "torch.minimum(input=x, other=y)",
    "torch.Tensor.minimum(self=x, other=y)",
    "numpy.minimum(x1=x, x2=y)",
    "jax.numpy.minimum(x, y)",
    "torch.min(input=x, other=y)",
    "torch.Tensor.min(self=x, other=y)",
  ],
  convention: "Equal values get half the gradient each.",
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.where(A.equal(x, x), A.where(A.equal(y, y), A.where(A.less(y, x), y, x), y), x),
  partials: {
    x: (A, { x, y }) =>
      A.where(A.equal(x, y), A.constant(0.5), A.where(A.less(y, x), A.constant(0), A.constant(1))),
    y: (A, { x, y }) =>
      A.where(A.equal(x, y), A.constant(0.5), A.where(A.less(x, y), A.constant(0), A.constant(1))),
  },
});
