/** Whether a line can be read on its own, with as much around it as its first word asks for. */
import type { Span } from "../../text/span.js";
import type { Grammar } from "../grammar.js";
import { headerWords, type LogicalLine } from "./line.js";

const BEFORE: Readonly<Record<string, string>> = {
  elif: "if 0: 0\n",
  else: "if 0: 0\n",
  except: "try: 0\n",
  finally: "try: 0\n",
  case: "match 0:\n ",
};

/** Where the fault is; null: none. `part`: the line or one of its statements. */
export function isolated(grammar: Grammar, text: string, line: LogicalLine, part: Span): Span | null {
  const prefix = before(line);
  const fault = grammar.faultIn(`${prefix}${text.slice(part.start, part.end)}${after(line)}\n`);
  if (!fault) return null;
  const inside = (offset: number): number =>
    Math.max(part.start, Math.min(part.end, offset - prefix.length + part.start));
  const start = Math.min(inside(fault.start), part.end - 1);
  return { start, end: Math.max(start + 1, inside(fault.end)) };
}

/** What must stand before a line that is a statement's later part. `case` is a name where it opens no block. */
export function before(line: LogicalLine): string {
  return (headerWords.has(line.word) || line.opens) && Object.hasOwn(BEFORE, line.word)
    ? BEFORE[line.word]
    : "";
}

function after(line: LogicalLine): string {
  if (line.word === "@") return "\ndef f(): 0";
  if (line.opens) return line.word === "match" ? "\n case _: 0" : " 0";
  return "";
}
