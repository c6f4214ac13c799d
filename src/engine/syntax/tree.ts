/**
 * The concrete syntax as light objects, read off a tree-sitter tree in one walk without recursion. Every question to
 * a cursor crosses into wasm, so each is asked once, and those whose answer is known are not asked.
 */
import type { Language, Tree } from "web-tree-sitter";

export interface SyntaxNode {
  /** Name in the grammar; of a bare token its text. */
  readonly type: string;
  readonly named: boolean;
  /** The role in the parent ("left", "body"); null: none. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  /** Without comments and line continuations. */
  readonly children: readonly SyntaxNode[];
  /** Unreadable text, or a token that was not there, here or anywhere below. */
  broken: boolean;
}

interface NodeType {
  readonly name: string;
  readonly named: boolean;
  readonly leaf: boolean;
  readonly skipped: boolean;
  /** Whether the roles of its children are of use. */
  readonly roles: boolean;
  /** Of a bare token; 0: to be asked. */
  readonly length: number;
}

const LEAVES = new Set([
  "identifier",
  "integer",
  "true",
  "false",
  "none",
  "ellipsis",
  "string_start",
  "string_end",
  "type_conversion",
  "escape_sequence",
  "escape_interpolation",
  "comment",
  "line_continuation",
  "pass_statement",
  "wildcard_import",
]);
/** Here the order of the children tells their roles. */
const WITHOUT_ROLES = new Set([
  "module",
  "block",
  "argument_list",
  "parenthesized_expression",
  "expression_list",
  "tuple",
  "list",
  "set",
  "string",
  "string_content",
  "dictionary",
  "comparison_operator",
  "expression_statement",
  "concatenated_string",
  "parameters",
  "pattern_list",
  "type",
]);
/** Two words with any number of blanks between them. */
const WITH_BLANKS = new Set(["not in", "is not"]);
const SKIPPED = new Set(["comment", "line_continuation"]);

/** The node types of the grammar by number, so that a type is one crossing and not three. */
export class NodeTypes {
  private readonly known: (NodeType | undefined)[] = [];
  private readonly fields: readonly (string | null)[];

  constructor(private readonly language: Language) {
    this.fields = language.fields;
  }

  /** 65535 and 65534 stand for errors. */
  typeOf(id: number): NodeType {
    this.known[id] ??= this.describe(id);
    return this.known[id];
  }

  fieldOf(id: number): string | null {
    return id === 0 ? null : (this.fields[id] ?? null);
  }

  private describe(id: number): NodeType {
    const name = this.language.types[id] ?? "ERROR";
    const named = name === "ERROR" || this.language.nodeTypeIsNamed(id);
    return {
      name,
      named,
      leaf: !named || LEAVES.has(name),
      skipped: SKIPPED.has(name),
      roles: named && !WITHOUT_ROLES.has(name),
      length: named || WITH_BLANKS.has(name) ? 0 : name.length,
    };
  }
}

type Open = SyntaxNode & { readonly children: SyntaxNode[] };

const NO_CHILDREN: SyntaxNode[] = [];

export function readTree(tree: Tree, types: NodeTypes): SyntaxNode {
  const sound = !tree.rootNode.hasError;
  const cursor = tree.walk();
  const path: Open[] = [];
  const roles: boolean[] = [];
  const read = (type: NodeType, hasRole: boolean): Open => {
    const start = cursor.startIndex;
    const end = sound && type.length > 0 ? start + type.length : cursor.endIndex;
    const field = hasRole ? types.fieldOf(cursor.currentFieldId) : null;
    // Only a token without extent can be one that the parser made up.
    const broken = !sound && (type.name === "ERROR" || (start === end && cursor.nodeIsMissing));
    return {
      type: type.name,
      named: type.named,
      field,
      start,
      end,
      children: type.leaf && sound ? NO_CHILDREN : [],
      broken,
    };
  };
  try {
    const rootType = types.typeOf(cursor.nodeTypeId);
    const root = read(rootType, false);
    // A line end that the parser made up is in no visible node.
    root.broken = !sound;
    if (!cursor.gotoFirstChild()) return root;
    path.push(root);
    roles.push(rootType.roles);
    for (;;) {
      const parent = path[path.length - 1];
      const type = types.typeOf(cursor.nodeTypeId);
      if (!type.skipped) {
        const node = read(type, roles[roles.length - 1]);
        parent.children.push(node);
        if ((!type.leaf || !sound) && cursor.gotoFirstChild()) {
          path.push(node);
          roles.push(type.roles);
          continue;
        }
        if (node.broken) parent.broken = true;
      }
      while (!cursor.gotoNextSibling()) {
        const closed = path.pop()!;
        roles.pop();
        if (path.length === 0) return root;
        if (closed.broken) path[path.length - 1].broken = true;
        cursor.gotoParent();
      }
    }
  } finally {
    cursor.delete();
  }
}

export const childOf = (node: SyntaxNode, field: string): SyntaxNode | null =>
  node.children.find((child) => child.field === field) ?? null;
export const childrenOf = (node: SyntaxNode, field: string): SyntaxNode[] =>
  node.children.filter((child) => child.field === field);
/** Children without punctuation and key words. */
export const namedChildren = (node: SyntaxNode): SyntaxNode[] => node.children.filter((child) => child.named);
export const hasToken = (node: SyntaxNode, token: string): boolean =>
  node.children.some((child) => !child.named && child.type === token);
