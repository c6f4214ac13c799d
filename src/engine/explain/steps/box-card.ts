/** What comes into a box, what goes out, what it uses, and the gradient of each: dL/din, dL/dW, dL/dout. */
import { shortNumber } from "../../report/numbers.js";
import { viewOf } from "../../report/array-view.js";
import type { BoxCard, BoxEdge, Formula } from "../../report/views/steps.js";
import type { Node } from "../../trace/node.js";
import { unrecorded } from "../../trace/trace.js";
import { turned, valueLatex } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";
import type { Box } from "./boxes.js";
import type { Entry } from "./list.js";
import { stepMessages as say } from "./messages.js";
import type { StepModel } from "./model.js";
import { gradientOf, valueOf } from "./quantity.js";

/** Of inputs, parameters, outputs: so many of each. */
const MOST_EDGES = 12;
/** Boxes of more operations show no rules: they are opened for them. */
const MOST_RULES = 6;
const MOST_LIT = 1000;

export function boxCard(model: StepModel, { box, pass, opened, depth }: Extract<Entry, { kind: "box" }>): BoxCard {
  const { graph } = model;
  const { entering, leaving } = borderOf(model, box);
  const isParameter = (node: Node): boolean => node.owner !== null || (!node.card && node.requiresGrad);
  const [parameters, inputs] = [entering.filter(isParameter), entering.filter((node) => !isParameter(node))];
  const into = (node: Node): BoxEdge => {
    const given = handedTo(graph, box, node);
    return { value: valueOf(graph, node), gradient: given ? gradientOf(graph, node, given) : null };
  };
  const from = (node: Node): BoxEdge => {
    const adjoint = graph.gradients.adjoints.get(node);
    return { value: valueOf(graph, node), gradient: adjoint ? gradientOf(graph, node, adjoint) : null };
  };
  const times = Math.max(1, box.repeats.length);
  const title = times > 1 ? say.times(box.title, times) : box.title;
  const norms = box.repeats.map((repeat) => normLeaving(model, repeat));
  const last = leaving.at(-1) ?? box.operations.at(-1)!;
  return {
    kind: "box", key: `${pass} ${box.key}`, pass, depth, opened, title: box.title, box: box.kind, times,
    node: graph.idOf(last),
    spoken: (pass === "forward" ? say.boxForward : say.boxBackward)(title, box.operations.length),
    operations: box.operations.length,
    nodes: box.operations.slice(0, MOST_LIT).flatMap((node) => graph.idOf(node) ?? []),
    inputs: inputs.slice(0, MOST_EDGES).map(into),
    parameters: parameters.slice(0, MOST_EDGES).map(into),
    outputs: leaving.slice(0, MOST_EDGES).map(from),
    more: [inputs, parameters, leaving].reduce((sum, { length }) => sum + Math.max(0, length - MOST_EDGES), 0),
    rules: box.operations.length > MOST_RULES ? [] : pass === "forward" ? box.operations.flatMap((node) => forwardRule(model, node)) : box.operations.toReversed().flatMap((node) => backwardRules(model, node)),
    norms, range: rangeText(norms, `∂${graph.symbol}/∂${box.title}`),
  };
}

function borderOf(model: StepModel, box: Box): { readonly entering: Node[]; readonly leaving: Node[] } {
  const inside = new Set(box.operations);
  const entering = new Set<Node>();
  for (const node of box.operations) for (const input of node.inputs) if (!inside.has(input) && model.graph.idOf(input) !== null) entering.add(input);
  const leaving = box.operations.filter((node) => node === model.graph.target.node || model.usersOf(node).some((user) => !inside.has(user)));
  return { entering: [...entering], leaving };
}

/** What this box alone hands on to a value that comes in. */
function handedTo(graph: TargetGraph, box: Box, input: Node): Node | null {
  let sum: Node | null = null;
  for (const node of box.operations.toReversed())
    node.inputs.forEach((one, i) => {
      const given = one === input ? graph.edge(node, i) : null;
      if (given) sum = sum ? unrecorded.add(sum, given) : given;
    });
  return sum;
}

function forwardRule(model: StepModel, node: Node): Formula[] {
  const rule = model.rule(node);
  return rule ? [{ text: `${rule.value}  :  ${turned(rule.valueNumbers)}`, latex: valueLatex(node, model.graph.naming) ?? "" }] : [];
}

const backwardRules = (model: StepModel, node: Node): Formula[] =>
  node.inputs.flatMap((_, i) => {
    const derivative = model.derivative(node, i);
    return derivative ? [{ text: `${derivative.rule}  :  ${turned(derivative.numbers)}`, latex: derivative.latex }] : [];
  });

/** Norm over all gradients that arrive at a box; null: not finite. */
function normLeaving(model: StepModel, box: Box): number | null {
  let squares = 0;
  for (const node of borderOf(model, box).leaving) {
    const adjoint = model.graph.gradients.adjoints.get(node);
    if (adjoint) squares += viewOf(adjoint.value, adjoint.value.dtype, 8).norm ** 2;
  }
  return Number.isFinite(squares) ? Math.sqrt(squares) : null;
}

function rangeText(norms: readonly (number | null)[], name: string): string {
  const finite = norms.filter((norm) => norm !== null);
  return finite.length ? say.range(name, shortNumber(Math.min(...finite)), shortNumber(Math.max(...finite))) : "";
}
