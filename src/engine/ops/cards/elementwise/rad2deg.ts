import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** A constant factor. */
export const rad2deg: Card = defineElementwise({
  name: "rad2deg",
  inputs: ["x"],
  dtype: "float",
  sentence: "Turns radians into degrees.",
  spellings: ["torch.rad2deg(input=x)", "torch.Tensor.rad2deg(self=x)", "numpy.rad2deg(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [30, -90])] }],
  value: (A, { x }) => A.mul(x, A.constant(180 / Math.PI)),
  partials: {
    x: (A) => A.constant(180 / Math.PI),
  },
});
