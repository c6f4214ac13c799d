/** The logical lines of a text. Never fails; linear in the text's length. */
import type { Span } from "../../text/span.js";
import type { SyntaxProblem } from "../program.js";
import type { LogicalLine } from "./line.js";
import { scanLine } from "./line-scanner.js";

/** So often an unclosed bracket is looked for through the whole text; after that a line is given up at the first chance. */
const MOST_SEARCHES = 16;
const WORD = /@|(?:async[ \t]+)?([A-Za-z_]\w*)/y;

export interface Layout {
  readonly lines: readonly LogicalLine[];
  /** Line ends inside of lines, with the comments before them. */
  readonly blanks: readonly Span[];
}

export function layoutOf(text: string): Layout {
  const lines: LogicalLine[] = [];
  const blanks: Span[] = [];
  let searches = 0;
  let at = text.startsWith("\ufeff") ? 1 : 0;
  while (at < text.length) {
    let indent = 0;
    let narrowIndent = 0;
    for (; ; at++) {
      const char = text[at];
      if (char === " ") {
        indent++;
        narrowIndent++;
      } else if (char === "\t") {
        indent = (indent | 7) + 1;
        narrowIndent++;
      } else if (char === "\f") indent = narrowIndent = 0;
      else break;
    }
    const char = text[at];
    if (char === undefined) break;
    if (char === "\n" || char === "\r") {
      at++;
      continue;
    }
    if (char === "#") {
      const newline = text.indexOf("\n", at);
      at = newline < 0 ? text.length : newline + 1;
      continue;
    }
    const {
      end,
      next,
      exhausted,
      blanks: inside,
      ...rest
    } = scanLine(text, at, indent, searches >= MOST_SEARCHES);
    if (exhausted) searches++;
    for (const blank of inside) blanks.push(blank);
    lines.push({
      span: { start: at, end },
      indent,
      narrowIndent,
      word: firstWord(text, at),
      opens: text[end - 1] === ":" && rest.colons.at(-1) === end - 1,
      ...rest,
    });
    at = Math.max(next, at + 1);
  }
  return { lines, blanks };
}

function firstWord(text: string, at: number): string {
  WORD.lastIndex = at;
  const found = WORD.exec(text);
  return found ? (found[1] ?? found[0]) : "";
}

/** Whether two lines compare differently where a tab is 8 columns and where it is one. */
export function inconsistent(line: LogicalLine, other: LogicalLine): boolean {
  return Math.sign(line.indent - other.indent) !== Math.sign(line.narrowIndent - other.narrowIndent);
}

export const inconsistentTabs = (line: LogicalLine): SyntaxProblem => ({
  span: { start: line.span.start - line.narrowIndent, end: line.span.start },
  message: "inconsistent use of tabs and spaces in indentation",
});
