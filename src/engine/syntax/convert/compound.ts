/** Statements with blocks: `if`, `for`, `while`, `with`, `try`, `match`. Headers are read before bodies. */
import type { ExceptHandler, Expression, MatchCase, Statement, WithItem } from "../program.js";
import { childOf, childrenOf, hasToken, namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, present, unreadable } from "./context.js";
import { ELEMENT, expression, NAMED } from "./expressions.js";
import { casePatterns } from "./patterns.js";
import { block } from "./statements.js";
import { target } from "./targets.js";

/** Where a statement ends that ends with this block. */
export const endOf = (body: readonly Statement[]): number => body[body.length - 1].span.end;

/** `elif` is an `if` in the else branch. */
export function conditional(context: Context, node: SyntaxNode): Statement {
  return branch(context, node, childrenOf(node, "alternative"), 0);
}

function branch(
  context: Context,
  node: SyntaxNode,
  alternatives: readonly SyntaxNode[],
  at: number,
): Statement {
  const test = expression(context, present(childOf(node, "condition"), node), NAMED);
  const body = block(context, childOf(node, "consequence"), node);
  const next = alternatives[at];
  const orElse = !next
    ? []
    : next.type === "elif_clause"
      ? [context.deeper(next, () => branch(context, next, alternatives, at + 1))]
      : elseBody(context, next);
  return { kind: "If", span: { start: node.start, end: endOf(next ? orElse : body) }, test, body, orElse };
}

const elseBody = (context: Context, clause: SyntaxNode | null | undefined): Statement[] =>
  clause ? block(context, childOf(clause, "body"), clause) : [];

export function forStatement(context: Context, node: SyntaxNode): Statement {
  const isAsync = hasToken(node, "async");
  if (isAsync) insideAsync(context, node, "for");
  const of = target(context, present(childOf(node, "left"), node), "bind");
  const iterable = expression(context, present(childOf(node, "right"), node));
  const body = context.within({ ...context.scope, inLoop: true }, () =>
    block(context, childOf(node, "body"), node),
  );
  const orElse = elseBody(context, childOf(node, "alternative"));
  return {
    kind: "For",
    span: { start: node.start, end: endOf(orElse.length > 0 ? orElse : body) },
    target: of,
    iterable,
    body,
    orElse,
    isAsync,
  };
}

export function whileStatement(context: Context, node: SyntaxNode): Statement {
  const test = expression(context, present(childOf(node, "condition"), node), NAMED);
  const body = context.within({ ...context.scope, inLoop: true }, () =>
    block(context, childOf(node, "body"), node),
  );
  const orElse = elseBody(context, childOf(node, "alternative"));
  return {
    kind: "While",
    span: { start: node.start, end: endOf(orElse.length > 0 ? orElse : body) },
    test,
    body,
    orElse,
  };
}

function insideAsync(context: Context, node: SyntaxNode, word: string): void {
  if (context.scope.kind !== "function" || !context.scope.isAsync)
    throw unreadable(node.children[0], `'async ${word}' outside async function`);
}

export function withStatement(context: Context, node: SyntaxNode): Statement {
  const isAsync = hasToken(node, "async");
  if (isAsync) insideAsync(context, node, "with");
  const clause = present(
    node.children.find(({ type }) => type === "with_clause"),
    node,
  );
  const items = withItems(clause).map((item) => withItem(context, item));
  const body = block(context, childOf(node, "body"), node);
  return { kind: "With", span: { start: node.start, end: endOf(body) }, items, body, isAsync };
}

/** `with (a, b as c):` holds two items, as does `with (a, b):`. */
function withItems(clause: SyntaxNode): SyntaxNode[] {
  const items = namedChildren(clause).map((item) => present(childOf(item, "value"), item));
  const [only] = items;
  if (items.length !== 1) return items;
  if (only.type === "tuple") {
    const parts = namedChildren(only);
    return parts.length > 0 && parts.every(({ type }) => type !== "list_splat" && type !== "named_expression")
      ? parts
      : items;
  }
  const inner = only.type === "parenthesized_expression" ? namedChildren(only)[0] : null;
  return inner?.type === "as_pattern" ? [inner] : items;
}

function withItem(context: Context, node: SyntaxNode): WithItem {
  if (node.type !== "as_pattern") return { context: expression(context, node), target: null };
  const of = expression(context, present(namedChildren(node)[0], node));
  const alias = present(namedChildren(present(childOf(node, "alias"), node))[0], node);
  return { context: of, target: target(context, alias, "bind") };
}

export function tryStatement(context: Context, node: SyntaxNode): Statement {
  const clauses = namedChildren(node);
  const excepts = clauses.filter(({ type }) => type === "except_clause");
  const final = clauses.find(({ type }) => type === "finally_clause");
  const bare = excepts.findIndex((clause) => !childOf(clause, "value"));
  if (excepts.length === 0 && !final)
    throw unreadable(node.children[0], "expected 'except' or 'finally' block");
  if (bare >= 0 && bare < excepts.length - 1)
    throw unreadable(excepts[bare].children[0], "default 'except:' must be last");
  const body = block(context, childOf(node, "body"), node);
  const handlers = excepts.map((clause) => handler(context, clause));
  const otherwise = clauses.find(({ type }) => type === "else_clause");
  if (otherwise && excepts.length === 0) throw unreadable(otherwise.children[0]);
  const orElse = elseBody(context, otherwise);
  const finalBody = final ? block(context, blockOf(final), final) : [];
  const last = [finalBody, orElse].find(({ length }) => length > 0);
  return {
    kind: "Try",
    span: { start: node.start, end: last ? endOf(last) : handlers[handlers.length - 1].span.end },
    body,
    handlers,
    orElse,
    finalBody,
  };
}

const blockOf = (clause: SyntaxNode): SyntaxNode | undefined =>
  clause.children.find(({ type }) => type === "block");

function handler(context: Context, node: SyntaxNode): ExceptHandler {
  if (hasToken(node, "*")) throw unreadable(node.children[0], "'except*' is not supported");
  const values = childrenOf(node, "value").filter(({ named }) => named);
  if (values.length > 1) throw unreadable(values[0], "multiple exception types must be parenthesized");
  let [value] = values;
  let alias = childOf(node, "alias");
  if (value?.type === "as_pattern") {
    alias = present(namedChildren(present(childOf(value, "alias"), value))[0], value);
    value = present(namedChildren(value)[0], value);
  }
  if (alias && alias.type !== "identifier") throw unreadable(alias);
  const type = value ? expression(context, value) : null;
  const body = block(context, blockOf(node), node);
  return { type, name: alias && context.nameOf(alias), body, span: { start: node.start, end: endOf(body) } };
}

export function matchStatement(context: Context, node: SyntaxNode): Statement {
  const subject = matchSubject(context, node);
  const cases = namedChildren(present(childOf(node, "body"), node)).map((part): MatchCase => {
    if (part.type !== "case_clause") throw unreadable(part);
    const pattern = casePatterns(context, part);
    const guard = childOf(part, "guard");
    const test = guard && expression(context, present(namedChildren(guard)[0], guard), NAMED);
    return { pattern, guard: test, body: block(context, childOf(part, "consequence"), part) };
  });
  if (cases.length === 0) throw unreadable(node, "expected an indented block after 'match' statement");
  return {
    kind: "Match",
    span: { start: node.start, end: endOf(cases[cases.length - 1].body) },
    subject,
    cases,
  };
}

function matchSubject(context: Context, node: SyntaxNode): Expression {
  const subjects = childrenOf(node, "subject").filter(({ named }) => named);
  const first = present(subjects[0], node);
  const commas = node.children.filter(({ type }) => type === ",");
  if (commas.length === 0) return expression(context, first, NAMED);
  const end = Math.max(subjects[subjects.length - 1].end, commas[commas.length - 1].end);
  const id = context.nextId();
  return {
    kind: "Tuple",
    id,
    span: { start: first.start, end },
    elements: subjects.map((part) => expression(context, part, ELEMENT)),
  };
}
