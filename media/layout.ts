/** Places of cards, frames and edges. The same structure has the same places, whatever its values. */
import type { Card, CardEdge, CardGraph, Frame } from "./grouping.js";
import type { Box, Placing, Plan, Point } from "./layout/plan.js";

export type { Box, Point };

export interface Route {
  readonly edge: CardEdge;
  readonly points: readonly Point[];
  /** Centre of its label. */
  readonly label: Point | null;
}

export interface Layout {
  readonly key: string;
  readonly boxes: ReadonlyMap<string, Box>;
  readonly frames: readonly { readonly frame: Frame; readonly box: Box }[];
  readonly routes: readonly Route[];
  readonly size: Box;
}

/** Pixels, the same as in cards.css. */
const CARD_HEIGHT = 74;
const GROUP_HEIGHT = 74;

/** Wide enough for what does not change with the values: the numbers have the rest, and their full text in the details. */
export function cardSize(card: Card): { readonly width: number; readonly height: number } {
  if (card.kind === "group")
    return { width: clamp(card.group.title.length * 7.4 + 56, 190, 300), height: GROUP_HEIGHT };
  const { node } = card;
  const isLeaf = node.kind === "leaf";
  const named = isLeaf ? node.name || node.title : `${node.title}${node.name === "" ? "" : `→ ${node.name}`}`;
  const isArray = node.type.includes("[");
  const around = (isLeaf ? 40 : 66) + (node.isTarget ? 62 : 0);
  const head = named.length * 7.9 + node.type.length * 6.2 + around;
  // "∂loss/∂name" changes with the names only; the number behind it is short in a scalar.
  const label = Math.max(0, node.gradient.indexOf(" = "));
  return {
    width: clamp(Math.max(head, isArray ? 0 : label * 7 + 68), isArray ? 224 : 132, 300),
    height: CARD_HEIGHT,
  };
}

const clamp = (value: number, least: number, most: number): number =>
  Math.round(Math.min(most, Math.max(least, value)));

/** All that the places depend on. */
export const structureKey = (graph: CardGraph): string =>
  JSON.stringify([
    graph.cards.map((card) => [card.id, card.frame, cardSize(card)]),
    graph.frames.map(({ id, parent }) => [id, parent]),
    graph.edges.map(({ from, to, label }) => [from, to, label]),
  ]);

/** What places depend on. */
export const planOf = (graph: CardGraph): Plan => ({
  cards: graph.cards.map((card) => ({ id: card.id, frame: card.frame, ...cardSize(card) })),
  frames: graph.frames.map(({ id, parent }) => ({ id, parent })),
  edges: graph.edges.map(({ id, from, to, label }) => ({ id, from, to, label })),
});

export function layoutOf(graph: CardGraph, placing: Placing): Layout {
  const boxes = new Map(placing.boxes);
  return {
    key: structureKey(graph),
    boxes,
    frames: graph.frames.flatMap((frame) => {
      const box = boxes.get(frame.id);
      return box === undefined ? [] : [{ frame, box }];
    }),
    routes: graph.edges.flatMap((edge, i) => {
      const route = placing.routes[i];
      return route === undefined || route.points.length === 0 ? [] : [{ edge, ...route }];
    }),
    size: { x: 0, y: 0, width: placing.width, height: placing.height },
  };
}

const CORNER = 7;

/** A polyline with its corners rounded. */
export function roundedPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${first.x} ${first.y}`];
  let from = first;
  for (const [index, corner] of rest.entries()) {
    const to = rest[index + 1];
    if (to === undefined) {
      parts.push(`L${corner.x} ${corner.y}`);
      break;
    }
    const radius = Math.min(CORNER, distance(from, corner) / 2, distance(corner, to) / 2);
    const before = toward(corner, from, radius);
    const after = toward(corner, to, radius);
    parts.push(`L${before.x} ${before.y}Q${corner.x} ${corner.y} ${after.x} ${after.y}`);
    from = corner;
  }
  return parts.join("");
}

const distance = (a: Point, b: Point): number => Math.hypot(a.x - b.x, a.y - b.y);

function toward(from: Point, to: Point, length: number): Point {
  const whole = distance(from, to);
  if (whole === 0) return from;
  const part = length / whole;
  return { x: round(from.x + (to.x - from.x) * part), y: round(from.y + (to.y - from.y) * part) };
}

const round = (value: number): number => Math.round(value * 100) / 100;
