/**
 * The text as tree-sitter is to see it; every offset stays. What a program says is read from the text itself later, so
 * strings and comments may be changed along.
 *
 * - Names of Python 2 statements, and `type` where it is no statement, are key words in its grammar: other names stand
 *   for them.
 * - Lines inside brackets and those joined by a backslash become one: it would take indents in them for blocks.
 */
import type { Span } from "../../text/span.js";

const OLD_STATEMENTS = /\b(?:print|exec)\b|\btype(?=[ \t]*[^\s\w])/g;

/** `blanks`: line ends that end no statement, with the comments before them. */
export function softened(text: string, blanks: readonly Span[]): string {
  let result = "";
  let at = 0;
  for (const { start, end } of blanks) {
    result += text.slice(at, start) + " ".repeat(end - start);
    at = end;
  }
  return (result + text.slice(at)).replace(OLD_STATEMENTS, (word) => `${word.slice(0, -1)}_`);
}
