import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** The angle of (x, y); at the origin JAX's derivative is 0/0. */
export const jaxAtan2: Card = defineElementwise({
  name: "jax_atan2",
  inputs: ["y", "x"],
  dtype: "float",
  sentence: "The angle of a point.",
  spellings: [],
  convention: "At the origin the derivatives are not numbers (in PyTorch: 0).",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] }],
  value: (A, { y, x }) => A.atan2(y, x),
  partials: {
    y: (A, { y, x }) => A.div(x, A.add(A.mul(y, y), A.mul(x, x))),
    x: (A, { y, x }) => A.div(A.neg(y), A.add(A.mul(y, y), A.mul(x, x))),
  },
});
