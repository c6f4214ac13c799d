/**
 * Notebook commands (https://ipython.readthedocs.io/en/stable/interactive/reference.html): `%magic`, `!shell`, `name?`,
 * and the `%%magic` that makes a whole cell something else. They become comments of the same length, inside a block
 * `pass`, so that every other offset stays what it is.
 */
import type { Span } from "../../text/span.js";
import { scanLine } from "./line-scanner.js";

export interface Commands {
  /** The text without commands. */
  readonly text: string;
  readonly commands: readonly Span[];
}

/** A text without any of these has no commands. */
const SUSPECT = /^[ \t]*(?:[%!?]|[^\n#'"]*\?[ \t]*\r?$)/m;
const COMMAND = /[%!?][^\n]*|[\w.*]+\?{1,2}[ \t]*\r?(?=\n|$)/y;
/** Runs the statement behind it and tells the time it took. */
const TIMED = /%(?:time|timeit|prun|memit)[ \t]+(?=[^\s-])/y;
/** The cell is not Python. */
const FOREIGN_CELL = /%%(?:bash|sh|script|html|HTML|javascript|js|latex|markdown|svg|writefile|file|cython|perl|ruby|cmd|sql|R)\b/y;
/** The comment that begins a cell of a notebook. */
export const CELL = /^#[ \t]*(?:%%|In ?\[|<codecell>)/m;
const INDENT = /[ \t\f]*/y;

export function withoutCommands(source: string): Commands {
  if (!SUSPECT.test(source)) return { text: source, commands: [] };
  const commands: Span[] = [];
  let text = "";
  let copied = 0;
  const replace = (start: number, end: number, by: string): void => {
    text += source.slice(copied, start) + by;
    copied = end;
  };
  for (let at = 0; at < source.length; ) {
    const start = at + matched(INDENT, source, at).length;
    const char = source[start];
    if (char === "\n" || char === "\r" || char === "#" || char === undefined) {
      at = afterLine(source, start);
      continue;
    }
    const timed = matched(TIMED, source, start);
    if (timed) {
      commands.push({ start, end: start + timed.length - 1 });
      replace(start, start + timed.length, "pass;".padEnd(timed.length));
      at = start + timed.length;
      continue;
    }
    if (!matched(COMMAND, source, start)) {
      at = Math.max(scanLine(source, start, start - at, false).next, start + 1);
      continue;
    }
    const end = matched(FOREIGN_CELL, source, start) ? nextCell(source, start) : endOfCommand(source, start);
    commands.push({ start, end });
    replace(start, end, start === at ? commented(source.slice(start, end)) : passing(source.slice(start, end)));
    at = afterLine(source, end);
  }
  return commands.length ? { text: text + source.slice(copied), commands } : { text: source, commands };
}

function matched(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

function afterLine(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline + 1;
}

/** A backslash at a line's end goes on with the next. */
function endOfCommand(text: string, start: number): number {
  for (let at = start; ; ) {
    const newline = text.indexOf("\n", at);
    if (newline < 0) return text.length;
    const end = text[newline - 1] === "\r" ? newline - 1 : newline;
    if (text[end - 1] !== "\\") return end;
    at = newline + 1;
  }
}

function nextCell(text: string, start: number): number {
  const next = text.slice(start).search(CELL);
  return next < 0 ? text.length : start + next - 1;
}

const commented = (command: string): string => command.replace(/^.?/gm, (first) => (first === "" || first === "\r" ? first : "#"));

function passing(command: string): string {
  const first = command.search(/\r?\n/) < 0 ? command.length : command.search(/\r?\n/);
  const statement = first < 4 ? "0".padEnd(first) : first === 4 ? "pass" : `pass#${command.slice(5, first)}`;
  return statement + commented(command.slice(first));
}
