import { fromNumbers } from "../../../tensor/array.js";
import type { Algebra } from "../../algebra/algebra.js";
import { type Attributes, type Card, defineElementwise } from "../../define.js";

/** y = p(p − 1)/4 · ln π + ∑ⱼ ln Γ(x − j/2), j = 0 … p − 1. */
export const mvlgamma: Card = defineElementwise({
  name: "mvlgamma",
  inputs: ["x"],
  attributes: { p: 1 },
  dtype: "float",
  sentence: "The logarithm of the multivariate gamma function.",
  spellings: [
    "torch.mvlgamma(input=x, p=p)",
    "torch.Tensor.mvlgamma(self=x, p=p)",
    "torch.special.multigammaln(input=x, p=p)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [2.5, 3.7, 4.2])], attributes: { p: 3 } }],
  value: (A, { x }, a) =>
    A.add(A.constant(((Number(a.p) * (Number(a.p) - 1)) / 4) * Math.log(Math.PI)), summed(A, x, a, "lgamma")),
  partials: { x: (A, { x }, _y, a) => summed(A, x, a, "digamma") },
});

function summed<V>(A: Algebra<V>, x: V, a: Attributes, name: "lgamma" | "digamma"): V {
  let sum = A.call(name, x);
  for (let j = 1; j < Number(a.p); j++) sum = A.add(sum, A.call(name, A.sub(x, A.constant(j / 2))));
  return sum;
}
