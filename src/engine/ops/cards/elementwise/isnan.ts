import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const isnan: Card = defineElementwise({
  name: "isnan",
  inputs: ["x"],
  dtype: "bool",
  sentence: "Tells where a value is NaN.",
  spellings: ["torch.isnan(input=x)", "torch.Tensor.isnan(self=x)", "numpy.isnan(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, 2])] }],
  value: (A, { x }) => A.sub(A.constant(1), A.equal(x, x)),
  partials: {},
});
