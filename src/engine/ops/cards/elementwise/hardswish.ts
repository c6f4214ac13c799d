import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x·clip(x + 3, 0, 6)/6. */
export const hardswish: Card = defineElementwise({
  name: "hardswish",
  inputs: ["x"],
  dtype: "float",
  sentence: "A swish made of straight lines.",
  spellings: ["torch.nn.functional.hardswish(input=x)"],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [-4, 1, 5])] }],
  value: (A, { x }) =>
    A.div(
      A.mul(
        x,
        A.where(
          A.less(x, A.constant(-3)),
          A.constant(0),
          A.where(A.less(A.constant(3), x), A.constant(6), A.add(x, A.constant(3))),
        ),
      ),
      A.constant(6),
    ),
  partials: {
    x: (A, { x }) =>
      A.where(
        A.lessEqual(x, A.constant(-3)),
        A.constant(0),
        A.where(A.less(x, A.constant(3)), A.add(A.div(x, A.constant(3)), A.constant(0.5)), A.constant(1)),
      ),
  },
});
