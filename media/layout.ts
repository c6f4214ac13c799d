/** Places of cards, frames and edges, left to right, by ELK. The same structure has the same places, whatever its values. */
import ELK, { type ElkExtendedEdge, type ElkNode } from "elkjs/lib/elk.bundled.js";
import type { Card, CardEdge, CardGraph, Frame } from "./grouping.js";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

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
const GROUP_HEIGHT = 52;
const FRAME_HEAD = 30;
const LABEL_CHARACTER = 6.1;

/** Wide enough for what does not change with the values: the numbers have the rest, and their full text in the details. */
export function cardSize(card: Card): { readonly width: number; readonly height: number } {
  if (card.kind === "group")
    return { width: clamp(card.group.title.length * 7.4 + 56, 150, 260), height: GROUP_HEIGHT };
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

const OPTIONS: Readonly<Record<string, string>> = {
  "elk.algorithm": "layered",
  "elk.direction": "RIGHT",
  "elk.edgeRouting": "ORTHOGONAL",
  "elk.hierarchyHandling": "INCLUDE_CHILDREN",
  "elk.json.shapeCoords": "ROOT",
  "elk.json.edgeCoords": "ROOT",
  "elk.padding": "[top=24,left=24,bottom=24,right=24]",
  "elk.spacing.nodeNode": "22",
  "elk.spacing.edgeNode": "16",
  "elk.spacing.edgeEdge": "12",
  "elk.spacing.edgeLabel": "3",
  "elk.layered.spacing.nodeNodeBetweenLayers": "42",
  "elk.layered.spacing.edgeNodeBetweenLayers": "16",
  "elk.layered.spacing.edgeEdgeBetweenLayers": "10",
  "elk.layered.nodePlacement.strategy": "BRANDES_KOEPF",
  "elk.layered.nodePlacement.bk.fixedAlignment": "BALANCED",
  // The order of the program where it costs no crossing: a reader finds inputs in the order they were written.
  "elk.layered.considerModelOrder.strategy": "NODES_AND_EDGES",
  "elk.layered.crossingMinimization.forceNodeModelOrder": "false",
  "elk.separateConnectedComponents": "true",
};

/** One for the page. In a webview it finds no worker and computes here, in pauses between frames. */
let elk: InstanceType<typeof ELK> | null = null;

export async function layOut(graph: CardGraph): Promise<Layout> {
  elk ??= new ELK();
  const laid = await elk.layout(elkGraph(graph));
  const shapes = new Map<string, Box>();
  const collect = (node: ElkNode): void => {
    shapes.set(node.id, { x: node.x ?? 0, y: node.y ?? 0, width: node.width ?? 0, height: node.height ?? 0 });
    for (const child of node.children ?? []) collect(child);
  };
  for (const child of laid.children ?? []) collect(child);
  const routes = new Map<string, ElkExtendedEdge>((laid.edges ?? []).map((edge) => [edge.id, edge]));
  return {
    key: structureKey(graph),
    boxes: shapes,
    frames: graph.frames.flatMap((frame) => {
      const box = shapes.get(frame.id);
      return box === undefined ? [] : [{ frame, box }];
    }),
    routes: graph.edges.flatMap((edge) => routeOf(edge, routes.get(edge.id)) ?? []),
    size: { x: 0, y: 0, width: laid.width ?? 0, height: laid.height ?? 0 },
  };
}

function elkGraph(graph: CardGraph): ElkNode {
  const root: ElkNode & { children: ElkNode[] } = {
    id: "root",
    layoutOptions: { ...OPTIONS },
    children: [],
    edges: [],
  };
  const frames = new Map<string, ElkNode & { children: ElkNode[] }>();
  const inside = (frame: string | null): ElkNode[] =>
    (frame === null ? root : (frames.get(frame) ?? root)).children;
  for (const frame of graph.frames) {
    const node = {
      id: frame.id,
      children: [],
      layoutOptions: { "elk.padding": `[top=${FRAME_HEAD + 10},left=16,bottom=16,right=16]` },
    };
    inside(frame.parent).push(node);
    frames.set(frame.id, node);
  }
  for (const card of graph.cards) inside(card.frame).push({ id: card.id, ...cardSize(card) });
  root.edges = graph.edges.map((edge) => ({
    id: edge.id,
    sources: [edge.from],
    targets: [edge.to],
    labels:
      edge.label === ""
        ? []
        : [{ text: edge.label, width: edge.label.length * LABEL_CHARACTER + 8, height: 16 }],
  }));
  return root;
}

function routeOf(edge: CardEdge, laid: ElkExtendedEdge | undefined): Route | null {
  const section = laid?.sections?.[0];
  if (section === undefined) return null;
  const label = laid?.labels?.[0];
  return {
    edge,
    points: [section.startPoint, ...(section.bendPoints ?? []), section.endPoint],
    label:
      label?.x === undefined || label.y === undefined
        ? null
        : { x: label.x + (label.width ?? 0) / 2, y: label.y + (label.height ?? 0) / 2 },
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
