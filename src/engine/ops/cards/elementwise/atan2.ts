import { fromNumbers } from "../../../tensor/array.js";
import type { Algebra } from "../../algebra/algebra.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = angle with tan z = x/y; ∂z/∂x = y/(x² + y²), ∂z/∂y = −x/(x² + y²); 0 at the origin. */
export const atan2: Card = defineElementwise({
  name: "atan2",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The angle of the point (y, x).",
  spellings: [
    "torch.atan2(input=x, other=y)",
    "torch.Tensor.atan2(self=x, other=y)",
    "torch.arctan2(input=x, other=y)",
    "torch.Tensor.arctan2(self=x, other=y)",
    "numpy.arctan2(x1=x, x2=y)",
    "jax.numpy.arctan2(x, y)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] }, { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] }],
  value: (A, { x, y }) => angle(A, x, y),
  partials: {
    x: (A, { x, y }) => A.where(A.equal(A.add(A.mul(x, x), A.mul(y, y)), A.constant(0)), A.constant(0), A.div(y, A.add(A.mul(x, x), A.mul(y, y)))),
    y: (A, { x, y }) => A.where(A.equal(A.add(A.mul(x, x), A.mul(y, y)), A.constant(0)), A.constant(0), A.neg(A.div(x, A.add(A.mul(x, x), A.mul(y, y))))),
  },
});

/** The arctangent of x/y, turned by π on the left half-plane (towards the sign of x). */
function angle<V>(A: Algebra<V>, x: V, y: V): V {
  const zero = A.constant(0);
  const half = A.constant(Math.PI / 2);
  const turn = A.where(A.less(x, zero), A.constant(-Math.PI), A.constant(Math.PI));
  const plain = A.call("atan", A.div(x, y));
  const upright = A.where(A.less(x, zero), A.neg(half), A.where(A.less(zero, x), half, zero));
  return A.where(A.equal(y, zero), upright, A.where(A.less(y, zero), A.add(plain, turn), plain));
}
