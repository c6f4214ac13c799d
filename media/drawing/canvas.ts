/** The drawn graph: cards as elements or painted boxes, whichever fits the distance; keys that walk along the edges. */
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import type { Actions } from "../actions.js";
import { h } from "../elements.js";
import type { CardGraph } from "../grouping.js";
import type { Place } from "../kept.js";
import type { Layout } from "../layout.js";
import type { Box, Point } from "../layout/plan.js";
import type { Scale } from "../scale.js";
import { Far } from "./far.js";
import { grown, holds } from "./grid.js";
import { keyOfCard, keyOfView } from "./keys.js";
import { type Marks, NO_MARKS } from "./marks.js";
import { Minimap } from "./minimap.js";
import { Near } from "./near.js";
import { Numbers, Scene } from "./scene.js";
import { Viewport } from "./viewport.js";

/** More cards in and around the view than this are painted, unless they are large enough to be read. */
const MOST_ELEMENTS = 450;
/** Painted cards become elements again below this many, so that they do not go to and fro. */
const FEW_ELEMENTS = 350;
const READ_FROM = 0.5;
/** Under this scale a text cannot be read at all: so many cards are already shown better by their shade and name. */
const ILLEGIBLE = 0.3;
const SEVERAL = 80;
/** More edges than this are painted even between cards that are elements. */
const MOST_EDGES = 700;
/** What is made beyond the panel's sides, as a part of its size: so far it moves without anything being made. */
const BEYOND = 0.35;

export class Canvas {
  private readonly plane = h("div", { class: "plane" });
  private readonly far = new Far();
  private readonly near: Near;
  private readonly minimap = new Minimap(this.far.paints, (x, y) => this.viewport.centre(x, y));
  readonly element = h(
    "div",
    { class: "canvas", attributes: { role: "group" } },
    this.far.paints.element,
    this.far.element,
    this.plane,
    this.minimap.element,
  );
  readonly viewport: Viewport;
  private scene: Scene | null = null;
  private numbers = new Numbers({ cards: [], frames: [], edges: [], cardOf: new Map() });
  private marks: Marks = NO_MARKS;
  /** The area whose cards and edges are in the page; null: they must be found again. */
  private made: { readonly area: Box; readonly paintsEdges: boolean } | null = null;
  private isFar = false;
  private next = 0;
  private painting = 0;

  constructor(
    strings: PanelStrings,
    private readonly actions: Actions,
    moved: (place: Place | null) => void,
  ) {
    this.near = new Near(this.plane, strings, actions);
    this.viewport = new Viewport(this.element, this.plane, (place) => {
      this.minimap.moved(this.viewport.place, this.viewport.room);
      cancelAnimationFrame(this.next);
      this.next = requestAnimationFrame(() => this.refresh(false));
      moved(place);
    });
    this.element.addEventListener("keydown", (event) => this.key(event));
    this.element.addEventListener("click", (event) => this.click(event));
    this.element.addEventListener("pointermove", (event) => this.point(event));
    this.element.addEventListener("focusin", (event) => {
      const card = cardAt(event.target);
      if (card !== null && card !== this.marks.selected) actions.select(card);
      // Not what was pressed with a pointer: it must not slip away from under it.
      if (card !== null && this.elementOf(card)?.matches(":focus-visible") === true) this.show(card);
    });
    // Painted colours do not follow the theme by themselves.
    new MutationObserver(() => {
      this.far.paints.forget();
      this.paintAnew();
    }).observe(document.body, { attributeFilter: ["class", "data-vscode-theme-id"] });
  }

  /** It has come (back) into the page. */
  shown(): void {
    this.viewport.shown();
    this.made = null;
    this.refresh(true);
  }

  get drawn(): string | null {
    return this.scene?.layout.key ?? null;
  }

  get scale(): Scale {
    return this.numbers.scale;
  }

  label(text: string): void {
    this.element.setAttribute("aria-label", text);
  }

  /** A new structure. `anchor`: the card or frame that stays where it was on the screen. */
  draw(graph: CardGraph, layout: Layout, anchor: string | null): void {
    const before = anchor === null ? undefined : this.scene?.layout.boxes.get(anchor);
    const hadFocus = this.plane.contains(document.activeElement);
    this.scene = new Scene(graph, layout);
    this.numbers = new Numbers(graph);
    this.near.clear();
    this.made = null;
    const { selected } = this.marks;
    this.marks = { ...NO_MARKS, selected: selected !== null && this.scene.indexOf.has(selected) ? selected : null };
    this.marks = { ...this.marks, stop: this.tabStop() };
    this.minimap.draw(this.scene, this.numbers);
    this.viewport.resized(layout.size, before, anchor === null ? undefined : layout.boxes.get(anchor));
    this.refresh(true);
    if (hadFocus) this.focus(anchor !== null && this.scene.indexOf.has(anchor) ? anchor : this.firstInside(anchor));
  }

  /** New values in the same structure: nothing moves. */
  update(graph: CardGraph): void {
    this.numbers = new Numbers(graph);
    this.near.update(this.numbers);
    if (this.scene !== null) this.minimap.draw(this.scene, this.numbers);
    this.paintAnew();
  }

  mark(marks: Omit<Marks, "stop">): void {
    this.marks = { ...marks, stop: null };
    this.marks = { ...marks, stop: this.tabStop() };
    // The card that Tab goes to is in the page wherever it is.
    this.made = null;
    this.near.mark(this.marks);
    this.refresh(true);
  }

  show(card: string): void {
    const box = this.boxOf(card);
    if (box !== undefined) this.viewport.show(box);
    this.refresh(false);
  }

  /** To the middle, near enough to be read: not behind the legend or the map. */
  centre(card: string): void {
    const box = this.boxOf(card);
    if (box !== undefined) this.viewport.centre(box.x + box.width / 2, box.y + box.height / 2, true);
    this.refresh(false);
  }

  boxOf(card: string): Box | undefined {
    return this.scene?.layout.boxes.get(card);
  }

  /** The selected one, else the target, else the first. */
  private tabStop(): string | null {
    const { selected } = this.marks;
    if (this.scene === null) return null;
    if (selected !== null && this.scene.indexOf.has(selected)) return selected;
    const target = this.scene.cards.find((card) => card.kind === "node" && card.node.isTarget);
    return target?.id ?? this.scene.cards[0]?.id ?? null;
  }

  private firstInside(frame: string | null): string | null {
    return this.scene?.cards.find((card) => card.frame === frame)?.id ?? this.tabStop();
  }

  private paintAnew(): void {
    if (this.made !== null) this.refresh(true);
  }

  /** What is in view is made or painted. `anew`: even where nothing has moved. */
  private refresh(anew: boolean): void {
    const { scene, viewport } = this;
    if (scene === null) return;
    cancelAnimationFrame(this.next);
    const { place, room } = viewport;
    if (room.width === 0 || room.height === 0) return;
    const seen: Box = { x: -place.x / place.scale, y: -place.y / place.scale, width: room.width / place.scale, height: room.height / place.scale };
    const isInside = this.made !== null && holds(this.made.area, seen) && seen.width * 3 > this.made.area.width;
    if (this.made === null || !isInside || anew) this.made = this.make(scene, seen);
    const edges = this.made.paintsEdges;
    cancelAnimationFrame(this.painting);
    if (!edges) this.far.hide();
    else if (!anew) this.paint(false);
    else {
      // Once a frame, however much has changed until then; what only moves must not lag behind the plane.
      this.far.element.hidden = false;
      this.painting = requestAnimationFrame(() => this.paint(true));
    }
  }

  private paint(anew: boolean): void {
    const { scene, viewport, made } = this;
    if (scene === null || made === null || !made.paintsEdges) return;
    this.far.show(scene, this.numbers, this.marks, viewport.place, viewport.room, { cards: this.isFar, edges: true }, anew);
  }

  private make(scene: Scene, seen: Box): NonNullable<Canvas["made"]> {
    const { scale } = this.viewport.place;
    const area = grown(seen, Math.max(seen.width, seen.height) * BEYOND);
    const count = scale >= READ_FROM ? 0 : scene.cardGrid.within(area).length;
    const most = scale < ILLEGIBLE ? SEVERAL : this.isFar ? FEW_ELEMENTS : MOST_ELEMENTS;
    this.isFar = count > most;
    this.element.classList.toggle("from-afar", this.isFar);
    const paintsEdges = this.isFar || scene.routeGrid.within(area).length > MOST_EDGES;
    const focused = cardAt(document.activeElement);
    const held = new Set([this.marks.stop, focused, this.marks.selected].filter((id) => id !== null));
    this.near.show({ cards: this.isFar ? null : area, edges: paintsEdges ? null : area, held }, scene, this.numbers, this.marks);
    return { area, paintsEdges };
  }

  private elementOf(card: string): HTMLElement | null {
    return this.near.element(this.scene?.indexOf.get(card));
  }

  /** The card is in view before it has the keyboard: only then it is in the page. */
  private focus(card: string | null): void {
    if (card === null) return;
    this.show(card);
    if (this.elementOf(card) === null) this.mark({ ...this.marks, selected: card });
    this.elementOf(card)?.focus({ preventScroll: true });
  }

  private cardUnder(event: MouseEvent): string | null {
    const own = cardAt(event.target);
    const isGround = event.target === this.element || event.target === this.plane || event.target === this.far.element;
    return own ?? (this.isFar && isGround ? (this.scene?.cardAt(this.pointOf(event))?.id ?? null) : null);
  }

  private pointOf({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.element.getBoundingClientRect();
    const { x, y, scale } = this.viewport.place;
    return { x: (clientX - left - x) / scale, y: (clientY - top - y) / scale };
  }

  /** Painted cards hear no pointer. */
  private point(event: PointerEvent): void {
    if (!this.isFar || event.buttons !== 0) return;
    const card = this.cardUnder(event);
    this.element.classList.toggle("over-card", card !== null);
    this.actions.hover(card);
  }

  private click(event: MouseEvent): void {
    const card = this.cardUnder(event);
    if (card === null) {
      const { target } = event;
      if (target === this.element || target === this.plane || target === this.far.element) this.actions.select(null);
    } else if (this.isGroup(card)) this.actions.toggleGroup(card, event.shiftKey);
    else this.actions.select(card, { reveal: true });
  }

  private key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { scene, actions } = this;
    const card = cardAt(event.target);
    const isDone =
      (card !== null && scene !== null && keyOfCard(event, card, scene, actions, (to) => this.focus(to))) ||
      keyOfView(event.key, this.viewport);
    if (isDone) event.preventDefault();
  }

  private isGroup(card: string): boolean {
    const index = this.scene?.indexOf.get(card);
    return index !== undefined && this.scene?.cards[index]?.kind === "group";
  }
}

const cardAt = (target: EventTarget | null): string | null =>
  target instanceof Element ? (target.closest("[data-card]")?.getAttribute("data-card") ?? null) : null;
