/**
 * A layout of our own for graphs too large for ELK: layered as ELK's, frame by frame from the innermost, in time nearly
 * proportional to the number of cards. An open frame is one item of the frame around it, and lines that cross its sides
 * go through places on them; so a frame that is opened moves what is outside as little as a larger card would.
 */
import type { Item, Link } from "./layers.js";
import { type Level, layOutLevel } from "./level.js";
import { type Box, FRAME_HEAD, FRAME_PADDING, type Placing, type Plan, type Point } from "./plan.js";

const AROUND = 24;
const FRAME_TOP = FRAME_HEAD + 10;

/** Where a line crosses a frame's side: all that one card sends out of it, or all that comes in from one. */
interface Side {
  readonly item: number;
}

class Frame {
  items: Item[] = [];
  readonly children = new Map<number, Frame>();
  readonly ids: string[] = [];
  readonly links: Link[] = [];
  readonly entries = new Map<string, Side>();
  readonly exits = new Map<string, Side>();
  private readonly known = new Map<string, number>();
  level: Level | null = null;
  at: Point = { x: 0, y: 0 };
  /** Its place among the items of the frame around it. */
  item = -1;

  constructor(
    readonly id: string | null,
    readonly parent: Frame | null,
    readonly depth: number,
  ) {}

  add(id: string, width: number, height: number, side: Item["side"] = null): number {
    this.ids.push(id);
    return this.items.push({ width, height, side }) - 1;
  }

  side(which: "entries" | "exits", card: string): number {
    const known = this[which].get(card);
    if (known !== undefined) return known.item;
    const item = this.add("", 0, 0, which === "entries" ? "first" : "last");
    this[which].set(card, { item });
    return item;
  }

  /** Where a line crosses the side, from the frame's top. */
  heightOf(which: "entries" | "exits", card: string): number | null {
    const item = this[which].get(card)?.item;
    const corner = item === undefined ? undefined : this.level?.corners[item];
    return corner === undefined ? null : corner.y + FRAME_TOP;
  }

  /** `own`: a line for itself although another one goes the same way, a · a. */
  link(from: number, to: number, source: string, own: string): number {
    const key = `${from} ${to} ${source} ${own}`;
    let link = this.known.get(key);
    if (link === undefined) {
      link = this.links.push({ from, to, source, fromY: null, toY: null }) - 1;
      this.known.set(key, link);
    }
    return link;
  }
}

/** A piece of a line inside one frame. */
type Piece = readonly [frame: Frame, link: number];

export function layered(plan: Plan): Placing {
  const root = new Frame(null, null, 0);
  const frames = new Map<string, Frame>();
  const all = [root];
  for (const { id, parent } of plan.frames) {
    const outer = parent === null ? root : (frames.get(parent) ?? root);
    const frame = new Frame(id, outer, outer.depth + 1);
    frames.set(id, frame);
    all.push(frame);
  }
  const places = new Map<string, { readonly frame: Frame; readonly item: number }>();
  // Frames are items from the start, of a size that is known only when they are laid out.
  for (const frame of all.slice(1)) {
    const outer = frame.parent!;
    frame.item = outer.add(frame.id!, 0, 0);
    outer.children.set(frame.item, frame);
  }
  for (const { id, frame: within, width, height } of plan.cards) {
    const frame = within === null ? root : (frames.get(within) ?? root);
    places.set(id, { frame, item: frame.add(id, width, height) });
  }
  const pieces = plan.edges.map(({ id, from, to }): Piece[] => {
    const [a, b] = [places.get(from), places.get(to)];
    return a === undefined || b === undefined ? [] : way(a, b, from, id);
  });
  for (const frame of [...all].sort((a, b) => b.depth - a.depth)) settle(frame);
  for (const frame of all) {
    const { parent } = frame;
    const corner = parent?.level?.corners[frame.item];
    frame.at = parent === null || corner === undefined ? { x: AROUND, y: AROUND } : { x: parent.at.x + corner.x + FRAME_PADDING, y: parent.at.y + corner.y + FRAME_TOP };
  }
  const boxes: (readonly [string, Box])[] = [];
  for (const frame of all) {
    frame.level?.corners.forEach((corner, item) => {
      const { side, width, height } = frame.items[item]!;
      if (side === null) boxes.push([frame.ids[item]!, { x: frame.at.x + corner.x, y: frame.at.y + corner.y, width, height }]);
    });
  }
  const { width, height } = root.level ?? { width: 0, height: 0 };
  return {
    boxes,
    routes: pieces.map((parts) => ({ points: joined(parts), label: null })),
    width: width + 2 * AROUND,
    height: height + 2 * AROUND,
  };
}

/** Out of the frames around one card, across, and into those around the other. */
function way(a: { frame: Frame; item: number }, b: { frame: Frame; item: number }, source: string, edge: string): Piece[] {
  const [out, into]: [Piece[], Piece[]] = [[], []];
  let [from, to] = [a, b];
  while (from.frame !== to.frame) {
    if (from.frame.depth >= to.frame.depth) {
      const { frame } = from;
      out.push([frame, frame.link(from.item, frame.side("exits", source), source, "")]);
      from = { frame: frame.parent!, item: frame.item };
    } else {
      const { frame } = to;
      into.push([frame, frame.link(frame.side("entries", source), to.item, source, to === b ? edge : "")]);
      to = { frame: frame.parent!, item: frame.item };
    }
  }
  const { frame } = from;
  return [...out, [frame, frame.link(from.item, to.item, source, to === b ? edge : "")], ...into.reverse()];
}

/** All frames inside it are laid out. */
function settle(frame: Frame): void {
  const items = frame.items.map((item, i): Item => {
    const inner = frame.children.get(i)?.level;
    return inner ? { side: null, width: inner.width + 2 * FRAME_PADDING, height: inner.height + FRAME_TOP + FRAME_PADDING } : item;
  });
  const links = frame.links.map((link): Link => ({
    ...link,
    fromY: frame.children.get(link.from)?.heightOf("exits", link.source) ?? null,
    toY: frame.children.get(link.to)?.heightOf("entries", link.source) ?? null,
  }));
  frame.items = items;
  frame.level = layOutLevel(items, links);
}

function joined(pieces: readonly Piece[]): Point[] {
  const points: Point[] = [];
  const add = ({ x, y }: Point): void => {
    const [before, last] = [points.at(-2), points.at(-1)];
    // A step that nobody sees is none.
    const point = { x, y: last !== undefined && Math.abs(last.y - y) < 0.6 ? last.y : y };
    if (last !== undefined && last.x === point.x && last.y === point.y) return;
    // On a straight line the point between says nothing.
    const goesOn = before !== undefined && last !== undefined && ((before.x === last.x && last.x === point.x) || (before.y === last.y && last.y === point.y));
    if (goesOn) points.pop();
    points.push(point);
  };
  for (const [{ level, at }, link] of pieces)
    for (const { x, y } of level?.routes[link] ?? []) add({ x: round(at.x + x), y: round(at.y + y) });
  return points;
}

const round = (value: number): number => Math.round(value * 10) / 10;
