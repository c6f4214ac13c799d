/** The target over the followed input, with the tangent the gradient stands for. The point is dragged as the slider is. */
import type { CurveAnswer, PlayNumber } from "../../src/engine/report/views/play.js";
import type { PanelStrings } from "../../src/extension/panel/messages.js";
import { h, s, say } from "../elements.js";
import { plainNumber, type Range, ticks } from "./scale.js";

/** Where the followed input stands. */
export interface CurvePoint {
  readonly name: string;
  readonly symbol: string;
  readonly x: number | null;
  readonly y: number | null;
  readonly original: number | null;
  readonly slope: PlayNumber | null;
  readonly kink: { readonly left: PlayNumber; readonly right: PlayNumber } | null;
}

const HEIGHT = 230;
const EDGE = { left: 56, right: 12, top: 12, bottom: 34 } as const;
/** Half the tangent, as a share of the width. */
const REACH = 0.22;

type Points = CurveAnswer["points"];

export class Curve {
  readonly element: HTMLElement;
  private readonly picture = s("svg", { class: "play-curve", attributes: { role: "img" } });
  private readonly readout = h("p", { class: "number quiet play-readout" });
  private readonly words = h("p", { class: "play-words" });
  private points: Points = [];
  private range: Range = { from: 0, to: 1 };
  private at: CurvePoint | null = null;
  private width = 0;
  private bounds: Range = { from: 0, to: 1 };

  constructor(
    private readonly strings: PanelStrings,
    /** The point was dragged there. */
    private readonly moved: (x: number) => void,
  ) {
    this.element = h("div", { class: "play-figure" }, this.picture, this.readout, this.words);
    // Until an input is followed there is nothing to draw.
    this.element.hidden = true;
    new ResizeObserver(() => this.resized()).observe(this.picture);
    this.picture.addEventListener("pointermove", (event) => this.hover(event));
    this.picture.addEventListener("pointerleave", () => (this.readout.textContent = this.strings.playCurveHint));
    this.picture.addEventListener("pointerdown", (event) => {
      this.picture.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    this.readout.textContent = strings.playCurveHint;
  }

  curve(points: Points, range: Range): void {
    this.points = points;
    this.range = range;
    this.draw();
  }

  point(at: CurvePoint): void {
    this.at = at;
    this.element.hidden = false;
    this.draw();
  }

  private resized(): void {
    const width = this.picture.clientWidth;
    if (width === this.width) return;
    this.width = width;
    this.draw();
  }

  private x(value: number): number {
    const { from, to } = this.range;
    return EDGE.left + ((value - from) / (to - from)) * (this.width - EDGE.left - EDGE.right);
  }

  private y(value: number): number {
    const { from, to } = this.bounds;
    return HEIGHT - EDGE.bottom - ((value - from) / (to - from)) * (HEIGHT - EDGE.top - EDGE.bottom);
  }

  private draw(): void {
    const { at, width } = this;
    if (at === null || width < 80) return;
    const heights = [...this.points.map(({ y }) => y), at.y].filter((y) => y !== null);
    this.bounds = padded(heights);
    this.picture.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    this.picture.setAttribute("aria-label", say(this.strings.playCurveLabel, { symbol: at.symbol, name: at.name, from: plainNumber(this.range.from), to: plainNumber(this.range.to) }));
    const plot = s("svg", { attributes: box(EDGE.left, EDGE.top, width - EDGE.left - EDGE.right, HEIGHT - EDGE.top - EDGE.bottom) }, ...this.lines(at));
    this.picture.replaceChildren(...this.axes(at), plot, ...this.marks(at));
    this.words.textContent = this.slopeWords(at);
  }

  private axes({ name, symbol }: CurvePoint): SVGElement[] {
    const bottom = HEIGHT - EDGE.bottom;
    const text = (x: number, y: number, anchor: string, value: string, kind = ""): SVGElement => s("text", { text: value, class: kind, attributes: { x: String(x), y: String(y), "text-anchor": anchor } });
    const across = ticks(this.range, Math.max(2, Math.floor(this.width / 90))).flatMap((value) => {
      const x = this.x(value);
      return [line(x, EDGE.top, x, bottom, "grid"), text(x, bottom + 14, "middle", plainNumber(value))];
    });
    const up = ticks(this.bounds, 5).flatMap((value) => {
      const y = this.y(value);
      return [line(EDGE.left, y, this.width - EDGE.right, y, "grid"), text(EDGE.left - 5, y + 3.5, "end", plainNumber(value))];
    });
    return [...across, ...up, text(this.width - EDGE.right, HEIGHT - 4, "end", name, "axis"), text(4, EDGE.top - 1, "start", symbol, "axis")];
  }

  /** In the coordinates of the plot's own corner. */
  private lines(at: CurvePoint): SVGElement[] {
    const parts: string[] = [];
    let isOpen = false;
    for (const { x, y } of this.points) {
      if (y !== null) parts.push(`${isOpen ? "L" : "M"}${round(this.x(x) - EDGE.left)} ${round(this.y(y) - EDGE.top)}`);
      isOpen = y !== null;
    }
    const curve = s("path", { class: "curve", attributes: { d: parts.join("") } });
    const { x, y, slope, kink } = at;
    if (x === null || y === null) return [curve];
    const reach = (this.range.to - this.range.from) * REACH;
    const tangent = (by: PlayNumber | null, from: number, to: number, kind: string): SVGElement[] =>
      by?.number === null || by === null ? [] : [line(this.x(x + from) - EDGE.left, this.y(y + by.number * from) - EDGE.top, this.x(x + to) - EDGE.left, this.y(y + by.number * to) - EDGE.top, kind)];
    const sides = kink === null ? [] : [...tangent(kink.left, -reach, 0, "side"), ...tangent(kink.right, 0, reach, "side")];
    return [curve, ...sides, ...tangent(slope, -reach, reach, kink === null ? "tangent" : "tangent convention")];
  }

  private marks({ x, y, original }: CurvePoint): SVGElement[] {
    const bottom = HEIGHT - EDGE.bottom;
    const start = original !== null && this.isInside(original) ? [s("path", { class: "start", attributes: { d: `M${round(this.x(original))} ${bottom - 8}l-4 8h8z` } })] : [];
    if (x === null || y === null || !this.isInside(x)) return start;
    return [...start, line(this.x(x), bottom, this.x(x), this.y(y), "drop"), s("circle", { class: "point", attributes: { cx: round(this.x(x)), cy: round(this.y(y)), r: "5" } })];
  }

  private slopeWords({ symbol, name, slope, kink }: CurvePoint): string {
    const { strings } = this;
    if (slope === null) return say(strings.playNoSlope, { symbol, name });
    if (kink === null) return say(strings.playSlope, { symbol, name, slope: slope.text });
    return say(strings.playKink, { symbol, name, slope: slope.text, left: kink.left.text, right: kink.right.text });
  }

  private isInside(x: number): boolean {
    return x >= this.range.from && x <= this.range.to;
  }

  private hover(event: PointerEvent): void {
    if (this.picture.hasPointerCapture(event.pointerId)) this.drag(event);
    const { at } = this;
    const x = this.valueAt(event);
    const after = this.points.findIndex((point) => point.x >= x);
    const [a, b] = [this.points[after - 1], this.points[after]];
    if (at === null || b === undefined) return;
    const near = a !== undefined && x - a.x < b.x - x ? a : b;
    this.readout.textContent = `${at.name} = ${plainNumber(near.x)}   ${at.symbol} = ${near.y === null ? this.strings.playNotFinite : plainNumber(near.y)}`;
  }

  private drag(event: PointerEvent): void {
    this.moved(Math.min(this.range.to, Math.max(this.range.from, this.valueAt(event))));
  }

  private valueAt(event: PointerEvent): number {
    const { from, to } = this.range;
    const box = this.picture.getBoundingClientRect();
    const share = (event.clientX - box.left - EDGE.left) / (this.width - EDGE.left - EDGE.right);
    return from + Math.min(1, Math.max(0, share)) * (to - from);
  }
}

/** With air above and below. */
function padded(values: readonly number[]): Range {
  if (values.length === 0) return { from: 0, to: 1 };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const air = (high - low) * 0.06 || Math.abs(high) * 0.1 || 1;
  return { from: low - air, to: high + air };
}

const round = (value: number): string => String(Math.round(Math.max(-1e5, Math.min(1e5, value)) * 10) / 10);

const line = (x1: number, y1: number, x2: number, y2: number, kind: string): SVGElement => s("line", { class: kind, attributes: { x1: round(x1), y1: round(y1), x2: round(x2), y2: round(y2) } });

const box = (x: number, y: number, width: number, height: number): Record<string, string> => ({ x: String(x), y: String(y), width: String(width), height: String(height), overflow: "hidden" });
