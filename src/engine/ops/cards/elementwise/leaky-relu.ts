import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x for x > 0, else slope·x. */
export const leakyRelu: Card = defineElementwise({
  name: "leaky_relu",
  inputs: ["x"],
  attributes: { negative_slope: 0.01 },
  dtype: "float",
  sentence: "Lets positive values through and a small part of negative ones.",
  spellings: ["torch.nn.functional.leaky_relu(input=x, negative_slope=negative_slope)"],
  convention: "At 0 the derivative is the negative slope (in JAX: 1).",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }, a) =>
    A.where(A.less(A.constant(0), x), x, A.mul(A.constant(Number(a.negative_slope)), x)),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(A.less(A.constant(0), x), A.constant(1), A.constant(Number(a.negative_slope))),
  },
});
