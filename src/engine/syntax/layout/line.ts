/** What the layout of Python knows of a logical line: one statement, one header, or several statements with semicolons. */
import type { Span } from "../../text/span.js";
import type { SyntaxProblem } from "../program.js";

export interface LogicalLine {
  /** From the first sign of code to the last; blanks, comments and line ends around are outside. */
  readonly span: Span;
  /** Columns before it, tabs to the next multiple of 8. */
  readonly indent: number;
  /** The same with tabs as one column: two indents that compare differently in both measures are inconsistent. */
  readonly narrowIndent: number;
  /** The first word, that after `async`, or "@"; "" where there is none. */
  readonly word: string;
  /** Ends in a colon, so that a block must follow. */
  readonly opens: boolean;
  /** Outside of brackets: each `=` that assigns, that of `+=` too, each `:`, each `;`. */
  readonly equals: readonly number[];
  readonly colons: readonly number[];
  readonly semicolons: readonly number[];
  /** Of brackets, strings or characters. */
  readonly problem: SyntaxProblem | null;
}

/** Words that begin a statement with a block, or a part of one. */
export const headerWords: ReadonlySet<string> = new Set([
  "if",
  "elif",
  "else",
  "for",
  "while",
  "try",
  "except",
  "finally",
  "with",
  "def",
  "class",
]);

/** Which parts may follow a statement's first. */
export const clausesOf: Readonly<Record<string, ReadonlySet<string>>> = {
  if: new Set(["elif", "else"]),
  for: new Set(["else"]),
  while: new Set(["else"]),
  try: new Set(["except", "else", "finally"]),
};
