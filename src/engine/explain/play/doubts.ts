/** What a run of the program with these numbers might do otherwise than the replay: said, never passed over. */
import { sourcesOf } from "../../autodiff/replay.js";
import type { PlayDoubt } from "../../report/views/play.js";
import { item, size } from "../../tensor/array.js";
import { LineIndex } from "../../text/line-index.js";
import type { Decision } from "../../trace/decisions.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { playMessages as say } from "./messages.js";
import type { Position } from "./playground.js";

/** Decisions taken before the target was there, by numbers that can move. */
export interface Watched {
  readonly nodes: readonly Node[];
  readonly decisions: readonly { readonly decision: Decision; readonly nodes: readonly Node[] }[];
  readonly missed: number;
}

export function watched({ run, target }: TargetGraph): Watched {
  const decisions = run.decisions.kept
    .filter(({ before, scope, span }) => before <= target.node.id && !(scope === null && target.node.scope === null && span && target.node.span && isOnLaterLine(run.source, target.node.span.end, span.start)))
    .map((decision) => ({ decision, nodes: decision.nodes() }))
    .filter(({ nodes }) => nodes.every((node) => size(node.value) === 1));
  return { decisions, nodes: [...new Set(decisions.flatMap(({ nodes }) => nodes))], missed: run.decisions.missed };
}

/** Whether a line of the module's own begins in between. */
const isOnLaterLine = (source: string, from: number, to: number): boolean => /\n\S/.test(source.slice(from, to + 1));

/** As many as one reads. */
const MOST = 4;

export function doubtsAt(position: Position, { graph, watched: { decisions, missed } }: { readonly graph: TargetGraph; readonly watched: Watched }): readonly PlayDoubt[] {
  if (!position.values.size) return [];
  const { replayed } = position;
  const { run, naming } = graph;
  const idsOf = (nodes: readonly Node[]): string[] => nodes.flatMap((node) => graph.idOf(node) ?? []);
  const lines = new LineIndex(run.source);
  const doubts = new Map<string, PlayDoubt>();
  for (const { decision, nodes } of decisions) {
    const { span, outcome } = decision;
    const now = nodes.map((node) => item(replayed.of(node).value));
    if (!span || outcome(now) === outcome(nodes.map((node) => item(node.value)))) continue;
    const text = run.source.slice(span.start, span.end).split("\n")[0]!;
    add(doubts, say[decision.kind === "way" ? "turned" : "readPlainly"](text.length > 60 ? `${text.slice(0, 59)}…` : text, lines.positionOf(span.start).line + 1), idsOf(nodes));
  }
  for (const node of replayed.held) {
    const name = naming.isVariable(node) ? naming.of(node) : (node.card?.name ?? naming.of(node));
    add(doubts, node.card === null && node.origin.kind === "cut" ? say.computedLater(name, node.origin.by) : say.held(name), idsOf([node]));
  }
  // Made by something that is not on the tape after a changed value was there: an optimizer's step.
  const oldest = Math.min(...[...position.values.keys()].map(({ id }) => id));
  for (const node of graph.nodes) {
    if (node.id < oldest || node.card || sourcesOf(node).length || position.values.has(node) || node.origin.kind !== "cut") continue;
    add(doubts, say.computedLater(naming.of(node), node.origin.by), idsOf([node]));
  }
  if (missed > 0) add(doubts, say.missed(missed), []);
  return [...doubts.values()].slice(0, MOST);
}

function add(to: Map<string, PlayDoubt>, text: string, nodes: readonly string[]): void {
  if (!to.has(text)) to.set(text, { text, nodes });
}
