import { fromNumbers } from "../../../tensor/array.js";
import type { Algebra } from "../../algebra/algebra.js";
import { type Attributes, type Card, defineElementwise } from "../../define.js";

/** z = min(max(x, low), high); derivative 1 inside and at the bounds, 0 outside. */
export const clamp: Card = defineElementwise({
  name: "clamp",
  inputs: ["x"],
  attributes: { min: null, max: null },
  dtype: "promote",
  sentence: "Keeps a value between bounds.",
  spellings: [
    "torch.clamp(input=x, min=min, max=max)",
    "torch.Tensor.clamp(self=x, min=min, max=max)",
    "torch.clip(input=x, min=min, max=max)",
    "torch.Tensor.clip(self=x, min=min, max=max)",
    "torch.clamp_min(input=x, min=min)",
    "torch.Tensor.clamp_min(self=x, min=min)",
    "torch.clamp_max(input=x, max=max)",
    "torch.Tensor.clamp_max(self=x, max=max)",
    "numpy.clip(a=x, a_min=min, a_max=max)",
    "numpy.ndarray.clip(self=x, min=min, max=max)",
  ],
  convention: "At a bound the derivative is 1 (in JAX: 0.5).",
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [-2, 0.5, 3])], attributes: { min: -1, max: 2 } },
    { inputs: [fromNumbers("float64", [2], [-2, 0.5])], attributes: { min: 0, max: null } },
  ],
  value: (A, { x }, a) => within(A, x, a),
  partials: {
    x: (A, { x }, _y, a) => inside(A, x, a),
  },
});

function within<V>(A: Algebra<V>, x: V, a: Attributes): V {
  const low =
    a.min === null ? x : A.where(A.less(x, A.constant(Number(a.min))), A.constant(Number(a.min)), x);
  return a.max === null
    ? low
    : A.where(A.less(A.constant(Number(a.max)), low), A.constant(Number(a.max)), low);
}

function inside<V>(A: Algebra<V>, x: V, a: Attributes): V {
  const one = A.constant(1);
  const below = a.max === null ? one : A.where(A.lessEqual(x, A.constant(Number(a.max))), one, A.constant(0));
  return a.min === null ? below : A.where(A.lessEqual(A.constant(Number(a.min)), x), below, A.constant(0));
}
