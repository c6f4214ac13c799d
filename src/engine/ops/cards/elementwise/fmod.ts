import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x − y·trunc(x/y). */
export const fmod: Card = defineElementwise({
  name: "fmod",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Leaves the rest after division, with the sign of the dividend.",
  spellings: [
    "torch.fmod(input=x, other=y)",
    "torch.Tensor.fmod(self=x, other=y)",
    "numpy.fmod(x1=x, x2=y)",
    "jax.numpy.fmod(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [2], [7.5, -7.5]), fromNumbers("float64", [2], [2, 2.2])] },
  ],
  value: (A, { x, y }) => A.rem(x, y),
  partials: {
    x: (A) => A.constant(1),
    y: (A, { x, y }) => A.neg(A.call("trunc", A.div(x, y))),
  },
});
