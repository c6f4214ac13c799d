/** Expressions. */
import { type Context, spanOf, unreadable } from "./converter.js";
import { number, string } from "./literals.js";
import { parameters } from "./parameters.js";
import type { BinaryOperator, CompareOperator, Comprehension, ConstantValue, DictEntry, Expression, Keyword, UnaryOperator } from "./program.js";
import { childOf, childrenOf, hasToken, namedChildren, type SyntaxNode } from "./tree.js";

export function expression(context: Context, node: SyntaxNode): Expression {
  return context.deeper(node, () => convert(context, node));
}

const inner = (context: Context, node: SyntaxNode, field: string): Expression => {
  const child = childOf(node, field);
  if (!child) throw unreadable(node);
  return expression(context, child);
};

const only = (context: Context, node: SyntaxNode): Expression => {
  const [child] = namedChildren(node);
  if (!child) throw unreadable(node);
  return expression(context, child);
};

function convert(context: Context, node: SyntaxNode): Expression {
  const span = spanOf(node);
  const constant = (value: ConstantValue): Expression => ({ kind: "Constant", id: context.nextId(), span, value });
  switch (node.type) {
    case "identifier":
    case "keyword_identifier":
      return { kind: "Name", id: context.nextId(), span, name: context.textOf(node).normalize("NFKC") };
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
    case "parenthesized_expression":
    case "type":
      return only(context, node);
    case "expression_list":
    case "tuple":
    case "pattern_list":
    case "tuple_pattern":
      return { kind: "Tuple", id: context.nextId(), span, elements: namedChildren(node).map((child) => expression(context, child)) };
    case "list":
    case "list_pattern":
      return { kind: "List", id: context.nextId(), span, elements: namedChildren(node).map((child) => expression(context, child)) };
    case "set":
      return { kind: "Set", id: context.nextId(), span, elements: namedChildren(node).map((child) => expression(context, child)) };
    case "dictionary":
      return { kind: "Dict", id: context.nextId(), span, entries: namedChildren(node).map((child) => dictEntry(context, child)) };
    case "list_splat":
    case "list_splat_pattern":
      return { kind: "Starred", id: context.nextId(), span, value: only(context, node) };
    case "binary_operator":
      return { kind: "BinOp", id: context.nextId(), span, left: inner(context, node, "left"), operator: operatorOf(node) as BinaryOperator, right: inner(context, node, "right") }; // the grammar has no others
    case "unary_operator":
      return { kind: "UnaryOp", id: context.nextId(), span, operator: operatorOf(node) as UnaryOperator, operand: inner(context, node, "argument") }; // as above
    case "not_operator":
      return { kind: "UnaryOp", id: context.nextId(), span, operator: "not", operand: inner(context, node, "argument") };
    case "boolean_operator":
      return booleanOperator(context, node);
    case "comparison_operator":
      return comparison(context, node);
    case "conditional_expression": {
      const [body, test, orElse] = namedChildren(node);
      if (!body || !test || !orElse) throw unreadable(node);
      return { kind: "IfExp", id: context.nextId(), span, body: expression(context, body), test: expression(context, test), orElse: expression(context, orElse) };
    }
    case "named_expression":
      return { kind: "NamedExpr", id: context.nextId(), span, target: inner(context, node, "name"), value: inner(context, node, "value") };
    case "lambda": {
      const list = childOf(node, "parameters");
      return { kind: "Lambda", id: context.nextId(), span, parameters: parameters(context, list), body: inner(context, node, "body") };
    }
    case "attribute": {
      const name = childOf(node, "attribute");
      if (!name) throw unreadable(node);
      return { kind: "Attribute", id: context.nextId(), span, value: inner(context, node, "object"), attribute: context.textOf(name), attributeSpan: spanOf(name) };
    }
    case "subscript":
      return subscript(context, node);
    case "slice":
      return slice(context, node);
    case "call":
      return call(context, node);
    case "list_comprehension":
      return comprehension(context, node, "ListComp");
    case "set_comprehension":
      return comprehension(context, node, "SetComp");
    case "generator_expression":
      return comprehension(context, node, "GeneratorExp");
    case "dictionary_comprehension": {
      const pair = childOf(node, "body");
      if (!pair) throw unreadable(node);
      return { kind: "DictComp", id: context.nextId(), span, key: inner(context, pair, "key"), value: inner(context, pair, "value"), generators: generators(context, node) };
    }
    case "await":
      return { kind: "Await", id: context.nextId(), span, value: only(context, node) };
    case "yield":
      return yieldExpression(context, node);
    case "union_type":
    case "generic_type":
    case "member_type":
    case "constrained_type":
      // Annotations are not evaluated; their text is enough.
      return constant({ type: "str", value: context.textOf(node) });
    case "as_pattern_target":
      return only(context, node);
    default:
      throw unreadable(node);
  }
}

function operatorOf(node: SyntaxNode): string {
  const operator = childOf(node, "operator");
  if (!operator) throw unreadable(node);
  return operator.type;
}

/** `a and b and c` is one operation on three values. */
function booleanOperator(context: Context, node: SyntaxNode): Expression {
  const operator = operatorOf(node) === "or" ? "or" : "and";
  const operands: SyntaxNode[] = [];
  let at: SyntaxNode = node;
  for (;;) {
    const [left, right] = [childOf(at, "left"), childOf(at, "right")];
    if (!left || !right) throw unreadable(at);
    operands.unshift(right);
    if (left.type !== "boolean_operator" || operatorOf(left) !== operator) {
      operands.unshift(left);
      break;
    }
    at = left;
  }
  return { kind: "BoolOp", id: context.nextId(), span: spanOf(node), operator, values: operands.map((operand) => expression(context, operand)) };
}

function comparison(context: Context, node: SyntaxNode): Expression {
  const operands = namedChildren(node).map((child) => expression(context, child));
  const operators = childrenOf(node, "operators").map((child) => child.type);
  const [left, ...comparators] = operands;
  if (!left || comparators.length !== operators.length || operators.includes("<>")) throw unreadable(node);
  return { kind: "Compare", id: context.nextId(), span: spanOf(node), left, operators: operators as CompareOperator[], comparators }; // the grammar has no others
}

function subscript(context: Context, node: SyntaxNode): Expression {
  const value = inner(context, node, "value");
  const parts = childrenOf(node, "subscript").map((child) => expression(context, child));
  const open = node.children.findIndex((child) => !child.named && child.type === "[");
  const commas = node.children.slice(open).some((child) => !child.named && child.type === ",");
  const [first] = parts;
  if (!first) throw unreadable(node);
  const last = parts.at(-1)!;
  const index: Expression = commas ? { kind: "Tuple", id: context.nextId(), span: { start: first.span.start, end: last.span.end }, elements: parts } : first;
  return { kind: "Subscript", id: context.nextId(), span: spanOf(node), value, index };
}

function slice(context: Context, node: SyntaxNode): Expression {
  const bounds: (Expression | null)[] = [null, null, null];
  let at = 0;
  for (const child of node.children) {
    if (!child.named && child.type === ":") at++;
    else if (child.named && child.type !== "comment") bounds[at] = expression(context, child);
  }
  return { kind: "Slice", id: context.nextId(), span: spanOf(node), lower: bounds[0]!, upper: bounds[1]!, step: bounds[2]! };
}

function call(context: Context, node: SyntaxNode): Expression {
  const list = childOf(node, "arguments");
  if (!list) throw unreadable(node);
  const callee = inner(context, node, "function");
  const { args, keywords } = callArguments(context, list);
  return { kind: "Call", id: context.nextId(), span: spanOf(node), callee, args, keywords };
}

/** Of a call or of a class's bases. A bare generator is its one argument. */
export function callArguments(context: Context, list: SyntaxNode): { args: Expression[]; keywords: Keyword[] } {
  if (list.type === "generator_expression") return { args: [expression(context, list)], keywords: [] };
  const args: Expression[] = [];
  const keywords: Keyword[] = [];
  for (const child of namedChildren(list)) {
    if (child.type === "keyword_argument") {
      const name = childOf(child, "name");
      if (!name) throw unreadable(child);
      const text = context.textOf(name);
      if (keywords.some((keyword) => keyword.name === text)) throw unreadable(child, `keyword argument repeated: ${text}`);
      keywords.push({ name: text, value: inner(context, child, "value"), span: spanOf(child) });
    } else if (child.type === "dictionary_splat") keywords.push({ name: null, value: only(context, child), span: spanOf(child) });
    else {
      if (child.type !== "list_splat" && keywords.some((keyword) => keyword.name !== null)) throw unreadable(child, "positional argument follows keyword argument");
      args.push(expression(context, child));
    }
  }
  return { args, keywords };
}

function dictEntry(context: Context, node: SyntaxNode): DictEntry {
  if (node.type === "dictionary_splat") return { key: null, value: only(context, node) };
  if (node.type !== "pair") throw unreadable(node);
  return { key: inner(context, node, "key"), value: inner(context, node, "value") };
}

function comprehension(context: Context, node: SyntaxNode, kind: "ListComp" | "SetComp" | "GeneratorExp"): Expression {
  return { kind, id: context.nextId(), span: spanOf(node), element: inner(context, node, "body"), generators: generators(context, node) };
}

function generators(context: Context, node: SyntaxNode): Comprehension[] {
  const result: { target: Expression; iterable: Expression; conditions: Expression[] }[] = [];
  for (const child of node.children) {
    if (child.type === "for_in_clause") {
      const iterables = childrenOf(child, "right");
      if (iterables.length !== 1) throw unreadable(child);
      result.push({ target: inner(context, child, "left"), iterable: inner(context, child, "right"), conditions: [] });
    } else if (child.type === "if_clause") result.at(-1)?.conditions.push(only(context, child));
  }
  if (!result.length) throw unreadable(node);
  return result;
}

function yieldExpression(context: Context, node: SyntaxNode): Expression {
  const [value] = namedChildren(node);
  const span = spanOf(node);
  if (hasToken(node, "from")) return { kind: "YieldFrom", id: context.nextId(), span, value: only(context, node) };
  return { kind: "Yield", id: context.nextId(), span, value: value ? expression(context, value) : null };
}
