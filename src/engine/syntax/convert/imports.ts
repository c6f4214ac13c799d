/** `import` and `from … import`. */
import type { ImportAlias, Statement } from "../program.js";
import { childOf, childrenOf, hasToken, type SyntaxNode } from "../tree.js";
import { type Context, present, spanOf, unreadable } from "./context.js";

export function importStatement(context: Context, node: SyntaxNode): Statement {
  trailingComma(node);
  return { kind: "Import", span: spanOf(node), names: aliases(context, node) };
}

export function importFrom(context: Context, node: SyntaxNode): Statement {
  if (!hasToken(node, "(")) trailingComma(node);
  const from = childOf(node, "module_name");
  const module = from ? dottedName(context, from) : "__future__";
  const level = /^\.*/.exec(module)![0].length;
  const star = node.children.find(({ type }) => type === "wildcard_import");
  if (star && context.scope.kind !== "module")
    throw unreadable(star, "import * only allowed at module level");
  const names = star ? [{ name: "*", alias: null, span: spanOf(star) }] : aliases(context, node);
  return { kind: "ImportFrom", span: spanOf(node), module: module.slice(level), level, names };
}

function trailingComma(node: SyntaxNode): void {
  const last = node.children[node.children.length - 1];
  if (last.type === ",") throw unreadable(last, "trailing comma not allowed without surrounding parentheses");
}

function aliases(context: Context, node: SyntaxNode): ImportAlias[] {
  return childrenOf(node, "name")
    .filter(({ named }) => named)
    .map((child) => {
      const renamed = child.type === "aliased_import";
      const name = renamed ? present(childOf(child, "name"), child) : child;
      const alias = renamed ? context.nameOf(present(childOf(child, "alias"), child)) : null;
      return { name: dottedName(context, name), alias, span: spanOf(child) };
    });
}

/** Blanks, comments and line ends may stand around the dots. */
function dottedName(context: Context, node: SyntaxNode): string {
  const text = context.textOf(node);
  return /^[\w.]*$/.test(text) ? text : text.replace(/#.*|[\s\\]+/g, "").normalize("NFKC");
}
