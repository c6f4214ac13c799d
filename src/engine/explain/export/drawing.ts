/** The target's graph as one SVG picture: values in the boxes, gradients below them, edges from inputs to users. */
import { arrayText } from "../../report/numbers.js";
import { viewOf } from "../../report/array-view.js";
import { item, size } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { escapedXml } from "../../typeset/xml.js";
import { partialSign } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";
import { exportMessages as say } from "./messages.js";
import { layered } from "./layers.js";

/** Boxes of one picture: the part nearest the target. */
const MOST = 150;
const BOX = { width: 178, height: 62 };
const GAP = { x: 56, y: 18 };
const MARGIN = 12;
/** Letters that fit a line of a box. */
const LETTERS = 24;

/** #rrggbb each; null: the page's style sheet gives the colours (classes box, leaf, target, edge, arrow, name, value, gradient). */
export interface DrawingColors {
  readonly back: string;
  readonly raised: string;
  readonly line: string;
  readonly text: string;
  readonly quiet: string;
  readonly positive: string;
  readonly negative: string;
}

export interface Drawing {
  readonly svg: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  readonly caption: string;
}

export function drawingOf(graph: TargetGraph, colors: DrawingColors | null): Drawing {
  const nodes = graph.drawn.slice(-MOST);
  const at = new Map(nodes.map((node, i) => [node, i]));
  const inputs = nodes.map((node) => [...new Set(node.inputs)].flatMap((input) => at.get(input) ?? []));
  const places = layered(inputs);
  const [columns, top] = [Math.max(0, ...places.map(({ column }) => column)), Math.min(0, ...places.map(({ row }) => row))];
  const bottom = Math.max(0, ...places.map(({ row }) => row));
  const width = 2 * MARGIN + (columns + 1) * BOX.width + columns * GAP.x;
  const height = 2 * MARGIN + (bottom - top + 1) * BOX.height + (bottom - top) * GAP.y;
  const boxes = places.map(({ column, row }) => ({ x: MARGIN + column * (BOX.width + GAP.x), y: MARGIN + (row - top) * (BOX.height + GAP.y) }));
  const edges = inputs.flatMap((from, to) => from.map((input) => edge(boxes[input]!, boxes[to]!)));
  const caption = say.graphOf(graph.target.name, nodes.length, graph.drawn.length);
  const style = colors ? `<style>${styleOf(colors)}</style><rect class="back" width="${width}" height="${height}"/>` : "";
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" class="graph" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', sans-serif" font-size="12"><title>${escapedXml(caption)}</title>${style}<g>${edges.join("")}</g><g>${nodes.map((node, i) => box(graph, node, boxes[i]!)).join("")}</g></svg>`;
  return { svg, width, height, caption };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function edge(from: Point, to: Point): string {
  const [x1, y1, x2, y2] = [from.x + BOX.width, from.y + BOX.height / 2, to.x - 6, to.y + BOX.height / 2];
  const bend = Math.max(20, (x2 - x1) / 2);
  return `<path class="edge" d="M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}"/><path class="arrow" d="M${x2 + 6} ${y2}l-7 -3.5v7z"/>`;
}

function box(graph: TargetGraph, node: Node, { x, y }: Point): string {
  const { naming, gradients, symbol, target } = graph;
  const name = naming.of(node);
  const title = node.card ? (naming.isVariable(node) ? `${name} = ${node.card.name}` : node.card.name) : name;
  const gradient = gradients.of(node, node.value.dtype, 2);
  const shown = gradient.kind === "value" ? `${partialSign(symbol, naming.isVariable(node) ? name : "·")} = ${arrayText(gradient.view, 2)}` : gradient.reason;
  const adjoint = gradients.adjoints.get(node);
  const isNegative = adjoint !== undefined && size(adjoint.value) === 1 && item(adjoint.value) < 0;
  const kind = node === target.node ? " target" : node.card ? "" : " leaf";
  const line = (of: string, dy: number, text: string): string =>
    `<text class="${of}" x="${x + 10}" y="${y + dy}">${escapedXml(text.length > LETTERS ? `${text.slice(0, LETTERS - 1)}…` : text)}</text>`;
  return `<g><title>${escapedXml(`${title}: ${arrayText(viewOf(node.value, node.value.dtype, 8))}; ${shown}`)}</title><rect class="box${kind}" x="${x}" y="${y}" width="${BOX.width}" height="${BOX.height}" rx="4"/>${line("name", 18, title)}${line("value", 35, arrayText(viewOf(node.value, node.value.dtype, 2), 2))}${line(`gradient${isNegative ? " negative" : ""}`, 52, shown)}</g>`;
}

const styleOf = ({ back, raised, line, text, quiet, positive, negative }: DrawingColors): string =>
  `.back{fill:${back}}.box{fill:${raised};stroke:${line}}.leaf{stroke:${positive}}.target{stroke:${text};stroke-width:2}.edge{fill:none;stroke:${quiet}}.arrow{fill:${quiet}}.name{fill:${text};font-weight:600}.value{fill:${text}}.gradient{fill:${positive}}.gradient.negative{fill:${negative}}`;
