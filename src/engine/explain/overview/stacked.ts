/** Steps that no loop of the program shows: the outputs that a recurrent layer joins, each made from the one before. */
import type { Node } from "../../trace/node.js";

const FEWEST = 3;

/** The joined values without what only gave them an axis; null: they are not made from one another. */
export function stackedSteps({ card, inputs }: Node): Node[] | null {
  if ((card?.name !== "cat" && card?.name !== "stack") || inputs.length < FEWEST) return null;
  const steps = inputs.map(withoutShape);
  return steps.every((step, i) => i === 0 || isMadeFrom(step, steps[i - 1]!)) ? steps : null;
}

function withoutShape(node: Node): Node {
  const [input] = node.inputs;
  return node.card?.kind === "structural" && node.inputs.length === 1 && input && elements(node) === elements(input) ? withoutShape(input) : node;
}

const elements = ({ value }: Node): number => value.shape.reduce((product, length) => product * length, 1);

/** Inputs are older than what uses them: nothing older than `source` is looked at. */
function isMadeFrom(node: Node, source: Node): boolean {
  if (node.id <= source.id) return false;
  const seen = new Set([node]);
  for (const one of seen) {
    if (one === source) return true;
    for (const input of one.inputs) if (input.id >= source.id) seen.add(input);
  }
  return false;
}
