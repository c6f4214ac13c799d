/** A graph with its places, made to be asked what lies where. */
import { type GradientReading, readGradient } from "../gradient.js";
import type { Card, CardGraph } from "../grouping.js";
import type { Layout, Route } from "../layout.js";
import type { Box, Point } from "../layout/plan.js";
import { type Scale, scaleOf } from "../scale.js";
import { Grid } from "./grid.js";

export class Scene {
  /** Column by column, from the top: the order in which a screen reader meets the cards. */
  readonly cards: readonly Card[];
  readonly boxes: readonly Box[];
  readonly cardGrid: Grid;
  readonly routeGrid: Grid;
  readonly frameGrid: Grid;
  /** Index of each card. */
  readonly indexOf: ReadonlyMap<string, number>;
  private readonly routesOf = new Map<string, number[]>();

  constructor(
    readonly graph: CardGraph,
    readonly layout: Layout,
  ) {
    const at = (id: string): Box => layout.boxes.get(id) ?? NOWHERE;
    this.cards = graph.cards
      .filter(({ id }) => layout.boxes.has(id))
      .sort((a, b) => at(a.id).x - at(b.id).x || at(a.id).y - at(b.id).y);
    this.boxes = this.cards.map(({ id }) => at(id));
    this.cardGrid = new Grid(this.boxes);
    this.routeGrid = new Grid(layout.routes.map(({ points }) => around(points)));
    this.frameGrid = new Grid(layout.frames.map(({ box }) => box));
    this.indexOf = new Map(this.cards.map(({ id }, index) => [id, index]));
    layout.routes.forEach(({ edge }, index) => {
      for (const end of [edge.from, edge.to]) {
        const known = this.routesOf.get(end);
        if (known === undefined) this.routesOf.set(end, [index]);
        else known.push(index);
      }
    });
  }

  /** Edges that begin or end at the card. */
  edgesAt(card: string): readonly Route[] {
    return (this.routesOf.get(card) ?? []).flatMap((index) => this.layout.routes[index] ?? []);
  }

  cardAt(point: Point): Card | null {
    const [index] = this.cardGrid.within({ ...point, width: 0, height: 0 });
    return index === undefined ? null : (this.cards[index] ?? null);
  }
}

/** What changes with the values: of the same structure. */
export class Numbers {
  readonly scale: Scale;
  private readonly cards: ReadonlyMap<string, Card>;
  private readonly readings = new Map<string, GradientReading>();
  private readonly uses = new Map<string, number>();

  constructor(graph: CardGraph) {
    this.cards = new Map(graph.cards.map((card) => [card.id, card]));
    this.scale = scaleOf(sizes(graph.cards));
    for (const { from } of graph.edges) this.uses.set(from, (this.uses.get(from) ?? 0) + 1);
  }

  card(id: string): Card | undefined {
    return this.cards.get(id);
  }

  /** Of a node; null: not one of the cards, or a group. */
  reading(id: string): GradientReading | null {
    const known = this.readings.get(id);
    const card = this.cards.get(id);
    if (known !== undefined || card?.kind !== "node") return known ?? null;
    const reading = readGradient(card.node);
    this.readings.set(id, reading);
    return reading;
  }

  /** Of its gradient, for a group of the largest inside; null: there is none. Not finite where the gradient is not. */
  sizeOf({ id }: Card): number | null {
    const card = this.cards.get(id);
    if (card?.kind === "group") return card.group.gradients?.most ?? null;
    const reading = this.reading(id);
    return reading === null || reading.kind === "none" ? null : reading.size;
  }

  isOnlyUse(from: string): boolean {
    return this.uses.get(from) === 1;
  }
}

function* sizes(cards: readonly Card[]): Generator<number | null> {
  for (const card of cards) {
    if (card.kind === "node") yield card.node.size;
    else if (card.group.gradients !== null) {
      yield card.group.gradients.least;
      yield card.group.gradients.most;
    }
  }
}

const NOWHERE: Box = { x: 0, y: 0, width: 0, height: 0 };

function around(points: readonly Point[]): Box {
  let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { x, y } of points) {
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  return { x: left, y: top, width: right - left, height: bottom - top };
}
