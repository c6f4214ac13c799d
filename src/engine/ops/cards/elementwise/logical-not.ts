import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** No derivative. */
export const logicalNot: Card = defineElementwise({
  name: "logical_not",
  inputs: ["x"],
  dtype: "bool",
  sentence: "Turns true into false and back.",
  spellings: ["torch.logical_not(input=x)", "torch.Tensor.logical_not(self=x)", "numpy.logical_not(x)"],
  samples: () => [{ inputs: [fromNumbers("bool", [2], [0, 1])] }],
  value: (A, { x }) => A.where(x, A.constant(0), A.constant(1)),
  partials: {},
});
