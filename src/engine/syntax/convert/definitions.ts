/** Functions and classes. */
import type { Expression, Statement } from "../program.js";
import { childOf, hasToken, namedChildren, type SyntaxNode } from "../tree.js";
import { annotation } from "./annotations.js";
import { callArguments } from "./calls.js";
import { endOf } from "./compound.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { expression, NAMED } from "./expressions.js";
import { parameters } from "./parameters.js";
import { block } from "./statements.js";

/** The statement's span is that of the definition, as in CPython: decorators are outside. */
export function decorated(context: Context, node: SyntaxNode): Statement {
  const decorators = node.children
    .filter(({ type }) => type === "decorator")
    .map((child) => expression(context, present(namedChildren(child)[0], child), NAMED));
  const definition = present(childOf(node, "definition"), node);
  return definition.type === "class_definition"
    ? classDefinition(context, definition, decorators)
    : functionDefinition(context, definition, decorators);
}

export function functionDefinition(
  context: Context,
  node: SyntaxNode,
  decorators: readonly Expression[],
): Statement {
  const name = present(childOf(node, "name"), node);
  const list = parameters(context, present(childOf(node, "parameters"), node));
  const hint = childOf(node, "return_type");
  const returns = hint && annotation(context, hint);
  const isAsync = hasToken(node, "async");
  const body = context.within({ kind: "function", isAsync, inLoop: false }, () =>
    block(context, childOf(node, "body"), node),
  );
  const span = { start: node.start, end: endOf(body) };
  return {
    kind: "FunctionDef",
    span,
    name: context.nameOf(name),
    nameSpan: spanOf(name),
    parameters: list,
    body,
    decorators,
    isAsync,
    returns,
    docstring: docstringOf(body),
  };
}

export function classDefinition(
  context: Context,
  node: SyntaxNode,
  decorators: readonly Expression[],
): Statement {
  const name = present(childOf(node, "name"), node);
  const list = childOf(node, "superclasses");
  if (list && list.type !== "argument_list") throw unreadable(list);
  const { args, keywords } = list ? callArguments(context, list) : { args: [], keywords: [] };
  const body = context.within({ kind: "class", isAsync: false, inLoop: false }, () =>
    block(context, childOf(node, "body"), node),
  );
  const span = { start: node.start, end: endOf(body) };
  return {
    kind: "ClassDef",
    span,
    name: context.nameOf(name),
    nameSpan: spanOf(name),
    bases: args,
    keywords,
    body,
    decorators,
    docstring: docstringOf(body),
  };
}

function docstringOf([first]: readonly Statement[]): string | null {
  if (first.kind !== "ExpressionStatement" || first.value.kind !== "Constant") return null;
  const { value } = first.value;
  return value.type === "str" ? value.value : null;
}
