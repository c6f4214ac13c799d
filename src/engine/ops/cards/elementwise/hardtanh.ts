import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = min(max(x, low), high); derivative 0 at the bounds. */
export const hardtanh: Card = defineElementwise({
  name: "hardtanh",
  inputs: ["x"],
  attributes: { min_val: -1, max_val: 1 },
  dtype: "promote",
  sentence: "Lets values between two bounds through.",
  spellings: ["torch.nn.functional.hardtanh(input=x, min_val=min_val, max_val=max_val)"],
  convention: "At a bound the derivative is 0 (in JAX: 1).",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-2, 0.5, 3])] }],
  value: (A, { x }, a) =>
    A.where(
      A.less(x, A.constant(Number(a.min_val))),
      A.constant(Number(a.min_val)),
      A.where(A.less(A.constant(Number(a.max_val)), x), A.constant(Number(a.max_val)), x),
    ),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(
        A.lessEqual(x, A.constant(Number(a.min_val))),
        A.constant(0),
        A.where(A.lessEqual(A.constant(Number(a.max_val)), x), A.constant(0), A.constant(1)),
      ),
  },
});
