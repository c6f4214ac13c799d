import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = trunc(x / y); flat between jumps. */
export const truncDivide: Card = defineElementwise({
  name: "trunc_divide",
  inputs: ["x", "y"],
  dtype: "promote",
  sentence: "Divides and rounds towards zero to a whole number.",
  spellings: [],
  samples: () => [
    { inputs: [fromNumbers("float64", [2], [7.5, -7.5]), fromNumbers("float64", [2], [2, 2])] },
  ],
  value: (A, { x, y }) => A.call("trunc", A.div(x, y)),
  partials: {
    x: (A) => A.constant(0),
    y: (A) => A.constant(0),
  },
});
