import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = min(max(x, 0), 6). */
export const relu6: Card = defineElementwise({
  name: "relu6",
  inputs: ["x"],
  dtype: "promote",
  sentence: "Lets values between 0 and 6 through.",
  spellings: ["torch.nn.functional.relu6(input=x)", "jax.nn.relu6(x)"],
  convention: "At 0 and 6 the derivative is 0.",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1, 2, 7])] }],
  value: (A, { x }) =>
    A.where(
      A.lessEqual(x, A.constant(0)),
      A.constant(0),
      A.where(A.lessEqual(A.constant(6), x), A.constant(6), x),
    ),
  partials: {
    x: (A, { x }) =>
      A.where(
        A.lessEqual(x, A.constant(0)),
        A.constant(0),
        A.where(A.lessEqual(A.constant(6), x), A.constant(0), A.constant(1)),
      ),
  },
});
