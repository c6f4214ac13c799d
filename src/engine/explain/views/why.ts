/** Why a gradient is what it is: paths, their sum, what blocks others, and the same in whole tensors. */
import { shapeText, shortNumber } from "../../report/numbers.js";
import type { PathList, PathRow, PathStep, WhyAnswer, WhyRequest, WhyState } from "../../report/views/why.js";
import { size } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import { bestPaths, type Found, magnitudeOf, type Path } from "../paths/best-paths.js";
import { blockedPaths } from "../paths/blocked.js";
import { Columns } from "../paths/columns.js";
import { BOUNDS, type DeadEnd, elementGraph } from "../paths/element-graph.js";
import { followedPaths } from "../paths/followed-paths.js";
import { matrixForm } from "../paths/matrix-form.js";
import { pathMessages as say } from "../paths/messages.js";
import { countText, indexOf, numberOf, placeOf } from "../paths/quantities.js";
import { operationOf } from "../paths/steps.js";
import { partialSign } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";

const MOST_ROWS = 24;
/** Of a longer path the middle is left out. */
const MOST_STEPS = 60;
/** Digits of the sum that rounding may not reach before it is shown. */
const NEGLIGIBLE = 1e-12;

/** null: no such node. */
export function whyView(graph: TargetGraph, { node: id, index: asked }: WhyRequest): WhyAnswer | null {
  const node = graph.nodeOf(id);
  if (!node) return null;
  const columns = new Columns(graph);
  const { shape, dtype } = node.value;
  const adjoint = graph.gradients.adjoints.get(node);
  const numbers = adjoint ? columns.elements(adjoint.value) : null;
  const place = (asked && placeOf(asked, shape)) ?? (numbers ? largest(numbers) : 0);
  const index = indexOf(place, shape);
  const name = `${graph.naming.of(node)}${shape.length ? shapeText(index) : ""}`;
  const partial = partialSign(graph.symbol, name);
  const base = { id, name, partial, symbol: graph.symbol, shape: [...shape], index };
  const nothing = { list: null, blocked: [], blockedOmitted: 0, matrix: null };
  if (size(node.value) === 0) return { ...base, ...nothing, state: "none", statement: "", gradient: null };
  const gradient = numbers ? numbers[place]! : null;
  if (gradient === null) {
    const { blocked, omitted } = blockedPaths(graph, columns, node, []);
    const reading = graph.gradients.of(node, dtype, 1);
    return { ...base, ...nothing, blocked, blockedOmitted: omitted, state: "none", statement: say.none(partial, reading.kind === "value" ? "" : reading.reason), gradient: null };
  }
  if (node === graph.target.node) return { ...base, ...nothing, state: "target", statement: say.isTarget(name), gradient: numberOf(gradient) };
  const found = pathsFrom(graph, columns, node, place, MOST_ROWS);
  const { blocked, omitted } = blockedPaths(graph, columns, node, found.deadEnds);
  const list = listOf(graph, found, gradient, dtype);
  const state: WhyState = !Number.isFinite(gradient) ? "notFinite" : gradient !== 0 ? "value" : found.paths.length ? "cancels" : "zero";
  return {
    ...base,
    state,
    statement: statementOf(state, partial, gradient, list, blocked.length > 0, graph, node),
    gradient: numberOf(gradient),
    list: found.paths.length || found.rest ? list : null,
    blocked,
    blockedOmitted: omitted,
    matrix: matrixForm(graph, columns, node, place),
  };
}

export type FoundPaths = Found & { readonly deadEnds: readonly DeadEnd[]; readonly isFollowed: boolean };

/** The `most` largest paths from one element to the target; the largest that were found where there is too much to look at. */
export function pathsFrom(graph: TargetGraph, columns: Columns, node: Node, index: number, most: number, bounds = BOUNDS): FoundPaths {
  const elements = elementGraph(graph, columns, { node, index }, bounds);
  if (!elements) return { ...followedPaths(graph, columns, { node, index }, most), isFollowed: true };
  const target = graph.target.node;
  const found = bestPaths(elements, (element) => element.node === target, (at) => columns.adjoint(target, at), most);
  return { ...found, deadEnds: elements.deadEnds, isFollowed: false };
}

function listOf(graph: TargetGraph, { paths, count, rest, isFollowed }: FoundPaths, gradient: number, dtype: string): PathList {
  let sum = 0;
  let magnitude = Math.abs(gradient);
  const rows = paths.map((path) => {
    sum += path.product;
    magnitude = Math.max(magnitude, Math.abs(path.product));
    return rowOf(graph, path, sum);
  });
  const rounding = gradient - sum - (rest ?? 0);
  return {
    rows,
    count: count === null ? "" : countText(count),
    restCount: count === null ? "" : countText(count - BigInt(paths.length)),
    rest: rest === null ? null : numberOf(rest),
    rounding: Math.abs(rounding) > NEGLIGIBLE * magnitude ? numberOf(rounding) : null,
    rounded: dtype === "float64" ? "" : dtype,
    isFollowed,
  };
}

function rowOf(graph: TargetGraph, { edges, product }: Path, sum: number): PathRow {
  const [first] = edges;
  const steps: PathStep[] = first ? [stepOf(graph, first.start.node, first.start.index, "")] : [];
  const omitted = edges.length > MOST_STEPS ? edges.length - MOST_STEPS : 0;
  edges.forEach(({ end, derivative }, i) => {
    const behind = i - MOST_STEPS / 2;
    if (behind < 0 || behind >= omitted) steps.push(stepOf(graph, end.node, end.index, shortNumber(derivative)));
    else if (behind === 0) steps.push({ node: null, name: `… ${omitted} …`, operation: "", element: "", factor: "…" });
  });
  return { steps, product: productText(edges.map(({ derivative }) => derivative), edges.at(-1) ? product : 0, graph), contribution: numberOf(product), sum: numberOf(sum) };
}

const stepOf = (graph: TargetGraph, node: Node, index: number, factor: string): PathStep => ({
  node: graph.idOf(node),
  name: factor === "" || graph.naming.isVariable(node) ? graph.naming.of(node) : operationOf(node),
  operation: operationOf(node),
  element: node.value.shape.length ? shapeText(indexOf(index, node.value.shape)) : "",
  factor,
});

/** Factors of a product that is written whole; longer ones are written without their ones, up to as many. */
const FACTORS = 10;

/** From the target on. The target's own adjoint is a factor where it is not 1. */
function productText(derivatives: readonly number[], product: number, graph: TargetGraph): string {
  const seed = product / derivatives.reduce((all, one) => all * one, 1);
  const all = [...(graph.target.seed && Number.isFinite(seed) && seed !== 1 ? [seed] : []), ...derivatives.toReversed()];
  const shown = all.length > FACTORS ? all.filter((factor) => factor !== 1) : all;
  const texts = shown.slice(0, FACTORS).map((factor, i) => (i > 0 && factor < 0 ? `(${shortNumber(factor)})` : shortNumber(factor)));
  return (texts.length ? texts.join(" · ") : "1") + (shown.length > FACTORS ? " · …" : "");
}

function statementOf(state: WhyState, partial: string, gradient: number, list: PathList, isBlocked: boolean, graph: TargetGraph, node: Node): string {
  const paths = list.count === "" ? say.manyPaths : list.count === "1" ? say.onePath : say.paths(list.count);
  switch (state) {
    case "notFinite":
      return say.notFinite(partial, shortNumber(gradient));
    case "cancels":
      return say.cancels(partial, paths);
    case "zero": {
      const reading = graph.gradients.of(node, node.value.dtype, 1);
      return isBlocked ? say.zero(partial) : say.zeroPlain(partial, reading.kind === "value" ? reading.zeroBecause : reading.reason);
    }
    default:
      return say.value(partial, shortNumber(gradient), paths);
  }
}

function largest(numbers: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < numbers.length; i++) if (magnitudeOf(numbers[i]!) > magnitudeOf(numbers[best]!)) best = i;
  return best;
}
