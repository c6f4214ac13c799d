import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** A constant factor. */
export const deg2rad: Card = defineElementwise({
  name: "deg2rad",
  inputs: ["x"],
  dtype: "float",
  sentence: "Turns degrees into radians.",
  spellings: ["torch.deg2rad(input=x)", "torch.Tensor.deg2rad(self=x)", "numpy.deg2rad(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [30, -90])] }],
  value: (A, { x }) => A.mul(x, A.constant(Math.PI / 180)),
  partials: {
    x: (A) => A.constant(Math.PI / 180),
  },
});
