import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = ln σ(x) = min(x, 0) − ln(1 + e^−|x|); dy/dx = σ(−x). */
export const logsigmoid: Card = defineElementwise({
  name: "logsigmoid",
  inputs: ["x"],
  dtype: "float",
  sentence: "The logarithm of the sigmoid, computed stably.",
  spellings: ["torch.nn.functional.logsigmoid(input=x)", "jax.nn.log_sigmoid(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) =>
    A.sub(
      A.where(A.less(x, A.constant(0)), x, A.constant(0)),
      A.call("log1p", A.call("exp", A.neg(A.call("abs", x)))),
    ),
  partials: {
    x: (A, { x }) => A.call("sigmoid", A.neg(x)),
  },
});
