/**
 * Reverse mode: one walk from the target back over the tape. The adjoint of a node is the sum of what arrives over all
 * paths; each operation's rule (vjp) hands it on to the inputs.
 */
import { PICK } from "../ops/pick.js";
import type { Card, RuleContext, StructuralCard } from "../ops/define.js";
import { elementwiseAdjoint } from "../ops/elementwise.js";
import { scaledPartialNode } from "../ops/algebra/nodes.js";
import type { Operations } from "../ops/operations.js";
import { full } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { constantNode, type Node } from "../trace/node.js";
import { unrecorded } from "../trace/trace.js";

export interface ReverseOptions {
  /** Adjoint of the target, of its shape; default ones. */
  readonly seed?: Node;
  /** Which nodes the walk may enter; the lens enters all, a framework only those that require a gradient. */
  readonly enter?: (node: Node) => boolean;
  /** Nodes that keep their adjoint and hand nothing on: where the part of the tape begins that is walked. */
  readonly stop?: (node: Node) => boolean;
  /** Operations the rules run in; recorded ones make the result differentiable again. */
  readonly ops?: Operations;
  /** Called with the final adjoint of each node, before it is handed on; may replace it. */
  readonly visit?: (node: Node, adjoint: Node) => Node;
  /** Called with what a node hands on to each of its inputs (null: nothing) for the adjoints of its outputs; may replace it. */
  readonly handOn?: (node: Node, handed: readonly (Node | null)[], gs: readonly (Node | null)[]) => readonly (Node | null)[];
}

/** Adjoints of every node the target depends on. Of a node with several outputs only its picks are listed. */
export function reverse(target: Node, options: ReverseOptions = {}): Map<Node, Node> {
  return reverseMany([{ node: target, seed: options.seed ?? constantNode(full(target.value.dtype, target.value.shape, 1)) }], options);
}

export function reverseMany(roots: readonly { readonly node: Node; readonly seed: Node }[], options: ReverseOptions = {}): Map<Node, Node> {
  const enter = options.enter ?? ((node) => isFloating(node.value.dtype));
  const ops = options.ops ?? unrecorded;
  const adjoints = new Map<Node, Node>();
  const parts = new Map<Node, (Node | null)[]>();
  const madeUp = roots.some((root) => root.node.madeUp);
  const add = (node: Node, adjoint: Node): void => {
    const before = adjoints.get(node);
    const sum = before ? ops.add(before, adjoint) : adjoint;
    // Rules take numbers out of nodes: what a doubtful target hands back is doubtful as a whole.
    if (madeUp && sum.id < 0) sum.madeUp = true;
    adjoints.set(node, sum);
  };
  for (const root of roots) add(root.node, root.seed);
  for (const node of backwardOrder(roots.map((root) => root.node), enter)) {
    const gs = parts.get(node);
    let g = adjoints.get(node);
    if (g && options.visit) {
      g = options.visit(node, g);
      adjoints.set(node, g);
    }
    if (!node.card || (!g && !gs) || options.stop?.(node)) continue;
    if (node.card === PICK) {
      const source = node.inputs[0];
      if (!source || !g) continue;
      const slots = parts.get(source) ?? source.values.map(() => null);
      const index = node.attributes.index as number; // set by Trace.pick
      slots[index] = slots[index] ? ops.add(slots[index], g) : g;
      parts.set(source, slots);
      continue;
    }
    const { card } = node;
    const own = gs ?? [g!];
    const handed = node.inputs.map((input, i) => (enter(input) ? adjointOf(node, card, i, own, ops) : null));
    (options.handOn?.(node, handed, own) ?? handed).forEach((adjoint, i) => { if (adjoint) add(node.inputs[i]!, adjoint); });
  }
  return adjoints;
}

/** What one operation hands on to its input i: the adjoint of that edge, of the input's shape; null where no gradient flows. */
export function edgeAdjoint(node: Node, i: number, adjoint: Node): Node | null {
  return node.card && node.card !== PICK ? adjointOf(node, node.card, i, [adjoint], unrecorded) : null;
}

/** What an operation hands on to each of its inputs for these adjoints of its outputs. */
export const inputAdjoints = (node: Node, gs: readonly (Node | null)[], ops: Operations): (Node | null)[] =>
  node.inputs.map((input, i) => (node.card && isFloating(input.value.dtype) ? adjointOf(node, node.card, i, gs, ops) : null));

/** The adjoint of input i, summed down to its shape and in its dtype; null where no gradient flows. */
function adjointOf(node: Node, card: Card, i: number, gs: readonly (Node | null)[], ops: Operations): Node | null {
  const input = node.inputs[i]!;
  const raw = card.kind === "elementwise" ? elementwiseRule(node, i, gs[0]!, ops) : structuralRule(node, card, i, gs, ops);
  if (!raw) return null;
  const summed = ops.sumTo(raw, input.value.shape);
  return ops.cast(summed, input.value.dtype);
}

function elementwiseRule(node: Node, i: number, g: Node, ops: Operations): Node | null {
  const card = node.card;
  if (card?.kind !== "elementwise") return null;
  const name = card.inputs[i]!;
  if (!card.partials[name]) return null;
  if (ops !== unrecorded) return scaledPartialNode(card, name, node, g, ops);
  const inputs = node.inputs.map((input) => input.value);
  return constantNode(elementwiseAdjoint(card, name, g.value, inputs, node.value, node.attributes), false);
}

function structuralRule(node: Node, card: StructuralCard, i: number, gs: readonly (Node | null)[], ops: Operations): Node | null {
  const c = ruleContext(node, gs, ops);
  if (card.vjpEach) return card.vjpEach(c, i);
  return card.vjp[card.inputs[i]!]?.(c) ?? null;
}

export function ruleContext(node: Node, gs: readonly (Node | null)[], ops: Operations): RuleContext {
  const names = node.card?.inputs ?? [];
  const single = gs[0] ?? constantNode(full(node.value.dtype, node.value.shape, 0));
  const outs = node.values.length === 1 ? [node] : node.values.map((value) => constantNode(value));
  return {
    g: single, gs, list: node.inputs, out: outs[0]!, outs, attributes: node.attributes, ops,
    in: Object.fromEntries(node.inputs.map((input, k) => [names[k] ?? String(k), input])),
  };
}

/** The nodes the roots depend on, users before inputs: by falling id, since inputs are older. */
export function backwardOrder(roots: readonly Node[], enter: (node: Node) => boolean): Node[] {
  const seen = new Set<Node>();
  const stack = roots.filter(enter);
  while (stack.length) {
    const node = stack.pop()!;
    if (seen.has(node)) continue;
    seen.add(node);
    for (const input of node.inputs) if (!seen.has(input) && enter(input)) stack.push(input);
  }
  return [...seen].sort((a, b) => b.id - a.id);
}

