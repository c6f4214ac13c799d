import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = sign(x)·max(|x| − λ, 0). */
export const softshrink: Card = defineElementwise({
  name: "softshrink",
  inputs: ["x"],
  attributes: { lambd: 0.5 },
  dtype: "float",
  sentence: "Moves values towards zero by λ.",
  spellings: ["torch.nn.functional.softshrink(input=x, lambd=lambd)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-2, 0.2, 3])] }],
  value: (A, { x }, a) =>
    A.where(
      A.less(A.constant(Number(a.lambd)), x),
      A.sub(x, A.constant(Number(a.lambd))),
      A.where(
        A.less(x, A.constant(-Number(a.lambd))),
        A.add(x, A.constant(Number(a.lambd))),
        A.mul(x, A.constant(0)),
      ),
    ),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(A.lessEqual(A.call("abs", x), A.constant(Number(a.lambd))), A.constant(0), A.constant(1)),
  },
});
