/** One finished run, of Python or of a formula, as the report, the explanation and the graph read it. */
import type { Decisions } from "../trace/decisions.js";
import type { Node } from "../trace/node.js";
import type { Span } from "../text/span.js";
import type { Origin, Problem, Report } from "./report.js";

export interface Evaluated {
  readonly language: Report["language"];
  readonly source: string;
  readonly region: Span | null;
  readonly target: EvaluatedTarget | null;
  /** Numeric expressions with the node of their last evaluation. */
  readonly notes: readonly EvaluatedNote[];
  /** Names in the order they were first bound. */
  readonly names: readonly EvaluatedName[];
  readonly variables: readonly EvaluatedVariable[];
  /** How many backward() calls the program made. */
  readonly backwardCalls: number;
  /** The target's value at each backward() of its call, the last one included: the course of a training. [] without such calls. */
  readonly targetHistory: readonly number[];
  readonly stdout: string;
  readonly error: string | null;
  readonly problems: readonly Problem[];
  readonly work: Report["work"];
  /** Where the program took its way by recorded values. */
  readonly decisions: Pick<Decisions, "kept" | "missed">;
}

export interface EvaluatedTarget {
  readonly name: string;
  readonly span: Span;
  readonly node: Node;
  /** The upstream gradient given for it; null: 1. */
  readonly seed: Node | null;
  /** Adjoints that the program's own backward() has left. */
  readonly known?: ReadonlyMap<Node, Node> | null;
  readonly isBackward: boolean;
}

/** How the language calls the type: "float", "int" for Python's own numbers, else the node's dtype. */
export type TypeLabel = string;

export interface EvaluatedNote {
  readonly span: Span;
  readonly node: Node;
  readonly type: TypeLabel;
  readonly evaluations: number;
}

export interface EvaluatedName {
  readonly name: string;
  /** Its first binding in the text. */
  readonly span: Span;
  /** Values it has had, newest first; the lens takes the newest one that the target depends on. */
  readonly nodes: readonly Node[];
  readonly type: TypeLabel;
  /** What its framework holds in `.grad`: undefined where there is no such framework. */
  readonly frameworkGradient: Node | null | undefined;
  readonly requiresGrad: boolean;
}

export interface EvaluatedVariable {
  /** `w`, or a path: `net.fc1.weight`, `params[0]`, `p['W1']`. */
  readonly name: string;
  readonly node: Node;
  readonly nodes: readonly Node[];
  readonly type: TypeLabel;
  readonly frameworkGradient: Node | null | undefined;
  readonly origin: Origin;
  readonly span: Span | null;
}
