/** Forward mode: tangents walk with the values from the leaves to the target, one pass for each direction. */
import { scaledPartialNode } from "../ops/algebra/nodes.js";
import type { ElementwiseCard, StructuralCard, TangentContext } from "../ops/define.js";
import type { Operations } from "../ops/operations.js";
import { PICK } from "../ops/pick.js";
import { isFloating } from "../tensor/dtype.js";
import { constantNode, type Node } from "../trace/node.js";
import { Trace, unrecorded } from "../trace/trace.js";
import { backwardOrder, inputAdjoints, reverseMany } from "./reverse.js";

export interface ForwardOptions {
  /** Operations the rules run in; recorded ones make the tangents differentiable again. */
  readonly ops?: Operations;
  /** Nodes that may depend on the seeds; default all. */
  readonly enter?: (node: Node) => boolean;
}

/** The target's tangent for the given tangents of some nodes; null: the target does not depend on them. */
export function forwardTangent(
  target: Node,
  seeds: ReadonlyMap<Node, Node>,
  ops: Operations = unrecorded,
): Node | null {
  return forwardTangents([target], seeds, { ops })[0]!;
}

/** Tangents of several targets, in one pass. */
export function forwardTangents(
  targets: readonly Node[],
  seeds: ReadonlyMap<Node, Node>,
  { ops = unrecorded, enter = () => true }: ForwardOptions = {},
): (Node | null)[] {
  const tangents = new Map<Node, Node>(seeds);
  for (const node of backwardOrder(targets, enter).toReversed()) {
    // Operations with several outputs are differentiated where an output is picked.
    if (tangents.has(node) || !node.card || node.values.length > 1) continue;
    const from = node.card === PICK ? node.inputs[0] : node;
    if (!from?.inputs.some((input) => tangents.has(input))) continue;
    const tangent = tangentOf(node, tangents, ops);
    if (tangent) tangents.set(node, tangent);
  }
  return targets.map((target) => tangents.get(target) ?? null);
}

function tangentOf(node: Node, tangents: ReadonlyMap<Node, Node>, ops: Operations): Node | null {
  const tangent = node.card === PICK ? pickedTangent(node, tangents, ops) : ownTangent(node, tangents, ops);
  return tangent && ops.cast(ops.expand(tangent, node.value.shape), node.value.dtype);
}

function ownTangent(node: Node, tangents: ReadonlyMap<Node, Node>, ops: Operations): Node | null {
  return node.card!.kind === "elementwise"
    ? elementwiseTangent(node, node.card as ElementwiseCard, tangents, ops)
    : structuralTangent(node, node.card as StructuralCard, tangents, ops);
}

/** A card's jvp is written for its first output; the others take the transpose of their vjp. */
function pickedTangent(pick: Node, tangents: ReadonlyMap<Node, Node>, ops: Operations): Node | null {
  const source = pick.inputs[0]!;
  if (!isFloating(pick.value.dtype)) return null;
  const card = source.card as StructuralCard; // elementwise ones have one output
  const output = pick.attributes.index as number; // set by Trace.pick
  if (card.jvpEach) return card.jvpEach(tangentContext(source, card, tangents, ops), output);
  if (output === 0) return ownTangent(source, tangents, ops);
  return transposedTangent(source, output, tangents, ops);
}

/** u ↦ vjp(u) is linear: its own vjp at v is the tangent (https://j-towns.github.io/2017/06/12/A-new-trick.html). */
function transposedTangent(node: Node, index: number, tangents: ReadonlyMap<Node, Node>, given: Operations): Node | null {
  const ops = given === unrecorded ? new Trace({ elements: Infinity, bytes: Infinity }).recorded : given;
  const u = ops.apply("clone", [ops.zerosLike(constantNode(node.values[index]!, false))]);
  const adjoints = inputAdjoints(node, node.values.map((_, i) => (i === index ? u : null)), ops);
  let total: Node | null = null;
  node.inputs.forEach((input, i) => {
    const [v, adjoint] = [tangents.get(input), adjoints[i]];
    if (!v || !adjoint) return;
    const reached = new Set([u]);
    for (const one of backwardOrder([adjoint], (other) => other.id >= u.id).toReversed()) if (one.inputs.some((other) => reached.has(other))) reached.add(one);
    if (!reached.has(adjoint)) return;
    const term = reverseMany([{ node: adjoint, seed: v }], { enter: (one) => reached.has(one), ops }).get(u);
    if (term) total = total ? ops.add(total, term) : term;
  });
  return total;
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
  return card.jvp(tangentContext(node, card, tangents, ops));
}

function tangentContext(node: Node, card: StructuralCard, tangents: ReadonlyMap<Node, Node>, ops: Operations): TangentContext {
  const list = node.inputs;
  return {
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
