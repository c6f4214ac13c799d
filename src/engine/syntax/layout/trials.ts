/** Finds the lines that cannot be read by reading them one by one. */
import type { Span } from "../../text/span.js";
import type { Grammar } from "../grammar.js";
import type { SyntaxProblem } from "../program.js";
import type { Unit } from "./blocks.js";
import { diagnose } from "./diagnosis.js";
import { isolated } from "./isolation.js";
import type { LogicalLine } from "./line.js";

/** A text, as it is and as tree-sitter sees it, and what it is made of. */
export interface Source {
  readonly text: string;
  readonly seen: string;
  readonly lines: readonly LogicalLine[];
  readonly units: readonly Unit[];
}

/** Lines read on their own in one text; more than these are given up unread. */
const MOST_TRIALS = 4000;

export class Trials {
  private left = MOST_TRIALS;
  private readonly sound = new Set<LogicalLine>();

  constructor(
    private readonly grammar: Grammar,
    private readonly source: Source,
  ) {}

  /** Reads the lines of these ranges that were not read before. Whether a broken one was found. */
  tryLines(units: readonly Unit[], ranges: readonly Span[]): boolean {
    let found = false;
    for (const unit of units) {
      if (unit.problem || unit.pieces.length > 0 || !overlaps(unit, ranges)) continue;
      for (const line of unit.headers) {
        if (!this.sound.has(line) && overlaps(line.span, ranges) && this.tryLine(line, unit)) found = true;
      }
      if (!unit.problem && this.tryLines(unit.inner, ranges)) found = true;
    }
    return found;
  }

  private tryLine(line: LogicalLine, unit: Unit): boolean {
    const { grammar, source } = this;
    const fault = this.left-- > 0 ? isolated(grammar, source.seen, line, line.span) : line.span;
    if (!fault) {
      this.sound.add(line);
      return false;
    }
    if (unit.headers.length === 1 && !line.opens && line.colons.length === 0) this.tryPieces(line, unit);
    if (unit.pieces.length === 0) unit.problem ??= this.problem(line, line.span, fault);
    return true;
  }

  /** Statements with semicolons between them are broken one by one. */
  private tryPieces(line: LogicalLine, unit: Unit): void {
    if (line.semicolons.length === 0) return;
    let { start } = line.span;
    for (const end of [...line.semicolons, line.span.end]) {
      const piece = trimmed(this.source.text, { start, end });
      start = end + 1;
      const fault =
        piece.start < piece.end && this.left-- > 0
          ? isolated(this.grammar, this.source.seen, line, piece)
          : null;
      if (fault) unit.pieces.push({ ...piece, problem: this.problem(line, piece, fault) });
    }
  }

  private problem(line: LogicalLine, part: Span, fault: Span): SyntaxProblem {
    return this.left > 0
      ? diagnose(this.grammar, this.source, line, part, fault)
      : { span: fault, message: "invalid syntax" };
  }
}

/** `ranges`: in order and apart from each other. */
export function overlaps(unit: Span, ranges: readonly Span[]): boolean {
  let [low, high] = [0, ranges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle].end < unit.start) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length && ranges[low].start <= unit.end;
}

/** Sets statements that these ranges touch aside unread: the innermost ones, or the outermost. Whether there were any. */
export function giveUp(units: readonly Unit[], ranges: readonly Span[], inner: boolean): boolean {
  let found = false;
  for (const unit of units) {
    if (unit.problem || !overlaps(unit, ranges)) continue;
    if (inner && giveUp(unit.inner, ranges, inner)) found = true;
    else {
      unit.problem = { span: { start: unit.start, end: unit.end }, message: "invalid syntax" };
      found = true;
    }
  }
  return found;
}

function trimmed(text: string, span: Span): Span {
  const piece = text.slice(span.start, span.end);
  const start = span.start + piece.length - piece.trimStart().length;
  return { start, end: Math.max(start, span.start + piece.trimEnd().length) };
}
