/**
 * Python text → Program. The only file that holds a tree-sitter parser or tree. Parsing never fails: what cannot be
 * read is `Broken`, with its reason in `Program.errors`.
 */
import { Edit, Language, Parser, type Tree } from "web-tree-sitter";
import type { WasmBytes } from "../worker/protocol.js";
import { Context } from "./converter.js";
import type { Program, Statement, SyntaxProblem } from "./program.js";
import { Statements, unclosed } from "./statements.js";
import { readTree, type SyntaxNode } from "./tree.js";

export interface PythonParser {
  /** Texts that share most of what they say with the previous one are parsed incrementally; the result is the same. */
  parse(text: string): Program;
  dispose(): void;
}

let started: Promise<void> | null = null;

export async function loadParser(wasm: WasmBytes): Promise<PythonParser> {
  started ??= Parser.init({ wasmBinary: wasm.runtime, locateFile: (name: string) => name });
  await started;
  const parser = new Parser();
  parser.setLanguage(await Language.load(wasm.python));
  return new TreeSitterPython(parser);
}

/** An unclosed bracket can swallow the rest of a file: so often its line is set aside and the text read again. */
const MOST_REPAIRS = 12;

class TreeSitterPython implements PythonParser {
  private previous: { text: string; tree: Tree } | null = null;
  constructor(private readonly parser: Parser) {}

  parse(text: string): Program {
    let root = this.incremental(text);
    const setAside: SyntaxProblem[] = [];
    let readable = text;
    for (let repair = 0; repair < MOST_REPAIRS; repair++) {
      const fault = longError(root, readable);
      if (fault === null) break;
      const span = suiteOf(readable, fault);
      setAside.push({ span: trimmed(text, span), message: unclosed(text.slice(span.start, span.end)) ?? "invalid syntax" });
      readable = blank(readable, span);
      root = this.fresh(readable);
    }
    const context = new Context(text);
    const statements = new Statements(context);
    const broken = setAside.map(({ span, message }): Statement => ({ kind: "Broken", span, message }));
    const body = [...statements.module(root), ...broken].sort((a, b) => a.span.start - b.span.start);
    const errors = [...statements.errors, ...setAside].sort((a, b) => a.span.start - b.span.start);
    return { body, errors, expressionCount: context.expressionCount };
  }

  dispose(): void {
    this.previous?.tree.delete();
    this.parser.delete();
  }

  private incremental(text: string): SyntaxNode {
    const { previous } = this;
    if (previous) previous.tree.edit(editBetween(previous.text, text));
    const tree = this.parser.parse(text, previous?.tree ?? null);
    previous?.tree.delete();
    if (!tree) throw new Error("tree-sitter gave no tree");
    this.previous = { text, tree };
    return readTree(tree);
  }

  private fresh(text: string): SyntaxNode {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error("tree-sitter gave no tree");
    const root = readTree(tree);
    tree.delete();
    return root;
  }
}

/** The start of an error that spans lines, if there is one. */
function longError(root: SyntaxNode, text: string): number | null {
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!node.broken) continue;
    const piece = text.slice(node.start, node.end).trimEnd();
    if (node.type === "ERROR" && piece.includes("\n")) return node.start;
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i]!);
  }
  return null;
}

/** The line at `at` and the more deeply indented lines after it. */
function suiteOf(text: string, at: number): { start: number; end: number } {
  const start = text.lastIndexOf("\n", at - 1) + 1;
  let end = lineEnd(text, at);
  const indent = indentOf(text.slice(start, end));
  while (end < text.length) {
    const next = lineEnd(text, end + 1);
    const line = text.slice(end + 1, next);
    if (line.trim() && indentOf(line) <= indent) break;
    end = next;
  }
  return { start, end };
}

function lineEnd(text: string, at: number): number {
  const newline = text.indexOf("\n", at);
  return newline < 0 ? text.length : newline;
}

const indentOf = (line: string): number => /^[ \t]*/.exec(line)![0].length;

function trimmed(text: string, span: { start: number; end: number }): { start: number; end: number } {
  const piece = text.slice(span.start, span.end);
  const start = span.start + piece.length - piece.trimStart().length;
  return { start, end: Math.max(start, span.start + piece.trimEnd().length) };
}

const blank = (text: string, span: { start: number; end: number }): string =>
  text.slice(0, span.start) + text.slice(span.start, span.end).replace(/[^\n\r]/g, " ") + text.slice(span.end);

/** One edit that turns `before` into `after`: what lies between their common start and end. */
function editBetween(before: string, after: string): Edit {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let back = 0;
  while (back < most - start && before.charCodeAt(before.length - 1 - back) === after.charCodeAt(after.length - 1 - back)) back++;
  const [oldEnd, newEnd] = [before.length - back, after.length - back];
  return new Edit({
    startIndex: start, oldEndIndex: oldEnd, newEndIndex: newEnd,
    startPosition: pointAt(before, start), oldEndPosition: pointAt(before, oldEnd), newEndPosition: pointAt(after, newEnd),
  });
}

function pointAt(text: string, offset: number): { row: number; column: number } {
  let row = 0;
  let lineStart = 0;
  for (let at = text.indexOf("\n"); at >= 0 && at < offset; at = text.indexOf("\n", at + 1)) {
    row++;
    lineStart = at + 1;
  }
  return { row, column: offset - lineStart };
}
