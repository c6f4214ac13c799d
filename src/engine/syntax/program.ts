/**
 * The syntax of a Python program as plain nodes, after the abstract grammar of CPython's `ast` module
 * (https://docs.python.org/3/library/ast.html#abstract-grammar): same node kinds, field names in camelCase.
 * Nothing here refers to a parser; the tree is inert and can be cloned.
 */
import type { Span } from "../text/span.js";

export interface Program {
  readonly body: readonly Statement[];
  /** Places the parser could not read. The statements around them are whole. */
  readonly errors: readonly SyntaxProblem[];
  /** Notebook commands, `%magic` and `!shell`: read as comments. */
  readonly commands: readonly Span[];
  /** One more than the largest `Expression.id`. */
  readonly expressionCount: number;
}

export interface SyntaxProblem {
  readonly span: Span;
  /** As CPython words it where it is clear ("invalid syntax", "unterminated string literal", …). */
  readonly message: string;
}

export type Statement =
  | { readonly kind: "FunctionDef"; readonly span: Span; readonly name: string; readonly nameSpan: Span; readonly parameters: Parameters; readonly body: readonly Statement[]; readonly decorators: readonly Expression[]; readonly isAsync: boolean; readonly returns: Expression | null; readonly docstring: string | null }
  | { readonly kind: "ClassDef"; readonly span: Span; readonly name: string; readonly nameSpan: Span; readonly bases: readonly Expression[]; readonly keywords: readonly Keyword[]; readonly body: readonly Statement[]; readonly decorators: readonly Expression[]; readonly docstring: string | null }
  | { readonly kind: "Return"; readonly span: Span; readonly value: Expression | null }
  | { readonly kind: "Delete"; readonly span: Span; readonly targets: readonly Expression[] }
  | { readonly kind: "Assign"; readonly span: Span; readonly targets: readonly Expression[]; readonly value: Expression }
  | { readonly kind: "AugAssign"; readonly span: Span; readonly target: Expression; readonly operator: BinaryOperator; readonly value: Expression }
  | { readonly kind: "AnnAssign"; readonly span: Span; readonly target: Expression; readonly annotation: Expression; readonly value: Expression | null }
  | { readonly kind: "For"; readonly span: Span; readonly target: Expression; readonly iterable: Expression; readonly body: readonly Statement[]; readonly orElse: readonly Statement[]; readonly isAsync: boolean }
  | { readonly kind: "While"; readonly span: Span; readonly test: Expression; readonly body: readonly Statement[]; readonly orElse: readonly Statement[] }
  | { readonly kind: "If"; readonly span: Span; readonly test: Expression; readonly body: readonly Statement[]; readonly orElse: readonly Statement[] }
  | { readonly kind: "With"; readonly span: Span; readonly items: readonly WithItem[]; readonly body: readonly Statement[]; readonly isAsync: boolean }
  | { readonly kind: "Match"; readonly span: Span; readonly subject: Expression; readonly cases: readonly MatchCase[] }
  | { readonly kind: "Raise"; readonly span: Span; readonly exception: Expression | null; readonly cause: Expression | null }
  | { readonly kind: "Try"; readonly span: Span; readonly body: readonly Statement[]; readonly handlers: readonly ExceptHandler[]; readonly orElse: readonly Statement[]; readonly finalBody: readonly Statement[] }
  | { readonly kind: "Assert"; readonly span: Span; readonly test: Expression; readonly message: Expression | null }
  | { readonly kind: "Import"; readonly span: Span; readonly names: readonly ImportAlias[] }
  | { readonly kind: "ImportFrom"; readonly span: Span; readonly module: string; readonly level: number; readonly names: readonly ImportAlias[] }
  | { readonly kind: "Global"; readonly span: Span; readonly names: readonly string[] }
  | { readonly kind: "Nonlocal"; readonly span: Span; readonly names: readonly string[] }
  | { readonly kind: "ExpressionStatement"; readonly span: Span; readonly value: Expression }
  | { readonly kind: "Pass"; readonly span: Span }
  | { readonly kind: "Break"; readonly span: Span }
  | { readonly kind: "Continue"; readonly span: Span }
  /** A statement the parser could not read whole; its problem stands in `Program.errors`. */
  | { readonly kind: "Broken"; readonly span: Span; readonly message: string };

/** Every expression has an id, unique in its program and dense from 0, under which a run keeps its last value. */
export type Expression =
  | ExpressionOf<"BoolOp", { readonly operator: "and" | "or"; readonly values: readonly Expression[] }>
  | ExpressionOf<"NamedExpr", { readonly target: Expression; readonly value: Expression }>
  | ExpressionOf<"BinOp", { readonly left: Expression; readonly operator: BinaryOperator; readonly right: Expression }>
  | ExpressionOf<"UnaryOp", { readonly operator: UnaryOperator; readonly operand: Expression }>
  | ExpressionOf<"Lambda", { readonly parameters: Parameters; readonly body: Expression }>
  | ExpressionOf<"IfExp", { readonly test: Expression; readonly body: Expression; readonly orElse: Expression }>
  | ExpressionOf<"Dict", { readonly entries: readonly DictEntry[] }>
  | ExpressionOf<"Set", { readonly elements: readonly Expression[] }>
  | ExpressionOf<"ListComp" | "SetComp" | "GeneratorExp", { readonly element: Expression; readonly generators: readonly Comprehension[] }>
  | ExpressionOf<"DictComp", { readonly key: Expression; readonly value: Expression; readonly generators: readonly Comprehension[] }>
  | ExpressionOf<"Await", { readonly value: Expression }>
  | ExpressionOf<"Yield", { readonly value: Expression | null }>
  | ExpressionOf<"YieldFrom", { readonly value: Expression }>
  | ExpressionOf<"Compare", { readonly left: Expression; readonly operators: readonly CompareOperator[]; readonly comparators: readonly Expression[] }>
  | ExpressionOf<"Call", { readonly callee: Expression; readonly args: readonly Expression[]; readonly keywords: readonly Keyword[] }>
  | ExpressionOf<"JoinedStr", { readonly values: readonly (string | FormattedValue)[] }>
  | ExpressionOf<"Constant", { readonly value: ConstantValue }>
  | ExpressionOf<"Attribute", { readonly value: Expression; readonly attribute: string; readonly attributeSpan: Span }>
  | ExpressionOf<"Subscript", { readonly value: Expression; readonly index: Expression }>
  | ExpressionOf<"Starred", { readonly value: Expression }>
  | ExpressionOf<"Name", { readonly name: string }>
  | ExpressionOf<"List", { readonly elements: readonly Expression[] }>
  | ExpressionOf<"Tuple", { readonly elements: readonly Expression[] }>
  /** Only inside a subscript. */
  | ExpressionOf<"Slice", { readonly lower: Expression | null; readonly upper: Expression | null; readonly step: Expression | null }>;

type ExpressionOf<Kind extends string, Fields> = { readonly kind: Kind; readonly id: number; readonly span: Span } & Fields;
export type ExpressionKind<Kind extends Expression["kind"]> = Extract<Expression, { kind: Kind }>;
export type StatementKind<Kind extends Statement["kind"]> = Extract<Statement, { kind: Kind }>;

/** Python's literals; an int beyond 2^53 keeps all its digits. */
export type ConstantValue =
  | { readonly type: "int"; readonly value: number | bigint }
  | { readonly type: "float"; readonly value: number }
  | { readonly type: "complex"; readonly imaginary: number }
  | { readonly type: "str"; readonly value: string }
  | { readonly type: "bytes"; readonly value: string }
  | { readonly type: "bool"; readonly value: boolean }
  | { readonly type: "None" }
  | { readonly type: "Ellipsis" };

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | "&" | "|" | "^";
export type UnaryOperator = "+" | "-" | "~" | "not";
export type CompareOperator = "==" | "!=" | "<" | "<=" | ">" | ">=" | "is" | "is not" | "in" | "not in";

export interface FormattedValue {
  readonly value: Expression;
  /** The text before `=` in `{x=}`, equals sign and blanks included. */
  readonly debug: string | null;
  readonly conversion: "s" | "r" | "a" | null;
  readonly format: readonly (string | FormattedValue)[] | null;
}

/** `key` null: `**value`. */
export interface DictEntry { readonly key: Expression | null; readonly value: Expression }
/** `name` null: `**value`. */
export interface Keyword { readonly name: string | null; readonly value: Expression; readonly span: Span }
export interface Comprehension { readonly target: Expression; readonly iterable: Expression; readonly conditions: readonly Expression[]; readonly isAsync: boolean }
export interface WithItem { readonly context: Expression; readonly target: Expression | null }
/** `import a.b as c`: name "a.b", alias "c". `from m import *`: name "*". */
export interface ImportAlias { readonly name: string; readonly alias: string | null; readonly span: Span }
export interface ExceptHandler { readonly type: Expression | null; readonly name: string | null; readonly body: readonly Statement[]; readonly span: Span }

export interface Parameters {
  readonly positionalOnly: readonly Parameter[];
  readonly positional: readonly Parameter[];
  readonly varArgs: Parameter | null;
  readonly keywordOnly: readonly Parameter[];
  readonly varKeywords: Parameter | null;
}
export interface Parameter { readonly name: string; readonly span: Span; readonly annotation: Expression | null; readonly default: Expression | null }

export interface MatchCase { readonly pattern: Pattern; readonly guard: Expression | null; readonly body: readonly Statement[] }
export type Pattern =
  | { readonly kind: "MatchValue"; readonly span: Span; readonly value: Expression }
  | { readonly kind: "MatchSingleton"; readonly span: Span; readonly value: null | boolean }
  | { readonly kind: "MatchSequence"; readonly span: Span; readonly patterns: readonly Pattern[] }
  | { readonly kind: "MatchMapping"; readonly span: Span; readonly keys: readonly Expression[]; readonly patterns: readonly Pattern[]; readonly rest: string | null }
  | { readonly kind: "MatchClass"; readonly span: Span; readonly type: Expression; readonly patterns: readonly Pattern[]; readonly keywordNames: readonly string[]; readonly keywordPatterns: readonly Pattern[] }
  | { readonly kind: "MatchStar"; readonly span: Span; readonly name: string | null }
  | { readonly kind: "MatchAs"; readonly span: Span; readonly pattern: Pattern | null; readonly name: string | null }
  | { readonly kind: "MatchOr"; readonly span: Span; readonly patterns: readonly Pattern[] };
