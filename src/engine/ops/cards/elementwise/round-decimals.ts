import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** Flat between jumps. */
export const roundDecimals: Card = defineElementwise({
  name: "round_decimals",
  inputs: ["x"],
  attributes: { decimals: 0 },
  dtype: "promote",
  sentence: "Rounds to so many digits after the point.",
  spellings: [
    "torch.round(input=x, *, decimals=decimals)",
    "torch.Tensor.round(self=x, decimals=decimals)",
    "numpy.round(a=x, decimals=decimals)",
    "numpy.ndarray.round(self=x, decimals=decimals)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [0.34, -1.27])], attributes: { decimals: 1 } }],
  value: (A, { x }, a) => A.div(A.call("round", A.mul(x, A.constant(10 ** Number(a.decimals)))), A.constant(10 ** Number(a.decimals))),
  partials: {
    x: (A) => A.constant(0),
  },
});
