/**
 * The concrete syntax as light objects, read off a tree-sitter tree in one walk: every access to a tree-sitter node
 * crosses into wasm, so each is made once.
 */
import type { Tree } from "web-tree-sitter";

export interface SyntaxNode {
  readonly type: string;
  readonly named: boolean;
  /** The role it has in its parent: "left", "body"; null: none. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly children: SyntaxNode[];
  /** An error here or anywhere below: unreadable text, or a token that was not there. */
  broken: boolean;
}

export function readTree(tree: Tree): SyntaxNode {
  const cursor = tree.walk();
  const read = (): SyntaxNode => {
    const type = cursor.nodeType;
    const missing = cursor.nodeIsMissing;
    return { type, named: cursor.nodeIsNamed, field: cursor.currentFieldName, start: cursor.startIndex, end: cursor.endIndex, children: [], broken: missing || type === "ERROR" };
  };
  const root = read();
  const path: SyntaxNode[] = [root];
  // Deep nesting is walked without recursion.
  if (cursor.gotoFirstChild()) {
    walk: for (;;) {
      const node = read();
      path.at(-1)!.children.push(node);
      if (cursor.gotoFirstChild()) {
        path.push(node);
        continue;
      }
      let closed = node;
      while (!cursor.gotoNextSibling()) {
        closed = path.pop()!;
        settle(closed);
        if (!path.length || !cursor.gotoParent()) break walk;
        if (path.length === 0) break walk;
      }
    }
  }
  for (const open of path.reverse()) settle(open);
  cursor.delete();
  return root;
}

function settle(node: SyntaxNode): void {
  if (!node.broken) node.broken = node.children.some((child) => child.broken);
}

export const childOf = (node: SyntaxNode, field: string): SyntaxNode | null => node.children.find((child) => child.field === field) ?? null;
export const childrenOf = (node: SyntaxNode, field: string): SyntaxNode[] => node.children.filter((child) => child.field === field);
/** Children that mean something: no punctuation, no comments. */
export const namedChildren = (node: SyntaxNode): SyntaxNode[] => node.children.filter((child) => child.named && child.type !== "comment" && child.type !== "line_continuation");
export const hasToken = (node: SyntaxNode, token: string): boolean => node.children.some((child) => !child.named && child.type === token);
