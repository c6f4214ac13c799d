/**
 * Finds where a logical line ends: brackets and strings are followed, as CPython's tokenizer does, f-strings of
 * Python 3.12 included. tree-sitter looks for sense across lines; this does not, so an open bracket costs a line, not a file.
 */
import type { Span } from "../../text/span.js";
import { faultOfNumber } from "../convert/numbers.js";
import type { SyntaxProblem } from "../program.js";
import { unlikelyCharacter } from "./characters.js";

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
interface Frame {
  readonly kind: "(" | "[" | "{" | "replacement" | "format" | "fstring";
  readonly at: number;
  /** Closing quotes of the f-string. */
  readonly quote: string;
  readonly raw: boolean;
}

/** A place at which an unclosed line can be given up. */
interface Cut { readonly end: number; readonly next: number; readonly open: Frame }

const CLOSERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const PREFIX = /^(?:[rub]|f|br|rb|fr|rf)$/i;
const WORD = /[A-Za-z0-9_\u0080-\uffff]+/y;
/** Most lines have none of these signs. */
const NONE: readonly number[] = [];
const DEEPEST = 200;
/** Units read in vain that are no matter. */
const FAR = 100;

export class LineScanner {
  private readonly frames: Frame[] = [];
  private equals: number[] | null = null;
  private colons: number[] | null = null;
  private semicolons: number[] | null = null;
  private blanks: Span[] | null = null;
  private problem: SyntaxProblem | null = null;
  private cut: Cut | null = null;
  private at: number;
  private end: number;

  /** `eager`: gives an unclosed line up at the first line that looks like a new one. */
  constructor(private readonly text: string, start: number, private readonly indent: number, private readonly eager: boolean) {
    this.at = start;
    this.end = start;
  }

  scan(): Scanned {
    while (this.at < this.text.length) {
      const top = this.frames[this.frames.length - 1];
      if (top && (top.kind === "fstring" || top.kind === "format")) this.formatText(top);
      else if (this.text[this.at] === "\n") {
        if (this.frames.length === 0) return this.finish(this.end, this.at + 1);
        this.newlineInside();
        if (this.cut && (this.eager || this.problem)) return this.giveUp(this.cut);
      } else this.code(top);
    }
    const open = this.innermost();
    if (!open) return this.finish(this.end, this.text.length);
    if (this.cut) return this.giveUp(this.cut);
    this.fail(open.at, 1, `'${open.kind}' was never closed`);
    return this.finish(this.end, this.text.length);
  }

  private finish(end: number, next: number): Scanned {
    const { equals, colons, semicolons, blanks, problem } = this;
    return { end, next, equals: equals ?? NONE, colons: colons ?? NONE, semicolons: semicolons ?? NONE, blanks: blanks ?? [], problem, exhausted: false };
  }

  private giveUp(cut: Cut): Scanned {
    // A problem after the cut belongs to other lines.
    if (this.problem && this.problem.span.start >= cut.end) this.problem = null;
    this.fail(cut.open.at, 1, `'${cut.open.kind}' was never closed`);
    // What comes after will be scanned again; the signs of a line that is broken are of no use.
    const blanks = this.blanks?.filter(({ end }) => end < cut.next) ?? [];
    return { end: cut.end, next: cut.next, equals: NONE, colons: NONE, semicolons: NONE, blanks, problem: this.problem, exhausted: this.at > cut.next + FAR };
  }

  /** The first problem is the one that is told. */
  private fail(at: number, length: number, message: string): void {
    this.problem ??= { span: { start: at, end: at + length }, message };
  }

  private innermost(): Frame | null {
    return this.frames.findLast(({ kind }) => kind === "(" || kind === "[" || kind === "{") ?? null;
  }

  private newlineInside(): void {
    const lineEnd = this.end;
    this.blanks = added(this.blanks, { start: this.at, end: this.at + 1 });
    this.at++;
    if (this.cut) return;
    let at = this.at;
    let column = 0;
    for (; this.text[at] === " " || this.text[at] === "\t"; at++) column = this.text[at] === "\t" ? (column | 7) + 1 : column + 1;
    const first = this.text[at];
    if (first === undefined || "\r\n#)]}".includes(first) || column > this.indent) return;
    const open = this.innermost();
    if (open) this.cut = { end: lineEnd, next: this.at, open };
  }

  private code(top: Frame | undefined): void {
    const { text, at } = this;
    const char = text[at];
    switch (char) {
      case " ": case "\t": case "\r": case "\f":
        this.at++;
        return;
      case "#": {
        const newline = text.indexOf("\n", at);
        this.at = newline < 0 ? text.length : newline;
        if (top) this.blanks = added(this.blanks, { start: at, end: this.at });
        return;
      }
      case "\\":
        return this.backslash();
      case "'": case '"':
        return this.string("", at);
      case "(": case "[": case "{":
        this.open(char, at, "", false);
        break;
      case ")": case "]": case "}":
        this.close(char, top);
        break;
      case ":":
        if (top?.kind === "replacement") {
          this.open("format", at, top.quote, top.raw);
          break;
        }
        if (text[at + 1] === "=") this.at++;
        else if (!top) this.colons = added(this.colons, at);
        break;
      case ";":
        if (!top) this.semicolons = added(this.semicolons, at);
        break;
      case "=":
        if (text[at + 1] === "=") this.at++;
        else if (!top && assigns(text, at)) this.equals = added(this.equals, at);
        break;
      case "`":
        this.fail(at, 1, "invalid syntax");
        break;
      default:
        return this.wordOrSign(at);
    }
    this.at++;
    this.end = this.at;
  }

  private wordOrSign(at: number): void {
    WORD.lastIndex = at;
    const word = WORD.exec(this.text)?.[0] ?? "";
    const wrong = unlikelyCharacter(word || this.text[at]);
    if (wrong) this.fail(at + wrong.offset, wrong.length, wrong.message);
    const number = word >= "0" && word < ":" ? faultOfNumber(word) : null;
    if (number) this.fail(at, word.length, number);
    this.at = at + (word.length || 1);
    this.end = this.at;
    const next = this.text[this.at];
    if ((next === "'" || next === '"') && PREFIX.test(word)) this.string(word.toLowerCase(), at);
  }

  private backslash(): void {
    const { text, at } = this;
    const length = text.startsWith("\r\n", at + 1) ? 3 : 2;
    this.end = at + 1;
    if (text[at + length - 1] !== "\n") this.fail(at, 1, at + 1 < text.length ? "unexpected character after line continuation character" : "unexpected EOF while parsing");
    else if (at + length >= text.length) this.fail(at, 1, "unexpected EOF while parsing");
    this.at = text[at + length - 1] === "\n" ? at + length : at + 1;
    if (this.at > at + 1) this.blanks = added(this.blanks, { start: at, end: this.at });
  }

  private open(kind: Frame["kind"], at: number, quote: string, raw: boolean): void {
    // Deeper ones are not followed: their closing brackets end the line's sense, not the line.
    if (this.frames.length >= DEEPEST) this.fail(at, 1, "too many nested parentheses");
    this.frames.push({ kind, at, quote, raw });
  }

  private close(char: string, top: Frame | undefined): void {
    const wanted = CLOSERS[char];
    if (char === "}" && top?.kind === "replacement") {
      if (!this.text.slice(top.at + 1, this.at).trim()) this.fail(this.at, 1, "f-string: valid expression required before '}'");
      this.frames.pop();
    } else if (top?.kind === wanted) this.frames.pop();
    else {
      this.fail(this.at, 1, top && top.kind !== "replacement" ? `closing parenthesis '${char}' does not match opening parenthesis '${top.kind}'` : `unmatched '${char}'`);
      // Inside the braces of an f-string the f-string stays open.
      const match = this.frames.findLastIndex(({ kind }) => kind === wanted);
      if (match > this.frames.findLastIndex(({ kind }) => kind === "fstring")) this.frames.length = match;
    }
  }

  /** `this.at` is at the quote. */
  private string(prefix: string, start: number): void {
    const { text, at } = this;
    const quote = text.startsWith(text[at].repeat(3), at) ? text[at].repeat(3) : text[at];
    this.at = at + quote.length;
    if (prefix.includes("f")) return this.open("fstring", start, quote, prefix.includes("r"));
    for (;;) {
      const char = text[this.at];
      if (char === undefined || (char === "\n" && quote.length === 1)) return this.unterminated(start, quote);
      if (text.startsWith(quote, this.at)) break;
      this.at += char !== "\\" ? 1 : text.startsWith("\r\n", this.at + 1) ? 3 : 2;
    }
    this.at += quote.length;
    this.end = this.at;
  }

  private unterminated(start: number, quote: string): void {
    const newline = this.text.indexOf("\n", start);
    const lineEnd = newline < 0 ? this.text.length : newline;
    const field = this.frames[this.frames.length - 1];
    // The closing quotes of an f-string whose braces are open.
    if (field?.kind === "replacement" && field.quote === quote) this.fail(field.at, 1, "f-string: expecting '}'");
    this.fail(start, lineEnd - start, quote.length === 1 ? "unterminated string literal" : "unterminated triple-quoted string literal");
    // The lines after are read as code: more likely than a string to the end of the text.
    this.at = quote.length === 1 ? Math.min(this.at, this.text.length) : lineEnd;
    this.end = this.at;
  }

  /** One sign of an f-string's text or of a format in it. */
  private formatText(frame: Frame): void {
    const { text, at } = this;
    const char = text[at];
    if (text.startsWith(frame.quote, at)) return this.closeFormat(frame);
    if (char === "\n" && frame.quote.length === 1) {
      const opening = this.frames.findLast(({ kind }) => kind === "fstring") ?? frame;
      this.frames.length = this.frames.lastIndexOf(opening);
      this.fail(opening.at, at - opening.at, "unterminated f-string literal");
      this.end = at;
      return;
    }
    this.at++;
    if (char === "\\" && text[this.at] !== "{" && text[this.at] !== "}") this.at += text.startsWith("\r\n", this.at) ? 2 : 1;
    else if (char === "{" && frame.kind === "fstring" && text[this.at] === "{") this.at++;
    else if (char === "{") this.open("replacement", at, frame.quote, frame.raw);
    else if (char === "}") this.closingBrace(frame, at);
    if (this.at >= text.length) this.openAtEnd(frame);
  }

  private closingBrace(frame: Frame, at: number): void {
    if (frame.kind === "format") this.frames.length -= 2;
    else if (this.text[this.at] === "}") this.at++;
    else this.fail(at, 1, "f-string: single '}' is not allowed");
  }

  private closeFormat(frame: Frame): void {
    const opening = this.frames.findLastIndex(({ kind }) => kind === "fstring");
    if (frame.kind === "format") this.fail(this.frames[opening].at, this.at - this.frames[opening].at, "f-string: expecting '}'");
    this.frames.length = opening;
    this.at += frame.quote.length;
    this.end = this.at;
  }

  private openAtEnd(frame: Frame): void {
    const opening = this.frames.findLastIndex(({ kind }) => kind === "fstring");
    const { at } = this.frames[opening];
    this.frames.length = opening;
    this.fail(at, Math.min(this.text.length, at + 3) - at, "unterminated f-string literal");
    const newline = frame.quote.length === 3 ? this.text.indexOf("\n", at) : -1;
    this.at = newline < 0 ? this.text.length : newline;
    this.end = this.at;
  }
}

function added<T>(list: T[] | null, item: T): T[] {
  if (!list) return [item];
  list.push(item);
  return list;
}

/** An `=` that is no part of a comparison or of `:=`; that of `+=` is one. */
function assigns(text: string, at: number): boolean {
  const before = text[at - 1] ?? "";
  return before === "<" || before === ">" ? text[at - 2] === before : !"=!:".includes(before);
}
