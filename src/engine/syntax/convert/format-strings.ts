/** Replacement fields of f-strings. */
import type { FormattedValue } from "../program.js";
import { childOf, type SyntaxNode } from "../tree.js";
import { type Context, unreadable } from "./context.js";
import { expression, RIGHT_SIDE } from "./expressions.js";
import { formatPieces } from "./strings.js";

export function formattedValue(context: Context, node: SyntaxNode, prefix: string): FormattedValue {
  const of = childOf(node, "expression");
  if (!of) throw unreadable(node, "f-string: valid expression required before '}'");
  const conversion = childOf(node, "type_conversion");
  const format = childOf(node, "format_specifier");
  const value = expression(context, of, RIGHT_SIDE);
  const equals = node.children.some((child) => child.type === "=" && child.start >= of.end);
  const debug = equals
    ? context.text.slice(node.start + 1, (conversion ?? format)?.start ?? node.end - 1)
    : null;
  return {
    value,
    debug,
    conversion: conversion && conversionOf(context, conversion),
    format: format && formatPieces(context, format, { start: format.start + 1, end: format.end }, prefix),
  };
}

function conversionOf(context: Context, node: SyntaxNode): "s" | "r" | "a" {
  const letter = context.textOf(node).slice(1);
  if (letter !== "s" && letter !== "r" && letter !== "a")
    throw unreadable(node, `f-string: invalid conversion character '${letter}': expected 's', 'r', or 'a'`);
  return letter;
}
