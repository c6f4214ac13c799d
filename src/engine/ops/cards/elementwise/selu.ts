import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

const SCALE = 1.0507009873554805;
const ALPHA = 1.6732632423543772;

/** y = s·x for x > 0, else s·α(eˣ − 1); constants of Klambauer et al. 2017. */
export const selu: Card = defineElementwise({
  name: "selu",
  inputs: ["x"],
  dtype: "float",
  sentence: "Scaled exponential linear unit.",
  spellings: ["torch.nn.functional.selu(input=x)", "torch.selu(input=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) =>
    A.mul(
      A.constant(SCALE),
      A.where(A.lessEqual(x, A.constant(0)), A.mul(A.constant(ALPHA), A.call("expm1", x)), x),
    ),
  partials: {
    x: (A, { x }) =>
      A.where(
        A.lessEqual(x, A.constant(0)),
        A.mul(A.constant(SCALE * ALPHA), A.call("exp", x)),
        A.constant(SCALE),
      ),
  },
});
