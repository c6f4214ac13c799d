/** Operators. The grammar of tree-sitter binds `^` closer than `&`, and `await` looser than `**`: chains are put together anew. */
import type { BinaryOperator, CompareOperator, Expression, UnaryOperator } from "../program.js";
import { childOf, namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf, unreadable } from "./context.js";
import { expression, operand } from "./expressions.js";

/** https://docs.python.org/3/reference/expressions.html#operator-precedence; `**` groups from the right. */
const PRECEDENCE: Readonly<Record<BinaryOperator, number>> = {
  "|": 1,
  "^": 2,
  "&": 3,
  "<<": 4,
  ">>": 4,
  "+": 5,
  "-": 5,
  "*": 6,
  "@": 6,
  "/": 6,
  "//": 6,
  "%": 6,
  "**": 7,
};

/** An operand with the place it takes, parentheses included. */
interface Placed {
  readonly value: Expression;
  readonly start: number;
  readonly end: number;
}

export function binary(context: Context, node: SyntaxNode): Expression {
  return chain(context, node, (first) => expression(context, first));
}

/** Operands and operators from left to right, without recursion: a sum may have thousands of terms. */
function chain(context: Context, node: SyntaxNode, readFirst: (first: SyntaxNode) => Expression): Expression {
  const parts: SyntaxNode[] = [];
  const signs: BinaryOperator[] = [];
  const stack: SyntaxNode[] = [node];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (at.broken) throw unreadable(at);
    if (at.type === "binary_operator")
      stack.push(
        present(childOf(at, "right"), at),
        present(childOf(at, "operator"), at),
        present(childOf(at, "left"), at),
      );
    else if (at.named) parts.push(at);
    else signs.push(at.type as BinaryOperator); // the grammar has no others
  }
  return context.deeper(
    node,
    () => {
      const operands: Placed[] = [];
      const waiting: BinaryOperator[] = [];
      const reduce = (): void => {
        const right = operands.pop()!;
        const left = operands.pop()!;
        const [start, end] = [left.start, right.end];
        operands.push({
          value: {
            kind: "BinOp",
            id: context.nextId(),
            span: { start, end },
            left: left.value,
            operator: waiting.pop()!,
            right: right.value,
          },
          start,
          end,
        });
      };
      parts.forEach((part, index) => {
        if (index > 0) {
          const sign = signs[index - 1];
          const bound = PRECEDENCE[sign] + (sign === "**" ? 1 : 0);
          while (waiting.length > 0 && PRECEDENCE[waiting[waiting.length - 1]] >= bound) reduce();
          waiting.push(sign);
        }
        operands.push({
          value: index === 0 ? readFirst(part) : expression(context, part),
          start: part.start,
          end: part.end,
        });
      });
      while (waiting.length > 0) reduce();
      return operands[0].value;
    },
    parts.length,
  );
}

/** `await a ** b` awaits `a`. */
export function awaitExpression(context: Context, node: SyntaxNode): Expression {
  const { kind, isAsync } = context.scope;
  if (kind !== "function") throw unreadable(node, "'await' outside function");
  if (!isAsync) throw unreadable(node, "'await' outside async function");
  const of = present(namedChildren(node)[0], node);
  const awaited = (first: SyntaxNode): Expression => {
    const id = context.nextId();
    return {
      kind: "Await",
      id,
      span: { start: node.start, end: first.end },
      value: expression(context, first),
    };
  };
  if (of.type !== "binary_operator") return awaited(of);
  const result = chain(context, of, awaited);
  return { ...result, span: spanOf(node) };
}

export function unary(context: Context, node: SyntaxNode): Expression {
  const operator =
    node.type === "not_operator" ? "not" : (present(childOf(node, "operator"), node).type as UnaryOperator); // the grammar has no others
  const id = context.nextId();
  return { kind: "UnaryOp", id, span: spanOf(node), operator, operand: operand(context, node, "argument") };
}

/** `a and b and c` is one operation on three values. */
export function boolean(context: Context, node: SyntaxNode): Expression {
  const operator = operatorOf(node);
  const operands: SyntaxNode[] = [];
  let at = node;
  for (; at.type === "boolean_operator" && operatorOf(at) === operator; at = present(childOf(at, "left"), at))
    operands.push(present(childOf(at, "right"), at));
  operands.push(at);
  const id = context.nextId();
  return {
    kind: "BoolOp",
    id,
    span: spanOf(node),
    operator,
    values: operands.reverse().map((part) => expression(context, part)),
  };
}

const operatorOf = (node: SyntaxNode): "and" | "or" =>
  present(childOf(node, "operator"), node).type === "or" ? "or" : "and";

export function comparison(context: Context, node: SyntaxNode): Expression {
  const operators = node.children
    .filter(({ named }) => !named)
    .map((token): CompareOperator => {
      if (token.type === "<>") throw unreadable(token);
      return token.type as CompareOperator; // the grammar has no others
    });
  const id = context.nextId();
  const [left, ...comparators] = namedChildren(node).map((child) => expression(context, child));
  return { kind: "Compare", id, span: spanOf(node), left, operators, comparators };
}
