import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = max(x, bound); x has derivative 1 at the bound too, the bound only where it is taken. */
export const clampMin: Card = defineElementwise({
  name: "clamp_min_tensor",
  inputs: ["x", "bound"],
  dtype: "promote",
  sentence: "Keeps values from going below a bound that is an array itself.",
  spellings: [
    "torch.clamp(input=x, min=bound)",
    "torch.Tensor.clamp(self=x, min=bound)",
    "torch.clip(input=x, min=bound)",
    "torch.Tensor.clip(self=x, min=bound)",
    "torch.clamp_min(input=x, min=bound)",
    "torch.Tensor.clamp_min(self=x, min=bound)",
  ],
  convention: "At the bound the derivative by the value is 1, by the bound 0 (in JAX: 0.5 each).",
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
  ],
  value: (A, { x, bound }) => A.where(A.equal(bound, bound), A.where(A.less(x, bound), bound, x), bound),
  partials: {
    x: (A, { x, bound }) => A.where(A.lessEqual(bound, x), A.constant(1), A.constant(0)),
    bound: (A, { x, bound }) => A.where(A.less(x, bound), A.constant(1), A.constant(0)),
  },
});
