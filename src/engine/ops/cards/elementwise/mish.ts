import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x·tanh(ln(1 + eˣ)). */
export const mish: Card = defineElementwise({
  name: "mish",
  inputs: ["x"],
  dtype: "float",
  sentence: "A smooth activation: x times tanh of softplus.",
  spellings: ["torch.nn.functional.mish(input=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) =>
    A.mul(x, A.call("tanh", A.where(A.less(x, A.constant(20)), A.call("log1p", A.call("exp", x)), x))),
  partials: {
    x: (A, { x }) =>
      A.add(
        A.call("tanh", A.where(A.less(x, A.constant(20)), A.call("log1p", A.call("exp", x)), x)),
        A.mul(
          x,
          A.mul(
            A.call("sigmoid", x),
            A.sub(
              A.constant(1),
              A.pow(
                A.call("tanh", A.where(A.less(x, A.constant(20)), A.call("log1p", A.call("exp", x)), x)),
                A.constant(2),
              ),
            ),
          ),
        ),
      ),
  },
});
