/** The letters of plain formulas: numbers, names, signs. Blanks separate; every token has its span. */
import type { Span } from "../text/span.js";

export type Token =
  | { readonly kind: "number"; readonly value: number; readonly span: Span }
  | { readonly kind: "name"; readonly name: string; readonly span: Span }
  /** A raised exponent: ², ³, ⁻¹, ¹⁰. */
  | { readonly kind: "superscript"; readonly value: number; readonly span: Span }
  | { readonly kind: "sign"; readonly sign: string; readonly span: Span }
  | { readonly kind: "newline"; readonly span: Span }
  | { readonly kind: "unknown"; readonly text: string; readonly span: Span };

const NUMBER = /(?:\d+(?:_\d+)*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
// A letter, then letters, digits, subscripts, primes and combining accents; `_` joins: y_true, y_{true}, x₁, ŷ, θ'.
const NAME = /[\p{L}](?:[\p{L}\p{M}\d₀-₉ₐ-ₜ′']|_(?=[\p{L}\d]))*(?:_\{[^{}\n]*\})?/uy;
const SUPERSCRIPT = /[⁺⁻]?[⁰¹²³⁴-⁹]+/y;
const SIGN = /:=|\*\*|[-+−–·⋅∙×⊙*/÷^=()[\]{},;_|√∑Σ∂ᵀ@]/y;
// Backticks and dollar signs frame formulas in Markdown, # a comment in code.
const BLANK = /[^\S\n]+|[`$#]+/y;

const DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

export function tokenize(text: string, start = 0, end = text.length): Token[] {
  const tokens: Token[] = [];
  let at = start;
  const match = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    return found && at + found[0].length <= end ? found[0] : null;
  };
  while (at < end) {
    const span = (length: number): Span => ({ start: at, end: at + length });
    if (text[at] === "\n") {
      tokens.push({ kind: "newline", span: span(1) });
      at += 1;
      continue;
    }
    const blank = match(BLANK);
    if (blank) { at += blank.length; continue; }
    const sign = match(SIGN);
    if (sign) {
      tokens.push({ kind: "sign", sign: canonical(sign), span: span(sign.length) });
      at += sign.length;
      continue;
    }
    const number = match(NUMBER);
    if (number) {
      tokens.push({ kind: "number", value: Number(number.replaceAll("_", "")), span: span(number.length) });
      at += number.length;
      continue;
    }
    const raised = match(SUPERSCRIPT);
    if (raised) {
      tokens.push({ kind: "superscript", value: superscriptValue(raised), span: span(raised.length) });
      at += raised.length;
      continue;
    }
    const name = match(NAME);
    if (name) {
      tokens.push({ kind: "name", name: plainName(name), span: span(name.length) });
      at += name.length;
      continue;
    }
    const length = text.codePointAt(at)! > 0xffff ? 2 : 1;
    tokens.push({ kind: "unknown", text: text.slice(at, at + length), span: span(length) });
    at += length;
  }
  return tokens;
}

/** One spelling for each sign. Σ with nothing to say it is a sum is the name of a matrix; here it is the sum. */
function canonical(sign: string): string {
  switch (sign) {
    case "−":
    case "–":
      return "-";
    case "⋅":
    case "∙":
      return "·";
    case "÷":
      return "/";
    case "**":
      return "^";
    case "Σ":
      return "∑";
    case ":=":
      return "=";
    default:
      return sign;
  }
}

function superscriptValue(text: string): number {
  const digits = [...text].map((letter) => DIGITS.indexOf(letter)).filter((digit) => digit >= 0);
  return Number(digits.join("")) * (text.startsWith("⁻") ? -1 : 1);
}

/** `y_{true}` and `y_true` are the same name, as are x₁ and x_1, ŷ in one or two code points. */
function plainName(text: string): string {
  return text
    .normalize("NFC")
    .replace(/_\{([^{}]*)\}/, "_$1")
    .replace(/[₀-₉]+/g, (digits) => `_${[...digits].map((digit) => "₀₁₂₃₄₅₆₇₈₉".indexOf(digit)).join("")}`)
    .replaceAll("__", "_");
}
