import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const isfinite: Card = defineElementwise({
  name: "isfinite",
  inputs: ["x"],
  dtype: "bool",
  sentence: "Tells where a value is finite.",
  spellings: ["torch.isfinite(input=x)", "torch.Tensor.isfinite(self=x)", "numpy.isfinite(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, 2])] }],
  value: (A, { x }) => A.equal(A.sub(x, x), A.constant(0)),
  partials: {},
});
