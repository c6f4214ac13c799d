/** Pins as they are stored: a range, and enough of its text to find it again in a file that was changed elsewhere. */
import type { Span } from "../../engine/text/span.js";

export interface StoredPin {
  readonly start: number;
  readonly end: number;
  /** Its first and last line without blanks around; equal where it has one line. */
  readonly first: string;
  readonly last: string;
}

/** Where pins are kept between two starts of the editor. */
export interface PinStore {
  load(document: string): readonly StoredPin[];
  save(document: string, pins: readonly StoredPin[]): void;
}

/** The part of VS Code's `Memento` that is used. */
export interface Storage {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

const KEY = "gradientLens.pins";

/** One object for all documents. What another version stored there and cannot be read is left out, never an error. */
export function pinStore(storage: Storage): PinStore {
  const all = (): Record<string, unknown> => {
    const stored = storage.get(KEY);
    return typeof stored === "object" && stored !== null ? { ...stored } : {};
  };
  return {
    load(document) {
      const stored = all()[document];
      return Array.isArray(stored) ? stored.filter(isStoredPin) : [];
    },
    save(document, pins) {
      const { [document]: _old, ...others } = all();
      void storage.update(KEY, pins.length === 0 ? others : { ...others, [document]: pins });
    },
  };
}

function isStoredPin(value: unknown): value is StoredPin {
  if (typeof value !== "object" || value === null) return false;
  const { start, end, first, last } = value as Partial<Record<keyof StoredPin, unknown>>;
  return (
    Number.isInteger(start) && Number.isInteger(end) && typeof first === "string" && typeof last === "string"
  );
}

export function anchored(text: string, span: Span): StoredPin {
  const lines = text
    .slice(span.start, span.end)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return { start: span.start, end: span.end, first: lines[0] ?? "", last: lines.at(-1) ?? "" };
}

/** The pin's place in this text: where it was if its text is still there, else the nearest place that reads like it; null: nowhere. */
export function locate(text: string, pin: StoredPin): Span | null {
  if (pin.first === "") return null;
  const was = anchored(text, pin);
  if (pin.end <= text.length && was.first === pin.first && was.last === pin.last)
    return { start: pin.start, end: pin.end };
  const start = nearest(text, pin.first, pin.start);
  if (start === null) return null;
  const length = pin.end - pin.start;
  const last = nearest(text, pin.last, start + length - pin.last.length);
  if (last !== null && last >= start) return { start, end: last + pin.last.length };
  // The last line has changed: as long as it was, to the end of a line.
  const end = text.indexOf("\n", Math.max(start + pin.first.length, Math.min(text.length, start + length)));
  return { start, end: end < 0 ? text.length : end };
}

function nearest(text: string, part: string, wanted: number): number | null {
  let best: number | null = null;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) {
    if (best !== null && Math.abs(at - wanted) > Math.abs(best - wanted)) break;
    best = at;
  }
  return best;
}
