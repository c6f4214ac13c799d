/** One expression over the iterations of a loop: time steps, layers, samples. */
import type { OverviewSeries, SeriesPoint } from "../../report/views/overview.js";
import type { Node, Scope } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { formOf } from "./activations.js";
import { measure, normOf } from "./measures.js";
import { stackedSteps } from "./stacked.js";

const FEWEST = 3;
const MOST_SERIES = 6;
const MOST_POINTS = 256;

/** Of expressions with a name, of activation functions, and of the steps inside recurrent layers. */
export function seriesOf(graph: TargetGraph): OverviewSeries[] {
  const found = [...inLoops(graph), ...insideLayers(graph)];
  return found
    .sort((a, b) => Number(b.isNamed) - Number(a.isNamed))
    .slice(0, MOST_SERIES)
    .map(({ name, loop, nodes }) => ({ name, loop, points: some(nodes).map(({ node, iteration }) => pointOf(node, iteration, graph)) }));
}

interface Draft {
  readonly name: string;
  readonly isNamed: boolean;
  readonly loop: string;
  readonly nodes: readonly Iterated[];
}

interface Iterated {
  readonly node: Node;
  /** From 0. */
  readonly iteration: number;
}

function inLoops(graph: TargetGraph): Draft[] {
  const groups = new Map<string, { readonly loop: string; readonly nodes: Iterated[] }>();
  const paths = new Map<Scope, Path | null>();
  for (const node of graph.drawn) {
    if (!node.card || !node.scope || !node.span) continue;
    const path = pathOf(node.scope, paths);
    if (!path) continue;
    const key = `${node.span.start} ${node.span.end} ${node.card.name} ${path.key}`;
    const { iteration } = path;
    const group = groups.get(key)?.nodes;
    if (!group) groups.set(key, { loop: path.loop, nodes: [{ node, iteration }] });
    // Once an iteration: the last one counts.
    else if (group.at(-1)!.iteration === iteration) group[group.length - 1] = { node, iteration };
    else group.push({ node, iteration });
  }
  return [...groups.values()].flatMap(({ loop, nodes }) => {
    const first = nodes[0]!.node;
    const name = nameOf(nodes, graph);
    return nodes.length < FEWEST || (name === null && formOf(first) === null) ? [] : [{ name: name ?? first.card!.name, isNamed: name !== null, loop, nodes }];
  });
}

function insideLayers(graph: TargetGraph): Draft[] {
  return graph.drawn.flatMap((node) => {
    const steps = node.scope?.kind === "loop" ? null : stackedSteps(node);
    const [first] = steps ?? [];
    // One call of one layer made them all.
    if (!steps || !first || steps.some(({ scope, span }) => scope !== first.scope || span?.start !== first.span?.start)) return [];
    return [{ name: "h", isNamed: true, loop: scopeName(node.scope), nodes: steps.map((step, iteration) => ({ node: step, iteration })) }];
  });
}

/** The module itself rather than its `forward`. */
const scopeName = (scope: Scope | null): string => (scope?.name === "forward" && scope.parent ? scope.parent.name : (scope?.name ?? ""));

interface Path {
  readonly loop: string;
  readonly iteration: number;
  /** The same in every iteration of the innermost loop. */
  readonly key: string;
}

/** null: in no loop. */
function pathOf(scope: Scope, known: Map<Scope, Path | null>): Path | null {
  const before = known.get(scope);
  if (before !== undefined) return before;
  let path: Path | null;
  if (scope.kind === "loop" && scope.iteration !== null) {
    const outer = scope.parent && pathOf(scope.parent, known);
    path = { loop: scope.name, iteration: scope.iteration, key: `${outer ? `${outer.key}#${outer.iteration}` : ""}/${scope.name}` };
  } else {
    const outer = scope.parent && pathOf(scope.parent, known);
    path = outer && { ...outer, key: `${outer.key}/${scope.name}` };
  }
  known.set(scope, path);
  return path;
}

/** Values of earlier iterations lose their names to later ones. */
function nameOf(nodes: readonly Iterated[], { naming }: TargetGraph): string | null {
  const named = nodes.findLast(({ node }) => naming.isVariable(node));
  return named ? naming.of(named.node) : null;
}

/** Evenly spaced, with both ends. */
export function some<T>(all: readonly T[]): readonly T[] {
  if (all.length <= MOST_POINTS) return all;
  return Array.from({ length: MOST_POINTS }, (_, i) => all[Math.round((i * (all.length - 1)) / (MOST_POINTS - 1))]!);
}

function pointOf(node: Node, iteration: number, graph: TargetGraph): SeriesPoint {
  const adjoint = graph.gradients.adjoints.get(node);
  return {
    id: graph.idOf(node)!,
    iteration: iteration + 1,
    value: measure(normOf([node.value])),
    gradient: adjoint ? measure(normOf([adjoint.value])) : null,
  };
}
