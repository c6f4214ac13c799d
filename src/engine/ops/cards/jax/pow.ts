import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** x^y by JAX's rules: y·x^(y−1) without exception for y = 0, and log x · x^y with the logarithm of 0 taken as 0. */
export const jaxPow: Card = defineElementwise({
  name: "jax_pow",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Raises to a power.",
  spellings: [],
  convention: "At 0 to the power of 0 the derivative by the base is not a number (in PyTorch: 0).",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [1.5, 2, 0.5]), fromNumbers("float64", [3], [2, -1, 3])] }],
  value: (A, { x, y }) => A.pow(x, y),
  partials: {
    x: (A, { x, y }) => A.mul(y, A.pow(x, A.sub(y, A.constant(1)))),
    y: (A, { x }, z) => A.mul(A.call("log", A.where(A.equal(x, A.constant(0)), A.constant(1), x)), z),
  },
});
