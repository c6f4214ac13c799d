/** A half-open range of UTF-16 offsets into one text. Lines and columns exist only outside the engine. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** null: none, or the whole text. */
export const sameSpan = (a: Span | null, b: Span | null): boolean => a?.start === b?.start && a?.end === b?.end;

/** Whether `outer` holds every offset of `inner`. */
export const contains = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;

/**
 * Room for one text: longer ones are not read. Modules of the workspace take the rooms after the first, so that a span
 * says of which text it is; all rooms together stay in the range of small integers.
 */
export const ROOM = 1 << 21;

/** Whether a span lies in another text than the one asked about. */
export const isForeign = (span: Span): boolean => span.start >= ROOM;

/** A copy of plain data with every position of its spans sent through `move`. */
export const withSpansMoved = <T>(data: T, move: (position: number) => number): T => copy(data, move) as T; // a copy of its kind

function copy(value: unknown, move: (position: number) => number): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => copy(one, move));
  if (isSpan(value)) return { start: move(value.start), end: move(value.end) };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copy(one, move)]));
}

export const isSpan = (value: object): value is Span =>
  "start" in value && "end" in value && typeof value.start === "number" && typeof value.end === "number";
