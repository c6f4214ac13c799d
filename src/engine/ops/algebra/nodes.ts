/**
 * Derivatives of elementwise operations as recorded operations, so that they can be differentiated again: factor · ∂y/∂x is
 * an elementwise operation itself, whose card is made from the first one's rule. Its own derivatives follow from the closed
 * algebra, which masks both branches of a condition: an infinite branch that is not taken spoils nothing.
 */
import type { Node } from "../../trace/node.js";
import { type Attributes, type Card, defineElementwise, type ElementwiseCard } from "../define.js";
import { times } from "../elementwise.js";
import { opsMessages } from "../messages.js";
import type { Operations } from "../operations.js";
import { derivative } from "./derivative.js";
import { type Expression, ExpressionAlgebra, readExpression, variablesOf } from "./expression.js";
import { simplify } from "./simplify.js";

const FACTOR = "factor";
const RESULT = "result y";

/**
 * factor · ∂y/∂input in operations, where the factor is an adjoint (reverse mode) or a tangent of that input (forward
 * mode). Masks apply to the factor, as in the compiled loops. null: the input has no derivative.
 */
export function scaledPartialNode(
  card: ElementwiseCard,
  input: string,
  node: Node,
  factor: Node,
  ops: Operations,
): Node | null {
  const rule = card.partials[input];
  if (!rule) return null;
  const A = new ExpressionAlgebra();
  const product = scaledPartial(card, input, A, node.attributes);
  const nodeOf = (name: string): Node =>
    name === FACTOR ? factor : name === RESULT ? node : node.inputs[card.inputs.indexOf(name)]!;
  if (product.kind === "constant") return ops.fill(factor, node.value.shape, product.value);
  if (product.kind === "variable") return nodeOf(product.name);
  if (product.kind === "negate" && product.operand.kind === "variable")
    return ops.neg(nodeOf(product.operand.name));
  if (product.kind === "binary" && (product.operator === "mul" || product.operator === "div")) {
    const [a, b] = [leafNode(product.left, nodeOf, ops), leafNode(product.right, nodeOf, ops)];
    if (a && b) return product.operator === "mul" ? ops.mul(a, b) : ops.div(a, b);
  }
  const names = variablesOf(product);
  return ops.run(productCard(card, input, names), names.map(nodeOf), node.attributes);
}

function leafNode(e: Expression, nodeOf: (name: string) => Node, ops: Operations): Node | null {
  return e.kind === "variable" ? nodeOf(e.name) : e.kind === "constant" ? ops.constant(e.value) : null;
}

function scaledPartial(
  card: ElementwiseCard,
  input: string,
  A: ExpressionAlgebra,
  attributes: Node["attributes"],
): Expression {
  const inputs = Object.fromEntries(card.inputs.map((name) => [name, A.variable(name)]));
  return times(A, A.variable(FACTOR), card.partials[input]!(A, inputs, A.variable(RESULT), attributes));
}

const made = new Map<string, Card>();

/** The card of factor · ∂y/∂input over the variables it depends on. */
function productCard(card: ElementwiseCard, input: string, variables: readonly string[]): Card {
  const inputs = inputNames(variables);
  // The loops compiled for a card are kept under its name, and the variables differ with the attributes.
  const name = `${card.name}_slope_${input}(${inputs.join(" ")})`;
  const before = made.get(name);
  if (before) return before;
  const [product, slope] = [
    (E: ExpressionAlgebra, a: Attributes) => scaledPartial(card, input, E, a),
    (E: ExpressionAlgebra, a: Attributes, variable: string) =>
      simplify(derivative(scaledPartial(card, input, E, a), variable, E), E),
  ];
  const given =
    <V>(values: Readonly<Record<string, V>>) =>
    (variable: string): V =>
      values[inputs[variables.indexOf(variable)]!]!;
  const result: Card = defineElementwise({
    name,
    inputs,
    ...(card.attributes ? { attributes: card.attributes } : {}),
    dtype: "promote",
    ...(variables.includes(FACTOR) ? { promoting: [inputs[variables.indexOf(FACTOR)]!] } : {}),
    sentence: () => opsMessages.derivative(card.name, input),
    spellings: [],
    samples: () => [],
    value: (A, values, attributes) =>
      readExpression(product(new ExpressionAlgebra(), attributes), A, given(values)),
    partials: Object.fromEntries(
      variables.map((variable, i): [string, ElementwiseCard["partials"][string]] => [
        inputs[i]!,
        (A, values, _y, attributes) =>
          readExpression(slope(new ExpressionAlgebra(), attributes, variable), A, given(values)),
      ]),
    ),
  });
  made.set(name, result);
  return result;
}

/** Names for the inputs of such a card, which may be differentiated in its turn: none is one of the two above. */
function inputNames(variables: readonly string[]): string[] {
  const names: string[] = [];
  for (const variable of variables) {
    let name = variable === FACTOR ? "g" : variable === RESULT ? "y" : variable;
    while (names.includes(name) || (name !== variable && variables.includes(name))) name += "′";
    names.push(name);
  }
  return names;
}
