/** Calls and the arguments of class definitions. */
import type { Expression, Keyword } from "../program.js";
import { childOf, namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { ELEMENT, expression, inner, NAMED, operand } from "./expressions.js";

export interface Arguments {
  readonly args: readonly Expression[];
  readonly keywords: readonly Keyword[];
}

export function call(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  const callee = operand(context, node, "function");
  const { args, keywords } = callArguments(context, present(childOf(node, "arguments"), node));
  return { kind: "Call", id, span: spanOf(node), callee, args, keywords };
}

/** A bare generator is the one argument. */
export function callArguments(context: Context, list: SyntaxNode): Arguments {
  if (list.type === "generator_expression") return { args: [expression(context, list)], keywords: [] };
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  for (const child of namedChildren(list)) {
    if (child.type === "keyword_argument") keywords.push(keyword(context, child, keywords));
    else if (child.type === "dictionary_splat")
      keywords.push({ name: null, value: inner(context, child), span: spanOf(child) });
    else args.push(positional(context, child, keywords));
  }
  return { args, keywords };
}

function keyword(context: Context, node: SyntaxNode, before: readonly Keyword[]): Keyword {
  const target = present(childOf(node, "name"), node);
  if (target.type !== "identifier")
    throw unreadable(node, `expression cannot contain assignment, perhaps you meant "=="?`);
  const name = context.nameOf(target);
  if (before.some((other) => other.name === name))
    throw unreadable(node, `keyword argument repeated: ${name}`);
  return { name, value: operand(context, node, "value"), span: spanOf(node) };
}

function positional(context: Context, node: SyntaxNode, keywords: readonly Keyword[]): Expression {
  if (node.type === "list_splat") {
    if (keywords.some(({ name }) => name === null))
      throw unreadable(node, "iterable argument unpacking follows keyword argument unpacking");
    return expression(context, node, ELEMENT);
  }
  if (keywords.length > 0)
    throw unreadable(
      node,
      `positional argument follows keyword argument${keywords.some(({ name }) => name === null) ? " unpacking" : ""}`,
    );
  return expression(context, node, NAMED);
}
