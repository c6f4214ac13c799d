/**
 * Where a NaN or an infinity arose that reached the target or a gradient. Forward: from the target up along inputs that
 * are not finite, to the operation whose inputs are. Backward: the first operation, from the target on, that hands on
 * what is not finite although a finite gradient arrives.
 */
import type { NonFiniteOrigin } from "../../report/views/overview.js";
import type { NDArray } from "../../tensor/array.js";
import type { Node } from "../../trace/node.js";
import type { TargetGraph } from "../target-graph.js";
import { backwardCause, type Cause, forwardCause, leafCause } from "./causes.js";
import { overviewMessages as say } from "./messages.js";
import { wentWrongAt } from "./training.js";
import { isTrained } from "./parameters.js";
import { broadcastElement, elementAt, firstNonFinite, indicesOf } from "./elements.js";

/** null: the target and all gradients are finite. −∞ in a mask that does not get through is no fault. */
export function nonFiniteOrigin(graph: TargetGraph): NonFiniteOrigin | null {
  const { target } = graph;
  return firstNonFinite(target.node.value) >= 0 ? forwardOrigin(target.node, graph) : backwardOrigin(graph);
}

function forwardOrigin(target: Node, graph: TargetGraph): NonFiniteOrigin {
  const node = beginningOf(target);
  const cause = forwardCauseOf(node, graph);
  // NaN of infinities: what made the infinity went wrong before.
  const infinite = node.inputs.find((input) => firstNonFinite(input.value) >= 0);
  const earlier = infinite && beginningOf(infinite);
  const before = earlier?.card && earlier.card.name !== "masked_fill" ? forwardCauseOf(earlier, graph) : null;
  const step = wentWrongAt(graph);
  return {
    pass: "forward",
    id: drawnId(node, target, graph),
    input: earlier ? graph.idOf(earlier) : null,
    sentence: [cause.sentence, ...(before ? [before.sentence] : []), ...(step === null ? [] : [say.sinceStep(graph.target.name, step, graph.run.targetHistory.length)])].join(" "),
    hint: before?.hint ?? cause.hint,
  };
}

function forwardCauseOf(node: Node, { naming }: TargetGraph): Cause {
  const index = firstNonFinite(node.value);
  const indices = indicesOf(index, node.value.shape);
  const result = elementAt(node.value, index);
  if (!node.card) return leafCause(naming.of(node), indices, result, node.origin);
  return forwardCause({
    operation: operationOf(node),
    name: naming.of(node),
    at: indices,
    result,
    inputs: node.inputs.map((input) => broadcastElement(input.value, indices)),
    arrays: node.inputs.map((input) => input.value),
    dtype: node.value.dtype,
  });
}

/** Up along NaNs while there are any, otherwise along infinities. */
function beginningOf(node: Node): Node {
  for (;;) {
    const wanted = has(node.value, Number.isNaN) ? Number.isNaN : (value: number): boolean => !Number.isFinite(value);
    const before = node.inputs.find((input) => has(input.value, wanted));
    if (!before) return node;
    node = before;
  }
}

const has = (array: NDArray, wanted: (value: number) => boolean): boolean => {
  const index = firstNonFinite(array);
  return index >= 0 && wanted(elementAt(array, index));
};

function backwardOrigin(graph: TargetGraph): NonFiniteOrigin | null {
  const { adjoints } = graph.gradients;
  // The 2 of x² has a gradient, too: NaN where x < 0. Nobody asks for it, in a framework least of all.
  const isTraining = graph.nodes.some(isTrained);
  const isAskedFor = (node: Node): boolean => graph.idOf(node) !== null && (!isTraining || isTrained(node));
  const isBad = (node: Node): boolean => {
    const adjoint = isAskedFor(node) ? adjoints.get(node) : undefined;
    return adjoint !== undefined && firstNonFinite(adjoint.value) >= 0;
  };
  for (const node of graph.nodes.toReversed()) {
    const adjoint = adjoints.get(node);
    if (!adjoint || !node.card || isBad(node)) continue;
    const i = node.inputs.findIndex((input, k) => {
      const handed = isBad(input) ? graph.edge(node, k) : null;
      return handed !== null && firstNonFinite(handed.value) >= 0;
    });
    const input = node.inputs[i];
    const handed = input && graph.edge(node, i);
    if (!input || !handed) continue;
    const index = firstNonFinite(handed.value);
    const indices = indicesOf(index, handed.value.shape);
    const cause = backwardCause({
      operation: operationOf(node),
      name: graph.naming.of(node),
      input: graph.naming.of(input),
      at: indices,
      result: elementAt(handed.value, index),
      arrived: broadcastElement(adjoint.value, indices),
      inputs: node.inputs.map((one) => broadcastElement(one.value, indices)),
      isChosen: isChosenLater(node, graph),
    });
    return { pass: "backward", id: drawnId(node, node, graph), input: graph.idOf(input), sentence: cause.sentence, hint: cause.hint };
  }
  return null;
}

/** jax_pow is a power as well. */
const operationOf = (node: Node): string => (node.card?.name ?? "").replace(/^jax_/, "");

/** Whether `where` or a mask chooses among what the node made. */
function isChosenLater(node: Node, { nodes }: TargetGraph): boolean {
  const after = new Set([node]);
  for (const user of nodes) {
    if (user.id <= node.id || !user.inputs.some((input) => after.has(input))) continue;
    if (user.card?.name === "where" || user.card?.name === "masked_fill") return true;
    after.add(user);
  }
  return false;
}

/** Literals of formulas are not drawn: then the operation that takes them. */
const drawnId = (node: Node, otherwise: Node, graph: TargetGraph): string => graph.idOf(node) ?? graph.idOf(otherwise) ?? graph.idOf(graph.target.node)!;
