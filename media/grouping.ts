/**
 * Which cards are on the page: every node of a small graph; in a large one, scopes (function, module, loop iteration)
 * stand as one card each until they are opened, and then as a frame around their nodes.
 */
import type { GraphView, GraphViewNode } from "../src/engine/report/report.js";
import { stretchesOf } from "./stretches.js";

export interface Group {
  readonly id: string;
  /** "train › for i #1": scopes that hold nothing but one other are named together. */
  readonly title: string;
  readonly path: readonly string[];
  /** Directly inside. */
  readonly nodes: readonly GraphViewNode[];
  readonly groups: readonly Group[];
  /** Nodes inside, at any depth. */
  readonly size: number;
  /** How many of them are operations. */
  readonly operations: number;
  /** Sizes of the gradients inside; null: there are none. */
  readonly gradients: Range | null;
  /** Stands for the middle of a row of what is alike. */
  readonly isRow: boolean;
}

export interface Range {
  readonly least: number;
  readonly most: number;
  /** Of the inputs: parameters, data. Where none of them has a gradient, of the operations. */
  readonly ofInputs: boolean;
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

/** Nodes outside any scope are grouped by their lines only where they alone are too many. */
export function scopeTree(
  view: GraphView,
  lines: Readonly<Record<string, number>>,
  lineName: (first: number, last: number) => string,
): Group {
  const scopes = placesOfUse(view);
  const loose = view.nodes.filter(({ id }) => scopes.get(id)?.length === 0);
  const stretches = loose.length > MANY_NODES ? stretchesOf(loose, lines, lineName) : null;
  const root = new Branch([]);
  for (const node of view.nodes) {
    const scope = scopes.get(node.id) ?? [];
    const path = scope.length > 0 ? scope : (stretches?.get(lines[node.id] ?? 0) ?? []);
    let at = root;
    for (const part of path) at = at.inner(part);
    at.nodes.push(node);
  }
  return root.group(true);
}

/** A scope while nodes are put into it. */
class Branch {
  readonly nodes: GraphViewNode[] = [];
  private readonly branches = new Map<string, Branch>();

  constructor(private readonly path: readonly string[]) {}

  inner(part: string): Branch {
    let branch = this.branches.get(part);
    if (branch === undefined) this.branches.set(part, (branch = new Branch([...this.path, part])));
    return branch;
  }

  /** A group of one node is that node; a group of one group is that group, under both names. */
  group(isRoot = false): Group {
    const { path } = this;
    const all = [...this.branches.values()].map((branch) => branch.group());
    const nodes = [...this.nodes, ...all.flatMap((single) => (single.size === 1 ? single.nodes : []))];
    const groups = all.filter(({ size }) => size > 1);
    const [only] = groups;
    const title = path.at(-1) ?? "";
    if (!isRoot && nodes.length === 0 && groups.length === 1 && only !== undefined)
      return { ...only, title: `${title} › ${only.title}` };
    return makeGroup(path, title, nodes, withoutMiddle(groups));
  }
}

function makeGroup(
  path: readonly string[],
  title: string,
  nodes: readonly GraphViewNode[],
  groups: readonly Group[],
  isRow = false,
): Group {
  let [size, operations] = [nodes.length, 0];
  let gradients: Range | null = null;
  for (const node of nodes) {
    if (node.kind === "operation") operations++;
    if (node.size !== null) gradients = wider(gradients, { least: node.size, most: node.size, ofInputs: node.kind === "leaf" });
  }
  for (const group of groups) {
    size += group.size;
    operations += group.operations;
    if (group.gradients !== null) gradients = wider(gradients, group.gradients);
  }
  return { id: groupId(path), title, path, nodes, groups, size, operations, gradients, isRow };
}

/** Inputs count before operations. */
function wider(a: Range | null, b: Range): Range {
  if (a === null || (b.ofInputs && !a.ofInputs)) return b;
  if (a.ofInputs && !b.ofInputs) return a;
  return { least: Math.min(a.least, b.least), most: Math.max(a.most, b.most), ofInputs: a.ofInputs };
}

/** Each node's scope. An input belongs to the place where it is used, and not to where it was made, far away. */
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
      const use = kind === "leaf" ? uses.get(id) : undefined;
      return [id, use === undefined || use.every((part, i) => part === scope[i]) ? scope : use];
    }),
  );
}

function commonStart(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a === b) return a;
  const end = a.findIndex((part, i) => part !== b[i]);
  return end < 0 ? a : a.slice(0, end);
}

const groupId = (path: readonly string[]): string => `g:${JSON.stringify(path)}`;

/** More of one kind than this are not shown side by side: the first and last few stand for all. */
const MANY_ALIKE = 8;
const ENDS_SHOWN = 2;

/** "for t #3 … #39 ×37": what is alike and stands in a row (iterations, items of a list of modules, calls), as one group. */
function withoutMiddle(groups: readonly Group[]): Group[] {
  const rows = new Map<string, Group[]>();
  for (const group of groups) {
    const row = memberOf(group)?.row;
    if (row === undefined) continue;
    const members = rows.get(row);
    if (members === undefined) rows.set(row, [group]);
    else members.push(group);
  }
  const middles = new Map<Group, Group | null>();
  for (const [row, members] of rows) {
    if (members.length <= MANY_ALIKE) continue;
    const inner = members.slice(ENDS_SHOWN, -ENDS_SHOWN);
    const whole = middle(row, inner);
    for (const [i, group] of inner.entries()) middles.set(group, i === 0 ? whole : null);
  }
  return groups.flatMap((group) => {
    const stand = middles.get(group);
    return stand === undefined ? [group] : stand === null ? [] : [stand];
  });
}

/** The engine names them "for t in range(9) #3", "blocks.3" and, for a third call, "loss (3)". */
function memberOf(group: Group): { readonly row: string; readonly number: string } | null {
  const name = group.path.at(-1) ?? "";
  const iteration = /^(.*) (#\d+)$/.exec(name);
  if (iteration !== null) return { row: iteration[1] ?? "", number: iteration[2] ?? "" };
  const item = /^(.*)\.(\d+)$/.exec(name);
  if (item !== null) return { row: `${item[1]}.`, number: item[2] ?? "" };
  const call = /^(.*) (\(\d+\))$/.exec(name);
  return call === null ? null : { row: `${call[1]} `, number: call[2] ?? "" };
}

function middle(row: string, groups: readonly Group[]): Group {
  const [first, last] = [groups[0], groups.at(-1)].map((group) =>
    group === undefined ? "" : (memberOf(group)?.number ?? ""),
  );
  const title = `${row.endsWith(".") ? row : `${row.trimEnd()} `}${first} … ${last} ×${groups.length}`;
  return makeGroup([...(groups[0]?.path.slice(0, -1) ?? []), title], title, [], groups, true);
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
  for (let level: readonly Group[] = root.groups; level.length > 0; ) {
    const opened = level.filter(({ isRow }) => !isRow);
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
