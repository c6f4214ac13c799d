/** A graph and the way the user looks at it → the cards that are shown, and what is known of each. */
import type { GraphView } from "../src/engine/report/report.js";
import type { PanelGraph, PanelStrings } from "../src/extension/panel/messages.js";
import type { Shown } from "./details.js";
import { say } from "./elements.js";
import {
  allGroups,
  type CardGraph,
  cardGraph,
  type Group,
  MANY_NODES,
  openAtFirst,
  scopeTree,
} from "./grouping.js";
import type { ViewOptions } from "./kept.js";
import { type Relations, relationsOf } from "./relations.js";

export interface Arrangement {
  readonly graph: PanelGraph & { readonly view: GraphView };
  /** null: not grouped. */
  readonly root: Group | null;
  readonly cards: CardGraph;
  readonly relations: Relations;
}

/** null: there is nothing to draw. */
export function arrange(
  graph: PanelGraph | null,
  look: ViewOptions,
  strings: PanelStrings,
): Arrangement | null {
  const view = graph?.view ?? null;
  if (graph === null || view === null || view.nodes.length === 0) return null;
  const isGrouped = look.grouped ?? view.nodes.length > MANY_NODES;
  const root = isGrouped ? scopeTree(view, graph.lines, (line) => say(strings.lineNumber, { line })) : null;
  const first = root === null ? new Set<string>() : openAtFirst(root);
  const isOpen = (id: string): boolean => look.toggled[id] ?? first.has(id);
  return {
    graph: { ...graph, view },
    root,
    cards: cardGraph(view, root, isOpen),
    relations: relationsOf(view),
  };
}

export const canBeGrouped = ({ nodes }: GraphView): boolean =>
  nodes.length > MANY_NODES || nodes.some(({ scope }) => scope.length > 0);

/** The card a node or group stands on now. */
export function cardOf(arrangement: Arrangement, id: string): string | null {
  const { cards } = arrangement;
  return cards.cardOf.get(id) ?? (cards.cards.some((card) => card.id === id) ? id : null);
}

export function detailsOf(arrangement: Arrangement, id: string | null): Shown | null {
  const { graph, root, relations } = arrangement;
  const node = graph.view.nodes.find((one) => one.id === id);
  if (node !== undefined) return { kind: "node", node, line: graph.lines[node.id], relations };
  const group = root === null ? undefined : allGroups(root).find((one) => one.id === id);
  return group === undefined ? null : { kind: "group", group };
}

/** Nodes are numbered anew with each run: after a change of structure the same number may be another node. */
export function isSameNode(before: GraphView | null, after: GraphView | null, id: string): boolean {
  const [old, now] = [before, after].map((view) => view?.nodes.find((node) => node.id === id));
  return old === undefined || (now !== undefined && old.title === now.title && old.name === now.name);
}
