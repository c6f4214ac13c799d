/** A half-open range of UTF-16 offsets into one text. Lines and columns exist only outside the engine. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const span = (start: number, end: number): Span => ({ start, end });

/** Whether `outer` holds every offset of `inner`. */
export const contains = (outer: Span, inner: Span): boolean =>
  outer.start <= inner.start && inner.end <= outer.end;
