/** String literals of a line being scanned. In an f-string the text, its replacement fields and their formats take turns. */
import type { Frame, OpenLine } from "./open-line.js";

/** `line.at` is at the quote. */
export function string(line: OpenLine, prefix: string, start: number): void {
  const { text, at } = line;
  const quote = text.startsWith(text[at].repeat(3), at) ? text[at].repeat(3) : text[at];
  line.at = at + quote.length;
  if (prefix.includes("f")) {
    line.open("fstring", start, quote);
    return;
  }
  for (;;) {
    const char = text[line.at];
    if (char === undefined || (char === "\n" && quote.length === 1)) {
      unterminated(line, start, quote);
      return;
    }
    if (text.startsWith(quote, line.at)) break;
    line.at += char !== "\\" ? 1 : text.startsWith("\r\n", line.at + 1) ? 3 : 2;
  }
  line.at += quote.length;
  line.end = line.at;
}

function unterminated(line: OpenLine, start: number, quote: string): void {
  const newline = line.text.indexOf("\n", start);
  const lineEnd = newline < 0 ? line.text.length : newline;
  const field = line.top;
  // The closing quotes of an f-string whose braces are open.
  if (field?.kind === "replacement" && field.quote === quote)
    line.fail(field.at, 1, "f-string: expecting '}'");
  line.fail(
    start,
    lineEnd - start,
    quote.length === 1 ? "unterminated string literal" : "unterminated triple-quoted string literal",
  );
  // The lines after are read as code: more likely than a string to the end of the text.
  line.at = quote.length === 1 ? Math.min(line.at, line.text.length) : lineEnd;
  line.end = line.at;
}

/** One sign of an f-string's text or of a format in it. */
export function formatText(line: OpenLine, frame: Frame): void {
  const { text, at } = line;
  const char = text[at];
  if (text.startsWith(frame.quote, at)) {
    closeFormat(line, frame);
    return;
  }
  if (char === "\n" && frame.quote.length === 1) {
    const opening = line.frames.findLast(({ kind }) => kind === "fstring") ?? frame;
    line.frames.length = line.frames.lastIndexOf(opening);
    line.fail(opening.at, at - opening.at, "unterminated f-string literal");
    line.end = at;
    return;
  }
  line.at++;
  if (char === "\\" && text[line.at] !== "{" && text[line.at] !== "}")
    line.at += text.startsWith("\r\n", line.at) ? 2 : 1;
  else if (char === "{" && frame.kind === "fstring" && text[line.at] === "{") line.at++;
  else if (char === "{") line.open("replacement", at, frame.quote);
  else if (char === "}") closingBrace(line, frame, at);
  if (line.at >= text.length) openAtEnd(line, frame);
}

function closingBrace(line: OpenLine, frame: Frame, at: number): void {
  if (frame.kind === "format") line.frames.length -= 2;
  else if (line.text[line.at] === "}") line.at++;
  else line.fail(at, 1, "f-string: single '}' is not allowed");
}

function closeFormat(line: OpenLine, frame: Frame): void {
  const opening = line.frames.findLastIndex(({ kind }) => kind === "fstring");
  if (frame.kind === "format")
    line.fail(line.frames[opening].at, line.at - line.frames[opening].at, "f-string: expecting '}'");
  line.frames.length = opening;
  line.at += frame.quote.length;
  line.end = line.at;
}

function openAtEnd(line: OpenLine, frame: Frame): void {
  const opening = line.frames.findLastIndex(({ kind }) => kind === "fstring");
  const { at } = line.frames[opening];
  line.frames.length = opening;
  line.fail(at, Math.min(line.text.length, at + 3) - at, "unterminated f-string literal");
  const newline = frame.quote.length === 3 ? line.text.indexOf("\n", at) : -1;
  line.at = newline < 0 ? line.text.length : newline;
  line.end = line.at;
}
