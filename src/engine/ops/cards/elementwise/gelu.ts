import { fromNumbers } from "../../../tensor/array.js";
import type { Algebra } from "../../algebra/algebra.js";
import { type Card, defineElementwise } from "../../define.js";

/** y = x·Φ(x); dy/dx = Φ(x) + x·φ(x). The tanh form is that of Hendrycks and Gimpel, 2016. */
export const gelu: Card = defineElementwise({
  name: "gelu",
  inputs: ["x"],
  attributes: { approximate: "none" },
  dtype: "float",
  sentence: "Multiplies a value by the probability that a normal variable is below it.",
  spellings: ["torch.nn.functional.gelu(input=x, *, approximate=approximate)"],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])] },
    { inputs: [fromNumbers("float64", [3], [-1.5, 0.5, 2])], attributes: { approximate: "tanh" } },
  ],
  value: (A, { x }, a) => (a.approximate === "tanh" ? viaTanh(A, x) : viaErf(A, x)),
  partials: {
    x: (A, { x }, _y, a) => (a.approximate === "tanh" ? tanhSlope(A, x) : erfSlope(A, x)),
  },
});

const viaErf = <V>(A: Algebra<V>, x: V): V => A.mul(A.mul(x, A.constant(0.5)), A.add(A.constant(1), A.call("erf", A.mul(x, A.constant(Math.SQRT1_2)))));

/** Φ(x) = ½(1 + erf(x/√2)). */
const phi = <V>(A: Algebra<V>, x: V): V =>
  A.mul(A.constant(0.5), A.add(A.constant(1), A.call("erf", A.mul(x, A.constant(Math.SQRT1_2)))));

const erfSlope = <V>(A: Algebra<V>, x: V): V =>
  A.add(
    phi(A, x),
    A.mul(
      A.mul(x, A.constant(1 / Math.sqrt(2 * Math.PI))),
      A.call("exp", A.mul(A.constant(-0.5), A.mul(x, x))),
    ),
  );

/** √(2/π)(x + 0.044715 x³). */
const bent = <V>(A: Algebra<V>, x: V): V =>
  A.mul(A.constant(Math.sqrt(2 / Math.PI)), A.add(x, A.mul(A.constant(0.044715), A.mul(x, A.mul(x, x)))));

const viaTanh = <V>(A: Algebra<V>, x: V): V =>
  A.mul(A.mul(A.constant(0.5), x), A.add(A.constant(1), A.call("tanh", bent(A, x))));

function tanhSlope<V>(A: Algebra<V>, x: V): V {
  const t = A.call("tanh", bent(A, x));
  const slope = A.mul(
    A.constant(Math.sqrt(2 / Math.PI)),
    A.add(A.constant(1), A.mul(A.constant(3 * 0.044715), A.mul(x, x))),
  );
  const left = A.mul(A.constant(0.5), A.add(A.constant(1), t));
  return A.add(left, A.mul(A.mul(A.constant(0.5), x), A.mul(A.sub(A.constant(1), A.mul(t, t)), slope)));
}
