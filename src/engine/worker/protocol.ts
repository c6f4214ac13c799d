/**
 * What is said between an editor (or the command line) and the worker. Types only.
 * Every question has an id and gets exactly one `answer` or `failure` with that id; `progress` may come before.
 */
import type { CheckResult, GraphView, Inspection, Report } from "../report/report.js";
import type { ViewAnswer, ViewQuestion } from "../report/views/views.js";
import type { Span } from "../text/span.js";

/** The text asked about. The worker keeps the last analysis of each document and reuses it where all of this is equal. */
export interface Subject {
  /** Any string that names the document, for instance its URI. */
  readonly document: string;
  readonly version: number;
  readonly text: string;
  /** "text": Markdown, plain text, anything but Python; its regions are read as formulas. */
  readonly language: "python" | "text";
  readonly region: Span | null;
  /** What it imports from files around it. */
  readonly files?: readonly WorkspaceFile[];
  readonly limits: Limits;
  /** Arrays with more elements than this are given by their first 8. */
  readonly wholeArrays: number;
}

/** A module beside the program, read by the host. */
export interface WorkspaceFile {
  /** Dotted: `pkg.model`; found from the program's own folder by a relative import: `.model`. */
  readonly name: string;
  /** For people, relative to the program's folder. */
  readonly path: string;
  /** An `__init__.py`. */
  readonly isPackage: boolean;
  /** Found in the program's own folder, where Python looks first. */
  readonly near: boolean;
  readonly text: string;
}

/** Bounds of one analysis. Reaching one is a problem with a span, never a hang. */
export interface Limits {
  readonly milliseconds: number;
  readonly steps: number;
  /** Elements of one array. */
  readonly elements: number;
  /** Bytes of all arrays the trace holds. */
  readonly bytes: number;
}

/** Time is what bounds: how many steps a machine takes in it differs. */
export const DEFAULT_LIMITS: Limits = { milliseconds: 2000, steps: Number.MAX_SAFE_INTEGER, elements: 50_000_000, bytes: 1 << 28 };

export type Question =
  | { readonly kind: "analyze"; readonly subject: Subject }
  | { readonly kind: "inspect"; readonly subject: Subject; readonly offset: number }
  | { readonly kind: "explain"; readonly subject: Subject }
  | { readonly kind: "graph"; readonly subject: Subject }
  | { readonly kind: "view"; readonly subject: Subject; readonly ask: ViewQuestion }
  | { readonly kind: "check"; readonly subject: Subject };

export interface Answers {
  readonly analyze: Report;
  /** null: nothing numeric at that offset. */
  readonly inspect: Inspection | null;
  /** Markdown. */
  readonly explain: string;
  readonly graph: GraphView;
  /** null: there is no target. */
  readonly view: ViewAnswer | null;
  readonly check: CheckResult;
}

export type ToWorker =
  /** `language`: of all sentences, a tag such as "en" or "zh-cn". */
  | { readonly kind: "start"; readonly wasm: WasmBytes; readonly language: string }
  | { readonly kind: "ask"; readonly id: number; readonly question: Question }
  /** Heard only between slices: the numerical check runs in slices, an analysis does not. */
  | { readonly kind: "cancel"; readonly id: number };

export type FromWorker =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly id: number; readonly answer: Answers[keyof Answers] }
  | { readonly kind: "failure"; readonly id: number; readonly message: string }
  /** Of a check, and of a run (`total` 0: not known how far it goes). */
  | { readonly kind: "progress"; readonly id: number; readonly done: number; readonly total: number };

/** The bytes of web-tree-sitter's runtime, of the Python grammar, and of the two builds of the array kernels. */
export interface WasmBytes {
  readonly runtime: Uint8Array;
  readonly python: Uint8Array;
  /** null: arrays are computed in JavaScript. */
  readonly kernels: { readonly fused: Uint8Array; readonly plain: Uint8Array } | null;
}
