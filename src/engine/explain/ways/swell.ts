/** Expression swell: how the derivative's expression grows with the program. */
import { simplifiedDerivative, type ScalarProgram } from "../../autodiff/symbolic.js";
import { derivative, sharedSize, treeSize } from "../../ops/algebra/derivative.js";
import { type Expression, readExpression, variablesOf } from "../../ops/algebra/expression.js";
import { simplify } from "../../ops/algebra/simplify.js";
import type { SwellSize } from "../../report/views/ways.js";
import type { Node } from "../../trace/node.js";

/** Points of the curve; of longer programs evenly spread ones. */
const MOST_PREFIXES = 24;
/** f(f(f(…))) so many times at most, */
const MOST_NESTED = 6;
/** while the nested function itself has no more different nodes than this. */
const LARGEST_NESTED = 400;
/** JSON has no infinity. */
const LARGEST = 1e300;

export interface Prefix extends SwellSize {
  readonly node: Node;
  /** Operations up to it that depend on the leaf. */
  readonly operations: number;
}

/** The derivative of `expression` by a variable of the program. */
export function swellOf({ A }: ScalarProgram, expression: Expression, variable: string): SwellSize {
  const simplified = simplifiedDerivative(simplify(expression, A), variable, A);
  return { naive: Math.min(treeSize(derivative(expression, variable, A)), LARGEST), simplified: Math.min(treeSize(simplified), LARGEST), shared: sharedSize(simplified) };
}

/** After each operation that depends on the leaf, the target's last. */
export function prefixes(program: ScalarProgram, leaf: number): Prefix[] {
  const variable = program.variable(leaf);
  const onPath = [...program.expressions].filter(([node, expression]) => node.card !== null && dependsOn(expression, variable));
  const count = Math.min(MOST_PREFIXES, onPath.length);
  const chosen = new Set(Array.from({ length: count }, (_, i) => Math.round(((i + 1) * onPath.length) / count) - 1));
  return onPath.flatMap(([node, expression], i) => (chosen.has(i) ? [{ node, operations: i + 1, ...swellOf(program, expression, variable) }] : []));
}

/** Of x ↦ target put into itself again and again. */
export function nested(program: ScalarProgram, leaf: number): (SwellSize & { readonly times: number })[] {
  const { A, whole } = program;
  const variable = program.variable(leaf);
  if (!dependsOn(whole, variable)) return [];
  const sizes: (SwellSize & { times: number })[] = [];
  let inner = whole;
  for (let times = 1; times <= MOST_NESTED && sharedSize(inner) <= LARGEST_NESTED; times++) {
    sizes.push({ times, ...swellOf(program, inner, variable) });
    const argument = inner;
    inner = readExpression(whole, A, (name) => (name === variable ? argument : A.variable(name)));
  }
  return sizes;
}

const dependsOn = (expression: Expression, variable: string): boolean => variablesOf(expression).includes(variable);
