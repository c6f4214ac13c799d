/**
 * What the rest of the extension (editor, commands, panel) may ask of the sessions. Every question settles in an
 * `Outcome`; where the document or region is gone, in a failure.
 */

import type * as vscode from "vscode";
import type { CheckResult, GraphView, Inspection } from "../../engine/report/report.js";
import type { ViewAnswer, ViewQuestion } from "../../engine/report/views/views.js";
import type { Span } from "../../engine/text/span.js";
import type { Outcome, Progress } from "../worker/outcome.js";
import type { RegionState } from "./region.js";

export interface SessionServices {
  /** Fires with the document whose regions, values or staleness changed. */
  readonly onDidChange: vscode.Event<vscode.Uri>;
  /** The active regions of an open document; [] where it is not open or has none. */
  regions(uri: vscode.Uri): readonly RegionState[];
  /** The region to talk about where the user named none: the one at `offset`, else the selection, a pin, the file. */
  regionAt(uri: vscode.Uri, offset: number | null): RegionState | null;
  inspect(
    uri: vscode.Uri,
    regionId: string,
    offset: number,
    options?: InspectOptions,
  ): Promise<Outcome<Inspection | null>>;
  explain(uri: vscode.Uri, regionId: string): Promise<Outcome<string>>;
  /** Spans in the view are offsets of the text of that version. */
  graph(uri: vscode.Uri, regionId: string): Promise<Outcome<GraphAnswer>>;
  /** One view of the region's graph. A newer question about the same view takes the place of an older one that waits. */
  view(uri: vscode.Uri, regionId: string, ask: ViewQuestion): Promise<Outcome<ViewAnswer | null>>;
  /** The numerical gradient check; cancelled by the signal. */
  check(
    uri: vscode.Uri,
    regionId: string,
    onProgress: (progress: Progress) => void,
    signal: AbortSignal,
  ): Promise<Outcome<CheckResult>>;
  /** Carries a span of `version` forward to the current text; null: its text is gone or the version is too old to know. */
  carry(uri: vscode.Uri, version: number, span: Span): Span | null;
}

export interface InspectOptions {
  readonly signal?: AbortSignal;
  /** All elements of its arrays, for copying; costs another run where they are many. */
  readonly whole?: boolean;
}

export interface GraphAnswer {
  readonly version: number;
  readonly view: GraphView;
}
