/**
 * Lines → statements with their blocks, by indentation alone. A unit is one statement: its decorators, its header,
 * the headers of its further parts (`else`), and the units of its blocks. What breaks one header breaks its unit.
 */
import type { Span } from "../../text/span.js";
import type { SyntaxProblem } from "../program.js";
import { clausesOf, headerWords, type LogicalLine } from "./line.js";
import { inconsistent, inconsistentTabs } from "./lines.js";

export interface Unit {
  readonly headers: readonly LogicalLine[];
  readonly inner: readonly Unit[];
  readonly start: number;
  readonly end: number;
  problem: SyntaxProblem | null;
  /** Statements between semicolons that are broken on their own. */
  pieces: { readonly start: number; readonly end: number; readonly problem: SyntaxProblem }[];
}

/** Words that begin no statement. */
const LATER_PARTS: ReadonlySet<string> = new Set(["elif", "else", "except", "finally"]);
/** CPython's bound too. */
const DEEPEST = 100;

export function unitsOf(lines: readonly LogicalLine[]): Unit[] {
  return new Blocks(lines).block(0, 0);
}

class Blocks {
  private at = 0;
  constructor(private readonly lines: readonly LogicalLine[]) {}

  block(indent: number, depth: number): Unit[] {
    const units: Unit[] = [];
    const first = this.lines[this.at];
    while (this.at < this.lines.length) {
      const line = this.lines[this.at];
      if (line.indent < indent) break;
      const unit = line.indent > indent ? this.stray(indent) : this.unit(indent, depth);
      if (inconsistent(line, first)) unit.problem ??= inconsistentTabs(line);
      units.push(unit);
    }
    return units;
  }

  /** Lines deeper than their block. */
  private stray(indent: number): Unit {
    const first = this.lines[this.at];
    const before = this.lines[this.at - 1];
    const message =
      before && before.indent > first.indent
        ? "unindent does not match any outer indentation level"
        : "unexpected indent";
    const end = this.skipDeeper(indent);
    return {
      headers: [first],
      inner: [],
      start: first.span.start,
      end,
      problem: { span: first.span, message },
      pieces: [],
    };
  }

  private skipDeeper(indent: number): number {
    let end = 0;
    for (; this.at < this.lines.length && this.lines[this.at].indent > indent; this.at++)
      end = this.lines[this.at].span.end;
    return end;
  }

  private unit(indent: number, depth: number): Unit {
    const headers: LogicalLine[] = [];
    const inner: Unit[] = [];
    const { start } = this.lines[this.at].span;
    let end = start;
    const lone = LATER_PARTS.has(this.lines[this.at].word) ? this.lines[this.at] : null;
    let problem: SyntaxProblem | null =
      lone && (lone.problem ?? { span: lone.span, message: "invalid syntax" });
    const part = (): void => {
      const header = this.lines[this.at++];
      headers.push(header);
      end = header.span.end;
      const next = this.lines[this.at];
      problem ??=
        header.problem ??
        (headers.length > 1 && inconsistent(header, headers[0]) ? inconsistentTabs(header) : null);
      if (!next || next.indent <= indent) {
        if (header.opens) problem ??= { span: lastOf(header), message: missingBlock(header.word) };
        return;
      }
      if (inconsistent(next, header)) problem ??= inconsistentTabs(next);
      const mayOpen = opensBlock(header.word);
      if (header.opens && !mayOpen) problem ??= { span: lastOf(header), message: "invalid syntax" };
      if (header.opens && mayOpen && depth < DEEPEST) {
        for (const unit of this.block(next.indent, depth + 1)) inner.push(unit);
        end = Math.max(end, this.lines[this.at - 1].span.end);
        return;
      }
      if (header.opens) problem ??= { span: next.span, message: "too many levels of indentation" };
      else if (headerWords.has(header.word)) problem ??= { span: lastOf(header), message: "expected ':'" };
      else if (!header.problem) return; // an unexpected indent: a unit of its own
      end = Math.max(end, this.skipDeeper(indent));
    };
    const follows = (test: (line: LogicalLine) => boolean): boolean =>
      this.at < this.lines.length && this.lines[this.at].indent === indent && test(this.lines[this.at]);
    while (follows(({ word }) => word === "@")) part();
    if (headers.length === 0 || follows(({ word }) => word === "def" || word === "class")) part();
    else problem ??= { span: headers[0].span, message: "invalid syntax" };
    const { word } = headers[headers.length - 1];
    const clauses = Object.hasOwn(clausesOf, word) ? clausesOf[word] : null;
    while (clauses && follows((line) => clauses.has(line.word))) part();
    return { headers, inner, start, end, problem, pieces: [] };
  }
}

const opensBlock = (word: string): boolean => headerWords.has(word) || word === "match" || word === "case";

/** Its last sign. */
const lastOf = ({ span }: LogicalLine): Span => ({ start: span.end - 1, end: span.end });

function missingBlock(word: string): string {
  if (word === "def") return "expected an indented block after function definition";
  if (word === "class") return "expected an indented block after class definition";
  // A colon at the end of any other line is a mistake of its own.
  return headerWords.has(word) || word === "match" || word === "case"
    ? `expected an indented block after '${word}' statement`
    : "invalid syntax";
}
