/** Patterns of `match`. The minus of a number and the wildcard stand in the grammar as bare tokens among their neighbours. */
import type { Span } from "../../text/span.js";
import type { Expression, Pattern } from "../program.js";
import { hasToken, namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { expression } from "./expressions.js";

/** `case a, b:` is a sequence without brackets. */
export function casePatterns(context: Context, clause: SyntaxNode): Pattern {
  const parts = clause.children.filter(({ type }) => type === "case_pattern");
  const first = present(parts[0], clause);
  const commas = clause.children.filter(({ type }) => type === ",");
  if (commas.length === 0 && coreOf(first).type !== "splat_pattern") return pattern(context, first);
  const end = Math.max(parts[parts.length - 1].end, commas.at(-1)?.end ?? 0);
  return {
    kind: "MatchSequence",
    span: { start: first.start, end },
    patterns: parts.map((part) => pattern(context, part, true)),
  };
}

function pattern(context: Context, node: SyntaxNode, inSequence = false): Pattern {
  if (node.broken) throw unreadable(node);
  return context.deeper(node, () => convert(context, node, inSequence));
}

const coreOf = (node: SyntaxNode): SyntaxNode =>
  node.type === "case_pattern" && node.children.length === 1 ? node.children[0] : node;

function convert(context: Context, node: SyntaxNode, inSequence: boolean): Pattern {
  const span = spanOf(node);
  const children = namedChildren(node);
  switch (node.type) {
    case "case_pattern":
      return parts(context, node.children, inSequence)[0] ?? fail(node);
    case "as_pattern": {
      const name = context.nameOf(present(children[1], node));
      if (name === "_") throw unreadable(children[1], "cannot use '_' as a target");
      return { kind: "MatchAs", span, pattern: pattern(context, present(children[0], node)), name };
    }
    case "union_pattern":
      return { kind: "MatchOr", span, patterns: parts(context, node.children) };
    case "list_pattern":
      return {
        kind: "MatchSequence",
        span,
        patterns: children.map((child) => pattern(context, child, true)),
      };
    case "tuple_pattern":
      if (children.length === 1 && !hasToken(node, ",") && coreOf(children[0]).type !== "splat_pattern")
        return pattern(context, children[0]);
      return {
        kind: "MatchSequence",
        span,
        patterns: children.map((child) => pattern(context, child, true)),
      };
    case "splat_pattern":
      if (!inSequence || node.children[0].type !== "*") throw unreadable(node);
      return { kind: "MatchStar", span, name: captured(context, node.children[1]) };
    case "dict_pattern":
      return mapping(context, node);
    case "class_pattern":
      return classPattern(context, node);
    case "dotted_name":
      if (children.length === 1)
        return { kind: "MatchAs", span, pattern: null, name: captured(context, node) };
      return { kind: "MatchValue", span, value: dotted(context, node) };
    case "none":
      return { kind: "MatchSingleton", span, value: null };
    case "true":
      return { kind: "MatchSingleton", span, value: true };
    case "false":
      return { kind: "MatchSingleton", span, value: false };
    case "complex_pattern":
    case "integer":
    case "float":
    case "string":
    case "concatenated_string":
      return { kind: "MatchValue", span, value: literal(context, node) };
    default:
      throw unreadable(node);
  }
}

function fail(node: SyntaxNode): never {
  throw unreadable(node);
}

const captured = (context: Context, node: Span): string | null => {
  const name = context.nameOf(node);
  return name === "_" ? null : name;
};

/** Patterns among tokens; a minus belongs to the number after it. */
function parts(context: Context, nodes: readonly SyntaxNode[], inSequence = false): Pattern[] {
  const found: Pattern[] = [];
  let minus: SyntaxNode | null = null;
  for (const node of nodes) {
    if (node.type === "-") minus = node;
    else if (node.type === "_")
      found.push({ kind: "MatchAs", span: spanOf(node), pattern: null, name: null });
    else if (node.named) {
      if (minus) found.push(negative(context, minus, node));
      else found.push(pattern(context, node, inSequence));
      minus = null;
    }
  }
  return found;
}

function negative(context: Context, minus: SyntaxNode, node: SyntaxNode): Pattern {
  const value = signed(context, minus, node);
  return { kind: "MatchValue", span: value.span, value };
}

function signed(context: Context, minus: SyntaxNode | null, node: SyntaxNode): Expression {
  if (!minus) return expression(context, node);
  return {
    kind: "UnaryOp",
    id: context.nextId(),
    span: { start: minus.start, end: node.end },
    operator: "-",
    operand: expression(context, node),
  };
}

/** `-1 + 2j` is an operation on two numbers. */
function literal(context: Context, node: SyntaxNode): Expression {
  if (node.type !== "complex_pattern") return expression(context, node);
  const minus = node.children[0].type === "-" ? node.children[0] : null;
  const [real, sign, imaginary] = minus ? node.children.slice(1) : node.children;
  const left = signed(context, minus, present(real, node));
  const right = expression(context, present(imaginary, node));
  const isImaginary = (side: Expression): boolean =>
    side.kind === "Constant" && side.value.type === "complex";
  if (!isImaginary(right)) throw unreadable(imaginary, "imaginary number required in complex literal");
  if (isImaginary(left.kind === "UnaryOp" ? left.operand : left))
    throw unreadable(real, "real number required in complex literal");
  return {
    kind: "BinOp",
    id: context.nextId(),
    span: spanOf(node),
    left,
    operator: sign.type === "-" ? "-" : "+",
    right,
  };
}

function mapping(context: Context, node: SyntaxNode): Pattern {
  const keys: Expression[] = [];
  const patterns: Pattern[] = [];
  let rest: string | null = null;
  let minus: SyntaxNode | null = null;
  for (const child of node.children) {
    if (child.type === "-") minus = child;
    else if (child.type === "splat_pattern") rest = restOf(context, child);
    else if (child.field === "value") patterns.push(pattern(context, child));
    else if (child.field === "key") {
      if (rest !== null) throw unreadable(child);
      keys.push(keyOf(context, minus, child));
      minus = null;
    }
  }
  return { kind: "MatchMapping", span: spanOf(node), keys, patterns, rest };
}

function restOf(context: Context, node: SyntaxNode): string {
  const name = captured(context, node.children[1]);
  if (node.children[0].type !== "**" || name === null) throw unreadable(node);
  return name;
}

function keyOf(context: Context, minus: SyntaxNode | null, node: SyntaxNode): Expression {
  if (minus) return signed(context, minus, node);
  switch (node.type) {
    case "dotted_name":
      if (namedChildren(node).length > 1) return dotted(context, node);
      throw unreadable(node, "mapping pattern keys may only match literals and attribute lookups");
    case "true":
    case "false":
    case "none":
      return expression(context, node);
    case "string":
    case "concatenated_string":
    case "integer":
    case "float":
    case "complex_pattern":
      return literal(context, node);
    default:
      throw unreadable(node, "mapping pattern keys may only match literals and attribute lookups");
  }
}

function classPattern(context: Context, node: SyntaxNode): Pattern {
  const [name, ...rest] = namedChildren(node);
  const type = dotted(context, present(name, node));
  const patterns: Pattern[] = [];
  const keywordNames: string[] = [];
  const keywordPatterns: Pattern[] = [];
  for (const child of rest) {
    const core = coreOf(child);
    if (core.type === "keyword_pattern") {
      keywordNames.push(context.nameOf(core.children[0]));
      keywordPatterns.push(parts(context, core.children.slice(2))[0] ?? fail(core));
    } else {
      if (keywordNames.length > 0) throw unreadable(child, "positional patterns follow keyword patterns");
      patterns.push(pattern(context, child));
    }
  }
  return { kind: "MatchClass", span: spanOf(node), type, patterns, keywordNames, keywordPatterns };
}

/** `a.b.c` as attribute access. */
function dotted(context: Context, node: SyntaxNode): Expression {
  const [first, ...rest] = namedChildren(node);
  let value = expression(context, present(first, node));
  for (const name of rest) {
    value = {
      kind: "Attribute",
      id: context.nextId(),
      span: { start: node.start, end: name.end },
      value,
      attribute: context.nameOf(name),
      attributeSpan: spanOf(name),
    };
  }
  return value;
}
