/** Which boxes lie in an area, without looking at all of them: boxes by the squares of a grid that they touch. */
import type { Box } from "../layout/plan.js";

/** Pixels of the graph. */
const SQUARE = 600;
/** A box that touches more squares than this is looked at each time. */
const MANY = 48;

export class Grid {
  private readonly squares = new Map<string, number[]>();
  private readonly large: number[] = [];

  constructor(private readonly boxes: readonly Box[]) {
    boxes.forEach((box, index) => {
      const squares = squaresOf(box, MANY);
      if (squares === null) this.large.push(index);
      for (const square of squares ?? []) {
        const list = this.squares.get(square);
        if (list === undefined) this.squares.set(square, [index]);
        else list.push(index);
      }
    });
  }

  /** In increasing order. */
  within(area: Box): number[] {
    const squares = squaresOf(area, this.squares.size);
    const found = new Set<number>();
    // An area of more squares than there are holds them all, or nearly.
    for (const list of squares === null ? this.squares.values() : squares.map((square) => this.squares.get(square) ?? []))
      for (const index of list) found.add(index);
    for (const index of this.large) found.add(index);
    return [...found].filter((index) => touches(this.boxes[index], area)).sort((a, b) => a - b);
  }
}

/** null: more than `most`. */
function squaresOf({ x, y, width, height }: Box, most: number): string[] | null {
  const [left, top] = [Math.floor(x / SQUARE), Math.floor(y / SQUARE)];
  const [right, bottom] = [Math.floor((x + width) / SQUARE), Math.floor((y + height) / SQUARE)];
  if ((right - left + 1) * (bottom - top + 1) > most) return null;
  const squares: string[] = [];
  for (let column = left; column <= right; column++)
    for (let row = top; row <= bottom; row++) squares.push(`${column} ${row}`);
  return squares;
}

const touches = (box: Box | undefined, area: Box): boolean =>
  box !== undefined &&
  box.x <= area.x + area.width &&
  area.x <= box.x + box.width &&
  box.y <= area.y + area.height &&
  area.y <= box.y + box.height;

export const holds = (outer: Box, inner: Box): boolean =>
  outer.x <= inner.x &&
  outer.y <= inner.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

export const grown = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});
