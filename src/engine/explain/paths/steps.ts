/** How nodes on a path are called. */
import { PICK } from "../../ops/pick.js";
import type { Node } from "../../trace/node.js";

/** The operation that made it; of a leaf or a cut what it comes from. */
export function operationOf(node: Node): string {
  const { card, origin } = node.card === PICK ? node.inputs[0]! : node;
  return card?.name ?? (origin.kind === "cut" ? origin.by : "");
}
