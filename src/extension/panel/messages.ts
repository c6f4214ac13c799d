/**
 * What is said between the extension and the graph panel. Each message is a whole state of its part, never a patch: one
 * that is missed or comes twice does no harm. Numbers are texts already: a webview message is JSON, which has no NaN.
 */
import type { GraphView, Missing, Severity, Verdict } from "../../engine/report/report.js";
import type { PlayMove, WriteBackAnswer } from "../../engine/report/views/play.js";
import type { ViewAnswer, ViewQuestion } from "../../engine/report/views/views.js";
import type { Span } from "../../engine/text/span.js";
import { isMoves } from "./play-requests.js";
import { isList, isNodeId, isOffset, isRecord } from "./forms.js";
import { isViewQuestion } from "./requests.js";
import type { PanelStrings } from "./strings/panel-strings.js";

export type { PanelStrings };

export type ToPanel =
  /** First, and again after the panel says "ready". */
  | { readonly kind: "hello"; readonly strings: PanelStrings; readonly subject: PanelSubject }
  | ({ readonly kind: "graph" } & PanelGraph)
  /** About the graph that was sent last: one of many nodes is not sent again because the text is being edited. */
  | ({ readonly kind: "state" } & PanelState)
  | { readonly kind: "check"; readonly check: PanelCheck }
  /** Nodes at the editor's cursor, those of several evaluations included; `show`: bring them into view and select. */
  | { readonly kind: "cursor"; readonly nodes: readonly string[]; readonly show: boolean }
  /** Asked why, of a value that the target does not depend on: it is not among the nodes. After "open". */
  | { readonly kind: "apart"; readonly partial: string; readonly missing: Missing; readonly reason: string }
  /** A tab to put up: a command asked for it. */
  | { readonly kind: "open"; readonly tab: string }
  /** The command: write the played numbers into the source. */
  | { readonly kind: "writeBack" }
  /** What became of it. `failure`: why nothing was written, else null. */
  | {
      readonly kind: "wroteBack";
      readonly written: number;
      readonly refused: WriteBackAnswer["refused"];
      readonly failure: string | null;
    }
  /** A picture to draw into pixels; the answer is a "raster" with the same number. Sizes in pixels. */
  | { readonly kind: "rasterize"; readonly id: number; readonly svg: string; readonly width: number; readonly height: number }
  /** To the question of that number. `failure`: why there is no answer, else null. */
  | { readonly kind: "view"; readonly id: number; readonly answer: ViewAnswer | null; readonly failure: string | null };

/** What the panel is about. Kept in the webview's state, so that it comes back after a reload. */
export interface PanelSubject {
  readonly uri: string;
  readonly file: string;
  readonly regionId: string;
  readonly isSelection: boolean;
  /** null: the whole document. */
  readonly span: Span | null;
}

export interface PanelGraph extends PanelState {
  /** null: nothing came yet, or nothing could be drawn. */
  readonly view: GraphView | null;
  /** Name and value of the target, "" where there is none. */
  readonly target: { readonly name: string; readonly value: string };
  /** Line of each node's place in the source, from 1. */
  readonly lines: Readonly<Record<string, number>>;
}

/** How a graph stands to the text. */
export interface PanelState {
  readonly problems: readonly PanelProblem[];
  /** The values are older than the text: new ones are on their way. */
  readonly stale: boolean;
  /** Why this is not the graph of what the editor shows: closed, deleted, off; null: it is. */
  readonly notice: string | null;
}

export interface PanelProblem {
  readonly severity: Severity;
  readonly message: string;
  readonly line: number;
  readonly span: Span;
}

export type PanelCheck =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly done: number; readonly total: number }
  | {
      readonly kind: "done";
      readonly rows: readonly PanelCheckRow[];
      readonly cancelled: boolean;
      /** Why nothing could be checked. */
      readonly problem: string | null;
      /** The code has changed since. */
      readonly outdated: boolean;
    };

export interface PanelCheckRow {
  readonly name: string;
  /** "" for scalars. */
  readonly shape: string;
  readonly analytic: NumberText;
  readonly numeric: NumberText;
  readonly relativeError: NumberText;
  /** The gradient recomputed in double precision, one-sided slopes, step and noise floor of the difference. */
  readonly exact: NumberText;
  readonly left: NumberText;
  readonly right: NumberText;
  readonly step: NumberText;
  readonly noise: NumberText;
  /** The worst element: "[0, 3]", "" for scalars. */
  readonly index: string;
  /** The worst was a random direction. */
  readonly direction: number | null;
  readonly checked: number;
  readonly directions: number;
  readonly total: number;
  readonly counts: Readonly<Record<Verdict, number>>;
  readonly verdict: Verdict;
  readonly reason: string;
  /** The operation behind the verdict. */
  readonly cause: { readonly operation: string; readonly line: number; readonly span: Span } | null;
}

export interface NumberText {
  readonly short: string;
  readonly exact: string;
}

export type FromPanel =
  | { readonly kind: "ready" }
  /** Selects the node's place in the source; `focus`: the editor gets the keyboard too. */
  | { readonly kind: "reveal"; readonly span: Span; readonly focus: boolean }
  /** The keyboard goes to the editor, wherever the cursor is. */
  | { readonly kind: "editor" }
  | { readonly kind: "check" }
  | { readonly kind: "cancelCheck" }
  /** The answer is a "view" with the same number. */
  | { readonly kind: "ask"; readonly id: number; readonly ask: ViewQuestion }
  /** Lights the places of these nodes in the editor, `at` above all; [] and null: none. */
  | { readonly kind: "light"; readonly nodes: readonly string[]; readonly at: string | null }
  /** The numbers that these moves lead to, into the source. */
  | { readonly kind: "writeBack"; readonly moves: readonly PlayMove[] }
  /** Base64; null: too large. */
  | { readonly kind: "raster"; readonly id: number; readonly png: string | null }
  /** "Export Explanation…". */
  | { readonly kind: "export" }
  | { readonly kind: "copy"; readonly text: string };

/** Elements of a copied array can be many; no text of the panel's is longer than this. */
const LONGEST_COPY = 10_000_000;

/** An image, in base64. */
const LONGEST_IMAGE = 200_000_000;

/** A webview is a page: what comes from it is believed only in this form. */
export function isFromPanel(value: unknown): value is FromPanel {
  if (!isRecord(value)) return false;
  switch (value.kind) {
    case "ready":
    case "editor":
    case "export":
    case "check":
    case "cancelCheck":
      return true;
    case "reveal":
      return isSpan(value.span) && typeof value.focus === "boolean";
    case "ask":
      return isOffset(value.id) && isViewQuestion(value.ask);
    case "light":
      return isList(value.nodes, isNodeId, MOST_LIT) && (value.at === null || isNodeId(value.at));
    case "writeBack":
      return isMoves(value.moves);
    case "raster":
      return isOffset(value.id) && (value.png === null || (typeof value.png === "string" && value.png.length <= LONGEST_IMAGE && /^[A-Za-z0-9+/]*={0,2}$/.test(value.png)));
    case "copy":
      return typeof value.text === "string" && value.text.length <= LONGEST_COPY;
    default:
      return false;
  }
}

/** What the webview kept; the panel's own view options lie beside it and are of no interest here. */
export function isPanelSubject(value: unknown): value is PanelSubject {
  return (
    isRecord(value) &&
    typeof value.uri === "string" &&
    typeof value.file === "string" &&
    typeof value.regionId === "string" &&
    typeof value.isSelection === "boolean" &&
    (value.span === null || isSpan(value.span))
  );
}

const MOST_LIT = 10_000;

function isSpan(value: unknown): value is Span {
  if (!isRecord(value)) return false;
  const { start, end } = value;
  return isOffset(start) && isOffset(end) && start <= end;
}
