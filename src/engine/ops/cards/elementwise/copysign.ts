import { fromNumbers } from "../../../tensor/array.js";
import type { Algebra } from "../../algebra/algebra.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = |x|·sign(y), the sign of −0 being negative. */
export const copysign: Card = defineElementwise({
  name: "copysign",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The size of x with the sign of y.",
  spellings: [
    "torch.copysign(input=x, other=y)",
    "torch.Tensor.copysign(self=x, other=y)",
    "numpy.copysign(x1=x, x2=y)",
    "jax.numpy.copysign(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }) => A.mul(A.call("abs", x), A.where(negative(A, y), A.constant(-1), A.constant(1))),
  partials: {
    x: (A, { x }, z) => A.where(A.equal(x, A.constant(0)), A.constant(0), A.div(z, x)),
    y: (A) => A.constant(0),
  },
});

/** 1/−0 is −∞: how the algebra sees the sign of a zero. */
const negative = <V>(A: Algebra<V>, y: V): V =>
  A.less(A.where(A.equal(y, A.constant(0)), A.div(A.constant(1), y), y), A.constant(0));
