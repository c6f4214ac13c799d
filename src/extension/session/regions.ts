/** The regions of one document: one selection, pins, and, where there is neither, those the text has by itself. */
import { type Span, sameSpan } from "../../engine/text/span.js";
import { automaticRegions, regionLanguage } from "./automatic.js";
import { mapRegion, type TextEdit } from "./edits.js";
import { anchored, locate, type PinStore, type StoredPin } from "./pins.js";
import type { Region, RegionKind } from "./region.js";

export interface RegionDocument {
  readonly key: string;
  readonly languageId: string;
  readonly fileName: string;
  text(): string;
}

const LOST_KEPT = 20;

interface Own {
  readonly id: string;
  span: Span;
  /** What its text was when it was last seen whole. */
  anchor: StoredPin;
}

export class RegionSet {
  private selection: Own | null = null;
  private pins: Own[] = [];
  /** Pins whose text is not in the file now; it may come back, with another branch for one. */
  private readonly lost: StoredPin[] = [];
  private nextId = 1;
  private stored = "";

  constructor(
    private readonly document: RegionDocument,
    private readonly pinStore: PinStore,
  ) {
    const text = document.text();
    for (const pin of pinStore.load(document.key)) {
      const span = locate(text, pin);
      if (span === null) this.lost.push(pin);
      else if (!this.pins.some((other) => other.span.start === span.start))
        this.pins.push(this.own("pin", span, text));
    }
    this.stored = JSON.stringify(this.toStore());
  }

  select(span: Span | null): void {
    this.selection = span === null ? null : this.own("selection", span, this.document.text());
  }

  hasSelection(): boolean {
    return this.selection !== null;
  }

  /** A pin on the selection's region takes its place. */
  pin(span: Span): void {
    if (this.selection !== null && sameSpan(this.selection.span, span)) this.selection = null;
    if (!this.pins.some((pin) => sameSpan(pin.span, span)))
      this.pins.push(this.own("pin", span, this.document.text()));
    this.pins.sort((a, b) => a.span.start - b.span.start);
    this.store();
  }

  unpin(id: string): void {
    this.pins = this.pins.filter((pin) => pin.id !== id);
    this.store();
  }

  /** After the document has changed; the edits last first. */
  edited(edits: readonly TextEdit[]): void {
    const all = [...this.pins, ...(this.selection === null ? [] : [this.selection])];
    const text = all.length === 0 ? "" : this.document.text();
    for (const own of all) {
      const isEmpty = own.span.start === own.span.end;
      const isReplaced = edits.some(
        (edit) =>
          edit.start <= own.span.start &&
          edit.end >= own.span.end &&
          edit.length > 0 &&
          edit.end > edit.start,
      );
      // An undo brings it back; formatters and version control replace all of it at once: look for it in the new text.
      const found = isEmpty || isReplaced ? locate(text, own.anchor) : null;
      own.span =
        found ?? edits.reduce((span, edit) => mapRegion(span, edit, edit.text.endsWith("\n")), own.span);
      if (own.span.end > own.span.start) own.anchor = anchored(text, own.span);
    }
  }

  /** The same region after the edits, before the text is looked at again; null where nothing is left of it. */
  moved(region: Region, edits: readonly TextEdit[]): Region | null {
    if (region.span === null) return region;
    const own = region.kind === "selection" ? this.selection : this.pins.find((pin) => pin.id === region.id);
    const span =
      own?.span ??
      edits.reduce((before, edit) => mapRegion(before, edit, edit.text.endsWith("\n")), region.span);
    return span.end > span.start ? { ...region, span } : null;
  }

  active(text: string, automatic: "backward" | "never"): Region[] {
    const region = (id: string, kind: RegionKind, span: Span | null): Region => ({
      id,
      kind,
      span,
      language: regionLanguage(this.document.languageId, text, span),
    });
    const own = [
      ...(this.selection === null ? [] : [region(this.selection.id, "selection", this.selection.span)]),
      ...this.pins.map((pin) => region(pin.id, "pin", pin.span)),
    ].filter(({ span }) => span !== null && span.end > span.start);
    if (own.length > 0 || automatic === "never") return own;
    const { languageId, fileName } = this.document;
    return automaticRegions({ languageId, fileName, text }).map((span, index) =>
      region(`automatic-${index}`, "automatic", span),
    );
  }

  /** Writes the pins down where they differ from what was written last. */
  store(): void {
    const pins = this.toStore();
    const text = JSON.stringify(pins);
    if (text === this.stored) return;
    this.stored = text;
    this.pinStore.save(this.document.key, pins);
  }

  private toStore(): StoredPin[] {
    return [...this.pins.map(({ anchor }) => anchor), ...this.lost.slice(-LOST_KEPT)];
  }

  private own(kind: "selection" | "pin", span: Span, text: string): Own {
    return { id: `${kind}-${this.nextId++}`, span, anchor: anchored(text, span) };
  }
}

