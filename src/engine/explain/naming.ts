/** What each value of the graph is called in an explanation: its variable, its number if it is a plain literal, else v1, v2 … */
import { item, size } from "../tensor/array.js";
import type { Node } from "../trace/node.js";
import type { Evaluated } from "../report/evaluated.js";
import { shapeText, shortNumber } from "../report/numbers.js";

export interface Naming {
  of(node: Node): string;
  /** Whether a variable of the program carries the value. */
  isVariable(node: Node): boolean;
}

/** `nodes` in order of computation. */
export function nameNodes(run: Evaluated, nodes: readonly Node[]): Naming {
  const names = new Map<Node, string>();
  const variables = new Set<Node>();
  const inGraph = new Set(nodes);
  const bind = (node: Node, name: string): void => {
    if (!inGraph.has(node) || names.has(node)) return;
    names.set(node, name);
    variables.add(node);
  };
  if (run.target) bind(run.target.node, run.target.name);
  for (const name of run.names) for (const node of name.nodes) bind(node, name.name);
  for (const variable of run.variables) for (const node of variable.nodes) bind(node, variable.name);
  const taken = new Set(names.values());
  let count = 0;
  for (const node of nodes) {
    if (names.has(node)) continue;
    if (!node.card && node.origin.kind === "literal" && size(node.value) === 1) {
      names.set(node, shortNumber(item(node.value)));
      continue;
    }
    do count++;
    while (taken.has(`v${count}`));
    names.set(node, `v${count}`);
  }
  return { of: (node) => names.get(node) ?? inNumbers(node), isVariable: (node) => variables.has(node) };
}

/** The value in a line of numbers: the number of a scalar, the shape of anything larger; negatives in parentheses where asked. */
export function inNumbers(node: Node, parenthesize = false): string {
  if (size(node.value) !== 1) return shapeText(node.value.shape);
  const text = shortNumber(item(node.value));
  return parenthesize && text.startsWith("−") ? `(${text})` : text;
}

/** The 2 of x²: nobody asks for its gradient. */
export const isPlainLiteral = (node: Node, naming: Naming): boolean => !node.card && node.origin.kind === "literal" && !naming.isVariable(node);
