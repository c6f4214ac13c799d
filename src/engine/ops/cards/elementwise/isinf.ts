import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const isinf: Card = defineElementwise({
  name: "isinf",
  inputs: ["x"],
  dtype: "bool",
  sentence: "Tells where a value is infinite.",
  spellings: ["torch.isinf(input=x)", "torch.Tensor.isinf(self=x)", "numpy.isinf(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, 2])] }],
  value: (A, { x }) => A.equal(A.call("abs", x), A.constant(Number.POSITIVE_INFINITY)),
  partials: {},
});
