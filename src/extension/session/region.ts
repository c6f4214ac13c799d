/** A region of a document that is under the lens, and what is known about it. */
import type { LensEntry, Problem, Report, Target } from "../../engine/report/report.js";
import { type Span, sameSpan } from "../../engine/text/span.js";

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

export const sameRegion = (a: Region, b: Region): boolean => a.id === b.id && a.kind === b.kind && a.language === b.language && sameSpan(a.span, b.span);

/** A thing of a report with its place in the current text, which is younger than the report while the user types. */
export interface Placed<T> {
  readonly entry: T;
  readonly span: Span;
  /** Of an older report than the state's own: the text is broken just now, and the value is held in place, dimmed. */
  readonly held: boolean;
}

export interface RegionState {
  readonly region: Region;
  /** The last report; null until the first one has come. Its own spans are those of `version`. */
  readonly report: Report | null;
  /** Version of the document `report` is about. */
  readonly version: number;
  /** All values are older than the text: to be shown dimmed. */
  readonly stale: boolean;
  /** The clock's time at which the text or region went ahead of the report; null: it has not. */
  readonly waitingSince: number | null;
  readonly lenses: readonly Placed<LensEntry>[];
  readonly problems: readonly Placed<Problem>[];
  /** What the lenses are gradients of, its value and the place of its name. Held like a lens. */
  readonly target: Placed<Target> | null;
}
