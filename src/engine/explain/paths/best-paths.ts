/**
 * The k paths with the largest products, by dynamic programming: each element keeps the k best ways on from it, so that
 * 2^60 paths cost as much as 60 operations. With the number of all paths and the sum over all of them.
 */
import type { Edge, Element, ElementGraph } from "./element-graph.js";

export interface Path {
  /** From the element asked about to the target's. */
  readonly edges: readonly Edge[];
  /** Of the local derivatives, from the target on, and of the target's own adjoint. */
  readonly product: number;
}

export interface Found {
  /** Largest magnitude first. */
  readonly paths: readonly Path[];
  /** Of all paths whose product is not 0 by one of its factors; null: not counted. */
  readonly count: bigint | null;
  /** Sum over the paths that are not listed; null: all are listed. */
  readonly rest: number | null;
}

interface Way {
  readonly product: number;
  readonly edge: Edge | null;
  /** Which way of the edge's end goes on. */
  readonly rank: number;
}

/** `seed`: the adjoint of each element of the target. */
export function bestPaths({ elements }: ElementGraph, isTarget: (element: Element) => boolean, seed: (index: number) => number, most: number): Found {
  const ways = new Map<Element, readonly Way[]>();
  const counts = new Map<Element, bigint>();
  const gradients = new Map<Element, number>();
  let isClosed = false;
  for (const element of elements.toReversed()) {
    if (isTarget(element)) {
      const own = seed(element.index);
      ways.set(element, own === 0 ? [] : [{ product: own, edge: null, rank: 0 }]);
      counts.set(element, own === 0 ? 0n : 1n);
      gradients.set(element, own);
      continue;
    }
    let count = 0n;
    let gradient = element.closed;
    if (element.closed !== 0) isClosed = true;
    for (const { end, derivative } of element.edges) {
      count += counts.get(end)!;
      gradient += derivative * gradients.get(end)!;
    }
    ways.set(element, best(element, ways, most));
    counts.set(element, count);
    gradients.set(element, gradient);
  }
  const [start] = elements;
  if (!start) return { paths: [], count: 0n, rest: null };
  const paths = ways.get(start)!.map((way) => followed(way, ways));
  const count = counts.get(start)!;
  const all = !isClosed && count <= BigInt(paths.length);
  return { paths, count: isClosed ? null : count, rest: all ? null : gradients.get(start)! - paths.reduce((sum, { product }) => sum + product, 0) };
}

function best(element: Element, ways: ReadonlyMap<Element, readonly Way[]>, most: number): Way[] {
  let edges = element.edges.filter(({ end }) => ways.get(end)!.length > 0);
  // A way among the best goes over one of the edges with the best first ways.
  if (edges.length > most) {
    const first = ({ end, derivative }: Edge): number => magnitudeOf(derivative * ways.get(end)![0]!.product);
    edges = edges.map((edge) => [edge, first(edge)] as const).sort((a, b) => b[1] - a[1]).slice(0, most).map(([edge]) => edge);
  }
  const all = edges.flatMap((edge) => ways.get(edge.end)!.map((way, rank): Way => ({ product: way.product * edge.derivative, edge, rank })));
  return edges.length > 1 ? all.sort((a, b) => magnitudeOf(b.product) - magnitudeOf(a.product)).slice(0, most) : all;
}

function followed(way: Way, ways: ReadonlyMap<Element, readonly Way[]>): Path {
  const edges: Edge[] = [];
  for (let next: Way | undefined = way; next?.edge; next = ways.get(next.edge.end)![next.rank]) edges.push(next.edge);
  return { edges, product: way.product };
}

/** NaN before all others: it is what is looked for. */
export const magnitudeOf = (value: number): number => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : Math.abs(value));
