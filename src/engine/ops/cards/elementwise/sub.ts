import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x − α·y; ∂z/∂x = 1, ∂z/∂y = −α. */
export const sub: Card = defineElementwise({
  name: "sub",
  inputs: ["x", "y"],
  attributes: { alpha: 1 },
  dtype: "promote",
  sentence: "Subtracts the second value from the first.",
  spellings: [
    "torch.sub(input=x, other=y, *, alpha=alpha)",
    "torch.Tensor.sub(self=x, other=y, *, alpha=alpha)",
    "torch.subtract(input=x, other=y, *, alpha=alpha)",
    "torch.Tensor.subtract(self=x, other=y, *, alpha=alpha)",
    "torch.rsub(input=y, other=x, *, alpha=alpha)",
    "numpy.subtract(x1=x, x2=y)",
    "jax.numpy.subtract(x, y)",
  ],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] },
    { inputs: [fromNumbers("float64", [2, 1], [1, -2]), fromNumbers("float64", [3], [0.5, 1.5, -1])] },
  ],
  value: (A, { x, y }, a) => (a.alpha === 1 ? A.sub(x, y) : A.sub(x, A.mul(A.constant(Number(a.alpha)), y))),
  partials: {
    x: (A) => A.constant(1),
    y: (A, _, __, a) => A.constant(-Number(a.alpha)),
  },
});
