/** Statements on one line: expressions, assignments, `return`, `del`, `raise`, `assert`. */
import type { BinaryOperator, Expression, Statement } from "../program.js";
import { childOf, hasToken, namedChildren, type SyntaxNode } from "../tree.js";
import { annotation } from "./annotations.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { ELEMENT, expression, RIGHT_SIDE } from "./expressions.js";
import { target } from "./targets.js";

export function expressionStatement(context: Context, node: SyntaxNode): Statement {
  const span = spanOf(node);
  const children = namedChildren(node);
  const only = present(children[0], node);
  if (only.type === "assignment") return assignment(context, only);
  if (only.type === "augmented_assignment") return augmented(context, only);
  if (children.length === 1 && !hasToken(node, ","))
    return { kind: "ExpressionStatement", span, value: expression(context, only, RIGHT_SIDE) };
  const id = context.nextId();
  return {
    kind: "ExpressionStatement",
    span,
    value: {
      kind: "Tuple",
      id,
      span,
      elements: children.map((child) => expression(context, child, ELEMENT)),
    },
  };
}

/** `a = b = value` nests to the right in the grammar. */
function assignment(context: Context, node: SyntaxNode): Statement {
  const span = spanOf(node);
  const hint = childOf(node, "type");
  if (hint) return annotated(context, node, hint);
  const targets: Expression[] = [];
  for (let at = node; ; ) {
    targets.push(target(context, present(childOf(at, "left"), at), "assign"));
    const right = present(childOf(at, "right"), at);
    if (right.type !== "assignment")
      return { kind: "Assign", span, targets, value: expression(context, right, RIGHT_SIDE) };
    if (childOf(right, "type")) throw unreadable(right);
    at = right;
  }
}

function annotated(context: Context, node: SyntaxNode, hint: SyntaxNode): Statement {
  const left = present(childOf(node, "left"), node);
  const right = childOf(node, "right");
  const of = target(context, left, "annotate");
  return {
    kind: "AnnAssign",
    span: spanOf(node),
    target: of,
    annotation: annotation(context, hint),
    value: right && expression(context, right, RIGHT_SIDE),
  };
}

function augmented(context: Context, node: SyntaxNode): Statement {
  const left = present(childOf(node, "left"), node);
  const sign = present(childOf(node, "operator"), node).type;
  const operator = sign.slice(0, -1) as BinaryOperator; // the grammar has no others
  const right = present(childOf(node, "right"), node);
  return {
    kind: "AugAssign",
    span: spanOf(node),
    target: target(context, left, "augment"),
    operator,
    value: expression(context, right, RIGHT_SIDE),
  };
}

export function returnStatement(context: Context, node: SyntaxNode): Statement {
  if (context.scope.kind !== "function") throw unreadable(node, "'return' outside function");
  const [value] = namedChildren(node);
  return { kind: "Return", span: spanOf(node), value: value ? expression(context, value) : null };
}

/** `del a, b` deletes two targets, `del (a, b)` a tuple. */
export function deleteStatement(context: Context, node: SyntaxNode): Statement {
  const children = namedChildren(node).flatMap((child) =>
    child.type === "expression_list" ? namedChildren(child) : [child],
  );
  return {
    kind: "Delete",
    span: spanOf(node),
    targets: children.map((child) => target(context, child, "delete")),
  };
}

export function raiseStatement(context: Context, node: SyntaxNode): Statement {
  const cause = childOf(node, "cause");
  const exception = namedChildren(node).find((child) => child !== cause);
  // `raise E, "text"` is Python 2.
  if (exception?.type === "expression_list" || (cause && !exception)) throw unreadable(node);
  return {
    kind: "Raise",
    span: spanOf(node),
    exception: exception ? expression(context, exception) : null,
    cause: cause && expression(context, cause),
  };
}

export function assertStatement(context: Context, node: SyntaxNode): Statement {
  const [test, message, more] = namedChildren(node);
  if (more) throw unreadable(more);
  return {
    kind: "Assert",
    span: spanOf(node),
    test: expression(context, present(test, node)),
    message: message ? expression(context, message) : null,
  };
}

export const globalNames = (context: Context, node: SyntaxNode): string[] =>
  namedChildren(node).map((child) => context.nameOf(child));
