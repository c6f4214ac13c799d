/** Where a tree does not agree with the text's lines. */
import type { Span } from "../../text/span.js";
import type { SyntaxNode } from "../tree.js";
import type { LogicalLine } from "./line.js";
import { statementStarts } from "./starts.js";

/** Nodes whose blocks are looked into for the statement that is broken. */
const WITH_BLOCKS = new Set([
  "module",
  "block",
  "if_statement",
  "elif_clause",
  "else_clause",
  "for_statement",
  "while_statement",
  "try_statement",
  "except_clause",
  "finally_clause",
  "with_statement",
  "function_definition",
  "class_definition",
  "decorated_definition",
  "match_statement",
  "case_clause",
]);

/**
 * Errors in the tree; lines it took two of for one, as tree-sitter sees line ends only where it expects them; statements
 * it found in the middle of a line. In order and apart from each other. `seen`: the text the tree is of.
 */
export function faultyRanges(
  root: SyntaxNode,
  seen: string,
  lines: readonly LogicalLine[],
  asides: readonly { readonly statement: Span }[] = [],
): Span[] {
  const starts = statementStarts(root);
  const faults = root.broken ? [...brokenRanges(root), ...startsInside(starts, seen)] : [];
  if (root.broken && faults.length === 0) faults.push({ start: 0, end: seen.length });
  let next = 0;
  let before: LogicalLine | null = null;
  for (const line of lines) {
    while (next < asides.length && asides[next].statement.end <= line.span.start) next++;
    // Where a statement was set aside, one sign stands for it; nothing is left of its other lines.
    const isGone = next < asides.length && asides[next].statement.start < line.span.start;
    if (!isGone && !starts.has(line.span.start))
      faults.push({ start: (before ?? line).span.start, end: line.span.end });
    before = line;
  }
  return apart(faults);
}

function brokenRanges(root: SyntaxNode): Span[] {
  const faults: Span[] = [];
  const stack: SyntaxNode[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (!node.broken) continue;
    if (WITH_BLOCKS.has(node.type)) for (const child of node.children) stack.push(child);
    else faults.push({ start: node.start, end: node.end });
  }
  return faults;
}

function startsInside(starts: ReadonlySet<number>, seen: string): Span[] {
  const faults: Span[] = [];
  for (const start of starts) {
    let at = start - 1;
    while (at >= 0 && " \t\r\f\ufeff".includes(seen[at])) at--;
    if (at >= 0 && !"\n;:".includes(seen[at])) faults.push({ start, end: start });
  }
  return faults;
}

function apart(ranges: Span[]): Span[] {
  const result: Span[] = [];
  for (const range of ranges.sort((a, b) => a.start - b.start)) {
    const last = result[result.length - 1];
    if (last && range.start <= last.end)
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else result.push(range);
  }
  return result;
}
