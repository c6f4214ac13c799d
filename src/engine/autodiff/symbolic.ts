/** Symbolic differentiation of a target that is made of scalars by elementwise operations: expressions in the leaves' names. */

import { evaluate } from "../ops/algebra/compile.js";
import { derivative, treeSize } from "../ops/algebra/derivative.js";
import { type Expression, ExpressionAlgebra } from "../ops/algebra/expression.js";
import { expressionLatex } from "../ops/algebra/latex.js";
import { simplify } from "../ops/algebra/simplify.js";
import { expressionText } from "../ops/algebra/text.js";
import { item, size } from "../tensor/array.js";
import type { Node } from "../trace/node.js";
import { autodiffMessages as say } from "./messages.js";
import { backwardOrder } from "./reverse.js";

export interface NamedLeaf {
  readonly node: Node;
  readonly name: string;
  /** Default: the name. */
  readonly latex?: string;
}

export interface SymbolicDerivative {
  /** "" where it has more nodes than anybody reads. */
  readonly text: string;
  readonly latex: string;
  readonly expression: Expression;
  /** Nodes of the expression written out as a tree, after simplification. */
  readonly size: number;
  readonly value: number;
}

/** Longer programs are not read as one expression. */
const MOST_NODES = 400;
/** Nodes of a tree that is still written out. */
const LONGEST = 600;

/** The program as expressions in its leaves: one for each node, as the cards write them, nothing simplified. */
export class ScalarProgram {
  private constructor(
    readonly A: ExpressionAlgebra,
    /** In the order of computation. */
    readonly expressions: ReadonlyMap<Node, Expression>,
    readonly whole: Expression,
    private readonly leaves: readonly NamedLeaf[],
  ) {}

  /** The reason where there is none. */
  static of(target: Node, leaves: readonly NamedLeaf[]): ScalarProgram | string {
    if (leaves.some(({ node }) => size(node.value) !== 1)) return say.notScalar;
    const A = new ExpressionAlgebra();
    const expressions = new Map<Node, Expression>(leaves.map(({ node }, i) => [node, A.variable(variableOf(i))]));
    const nodes = backwardOrder([target], () => true).toReversed();
    if (nodes.length > MOST_NODES) return say.tooLarge(nodes.length);
    for (const node of nodes) {
      if (expressions.has(node)) continue;
      if (size(node.value) !== 1) return say.notScalar;
      if (!node.card) expressions.set(node, A.constant(item(node.value)));
      else if (node.card.kind === "elementwise") {
        const { card } = node;
        const inputs = Object.fromEntries(card.inputs.map((input, i) => [input, expressions.get(node.inputs[i]!)!]));
        expressions.set(node, card.value(A, inputs, node.attributes));
      } else if (node.inputs.length === 1)
        expressions.set(node, expressions.get(node.inputs[0]!)!); // one element: a view, a sum of one
      else return say.notElementwise(node.card.name);
    }
    return new ScalarProgram(A, expressions, expressions.get(target)!, leaves);
  }

  variable(leaf: number): string {
    return variableOf(leaf);
  }

  /** By leaf i. */
  derivative(i: number): SymbolicDerivative {
    const { A, leaves } = this;
    const expression = simplifiedDerivative(simplify(this.whole, A), variableOf(i), A);
    const nodes = treeSize(expression);
    const names = (of: (leaf: NamedLeaf) => string): Record<string, string> => Object.fromEntries(leaves.map((leaf, k) => [variableOf(k), of(leaf)]));
    const values = Object.fromEntries(leaves.map(({ node }, k) => [variableOf(k), item(node.value)]));
    const isShort = nodes <= LONGEST;
    return {
      text: isShort ? expressionText(expression, names(({ name }) => name)) : "",
      latex: isShort ? expressionLatex(expression, names(({ name, latex }) => latex ?? name)) : "",
      expression,
      size: nodes,
      value: evaluate(expression, values),
    };
  }
}

/** One derivative a leaf, or the reason why there is none. */
export function symbolicDerivatives(target: Node, leaves: readonly NamedLeaf[]): readonly SymbolicDerivative[] | string {
  const program = ScalarProgram.of(target, leaves);
  return typeof program === "string" ? program : leaves.map((_, i) => program.derivative(i));
}

const variableOf = (leaf: number): string => `x${leaf}`;

export const simplifiedDerivative = (expression: Expression, variable: string, A: ExpressionAlgebra): Expression =>
  simplify(simplify(derivative(expression, variable, A), A), A);
