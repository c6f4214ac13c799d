import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const heaviside: Card = defineElementwise({
  name: "heaviside",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "0 below zero, 1 above, the second value at zero.",
  spellings: [
    "torch.heaviside(input=x, other=y)",
    "torch.Tensor.heaviside(self=x, other=y)",
    "numpy.heaviside(x1=x, x2=y)",
    "jax.numpy.heaviside(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) =>
    A.where(A.equal(x, A.constant(0)), y, A.where(A.less(A.constant(0), x), A.constant(1), A.constant(0))),
  partials: {},
});
