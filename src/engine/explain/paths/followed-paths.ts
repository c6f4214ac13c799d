/**
 * Paths where there are too many elements to look at all: the largest contributions are followed. What all ways on from an
 * element are worth is known without walking them: (product so far) · (its adjoint). So what is not followed is still counted.
 */
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { type Found, magnitudeOf } from "./best-paths.js";
import type { Columns } from "./columns.js";
import { type DeadEnd, type Edge, type Element, newElement } from "./element-graph.js";
import { Uses } from "./uses.js";

interface Part {
  readonly element: Element;
  readonly product: number;
  /** product · adjoint: the sum over all paths that begin so. */
  readonly worth: number;
}

/** Parts followed at a time, by the work done: wide at first, narrow when it has become expensive. */
const WIDTHS = [
  { until: 500_000, width: 48 },
  { until: 1_500_000, width: 12 },
  { until: Number.POSITIVE_INFINITY, width: 2 },
];

export function followedPaths(graph: TargetGraph, columns: Columns, start: Pick<Element, "node" | "index">, most: number): Found & { readonly deadEnds: readonly DeadEnd[] } {
  const uses = Uses.of(graph);
  const target = graph.target.node;
  const from = columns.work;
  const deadEnds: DeadEnd[] = [];
  let rest = 0;
  let parts: Part[] = [{ element: newElement(start.node, start.index, null), product: 1, worth: columns.adjoint(start.node, start.index) }];
  const ended: Part[] = [];
  const prune = (): void => {
    const { width } = WIDTHS.find(({ until }) => columns.work - from < until)!;
    if (parts.length <= width) return;
    parts.sort((a, b) => magnitudeOf(b.worth) - magnitudeOf(a.worth));
    for (const part of parts.splice(width)) rest += part.worth;
  };
  while (parts.length > 0) {
    prune();
    // Inputs are older than their users: behind the oldest node no other part comes back to it.
    const oldest = parts.reduce((node, { element }): Node => (element.node.id < node.id ? element.node : node), parts[0]!.element.node);
    const now = parts.filter(({ element }) => element.node === oldest);
    parts = parts.filter(({ element }) => element.node !== oldest);
    if (oldest === target) {
      ended.push(...now);
      continue;
    }
    for (const { element, product } of now) {
      for (const use of uses.of(oldest)) {
        if (!graph.gradients.adjoints.has(use.result)) continue;
        const column = columns.of(use, element.index);
        if (column === "closed") rest += product * columns.elements(columns.given(use)!.value)[element.index]!;
        else if (column === "none" || column.at.length === 0) deadEnds.push({ element, use, kind: column === "none" ? "none" : "zero" });
        else
          column.at.forEach((index, i) => {
            const derivative = column.derivatives[i]!;
            const end = newElement(use.result, index, null);
            const edge: Edge = { start: element, end, use, derivative };
            end.from = edge;
            parts.push({ element: end, product: product * derivative, worth: product * derivative * columns.adjoint(use.result, index) });
          });
      }
    }
  }
  ended.sort((a, b) => magnitudeOf(b.worth) - magnitudeOf(a.worth));
  for (const { worth } of ended.splice(most)) rest += worth;
  return { paths: ended.map(({ element, worth }) => ({ edges: edgesTo(element), product: worth })), count: null, rest, deadEnds };
}

/** From the first element to this one. */
export function edgesTo(element: Element): Edge[] {
  const edges: Edge[] = [];
  for (let edge = element.from; edge; edge = edge.start.from) edges.push(edge);
  return edges.reverse();
}
