/** Backslashes in string literals. https://docs.python.org/3/reference/lexical_analysis.html#escape-sequences */
import type { Span } from "../../text/span.js";
import { unreadable } from "./context.js";

const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const ESCAPE = /\\(N\{[^{}]*\}|[0-7]{1,3}|x[\da-fA-F]{0,2}|u[\da-fA-F]{0,4}|U[\da-fA-F]{0,8}|[\s\S])/g;
const DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** One that Python does not know stays as it is written. `content`: the place, for what cannot be read. */
export function decode(text: string, isBytes: boolean, content: Span): string {
  return text.replace(ESCAPE, (whole, code: string) => {
    if (Object.hasOwn(SIMPLE, code)) return SIMPLE[code];
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & (isBytes ? 0xff : 0x1ff));
    const letter = code[0];
    const known = letter === "x" || (!isBytes && (letter === "u" || letter === "U"));
    if (known) return character(code, isBytes, content);
    // Their names are a table of a megabyte.
    if (letter === "N" && !isBytes)
      throw unreadable(
        content,
        code.length > 1
          ? `characters by name are not supported: ${whole}`
          : "(unicode error) 'unicodeescape' codec can't decode bytes: malformed \\N character escape",
      );
    return whole;
  });
}

function character(code: string, isBytes: boolean, content: Span): string {
  const digits = code.slice(1);
  const wanted = DIGITS[code[0]];
  if (digits.length < wanted) {
    const form = code[0] + "X".repeat(wanted);
    throw unreadable(
      content,
      isBytes
        ? "(value error) invalid \\x escape"
        : `(unicode error) 'unicodeescape' codec can't decode bytes: truncated \\${form} escape`,
    );
  }
  const point = Number.parseInt(digits, 16);
  if (point > 0x10ffff)
    throw unreadable(
      content,
      "(unicode error) 'unicodeescape' codec can't decode bytes: illegal Unicode character",
    );
  return String.fromCodePoint(point);
}
