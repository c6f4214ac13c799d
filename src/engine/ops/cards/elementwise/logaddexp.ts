import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = ln(eˣ + eʸ); ∂z/∂x = σ(x − y). */
export const logaddexp: Card = defineElementwise({
  name: "logaddexp",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The logarithm of a sum of exponentials.",
  spellings: [
    "torch.logaddexp(input=x, other=y)",
    "torch.Tensor.logaddexp(self=x, other=y)",
    "numpy.logaddexp(x1=x, x2=y)",
    "jax.numpy.logaddexp(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) =>
    A.where(
      A.equal(x, y),
      A.add(x, A.constant(Math.LN2)),
      A.add(A.where(A.less(x, y), y, x), A.call("log1p", A.call("exp", A.neg(A.call("abs", A.sub(x, y)))))),
    ),
  partials: {
    x: (A, { x, y }) => A.call("sigmoid", A.sub(x, y)),
    y: (A, { x, y }) => A.call("sigmoid", A.sub(y, x)),
  },
});
