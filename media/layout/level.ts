/** The last step of a layered layout: where columns stand, and the right-angled ways of the lines between the cards. */
import { type Item, type Layers, layersOf, type Link, rowsOf } from "./layers.js";
import { type Ordered, ordered } from "./order.js";
import type { Point } from "./plan.js";
import { Slots } from "./slots.js";

export interface Level {
  /** Corners of the items. */
  readonly corners: readonly Point[];
  /** One for each link. */
  readonly routes: readonly (readonly Point[])[];
  readonly width: number;
  readonly height: number;
}

const COLUMN_GAP = 42;
/** Between two lines that run side by side. */
const LINE = 7;
/** Between a card and the first line along it. */
const CLEAR = 14;
const ROW_GAP = 40;

/** Items without frames inside: of a frame, each open frame in it is one item. */
export function layOutLevel(items: readonly Item[], links: readonly Link[]): Level {
  const layers = layersOf(items, links);
  const widths = new Array<number>(layers.count).fill(0);
  const tall = new Array<number>(layers.count).fill(0);
  items.forEach(({ width, height }, item) => {
    const layer = layers.of[item]!;
    widths[layer] = Math.max(widths[layer]!, width);
    tall[layer]! += height + 16;
  });
  const rows = rowsOf(
    widths.map((width) => width + COLUMN_GAP),
    Math.max(0, ...tall),
  );
  return new Drawing(items, links, layers, rows, widths, ordered(items, links, layers, rows)).level();
}

class Drawing {
  /** Lines up and down, between two columns. */
  private readonly gaps = new Slots<number>();
  /** Lines along the top of a row, and below the last one. */
  private readonly lanes = new Slots<number>();
  private readonly margin = new Slots<"left">();
  private readonly startY: number[] = [];
  private readonly endY: number[] = [];
  private readonly columnX: number[] = [];
  private readonly gapX = new Map<number, number>();
  private readonly rowTop: number[] = [];
  private width = 0;
  private left = 0;

  constructor(
    private readonly items: readonly Item[],
    private readonly links: readonly Link[],
    private readonly layers: Layers,
    private readonly rows: Int32Array,
    private readonly widths: readonly number[],
    private readonly order: Ordered,
  ) {}

  level(): Level {
    this.findEnds();
    this.links.forEach((link, k) => this.reserve(link, k));
    this.placeColumns();
    this.links.forEach((link, k) => this.reserveLanes(link, k));
    const height = this.placeRows();
    const corners = this.items.map((_, item) => this.corner(item));
    return { corners, routes: this.links.map((link, k) => this.route(link, k)), width: this.width, height };
  }

  private row(item: number): number {
    return this.rows[this.layers.of[item]!]!;
  }

  private top(item: number): number {
    return this.order.centre[item]! - this.items[item]!.height / 2;
  }

  private gapRight(item: number): number {
    return 2 * this.layers.of[item]! + 1;
  }

  private gapLeft(item: number): number {
    return this.gapBefore(this.layers.of[item]!);
  }

  private gapBefore(layer: number): number {
    return layer > 0 && this.rows[layer - 1] === this.rows[layer] ? 2 * layer - 1 : 2 * layer;
  }

  /** Lines come in one above the other, in the order of where they come from. */
  private findEnds(): void {
    const into: number[][] = this.items.map(() => []);
    this.links.forEach(({ from, fromY, to, toY }, k) => {
      this.startY[k] = this.top(from) + (fromY ?? this.items[from]!.height / 2);
      if (toY === null) into[to]!.push(k);
      else this.endY[k] = this.top(to) + toY;
    });
    into.forEach((links, to) => {
      links.sort((a, b) => this.startY[a]! - this.startY[b]!);
      const step = this.items[to]!.height / (links.length + 1);
      links.forEach((k, i) => (this.endY[k] = this.top(to) + step * (i + 1)));
    });
  }

  private heightsOn(k: number): number[] {
    return [this.startY[k]!, ...this.order.through[k]!.map((point) => this.order.centre[point]!), this.endY[k]!];
  }

  private reserve(link: Link, k: number): void {
    const key = keyOf(link);
    if (this.order.through[k] !== null) {
      const start = this.layers.of[link.from]!;
      this.heightsOn(k).reduce((y, next, i) => {
        if (!isStraight(y, next)) this.gaps.add(2 * (start + i - 1) + 1, key, y, next);
        return next;
      });
      return;
    }
    const goesDown = this.row(link.from) !== this.row(link.to);
    this.gaps.add(this.gapRight(link.from), key, this.startY[k]!, goesDown ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY);
    this.gaps.add(this.gapLeft(link.to), key, this.endY[k]!, Number.NEGATIVE_INFINITY);
    if (this.goesRound(link)) this.margin.add("left", key, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
  }

  /** To a row that is not the next: along the left side. */
  private goesRound({ from, to }: Link): boolean {
    const down = this.row(to) - this.row(from);
    return down !== 0 && down !== 1;
  }

  private gapWidth(gap: number, least: number): number {
    const count = this.gaps.count(gap);
    return count === 0 ? least : Math.max(least, 2 * CLEAR + (count - 1) * LINE);
  }

  private placeColumns(): void {
    const around = this.margin.count("left");
    this.left = around === 0 ? 0 : CLEAR + around * LINE;
    let x = this.left;
    this.widths.forEach((width, layer) => {
      const isFirst = layer === 0 || this.rows[layer - 1] !== this.rows[layer];
      if (isFirst) x = this.left;
      const gap = this.gapBefore(layer);
      this.gapX.set(gap, x);
      x += this.gapWidth(gap, isFirst ? 0 : COLUMN_GAP);
      this.columnX[layer] = x;
      x += width;
      this.gapX.set(2 * layer + 1, x);
      const isLast = layer === this.widths.length - 1 || this.rows[layer + 1] !== this.rows[layer];
      this.width = Math.max(this.width, isLast ? x + this.gapWidth(2 * layer + 1, 0) : x);
    });
  }

  private reserveLanes(link: Link, k: number): void {
    if (this.order.through[k] !== null) return;
    const [out, back] = [this.lineX(this.gapRight(link.from), keyOf(link)), this.lineX(this.gapLeft(link.to), keyOf(link))];
    const row = this.row(link.to);
    if (!this.goesRound(link)) this.lanes.add(row, keyOf(link), out, back);
    else {
      this.lanes.add(this.row(link.from) + 1, keyOf(link), 0, out);
      this.lanes.add(row, keyOf(link), 0, back);
    }
  }

  private placeRows(): number {
    let y = 0;
    this.order.heights.forEach((height, row) => {
      y += this.laneRoom(row) + (row > 0 ? ROW_GAP : 0);
      this.rowTop.push(y);
      y += height;
    });
    const below = this.laneRoom(this.order.heights.length);
    this.rowTop.push(y + below);
    return y + below;
  }

  private laneRoom(row: number): number {
    const count = this.lanes.count(row);
    return count === 0 ? 0 : CLEAR + count * LINE;
  }

  private lineX(gap: number, key: string): number {
    return this.gapX.get(gap)! + CLEAR + this.gaps.slot(gap, key) * LINE;
  }

  private laneY(row: number, key: string): number {
    return this.rowTop[row]! - CLEAR - this.lanes.slot(row, key) * LINE;
  }

  /** What nothing leads to stands near what uses it. */
  private corner(item: number): Point {
    const { side, width } = this.items[item]!;
    const layer = this.layers.of[item]!;
    const y = this.rowTop[this.rows[layer]!]! + this.top(item);
    if (side === "first") return { x: 0, y };
    if (side === "last") return { x: this.width, y };
    const spare = this.hasInput(item) ? 0 : this.widths[layer]! - width;
    return { x: this.columnX[layer]! + spare, y };
  }

  private inputs: ReadonlySet<number> | null = null;
  private hasInput(item: number): boolean {
    this.inputs ??= new Set(this.links.map(({ to }) => to));
    return this.inputs.has(item);
  }

  private route(link: Link, k: number): Point[] {
    const { from, to } = link;
    const key = keyOf(link);
    const [start, end] = [this.corner(from), this.corner(to)];
    const [fromTop, toTop] = [this.rowTop[this.row(from)]!, this.rowTop[this.row(to)]!];
    const first = { x: start.x + this.items[from]!.width, y: fromTop + this.startY[k]! };
    const last = { x: end.x, y: toTop + this.endY[k]! };
    if (this.order.through[k] !== null) {
      const heights = this.heightsOn(k);
      const layer = this.layers.of[from]!;
      const turns = heights.slice(1).flatMap((next, i) => {
        const y = heights[i]!;
        if (isStraight(y, next)) return [];
        const x = this.lineX(2 * (layer + i) + 1, key);
        return [{ x, y: fromTop + y }, { x, y: fromTop + next }];
      });
      return [first, ...turns, last];
    }
    const [out, back] = [this.lineX(this.gapRight(from), key), this.lineX(this.gapLeft(to), key)];
    const lane = this.laneY(this.row(to), key);
    const around = this.goesRound(link) ? this.around(this.row(from) + 1, lane, key, out) : [{ x: out, y: lane }];
    return [first, { x: out, y: first.y }, ...around, { x: back, y: lane }, { x: back, y: last.y }, last];
  }

  private around(row: number, lane: number, key: string, out: number): Point[] {
    const x = this.left - CLEAR - this.margin.slot("left", key) * LINE;
    const below = this.laneY(row, key);
    return [{ x: out, y: below }, { x, y: below }, { x, y: lane }];
  }
}

const keyOf = ({ from, source }: Link): string => `${from} ${source}`;

const isStraight = (y: number, next: number): boolean => Math.abs(y - next) < 0.5;
