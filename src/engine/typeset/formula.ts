/** A formula as a tree: what the LaTeX of rules is made of, read once and written as MathML or drawn as SVG. */
export type Piece =
  | { readonly kind: "row"; readonly items: readonly Piece[] }
  /** "name": one italic letter; "word": upright, a function's name or text. */
  | { readonly kind: "name" | "word" | "number" | "sign"; readonly text: string }
  /** In ems. */
  | { readonly kind: "space"; readonly width: number }
  | { readonly kind: "fraction"; readonly over: Piece; readonly under: Piece }
  /** `stacked`: below and above, as at sums. */
  | { readonly kind: "scripts"; readonly base: Piece; readonly sub: Piece | null; readonly sup: Piece | null; readonly stacked: boolean }
  | { readonly kind: "root"; readonly inside: Piece; readonly index: Piece | null }
  /** "" draws nothing on that side. */
  | { readonly kind: "fenced"; readonly open: string; readonly close: string; readonly inside: Piece }
  | { readonly kind: "accent"; readonly mark: "hat" | "bar" | "line"; readonly base: Piece }
  | { readonly kind: "table"; readonly rows: readonly (readonly Piece[])[] };
