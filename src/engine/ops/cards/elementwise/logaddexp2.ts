import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = log₂(2ˣ + 2ʸ). */
export const logaddexp2: Card = defineElementwise({
  name: "logaddexp2",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The base-2 logarithm of a sum of powers of two.",
  spellings: [
    "torch.logaddexp2(input=x, other=y)",
    "torch.Tensor.logaddexp2(self=x, other=y)",
    "numpy.logaddexp2(x1=x, x2=y)",
    "jax.numpy.logaddexp2(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) =>
    A.where(
      A.equal(x, y),
      A.add(x, A.constant(1)),
      A.add(
        A.where(A.less(x, y), y, x),
        A.call("log2", A.add(A.constant(1), A.call("exp2", A.neg(A.call("abs", A.sub(x, y)))))),
      ),
    ),
  partials: {
    x: (A, { x, y }) => A.call("sigmoid", A.mul(A.constant(Math.LN2), A.sub(x, y))),
    y: (A, { x, y }) => A.call("sigmoid", A.mul(A.constant(Math.LN2), A.sub(y, x))),
  },
});
