import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = angle with tan z = x/y; ∂z/∂x = y/(x² + y²), ∂z/∂y = −x/(x² + y²); 0 at the origin. */
export const atan2: Card = defineElementwise({
  name: "atan2",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The angle of the point (y, x).",
  spellings: [
    "torch.atan2(input=x, other=y)",
    "torch.Tensor.atan2(self=x, other=y)",
    "torch.arctan2(input=x, other=y)",
    "torch.Tensor.arctan2(self=x, other=y)",
    "numpy.arctan2(x1=x, x2=y)",
    "jax.numpy.arctan2(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.atan2(x, y),
  partials: {
    x: (A, { x, y }) =>
      A.where(
        A.equal(A.add(A.mul(x, x), A.mul(y, y)), A.constant(0)),
        A.constant(0),
        A.div(y, A.add(A.mul(x, x), A.mul(y, y))),
      ),
    y: (A, { x, y }) =>
      A.where(
        A.equal(A.add(A.mul(x, x), A.mul(y, y)), A.constant(0)),
        A.constant(0),
        A.neg(A.div(x, A.add(A.mul(x, x), A.mul(y, y)))),
      ),
  },
});
