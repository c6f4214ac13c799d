/** Which nodes of a graph stand at a place in the text. */
import type { GraphView, Missing, Report } from "../../engine/report/report.js";
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

/** The value at a place that no gradient reaches; null where there is none. */
export function apartAt(report: Report | null, offset: number): { readonly partial: string; readonly missing: Missing; readonly reason: string } | null {
  if (report === null) return null;
  const around = [...report.lenses, ...report.notes.map(({ text, ...note }) => ({ ...note, name: text }))]
    .filter(({ span, gradient }) => gradient.kind !== "value" && span.start <= offset && offset <= span.end)
    .sort((a, b) => a.span.end - a.span.start - (b.span.end - b.span.start));
  const [nearest] = around;
  if (nearest === undefined || nearest.gradient.kind === "value") return null;
  const { kind, reason } = nearest.gradient;
  return { partial: `∂${report.target?.symbol ?? ""}/∂${nearest.name}`, missing: kind, reason };
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
