/** Which nodes of a graph stand at a place in the text. */
import type { GraphView, Report } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";

/** A name where it is defined or used. */
export interface NamedPlace {
  readonly name: string;
  readonly span: Span;
}

/** A node has one span, that of the expression that made it; its variable's name stands at others too. */
export const namedPlaces = (report: Report | null): NamedPlace[] =>
  report === null
    ? []
    : [
        ...report.lenses,
        ...report.notes.map(({ text, span }) => ({ name: text, span })),
        ...(report.target === null ? [] : [report.target]),
      ];

/**
 * The nodes with the smallest span that holds all of `place`; a cursor is a place without length. They are several where
 * the same expression was evaluated several times.
 */
export function nodesAt(view: GraphView, place: Span, names: readonly NamedPlace[] = []): string[] {
  const smallest = new Smallest(place);
  for (const { id, span } of view.nodes) if (span !== null) smallest.offer(span, id);
  const ids = new Map<string, string[]>();
  for (const { id, name } of view.nodes) if (name !== "") ids.set(name, [...(ids.get(name) ?? []), id]);
  for (const { name, span } of names) for (const id of ids.get(name) ?? []) smallest.offer(span, id);
  return [...smallest.found];
}

class Smallest {
  private least = Number.POSITIVE_INFINITY;
  found = new Set<string>();

  constructor(private readonly place: Span) {}

  offer(span: Span, id: string): void {
    const length = span.end - span.start;
    if (span.start > this.place.start || span.end < this.place.end || length > this.least) return;
    if (length < this.least) this.found = new Set();
    this.least = length;
    this.found.add(id);
  }
}
