import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x + α·y; ∂z/∂x = 1, ∂z/∂y = α. */
export const add: Card = defineElementwise({
  name: "add",
  inputs: ["x", "y"],
  attributes: { alpha: 1 },
  dtype: "promote",
  sentence: "Adds two values element by element.",
  spellings: [
    "torch.add(input=x, other=y, *, alpha=alpha)",
    "torch.Tensor.add(self=x, other=y, *, alpha=alpha)",
    "numpy.add(x1=x, x2=y)",
    "jax.numpy.add(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
    {
      inputs: [fromNumbers("float64", [2], [1, 2]), fromNumbers("float64", [2], [3, 4])],
      attributes: { alpha: 2.5 },
    },
  ],
  value: (A, { x, y }, a) => (a.alpha === 1 ? A.add(x, y) : A.add(x, A.mul(A.constant(Number(a.alpha)), y))),
  partials: {
    x: (A) => A.constant(1),
    y: (A, _, __, a) => A.constant(Number(a.alpha)),
  },
});
