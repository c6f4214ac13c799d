/** Pan and zoom of the plane the graph is drawn on: by dragging, wheel, pinch, buttons and keys. */
import type { Place } from "../kept.js";
import type { Box } from "../layout/plan.js";

/** Unless the whole graph needs less. */
const LEAST = 0.08;
/** Milliseconds after the last move in which the plane is drawn sharp again. */
const REST = 160;
const MOST = 3;
/** What is smaller cannot be read: a larger graph is shown in part at first, from its end. */
const READABLE = 0.7;
/** In a low room more at once is worth smaller letters. Pixels. */
const LOW = 320;
const READABLE_LOW = 0.5;
/** A small graph is not blown up to fill the panel. */
const FITTED_MOST = 1.15;
const MARGIN = 16;
/** Pixels a pointer may move before it is a drag and not a click. */
const SLACK = 4;
const STEP = 1.25;

export class Viewport {
  private current: Place = { x: 0, y: 0, scale: 1 };
  private size: Box = { x: 0, y: 0, width: 0, height: 0 };
  /** Fitted until the user moves it: then a resized panel and a new graph leave it alone. */
  private fitted = true;
  private resting: ReturnType<typeof setTimeout> | undefined;

  /** `changed` is called after every move, with null while it is fitted. */
  constructor(
    private readonly host: HTMLElement,
    private readonly plane: HTMLElement,
    private readonly changed: (place: Place | null) => void,
  ) {
    host.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
    host.addEventListener("pointerdown", (event) => this.press(event));
    // Focus moves the page where it can; only this class may.
    host.addEventListener("scroll", () => host.scrollTo(0, 0));
    let before = this.room;
    new ResizeObserver(() => {
      const { width, height } = this.room;
      // What is in the middle stays there; the first size comes out of nothing.
      const [dx, dy] =
        before.width === 0 ? [0, 0] : [(width - before.width) / 2, (height - before.height) / 2];
      if (width > 0) before = { width, height };
      if (this.fitted) this.fit();
      else if (width > 0) this.put({ ...this.current, x: this.current.x + dx, y: this.current.y + dy });
    }).observe(host);
  }

  get place(): Place {
    return this.current;
  }

  /** The first look. `end`: where the target is. */
  restore(place: Place | null, end: Box | undefined): void {
    if (place !== null) this.move(place);
    else this.fit();
    const { clientWidth, clientHeight } = this.host;
    const scale = clientHeight < LOW ? READABLE_LOW : READABLE;
    if (place !== null || this.current.scale >= scale || end === undefined) return;
    const x = clientWidth - 2 * MARGIN - (end.x + end.width) * scale;
    this.move({ x, y: clientHeight / 2 - (end.y + end.height / 2) * scale, scale });
  }

  /** After a new layout. `before` and `after` are where a card was and is: it stays under the eye. */
  resized(size: Box, before: Box | undefined, after: Box | undefined): void {
    this.size = size;
    if (this.fitted) this.fit();
    else if (before !== undefined && after !== undefined) {
      const { x, y, scale } = this.current;
      this.move({ x: x + (before.x - after.x) * scale, y: y + (before.y - after.y) * scale, scale });
    }
  }

  /** It has come (back) into the page. */
  shown(): void {
    if (this.fitted) this.fit();
  }

  fit(): void {
    const { clientWidth, clientHeight } = this.host;
    const { width, height } = this.size;
    this.fitted = true;
    if (width === 0 || height === 0 || clientWidth === 0 || clientHeight === 0) return;
    const room = { width: clientWidth - 2 * MARGIN, height: clientHeight - 2 * MARGIN };
    const scale = Math.min(room.width / width, room.height / height, FITTED_MOST);
    this.put({ x: (clientWidth - width * scale) / 2, y: (clientHeight - height * scale) / 2, scale });
  }

  zoomIn(): void {
    this.zoomBy(STEP);
  }

  zoomOut(): void {
    this.zoomBy(1 / STEP);
  }

  actualSize(): void {
    this.zoomBy(1 / this.current.scale);
  }

  /** Moves no further than needed to show the box. */
  show(box: Box): void {
    const { x, y, scale } = this.current;
    const dx = shift(x + box.x * scale, box.width * scale, this.host.clientWidth);
    const dy = shift(y + box.y * scale, box.height * scale, this.host.clientHeight);
    if (dx !== 0 || dy !== 0) this.move({ x: x + dx, y: y + dy, scale });
  }

  get room(): { readonly width: number; readonly height: number } {
    return { width: this.host.clientWidth, height: this.host.clientHeight };
  }

  /** `readable`: near enough for that. */
  centre(x: number, y: number, readable = false): void {
    const scale = readable ? Math.max(this.current.scale, READABLE) : this.current.scale;
    const { width, height } = this.room;
    this.move({ x: width / 2 - x * scale, y: height / 2 - y * scale, scale });
  }

  panBy(dx: number, dy: number): void {
    const { x, y, scale } = this.current;
    this.move({ x: x + dx, y: y + dy, scale });
  }

  /** The point of the plane under `at` (default: the middle) stays where it is. */
  private zoomBy(factor: number, at = { x: this.host.clientWidth / 2, y: this.host.clientHeight / 2 }): void {
    const { x, y, scale } = this.current;
    const next = Math.min(MOST, Math.max(this.least, scale * factor));
    this.move({ x: at.x - ((at.x - x) * next) / scale, y: at.y - ((at.y - y) * next) / scale, scale: next });
  }

  private get least(): number {
    const { width, height } = this.room;
    return Math.min(LEAST, (0.9 * width) / (this.size.width || 1), (0.9 * height) / (this.size.height || 1));
  }

  private move(place: Place): void {
    this.fitted = false;
    // A layer of its own moves without being drawn again, but its texts blur when it is zoomed.
    this.plane.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.plane.classList.remove("moving"), REST);
    this.put(place);
  }

  private put(place: Place): void {
    this.current = place;
    // Whole pixels: text between them is blurred.
    this.plane.style.transform = `translate(${Math.round(place.x)}px, ${Math.round(place.y)}px) scale(${place.scale})`;
    this.changed(this.fitted ? null : place);
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 18 : 1;
    // A pinch on a touchpad comes as a wheel with ctrl.
    if (event.ctrlKey || event.metaKey) {
      const { left, top } = this.host.getBoundingClientRect();
      const delta = Math.max(-60, Math.min(60, event.deltaY * lines));
      this.zoomBy(Math.exp(-delta * 0.008), { x: event.clientX - left, y: event.clientY - top });
    } else if (event.shiftKey && event.deltaX === 0) this.panBy(-event.deltaY * lines, 0);
    else this.panBy(-event.deltaX * lines, -event.deltaY * lines);
  }

  private press(event: PointerEvent): void {
    if (event.button > 1) return;
    if (event.button === 1) event.preventDefault();
    const start = { x: event.clientX, y: event.clientY, place: this.current };
    let dragging = false;
    const drag = (moved: PointerEvent): void => {
      const [dx, dy] = [moved.clientX - start.x, moved.clientY - start.y];
      if (!dragging && Math.hypot(dx, dy) < SLACK) return;
      if (!dragging) {
        dragging = true;
        this.host.setPointerCapture(event.pointerId);
        this.host.classList.add("dragging");
      }
      this.move({ ...start.place, x: start.place.x + dx, y: start.place.y + dy });
    };
    const swallow = (click: MouseEvent): void => click.stopPropagation();
    const end = (): void => {
      this.host.removeEventListener("pointermove", drag);
      this.host.removeEventListener("pointerup", end);
      this.host.removeEventListener("pointercancel", end);
      this.host.classList.remove("dragging");
      if (!dragging) return;
      // The end of a drag is not a click on what lies under it.
      this.host.addEventListener("click", swallow, { capture: true, once: true });
      setTimeout(() => this.host.removeEventListener("click", swallow, { capture: true }), 0);
    };
    this.host.addEventListener("pointermove", drag);
    this.host.addEventListener("pointerup", end);
    this.host.addEventListener("pointercancel", end);
  }
}

/** How far to go so that [from, from + length] lies inside [0, room]. */
function shift(from: number, length: number, room: number): number {
  if (length + 2 * MARGIN > room) return (room - length) / 2 - from;
  if (from < MARGIN) return MARGIN - from;
  return from + length > room - MARGIN ? room - MARGIN - from - length : 0;
}
