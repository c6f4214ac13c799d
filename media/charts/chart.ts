/**
 * Line charts on logarithmic axes, as SVG. Series differ by the form of their marks and by their dashes as well as by
 * colour. The numbers stand in a table below, which opens on demand: a picture alone tells a screen reader nothing.
 */
import "./charts.css";
import { h, s } from "../elements.js";
import { decadeText, decades, logScale } from "./scales.js";

export interface Series {
  readonly name: string;
  /** null, 0 and negative numbers have no place on a logarithmic axis: the line is broken there. */
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
  /** Where the eye shall go: a ring around that point. */
  readonly best?: number | null;
}

export interface ChartParts {
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly series: readonly Series[];
  /** Vertical lines: where theory puts something. */
  readonly marks?: readonly { readonly x: number; readonly label: string }[];
  readonly xAxis: "logarithmic" | "linear";
  /** Heads the table's first column. */
  readonly tableLabel: string;
  readonly format: (value: number) => string;
}

const WIDTH = 440;
const HEIGHT = 250;
const ROOM = { left: 52, right: 12, top: 10, bottom: 40 };

/** The figure with caption, picture, legend and table. */
export function chart(parts: ChartParts): HTMLElement {
  const all = parts.series.flatMap(({ points }) => points);
  const [xs, ys] = [all.map(({ x }) => x), all.flatMap(({ y }) => (y !== null && y > 0 ? [y] : []))];
  const figure = h("figure", { class: "chart" }, h("figcaption", { text: parts.title }));
  if (ys.length > 0) figure.append(picture(parts, xs, ys), legend(parts.series));
  figure.append(table(parts));
  return figure;
}

function picture(parts: ChartParts, xs: readonly number[], ys: readonly number[]): SVGElement {
  const across = parts.xAxis === "logarithmic" ? decades(xs) : { from: Math.min(...xs), to: Math.max(...xs, Math.min(...xs) + 1) };
  const up = decades(ys);
  const x = parts.xAxis === "logarithmic" ? logScale(across, ROOM.left, WIDTH - ROOM.right) : linear(across, ROOM.left, WIDTH - ROOM.right);
  const y = logScale(up, HEIGHT - ROOM.bottom, ROOM.top);
  const svg = s("svg", { class: "picture", attributes: { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" } });
  const xTicks = parts.xAxis === "logarithmic" ? powers(across, 7) : whole(across);
  for (const tick of xTicks)
    svg.append(line("grid", x(tick), ROOM.top, x(tick), HEIGHT - ROOM.bottom), text("tick", x(tick), HEIGHT - ROOM.bottom + 14, tickText(parts, tick), "middle"));
  for (const tick of powers(up, 7))
    svg.append(line("grid", ROOM.left, y(tick), WIDTH - ROOM.right, y(tick)), text("tick", ROOM.left - 6, y(tick) + 3.5, decadeText(tick), "end"));
  svg.append(
    line("axis", ROOM.left, HEIGHT - ROOM.bottom, WIDTH - ROOM.right, HEIGHT - ROOM.bottom),
    line("axis", ROOM.left, ROOM.top, ROOM.left, HEIGHT - ROOM.bottom),
    text("label", (ROOM.left + WIDTH - ROOM.right) / 2, HEIGHT - 6, parts.xLabel, "middle"),
    upright(parts.yLabel),
  );
  for (const mark of parts.marks ?? []) {
    if (mark.x < across.from || mark.x > across.to) continue;
    svg.append(line("theory", x(mark.x), ROOM.top, x(mark.x), HEIGHT - ROOM.bottom), text("mark", x(mark.x) + 4, ROOM.top + 10, mark.label, "start"));
  }
  parts.series.forEach((series, i) => svg.append(curve(series, i, x, y)));
  return svg;
}

function curve({ points, best }: Series, index: number, x: (value: number) => number, y: (value: number) => number): SVGElement {
  let path = "";
  let isOpen = false;
  const group = s("g", { class: `series s${index % 4}` });
  const marks = s("g", { class: "marks" });
  for (const point of points) {
    if (point.y === null || point.y <= 0) {
      isOpen = false;
      continue;
    }
    const [px, py] = [x(point.x).toFixed(1), y(point.y).toFixed(1)];
    path += `${isOpen ? "L" : "M"}${px} ${py}`;
    isOpen = true;
    marks.append(s("path", { attributes: { d: GLYPHS[index % 4] ?? "", transform: `translate(${px} ${py})` } }));
    if (best === point.x) group.append(s("circle", { class: "best", attributes: { cx: px, cy: py, r: "7" } }));
  }
  group.append(s("path", { class: "line", attributes: { d: path } }), marks);
  return group;
}

/** Circle, square, triangle, diamond, around the origin. */
const GLYPHS = ["M-2.6 0a2.6 2.6 0 1 0 5.2 0a2.6 2.6 0 1 0 -5.2 0", "M-2.3 -2.3h4.6v4.6h-4.6z", "M0 -3l2.9 5.2h-5.8z", "M0 -3.3l3.1 3.3l-3.1 3.3l-3.1 -3.3z"];

function legend(series: readonly Series[]): HTMLElement {
  const sample = (index: number): SVGElement =>
    s(
      "svg",
      { class: `series s${index % 4}`, attributes: { viewBox: "-12 -5 24 10", "aria-hidden": "true" } },
      s("path", { class: "line", attributes: { d: "M-12 0h24" } }),
      s("g", { class: "marks" }, s("path", { attributes: { d: GLYPHS[index % 4] ?? "" } })),
    );
  return h("ul", { class: "chart-legend" }, ...series.map(({ name }, i) => h("li", {}, sample(i), h("span", { text: name }))));
}

function table({ series, tableLabel, title, xLabel, format }: ChartParts): HTMLElement {
  const at = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))];
  const known = series.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const head = h("tr", {}, ...[xLabel, ...series.map(({ name }) => name)].map((name) => h("th", { text: name, attributes: { scope: "col" } })));
  const rows = at.map((x) =>
    h(
      "tr",
      {},
      h("th", { text: format(x), attributes: { scope: "row" } }),
      ...known.map((values) => {
        const y = values.get(x);
        return h("td", { text: y === undefined || y === null ? "–" : format(y) });
      }),
    ),
  );
  return h(
    "details",
    {},
    h("summary", { text: tableLabel }),
    h("div", { class: "scrolled" }, h("table", { attributes: { "aria-label": title } }, h("thead", {}, head), h("tbody", {}, ...rows))),
  );
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const linear = ({ from, to }: Range, start: number, end: number) => (value: number): number => start + ((value - from) / (to - from)) * (end - start);

/** Powers of ten, every second or third of many. */
function powers({ from, to }: Range, most: number): number[] {
  const [low, high] = [Math.round(Math.log10(from)), Math.round(Math.log10(to))];
  const step = Math.ceil((high - low) / most) || 1;
  return Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, i) => 10 ** (low + i * step));
}

function whole({ from, to }: Range): number[] {
  const step = Math.ceil((to - from) / 8) || 1;
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
}

const tickText = (parts: ChartParts, tick: number): string => (parts.xAxis === "logarithmic" ? decadeText(tick) : String(tick));

const line = (name: string, x1: number, y1: number, x2: number, y2: number): SVGElement =>
  s("path", { class: name, attributes: { d: `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}` } });

const text = (name: string, x: number, y: number, shown: string, anchor: "start" | "middle" | "end"): SVGElement =>
  s("text", { class: name, text: shown, attributes: { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor } });

const upright = (shown: string): SVGElement =>
  s("text", { class: "label", text: shown, attributes: { transform: `translate(11 ${((HEIGHT - ROOM.bottom + ROOM.top) / 2).toFixed(0)}) rotate(-90)`, "text-anchor": "middle" } });
