/** Subscripts and slices. */
import type { Expression } from "../program.js";
import { childrenOf, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf } from "./context.js";
import { ELEMENT, expression, NAMED, operand } from "./expressions.js";

export function subscript(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  const value = operand(context, node, "value");
  return {
    kind: "Subscript",
    id,
    span: spanOf(node),
    value,
    index: index(
      context,
      node,
      childrenOf(node, "subscript").filter(({ named }) => named),
      NAMED.walrus,
    ),
  };
}

/** `x[a, b]` has a tuple for its index, as has `x[a,]` and `x[*a]`. */
export function index(
  context: Context,
  node: SyntaxNode,
  parts: readonly SyntaxNode[],
  walrus = false,
): Expression {
  const first = present(parts[0], node);
  const last = parts[parts.length - 1];
  const closing = node.children[node.children.length - 2];
  const isTuple = parts.length > 1 || closing.type === "," || context.text[first.start] === "*";
  if (!isTuple) return expression(context, first, walrus ? NAMED : undefined);
  const id = context.nextId();
  const end = closing.type === "," ? closing.end : last.end;
  return {
    kind: "Tuple",
    id,
    span: { start: first.start, end },
    elements: parts.map((part) => expression(context, part, ELEMENT)),
  };
}

export function slice(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  const bounds: [Expression | null, Expression | null, Expression | null] = [null, null, null];
  let at = 0;
  for (const child of node.children) {
    if (child.named) bounds[at] = expression(context, child);
    else at++;
  }
  const [lower, upper, step] = bounds;
  return { kind: "Slice", id, span: spanOf(node), lower, upper, step };
}
