/** What the panel is told about the graph, from the region's state and the last graph that came. */
import type { GraphView } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";
import type { Placed, RegionState } from "../session/region.js";
import type { PanelGraph, PanelProblem, PanelState } from "./messages.js";

/** A graph with the report it belongs to: the same text and settings give the same object. */
export interface Held {
  readonly version: number;
  readonly view: GraphView;
  readonly report: RegionState["report"];
}

export interface GraphStateParts {
  readonly state: RegionState | null;
  readonly held: Held | null;
  readonly notice: string | null;
  /** From 1, in the current text. */
  readonly lineOf: (offset: number) => number;
  /** To the current text. */
  readonly carry: (span: Span) => Span | null;
}

export const panelState = ({ state, held, notice, lineOf }: Omit<GraphStateParts, "carry">): PanelState => ({
  problems: (state?.problems ?? []).map((problem) => panelProblem(problem, lineOf)),
  stale: state === null ? held !== null : state.stale || held?.report !== state.report,
  notice,
});

/** With the graph, its places carried to the current text. */
export function panelGraph({ held, lineOf, carry }: Pick<GraphStateParts, "held" | "lineOf" | "carry">, about: PanelState): PanelGraph {
  const view = held === null ? null : carried(held.view, carry);
  const target = view?.nodes.find(({ isTarget }) => isTarget);
  const lines = (view?.nodes ?? []).flatMap(({ id, span }) =>
    span === null ? [] : [[id, lineOf(span.start)] as const],
  );
  return {
    view,
    target: { name: target === undefined ? "" : target.name || target.title, value: target?.value ?? "" },
    lines: Object.fromEntries(lines),
    ...about,
  };
}

/** Where a node stands in the current text. */
export function placesOf(held: Held | null, carry: (span: Span) => Span | null): (id: string) => Span | null {
  const spans = new Map(held?.view.nodes.map(({ id, span }) => [id, span]) ?? []);
  return (id) => {
    const span = spans.get(id) ?? null;
    return span === null ? null : carry(span);
  };
}

const carried = (view: GraphView, carry: (span: Span) => Span | null): GraphView => ({
  ...view,
  nodes: view.nodes.map((node) => (node.span === null ? node : { ...node, span: carry(node.span) })),
});

const panelProblem = (
  { entry, span }: Placed<{ severity: PanelProblem["severity"]; message: string }>,
  lineOf: (offset: number) => number,
): PanelProblem => ({ severity: entry.severity, message: entry.message, line: lineOf(span.start), span });

/** Half a word typed leaves nothing to draw for a moment: then the graph that was there stays, dimmed. */
export const isHeldBack = (state: RegionState, view: GraphView): boolean =>
  view.nodes.length === 0 && state.target?.held === true;
