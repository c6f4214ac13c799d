import { fromNumbers } from "../../../tensor/array.js";
import { type Card, defineElementwise } from "../../define.js";

/** Finite values pass; the replaced ones have derivative 0. */
export const nanToNum: Card = defineElementwise({
  name: "nan_to_num",
  inputs: ["x"],
  attributes: { nan: 0, posinf: null, neginf: null },
  dtype: "promote",
  sentence: "Replaces NaN and infinities by numbers.",
  spellings: [
    "torch.nan_to_num(input=x, nan=nan, posinf=posinf, neginf=neginf)",
    "torch.Tensor.nan_to_num(self=x, nan=nan, posinf=posinf, neginf=neginf)",
  ],
  samples: () => [{ inputs: [fromNumbers("float64", [2], [1, 2])] }],
  value: (A, { x }, a) => A.where(A.equal(x, x), A.where(A.equal(x, A.constant(Number.POSITIVE_INFINITY)), A.constant(Number(a.posinf ?? 3.4028234663852886e38)), A.where(A.equal(x, A.constant(Number.NEGATIVE_INFINITY)), A.constant(Number(a.neginf ?? -3.4028234663852886e38)), x)), A.constant(Number(a.nan))),
  partials: {
    x: (A, { x }) => A.where(A.equal(A.sub(x, x), A.constant(0)), A.constant(1), A.constant(0)),
  },
});
