/** Patterns of `match`. */
import { type Context, spanOf, unreadable } from "./converter.js";
import { expression } from "./expressions.js";
import type { Expression, Pattern } from "./program.js";
import { childrenOf, hasToken, namedChildren, type SyntaxNode } from "./tree.js";

export function pattern(context: Context, node: SyntaxNode): Pattern {
  return context.deeper(node, () => convert(context, node));
}

function convert(context: Context, node: SyntaxNode): Pattern {
  const span = spanOf(node);
  const children = namedChildren(node);
  switch (node.type) {
    case "case_pattern":
      if (children.length === 0) return wildcardOrValue(context, node);
      if (children.length === 1 && !hasToken(node, "-")) return pattern(context, children[0]!);
      return { kind: "MatchValue", span, value: signed(context, node, children[0]!) };
    case "as_pattern": {
      const [of, name] = children;
      if (!of || !name) throw unreadable(node);
      return { kind: "MatchAs", span, pattern: pattern(context, of), name: context.textOf(name) };
    }
    case "union_pattern":
      return { kind: "MatchOr", span, patterns: alternatives(context, node) };
    case "list_pattern":
      return { kind: "MatchSequence", span, patterns: children.map((child) => pattern(context, child)) };
    case "tuple_pattern":
      if (children.length === 1 && !hasToken(node, ",")) return pattern(context, children[0]!);
      return { kind: "MatchSequence", span, patterns: children.map((child) => pattern(context, child)) };
    case "splat_pattern": {
      const name = children[0] ? context.textOf(children[0]) : null;
      return { kind: "MatchStar", span, name: name === "_" ? null : name };
    }
    case "dict_pattern":
      return mapping(context, node);
    case "class_pattern":
      return classPattern(context, node);
    case "dotted_name":
      return children.length === 1 ? capture(context, node) : { kind: "MatchValue", span, value: dotted(context, node) };
    case "identifier":
      return capture(context, node);
    case "none":
      return { kind: "MatchSingleton", span, value: null };
    case "true":
      return { kind: "MatchSingleton", span, value: true };
    case "false":
      return { kind: "MatchSingleton", span, value: false };
    default:
      return { kind: "MatchValue", span, value: expression(context, node) };
  }
}

function capture(context: Context, node: SyntaxNode): Pattern {
  const name = context.textOf(node);
  return { kind: "MatchAs", span: spanOf(node), pattern: null, name: name === "_" ? null : name };
}

function wildcardOrValue(context: Context, node: SyntaxNode): Pattern {
  if (context.textOf(node) === "_") return { kind: "MatchAs", span: spanOf(node), pattern: null, name: null };
  throw unreadable(node);
}

function signed(context: Context, node: SyntaxNode, operand: SyntaxNode): Expression {
  return { kind: "UnaryOp", id: context.nextId(), span: spanOf(node), operator: "-", operand: expression(context, operand) };
}

/** A minus sign and `_` stand as bare tokens between the bars. */
function alternatives(context: Context, node: SyntaxNode): Pattern[] {
  const patterns: Pattern[] = [];
  let minus: SyntaxNode | null = null;
  for (const child of node.children) {
    if (!child.named && child.type === "-") minus = child;
    else if (!child.named && child.type === "_") patterns.push({ kind: "MatchAs", span: spanOf(child), pattern: null, name: null });
    else if (child.named && child.type !== "comment") {
      const span = { start: minus?.start ?? child.start, end: child.end };
      patterns.push(minus ? { kind: "MatchValue", span, value: signed(context, { ...child, start: span.start }, child) } : pattern(context, child));
      minus = null;
    }
  }
  return patterns;
}

function mapping(context: Context, node: SyntaxNode): Pattern {
  const keys = childrenOf(node, "key").map((child) => expression(context, child));
  const patterns = childrenOf(node, "value").map((child) => pattern(context, child));
  const rest = namedChildren(node).find((child) => child.type === "splat_pattern");
  const name = rest && namedChildren(rest)[0];
  return { kind: "MatchMapping", span: spanOf(node), keys, patterns, rest: name ? context.textOf(name) : null };
}

function classPattern(context: Context, node: SyntaxNode): Pattern {
  const [type, ...rest] = namedChildren(node);
  if (!type) throw unreadable(node);
  const patterns: Pattern[] = [];
  const keywordNames: string[] = [];
  const keywordPatterns: Pattern[] = [];
  for (const child of rest) {
    const keyword = namedChildren(child)[0];
    if (keyword?.type === "keyword_pattern") {
      const [name, value] = namedChildren(keyword);
      if (!name || !value) throw unreadable(keyword);
      keywordNames.push(context.textOf(name));
      keywordPatterns.push(pattern(context, value));
    } else patterns.push(pattern(context, child));
  }
  return { kind: "MatchClass", span: spanOf(node), type: dotted(context, type), patterns, keywordNames, keywordPatterns };
}

/** `a.b.c` as attribute access. */
function dotted(context: Context, node: SyntaxNode): Expression {
  const [first, ...rest] = namedChildren(node);
  if (!first) throw unreadable(node);
  let value = expression(context, first);
  for (const name of rest) {
    value = { kind: "Attribute", id: context.nextId(), span: { start: node.start, end: name.end }, value, attribute: context.textOf(name), attributeSpan: spanOf(name) };
  }
  return value;
}
