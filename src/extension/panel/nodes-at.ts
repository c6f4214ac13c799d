/** Which nodes of a graph stand at a place in the text. */
import type { GraphView } from "../../engine/report/report.js";
import type { Span } from "../../engine/text/span.js";

/**
 * The nodes with the smallest span that holds all of `place`; a cursor is a place without length. They are several where
 * the same expression was evaluated several times.
 */
export function nodesAt(view: GraphView, place: Span): string[] {
  let least = Number.POSITIVE_INFINITY;
  let found: string[] = [];
  for (const { id, span } of view.nodes) {
    if (span === null || span.start > place.start || span.end < place.end) continue;
    const length = span.end - span.start;
    if (length > least) continue;
    if (length < least) found = [];
    least = length;
    found.push(id);
  }
  return found;
}
