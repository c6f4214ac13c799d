/** String literals, alone or side by side, plain or formatted. Decoded from the text: the grammar's own pieces are not used. */
import type { Span } from "../../text/span.js";
import type { Expression, FormattedValue } from "../program.js";
import { namedChildren, type SyntaxNode } from "../tree.js";
import { type Context, spanOf, unreadable } from "./context.js";
import { decode } from "./escapes.js";
import { formattedValue } from "./format-strings.js";

export type Piece = string | FormattedValue;

const PREFIX = /^(?:|r|u|b|f|br|rb|fr|rf)$/;

export function string(context: Context, node: SyntaxNode): Expression {
  const literals = node.type === "concatenated_string" ? namedChildren(node) : [node];
  const id = context.nextId();
  const pieces: Piece[] = [];
  const kinds = new Set<"str" | "bytes" | "format">();
  for (const literal of literals) {
    const prefix = prefixOf(context, literal);
    kinds.add(prefix.includes("b") ? "bytes" : prefix.includes("f") ? "format" : "str");
    for (const piece of piecesOf(context, literal, prefix)) push(pieces, piece);
  }
  const span = spanOf(node);
  if (kinds.has("bytes") && kinds.size > 1) throw unreadable(node, "cannot mix bytes and nonbytes literals");
  if (kinds.has("format")) return { kind: "JoinedStr", id, span, values: pieces };
  return {
    kind: "Constant",
    id,
    span,
    value: { type: kinds.has("bytes") ? "bytes" : "str", value: pieces.join("") },
  };
}

/** Texts side by side become one; empty ones vanish. */
export function push(pieces: Piece[], piece: Piece): void {
  const last = pieces[pieces.length - 1];
  if (typeof piece === "string" && typeof last === "string") pieces[pieces.length - 1] = last + piece;
  else if (piece !== "") pieces.push(piece);
}

function prefixOf(context: Context, literal: SyntaxNode): string {
  const prefix = context
    .textOf(literal.children[0])
    .replace(/["'`]+$/, "")
    .toLowerCase();
  if (!PREFIX.test(prefix)) throw unreadable(literal);
  return prefix;
}

function piecesOf(context: Context, literal: SyntaxNode, prefix: string): Piece[] {
  // The end the grammar gives is not used: it takes the backslashes of r"\\\\" for a part of it.
  const opening = literal.children[0].end;
  const content = { start: opening, end: literal.end - (opening - literal.start - prefix.length) };
  if (!prefix.includes("f")) return [plainText(context, content, prefix)];
  return formatPieces(context, literal, content, prefix);
}

/** Text and replacement fields, of an f-string or of the format in one of its fields. */
export function formatPieces(context: Context, node: SyntaxNode, content: Span, prefix: string): Piece[] {
  const pieces: Piece[] = [];
  let at = content.start;
  const textTo = (end: number): void => push(pieces, braces(plainText(context, { start: at, end }, prefix)));
  for (const field of node.children) {
    if (field.type !== "interpolation" && field.type !== "format_expression") continue;
    textTo(field.start);
    pieces.push(formattedValue(context, field, prefix));
    at = field.end;
  }
  textTo(content.end);
  return pieces;
}

const braces = (text: string): string => text.replaceAll("{{", "{").replaceAll("}}", "}");

/** Line ends become "\n", as Python reads its sources. */
function plainText(context: Context, content: Span, prefix: string): string {
  const written = context.textOf(content);
  const text = written.includes("\r") ? written.replaceAll("\r\n", "\n") : written;
  const isBytes = prefix.includes("b");
  if (isBytes && /[\u0080-\uffff]/.test(text))
    throw unreadable(content, "bytes can only contain ASCII literal characters");
  return prefix.includes("r") || !text.includes("\\") ? text : decode(text, isBytes, content);
}
