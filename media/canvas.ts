/** The drawn graph: frames, edges and cards on one plane; keys that walk along the edges. */
import type { PanelStrings } from "../src/extension/panel/messages.js";
import type { Actions } from "./actions.js";
import { type CardElement, makeCard, makeFrame } from "./cards.js";
import { type EdgeElement, makeEdge } from "./edges.js";
import { h, s } from "./elements.js";
import { largestSize, readGradient } from "./gradient.js";
import type { CardGraph } from "./grouping.js";
import type { Place } from "./kept.js";
import type { Box, Layout } from "./layout.js";
import { Overview } from "./overview.js";
import { type Direction, stepFrom } from "./steps.js";
import { Viewport } from "./viewport.js";

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowRight: "right",
  ArrowLeft: "left",
  ArrowUp: "up",
  ArrowDown: "down",
};

export class Canvas {
  private readonly plane = h("div", { class: "plane" });
  private readonly overview = new Overview((x, y) => this.viewport.centre(x, y));
  readonly element = h(
    "div",
    { class: "canvas", attributes: { role: "group" } },
    this.plane,
    this.overview.element,
  );
  readonly viewport: Viewport;
  private layout: Layout | null = null;
  private graph: CardGraph | null = null;
  private cards = new Map<string, CardElement>();
  private edges: EdgeElement[] = [];
  private selected: string | null = null;

  constructor(
    private readonly strings: PanelStrings,
    private readonly actions: Actions,
    moved: (place: Place | null) => void,
  ) {
    this.viewport = new Viewport(this.element, this.plane, (place) => {
      this.overview.moved(this.viewport.place, this.viewport.room);
      moved(place);
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("focusin", (event) => {
      const card = cardAt(event.target);
      if (card !== null && card !== this.selected) actions.select(card);
      // Not what was pressed with a pointer: it must not slip away from under it.
      if (card !== null && this.cards.get(card)?.element.matches(":focus-visible") === true) this.show(card);
    });
  }

  get drawn(): string | null {
    return this.layout?.key ?? null;
  }

  label(text: string): void {
    this.element.setAttribute("aria-label", text);
  }

  /** A new structure. `anchor`: the card that stays where it was on the screen. */
  draw(graph: CardGraph, layout: Layout, anchor: string | null): void {
    const before = anchor === null ? undefined : this.layout?.boxes.get(anchor);
    const hadFocus = this.plane.contains(document.activeElement);
    this.layout = layout;
    this.cards = new Map();
    const depths = new Map<string, number>();
    const frames = layout.frames.map(({ frame, box }) => {
      const depth = frame.parent === null ? 0 : (depths.get(frame.parent) ?? 0) + 1;
      depths.set(frame.id, depth);
      return makeFrame(frame.group, box, depth, this.strings, this.actions);
    });
    this.edges = layout.routes.map(makeEdge);
    const { width, height } = layout.size;
    const drawing = s(
      "svg",
      {
        class: "edges",
        attributes: {
          width: String(width),
          height: String(height),
          "aria-hidden": "true",
          focusable: "false",
        },
      },
      ...this.edges.map(({ element }) => element),
    );
    for (const card of readingOrder(graph, layout)) {
      const box = layout.boxes.get(card.id);
      if (box !== undefined) this.cards.set(card.id, makeCard(card, box, this.strings, this.actions));
    }
    this.plane.replaceChildren(...frames, drawing, ...[...this.cards.values()].map(({ element }) => element));
    const targets = new Set(
      graph.cards.flatMap((card) => (card.kind === "node" && card.node.isTarget ? [card.id] : [])),
    );
    this.overview.draw(layout, (card) => targets.has(card));
    this.viewport.resized(layout.size, before, anchor === null ? undefined : layout.boxes.get(anchor));
    this.update(graph);
    this.mark(this.selected !== null && this.cards.has(this.selected) ? this.selected : null, new Set());
    if (hadFocus) this.focus(anchor ?? this.tabStop());
  }

  /** New values in the same structure: nothing moves. */
  update(graph: CardGraph): void {
    this.graph = graph;
    const readings = new Map(
      graph.cards.flatMap((card) =>
        card.kind === "node" ? [[card.id, readGradient(card.node)] as const] : [],
      ),
    );
    const largest = largestSize(readings.values());
    for (const card of graph.cards) this.cards.get(card.id)?.update(card, largest);
    const uses = new Map<string, number>();
    for (const { from } of graph.edges) uses.set(from, (uses.get(from) ?? 0) + 1);
    for (const { route, update } of this.edges) {
      const { source, from } = route.edge;
      update(source === null ? null : (readings.get(source) ?? null), uses.get(from) === 1, largest);
    }
  }

  /** `atCursor`: cards at the editor's cursor. */
  mark(selected: string | null, atCursor: ReadonlySet<string>): void {
    this.selected = selected;
    const stop = this.tabStop();
    for (const [id, { element }] of this.cards) {
      element.classList.toggle("selected", id === selected);
      element.classList.toggle("at-cursor", atCursor.has(id));
      element.setAttribute("tabindex", id === stop ? "0" : "-1");
      if (id === selected) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
    for (const { element, route } of this.edges)
      element.classList.toggle(
        "near",
        selected !== null && (route.edge.from === selected || route.edge.to === selected),
      );
  }

  show(card: string): void {
    const box = this.layout?.boxes.get(card);
    if (box !== undefined) this.viewport.show(box);
  }

  boxOf(card: string): Box | undefined {
    return this.layout?.boxes.get(card);
  }

  /** The one card that Tab goes to: the selected one, else the target, else the first. */
  private tabStop(): string | null {
    if (this.selected !== null && this.cards.has(this.selected)) return this.selected;
    const target = this.graph?.cards.find((card) => card.kind === "node" && card.node.isTarget);
    return target?.id ?? this.graph?.cards[0]?.id ?? null;
  }

  private focus(card: string | null): void {
    if (card === null) return;
    this.cards.get(card)?.element.focus({ preventScroll: true });
    this.show(card);
  }

  private click(event: MouseEvent): void {
    const card = cardAt(event.target);
    if (card === null) {
      if (event.target === this.element || event.target === this.plane) this.actions.select(null);
    } else if (this.isGroup(card)) this.actions.toggleGroup(card);
    else this.actions.select(card, { reveal: true });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.keyOfCard(event) || this.keyOfView(event.key)) event.preventDefault();
  }

  private keyOfCard(event: KeyboardEvent): boolean {
    const card = cardAt(event.target);
    if (card === null || this.graph === null || this.layout === null) return false;
    const direction = DIRECTIONS[event.key];
    if (direction !== undefined) {
      this.focus(stepFrom(card, direction, this.layout.boxes, [...this.cards.keys()], this.graph.edges));
      return true;
    }
    switch (event.key) {
      case "Enter":
      case " ":
        if (this.isGroup(card)) this.actions.toggleGroup(card);
        else this.actions.select(card, { reveal: true, focus: event.key === "Enter" });
        return true;
      case "Home":
        this.focus([...this.cards.keys()][0] ?? null);
        return true;
      case "End":
        this.focus([...this.cards.keys()].at(-1) ?? null);
        return true;
      default:
        return false;
    }
  }

  private keyOfView(key: string): boolean {
    switch (key) {
      case "+":
      case "=":
        this.viewport.zoomIn();
        return true;
      case "-":
      case "_":
        this.viewport.zoomOut();
        return true;
      case "0":
        this.viewport.fit();
        return true;
      case "1":
        this.viewport.actualSize();
        return true;
      default:
        return false;
    }
  }

  private isGroup(card: string): boolean {
    return this.graph?.cards.some(({ id, kind }) => id === card && kind === "group") ?? false;
  }
}

const cardAt = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest("[data-card]")?.getAttribute("data-card") ?? null) : null;

/** Column by column, from the top: the order in which a screen reader meets the cards. */
function readingOrder(graph: CardGraph, layout: Layout): CardGraph["cards"] {
  const at = (id: string): Box => layout.boxes.get(id) ?? { x: 0, y: 0, width: 0, height: 0 };
  return [...graph.cards].sort((a, b) => at(a.id).x - at(b.id).x || at(a.id).y - at(b.id).y);
}
