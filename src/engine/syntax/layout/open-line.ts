/** What a scan of one logical line holds: how far it is, which brackets are open, which signs it met. */
import type { Span } from "../../text/span.js";
import type { SyntaxProblem } from "../program.js";

export interface Scanned {
  /** After the last sign of code. */
  readonly end: number;
  /** Where the next physical line starts. */
  readonly next: number;
  readonly equals: readonly number[];
  readonly colons: readonly number[];
  readonly semicolons: readonly number[];
  /** Line ends inside, with the comments before them. */
  readonly blanks: readonly Span[];
  readonly problem: SyntaxProblem | null;
  /** The search for a closing bracket went far and was in vain. */
  readonly exhausted: boolean;
}

/** An open bracket, or the braces, the format or the text of an f-string. */
export interface Frame {
  readonly kind: "(" | "[" | "{" | "replacement" | "format" | "fstring";
  readonly at: number;
  /** Closing quotes of the f-string. */
  readonly quote: string;
}

/** A place at which an unclosed line can be given up. */
interface Cut {
  readonly end: number;
  readonly next: number;
  readonly problem: SyntaxProblem;
}

/** Most lines have none of these signs. */
const NONE: readonly number[] = [];
const DEEPEST = 200;
/** Units read in vain that are no matter. */
const FAR = 100;

export class OpenLine {
  readonly frames: Frame[] = [];
  private equals: number[] | null = null;
  private colons: number[] | null = null;
  private semicolons: number[] | null = null;
  private blanks: Span[] | null = null;
  problem: SyntaxProblem | null = null;
  cut: Cut | null = null;
  /** The next sign to read. */
  at: number;
  /** After the last sign of code. */
  end: number;

  constructor(
    readonly text: string,
    start: number,
    private readonly indent: number,
  ) {
    this.at = start;
    this.end = start;
  }

  get top(): Frame | undefined {
    return this.frames[this.frames.length - 1];
  }

  /** Outside of brackets only. */
  note(sign: "equals" | "colons" | "semicolons", at: number): void {
    this[sign] = added(this[sign], at);
  }

  blank(start: number, end: number): void {
    this.blanks = added(this.blanks, { start, end });
  }

  /** `next`: where the next physical line starts. */
  finished(next: number): Scanned {
    return {
      end: this.end,
      next,
      equals: this.equals ?? NONE,
      colons: this.colons ?? NONE,
      semicolons: this.semicolons ?? NONE,
      blanks: this.blanks ?? [],
      problem: this.problem,
      exhausted: false,
    };
  }

  givenUp(cut: Cut): Scanned {
    // A problem after the cut belongs to other lines.
    if (this.problem && this.problem.span.start >= cut.end) this.problem = null;
    this.problem ??= cut.problem;
    // What comes after will be scanned again; the signs of a line that is broken are of no use.
    const blanks = this.blanks?.filter(({ end }) => end < cut.next) ?? [];
    const signs = { equals: NONE, colons: NONE, semicolons: NONE };
    return {
      end: cut.end,
      next: cut.next,
      ...signs,
      blanks,
      problem: this.problem,
      exhausted: this.at > cut.next + FAR,
    };
  }

  /** The first problem is the one that is told. */
  fail(at: number, length: number, message: string): void {
    this.problem ??= { span: { start: at, end: at + length }, message };
  }

  failUnclosed(): void {
    if (this.top) this.problem ??= this.unclosed();
  }

  /** The innermost bracket, or the f-string in whose braces the scan is. */
  private unclosed(): SyntaxProblem {
    const open =
      this.frames.findLast(({ kind }) => kind !== "replacement" && kind !== "format") ?? this.frames[0];
    const span = { start: open.at, end: open.at + 1 };
    return {
      span,
      message: open.kind === "fstring" ? "f-string: expecting '}'" : `'${open.kind}' was never closed`,
    };
  }

  /** At a line end that ends no statement. A line after it that is not deeper looks like a new one. */
  lineEndInside(): void {
    this.blank(this.at, this.at + 1);
    this.at++;
    if (this.cut) return;
    let at = this.at;
    let column = 0;
    for (; this.text[at] === " " || this.text[at] === "\t"; at++)
      column = this.text[at] === "\t" ? (column | 7) + 1 : column + 1;
    const first = this.text[at];
    if (first === undefined || "\r\n#)]}".includes(first) || column > this.indent) return;
    this.cut = { end: this.end, next: this.at, problem: this.unclosed() };
  }

  open(kind: Frame["kind"], at: number, quote = ""): void {
    if (this.frames.length >= DEEPEST) this.fail(at, 1, "too many nested parentheses");
    this.frames.push({ kind, at, quote });
  }
}

function added<T>(list: T[] | null, item: T): T[] {
  if (!list) return [item];
  list.push(item);
  return list;
}
