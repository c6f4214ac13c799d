import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x for x > 0, else α(eˣ − 1). */
export const elu: Card = defineElementwise({
  name: "elu",
  inputs: ["x"],
  attributes: { alpha: 1 },
  dtype: "float",
  sentence: "Exponential linear unit: smooth below zero.",
  spellings: ["torch.nn.functional.elu(input=x, alpha=alpha)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }, a) =>
    A.where(A.lessEqual(x, A.constant(0)), A.mul(A.constant(Number(a.alpha)), A.call("expm1", x)), x),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(
        A.lessEqual(x, A.constant(0)),
        A.mul(A.constant(Number(a.alpha)), A.call("exp", x)),
        A.constant(1),
      ),
  },
});
