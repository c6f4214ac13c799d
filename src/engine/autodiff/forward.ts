/** Forward mode: tangents walk with the values from the leaves to the target, one pass for each direction. */
import { scaledPartialNode } from "../ops/algebra/nodes.js";
import type { ElementwiseCard, StructuralCard, TangentContext } from "../ops/define.js";
import type { Operations } from "../ops/operations.js";
import { PICK } from "../ops/pick.js";
import { constantNode, type Node } from "../trace/node.js";
import { unrecorded } from "../trace/trace.js";
import { backwardOrder } from "./reverse.js";

/** The target's tangent for the given tangents of some nodes; null: the target does not depend on them. */
export function forwardTangent(
  target: Node,
  seeds: ReadonlyMap<Node, Node>,
  ops: Operations = unrecorded,
): Node | null {
  const tangents = new Map<Node, Node>(seeds);
  for (const node of backwardOrder([target], () => true).toReversed()) {
    if (tangents.has(node) || !node.card || !node.inputs.some((input) => tangents.has(input))) continue;
    const tangent = tangentOf(node, tangents, ops);
    if (tangent) tangents.set(node, tangent);
  }
  return tangents.get(target) ?? null;
}

function tangentOf(node: Node, tangents: ReadonlyMap<Node, Node>, ops: Operations): Node | null {
  const card = node.card!;
  // Operations with several outputs carry tangents through their jvp, which is written for the first one only.
  if (card === PICK) return node.attributes.index === 0 ? (tangents.get(node.inputs[0]!) ?? null) : null;
  const tangent =
    card.kind === "elementwise"
      ? elementwiseTangent(node, card, tangents, ops)
      : structuralTangent(node, card, tangents, ops);
  return tangent && ops.cast(ops.expand(tangent, node.value.shape), node.value.dtype);
}

function elementwiseTangent(
  node: Node,
  card: ElementwiseCard,
  tangents: ReadonlyMap<Node, Node>,
  ops: Operations,
): Node | null {
  let total: Node | null = null;
  card.inputs.forEach((name, i) => {
    const input = node.inputs[i];
    const tangent = input && tangents.get(input);
    const term = tangent && scaledPartialNode(card, name, node, tangent, ops);
    if (!term) return;
    total = total ? ops.add(total, term) : term;
  });
  return total;
}

function structuralTangent(
  node: Node,
  card: StructuralCard,
  tangents: ReadonlyMap<Node, Node>,
  ops: Operations,
): Node | null {
  if (card.jvp === "linear") return linearTangent(node, tangents, ops);
  const list = node.inputs;
  const c: TangentContext = {
    in: Object.fromEntries(list.map((input, k) => [card.inputs[k] ?? String(k), input])),
    list,
    out: node,
    outs: node.values.length === 1 ? [node] : node.values.map((value) => constantNode(value)),
    attributes: node.attributes,
    ops,
    tangents: Object.fromEntries(
      list.map((input, k) => [card.inputs[k] ?? String(k), tangents.get(input) ?? null]),
    ),
    tangentList: list.map((input) => tangents.get(input) ?? null),
  };
  return card.jvp(c);
}

/** Linear in each input: the operation on the tangent in its place, summed over the inputs that have one. */
function linearTangent(node: Node, tangents: ReadonlyMap<Node, Node>, ops: Operations): Node | null {
  let total: Node | null = null;
  node.inputs.forEach((input, i) => {
    const tangent = tangents.get(input);
    if (!tangent) return;
    const term = ops.apply(
      node.card!,
      node.inputs.map((other, k) => (k === i ? tangent : other)),
      node.attributes,
    );
    total = total ? ops.add(total, term) : term;
  });
  return total;
}
