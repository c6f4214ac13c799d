/** The target's graph as the panel draws it: texts ready to show, plain literals left inside the rules. */
import type { Node, Scope } from "../trace/node.js";
import { partialSign, ruleOf, turned } from "./rule.js";
import { arrayText, exactArrayText, shapeText } from "../report/numbers.js";
import type { GraphView, GraphViewEdge, GraphViewNode } from "../report/report.js";
import { viewOf } from "../report/array-view.js";
import type { TargetGraph } from "./target-graph.js";

const MOST_NODES = 2000;
/** Tooltips show arrays whole up to this many elements. */
const EXACT = 64;

/** `graph`: null where the run has no target. */
export function graphViewOf(graph: TargetGraph | null): GraphView {
  if (!graph) return { targetId: null, nodes: [], edges: [], omitted: 0 };
  // The part nearest the target is kept.
  const kept = graph.drawn.slice(-MOST_NODES);
  const inside = new Set(kept);
  return {
    targetId: graph.idOf(graph.target.node),
    nodes: kept.map((node) => viewNode(node, graph)),
    edges: kept.flatMap((node) => edgesInto(node, graph, inside)),
    omitted: graph.drawn.length - kept.length,
  };
}

function viewNode(node: Node, graph: TargetGraph): GraphViewNode {
  const { naming, symbol, reading, gradients, target } = graph;
  const name = naming.of(node);
  const isVariable = naming.isVariable(node);
  const type = node.value.dtype;
  const value = viewOf(node.value, type, EXACT);
  const gradient = gradients.of(node, type, EXACT);
  const partial = partialSign(symbol, name);
  const rule = ruleOf(node, reading);
  return {
    id: graph.idOf(node)!,
    kind: node.card ? "operation" : "leaf",
    title: node.card?.name ?? name,
    name: isVariable ? name : "",
    type: node.value.shape.length ? `${type} ${shapeText(node.value.shape)}` : type === "float64" || type === "float32" ? "" : type,
    value: arrayText(value, 2),
    gradient: gradient.kind === "value" ? `${isVariable ? partial : `∂${symbol}/∂·`} = ${arrayText(gradient.view, 2)}${gradient.zeroBecause ? ` (${gradient.zeroBecause})` : ""}` : gradient.reason,
    exactValue: exactArrayText(value),
    exactGradient: gradient.kind === "value" ? exactArrayText(gradient.view) : "",
    rule: rule ? [`${rule.value} = ${turned(rule.valueNumbers)}`, ...rule.derivatives.map((derivative) => `${derivative.rule} = ${turned(derivative.numbers)}`)].join("\n") : "",
    span: node.span,
    scope: scopePath(node.scope),
    isTarget: node === target.node,
  };
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

function scopePath(scope: Scope | null): string[] {
  const path: string[] = [];
  for (let at = scope; at; at = at.parent) path.unshift(at.iteration === null ? at.name : `${at.name} #${at.iteration + 1}`);
  return path;
}
