/**
 * What leaves the engine: plain, readonly data in the editor's words, safe to clone and to write as JSON
 * (numbers may be NaN or infinite). Sentences come from the message tables.
 */
import type { Span } from "../text/span.js";

export const REPORT_SCHEMA = 1;

export interface Report {
  readonly schema: typeof REPORT_SCHEMA;
  readonly language: "python" | "formula";
  /** The part of the text that was asked about; null: all of it. */
  readonly region: Span | null;
  readonly target: Target | null;
  /** One for each name the target depends on, in the order of their lines. */
  readonly lenses: readonly LensEntry[];
  /** The last value of every numeric expression in the text, innermost spans included, sorted by start. */
  readonly notes: readonly Note[];
  /** Every top-level name, and by path what containers and modules hold: `net.fc1.weight`, `params[0]`, `p['W1']`. */
  readonly variables: readonly Variable[];
  /** What `print` wrote. */
  readonly stdout: string;
  /** The program's own uncaught exception as Python words it: `ValueError: …`. */
  readonly error: string | null;
  readonly problems: readonly Problem[];
  /** How much work it was: interpreter steps, recorded operations. Never a time: same text, same report. */
  readonly work: { readonly steps: number; readonly operations: number };
}

export interface Target {
  readonly name: string;
  readonly span: Span;
  readonly value: ArrayView;
  /** What stands above the fraction bar: the target's name, or "L" where an upstream gradient ∂L/∂target was given. */
  readonly symbol: string;
  /** The upstream gradient, where one was given. */
  readonly upstream: ArrayView | null;
  /** Whether made-up numbers went into it: data that is not there. */
  readonly madeUp: boolean;
  /** Whether the program itself calls backward() on it. */
  readonly isBackward: boolean;
}

/** A number, tensor or array. */
export interface ArrayView {
  /** As the framework names it: float32, int64, bool; Python's own numbers: float, int, bool. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Row-major; all elements, or the first 8 where `whole` is false. */
  readonly values: readonly number[];
  readonly whole: boolean;
  readonly sum: number;
  readonly absoluteSum: number;
  /** Euclidean norm over all elements. */
  readonly norm: number;
}

/** The lens's gradient of the target. "0", "no path", "cut", "not computed" (nothing to differentiate) and "unknown" (the program stops before) are different answers. */
export type Gradient =
  | { readonly kind: "value"; readonly view: ArrayView; /** Where it is all zero and the cause is known: "relu off". */ readonly zeroBecause: string | null }
  | { readonly kind: "noPath"; readonly reason: string }
  | { readonly kind: "cut"; /** detach, no_grad, item, integer cast … */ readonly by: string; readonly reason: string }
  | { readonly kind: "notComputed"; readonly reason: string }
  | { readonly kind: "unknown"; readonly reason: string };

/** Why there is no number. */
export type Missing = Exclude<Gradient["kind"], "value">;

/** What the program's own framework holds in `.grad`. */
export type FrameworkGradient =
  | { readonly kind: "none"; readonly reason: string }
  | { readonly kind: "value"; readonly view: ArrayView; readonly sameAsLens: boolean; /** Why it differs: accumulated over 2 calls … */ readonly reason: string | null };

export interface LensEntry {
  readonly name: string;
  /** The name where it is defined (its first assignment, parameter or definition in the text). */
  readonly span: Span;
  readonly value: ArrayView;
  readonly gradient: Gradient;
  /** Whether made-up numbers went into the value or the gradient. */
  readonly madeUp: boolean;
  /** null: the program has no framework that keeps gradients for this value. */
  readonly framework: FrameworkGradient | null;
}

export interface Note {
  readonly span: Span;
  /** The text of the expression, cut to 60 characters. */
  readonly text: string;
  readonly value: ArrayView;
  readonly gradient: Gradient;
}

export type Origin = "literal" | "seededSample" | "unseededSample" | "pinned" | "computed" | "placeholder";

export interface Variable {
  readonly name: string;
  readonly value: ArrayView;
  /** What the framework holds in `.grad`, or null. */
  readonly grad: ArrayView | null;
  readonly lensGrad: ArrayView | null;
  /** Whether made-up numbers went into one of the gradients; for the value, `origin` says so. */
  readonly gradMadeUp: boolean;
  readonly origin: Origin;
  /** Where the name was first bound; null for what an import or a container bound. */
  readonly span: Span | null;
}

export type Severity = "information" | "warning" | "error";

export interface Problem {
  /** Stable, kebab-case: "unsupported-call", "syntax", "time-limit", "internal", "python-exception" … */
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
}

/** Everything a hover says about one expression; asked for one at a time. */
export interface Inspection {
  readonly span: Span;
  readonly text: string;
  readonly value: ArrayView;
  readonly gradient: Gradient;
  readonly targetName: string | null;
  readonly framework: FrameworkGradient | null;
  readonly rule: Rule | null;
  /** A sentence: "literal in line 3", "computed by mul", "sample of torch.randn, seed 0". */
  readonly origin: string;
  /** How often the expression was evaluated; the value shown is the last one's. */
  readonly evaluations: number;
}

/** One operation's derivative rule, in general and with its numbers plugged in. */
export interface Rule {
  readonly operation: string;
  /** What the operation does, one sentence. */
  readonly sentence: string;
  /** What holds where there is no derivative, one sentence; null: there is one everywhere. */
  readonly convention: string | null;
  /** Unicode: "y = a · w". */
  readonly value: string;
  /** "6 = 2 · 3". */
  readonly valueNumbers: string;
  /** One for each input the gradient goes to: "∂L/∂a = ∂L/∂y · w", "−4 = −2 · 3"-like with numbers, LaTeX of the first. */
  readonly derivatives: readonly { readonly input: string; readonly rule: string; readonly numbers: string; readonly latex: string }[];
}

/** The computation graph as the panel draws it. Texts are ready to show; all digits and the rule of a node are the view `node`. */
export interface GraphView {
  readonly targetId: string | null;
  /** Inputs before their users. */
  readonly nodes: readonly GraphViewNode[];
  readonly edges: readonly GraphViewEdge[];
  /** How many nodes were left out because the graph is too large to draw. */
  readonly omitted: number;
}

export interface GraphViewNode {
  readonly id: string;
  readonly kind: "leaf" | "operation";
  /** Name of the variable, or of the operation. */
  readonly title: string;
  /** The variable an operation's result is bound to, else "". */
  readonly name: string;
  /** dtype and shape: "float32 [3, 4]", "" for scalars of the default type. */
  readonly type: string;
  readonly value: string;
  /** "∂L/∂w = −4", or why there is none. */
  readonly gradient: string;
  readonly sign: GradientSign;
  /** null: there is a gradient. */
  readonly missing: Missing | null;
  /** |gradient|, or the Euclidean norm of an array's; null where there is none, or it is not finite. */
  readonly size: number | null;
  readonly span: Span | null;
  /**
   * Function, module and loop the node was made in, outermost first: "model", "blocks.0", "for i #2", "loss (3)" for a
   * third call. Equal paths are equal places.
   */
  readonly scope: readonly string[];
  readonly isTarget: boolean;
}

/** "array": its elements may differ. "nan": not a number. "none": there is no gradient, which is not a zero. */
export type GradientSign = "positive" | "negative" | "zero" | "array" | "nan" | "none";

export interface GraphViewEdge {
  readonly from: string;
  readonly to: string;
  /** The input's name in the operation: "x", "weight". */
  readonly input: string;
  /** Shape that flows along it: "[3, 4]", "" for scalars. */
  readonly shape: string;
}

/**
 * Of a gradient against the slopes of the recorded run: they agree; the target has no one slope there (or the rule a convention
 * of its own); rounding is too large to tell; they do not agree.
 */
export type Verdict = "match" | "kink" | "ill-conditioned" | "wrong";

export interface CheckRow {
  readonly name: string;
  readonly shape: readonly number[];
  /** At the worst element, or along the worst direction: the gradient as the program has it. */
  readonly analytic: number;
  /** The same, recomputed in double precision. */
  readonly exact: number;
  /** The slope of the run in double precision. */
  readonly numeric: number;
  /** Of `exact` against `numeric`; where the verdict is that `analytic` is not `exact`, of `analytic`. */
  readonly relativeError: number;
  /** Of the worst element; [] for scalars and directions. */
  readonly index: readonly number[];
  /** The worst was a random direction, this one; null: an element. */
  readonly direction: number | null;
  /** How many elements and how many random directions were compared, of how many elements. */
  readonly checked: number;
  readonly directions: number;
  readonly total: number;
  /** Verdicts of all that was compared. */
  readonly counts: Readonly<Record<Verdict, number>>;
  /** The worst of them. */
  readonly verdict: Verdict;
  /** Why, with its numbers. */
  readonly reason: string;
  /** Of the difference: its step, in units of the value; the rounding of the slope. */
  readonly step: number;
  readonly noise: number;
  /** One-sided slopes from the smallest steps. */
  readonly left: number;
  readonly right: number;
  /** The operation behind the verdict: at its kink, with a wrong rule, not to be computed again. */
  readonly cause: { readonly operation: string; readonly span: Span | null } | null;
}

export interface CheckResult {
  readonly rows: readonly CheckRow[];
  readonly cancelled: boolean;
  /** Why nothing could be checked, else null. */
  readonly problem: string | null;
}
