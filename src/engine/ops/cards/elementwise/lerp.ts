import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x + w(y − x). */
export const lerp: Card = defineElementwise({
  name: "lerp",
  inputs: ["x", "end", "weight"],
  dtype: "promote",
  sentence: "Goes from x to y by a weight between 0 and 1.",
  spellings: [
    "torch.lerp(input=x, end=end, weight=weight)",
    "torch.Tensor.lerp(self=x, end=end, weight=weight)",
  ],
  samples: () => [
    {
      inputs: [
        fromNumbers("float64", [2], [1, 2]),
        fromNumbers("float64", [2], [3, 5]),
        fromNumbers("float64", [2], [0.25, 0.5]),
      ],
    },
  ],
  value: (A, { x, end, weight }) => A.add(x, A.mul(weight, A.sub(end, x))),
  partials: {
    x: (A, { weight }) => A.sub(A.constant(1), weight),
    end: (_, { weight }) => weight,
    weight: (A, { x, end }) => A.sub(end, x),
  },
});
