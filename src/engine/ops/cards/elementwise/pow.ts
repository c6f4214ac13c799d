import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x^y; ∂z/∂x = y·x^(y−1), 0 where y = 0; ∂z/∂y = z·ln x, 0 where x = 0 and y ≥ 0 (PyTorch: pow_backward). */
export const pow: Card = defineElementwise({
  name: "pow",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Raises the first value to the power of the second.",
  spellings: [
    "torch.pow(input=x, exponent=y)",
    "torch.Tensor.pow(self=x, exponent=y)",
    "numpy.power(x1=x, x2=y)",
    "numpy.pow(x1=x, x2=y)",
    "jax.numpy.power(x, y)",
  ],
  convention: "The derivative by the base is 0 where the exponent is 0 (in JAX not a number if the base is 0, too).",
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, 2, 0.5]), fromNumbers("float64", [3], [1.2, 3, 2.5])] },
  ],
  value: (A, { x, y }) => A.pow(x, y),
  partials: {
    x: (A, { x, y }) =>
      A.where(A.equal(y, A.constant(0)), A.constant(0), A.mul(y, A.pow(x, A.sub(y, A.constant(1))))),
    y: (A, { x, y }, z) =>
      A.where(
        A.mul(A.equal(x, A.constant(0)), A.lessEqual(A.constant(0), y)),
        A.constant(0),
        A.mul(z, A.call("log", x)),
      ),
  },
});
