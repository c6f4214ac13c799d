import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = max(x, 0); derivative 1 for x > 0, else 0, also at 0. */
export const relu: Card = defineElementwise({
  name: "relu",
  inputs: ["x"],
  dtype: "promote",
  sentence: "Lets positive values through, sets the others to zero.",
  spellings: [
    "torch.nn.functional.relu(input=x)",
    "torch.relu(input=x)",
    "torch.Tensor.relu(self=x)",
    "jax.nn.relu(x)",
  ],
  convention: "At 0 the derivative is 0.",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) => A.where(A.lessEqual(x, A.constant(0)), A.constant(0), x),
  partials: {
    x: (A, { x }) => A.where(A.lessEqual(x, A.constant(0)), A.constant(0), A.constant(1)),
  },
});
