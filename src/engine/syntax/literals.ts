/** Numbers and strings. */
import { type Context, spanOf, unreadable } from "./converter.js";
import type { ConstantValue, Expression, FormattedValue } from "./program.js";
import { expression } from "./expressions.js";
import { childOf, namedChildren, type SyntaxNode } from "./tree.js";

export function number(context: Context, node: SyntaxNode): Expression {
  return { kind: "Constant", id: context.nextId(), span: spanOf(node), value: numberValue(context.textOf(node).replaceAll("_", "").toLowerCase()) };
}

function numberValue(text: string): ConstantValue {
  if (text.endsWith("j")) return { type: "complex", imaginary: Number(text.slice(0, -1)) };
  if (/^0[xob]/.test(text)) return integer(BigInt(text));
  if (/^\d+$/.test(text)) return integer(BigInt(text));
  return { type: "float", value: Number(text) };
}

function integer(value: bigint): ConstantValue {
  const small = Number(value);
  return { type: "int", value: Number.isSafeInteger(small) ? small : value };
}

/** One literal, or several side by side. */
export function string(context: Context, node: SyntaxNode): Expression {
  const pieces = node.type === "concatenated_string" ? namedChildren(node).filter((child) => child.type === "string") : [node];
  const id = context.nextId();
  const parts: (string | FormattedValue)[] = [];
  let kind: "str" | "bytes" | "format" = "str";
  for (const piece of pieces) {
    const prefix = /^[a-zA-Z]*/.exec(context.textOf(piece.children[0] ?? piece))![0].toLowerCase();
    if (prefix.includes("b")) kind = "bytes";
    if (prefix.includes("f")) kind = "format";
    for (const part of stringParts(context, piece, prefix)) push(parts, part);
  }
  const span = spanOf(node);
  if (kind === "format") return { kind: "JoinedStr", id, span, values: parts };
  return { kind: "Constant", id, span, value: { type: kind, value: parts.join("") } };
}

function push(parts: (string | FormattedValue)[], part: string | FormattedValue): void {
  const last = parts.at(-1);
  if (typeof part === "string" && typeof last === "string") parts[parts.length - 1] = last + part;
  else if (part !== "") parts.push(part);
}

function stringParts(context: Context, node: SyntaxNode, prefix: string): (string | FormattedValue)[] {
  const raw = prefix.includes("r");
  const decode = (text: string): string => (raw ? text : unescape(text, prefix.includes("b")));
  const parts: (string | FormattedValue)[] = [];
  for (const child of node.children) {
    if (child.type === "string_content") parts.push(...contentParts(context, child, prefix, decode));
    else if (child.type === "interpolation") parts.push(...interpolation(context, child, decode));
  }
  return parts;
}

/** `{{` and `}}` in an f-string are braces. Text between two children of the content is content as well. */
function contentParts(context: Context, node: SyntaxNode, prefix: string, decode: (text: string) => string): string[] {
  const text = context.textOf(node).replace(/\r\n?/g, "\n");
  return [decode(prefix.includes("f") ? text.replaceAll("{{", "{").replaceAll("}}", "}") : text)];
}

function interpolation(context: Context, node: SyntaxNode, decode: (text: string) => string): (string | FormattedValue)[] {
  const inner = childOf(node, "expression") ?? namedChildren(node)[0];
  if (!inner) throw unreadable(node, "f-string: valid expression required before '}'");
  const conversion = node.children.find((child) => child.type === "type_conversion");
  const format = node.children.find((child) => child.type === "format_specifier");
  const equals = node.children.find((child) => !child.named && child.type === "=");
  const value = expression(context, inner);
  const letter = conversion ? context.textOf(conversion).slice(1) : null;
  if (letter !== null && letter !== "s" && letter !== "r" && letter !== "a") throw unreadable(node, `f-string: invalid conversion character '${letter}': expected 's', 'r', or 'a'`);
  const after = conversion?.start ?? format?.start ?? node.end - 1;
  return [{ value, debug: equals ? context.text.slice(node.start + 1, after) : null, conversion: letter, format: format ? formatParts(context, format, decode) : null }];
}

function formatParts(context: Context, node: SyntaxNode, decode: (text: string) => string): (string | FormattedValue)[] {
  const parts: (string | FormattedValue)[] = [];
  let at = node.start + 1;
  for (const child of node.children) {
    if (child.type !== "format_expression" && child.type !== "interpolation") continue;
    push(parts, decode(context.text.slice(at, child.start)));
    for (const part of interpolation(context, child, decode)) push(parts, part);
    at = child.end;
  }
  push(parts, decode(context.text.slice(at, node.end)));
  return parts;
}

const SIMPLE: Readonly<Record<string, string>> = { "\\": "\\", "'": "'", '"': '"', a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v", "\n": "" };

/** Python's escapes; an unknown one stays as it is written. `\N{…}` names are not known here and stay too. */
function unescape(text: string, bytes: boolean): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[\s\S])/g, (whole, code: string) => {
    const known = SIMPLE[code];
    if (known !== undefined) return known;
    if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8) & (bytes ? 0xff : 0x1ff));
    if (code.length > 1 && (code[0] === "x" || !bytes)) {
      const point = Number.parseInt(code.slice(1), 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
    }
    return whole;
  });
}
