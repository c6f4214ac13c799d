/** What the converters of one program share: its text, the ids given out, the problems found, where in the program they are. */
import type { Span } from "../../text/span.js";
import type { SyntaxProblem } from "../program.js";
import type { SyntaxNode } from "../tree.js";

/** This statement cannot be read; it becomes `Broken`. Caught where statements are converted and nowhere else. */
export class Unreadable extends Error {
  constructor(
    readonly span: Span,
    message: string,
  ) {
    super(message);
  }
}

/** Whose body the converter is in: it decides where `return`, `yield`, `await` and `break` may stand. */
export interface Scope {
  readonly kind: "module" | "class" | "function";
  readonly isAsync: boolean;
  readonly inLoop: boolean;
}

/** Bounds recursion, here and in everything that walks the program later. */
const DEEPEST = 400;

export class Context {
  readonly errors: SyntaxProblem[] = [];
  scope: Scope = { kind: "module", isAsync: false, inLoop: false };
  private ids = 0;
  private depth = 0;

  /** `asides`: by their start the statements that were set aside before. */
  constructor(
    readonly text: string,
    readonly asides: ReadonlyMap<number, SyntaxProblem & { readonly statement: Span }>,
  ) {}

  get expressionCount(): number {
    return this.ids;
  }

  nextId(): number {
    return this.ids++;
  }

  textOf(node: Span): string {
    return this.text.slice(node.start, node.end);
  }

  /** A name as Python compares it. */
  nameOf(node: Span): string {
    const name = this.textOf(node);
    // Names in the grammar, key words in Python.
    if (name === "await" || name === "async") throw unreadable(node);
    return isPlain(name) ? name : name.normalize("NFKC");
  }

  /** What `read` gives, or why it cannot; ids and problems are then as before. */
  attempt<T>(node: SyntaxNode, read: () => T): T | Unreadable {
    const { ids, scope, depth } = this;
    const errors = this.errors.length;
    try {
      return this.deeper(node, read);
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.ids = ids;
      this.scope = scope;
      this.depth = depth;
      this.errors.length = errors;
      return error;
    }
  }

  deeper<T>(node: SyntaxNode, read: () => T, levels = 1): T {
    if (this.depth + levels > DEEPEST) throw unreadable(node, "too deeply nested");
    this.depth += levels;
    const result = read();
    this.depth -= levels;
    return result;
  }

  within<T>(scope: Scope, read: () => T): T {
    const before = this.scope;
    this.scope = scope;
    const result = read();
    this.scope = before;
    return result;
  }
}

function isPlain(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) > 127) return false;
  return true;
}

export const spanOf = ({ start, end }: Span): Span => ({ start, end });

export const unreadable = (node: Span, message = "invalid syntax"): Unreadable =>
  new Unreadable(spanOf(node), message);

/** The node, or the statement is unreadable. */
export function present(node: SyntaxNode | null | undefined, parent: SyntaxNode): SyntaxNode {
  if (!node) throw unreadable(parent);
  return node;
}
