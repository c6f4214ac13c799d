/** Numbers. */
import type { ConstantValue, Expression } from "../program.js";
import type { SyntaxNode } from "../tree.js";
import { type Context, spanOf, unreadable } from "./context.js";

const INTEGER = /^(?:0(?:_?0)*|[1-9](?:_?\d)*|0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)$/;
const FLOAT = /^(?:\d(?:_?\d)*)?\.?(?:\d(?:_?\d)*)?(?:[eE][+-]?\d(?:_?\d)*)?$/;
/** Digits and letters that begin with a digit: a number, or its part before a point or a sign, or one with a key word after it. */
const RUN =
  /^(?:0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|\d(?:_?\d)*(?:[eE](?:\d(?:_?\d)*)?)?[jJ]?)(?:and|else|for|if|in|is|not|or)?$/;
/** CPython converts no more decimal digits than this. */
const MOST_DIGITS = 4300;

/** The grammar is wider than Python: `1__0`, `007` and `1L` come here too. */
export function number(context: Context, node: SyntaxNode): Expression {
  const text = context.textOf(node);
  const value = INTEGER.test(text) ? integer(text.replaceAll("_", "")) : imaginaryOrFloat(text);
  if (!value) throw unreadable(node, reason(text));
  return { kind: "Constant", id: context.nextId(), span: spanOf(node), value };
}

function integer(digits: string): ConstantValue | null {
  if (digits.length > MOST_DIGITS && !/^0[xob]/i.test(digits)) return null;
  const small = Number(digits);
  return { type: "int", value: Number.isSafeInteger(small) ? small : BigInt(digits.toLowerCase()) };
}

function imaginaryOrFloat(text: string): ConstantValue | null {
  const imaginary = /[jJ]$/.test(text);
  const digits = imaginary ? text.slice(0, -1) : text;
  if (!FLOAT.test(digits) || !/\d/.test(digits) || (!imaginary && !/[.eE]/.test(digits))) return null;
  const value = Number(digits.replaceAll("_", ""));
  return imaginary ? { type: "complex", imaginary: value } : { type: "float", value };
}

/** Why such a run is no number; null: it may be one. */
export const faultOfNumber = (run: string): string | null => (RUN.test(run) ? null : reason(run));

function reason(text: string): string {
  if (text.length > MOST_DIGITS)
    return `Exceeds the limit (${MOST_DIGITS} digits) for integer string conversion: value has ${text.length} digits`;
  if (/^0[\d_]*$/.test(text))
    return "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
  const base = /^0x/i.test(text)
    ? "hexadecimal"
    : /^0o/i.test(text)
      ? "octal"
      : /^0b/i.test(text)
        ? "binary"
        : "decimal";
  const digit = base === "octal" ? /[89]/.exec(text) : base === "binary" ? /[2-9]/.exec(text) : null;
  return digit ? `invalid digit '${digit[0]}' in ${base} literal` : `invalid ${base} literal`;
}
