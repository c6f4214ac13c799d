/**
 * The door of the whole engine, types only. `analyze.ts` implements it; the worker's server, the command line and
 * the tests use nothing else.
 */
import type { CheckResult, GraphView, Inspection, Report } from "./report/report.js";
import type { ViewName, Views } from "./report/views/views.js";
import type { Subject, WasmBytes } from "./worker/protocol.js";

/** Signature of `loadEngine` in `analyze.ts`. `clock` gives milliseconds of any epoch, never decreasing. */
export type LoadEngine = (wasm: WasmBytes, clock: () => number) => Promise<Engine>;

export interface Engine {
  /** Cannot fail on any text: what goes wrong is a problem in the report. */
  analyze(subject: Subject, onProgress?: OnProgress): Analysis;
  /** The same without a run, where `subject` is the text of `before` but for a comment or blanks, or for what stands behind its region; null: it is not. All else of the subjects must be equal. */
  carried(before: Analysis, subject: Subject): Analysis | null;
  /** While nobody waits: runs what stands before the place that was edited last, for the next edit there. The clock may end it at any time. */
  prepare(): void;
}

/** One finished run of a text. Holds the trace, so that later questions cost no second run. */
export interface Analysis {
  readonly report: Report;
  /** Of the innermost numeric expression at this UTF-16 offset; null: nothing numeric there. */
  inspect(offset: number): Inspection | null;
  /** Markdown. */
  explain(): string;
  graph(): GraphView;
  /** null: there is no target, or the view has nothing to say to this request. */
  view<K extends ViewName>(view: K, request: Views[K]["request"]): Views[K]["answer"] | null;
  /** The numerical gradient check, in slices: the caller decides between two slices whether to go on. */
  check(): Generator<CheckProgress, CheckResult, void>;
}

/** Now and then during a run: the iteration of its outermost loop, and how many there are; 0: not known. */
export type OnProgress = (done: number, total: number) => void;

export interface CheckProgress {
  readonly done: number;
  readonly total: number;
}
