/**
 * Which part of a document is read as a formula: every region of a text that is not Python, and in Python a region
 * that lies in a comment or a string. Comment marks count as blanks.
 */
import type { Span } from "../text/span.js";
import type { Subject } from "../worker/protocol.js";

/** null: the region is Python code. */
export function formulaRegion(subject: Pick<Subject, "language" | "region" | "text">): Span | null {
  const whole = { start: 0, end: subject.text.length };
  if (subject.language === "text") return subject.region ?? whole;
  const { region, text } = subject;
  if (!region || region.end <= region.start) return null;
  return isComment(text, region) ? region : null;
}

/** Whether every line of the region that is not blank is, from its first character in the region on, behind a `#`. */
function isComment(text: string, region: Span): boolean {
  let at = region.start;
  let lines = 0;
  while (at < region.end) {
    const newline = text.indexOf("\n", at);
    const end = newline < 0 ? region.end : Math.min(newline, region.end);
    if (text.slice(at, end).trim()) {
      const lineStart = text.lastIndexOf("\n", at - 1) + 1;
      const before = text.slice(lineStart, at);
      const here = text.slice(at, end).trimStart();
      if (!here.startsWith("#") && !hasComment(before)) return false;
      lines++;
    }
    at = end + 1;
  }
  return lines > 0;
}

/** A `#` outside quotes. */
function hasComment(line: string): boolean {
  return /^(?:[^'"#]|'[^']*'|"[^"]*")*#/.test(line);
}
