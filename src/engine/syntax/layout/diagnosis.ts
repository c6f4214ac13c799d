/** Why a line cannot be read, in CPython's words where the reason is plain. */
import type { Span } from "../../text/span.js";
import { Context } from "../convert/context.js";
import { moduleBody } from "../convert/statements.js";
import { faultOfTarget } from "../convert/targets.js";
import type { Grammar } from "../grammar.js";
import type { Expression, SyntaxProblem } from "../program.js";
import { before } from "./isolation.js";
import { headerWords, type LogicalLine } from "./line.js";

const OLD_STATEMENT = /^(print|exec)\s+[^\s(=.[,:;]/;

/** `fault`: where tree-sitter stumbled. `seen`: the text as it saw it. */
export function diagnose(
  grammar: Grammar,
  { text, seen }: { readonly text: string; readonly seen: string },
  line: LogicalLine,
  part: Span,
  fault: Span,
): SyntaxProblem {
  const code = seen.slice(part.start, part.end);
  const old = OLD_STATEMENT.exec(text.slice(part.start, part.end));
  if (old)
    return {
      span: part,
      message: `Missing parentheses in call to '${old[1]}'. Did you mean ${old[1]}(...)?`,
    };
  if (
    headerWords.has(line.word) &&
    line.colons.length === 0 &&
    grammar.faultIn(`${before(line)}${code}: 0\n`) === null
  ) {
    return { span: { start: part.end - 1, end: part.end }, message: "expected ':'" };
  }
  const equals = line.equals.filter((at) => at >= part.start && at < part.end);
  if (headerWords.has(line.word)) {
    if (equals.length > 0)
      return {
        span: { start: equals[0], end: equals[0] + 1 },
        message: "invalid syntax. Maybe you meant '==' or ':=' instead of '='?",
      };
  } else {
    const wrong = wrongTarget(grammar, seen, part.start, equals);
    if (wrong) return wrong;
  }
  return { span: fault, message: "invalid syntax" };
}

/** Something on the left of `=` that is an expression and no target. */
function wrongTarget(
  grammar: Grammar,
  text: string,
  start: number,
  equals: readonly number[],
): SyntaxProblem | null {
  for (const at of equals) {
    const left = text.slice(start, at).replace(/(?:\*\*|\/\/|<<|>>|[-+*/%@&|^])$/, "");
    const expression = left.trim() ? alone(grammar, left) : null;
    if (!expression) return null;
    const wrong = faultOfTarget(expression, left.length < at - start ? "augment" : "assign");
    if (wrong) {
      // What takes the parenthesis put before for its own begins before the text.
      const [first, last] = [start + wrong.span.start - 1, start + wrong.span.end - 1];
      return { span: { start: Math.max(start, first), end: Math.min(at, last) }, message: wrong.message };
    }
    start = at + 1;
  }
  return null;
}

/** Places are one too far: a parenthesis is put before. */
function alone(grammar: Grammar, text: string): Expression | null {
  const root = grammar.read(`(${text})\n`);
  if (!root || root.broken) return null;
  const context = new Context(`(${text})\n`, new Map());
  const [statement, ...more] = moduleBody(context, root);
  return more.length === 0 && statement?.kind === "ExpressionStatement" ? statement.value : null;
}
