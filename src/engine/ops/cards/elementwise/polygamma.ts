import { fromNumbers } from "../../../tensor/array.js";
import type { FunctionName } from "../../algebra/functions.js";
import { type Card, defineElementwise, OperationError } from "../../define.js";

/** y = ψₙ(x), the derivative n + 1 of ln Γ; dy/dx = ψₙ₊₁(x). */
export const polygamma: Card = defineElementwise({
  name: "polygamma",
  inputs: ["x"],
  attributes: { n: 0 },
  dtype: "float",
  sentence: "The polygamma function of order n.",
  spellings: [
    "torch.polygamma(n=n, input=x)",
    "torch.Tensor.polygamma(self=x, n=n)",
    "torch.special.polygamma(n=n, input=x)",
  ],
  samples: () =>
    [0, 1, 3].map((n) => ({ inputs: [fromNumbers("float64", [3], [0.5, 1.7, 4.2])], attributes: { n } })),
  value: (A, { x }, a) => A.call(ofOrder(Number(a.n)), x),
  partials: { x: (A, { x }, _y, a) => A.call(ofOrder(Number(a.n) + 1), x) },
});

const ORDERS: readonly FunctionName[] = [
  "digamma",
  "trigamma",
  "polygamma2",
  "polygamma3",
  "polygamma4",
  "polygamma5",
  "polygamma6",
];

function ofOrder(n: number): FunctionName {
  const name = ORDERS[n];
  if (name) return name;
  throw new OperationError(
    `polygamma: order ${n} is not in the table; it must be 0 to 5`,
    n < 0 ? { torch: { type: "RuntimeError", message: "polygamma(n, x) does not support negative n." } } : {},
  );
}
