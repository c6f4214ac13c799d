/**
 * Finds where a logical line ends: brackets and strings are followed, as CPython's tokenizer does, f-strings of
 * Python 3.12 included. tree-sitter looks for sense across lines; this does not, so an open bracket costs a line, not a file.
 */
import { faultOfNumber } from "../convert/numbers.js";
import { unlikelyCharacter } from "./characters.js";
import { formatText, string } from "./line-strings.js";
import { type Frame, OpenLine, type Scanned } from "./open-line.js";

const CLOSERS: Readonly<Record<string, string>> = { ")": "(", "]": "[", "}": "{" };
const PREFIX = /^(?:[rub]|f|br|rb|fr|rf)$/i;
const WORD = /[A-Za-z0-9_\u0080-\uffff]+/y;

/** `eager`: gives an unclosed line up at the first line that looks like a new one. */
export function scanLine(text: string, start: number, indent: number, eager: boolean): Scanned {
  const line = new OpenLine(text, start, indent);
  while (line.at < text.length) {
    const { top } = line;
    if (top?.kind === "fstring" || top?.kind === "format") formatText(line, top);
    else if (text[line.at] !== "\n") code(line, top);
    else if (!top) return line.finished(line.at + 1);
    else {
      line.lineEndInside();
      if (line.cut && (eager || line.problem)) return line.givenUp(line.cut);
    }
  }
  if (line.cut && line.top) return line.givenUp(line.cut);
  line.failUnclosed();
  return line.finished(text.length);
}

/** One sign, word, number or string. */
function code(line: OpenLine, top: Frame | undefined): void {
  const { text, at } = line;
  const char = text[at];
  switch (char) {
    case " ":
    case "\t":
    case "\r":
    case "\f":
      line.at++;
      return;
    case "#":
      comment(line, top);
      return;
    case "\\":
      backslash(line);
      return;
    case "'":
    case '"':
      string(line, "", at);
      return;
    case "(":
    case "[":
    case "{":
      line.open(char, at);
      break;
    case ")":
    case "]":
    case "}":
      close(line, char, top);
      break;
    case ":":
      if (top?.kind === "replacement") line.open("format", at, top.quote);
      else if (text[at + 1] === "=") line.at++;
      else if (!top) line.note("colons", at);
      break;
    case ";":
      if (!top) line.note("semicolons", at);
      break;
    case "=":
      if (text[at + 1] === "=") line.at++;
      else if (!top && assigns(text, at)) line.note("equals", at);
      break;
    case "`":
      line.fail(at, 1, "invalid syntax");
      break;
    default:
      wordOrSign(line);
      return;
  }
  line.at++;
  line.end = line.at;
}

function comment(line: OpenLine, top: Frame | undefined): void {
  const { text, at } = line;
  const newline = text.indexOf("\n", at);
  line.at = newline < 0 ? text.length : newline;
  if (top) line.blank(at, line.at);
}

function wordOrSign(line: OpenLine): void {
  const { text, at } = line;
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0] ?? "";
  const wrong = unlikelyCharacter(word || text[at]);
  if (wrong) line.fail(at + wrong.offset, wrong.length, wrong.message);
  const number = word >= "0" && word < ":" ? faultOfNumber(word) : null;
  if (number) line.fail(at, word.length, number);
  line.at = at + (word.length || 1);
  line.end = line.at;
  const next = text[line.at];
  if ((next === "'" || next === '"') && PREFIX.test(word)) string(line, word.toLowerCase(), at);
}

/** Joins two lines. */
function backslash(line: OpenLine): void {
  const { text, at } = line;
  const next = at + (text.startsWith("\r\n", at + 1) ? 3 : 2);
  line.end = at + 1;
  const joins = text[next - 1] === "\n";
  if (next >= text.length) line.fail(at, 1, "unexpected EOF while parsing");
  else if (!joins) line.fail(at, 1, "unexpected character after line continuation character");
  line.at = joins ? next : at + 1;
  if (joins) line.blank(at, next);
}

function close(line: OpenLine, char: string, top: Frame | undefined): void {
  const wanted = CLOSERS[char];
  if (char === "}" && top?.kind === "replacement") {
    const empty = !line.text.slice(top.at + 1, line.at).trim();
    if (empty) line.fail(line.at, 1, "f-string: valid expression required before '}'");
    line.frames.pop();
    return;
  }
  if (top?.kind === wanted) {
    line.frames.pop();
    return;
  }
  const inBrackets = top && top.kind !== "replacement";
  const mismatch = `closing parenthesis '${char}' does not match opening parenthesis '${top?.kind}'`;
  line.fail(line.at, 1, inBrackets ? mismatch : `unmatched '${char}'`);
  // Inside the braces of an f-string the f-string stays open.
  const match = line.frames.findLastIndex(({ kind }) => kind === wanted);
  if (match > line.frames.findLastIndex(({ kind }) => kind === "fstring")) line.frames.length = match;
}

/** An `=` that is no part of a comparison or of `:=`; that of `+=` is one. */
function assigns(text: string, at: number): boolean {
  const before = text[at - 1] ?? "";
  return before === "<" || before === ">" ? text[at - 2] === before : !"=!:".includes(before);
}
