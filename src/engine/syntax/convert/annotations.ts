/** Type hints are expressions in Python. The grammar has nodes of their own for some; they become what they stand for. */
import type { Expression } from "../program.js";
import { namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { ELEMENT, expression } from "./expressions.js";
import { index } from "./subscripts.js";

export function annotation(context: Context, node: SyntaxNode): Expression {
  const span = spanOf(node);
  const children = namedChildren(node);
  const [first, second] = children;
  const id = (): number => context.nextId();
  switch (node.type) {
    case "type":
      return expression(context, bare(present(first, node)), ELEMENT);
    case "generic_type": {
      const value = expression(context, present(first, node));
      const list = present(second, node);
      return {
        kind: "Subscript",
        id: id(),
        span,
        value,
        index: index(context, list, namedChildren(list).map(bare)),
      };
    }
    case "union_type":
      return {
        kind: "BinOp",
        id: id(),
        span,
        left: expression(context, present(first, node)),
        operator: "|",
        right: expression(context, present(second, node)),
      };
    case "member_type":
      return {
        kind: "Attribute",
        id: id(),
        span,
        value: expression(context, present(first, node)),
        attribute: context.nameOf(present(second, node)),
        attributeSpan: spanOf(present(second, node)),
      };
    case "constrained_type":
      return {
        kind: "Slice",
        id: id(),
        span,
        lower: expression(context, present(first, node)),
        upper: expression(context, present(second, node)),
        step: null,
      };
    case "splat_type":
      if (node.children[0].type === "**") throw unreadable(node);
      return { kind: "Starred", id: id(), span, value: expression(context, present(first, node)) };
    default:
      throw unreadable(node);
  }
}

/** Without the wrapper that says it is a type. */
function bare(node: SyntaxNode): SyntaxNode {
  return node.type === "type" ? present(namedChildren(node)[0], node) : node;
}
