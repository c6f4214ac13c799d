import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x·σ(x); dy/dx = σ(x)(1 + x(1 − σ(x))). */
export const silu: Card = defineElementwise({
  name: "silu",
  inputs: ["x"],
  dtype: "float",
  sentence: "Multiplies a value by its own sigmoid.",
  spellings: ["torch.nn.functional.silu(input=x)", "jax.nn.silu(x)", "jax.nn.swish(x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] }],
  value: (A, { x }) => A.mul(x, A.call("sigmoid", x)),
  partials: {
    x: (A, { x }) =>
      A.mul(A.call("sigmoid", x), A.add(A.constant(1), A.mul(x, A.sub(A.constant(1), A.call("sigmoid", x))))),
  },
});
