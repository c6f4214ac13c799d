/** One expression over the iterations of a loop: time steps, layers, samples. */
import type { OverviewSeries, SeriesPoint } from "../../report/views/overview.js";
import type { Node, Scope } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { formOf } from "./activations.js";
import { measure, normOf } from "./measures.js";

const FEWEST = 3;
const MOST_SERIES = 6;
const MOST_POINTS = 256;

/** Of expressions with a name, and of activation functions. */
export function seriesOf(graph: TargetGraph): OverviewSeries[] {
  const groups = new Map<string, { readonly node: Node; readonly iteration: number }[]>();
  const paths = new Map<Scope, Path | null>();
  for (const node of graph.drawn) {
    if (!node.card || !node.scope || !node.span) continue;
    const path = pathOf(node.scope, paths);
    if (!path) continue;
    const key = `${node.span.start} ${node.span.end} ${node.card.name} ${path.key}`;
    const group = groups.get(key);
    if (!group) groups.set(key, [{ node, iteration: path.iteration }]);
    // Once an iteration: the last one counts.
    else if (group.at(-1)!.iteration === path.iteration) group[group.length - 1] = { node, iteration: path.iteration };
    else group.push({ node, iteration: path.iteration });
  }
  const found = [...groups.values()].filter((group) => group.length >= FEWEST).map((group) => ({ group, name: nameOf(group.map(({ node }) => node), graph) }));
  return found
    .filter(({ name, group }) => name !== null || formOf(group[0]!.node) !== null)
    .sort((a, b) => Number(b.name !== null) - Number(a.name !== null))
    .slice(0, MOST_SERIES)
    .map(({ group, name }) => ({
      name: name ?? group[0]!.node.card!.name,
      loop: pathOf(group[0]!.node.scope!, paths)!.loop,
      points: some(group).map(({ node, iteration }) => pointOf(node, iteration, graph)),
    }));
}

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
function nameOf(nodes: readonly Node[], { naming }: TargetGraph): string | null {
  const named = nodes.findLast((node) => naming.isVariable(node));
  return named ? naming.of(named) : null;
}

/** Evenly spaced, with both ends. */
function some<T>(all: readonly T[]): readonly T[] {
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
