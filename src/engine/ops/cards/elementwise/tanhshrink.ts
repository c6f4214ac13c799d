import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x − tanh x; dy/dx = tanh²x. */
export const tanhshrink: Card = defineElementwise({
  name: "tanhshrink",
  inputs: ["x"],
  dtype: "float",
  sentence: "The part of x that tanh takes away.",
  spellings: ["torch.nn.functional.tanhshrink(input=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) => A.sub(x, A.call("tanh", x)),
  partials: {
    x: (A, { x }) => A.pow(A.call("tanh", x), A.constant(2)),
  },
});
