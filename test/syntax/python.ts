/** The parser, from the packages' own files. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { loadParser } from "../../src/engine/syntax/parser.js";
import type { Program } from "../../src/engine/syntax/program.js";

const { resolve } = createRequire(import.meta.url);
const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(resolve(file)));

export const parser = await loadParser({
  runtime: bytesOf("web-tree-sitter/web-tree-sitter.wasm"),
  python: bytesOf("tree-sitter-python/tree-sitter-python.wasm"),
});

export function programOf(text: string): Program {
  const parsed = parser.parse(text);
  parsed.dispose();
  return parsed.program;
}
