/** Dictionaries and comprehensions. */
import type { Comprehension, DictEntry, Expression } from "../program.js";
import { childOf, childrenOf, hasToken, namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { expression, inner, NAMED, operand } from "./expressions.js";
import { target } from "./targets.js";

export function dictionary(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  const entries = namedChildren(node).map((child): DictEntry => {
    if (child.type === "dictionary_splat") return { key: null, value: inner(context, child) };
    return { key: operand(context, child, "key"), value: operand(context, child, "value") };
  });
  return { kind: "Dict", id, span: spanOf(node), entries };
}

export function comprehension(
  context: Context,
  node: SyntaxNode,
  kind: "ListComp" | "SetComp" | "GeneratorExp",
): Expression {
  const id = context.nextId();
  const body = present(childOf(node, "body"), node);
  if (body.type === "list_splat")
    throw unreadable(body, "iterable unpacking cannot be used in comprehension");
  const read = (): Expression => ({
    kind,
    id,
    span: spanOf(node),
    element: expression(context, body, NAMED),
    generators: generators(context, node),
  });
  // A generator that awaits is asynchronous wherever it stands.
  return kind === "GeneratorExp"
    ? context.within({ kind: "function", isAsync: true, inLoop: false }, read)
    : read();
}

export function dictComprehension(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  const pair = present(childOf(node, "body"), node);
  return {
    kind: "DictComp",
    id,
    span: spanOf(node),
    key: operand(context, pair, "key"),
    value: operand(context, pair, "value"),
    generators: generators(context, node),
  };
}

function generators(context: Context, node: SyntaxNode): Comprehension[] {
  const result: (Comprehension & { readonly conditions: Expression[] })[] = [];
  for (const child of node.children) {
    if (child.type === "for_in_clause") result.push(generator(context, child));
    else if (child.type === "if_clause")
      result[result.length - 1].conditions.push(
        expression(context, present(namedChildren(child)[0], child), NAMED),
      );
  }
  return result;
}

/** Python 2 let several iterables stand here. */
function generator(
  context: Context,
  node: SyntaxNode,
): Comprehension & { readonly conditions: Expression[] } {
  const iterables = childrenOf(node, "right");
  if (iterables.length !== 1 || hasToken(node, ",")) throw unreadable(node);
  const of = target(context, present(childOf(node, "left"), node), "bind");
  return {
    target: of,
    iterable: expression(context, iterables[0]),
    conditions: [],
    isAsync: hasToken(node, "async"),
  };
}
