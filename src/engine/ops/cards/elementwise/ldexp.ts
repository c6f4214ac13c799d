import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x · 2^y; ∂z/∂x = 2^y, ∂z/∂y = z ln 2. */
export const ldexp: Card = defineElementwise({
  name: "ldexp",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "Multiplies by a power of two.",
  spellings: [
    "torch.ldexp(input=x, other=y)",
    "torch.Tensor.ldexp(self=x, other=y)",
    "numpy.ldexp(x1=x, x2=y)",
    "jax.numpy.ldexp(x1=x, x2=y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
  ],
  value: (A, { x, y }) => A.mul(x, A.call("exp2", y)),
  partials: {
    x: (A, { y }) => A.call("exp2", y),
    y: (A, _, z) => A.mul(z, A.constant(Math.LN2)),
  },
});
