/** Offsets ↔ lines and columns of one text, for the rooms outside the engine. Lines and columns from 0, columns in UTF-16 units. */

export interface Position {
  readonly line: number;
  readonly column: number;
}

export class LineIndex {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
  }

  get lineCount(): number { return this.starts.length; }

  /** Offsets outside the text are taken to its ends. */
  positionOf(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.text.length));
    let [low, high] = [0, this.starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low, column: inside - this.starts[low]! };
  }

  /** Lines past the end give the text's end. */
  offsetOf(position: Position): number {
    const start = this.starts[position.line];
    return start === undefined ? this.text.length : Math.min(start + position.column, this.text.length);
  }
}
