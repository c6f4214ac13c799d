/** What a node is computed from and what uses it, by names. */
import type { GraphView, GraphViewEdge, GraphViewNode } from "../src/engine/report/report.js";

/** The variable's name, else the operation's. */
export const nameOf = (node: GraphViewNode): string => node.name || node.title;

const SHOWN = 6;

export class Relations {
  private readonly into = new Map<string, GraphViewEdge[]>();
  private readonly outOf = new Map<string, GraphViewEdge[]>();

  constructor(
    view: GraphView,
    private readonly nodes: ReadonlyMap<string, GraphViewNode>,
  ) {
    for (const edge of view.edges) {
      if (!nodes.has(edge.from) || !nodes.has(edge.to)) continue;
      append(this.into, edge.to, edge);
      append(this.outOf, edge.from, edge);
    }
  }

  /** "x = a, weight = W" for inputs with several; "a" where the operation has one; "" for a leaf. */
  from(id: string): string {
    return this.text(this.into.get(id), ({ from, input }) => `${input === "" ? "" : `${input} = `}${this.name(from)}`);
  }

  usedBy(id: string): string {
    return this.text(this.outOf.get(id), ({ to }) => this.name(to));
  }

  private name(id: string): string {
    const node = this.nodes.get(id);
    return node === undefined ? "" : nameOf(node);
  }

  private text(edges: readonly GraphViewEdge[] = [], say: (edge: GraphViewEdge) => string): string {
    const shown = edges.slice(0, SHOWN).map(say).join(", ");
    return edges.length > SHOWN ? `${shown}, … (${edges.length})` : shown;
  }
}

function append(lists: Map<string, GraphViewEdge[]>, key: string, item: GraphViewEdge): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}
