/** The four ways to a derivative, side by side: value, error, passes, size. */
import type { Way, WayName } from "../report/views/ways.js";
import { size } from "../tensor/array.js";
import { explainMessages as say } from "./messages.js";
import { partialSign } from "./rule.js";
import type { TargetGraph } from "./target-graph.js";
import { leavesOf } from "./ways/leaves.js";
import { chosen, type Compared, compared } from "./ways/ways.js";

const MOST_LEAVES = 8;
/** Elements, and fifty for each node, that all leaves together may cost: a second or two. */
const MOST_WORK = 20_000_000;

export interface WaysRows {
  /** Of `waysHead`. */
  readonly rows: readonly (readonly string[])[];
  /** One a leaf. */
  readonly compared: readonly Compared[];
  readonly notes: readonly string[];
}

/** For a tensor the element with the largest gradient stands for it. null: there is no leaf. */
export function waysRows(graph: TargetGraph): WaysRows | null {
  const leaves = leavesOf(graph);
  if (!leaves.length) return null;
  const work = graph.nodes.reduce((sum, { value }) => sum + 50 + size(value), 0);
  const shown = leaves.slice(0, Math.min(MOST_LEAVES, Math.floor(MOST_WORK / work)));
  if (!shown.length) return { rows: [], compared: [], notes: [say.waysTooLarge(graph.nodes.length)] };
  const all = shown.map((input) => compared(graph, leaves, input, chosen(graph, [input], { node: input.id, element: null })!.element, null)); // the only leaf to choose from
  return {
    rows: all.flatMap((one) => one.ways.filter(({ value }) => value !== null).map((way) => row(way, one))),
    compared: all,
    notes: [
      ...(leaves.length > shown.length ? [say.rowLeaves(shown.length, leaves.length)] : []),
      say.waysNote(leaves.reduce((sum, { node }) => sum + size(node.value), 0)),
    ],
  };
}

function row({ way, value, error, passes }: Way, { name, symbolic }: Compared): string[] {
  const names: Readonly<Record<WayName, string>> = {
    symbolic: say.symbolic, forwardDifference: say.numericForward, centralDifference: say.numericCentral, forward: say.forwardMode, reverse: say.reverseMode,
  };
  return [name, names[way], value?.text ?? "", error?.text ?? "", String(passes), way === "symbolic" && symbolic.kind === "written" ? String(symbolic.size.simplified) : ""];
}

/** `∂L/∂a = 2 · e · w (5 nodes)`, or why there is none. */
export function symbolicLines(graph: TargetGraph, { compared: all }: WaysRows): string[] {
  const [first] = all;
  if (first?.symbolic.kind === "none") return [first.symbolic.reason];
  return all.flatMap(({ name, symbolic }) =>
    symbolic.kind === "written" && symbolic.text !== "" ? [say.symbolicExpression(partialSign(graph.symbol, name), symbolic.text, symbolic.size.simplified)] : []);
}
