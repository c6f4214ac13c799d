/** What a node is computed from and what uses it, by names. */
import type { GraphView, GraphViewNode } from "../src/engine/report/report.js";

export interface Relations {
  /** "x = a, weight = W" for inputs with several; "a" where the operation has one. */
  readonly from: ReadonlyMap<string, string>;
  readonly usedBy: ReadonlyMap<string, string>;
}

/** The variable's name, else the operation's. */
export const nameOf = (node: GraphViewNode): string => node.name || node.title;

const SHOWN = 6;

export function relationsOf(view: GraphView): Relations {
  const nodes = new Map(view.nodes.map((node) => [node.id, node]));
  const from = new Map<string, string[]>();
  const usedBy = new Map<string, string[]>();
  for (const edge of view.edges) {
    const [source, target] = [nodes.get(edge.from), nodes.get(edge.to)];
    if (source === undefined || target === undefined) continue;
    append(from, target.id, edge.input === "" ? nameOf(source) : `${edge.input} = ${nameOf(source)}`);
    append(usedBy, source.id, nameOf(target));
  }
  return { from: joined(from), usedBy: joined(usedBy) };
}

function append(lists: Map<string, string[]>, key: string, item: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [item]);
  else list.push(item);
}

const joined = (lists: ReadonlyMap<string, readonly string[]>): Map<string, string> =>
  new Map(
    [...lists].map(([key, items]) => [
      key,
      items.length > SHOWN ? `${items.slice(0, SHOWN).join(", ")}, … (${items.length})` : items.join(", "),
    ]),
  );
