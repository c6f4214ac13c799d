/** The forward pass and the backward pass of the target's graph as a list of steps, in the order they happen. */
import type { Node } from "../trace/node.js";
import { unrecorded } from "../trace/trace.js";
import type { Rule } from "../report/report.js";
import { isPlainLiteral, type Naming } from "./naming.js";
import { derivativeOf, type RuleReading, ruleOf } from "./rule.js";
import type { TargetGraph } from "./target-graph.js";

export interface Steps {
  /** Inputs before their users. */
  readonly nodes: readonly Node[];
  readonly naming: Naming;
  readonly symbol: string;
  readonly reading: RuleReading;
  readonly forward: readonly ForwardStep[];
  readonly backward: readonly BackwardStep[];
}

export interface ForwardStep {
  readonly node: Node;
  readonly rule: Rule | null;
}

/** One operation hands its adjoint on to its inputs. */
export interface BackwardStep {
  readonly node: Node;
  readonly adjoint: Node;
  readonly rule: Rule | null;
  readonly inputs: readonly { readonly node: Node; readonly given: Node; readonly soFar: Node; readonly arrivals: number; readonly derivative: Rule["derivatives"][number] | null }[];
}

export function stepsOf({ nodes, naming, symbol, reading }: TargetGraph): Steps {
  return { nodes, naming, symbol, reading, forward: nodes.map((node) => ({ node, rule: node.card ? ruleOf(node, reading) : null })), backward: backwardSteps(nodes.toReversed(), reading) };
}

function backwardSteps(nodes: readonly Node[], reading: RuleReading): BackwardStep[] {
  const sums = new Map<Node, { total: Node; arrivals: number }>();
  const steps: BackwardStep[] = [];
  for (const node of nodes) {
    const adjoint = reading.adjoints.get(node);
    if (!node.card || !adjoint) continue;
    const rule = ruleOf(node, reading);
    const inputs: BackwardStep["inputs"][number][] = [];
    node.inputs.forEach((input, i) => {
      const given = reading.edge(node, i);
      if (!given || isPlainLiteral(input, reading.naming)) return;
      const before = sums.get(input);
      const arrivals = (before?.arrivals ?? 0) + 1;
      const total = before ? unrecorded.add(before.total, given) : given;
      sums.set(input, { total, arrivals });
      inputs.push({ node: input, given, soFar: total, arrivals, derivative: derivativeOf(node, i, reading) });
    });
    steps.push({ node, adjoint, rule, inputs });
  }
  return steps;
}

/** The variables a numerical check moves: named values that no other named value goes into, be they written down, drawn, or made of such. */
export function checkedLeaves({ nodes, naming, gradients }: TargetGraph): { readonly name: string; readonly node: Node; readonly gradient: Node }[] {
  const madeOfNamed = new Set<Node>();
  for (const node of nodes) if (node.inputs.some((input) => madeOfNamed.has(input) || naming.isVariable(input))) madeOfNamed.add(node);
  return nodes.flatMap((node) => {
    const gradient = gradients.adjoints.get(node);
    return gradient && naming.isVariable(node) && !madeOfNamed.has(node) ? [{ name: naming.of(node), node, gradient }] : [];
  });
}
