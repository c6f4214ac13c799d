import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x/(1 + |x|). */
export const softsign: Card = defineElementwise({
  name: "softsign",
  inputs: ["x"],
  dtype: "float",
  sentence: "Squashes to between −1 and 1, more gently than tanh.",
  spellings: ["torch.nn.functional.softsign(input=x)", "jax.nn.soft_sign(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) => A.div(x, A.add(A.constant(1), A.call("abs", x))),
  partials: {
    x: (A, { x }, y) =>
      A.sub(
        A.div(A.constant(1), A.add(A.constant(1), A.call("abs", x))),
        A.mul(A.div(y, A.add(A.constant(1), A.call("abs", x))), A.call("sign", x)),
      ),
  },
});
