/** Expressions by their kind. */
import type { ConstantValue, Expression } from "../program.js";
import { childOf, hasToken, namedChildren, type SyntaxNode } from "../tree.js";
import { annotation } from "./annotations.js";
import { call } from "./calls.js";
import { comprehension, dictComprehension, dictionary } from "./collections.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { number } from "./numbers.js";
import { awaitExpression, binary, boolean, comparison, unary } from "./operators.js";
import { parameters } from "./parameters.js";
import { string } from "./strings.js";
import { slice, subscript } from "./subscripts.js";

/** What may stand here beside plain expressions. */
export interface Allowed {
  readonly star?: boolean;
  readonly walrus?: boolean;
  readonly yields?: boolean;
}
const PLAIN: Allowed = {};
/** Conditions, arguments. */
export const NAMED: Allowed = { walrus: true };
/** Of a tuple, list or set. */
export const ELEMENT: Allowed = { star: true, walrus: true };
/** Of an assignment. */
export const RIGHT_SIDE: Allowed = { yields: true };
const PARENTHESIZED: Allowed = { walrus: true, yields: true };

export function expression(context: Context, node: SyntaxNode, allowed: Allowed = PLAIN): Expression {
  if (node.broken) throw unreadable(node);
  return context.deeper(node, () =>
    allowed.star && isHidden(context, node) ? starred(context, node) : convert(context, node, allowed),
  );
}

/** The child with this role. */
export const operand = (context: Context, node: SyntaxNode, field: string): Expression =>
  expression(context, present(childOf(node, field), node));

/** The only child. */
export const inner = (context: Context, node: SyntaxNode): Expression =>
  expression(context, present(namedChildren(node)[0], node));

function convert(context: Context, node: SyntaxNode, allowed: Allowed): Expression {
  const span = spanOf(node);
  const constant = (value: ConstantValue): Expression => ({
    kind: "Constant",
    id: context.nextId(),
    span,
    value,
  });
  switch (node.type) {
    case "identifier":
      return { kind: "Name", id: context.nextId(), span, name: context.nameOf(node) };
    case "attribute":
      return attribute(context, node);
    case "call":
      return call(context, node);
    case "integer":
    case "float":
      return number(context, node);
    case "string":
    case "concatenated_string":
      return string(context, node);
    case "true":
      return constant({ type: "bool", value: true });
    case "false":
      return constant({ type: "bool", value: false });
    case "none":
      return constant({ type: "None" });
    case "ellipsis":
      return constant({ type: "Ellipsis" });
    case "binary_operator":
      return binary(context, node);
    case "unary_operator":
    case "not_operator":
      return unary(context, node);
    case "boolean_operator":
      return boolean(context, node);
    case "comparison_operator":
      return comparison(context, node);
    case "conditional_expression":
      return conditional(context, node);
    case "parenthesized_expression":
      return expression(context, present(namedChildren(node)[0], node), PARENTHESIZED);
    case "tuple_pattern":
      if (node.children.length === 3) return expression(context, node.children[1]);
      return elements(context, node, "Tuple");
    case "tuple":
    case "expression_list":
    case "pattern_list":
      return elements(context, node, "Tuple");
    case "list":
    case "list_pattern":
      return elements(context, node, "List");
    case "set":
      return elements(context, node, "Set");
    case "dictionary":
      return dictionary(context, node);
    case "subscript":
      return subscript(context, node);
    case "slice":
      return slice(context, node);
    case "lambda":
      return lambda(context, node);
    case "list_comprehension":
      return comprehension(context, node, "ListComp");
    case "set_comprehension":
      return comprehension(context, node, "SetComp");
    case "generator_expression":
      return comprehension(context, node, "GeneratorExp");
    case "dictionary_comprehension":
      return dictComprehension(context, node);
    case "await":
      return awaitExpression(context, node);
    case "list_splat":
    case "list_splat_pattern":
      if (!allowed.star) throw unreadable(node, "can't use starred expression here");
      return { kind: "Starred", id: context.nextId(), span, value: inner(context, node) };
    case "named_expression":
      if (!allowed.walrus) throw unreadable(node);
      return {
        kind: "NamedExpr",
        id: context.nextId(),
        span,
        target: operand(context, node, "name"),
        value: operand(context, node, "value"),
      };
    case "yield":
      if (!allowed.yields) throw unreadable(node);
      return yieldExpression(context, node);
    case "generic_type":
    case "union_type":
    case "member_type":
    case "constrained_type":
    case "splat_type":
    case "type":
      return annotation(context, node);
    default:
      throw unreadable(node);
  }
}

/** The grammar may bind a star to the first name after it alone: `*a[0]` is then an item of `*a`. */
const isHidden = (context: Context, node: SyntaxNode): boolean =>
  HIDING.has(node.type) && context.text[node.start] === "*";

const HIDING = new Set([
  "subscript",
  "attribute",
  "call",
  "binary_operator",
  "boolean_operator",
  "comparison_operator",
  "conditional_expression",
]);

const STARS = new Set(["list_splat", "list_splat_pattern", "splat_type", "type"]);

function starred(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  return { kind: "Starred", id, span: spanOf(node), value: expression(context, withoutStar(node)) };
}

function withoutStar(node: SyntaxNode): SyntaxNode {
  const [first, ...rest] = node.children;
  if (!first) throw unreadable(node);
  if (STARS.has(node.type)) return present(rest[0], node);
  const bare = { ...withoutStar(first), field: first.field };
  return { ...node, start: bare.start, children: [bare, ...rest] };
}

function elements(context: Context, node: SyntaxNode, kind: "Tuple" | "List" | "Set"): Expression {
  const id = context.nextId();
  return {
    kind,
    id,
    span: spanOf(node),
    elements: namedChildren(node).map((child) => expression(context, child, ELEMENT)),
  };
}

function attribute(context: Context, node: SyntaxNode): Expression {
  const name = present(childOf(node, "attribute"), node);
  const id = context.nextId();
  return {
    kind: "Attribute",
    id,
    span: spanOf(node),
    value: operand(context, node, "object"),
    attribute: context.nameOf(name),
    attributeSpan: spanOf(name),
  };
}

function conditional(context: Context, node: SyntaxNode): Expression {
  const [body, test, orElse] = namedChildren(node);
  const id = context.nextId();
  return {
    kind: "IfExp",
    id,
    span: spanOf(node),
    body: expression(context, present(body, node)),
    test: expression(context, present(test, node)),
    orElse: expression(context, present(orElse, node)),
  };
}

function lambda(context: Context, node: SyntaxNode): Expression {
  const id = context.nextId();
  const list = parameters(context, childOf(node, "parameters"));
  const body = context.within({ kind: "function", isAsync: false, inLoop: false }, () =>
    operand(context, node, "body"),
  );
  return { kind: "Lambda", id, span: spanOf(node), parameters: list, body };
}

function yieldExpression(context: Context, node: SyntaxNode): Expression {
  const span = spanOf(node);
  if (context.scope.kind !== "function") throw unreadable(node, "'yield' outside function");
  const id = context.nextId();
  if (hasToken(node, "from")) {
    if (context.scope.isAsync) throw unreadable(node, "'yield from' inside async function");
    return { kind: "YieldFrom", id, span, value: inner(context, node) };
  }
  const [value] = namedChildren(node);
  return { kind: "Yield", id, span, value: value ? expression(context, value) : null };
}
