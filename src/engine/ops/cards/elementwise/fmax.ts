import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** As maximum or minimum; a NaN loses. */
export const fmax: Card = defineElementwise({
  name: "fmax",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Takes the larger of two values, ignoring NaN.",
  spellings: [
    "torch.fmax(input=x, other=y)",
    "torch.Tensor.fmax(self=x, other=y)",
    "numpy.fmax(x1=x, x2=y)",
    "jax.numpy.fmax(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.where(A.equal(x, x), A.where(A.less(x, y), y, x), y),
  partials: {
    x: (A, { x, y }) =>
      A.where(A.lessEqual(y, x), A.constant(1), A.where(A.equal(y, y), A.constant(0), A.constant(1))),
    y: (A, { x, y }) =>
      A.where(A.lessEqual(y, x), A.constant(0), A.where(A.equal(y, y), A.constant(1), A.constant(0))),
  },
});
