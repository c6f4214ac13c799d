/** Expressions in Unicode: `−2 · (a · w + b)²`, with as few parentheses as precedence allows. */
import type { Expression } from "./expression.js";
import { FUNCTIONS } from "./functions.js";

/** Binding strength: sums 1, products 2, signs 3, powers 4, atoms 5. */
const ATOM = 5;

interface Piece {
  readonly text: string;
  readonly strength: number;
}

/** `names` gives what stands for each variable; a name that is itself a sum or product comes in parentheses where needed. */
export function expressionText(expression: Expression, names: Readonly<Record<string, string>>): string {
  return piece(expression, names).text;
}

function piece(e: Expression, names: Readonly<Record<string, string>>): Piece {
  const inner = (child: Expression, least: number): string => {
    const { text, strength } = piece(child, names);
    return strength >= least ? text : `(${text})`;
  };
  switch (e.kind) {
    case "constant":
      return numberPiece(e.value);
    case "variable":
      return namePiece(names[e.name] ?? e.name);
    case "negate":
      return { text: `−${inner(e.operand, 2)}`, strength: 1.5 };
    case "call": {
      const template = FUNCTIONS[e.name].text ?? `${e.name}({x})`;
      return {
        text: template.replace("{x}", piece(e.operand, names).text),
        strength: e.name === "expm1" ? 1 : e.name === "rsqrt" ? 2 : ATOM,
      };
    }
    case "where":
      return {
        text: `${inner(e.then, 2)} if ${piece(e.test, names).text} else ${inner(e.otherwise, 2)}`,
        strength: 0,
      };
    case "binary":
      return binaryPiece(e, inner, names);
  }
}

function binaryPiece(
  e: Extract<Expression, { kind: "binary" }>,
  inner: (child: Expression, least: number) => string,
  names: Readonly<Record<string, string>>,
): Piece {
  switch (e.operator) {
    case "add":
      return { text: `${inner(e.left, 1)} + ${unsigned(inner(e.right, 1.2))}`, strength: 1 };
    case "sub":
      return { text: `${inner(e.left, 1)} − ${unsigned(inner(e.right, 1.6))}`, strength: 1 };
    case "mul":
      return { text: `${inner(e.left, 1.5)} · ${inner(e.right, 2)}`, strength: 2 };
    case "div":
      return { text: `${inner(e.left, 2)} / ${inner(e.right, 3)}`, strength: 2 };
    case "pow":
      return { text: inner(e.left, ATOM) + exponentText(e.right, names), strength: 4 };
    case "rem":
      return { text: `${inner(e.left, 2)} rem ${inner(e.right, 3)}`, strength: 2 };
    case "atan2":
      return { text: `atan2(${inner(e.left, 0)}, ${inner(e.right, 0)})`, strength: ATOM };
    case "less":
      return { text: `${inner(e.left, 1)} < ${inner(e.right, 1)}`, strength: 0 };
    case "lessEqual":
      return { text: `${inner(e.left, 1)} ≤ ${inner(e.right, 1)}`, strength: 0 };
    case "equal":
      return { text: `${inner(e.left, 1)} = ${inner(e.right, 1)}`, strength: 0 };
  }
}

/** A sign does not follow another. */
const unsigned = (text: string): string => (text.startsWith("−") ? `(${text})` : text);

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function exponentText(exponent: Expression, names: Readonly<Record<string, string>>): string {
  if (exponent.kind === "constant" && Number.isInteger(exponent.value) && Math.abs(exponent.value) < 1000) {
    return `${exponent.value < 0 ? "⁻" : ""}${[...String(Math.abs(exponent.value))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("")}`;
  }
  const { text, strength } = piece(exponent, names);
  return strength >= ATOM ? `^${text}` : `^(${text})`;
}

function numberPiece(value: number): Piece {
  const text = numberText(Math.abs(value));
  return value < 0 || Object.is(value, -0) ? { text: `−${text}`, strength: 1.5 } : { text, strength: ATOM };
}

/** Up to 6 significant digits; the constants of the cards are not read to the last place. */
function numberText(size: number): string {
  if (!Number.isFinite(size)) return Number.isNaN(size) ? "NaN" : "∞";
  return String(Number(size.toPrecision(6)));
}

/** A substituted text may itself begin with a minus sign; texts in brackets are whole. */
function namePiece(text: string): Piece {
  if (/^\(.*\)$|^\[.*\]$/.test(text)) return { text, strength: ATOM };
  if (text.startsWith("−")) return { text, strength: 1.5 };
  return { text, strength: /^∂/.test(text) ? 2.5 : ATOM };
}
