import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** PyTorch computes with 1/6 in single precision here. */
const SIXTH = Math.fround(1 / 6);

/** y = clip(x/6 + ½, 0, 1). */
export const hardsigmoid: Card = defineElementwise({
  name: "hardsigmoid",
  inputs: ["x"],
  dtype: "float",
  sentence: "A sigmoid made of straight lines.",
  spellings: ["torch.nn.functional.hardsigmoid(input=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-4, 1, 5])] }],
  value: (A, { x }) =>
    A.where(
      A.lessEqual(x, A.constant(-3)),
      A.constant(0),
      A.where(A.lessEqual(A.constant(3), x), A.constant(1), A.add(A.div(x, A.constant(6)), A.constant(0.5))),
    ),
  partials: {
    x: (A, { x }) =>
      A.where(
        A.less(A.constant(-3), x),
        A.where(A.less(x, A.constant(3)), A.constant(SIXTH), A.constant(0)),
        A.constant(0),
      ),
  },
});
