import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** As maximum or minimum; a NaN loses. */
export const fmin: Card = defineElementwise({
  name: "fmin",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Takes the smaller of two values, ignoring NaN.",
  spellings: [
    "torch.fmin(input=x, other=y)",
    "torch.Tensor.fmin(self=x, other=y)",
    "numpy.fmin(x1=x, x2=y)",
    "jax.numpy.fmin(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.where(A.equal(x, x), A.where(A.less(y, x), y, x), y),
  partials: {
    x: (A, { x, y }) =>
      A.where(A.lessEqual(x, y), A.constant(1), A.where(A.equal(y, y), A.constant(0), A.constant(1))),
    y: (A, { x, y }) =>
      A.where(A.lessEqual(x, y), A.constant(0), A.where(A.equal(y, y), A.constant(1), A.constant(0))),
  },
});
