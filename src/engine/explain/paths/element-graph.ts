/** The elements that lie between one element of a value and the target, with the local derivatives between them. */
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import type { Columns } from "./columns.js";
import { type Use, Uses } from "./uses.js";

export interface Element {
  readonly node: Node;
  /** Row-major. */
  readonly index: number;
  readonly edges: Edge[];
  /** The edge by which it was first reached; null: it is the one that was asked about. */
  from: Edge | null;
  /** Of its gradient, what flows through operations whose derivatives cannot be told apart. */
  closed: number;
}

export interface Edge {
  readonly start: Element;
  readonly end: Element;
  readonly use: Use;
  /** ∂end/∂start through this use; never 0. */
  readonly derivative: number;
}

/** A use through which nothing flows: its derivative is 0 here, or the operation gives none. */
export interface DeadEnd {
  readonly element: Element;
  readonly use: Use;
  readonly kind: "zero" | "none";
}

export interface ElementGraph {
  /** The one asked about first; each before those it flows into. */
  readonly elements: readonly Element[];
  readonly deadEnds: readonly DeadEnd[];
}

/** What may be explored. Elements: of the graph; work: elements touched in computing derivatives. */
export interface Bounds {
  readonly elements: number;
  readonly edges: number;
  readonly work: number;
}

export const BOUNDS: Bounds = { elements: 40_000, edges: 100_000, work: 1_500_000 };

/** null: it is larger than the bounds. */
export function elementGraph(graph: TargetGraph, columns: Columns, start: Pick<Element, "node" | "index">, bounds: Bounds): ElementGraph | null {
  const uses = Uses.of(graph);
  const elements: Element[] = [];
  const deadEnds: DeadEnd[] = [];
  const reached = new Map<Node, Map<number, Element>>([[start.node, new Map([[start.index, newElement(start.node, start.index, null)]])]]);
  const from = columns.work;
  let count = 1;
  let edges = 0;
  for (let at = graph.nodes.indexOf(start.node); at >= 0 && at < graph.nodes.length; at++) {
    const node = graph.nodes[at]!;
    for (const element of reached.get(node)?.values() ?? []) {
      elements.push(element);
      if (node === graph.target.node) continue;
      for (const use of uses.of(node)) {
        const { result } = use;
        if (!graph.gradients.adjoints.has(result)) continue;
        const column = columns.of(use, element.index);
        if (column === "closed") {
          element.closed += columns.elements(columns.given(use)!.value)[element.index]!;
          continue;
        }
        if (column === "none" || column.at.length === 0) {
          deadEnds.push({ element, use, kind: column === "none" ? "none" : "zero" });
          continue;
        }
        let ends = reached.get(result);
        if (!ends) reached.set(result, (ends = new Map()));
        for (let i = 0; i < column.at.length; i++) {
          const index = column.at[i]!;
          let end = ends.get(index);
          const edge: Edge = { start: element, end: end ?? newElement(result, index, null), use, derivative: column.derivatives[i]! };
          if (!end) {
            end = edge.end;
            end.from = edge;
            ends.set(index, end);
            count++;
          }
          element.edges.push(edge);
          edges++;
        }
        if (count > bounds.elements || edges > bounds.edges || columns.work - from > bounds.work) return null;
      }
    }
  }
  return { elements, deadEnds };
}

export const newElement = (node: Node, index: number, from: Edge | null): Element => ({ node, index, edges: [], from, closed: 0 });
