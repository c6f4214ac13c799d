import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = 1/x; dz/dx = −z². */
export const reciprocal: Card = defineElementwise({
  name: "reciprocal",
  inputs: ["x"],
  dtype: "float",
  sentence: "Takes one over the value.",
  spellings: ["torch.reciprocal(input=x)", "torch.Tensor.reciprocal(self=x)", "numpy.reciprocal(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, -2])] }],
  value: (A, { x }) => A.div(A.constant(1), x),
  partials: {
    x: (A, _, z) => A.neg(A.mul(z, z)),
  },
});
