/** A small map of a graph that does not fit: where its cards are, and which part is seen. */
import { s } from "./elements.js";
import type { Place } from "./kept.js";
import type { Box, Layout } from "./layout.js";

const WIDTH = 144;
const HEIGHT = 64;

export class Overview {
  private readonly cards = s("g");
  private readonly seen = s("rect", { class: "seen", attributes: { rx: "2" } });
  readonly element = s(
    "svg",
    { class: "overview", attributes: { "aria-hidden": "true" } },
    this.cards,
    this.seen,
  );
  private size: Box = { x: 0, y: 0, width: 1, height: 1 };
  private scale = 1;

  /** `go`: the point of the graph that shall be in the middle. */
  constructor(go: (x: number, y: number) => void) {
    const jump = (event: PointerEvent): void => {
      const { left, top } = this.element.getBoundingClientRect();
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

  draw(layout: Layout, isTarget: (card: string) => boolean): void {
    this.size = layout.size;
    this.scale = Math.min(WIDTH / layout.size.width, HEIGHT / layout.size.height);
    const { width, height } = layout.size;
    this.element.setAttribute("width", String(Math.max(24, width * this.scale)));
    this.element.setAttribute("height", String(Math.max(12, height * this.scale)));
    const frames = new Set(layout.frames.map(({ frame }) => frame.id));
    this.cards.replaceChildren(
      ...[...layout.boxes]
        .filter(([id]) => !frames.has(id))
        .map(([id, box]) => rectangle(s("rect", { class: isTarget(id) ? "target" : "" }), box, this.scale)),
    );
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
    rectangle(this.seen, box, this.scale);
  }
}

function rectangle(element: SVGRectElement, box: Box, scale: number): SVGRectElement {
  for (const [name, value] of Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height }))
    element.setAttribute(name, (value * scale).toFixed(1));
  return element;
}
