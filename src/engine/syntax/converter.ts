/** What the converters of one program share: the text, expression ids, the depth bound. */
import type { Span } from "../text/span.js";
import type { SyntaxNode } from "./tree.js";

/** This statement cannot be read; it becomes `Broken`. */
export class Unreadable extends Error {
  constructor(readonly span: Span, message: string) { super(message); }
}

const MAX_DEPTH = 400;

export class Context {
  private ids = 0;
  private depth = 0;
  constructor(readonly text: string) {}

  get expressionCount(): number { return this.ids; }
  nextId(): number { return this.ids++; }
  textOf(node: { readonly start: number; readonly end: number }): string { return this.text.slice(node.start, node.end); }

  /** Bounds recursion: CPython's parser gives up too. */
  deeper<T>(node: SyntaxNode, read: () => T): T {
    if (this.depth >= MAX_DEPTH) throw new Unreadable(spanOf(node), "too many nested parentheses");
    this.depth++;
    try {
      return read();
    } finally {
      this.depth--;
    }
  }
}

export const spanOf = (node: { readonly start: number; readonly end: number }): Span => ({ start: node.start, end: node.end });

export const unreadable = (node: SyntaxNode, message = "invalid syntax"): Unreadable => new Unreadable(spanOf(node), message);
