import { fromNumbers } from "../../../tensor/array.js";
import { powerSingle } from "../../../tensor/kernels/xla-single.js";
import type { Node } from "../../../trace/node.js";
import { type Attributes, type Card, defineStructural } from "../../define.js";
import type { Operations } from "../../operations.js";
import { each } from "./primitives.js";

/** g · n·x^(n−1). */
function times(ops: Operations, g: Node, x: Node, { n }: Attributes): Node {
  const count = Number(n);
  if (count === 0) return ops.zerosLike(g);
  if (count === 1) return g;
  const factor = ops.constant(fromNumbers(x.value.dtype, [], [count]));
  return ops.mul(g, ops.mul(factor, count === 2 ? x : ops.apply("jax_integer_pow", [x], { n: count - 1 })));
}

/** x^n for a whole number n that the program fixes: products of x, each rounded. */
export const jaxIntegerPow: Card = defineStructural({
  name: "jax_integer_pow",
  inputs: ["x"],
  attributes: { n: 2 },
  dtype: "promote",
  sentence: "Raises to a whole power.",
  spellings: [],
  samples: () => [
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5])], attributes: { n: 3 } },
    { inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5])], attributes: { n: -2 } },
  ],
  shape: ([shape]) => shape!,
  forward: ([x], { n }, dtype) => each(x!, dtype, (value) => powerSingle(value, Number(n)), (value) => value ** Number(n)),
  vjp: { x: (c) => times(c.ops, c.g, c.in.x!, c.attributes) },
  jvp: (c) => times(c.ops, c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.in.x!, c.attributes),
  formula: {
    value: { text: "{x}ⁿ", latex: "{x}^n" },
    derivatives: { x: { text: "{gy} · n · {x}ⁿ⁻¹", latex: "n \\, {x}^{n-1} {gy}" } },
  },
});
