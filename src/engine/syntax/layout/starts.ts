/** Where the statements and their parts start in a tree. */
import type { SyntaxNode } from "../tree.js";

const INNER = new Set([
  "block",
  "elif_clause",
  "else_clause",
  "except_clause",
  "finally_clause",
  "case_clause",
  "decorator",
  "function_definition",
  "class_definition",
]);

export function statementStarts(root: SyntaxNode): ReadonlySet<number> {
  const starts = new Set<number>();
  const stack: SyntaxNode[] = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    const list = node.type === "module" || node.type === "block";
    for (const child of node.children) {
      if (!child.named || (!list && !INNER.has(child.type))) continue;
      if (child.type !== "block") starts.add(child.start);
      stack.push(child);
    }
  }
  return starts;
}
