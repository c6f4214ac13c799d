/**
 * Paths between whole tensors: along each, the backward rules of its operations hand the target's adjoint on to the value.
 * What they hand on adds up to the gradient, since rules are linear in the adjoint.
 */
import { shapeText, shortNumber } from "../../report/numbers.js";
import type { MatrixForm, MatrixRow, MatrixStep } from "../../report/views/why.js";
import { size, toNumbers } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { derivativeOf } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";
import type { Columns } from "./columns.js";
import { handed } from "./columns.js";
import { countText, numberOf } from "./quantities.js";
import { shapeStory } from "../shapes/shape-story.js";
import { operationOf } from "./steps.js";
import { type Use, Uses } from "./uses.js";

const MOST_ROWS = 12;
const MOST_STEPS = 40;
/** Paths followed at a time; where there are more, those with the largest adjoints. */
const WIDTH = 64;
/** Elements that rules may hand on in all, before fewer paths are followed. */
const MOST_WORK = 4_000_000;

interface Part {
  readonly head: Node;
  readonly adjoint: Node;
  /** From the target on. */
  readonly uses: readonly Use[];
  readonly norm: number;
}

/** null: every value between the two is a single number, so that the paths of elements say all. `index`: an element of the value, row-major. */
export function matrixForm(graph: TargetGraph, columns: Columns, start: Node, index: number): MatrixForm | null {
  const gradient = graph.gradients.adjoints.get(start);
  const target = graph.target.node;
  if (!gradient || start === target) return null;
  if (isAllNumbers(graph, start)) return null;
  const { into, count } = waysBetween(graph, columns, start);
  const ended: Part[] = [];
  const seed = graph.gradients.adjoints.get(target)!;
  let parts: Part[] = [{ head: target, adjoint: seed, uses: [], norm: normOf(toNumbers(seed.value)) }];
  let work = 0;
  while (parts.length > 0) {
    const width = work < MOST_WORK ? WIDTH : 4;
    if (parts.length > width) parts = parts.sort((a, b) => b.norm - a.norm).slice(0, width);
    // Users are younger than their inputs: nothing comes to the youngest any more.
    const youngest = parts.reduce((node, { head }) => (head.id > node.id ? head : node), parts[0]!.head);
    const now = parts.filter(({ head }) => head === youngest);
    parts = parts.filter(({ head }) => head !== youngest);
    if (youngest === start) {
      ended.push(...now);
      continue;
    }
    for (const part of now) {
      for (const use of into.get(youngest) ?? []) {
        const adjoint = handed(use, part.adjoint);
        if (!adjoint) continue;
        work += size(adjoint.value);
        const norm = normOf(toNumbers(adjoint.value));
        if (norm !== 0) parts.push({ head: use.operation.inputs[use.slot]!, adjoint, uses: [...part.uses, use], norm });
      }
    }
  }
  ended.sort((a, b) => b.norm - a.norm);
  const rest = toNumbers(gradient.value);
  const listed = ended.slice(0, MOST_ROWS);
  for (const { adjoint } of listed) toNumbers(adjoint.value).forEach((value, i) => { rest[i] = rest[i]! - value; });
  return {
    rows: listed.map((part) => rowOf(graph, part, start, index)),
    count: countText(count),
    rest: count <= BigInt(listed.length) ? null : numberOf(normOf(rest)),
    norm: numberOf(normOf(toNumbers(gradient.value))),
  };
}

function isAllNumbers(graph: TargetGraph, start: Node): boolean {
  const uses = Uses.of(graph);
  const seen = new Set([start]);
  // A set is walked with what is added meanwhile.
  for (const node of seen) {
    if (size(node.value) !== 1) return false;
    for (const { result } of uses.of(node)) if (graph.gradients.adjoints.has(result)) seen.add(result);
  }
  return true;
}

/** Uses between the value and the target, by what they compute, and the number of ways over them. */
function waysBetween(graph: TargetGraph, columns: Columns, start: Node): { readonly into: ReadonlyMap<Node, readonly Use[]>; readonly count: bigint } {
  const uses = Uses.of(graph);
  const counts = new Map<Node, bigint>([[start, 1n]]);
  const into = new Map<Node, Use[]>();
  for (let at = graph.nodes.indexOf(start); at >= 0 && at < graph.nodes.length; at++) {
    const node = graph.nodes[at]!;
    const count = counts.get(node);
    if (count === undefined || node === graph.target.node) continue;
    for (const use of uses.of(node)) {
      if (!graph.gradients.adjoints.has(use.result) || !columns.given(use)) continue;
      counts.set(use.result, (counts.get(use.result) ?? 0n) + count);
      const list = into.get(use.result);
      if (list) list.push(use);
      else into.set(use.result, [use]);
    }
  }
  return { into, count: counts.get(graph.target.node) ?? 0n };
}

function rowOf(graph: TargetGraph, { adjoint, uses, norm }: Part, start: Node, index: number): MatrixRow {
  const nodes = [start, ...uses.toReversed().map(({ result }) => result)];
  return {
    names: nodes.map((node) => (node === start || graph.naming.isVariable(node) ? graph.naming.of(node) : operationOf(node))),
    nodes: nodes.flatMap((node) => graph.idOf(node) ?? []),
    norm: numberOf(norm),
    element: numberOf(toNumbers(adjoint.value)[index]!),
    steps: uses.slice(0, MOST_STEPS).map((use) => stepOf(graph, use)),
    stepsOmitted: Math.max(0, uses.length - MOST_STEPS),
  };
}

function stepOf(graph: TargetGraph, use: Use): MatrixStep {
  const { operation, slot, result } = use;
  const rule = derivativeOf(operation, slot, graph.reading);
  const input = operation.inputs[slot]!;
  return {
    node: graph.idOf(result),
    operation: operationOf(result),
    rule: rule?.rule ?? "",
    shapes: rule?.numbers ?? `${inShape(input)} ← ${inShape(result)}`,
    story: shapeStory(use, graph),
  };
}

const inShape = ({ value }: Node): string => (value.shape.length === 0 ? shortNumber(toNumbers(value)[0]!) : shapeText(value.shape));

const normOf = (values: readonly number[]): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
