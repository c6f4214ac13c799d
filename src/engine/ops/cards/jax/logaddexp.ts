import { fromNumbers } from "../../../tensor/array.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { unrecorded } from "../../../trace/trace.js";
import { type Card, defineStructural } from "../../define.js";
import type { Operations } from "../../operations.js";

/** max(x, y) + log1p(exp(−|x − y|)); x + y where that is not a number. */
function value(ops: Operations, x: Node, y: Node): Node {
  const difference = ops.sub(x, y);
  const larger = ops.apply("maximum", [x, y]);
  const rest = ops.apply("jax_log1p", [ops.apply("jax_exp", [ops.neg(ops.apply("jax_abs", [difference]))])]);
  return ops.where(ops.apply("isnan", [difference]), ops.add(x, y), ops.add(larger, rest));
}

/** exp(x − z), infinities taken as 0. */
function share(ops: Operations, x: Node, z: Node): Node {
  const finite = (one: Node): Node => ops.where(ops.compare("eq", one, ops.constant(Number.POSITIVE_INFINITY)), ops.zerosLike(one), one);
  return ops.apply("jax_exp", [ops.sub(finite(x), finite(z))]);
}

/** z = log(eˣ + eʸ) in the steps of JAX. */
export const jaxLogaddexp: Card = defineStructural({
  name: "jax_logaddexp",
  inputs: ["x", "y"],
  dtype: "float",
  sentence: "The logarithm of a sum of exponentials.",
  spellings: [],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [1.5, -2, 0.5]), fromNumbers("float64", [3], [-1, 3, 2.5])] }],
  shape: (shapes) => broadcastShapes(...shapes)!,
  forward: ([x, y]) => value(unrecorded, constantNode(x!), constantNode(y!)).value,
  vjp: { x: (c) => c.ops.mul(c.g, share(c.ops, c.in.x!, c.out)), y: (c) => c.ops.mul(c.g, share(c.ops, c.in.y!, c.out)) },
  jvp: (c) => {
    const part = (name: "x" | "y"): Node => c.ops.mul(c.tangents[name] ?? c.ops.zerosLike(c.in[name]!), share(c.ops, c.in[name]!, c.out));
    return c.ops.add(part("x"), part("y"));
  },
  formula: {
    value: { text: "ln(exp {x} + exp {y})", latex: "\\ln(e^{{x}} + e^{{y}})" },
    derivatives: { x: { text: "{gy} · exp({x} − z)", latex: "{gy} \\, e^{{x} - z}" }, y: { text: "{gy} · exp({y} − z)", latex: "{gy} \\, e^{{y} - z}" } },
  },
});
