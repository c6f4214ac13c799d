/**
 * Which cards are on the page: every node of a small graph; in a large one, scopes (function, module, loop iteration)
 * stand as one card each until they are opened, and then as a frame around their nodes.
 */
import type { GraphView, GraphViewNode } from "../src/engine/report/report.js";

export interface Group {
  readonly id: string;
  /** "train › for i #1": scopes that hold nothing but one other are named together. */
  readonly title: string;
  readonly path: readonly string[];
  /** Directly inside. */
  readonly nodes: GraphViewNode[];
  readonly groups: Group[];
  /** Nodes inside, at any depth. */
  size: number;
}

export type Card = { readonly id: string; readonly frame: string | null } & (
  | { readonly kind: "node"; readonly node: GraphViewNode }
  | { readonly kind: "group"; readonly group: Group }
);

export interface Frame {
  readonly id: string;
  readonly parent: string | null;
  readonly group: Group;
}

export interface CardEdge {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  /** The shape that flows along it; between groups, where shapes differ, how many edges it stands for. */
  readonly label: string;
  /** The node whose value flows; null where the edge stands for several. */
  readonly source: string | null;
}

export interface CardGraph {
  readonly cards: readonly Card[];
  readonly frames: readonly Frame[];
  readonly edges: readonly CardEdge[];
  /** Card that stands for each node. */
  readonly cardOf: ReadonlyMap<string, string>;
}

/** Above this a graph is grouped by itself. */
export const MANY_NODES = 150;
/** Groups are opened by themselves, outermost first, as long as no more cards than this are shown. */
const CARDS_AT_FIRST = 40;

/** Nodes outside any scope are grouped by their source line only where they alone are too many. */
export function scopeTree(
  view: GraphView,
  lines: Readonly<Record<string, number>>,
  lineName: (line: number) => string,
): Group {
  const scopes = placesOfUse(view);
  const loose = view.nodes.filter(({ id }) => scopes.get(id)?.length === 0).length;
  const root = emptyGroup([]);
  for (const node of view.nodes) {
    const line = lines[node.id];
    const scope = scopes.get(node.id) ?? [];
    const path = scope.length > 0 ? scope : loose > MANY_NODES && line !== undefined ? [lineName(line)] : [];
    let at = root;
    at.size++;
    for (let depth = 1; depth <= path.length; depth++) {
      const part = path.slice(0, depth);
      const id = groupId(part);
      let next = at.groups.find((group) => group.id === id);
      if (next === undefined) {
        next = emptyGroup(part);
        at.groups.push(next);
      }
      next.size++;
      at = next;
    }
    at.nodes.push(node);
  }
  return tidy(root, true);
}

/** Each node's scope; an input that is used in one place only stands there, and not where it was made, far away. */
function placesOfUse(view: GraphView): Map<string, readonly string[]> {
  const scopes = new Map(view.nodes.map((node) => [node.id, node.scope]));
  const uses = new Map<string, readonly string[]>();
  for (const { from, to } of view.edges) {
    const scope = scopes.get(to) ?? [];
    const known = uses.get(from);
    uses.set(from, known === undefined ? scope : commonStart(known, scope));
  }
  return new Map(
    view.nodes.map(({ id, kind, scope }) => {
      const use = kind === "leaf" ? (uses.get(id) ?? []) : [];
      return [id, use.length > scope.length ? use : scope];
    }),
  );
}

function commonStart(a: readonly string[], b: readonly string[]): readonly string[] {
  const end = a.findIndex((part, i) => part !== b[i]);
  return end < 0 ? a : a.slice(0, end);
}

const groupId = (path: readonly string[]): string => `g:${JSON.stringify(path)}`;

const emptyGroup = (path: readonly string[]): Group => ({
  id: groupId(path),
  title: path.at(-1) ?? "",
  path,
  nodes: [],
  groups: [],
  size: 0,
});

/** A group of one node is that node; a group of one group is that group, under both names. */
function tidy(group: Group, isRoot: boolean): Group {
  const inner = group.groups.map((child) => tidy(child, false));
  const nodes = [...group.nodes, ...inner.filter(({ size }) => size === 1).flatMap((single) => single.nodes)];
  const groups = inner.filter(({ size }) => size > 1);
  const only = groups[0];
  if (!isRoot && nodes.length === 0 && groups.length === 1 && only !== undefined)
    return { ...only, title: `${group.title} › ${only.title}` };
  return { ...group, nodes, groups: withoutMiddle(groups) };
}

/** More iterations of one loop than this are not shown side by side: the first and last few stand for their kind. */
const MANY_ITERATIONS = 8;
const ENDS_SHOWN = 2;

/** "for t #3 … #39": the iterations between, as one group of groups. */
function withoutMiddle(groups: readonly Group[]): Group[] {
  const loops = new Map<string, Group[]>();
  for (const group of groups) {
    const loop = iterationOf(group)?.loop;
    if (loop !== undefined) loops.set(loop, [...(loops.get(loop) ?? []), group]);
  }
  return groups.flatMap((group) => {
    const iterations = loops.get(iterationOf(group)?.loop ?? "") ?? [];
    const at = iterations.indexOf(group);
    if (iterations.length <= MANY_ITERATIONS || at < ENDS_SHOWN || at >= iterations.length - ENDS_SHOWN)
      return [group];
    return at === ENDS_SHOWN ? [middle(iterations.slice(ENDS_SHOWN, -ENDS_SHOWN))] : [];
  });
}

/** The engine names an iteration by its loop and number: "for t in range(9) #3". */
function iterationOf(group: Group): { readonly loop: string; readonly number: string } | null {
  const parts = /^(.*) (#\d+)$/.exec(group.path.at(-1) ?? "");
  return parts === null ? null : { loop: parts[1] ?? "", number: parts[2] ?? "" };
}

function middle(groups: readonly Group[]): Group {
  const [first, last] = [groups[0], groups.at(-1)].map((group) =>
    group === undefined ? null : iterationOf(group),
  );
  const title = `${first?.loop ?? ""} ${first?.number ?? ""} … ${last?.number ?? ""}`;
  const path = [...(groups[0]?.path.slice(0, -1) ?? []), title];
  const size = groups.reduce((total, group) => total + group.size, 0);
  return { id: groupId(path), title, path, nodes: [], groups: [...groups], size };
}

export function allGroups(root: Group): Group[] {
  return root.groups.flatMap((group) => [group, ...allGroups(group)]);
}

/** Opened at first: all groups of a small graph; of a large one, outermost first, what leaves it readable. */
export function openAtFirst(root: Group): Set<string> {
  if (root.size <= MANY_NODES) return new Set(allGroups(root).map(({ id }) => id));
  const open = new Set<string>();
  let shown = root.nodes.length + root.groups.length;
  // Level by level, so that what is alike looks alike. A long row of iterations is opened by hand only.
  for (let level = root.groups; level.length > 0; ) {
    const opened = level.filter(({ groups }) => groups.length <= MANY_ITERATIONS);
    const more = opened.reduce((sum, { nodes, groups }) => sum + nodes.length + groups.length - 1, 0);
    if (shown + more > CARDS_AT_FIRST) break;
    shown += more;
    for (const { id } of opened) open.add(id);
    level = opened.flatMap(({ groups }) => groups);
  }
  return open;
}

export function cardGraph(view: GraphView, root: Group | null, isOpen: (id: string) => boolean): CardGraph {
  const cards: Card[] = [];
  const frames: Frame[] = [];
  const cardOf = new Map<string, string>();
  const standFor = (group: Group, card: string): void => {
    for (const node of group.nodes) cardOf.set(node.id, card);
    for (const inner of group.groups) standFor(inner, card);
  };
  const place = (nodes: readonly GraphViewNode[], groups: readonly Group[], frame: string | null): void => {
    for (const node of nodes) {
      cards.push({ id: node.id, frame, kind: "node", node });
      cardOf.set(node.id, node.id);
    }
    for (const group of groups) {
      if (isOpen(group.id)) {
        frames.push({ id: group.id, parent: frame, group });
        place(group.nodes, group.groups, group.id);
      } else {
        cards.push({ id: group.id, frame, kind: "group", group });
        standFor(group, group.id);
      }
    }
  };
  if (root === null) place(view.nodes, [], null);
  else place(root.nodes, root.groups, null);
  return { cards, frames, edges: cardEdges(view, cardOf), cardOf };
}

/** Edges between the same two cards are one where a group is at an end; a·a keeps both of its edges. */
function cardEdges(view: GraphView, cardOf: ReadonlyMap<string, string>): CardEdge[] {
  const edges = new Map<string, { from: string; to: string; shapes: string[]; sources: Set<string> }>();
  for (const [index, edge] of view.edges.entries()) {
    const from = cardOf.get(edge.from);
    const to = cardOf.get(edge.to);
    if (from === undefined || to === undefined || from === to) continue;
    const isPlain = from === edge.from && to === edge.to;
    const key = isPlain ? `e${index}` : `${from}→${to}`;
    const known = edges.get(key);
    if (known === undefined)
      edges.set(key, { from, to, shapes: [edge.shape], sources: new Set([edge.from]) });
    else {
      known.shapes.push(edge.shape);
      known.sources.add(edge.from);
    }
  }
  const labelled = new Map<string, number>();
  return [...edges].map(([id, { from, to, shapes, sources }]) => {
    const label = shapes.every((shape) => shape === shapes[0]) ? (shapes[0] ?? "") : `×${shapes.length}`;
    const times = (labelled.get(`${from} ${label}`) ?? 0) + 1;
    labelled.set(`${from} ${label}`, times);
    const source = sources.size === 1 ? ([...sources][0] ?? null) : null;
    return { id, from, to, label: times > SAME_LABELS ? "" : label, source };
  });
}

/** A weight used in forty iterations does not say its shape forty times. */
const SAME_LABELS = 2;
