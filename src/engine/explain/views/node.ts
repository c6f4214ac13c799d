/** One node with all its digits and its rule. */
import { viewOf } from "../../report/array-view.js";
import { exactArrayText } from "../../report/numbers.js";
import type { NodeDetails, NodeRequest } from "../../report/views/node.js";
import { ruleOf, turned } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";

/** Elements up to which an array is given whole. */
const WHOLE = 64;

export function nodeDetails(graph: TargetGraph, { node: id }: NodeRequest): NodeDetails | null {
  const node = graph.nodeOf(id);
  if (!node) return null;
  const rule = ruleOf(node, graph.reading);
  const gradient = graph.gradients.of(node, node.value.dtype, WHOLE);
  return {
    id,
    value: exactArrayText(viewOf(node.value, node.value.dtype, WHOLE)),
    gradient: gradient.kind === "value" ? exactArrayText(gradient.view) : "",
    reason: gradient.kind === "value" ? (gradient.zeroBecause ?? "") : gradient.reason,
    rule,
    lines: rule ? [`${rule.value} = ${turned(rule.valueNumbers)}`, ...rule.derivatives.map((one) => `${one.rule} = ${turned(one.numbers)}`)] : [],
  };
}
