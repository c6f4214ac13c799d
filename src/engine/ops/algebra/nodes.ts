/** The algebra read as operations on nodes: how derivatives of elementwise operations become differentiable again. */
import { constantNode, type Node } from "../../trace/node.js";
import type { ElementwiseCard } from "../define.js";
import type { Operations } from "../operations.js";
import type { Algebra } from "./algebra.js";

export const nodeAlgebra = (ops: Operations): Algebra<Node> => ({
  constant: (value) => constantNode(value),
  add: (a, b) => ops.add(a, b),
  sub: (a, b) => ops.sub(a, b),
  mul: (a, b) => ops.mul(a, b),
  div: (a, b) => ops.div(a, b),
  neg: (a) => ops.neg(a),
  pow: (a, b) => ops.pow(a, b),
  call: (name, x) => ops.unary(name, x),
  less: (a, b) => ops.compare("lt", a, b),
  lessEqual: (a, b) => ops.compare("le", a, b),
  equal: (a, b) => ops.compare("eq", a, b),
  where: (test, a, b) => ops.where(test, a, b),
});

/** g · ∂y/∂input in operations. */
export function elementwiseAdjointNode(card: ElementwiseCard, input: string, g: Node, node: Node, ops: Operations): Node | null {
  const derivative = elementwisePartialNode(card, input, node, ops);
  return derivative && ops.mul(g, derivative);
}

/** ∂y/∂input in operations, of a shape that broadcasts to the result's; null: zero. */
export function elementwisePartialNode(card: ElementwiseCard, input: string, node: Node, ops: Operations): Node | null {
  const rule = card.partials[input];
  if (!rule) return null;
  const inputs = Object.fromEntries(card.inputs.map((name, i) => [name, node.inputs[i]!]));
  return rule(nodeAlgebra(ops), inputs, node, node.attributes);
}
