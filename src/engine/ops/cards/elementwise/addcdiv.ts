import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** z = x + v·a/b. */
export const addcdiv: Card = defineElementwise({
  name: "addcdiv",
  inputs: ["x", "a", "b"],
  attributes: { value: 1 },
  dtype: "float",
  sentence: "Adds a scaled quotient.",
  spellings: [
    "torch.addcdiv(input=x, tensor1=a, tensor2=b, *, value=value)",
    "torch.Tensor.addcdiv(self=x, tensor1=a, tensor2=b, *, value=value)",
  ],
  samples: () => [
    {
      inputs: [
        fromNumbers("float64", [2], [1, 2]),
        fromNumbers("float64", [2], [3, 5]),
        fromNumbers("float64", [2], [0.25, 0.5]),
      ],
      attributes: { value: 2 },
    },
  ],
  value: (A, { x, a, b }, at) => A.add(x, A.mul(A.constant(Number(at.value)), A.div(a, b))),
  partials: {
    x: (A) => A.constant(1),
    a: (A, { b }, _y, at) => A.div(A.constant(Number(at.value)), b),
    b: (A, { a, b }, _y, at) => A.neg(A.div(A.mul(A.constant(Number(at.value)), a), A.mul(b, b))),
  },
});
