/**
 * Many cards at once, painted: a box each, its shade the size of its gradient, with its name where there is room. While
 * the plane moves faster than it can be painted, the picture moves with it and is painted anew when there is time.
 */
import { h } from "../elements.js";
import { signGlyph } from "../gradient.js";
import type { Card } from "../grouping.js";
import type { Place } from "../kept.js";
import type { Box, Point } from "../layout/plan.js";
import { nameOf } from "../relations.js";
import { SHADES, shade } from "../scale.js";
import type { Marks } from "./marks.js";
import { Paints } from "./paint.js";
import type { Numbers, Scene } from "./scene.js";

interface Room {
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  readonly cards: boolean;
  readonly edges: boolean;
}

/** Painted beyond the panel's sides, as a part of its size: so far it can be moved without painting. */
const BEYOND = 0.25;
/** Milliseconds: a picture that takes longer is moved instead of painted, frame by frame. */
const QUICK = 7;
/** Pixels on the screen under which an edge, and a name, is left out. */
const LEAST_EDGE = 1.5;
const LEAST_NAME = 13;
const MOST_NAMES = 1500;

export class Far {
  readonly element = h("canvas", { class: "far", attributes: { "aria-hidden": "true" } });
  readonly paints = new Paints();
  private painted: { readonly place: Place; readonly room: Room } | null = null;
  private cost = 0;
  private later = 0;

  hide(): void {
    clearTimeout(this.later);
    this.painted = null;
    this.element.hidden = true;
  }

  /** `anew`: what is shown has changed, not only where. */
  show(scene: Scene, numbers: Numbers, marks: Marks, place: Place, room: Room, picture: Picture, anew: boolean): void {
    this.element.hidden = false;
    clearTimeout(this.later);
    const isEnough = this.painted !== null && !anew && this.covers(place, room);
    if (isEnough && this.cost > QUICK) {
      this.carry(place);
      this.later = window.setTimeout(() => this.paint(scene, numbers, marks, place, room, picture), 120);
    } else this.paint(scene, numbers, marks, place, room, picture);
  }

  /** Whether the picture, moved, still fills most of the panel, and is not blown up too far. */
  private covers(place: Place, room: Room): boolean {
    if (this.painted === null || this.painted.room.width !== room.width || this.painted.room.height !== room.height) return false;
    const before = this.painted.place;
    const factor = place.scale / before.scale;
    if (factor > 1.6 || factor < 0.7) return false;
    const left = place.x - (before.x + room.width * BEYOND) * factor;
    const top = place.y - (before.y + room.height * BEYOND) * factor;
    const [width, height] = [room.width * (1 + 2 * BEYOND) * factor, room.height * (1 + 2 * BEYOND) * factor];
    return left <= 0 && top <= 0 && left + width >= room.width && top + height >= room.height;
  }

  private carry(place: Place): void {
    if (this.painted === null) return;
    const { place: before } = this.painted;
    const factor = place.scale / before.scale;
    this.element.style.transform = `translate(${place.x - before.x * factor}px, ${place.y - before.y * factor}px) scale(${factor})`;
  }

  private paint(scene: Scene, numbers: Numbers, marks: Marks, place: Place, room: Room, picture: Picture): void {
    const start = performance.now();
    const ratio = window.devicePixelRatio;
    const [beyondX, beyondY] = [room.width * BEYOND, room.height * BEYOND];
    const [width, height] = [Math.round((room.width + 2 * beyondX) * ratio), Math.round((room.height + 2 * beyondY) * ratio)];
    const { element } = this;
    if (element.width !== width || element.height !== height) {
      [element.width, element.height] = [width, height];
      element.style.width = `${width / ratio}px`;
      element.style.height = `${height / ratio}px`;
      element.style.left = `${-beyondX}px`;
      element.style.top = `${-beyondY}px`;
      // The corner of the panel is what it is moved and scaled about.
      element.style.transformOrigin = `${beyondX}px ${beyondY}px`;
    }
    element.style.transform = "";
    const context = element.getContext("2d");
    if (context === null) return;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, height);
    const { scale } = place;
    context.setTransform(ratio * scale, 0, 0, ratio * scale, (place.x + beyondX) * ratio, (place.y + beyondY) * ratio);
    const area: Box = {
      x: -(place.x + beyondX) / scale,
      y: -(place.y + beyondY) / scale,
      width: width / ratio / scale,
      height: height / ratio / scale,
    };
    const brush = new Brush(context, this.paints, scene, numbers, marks, scale);
    if (picture.cards) brush.frames(area);
    if (picture.edges) brush.edges(area);
    if (picture.cards) brush.cards(area);
    this.painted = { place, room };
    this.cost = performance.now() - start;
  }
}

class Brush {
  constructor(
    private readonly context: CanvasRenderingContext2D,
    private readonly paints: Paints,
    private readonly scene: Scene,
    private readonly numbers: Numbers,
    private readonly marks: Marks,
    private readonly scale: number,
  ) {}

  frames(area: Box): void {
    const { context, scale } = this;
    for (const index of this.scene.frameGrid.within(area)) {
      const one = this.scene.layout.frames[index];
      if (one === undefined) continue;
      const { x, y, width, height } = one.box;
      context.fillStyle = this.paints.of("frame");
      context.fillRect(x, y, width, height);
      context.strokeStyle = this.paints.of("border");
      context.lineWidth = 1 / scale;
      context.strokeRect(x, y, width, height);
      // As tall as its place allows, up to the size of the page's own text.
      const size = Math.min(26, 12 / scale);
      if (width * scale < 50 || size * scale < 7) continue;
      this.write(one.frame.group.title, x + 4 / scale, y + size / 2 + 2, width - 8 / scale, size, "quiet");
    }
  }

  edges(area: Box): void {
    const { scene, scale, marks } = this;
    const lit: (readonly Point[])[] = [];
    const near: (readonly Point[])[] = [];
    const rest: (readonly Point[])[] = [];
    for (const index of scene.routeGrid.within(area)) {
      const route = scene.layout.routes[index];
      const [first, last] = [route?.points[0], route?.points.at(-1)];
      if (route === undefined || first === undefined || last === undefined) continue;
      if (Math.max(Math.abs(first.x - last.x), Math.abs(first.y - last.y)) * scale < LEAST_EDGE) continue;
      const { from, to } = route.edge;
      const list = marks.lit.has(from) && marks.lit.has(to) ? lit : from === marks.selected || to === marks.selected ? near : rest;
      list.push(route.points);
    }
    this.lines(rest, "line", Math.min(1.25, 0.9 / scale));
    this.lines(near, "focus", 1.75 / scale);
    this.lines(lit, "focus", 3 / scale);
  }

  private lines(all: readonly (readonly Point[])[], name: "line" | "focus", width: number): void {
    if (all.length === 0) return;
    const { context } = this;
    context.beginPath();
    for (const points of all)
      points.forEach(({ x, y }, i) => {
        if (i === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      });
    context.strokeStyle = this.paints.of(name);
    context.lineWidth = width;
    context.stroke();
  }

  cards(area: Box): void {
    const { context, scene, scale } = this;
    const indexes = scene.cardGrid.within(area);
    const byShade: number[][] = Array.from({ length: SHADES + 2 }, () => []);
    for (const index of indexes) byShade[1 + this.shadeOf(scene.cards[index])]!.push(index);
    byShade.forEach((list, i) => {
      if (list.length === 0) return;
      context.fillStyle = i === 0 ? this.paints.of("none") : this.paints.shade(i - 1);
      context.beginPath();
      for (const index of list) this.rectangle(index, 0);
      context.fill();
    });
    context.strokeStyle = this.paints.of("border");
    context.lineWidth = Math.min(1, 0.7 / scale);
    context.beginPath();
    for (const index of indexes) this.rectangle(index, 0);
    context.stroke();
    for (const index of indexes) this.mark(index);
    if (indexes.length <= MOST_NAMES) for (const index of indexes) this.name(index);
  }

  /** −1: no gradient. */
  private shadeOf(card: Card | undefined): number {
    const size = card === undefined ? null : this.numbers.sizeOf(card);
    return size === null ? -1 : shade(size, this.numbers.scale);
  }

  private rectangle(index: number, around: number): void {
    const box = this.scene.boxes[index];
    if (box !== undefined)
      this.context.rect(box.x - around, box.y - around, box.width + 2 * around, box.height + 2 * around);
  }

  private mark(index: number): void {
    const { context, scale, marks } = this;
    const card = this.scene.cards[index];
    if (card === undefined) return;
    const isTarget = card.kind === "node" && card.node.isTarget;
    const stands = card.id === marks.selected || card.id === marks.middle || marks.found.has(card.id);
    if (!stands && !isTarget && !marks.lit.has(card.id) && !marks.atCursor.has(card.id)) return;
    context.beginPath();
    this.rectangle(index, 2.5 / scale);
    context.strokeStyle = this.paints.of(isTarget && !stands ? "text" : "focus");
    context.lineWidth = (stands ? 3 : 2) / scale;
    context.setLineDash(marks.found.has(card.id) && card.id !== marks.selected ? [4 / scale, 2 / scale] : []);
    context.stroke();
    context.setLineDash([]);
  }

  private name(index: number): void {
    const { scale } = this;
    const [card, box] = [this.scene.cards[index], this.scene.boxes[index]];
    if (card === undefined || box === undefined || box.height * scale < LEAST_NAME) return;
    const reading = this.numbers.reading(card.id);
    const sign = reading?.kind === "number" ? signGlyph[reading.sign] : "";
    const text = card.kind === "group" ? card.group.title : nameOf(card.node);
    const size = Math.min(box.height * 0.5, 11 / scale);
    // On the dark end of the scale text is written in the colour of the ground.
    const name = this.shadeOf(card) > SHADES / 2 ? "ground" : "text";
    this.write(`${sign}${sign === "" ? "" : " "}${text}`, box.x + 3 / scale, box.y + box.height / 2, box.width - 6 / scale, size, name);
  }

  private write(text: string, x: number, y: number, room: number, size: number, name: "text" | "ground" | "quiet"): void {
    const { context } = this;
    const fits = Math.floor(room / (size * 0.58));
    if (fits < 2) return;
    context.font = `${size}px ${FONT}`;
    context.textBaseline = "middle";
    context.fillStyle = this.paints.of(name);
    context.fillText(text.length <= fits ? text : `${text.slice(0, fits - 1)}…`, x, y);
  }
}

const FONT = "system-ui, sans-serif";
