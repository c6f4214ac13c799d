import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x·ln y. */
export const xlogy: Card = defineElementwise({
  name: "xlogy",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "Multiplies x by the logarithm of y; 0 where x is 0.",
  spellings: [
    "torch.xlogy(input=x, other=y)",
    "torch.Tensor.xlogy(self=x, other=y)",
    "torch.special.xlogy(input=x, other=y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, 2, 0.5]), fromNumbers("float64", [3], [1.2, 3, 2.5])] },
  ],
  value: (A, { x, y }) =>
    A.where(A.equal(y, y), A.where(A.equal(x, A.constant(0)), A.constant(0), A.mul(x, A.call("log", y))), y),
  partials: {
    x: (A, { x, y }) =>
      A.where(
        A.mul(A.equal(x, A.constant(0)), A.lessEqual(y, A.constant(0))),
        A.constant(0),
        A.call("log", y),
      ),
    y: (A, { x, y }) => A.div(x, y),
  },
});
