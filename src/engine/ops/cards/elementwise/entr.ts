import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = −x·ln x; dy/dx = −ln x − 1. */
export const entr: Card = defineElementwise({
  name: "entr",
  inputs: ["x"],
  dtype: "float",
  sentence: "−x ln x, the summand of an entropy.",
  spellings: ["torch.special.entr(input=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [0.3, 1.2])] }],
  value: (A, { x }) =>
    A.where(
      A.equal(x, A.constant(0)),
      A.constant(0),
      A.where(
        A.less(x, A.constant(0)),
        A.constant(Number.NEGATIVE_INFINITY),
        A.neg(A.mul(x, A.call("log", x))),
      ),
    ),
  partials: {
    x: (A, { x }) => A.sub(A.neg(A.call("log", x)), A.constant(1)),
  },
});
