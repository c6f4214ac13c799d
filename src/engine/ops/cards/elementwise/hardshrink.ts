import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x where |x| > λ, else 0. */
export const hardshrink: Card = defineElementwise({
  name: "hardshrink",
  inputs: ["x"],
  attributes: { lambd: 0.5 },
  dtype: "float",
  sentence: "Sets values near zero to zero.",
  spellings: [
    "torch.nn.functional.hardshrink(input=x, lambd=lambd)",
    "torch.hardshrink(input=x, lambd=lambd)",
    "torch.Tensor.hardshrink(self=x, lambd=lambd)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-2, 0.2, 3])] }],
  value: (A, { x }, a) =>
    A.where(A.lessEqual(A.call("abs", x), A.constant(Number(a.lambd))), A.constant(0), x),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(A.lessEqual(A.call("abs", x), A.constant(Number(a.lambd))), A.constant(0), A.constant(1)),
  },
});
