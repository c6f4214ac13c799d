/** A graph and the way the user looks at it → the cards that are shown, and what is known of each. */
import type { GraphView, GraphViewNode } from "../src/engine/report/report.js";
import type { PanelGraph, PanelStrings } from "../src/extension/panel/messages.js";
import type { Shown } from "./details.js";
import { say } from "./elements.js";
import { allGroups, type CardGraph, cardGraph, type Group, MANY_NODES, openAtFirst, scopeTree } from "./grouping.js";
import type { ViewOptions } from "./kept.js";
import { Relations } from "./relations.js";

export interface Arrangement {
  readonly graph: PanelGraph & { readonly view: GraphView };
  /** null: not grouped. */
  readonly root: Group | null;
  readonly cards: CardGraph;
  readonly relations: Relations;
  readonly nodes: ReadonlyMap<string, GraphViewNode>;
  readonly groups: ReadonlyMap<string, Group>;
}

/** What depends on the graph alone: for one that is large it is not made again with each look. */
interface Known {
  readonly relations: Relations;
  readonly nodes: ReadonlyMap<string, GraphViewNode>;
  tree: Group | null;
}

const known = new WeakMap<GraphView, Known>();

/** null: there is nothing to draw. */
export function arrange(graph: PanelGraph | null, look: ViewOptions, strings: PanelStrings): Arrangement | null {
  const view = graph?.view ?? null;
  if (graph === null || view === null || view.nodes.length === 0) return null;
  let about = known.get(view);
  if (about === undefined) {
    const nodes = new Map(view.nodes.map((node) => [node.id, node]));
    known.set(view, (about = { relations: new Relations(view, nodes), nodes, tree: null }));
  }
  const isGrouped = look.grouped ?? view.nodes.length > MANY_NODES;
  const root = isGrouped ? (about.tree ??= scopeTree(view, graph.lines, (first, last) =>
        first === last ? say(strings.lineNumber, { line: first }) : say(strings.lineNumbers, { first, last }),
      )) : null;
  const first = root === null ? new Set<string>() : openAtFirst(root);
  const isOpen = (id: string): boolean => look.toggled[id] ?? first.has(id);
  return {
    graph: { ...graph, view },
    root,
    cards: cardGraph(view, root, isOpen),
    relations: about.relations,
    nodes: about.nodes,
    groups: new Map(root === null ? [] : allGroups(root).map((group) => [group.id, group])),
  };
}

export const canBeGrouped = ({ nodes }: GraphView): boolean =>
  nodes.length > MANY_NODES || nodes.some(({ scope }) => scope.length > 0);

/** The card a node or group stands on now. */
export function cardOf({ cards }: Arrangement, id: string): string | null {
  return cards.cardOf.get(id) ?? (cards.cards.some((card) => card.id === id) ? id : null);
}

export function detailsOf({ graph, groups, nodes, relations }: Arrangement, id: string | null): Shown | null {
  if (id === null) return null;
  const node = nodes.get(id);
  if (node !== undefined) return { kind: "node", node, line: graph.lines[node.id], relations };
  const group = groups.get(id);
  return group === undefined ? null : { kind: "group", group };
}

/** Nodes are numbered anew with each run: after a change of structure the same number may be another node. */
export function isSameNode(before: GraphView | null, after: GraphView | null, id: string): boolean {
  const [old, now] = [before, after].map((view) => view?.nodes.find((node) => node.id === id));
  return old === undefined || (now !== undefined && old.title === now.title && old.name === now.name);
}

/** The groups around a node, outermost first; []: it stands outside, or there is no such node. */
export function groupsAround(root: Group | null, node: string): string[] {
  for (const group of root?.groups ?? []) {
    if (group.nodes.some(({ id }) => id === node)) return [group.id];
    const inner = groupsAround(group, node);
    if (inner.length > 0) return [group.id, ...inner];
  }
  return [];
}
