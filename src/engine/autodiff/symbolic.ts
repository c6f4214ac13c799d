/** Symbolic differentiation of a target that is made of scalars by elementwise operations: expressions in the leaves' names. */

import { evaluate } from "../ops/algebra/compile.js";
import { derivative, treeSize } from "../ops/algebra/derivative.js";
import { type Expression, ExpressionAlgebra } from "../ops/algebra/expression.js";
import { simplify } from "../ops/algebra/simplify.js";
import { expressionText } from "../ops/algebra/text.js";
import { item, size } from "../tensor/array.js";
import type { Node } from "../trace/node.js";
import { autodiffMessages as say } from "./messages.js";
import { backwardOrder } from "./reverse.js";

export interface SymbolicDerivative {
  readonly text: string;
  /** Nodes of the expression written out as a tree, after simplification. */
  readonly size: number;
  readonly value: number;
}

/** Longer expressions are not written out. */
const MOST_NODES = 400;

/** One derivative a leaf, or the reason why there is none. */
export function symbolicDerivatives(
  target: Node,
  leaves: readonly { readonly node: Node; readonly name: string }[],
): readonly SymbolicDerivative[] | string {
  if (leaves.some(({ node }) => size(node.value) !== 1)) return say.notScalar;
  const A = new ExpressionAlgebra();
  const expressions = new Map<Node, Expression>();
  const values: Record<string, number> = {};
  const names: Record<string, string> = {};
  leaves.forEach(({ node, name }, i) => {
    values[`x${i}`] = item(node.value);
    names[`x${i}`] = name;
    expressions.set(node, A.variable(`x${i}`));
  });
  const nodes = backwardOrder([target], () => true).toReversed();
  if (nodes.length > MOST_NODES) return say.tooLarge(nodes.length);
  for (const node of nodes) {
    if (expressions.has(node)) continue;
    if (size(node.value) !== 1) return say.notScalar;
    if (!node.card) expressions.set(node, A.constant(item(node.value)));
    else if (node.card.kind === "elementwise") {
      const { card } = node;
      const inputs = Object.fromEntries(
        card.inputs.map((input, i) => [input, expressions.get(node.inputs[i]!)!]),
      );
      expressions.set(node, simplify(card.value(A, inputs, node.attributes), A));
    } else if (node.inputs.length === 1)
      expressions.set(node, expressions.get(node.inputs[0]!)!); // one element: a view, a sum of one
    else return say.notElementwise(node.card.name);
  }
  const whole = expressions.get(target)!;
  return leaves.map((_, i) => {
    const result = simplify(simplify(derivative(whole, `x${i}`, A), A), A);
    return { text: expressionText(result, names), size: treeSize(result), value: evaluate(result, values) };
  });
}
