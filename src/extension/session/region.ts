/** A region of a document that is under the lens, and what is known about it. */
import type { LensEntry, Problem, Report } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";

/** "selection" is the one transient region of a document; "automatic" ones are found from the text alone. */
export type RegionKind = "selection" | "pin" | "automatic";

export interface Region {
  /** Unique in its document, and stable across edits. */
  readonly id: string;
  readonly kind: RegionKind;
  /** In offsets of the current text; null: the whole of it. */
  readonly span: Span | null;
  readonly language: "python" | "text";
}

/** A thing of a report with its place in the current text, which is younger than the report while the user types. */
export interface Placed<T> {
  readonly entry: T;
  readonly span: Span;
}

export interface RegionState {
  readonly region: Region;
  /** The last report; its own spans are those of `version`. null until the first one has come. */
  readonly report: Report | null;
  /** Version of the document `report` is about. */
  readonly version: number;
  /** The values are older than the text: to be shown dimmed. */
  readonly stale: boolean;
  /** The clock's time at which the text or region went ahead of the report; null: it has not. */
  readonly waitingSince: number | null;
  readonly lenses: readonly Placed<LensEntry>[];
  readonly problems: readonly Placed<Problem>[];
  /** Place of the target's name. */
  readonly target: Span | null;
  /** Why there is no report about the current text although none is being waited for. */
  readonly failure: string | null;
}
