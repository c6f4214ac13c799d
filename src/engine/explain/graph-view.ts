/** The target's graph as the panel draws it: texts ready to show, plain literals left inside the rules. */
import type { Node, Scope } from "../trace/node.js";
import { isPlainLiteral } from "./naming.js";
import { type Steps, stepsOf } from "./steps.js";
import { partialSign, ruleOf, turned } from "./rule.js";
import type { Evaluated } from "../report/evaluated.js";
import type { LensGradients } from "../report/gradients.js";
import { arrayText, exactArrayText, shapeText } from "../report/numbers.js";
import type { GraphView, GraphViewEdge, GraphViewNode } from "../report/report.js";
import { viewOf } from "../report/views.js";

const MOST_NODES = 2000;
/** Tooltips show arrays whole up to this many elements. */
const EXACT = 64;

export function graphViewOf(run: Evaluated, gradients: LensGradients): GraphView {
  const steps = stepsOf(run, gradients);
  if (!run.target || !steps) return { targetId: null, nodes: [], edges: [], omitted: 0 };
  const drawn = steps.nodes.filter((node) => !isPlainLiteral(node, steps.naming));
  // The part nearest the target is kept.
  const kept = drawn.slice(-MOST_NODES);
  const ids = new Map(kept.map((node, i) => [node, `n${i}`]));
  return {
    targetId: ids.get(run.target.node) ?? null,
    nodes: kept.map((node) => viewNode(node, ids.get(node)!, run, steps, gradients)),
    edges: kept.flatMap((node) => edgesInto(node, ids)),
    omitted: drawn.length - kept.length,
  };
}

function viewNode(node: Node, id: string, run: Evaluated, steps: Steps, gradients: LensGradients): GraphViewNode {
  const name = steps.naming.of(node);
  const isVariable = steps.naming.isVariable(node);
  const type = node.value.dtype;
  const value = viewOf(node.value, type, EXACT);
  const gradient = gradients.of(node, type, EXACT);
  const partial = partialSign(steps.symbol, name);
  const rule = ruleOf(node, steps.reading);
  return {
    id,
    kind: node.card ? "operation" : "leaf",
    title: node.card?.name ?? name,
    name: isVariable ? name : "",
    type: node.value.shape.length ? `${type} ${shapeText(node.value.shape)}` : type === "float64" || type === "float32" ? "" : type,
    value: arrayText(value, 2),
    gradient: gradient.kind === "value" ? `${isVariable ? partial : `∂${steps.symbol}/∂·`} = ${arrayText(gradient.view, 2)}${gradient.zeroBecause ? ` (${gradient.zeroBecause})` : ""}` : gradient.reason,
    exactValue: exactArrayText(value),
    exactGradient: gradient.kind === "value" ? exactArrayText(gradient.view) : "",
    rule: rule ? [`${rule.value} = ${turned(rule.valueNumbers)}`, ...rule.derivatives.map((derivative) => `${derivative.rule} = ${turned(derivative.numbers)}`)].join("\n") : "",
    span: node.span,
    scope: scopePath(node.scope),
    isTarget: node === run.target?.node,
  };
}

function edgesInto(node: Node, ids: ReadonlyMap<Node, string>): GraphViewEdge[] {
  const to = ids.get(node)!;
  return node.inputs.flatMap((input, i) => {
    const from = ids.get(input);
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
