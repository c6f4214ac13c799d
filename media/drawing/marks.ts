/** What stands out in the drawing. All of them are cards. */
export interface Marks {
  readonly selected: string | null;
  /** The one card that Tab goes to. */
  readonly stop: string | null;
  /** At the editor's cursor. */
  readonly atCursor: ReadonlySet<string>;
  readonly found: ReadonlySet<string>;
  /** A path or a step that is talked about, with the edges between its cards. */
  readonly lit: ReadonlySet<string>;
  /** The one of them in the middle of attention. */
  readonly middle: string | null;
}

export const NO_MARKS: Marks = {
  selected: null,
  stop: null,
  atCursor: new Set(),
  found: new Set(),
  lit: new Set(),
  middle: null,
};
