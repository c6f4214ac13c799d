/** How places in a text move with its edits. */
import type { Span } from "../../engine/text/span.js";

/** `[start, end)` of the text before was replaced by `length` characters. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly length: number;
}

/** With what it put in. */
export type TextEdit = Edit & { readonly text: string };

/**
 * Without what is the same before and after: who replaces `w = 3.0` by `w = 4.0` as a whole (a paste, a formatter) has
 * changed one digit, and the name is still there. `before` is the text the edit's offsets are of.
 */
export function trimmedEdit(before: string, edit: TextEdit): TextEdit {
  const shortest = Math.min(edit.end - edit.start, edit.length);
  let head = 0;
  while (head < shortest && before[edit.start + head] === edit.text[head]) head++;
  let tail = 0;
  while (tail < shortest - head && before[edit.end - 1 - tail] === edit.text[edit.length - 1 - tail]) tail++;
  const text = edit.text.slice(head, edit.length - tail);
  return { start: edit.start + head, end: edit.end - tail, length: text.length, text };
}

/** A span of something in the text: it moves, grows and shrinks with what happens inside; null where all of it is gone. */
export function mapSpan(span: Span, edit: Edit): Span | null {
  const shift = edit.length - (edit.end - edit.start);
  if (edit.end <= span.start) return { start: span.start + shift, end: span.end + shift };
  if (edit.start >= span.end) return span;
  if (edit.start <= span.start && edit.end >= span.end) return null;
  if (edit.start <= span.start) return { start: edit.start + edit.length, end: span.end + shift };
  if (edit.end >= span.end) return { start: span.start, end: edit.start };
  return { start: span.start, end: span.end + shift };
}

/** A region of the user's: what is typed at its edges belongs to it. Empty where all of it is gone, so that an undo brings it back. */
export function mapRegion(region: Span, edit: Edit, insertsLine: boolean): Span {
  const shift = edit.length - (edit.end - edit.start);
  const isInsertion = edit.start === edit.end;
  if (
    edit.end < region.start ||
    (edit.end === region.start && (!isInsertion || insertsLine) && region.end > region.start)
  )
    return { start: region.start + shift, end: region.end + shift };
  if (edit.start > region.end || (edit.start === region.end && !isInsertion)) return region;
  return {
    start: Math.min(region.start, edit.start),
    end: Math.max(region.end + shift, edit.start + edit.length),
  };
}

/** Edits of one event, each in the coordinates of the text before all of them. */
export const lastFirst = <E extends Edit>(edits: readonly E[]): E[] =>
  [...edits].sort((a, b) => b.start - a.start);

/** What happened lately, so that an answer about an older version can be placed in the current text. */
export class EditLog {
  private entries: { readonly version: number; readonly edits: readonly Edit[] }[] = [];

  constructor(
    private first: number,
    private readonly kept = 500,
  ) {}

  /** `version` is that of the text after the edits. */
  add(version: number, edits: readonly Edit[]): void {
    this.entries.push({ version, edits: lastFirst(edits) });
    const dropped = this.entries.length > this.kept ? this.entries.shift() : undefined;
    if (dropped !== undefined) this.first = dropped.version;
  }

  carry(version: number, span: Span): Span | null {
    if (version < this.first) return null;
    let carried: Span | null = span;
    for (const entry of this.entries)
      if (entry.version > version)
        for (const edit of entry.edits) carried = carried === null ? null : mapSpan(carried, edit);
    return carried;
  }
}
