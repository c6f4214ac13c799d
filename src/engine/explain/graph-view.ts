/** The target's graph as the panel draws it: light enough to be sent whole, texts ready to show. */
import { partialSign } from "./rule.js";
import { arrayText, shapeText } from "../report/numbers.js";
import type { GradientSign, GraphView, GraphViewEdge, GraphViewNode } from "../report/report.js";
import { viewOf } from "../report/array-view.js";
import type { Gradient } from "../report/report.js";
import type { Node } from "../trace/node.js";
import { ScopePaths } from "./scope-path.js";
import type { TargetGraph } from "./target-graph.js";

const MOST_NODES = 50_000;
/** Elements of an array that its text shows. */
const SHOWN = 2;

/** `graph`: null where the run has no target. */
export function graphViewOf(graph: TargetGraph | null): GraphView {
  if (!graph) return { targetId: null, nodes: [], edges: [], omitted: 0 };
  // The part nearest the target is kept.
  const kept = graph.drawn.slice(-MOST_NODES);
  const inside = new Set(kept);
  const scopes = new ScopePaths();
  return {
    targetId: graph.idOf(graph.target.node),
    nodes: kept.map((node) => viewNode(node, graph, scopes)),
    edges: kept.flatMap((node) => edgesInto(node, graph, inside)),
    omitted: graph.drawn.length - kept.length,
  };
}

function viewNode(node: Node, graph: TargetGraph, scopes: ScopePaths): GraphViewNode {
  const { naming, symbol, gradients, target } = graph;
  const name = naming.of(node);
  const isVariable = naming.isVariable(node);
  const type = node.value.dtype;
  const gradient = gradients.of(node, type, SHOWN);
  return {
    id: graph.idOf(node)!,
    kind: node.card ? "operation" : "leaf",
    title: node.card?.name ?? name,
    name: isVariable ? name : "",
    type: node.value.shape.length ? `${type} ${shapeText(node.value.shape)}` : type === "float64" || type === "float32" ? "" : type,
    value: arrayText(viewOf(node.value, type, SHOWN), SHOWN),
    gradient: gradient.kind === "value" ? `${isVariable ? partialSign(symbol, name) : `∂${symbol}/∂·`} = ${arrayText(gradient.view, SHOWN)}${gradient.zeroBecause ? ` (${gradient.zeroBecause})` : ""}` : gradient.reason,
    ...signAndSize(gradient),
    missing: gradient.kind === "value" ? null : gradient.kind,
    span: node.span,
    scope: scopes.of(node.scope),
    isTarget: node === target.node,
  };
}

function signAndSize(gradient: Gradient): { readonly sign: GradientSign; readonly size: number | null } {
  if (gradient.kind !== "value") return { sign: "none", size: null };
  const { shape, values, norm } = gradient.view;
  const number = values[0] ?? 0;
  return { sign: shape.length > 0 ? "array" : Number.isNaN(number) ? "nan" : number > 0 ? "positive" : number < 0 ? "negative" : "zero", size: Number.isFinite(norm) ? norm : null };
}

function edgesInto(node: Node, graph: TargetGraph, inside: ReadonlySet<Node>): GraphViewEdge[] {
  const to = graph.idOf(node)!;
  return node.inputs.flatMap((input, i) => {
    const from = inside.has(input) ? graph.idOf(input) : null;
    if (!from) return [];
    const names = node.card?.inputs ?? [];
    return [{ from, to, input: (names[i] ?? names[0] ?? "").replace("...", "").replace("?", ""), shape: input.value.shape.length ? shapeText(input.value.shape) : "" }];
  });
}
