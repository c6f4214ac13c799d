/** Cards, frames and edges as elements, so far as they are in view: what is out of it is not in the page. */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import type { Actions } from "../actions.js";
import { h, s } from "../elements.js";
import type { Box } from "../layout/plan.js";
import { type CardElement, makeCard, makeFrame } from "./cards.js";
import { type EdgeElement, makeEdge } from "./edges.js";
import type { Marks } from "./marks.js";
import type { Numbers, Scene } from "./scene.js";

export interface Wanted {
  /** null: only what is held. */
  readonly cards: Box | null;
  readonly edges: Box | null;
  /** A card that must not leave the page whatever is in view: it has the keyboard, or is where Tab goes. */
  readonly held: ReadonlySet<string>;
}

export class Near {
  private readonly edgeLayer = s("g");
  private readonly drawing = s(
    "svg",
    { class: "edges", attributes: { width: "1", height: "1", "aria-hidden": "true", focusable: "false" } },
    this.edgeLayer,
  );
  private readonly frameLayer = h("div", { class: "frames" });
  private cards = new Map<number, CardElement>();
  private edges = new Map<number, EdgeElement>();
  private frames = new Map<number, HTMLElement>();

  constructor(
    private readonly plane: HTMLElement,
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
  ) {
    plane.append(this.frameLayer, this.drawing);
  }

  /** Another structure: nothing that was made is of use. */
  clear(): void {
    for (const { element } of this.cards.values()) element.remove();
    this.cards = new Map();
    this.edges = new Map();
    this.frames = new Map();
    this.edgeLayer.replaceChildren();
    this.frameLayer.replaceChildren();
  }

  element(card: number | undefined): HTMLElement | null {
    return card === undefined ? null : (this.cards.get(card)?.element ?? null);
  }

  show(wanted: Wanted, scene: Scene, numbers: Numbers, marks: Marks): void {
    this.showCards(wanted, scene, numbers, marks);
    const { routes, frames } = scene.layout;
    const edges = new Set(wanted.edges === null ? [] : scene.routeGrid.within(wanted.edges));
    drop(this.edges, edges, ({ element }) => element.remove());
    for (const index of edges) {
      const route = routes[index];
      if (route === undefined || this.edges.has(index)) continue;
      const edge = makeEdge(route);
      this.edges.set(index, edge);
      updateEdge(edge, numbers);
      markEdge(edge, marks);
      this.edgeLayer.append(edge.element);
    }
    const open = new Set(wanted.cards === null ? [] : scene.frameGrid.within(wanted.cards));
    drop(this.frames, open, (element) => element.remove());
    for (const index of open) {
      const one = frames[index];
      if (one === undefined || this.frames.has(index)) continue;
      const element = makeFrame(one.frame, one.box, this.strings, this.actions);
      this.frames.set(index, element);
      this.frameLayer.append(element);
    }
  }

  /** In reading order, whenever they come: a screen reader and Tab follow the order in the page. */
  private showCards({ cards: area, held }: Wanted, scene: Scene, numbers: Numbers, marks: Marks): void {
    const indexes = new Set(area === null ? [] : scene.cardGrid.within(area));
    for (const id of held) {
      const index = scene.indexOf.get(id);
      if (index !== undefined) indexes.add(index);
    }
    drop(this.cards, indexes, ({ element }) => element.remove());
    let before: ChildNode | null = null;
    for (const index of [...indexes].sort((a, b) => b - a)) {
      const known = this.cards.get(index);
      const card = scene.cards[index];
      const box = scene.boxes[index];
      if (known !== undefined) before = known.element;
      else if (card !== undefined && box !== undefined) {
        const made = makeCard(card, box, this.strings, this.actions);
        this.cards.set(index, made);
        made.update(numbers.card(card.id) ?? card, numbers.scale);
        markCard(made, marks);
        this.plane.insertBefore(made.element, before);
        before = made.element;
      }
    }
  }

  update(numbers: Numbers): void {
    for (const card of this.cards.values()) {
      const now = numbers.card(card.id);
      if (now !== undefined) card.update(now, numbers.scale);
    }
    for (const edge of this.edges.values()) updateEdge(edge, numbers);
  }

  mark(marks: Marks): void {
    for (const card of this.cards.values()) markCard(card, marks);
    for (const edge of this.edges.values()) markEdge(edge, marks);
  }
}

function drop<T>(shown: Map<number, T>, wanted: ReadonlySet<number>, remove: (one: T) => void): void {
  for (const [index, one] of shown) {
    if (wanted.has(index)) continue;
    remove(one);
    shown.delete(index);
  }
}

function updateEdge({ route, update }: EdgeElement, numbers: Numbers): void {
  const { source, from } = route.edge;
  update(source === null ? null : numbers.reading(source), numbers.isOnlyUse(from), numbers.scale);
}

function markEdge({ element, route: { edge } }: EdgeElement, { selected, lit }: Marks): void {
  element.classList.toggle("near", selected !== null && (edge.from === selected || edge.to === selected));
  element.classList.toggle("lit", lit.has(edge.from) && lit.has(edge.to));
}

function markCard({ element, id }: CardElement, marks: Marks): void {
  element.classList.toggle("selected", id === marks.selected);
  element.classList.toggle("at-cursor", marks.atCursor.has(id));
  element.classList.toggle("found", marks.found.has(id));
  element.classList.toggle("lit", marks.lit.has(id));
  element.classList.toggle("in-middle", id === marks.middle);
  element.setAttribute("tabindex", id === marks.stop ? "0" : "-1");
  if (id === marks.selected) element.setAttribute("aria-current", "true");
  else element.removeAttribute("aria-current");
}
