import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";
import { floorQuotient, modulo } from "./division.js";

/** z = x − y·⌊x/y⌋; ∂z/∂x = 1, ∂z/∂y = −⌊x/y⌋. */
export const remainder: Card = defineElementwise({
  name: "remainder",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Leaves the rest after division, with the sign of the divisor.",
  spellings: [
    "torch.remainder(input=x, other=y)",
    "torch.Tensor.remainder(self=x, other=y)",
    "numpy.remainder(x1=x, x2=y)",
    "jax.numpy.remainder(x, y)",
    "numpy.mod(x1=x, x2=y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [2], [7.5, -7.5]), fromNumbers("float64", [2], [2, 2.2])] },
  ],
  value: (A, { x, y }) => modulo(A, x, y),
  partials: {
    x: (A) => A.constant(1),
    y: (A, { x, y }) => A.neg(floorQuotient(A, x, y)),
  },
});
