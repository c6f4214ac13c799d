import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = ln(1 + e^(βx))/β, x itself above the threshold; dy/dx = σ(βx). */
export const softplus: Card = defineElementwise({
  name: "softplus",
  inputs: ["x"],
  attributes: { beta: 1, threshold: 20 },
  dtype: "float",
  sentence: "A smooth relu: the logarithm of one plus the exponential.",
  spellings: ["torch.nn.functional.softplus(input=x, beta=beta, threshold=threshold)", "jax.nn.softplus(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }, a) =>
    A.where(
      A.less(A.constant(Number(a.threshold)), A.mul(A.constant(Number(a.beta)), x)),
      x,
      A.div(A.call("log1p", A.call("exp", A.mul(A.constant(Number(a.beta)), x))), A.constant(Number(a.beta))),
    ),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(
        A.less(A.constant(Number(a.threshold)), A.mul(A.constant(Number(a.beta)), x)),
        A.constant(1),
        A.call("sigmoid", A.mul(A.constant(Number(a.beta)), x)),
      ),
  },
});
