/** The syntax of plain formulas, inert. */
import type { Span } from "../text/span.js";

export type Formula =
  | { readonly kind: "number"; readonly span: Span; readonly value: number }
  | { readonly kind: "name"; readonly span: Span; readonly name: string }
  | { readonly kind: "binary"; readonly span: Span; readonly operator: FormulaOperator; readonly left: Formula; readonly right: Formula }
  | { readonly kind: "negate"; readonly span: Span; readonly operand: Formula }
  /** A name directly before parentheses: a call where the name is a function, else a product. */
  | { readonly kind: "call"; readonly span: Span; readonly name: string; readonly nameSpan: Span; readonly arguments: readonly Formula[] }
  | { readonly kind: "list"; readonly span: Span; readonly elements: readonly Formula[] }
  | { readonly kind: "transpose"; readonly span: Span; readonly operand: Formula }
  /** ∑ body, or ∑_{index=from}^{to} body. */
  | { readonly kind: "sum"; readonly span: Span; readonly range: SumRange | null; readonly body: Formula };

/** "dot" is · and juxtaposition: the matrix or inner product where both sides have axes. */
export type FormulaOperator = "add" | "sub" | "mul" | "dot" | "div" | "pow";

export interface SumRange {
  readonly index: string;
  readonly from: Formula;
  readonly to: Formula;
}

/** `name = value`, `f(x) = value`, a bare expression (name null), or a given upstream gradient `∂L/∂y = 5`. */
export interface Definition {
  readonly kind: "value" | "upstream";
  readonly name: string | null;
  readonly nameSpan: Span;
  readonly parameters: readonly string[];
  readonly value: Formula;
  readonly span: Span;
}

export interface FormulaProblem {
  readonly code: "formula-syntax";
  readonly span: Span;
  readonly message: string;
}

export interface FormulaText {
  readonly definitions: readonly Definition[];
  readonly problems: readonly FormulaProblem[];
}
