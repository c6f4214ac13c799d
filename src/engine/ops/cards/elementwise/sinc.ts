import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = sin(πx)/(πx), 1 at 0. */
export const sinc: Card = defineElementwise({
  name: "sinc",
  inputs: ["x"],
  dtype: "float",
  sentence: "The sine of πx over πx, 1 at 0.",
  spellings: [
    "torch.sinc(input=x)",
    "torch.Tensor.sinc(self=x)",
    "torch.special.sinc(input=x)",
    "numpy.sinc(x)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [0.3, -1.2])] }],
  value: (A, { x }) =>
    A.where(
      A.equal(x, A.constant(0)),
      A.constant(1),
      A.div(A.call("sin", A.mul(A.constant(Math.PI), x)), A.mul(A.constant(Math.PI), x)),
    ),
  partials: {
    x: (A, { x }) =>
      A.where(
        A.equal(x, A.constant(0)),
        A.constant(0),
        A.div(
          A.sub(
            A.mul(A.mul(A.constant(Math.PI), x), A.call("cos", A.mul(A.constant(Math.PI), x))),
            A.call("sin", A.mul(A.constant(Math.PI), x)),
          ),
          A.mul(A.constant(Math.PI), A.mul(x, x)),
        ),
      ),
  },
});
