import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = min(x, bound); x has derivative 1 at the bound too, the bound only where it is taken. */
export const clampMax: Card = defineElementwise({
  name: "clamp_max_tensor",
  inputs: ["x", "bound"],
  dtype: "promote",
  sentence: "Keeps values from going above a bound that is an array itself.",
  spellings: [
    "torch.clamp(input=x, max=bound)",
    "torch.Tensor.clamp(self=x, max=bound)",
    "torch.clip(input=x, max=bound)",
    "torch.Tensor.clip(self=x, max=bound)",
    "torch.clamp_max(input=x, max=bound)",
    "torch.Tensor.clamp_max(self=x, max=bound)",
  ],
  convention: "At the bound the derivative by the value is 1, by the bound 0 (in JAX: 0.5 each).",
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
  ],
  value: (A, { x, bound }) => A.where(A.equal(bound, bound), A.where(A.less(bound, x), bound, x), bound),
  partials: {
    x: (A, { x, bound }) => A.where(A.lessEqual(x, bound), A.constant(1), A.constant(0)),
    bound: (A, { x, bound }) => A.where(A.less(bound, x), A.constant(1), A.constant(0)),
  },
});
