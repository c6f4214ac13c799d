import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** |x| whose derivative at 0 is 1, as JAX has it. */
export const jaxAbs: Card = defineElementwise({
  name: "jax_abs",
  inputs: ["x"],
  dtype: "promote",
  sentence: "The distance from zero.",
  spellings: [],
  convention: "At 0 the derivative is 1 (in PyTorch: 0).",
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1, 0.5, 2])] }],
  value: (A, { x }) => A.call("abs", x),
  partials: { x: (A, { x }) => A.where(A.less(x, A.constant(0)), A.constant(-1), A.constant(1)) },
});
