/** A small map of a graph that does not fit: where its cards are, how large their gradients, and which part is seen. */
import { h } from "../elements.js";
import type { Place } from "../kept.js";
import type { Box } from "../layout/plan.js";
import { shade } from "../scale.js";
import type { Paints } from "./paint.js";
import type { Numbers, Scene } from "./scene.js";

const WIDTH = 160;
const HEIGHT = 80;
/** A card is never smaller on the map, in pixels. */
const LEAST = 1;

export class Minimap {
  private readonly map = h("canvas", {});
  private readonly seen = h("div", { class: "seen" });
  readonly element = h("div", { class: "minimap", attributes: { "aria-hidden": "true" } }, this.map, this.seen);
  private size: Box = { x: 0, y: 0, width: 1, height: 1 };
  private scale = 1;

  /** `go`: the point of the graph that shall be in the middle. */
  constructor(
    private readonly paints: Paints,
    go: (x: number, y: number) => void,
  ) {
    const jump = (event: PointerEvent): void => {
      const { left, top } = this.map.getBoundingClientRect();
      go((event.clientX - left) / this.scale, (event.clientY - top) / this.scale);
    };
    this.element.addEventListener("pointerdown", (event) => {
      event.stopPropagation();
      this.element.setPointerCapture(event.pointerId);
      jump(event);
    });
    this.element.addEventListener("pointermove", (event) => {
      if (this.element.hasPointerCapture(event.pointerId)) jump(event);
    });
    this.element.addEventListener("click", (event) => event.stopPropagation());
  }

  draw({ cards, boxes, layout }: Scene, numbers: Numbers): void {
    const { map, paints } = this;
    this.size = layout.size;
    this.scale = Math.min(WIDTH / layout.size.width, HEIGHT / layout.size.height);
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.max(24, layout.size.width * this.scale), Math.max(12, layout.size.height * this.scale)];
    [map.width, map.height] = [Math.ceil(width * ratio), Math.ceil(height * ratio)];
    map.style.width = `${width}px`;
    map.style.height = `${height}px`;
    const context = map.getContext("2d");
    if (context === null) return;
    context.scale(ratio, ratio);
    cards.forEach((card, i) => {
      const box = boxes[i];
      if (box === undefined) return;
      const size = numbers.sizeOf(card);
      const isTarget = card.kind === "node" && card.node.isTarget;
      context.fillStyle = isTarget ? paints.of("text") : size === null || size === 0 ? paints.of("line") : paints.shade(shade(size, numbers.scale));
      context.fillRect(box.x * this.scale, box.y * this.scale, Math.max(LEAST, box.width * this.scale), Math.max(LEAST, box.height * this.scale));
    });
  }

  /** Hidden where all is seen anyway. */
  moved(place: Place, room: { readonly width: number; readonly height: number }): void {
    const box = {
      x: -place.x / place.scale,
      y: -place.y / place.scale,
      width: room.width / place.scale,
      height: room.height / place.scale,
    };
    const { width, height } = this.size;
    const isWhole = box.x <= 0 && box.y <= 0 && box.x + box.width >= width && box.y + box.height >= height;
    this.element.toggleAttribute("hidden", isWhole);
    const { style } = this.seen;
    style.left = `${(box.x * this.scale).toFixed(1)}px`;
    style.top = `${(box.y * this.scale).toFixed(1)}px`;
    style.width = `${Math.max(3, box.width * this.scale).toFixed(1)}px`;
    style.height = `${Math.max(3, box.height * this.scale).toFixed(1)}px`;
  }
}
