import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x where x > threshold, else the value. */
export const threshold: Card = defineElementwise({
  name: "threshold",
  inputs: ["x"],
  attributes: { threshold: 0, value: 0 },
  dtype: "float",
  sentence: "Replaces values up to a threshold.",
  spellings: ["torch.nn.functional.threshold(input=x, threshold=threshold, value=value)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }, a) =>
    A.where(A.lessEqual(x, A.constant(Number(a.threshold))), A.constant(Number(a.value)), x),
  partials: {
    x: (A, { x }, _y, a) =>
      A.where(A.lessEqual(x, A.constant(Number(a.threshold))), A.constant(0), A.constant(1)),
  },
});
