/** The one file that holds a tree-sitter parser. Parses are bounded in work, not in time: the same text, the same tree. */
import { Language, Parser, type Tree } from "web-tree-sitter";
import type { Span } from "../text/span.js";
import { editBetween } from "./edit.js";
import { NodeTypes, readTree, type SyntaxNode } from "./tree.js";

/** The two WebAssembly modules: tree-sitter itself and the grammar of Python. */
export interface ParserBytes {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
}

/** A text as tree-sitter saw it, and its tree, which must be freed. */
export interface Seen {
  readonly seen: string;
  readonly tree: Tree;
}

export interface Parsed extends Seen {
  readonly root: SyntaxNode;
}

/** tree-sitter asks for text in pieces of at most 5120 units. */
const PIECE = 4096;
/** Hundreds of parser steps a text may take: no readable code was seen to need a half. */
const LEAST_WORK = 2000;
const WORK_PER_UNIT = 0.06;

let started: Promise<void> | null = null;

export async function loadGrammar(bytes: ParserBytes): Promise<Grammar> {
  // `locateFile` keeps the runtime from asking for the address of its own script, which a bundle does not have.
  started ??= Parser.init({ wasmBinary: bytes.runtime, locateFile: (name: string) => name });
  await started;
  return new Grammar(await Language.load(bytes.python));
}

export class Grammar {
  private readonly parser: Parser;
  private readonly types: NodeTypes;

  constructor(language: Language) {
    this.parser = new Parser().setLanguage(language);
    this.types = new NodeTypes(language);
  }

  /** Null: reading it takes more work than any readable text of its length. */
  parse(seen: string, before: Seen | null = null): Parsed | null {
    let old: Tree | null = null;
    if (before) {
      // The copy is edited, so that the text before stays what it was.
      old = before.tree.copy();
      old.edit(editBetween(before.seen, seen));
    }
    try {
      const tree = this.treeOf(seen, old);
      return tree && { root: readTree(tree, this.types), seen, tree };
    } finally {
      old?.delete();
    }
  }

  /** Like `parse`, with nothing to free. */
  read(text: string): SyntaxNode | null {
    const tree = this.treeOf(text, null);
    if (!tree) return null;
    const root = readTree(tree, this.types);
    tree.delete();
    return root;
  }

  /** Where a text cannot be read; null: it can. */
  faultIn(text: string): Span | null {
    const tree = this.treeOf(text, null);
    if (!tree) return { start: 0, end: text.length };
    const sound = !tree.rootNode.hasError;
    const fault = sound ? null : firstFault(readTree(tree, this.types));
    tree.delete();
    return fault;
  }

  dispose(): void {
    this.parser.delete();
  }

  private treeOf(text: string, old: Tree | null): Tree | null {
    let work = LEAST_WORK + text.length * WORK_PER_UNIT;
    const tree = this.parser.parse((at) => pieceOf(text, at), old, { progressCallback: () => --work < 0 });
    if (!tree) this.parser.reset();
    return tree;
  }
}

/** A surrogate pair is never cut in two. */
function pieceOf(text: string, at: number): string {
  const end = at + PIECE;
  const cutsPair = end < text.length && (text.charCodeAt(end - 1) & 0xfc00) === 0xd800;
  return text.slice(at, cutsPair ? end - 1 : end);
}

function firstFault(root: SyntaxNode): Span {
  let node = root;
  for (;;) {
    const next =
      node.type === "ERROR" && node !== root ? undefined : node.children.find((child) => child.broken);
    if (!next) return { start: node.start, end: node.end };
    node = next;
  }
}
