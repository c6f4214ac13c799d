import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x for x > 0, else α(e^(x/α) − 1). */
export const celu: Card = defineElementwise({
  name: "celu",
  inputs: ["x"],
  attributes: { alpha: 1 },
  dtype: "float",
  sentence: "Continuously differentiable exponential linear unit.",
  spellings: ["torch.nn.functional.celu(input=x, alpha=alpha)", "torch.celu(input=x, alpha=alpha)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }, a) =>
    A.where(
      A.lessEqual(x, A.constant(0)),
      A.mul(A.constant(Number(a.alpha)), A.call("expm1", A.div(x, A.constant(Number(a.alpha))))),
      x,
    ),
  partials: {
    // PyTorch rounds α to single precision in the backward pass.
    x: (A, { x }, _y, a) =>
      A.where(
        A.lessEqual(x, A.constant(0)),
        A.mul(
          A.constant(Number(a.alpha) / Math.fround(Number(a.alpha))),
          A.call("exp", A.div(x, A.constant(Math.fround(Number(a.alpha))))),
        ),
        A.constant(1),
      ),
  },
});
