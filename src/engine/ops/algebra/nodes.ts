/** The algebra read as operations on nodes: how derivatives of elementwise operations become differentiable again. */
import { constantNode, type Node } from "../../trace/node.js";
import type { ElementwiseCard } from "../define.js";
import type { Operations } from "../operations.js";
import type { Algebra } from "./algebra.js";
import { times } from "../elementwise.js";
import { ExpressionAlgebra, readExpression } from "./expression.js";

export const nodeAlgebra = (ops: Operations): Algebra<Node> => ({
  constant: (value) => constantNode(value),
  add: (a, b) => ops.add(a, b),
  sub: (a, b) => ops.sub(a, b),
  mul: (a, b) => ops.mul(a, b),
  div: (a, b) => ops.div(a, b),
  neg: (a) => ops.neg(a),
  pow: (a, b) => ops.pow(a, b),
  rem: (a, b) => ops.apply("fmod", [a, b]),
  atan2: (a, b) => ops.apply("atan2", [a, b]),
  call: (name, x) => ops.unary(name, x),
  less: (a, b) => ops.compare("lt", a, b),
  lessEqual: (a, b) => ops.compare("le", a, b),
  equal: (a, b) => ops.compare("eq", a, b),
  where: (test, a, b) => ops.where(test, a, b),
});

const FACTOR = "factor";
const RESULT = "result y";

/**
 * factor · ∂y/∂input in operations, where the factor is an adjoint (reverse mode) or a tangent of that input (forward
 * mode). Masks apply to the factor, as in the compiled loops. null: the input has no derivative.
 */
export function scaledPartialNode(card: ElementwiseCard, input: string, node: Node, factor: Node, ops: Operations): Node | null {
  const rule = card.partials[input];
  if (!rule) return null;
  const A = new ExpressionAlgebra();
  const variables = new Map<string, Node>([[FACTOR, factor], [RESULT, node], ...card.inputs.map((name, i) => [name, node.inputs[i]!] as const)]);
  const inputs = Object.fromEntries(card.inputs.map((name) => [name, A.variable(name)]));
  const product = times(A, A.variable(FACTOR), rule(A, inputs, A.variable(RESULT), node.attributes));
  if (product.kind === "constant") return ops.fill(factor, node.value.shape, product.value);
  return ops.expand(readExpression(product, nodeAlgebra(ops), (name) => variables.get(name)!), node.value.shape);
}
