import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";
import { floorQuotient } from "./division.js";

/** z = ⌊x / y⌋; flat between jumps. */
export const floorDivide: Card = defineElementwise({
  name: "floor_divide",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Divides and rounds down to a whole number.",
  spellings: [
    "torch.floor_divide(input=x, other=y)",
    "torch.Tensor.floor_divide(self=x, other=y)",
    "numpy.floor_divide(x1=x, x2=y)",
    "jax.numpy.floor_divide(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [2], [7.5, -7.5]), fromNumbers("float64", [2], [2, 2])] },
  ],
  value: (A, { x, y }) => floorQuotient(A, x, y),
  partials: {
    x: (A) => A.constant(0),
    y: (A) => A.constant(0),
  },
});
