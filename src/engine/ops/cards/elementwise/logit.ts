import { fromNumbers } from "../../../tensor/array.js";
import type { Algebra } from "../../algebra/algebra.js";
import { type Attributes, type Card, defineElementwise } from "../../define.js";

/** y = ln(x/(1 − x)); dy/dx = 1/(x(1 − x)). */
export const logit: Card = defineElementwise({
  name: "logit",
  inputs: ["x"],
  attributes: { eps: null },
  dtype: "float",
  sentence: "The inverse of the sigmoid.",
  spellings: [
    "torch.logit(input=x, eps=eps)",
    "torch.Tensor.logit(self=x, eps=eps)",
    "torch.special.logit(input=x, eps=eps)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [0.2, 0.5, 0.9])] }],
  value: (A, { x }, a) => odds(A, kept(A, x, a)),
  partials: {
    x: (A, { x }, _y, a) => slope(A, x, a),
  },
});

const odds = <V>(A: Algebra<V>, x: V): V => A.call("log", A.div(x, A.sub(A.constant(1), x)));

function kept<V>(A: Algebra<V>, x: V, a: Attributes): V {
  if (a.eps === null) return x;
  const [low, high] = [A.constant(Number(a.eps)), A.constant(1 - Number(a.eps))];
  return A.where(A.less(x, low), low, A.where(A.less(high, x), high, x));
}

function slope<V>(A: Algebra<V>, x: V, a: Attributes): V {
  const inside = A.div(A.constant(1), A.mul(x, A.sub(A.constant(1), x)));
  // Outside of 0 … 1 there is no value.
  if (a.eps === null)
    return A.where(
      A.mul(A.lessEqual(A.constant(0), x), A.lessEqual(x, A.constant(1))),
      inside,
      A.constant(Number.NaN),
    );
  const within = A.mul(
    A.lessEqual(A.constant(Number(a.eps)), x),
    A.lessEqual(x, A.constant(1 - Number(a.eps))),
  );
  return A.where(within, inside, A.constant(0));
}
