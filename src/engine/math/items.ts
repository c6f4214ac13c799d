/** A formula's text as items: what is defined, and what is given. */
import type { Token } from "./tokens.js";

const SEPARATORS = new Set(["with", "where", "and", "given", "for", "at", "let"]);

/** Splits at separators outside brackets; newlines inside brackets are blanks. */
export function items(tokens: readonly Token[]): Token[][] {
  const result: Token[][] = [];
  let current: Token[] = [];
  let depth = 0;
  const close = (): void => {
    if (current.length) result.push(current);
    current = [];
  };
  for (const token of tokens) {
    if (token.kind === "sign") {
      if ("([{".includes(token.sign)) depth++;
      if (")]}".includes(token.sign)) depth = Math.max(0, depth - 1);
    }
    const separates =
      (token.kind === "newline" && (depth === 0 || startsDefinition(tokens, token))) ||
      (depth === 0 && token.kind === "sign" && (token.sign === "," || token.sign === ";")) ||
      (depth === 0 && token.kind === "name" && SEPARATORS.has(token.name));
    if (separates) {
      close();
      if (token.kind === "newline") depth = 0;
    } else if (token.kind !== "newline") current.push(token);
  }
  close();
  return result;
}

/** After an unclosed bracket a line that reads `name =` begins anew, so that a half-typed line spoils only itself. */
function startsDefinition(tokens: readonly Token[], newline: Token): boolean {
  const at = tokens.indexOf(newline);
  const [name, equals] = [tokens[at + 1], tokens[at + 2]];
  return name?.kind === "name" && equals?.kind === "sign" && equals.sign === "=";
}
