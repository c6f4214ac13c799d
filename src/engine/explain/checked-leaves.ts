/** What a numerical check moves. */
import type { Node } from "../trace/node.js";
import type { TargetGraph } from "./target-graph.js";

/** Named values that no other named value goes into, be they written down, drawn, or made of such. */
export function checkedLeaves({ nodes, naming, gradients }: TargetGraph): { readonly name: string; readonly node: Node; readonly gradient: Node }[] {
  const madeOfNamed = new Set<Node>();
  for (const node of nodes) if (node.inputs.some((input) => madeOfNamed.has(input) || naming.isVariable(input))) madeOfNamed.add(node);
  return nodes.flatMap((node) => {
    const gradient = gradients.adjoints.get(node);
    return gradient && naming.isVariable(node) && !madeOfNamed.has(node) ? [{ name: naming.of(node), node, gradient }] : [];
  });
}
