/** Forward mode as far as explanations go. */
import { type ForwardOptions, forwardTangents } from "../autodiff/forward.js";
import type { Node } from "../trace/node.js";

/** null: there is none, or a rule that the program wrote itself (of a custom autograd function) is missing or fails. */
export function tangentOrNone(target: Node, seeds: ReadonlyMap<Node, Node>, options: ForwardOptions = {}): Node | null {
  try {
    return forwardTangents([target], seeds, options)[0]!;
  } catch {
    return null;
  }
}
