import { fromNumbers } from "../../../tensor/array.js";
import { defineElementwise } from "../../define.js";
import { waves } from "../sample-arrays.js";

/** The framework draws the mask from its generator: 1/(1 − p) where kept, 0 where dropped. Srivastava et al. 2014. */
export const dropout = defineElementwise({
  name: "dropout",
  inputs: ["x", "mask"],
  dtype: "promote",
  withoutGradient: ["mask"],
  sentence: "Sets a random part of the elements to 0 and scales the others up, so that the mean stays.",
  spellings: [],
  samples: () => [{ inputs: [waves([2, 3]), fromNumbers("float64", [2, 3], [2, 0, 2, 2, 0, 0])] }],
  value: (A, { x, mask }) => A.mul(x, mask),
  partials: { x: (_A, { mask }) => mask },
});
