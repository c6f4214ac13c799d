import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = test ? x : y. */
export const where: Card = defineElementwise({
  name: "where",
  inputs: ["test", "x", "y"],
  dtype: "promote",
  promoting: ["x", "y"],
  sentence: "Takes x where the condition holds, else y.",
  spellings: [
    "torch.where(condition=test, input=x, other=y)",
    "torch.Tensor.where(condition=test, self=x, other=y)",
    "numpy.where(condition=test, x, y)",
    "jax.numpy.where(condition=test, x, y)",
  ],
  samples: () => [
    {
      inputs: [
        fromNumbers("bool", [3], [1, 0, 1]),
        fromNumbers("float64", [3], [1, 2, 3]),
        fromNumbers("float64", [3], [-1, -2, -3]),
      ],
    },
  ],
  value: (A, { test, x, y }) => A.where(test, x, y),
  partials: {
    x: (A, { test }) => A.where(test, A.constant(1), A.constant(0)),
    y: (A, { test }) => A.where(test, A.constant(0), A.constant(1)),
  },
});
