import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = min(max(x, low), high); the one that is taken has derivative 1. */
export const clampTensor: Card = defineElementwise({
  name: "clamp_tensor",
  inputs: ["x", "low", "high"],
  dtype: "promote",
  sentence: "Keeps a value between bounds that are arrays themselves.",
  spellings: ["torch.clamp(input=x, min=low, max=high)", "torch.Tensor.clamp(self=x, min=low, max=high)"],
  samples: () => [
    {
      inputs: [
        fromNumbers("float64", [3], [-2, 0.5, 3]),
        fromNumbers("float64", [3], [-1, 0, 1]),
        fromNumbers("float64", [3], [1, 1, 2]),
      ],
    },
  ],
  value: (A, { x, low, high }) =>
    A.where(A.less(high, A.where(A.less(x, low), low, x)), high, A.where(A.less(x, low), low, x)),
  partials: {
    x: (A, { x, low, high }) =>
      A.where(
        A.lessEqual(low, x),
        A.where(A.lessEqual(x, high), A.constant(1), A.constant(0)),
        A.constant(0),
      ),
    low: (A, { x, low, high }) =>
      A.where(A.less(x, low), A.where(A.less(low, high), A.constant(1), A.constant(0)), A.constant(0)),
    high: (A, { x, low, high }) =>
      A.where(A.less(high, x), A.constant(1), A.where(A.less(high, low), A.constant(1), A.constant(0))),
  },
});
