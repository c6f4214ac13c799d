/**
 * Reverse mode: one walk from the target back over the tape. The adjoint of a node is the sum of what arrives over all
 * paths; each operation's rule (vjp) hands it on to the inputs.
 */
import { PICK } from "../ops/pick.js";
import type { Card, RuleContext, StructuralCard } from "../ops/define.js";
import { elementwiseAdjoint } from "../ops/elementwise.js";
import { scaledPartialNode } from "../ops/algebra/nodes.js";
import type { Operations } from "../ops/operations.js";
import { computeAdjoints, computedAdjoint, hasNumbers, isSingle, type ScalarFunctions, scalarFunctions } from "../ops/scalars.js";
import { full, item, Scalar, scalar } from "../tensor/array.js";
import { isFloating } from "../tensor/dtype.js";
import { Pieces } from "../tensor/pieces.js";
import { constantNode, type Node, NUMBER } from "../trace/node.js";
import { unrecorded } from "../trace/trace.js";
import { Adjoints, numberNode } from "./adjoints.js";
import { sweepColumns } from "./column-sweep.js";
import { sweepNumbers } from "./number-sweep.js";
import { type Walk, walkFrom } from "./walk.js";

export interface ReverseOptions {
  /** Adjoint of the target, of its shape; default ones. */
  readonly seed?: Node;
  /** Which nodes the walk may enter; the lens enters all, a framework only those that require a gradient. */
  readonly enter?: (node: Node) => boolean;
  /** Nodes that keep their adjoint and hand nothing on: where the part of the tape begins that is walked. */
  readonly stop?: (node: Node) => boolean;
  /** What a walk from the same root left that entered some of these nodes: their final adjoints, which need not be computed again. */
  readonly known?: ReadonlyMap<Node, Node>;
  /** Operations the rules run in; recorded ones make the result differentiable again. */
  readonly ops?: Operations;
  /** Which nodes `visit` and `handOn` are called for; default all. */
  readonly watches?: (node: Node) => boolean;
  /** Called with the final adjoint of each node, before it is handed on; may replace it. */
  readonly visit?: (node: Node, adjoint: Node) => Node;
  /** Called with what a node hands on to each of its inputs (null: nothing) for the adjoints of its outputs; may replace it. */
  readonly handOn?: (node: Node, handed: readonly (Node | null)[], gs: readonly (Node | null)[]) => readonly (Node | null)[];
}

/** Adjoints of every node the target depends on. Of a node with several outputs only its picks are listed. */
export function reverse(target: Node, options: ReverseOptions = {}): ReadonlyMap<Node, Node> {
  const { seed } = options;
  if (seed === undefined) return (target.flags & NUMBER ? numbersOnly(target, 1, options) : null) ?? reverseAny([{ node: target, seed: ones(target) }], options);
  return reverseMany([{ node: target, seed }], options);
}

const ones = ({ value: { dtype, shape } }: Node): Node => constantNode(shape.length ? full(dtype, shape, 1) : scalar(dtype, 1));

export function reverseMany(roots: readonly Root[], options: ReverseOptions = {}): ReadonlyMap<Node, Node> {
  return (roots.length === 1 ? seededByNumber(roots[0]!, options) : null) ?? reverseAny(roots, options);
}

interface Root {
  readonly node: Node;
  readonly seed: Node;
}

const isReal = (node: Node): boolean => isFloating(node.dtype);

/** null: both must be numbers, of one dtype. */
const seededByNumber = ({ node, seed }: Root, options: ReverseOptions): ReadonlyMap<Node, Node> | null =>
  node.flags & seed.flags & NUMBER ? numbersOnly(node, seed.number, options) : null;

/** null: the graph holds something else than single numbers, or its adjoints must be nodes. */
function numbersOnly(target: Node, seed: number, options: ReverseOptions): ReadonlyMap<Node, Node> | null {
  const { ops, watches, visit, handOn, enter = isReal, stop } = options;
  if (ops && ops !== unrecorded) return null;
  const looksOn = visit !== undefined || handOn !== undefined;
  if (looksOn && !watches) return null;
  const byNodes = (): ReadonlyMap<Node, Node> | null => sweepNumbers(target, seed, { enter, stop, watches: looksOn ? watches : undefined });
  const { noted } = target;
  const isPlain = !looksOn && !stop && enter === isReal;
  const byColumns = noted && isPlain ? sweepColumns(noted, seed, () => byNodes() ?? reverseAny([{ node: target, seed: numberNode(target, seed) }], options)) : null;
  return byColumns ?? byNodes();
}

function reverseAny(roots: readonly Root[], options: ReverseOptions): Adjoints {
  const ops = options.ops ?? unrecorded;
  const walk = walkFrom(roots.map((root) => root.node), options.enter ?? isReal);
  const adjoints = new Adjoints(walk, roots.some((root) => root.node.madeUp));
  const final = options.known ? finalIn(walk, options.known) : null;
  const isOpen = (position: number): boolean => position >= 0 && final?.[position] === undefined;
  /** Where a final adjoint would first arrive. */
  const takeOver = (position: number): void => {
    const known = final?.[position];
    if (known && adjoints.at(position) === undefined) adjoints.put(position, known);
  };
  /** Adjoints of the outputs of nodes that have several. */
  let parts: Map<Node, (Node | null)[]> | null = null; // most graphs have none
  const { watches, visit, handOn, stop } = options;
  const looksOn = visit !== undefined || handOn !== undefined;
  const add = (position: number, adjoint: Node): void => {
    const before = adjoints.at(position);
    const joined = before && ops === unrecorded ? Pieces.sum(before.value, adjoint.value) : null;
    adjoints.put(position, joined ? constantNode(joined, before!.weak && adjoint.weak) : before ? ops.add(before, adjoint) : adjoint);
  };
  const start = (position: number, { node, seed }: Root): void => {
    const { value } = node;
    const isNumber = ops === unrecorded && value instanceof Scalar && seed.value instanceof Scalar && seed.value.dtype === value.dtype;
    if (!isNumber || !adjoints.addNumber(position, item(seed.value), value.dtype === "float32")) add(position, seed);
  };
  for (const root of roots) {
    const position = walk.positionOf(root.node);
    if (isOpen(position)) start(position, root);
    else takeOver(position);
  }
  const { order } = walk;
  for (let position = 0; position < order.length; position++) {
    const node = order[position]!;
    const { card } = node;
    const isWatched = looksOn && (watches?.(node) ?? true);
    if (!isWatched && adjoints.isNumber(position)) {
      if (!card || stop?.(node)) continue;
      const functions = scalarFunctions(node);
      if (functions !== null && hasNumbers(node)) {
        handOnNumbers(node, functions, adjoints.numberAt(position), walk, adjoints, add);
        continue;
      }
    }
    const gs = parts?.get(node);
    let g = adjoints.at(position);
    if (g && isWatched && visit) {
      g = visit(node, g);
      adjoints.put(position, g);
    }
    if (!card || (!g && !gs) || stop?.(node)) continue;
    if (card === PICK) {
      const source = node.inputs[0];
      if (!source || !g) continue;
      parts ??= new Map();
      const slots = parts.get(source) ?? source.values.map(() => null);
      const index = node.attributes.index as number; // set by Trace.pick
      slots[index] = slots[index] ? ops.add(slots[index], g) : g;
      parts.set(source, slots);
      continue;
    }
    const own = gs ?? [g!];
    const positions = node.inputs.map((input) => walk.positionOf(input));
    const handed = adjointsOf(node, card, positions.map(isOpen), own, ops);
    ((isWatched && handOn?.(node, handed, own)) || handed).forEach((adjoint, i) => {
      const position = positions[i]!;
      if (!isOpen(position)) takeOver(position);
      else if (adjoint) add(position, adjoint);
    });
  }
  return adjoints;
}

/**
 * Known adjoints by position; null: final, too, but with several outputs, of which the picks are listed. As a whole null: what is
 * not among them hands something on to what is, so that it is not final, or the walk does not come to all of them.
 */
function finalIn(walk: Walk, known: ReadonlyMap<Node, Node>): readonly (Node | null | undefined)[] | null {
  const { order } = walk;
  const final = new Array<Node | null | undefined>(order.length).fill(undefined);
  for (const [node, adjoint] of known) {
    const position = walk.positionOf(node);
    if (position < 0) return null;
    final[position] = adjoint;
    if (node.card === PICK) final[walk.positionOf(node.input(0))] = null;
  }
  for (const [position, node] of order.entries()) if (final[position] === undefined && node.inputs.some((input) => final[walk.positionOf(input)] !== undefined)) return null;
  return final;
}

/** A scalar operation's part, in numbers; `g`: its adjoint. */
function handOnNumbers(node: Node, functions: ScalarFunctions, g: number, walk: Walk, adjoints: Adjoints, add: (position: number, adjoint: Node) => void): void {
  const { inputCount } = node;
  let wanted = 0;
  for (let i = 0; i < inputCount; i++) if (functions.reach & (1 << i) && walk.positionOf(node.input(i)) >= 0) wanted |= 1 << i;
  if (wanted === 0) return;
  computeAdjoints(node, functions, g, wanted);
  for (let i = 0; i < inputCount; i++) {
    if ((wanted & (1 << i)) === 0) continue;
    const input = node.input(i);
    const position = walk.positionOf(input);
    const single = isSingle(input);
    const given = single ? Math.fround(computedAdjoint(i)) : computedAdjoint(i);
    if (!adjoints.addNumber(position, given, single)) add(position, numberNode(input, given));
  }
}

/** What one operation hands on to its input i: the adjoint of that edge, of the input's shape; null where no gradient flows. */
export function edgeAdjoint(node: Node, i: number, adjoint: Node): Node | null {
  return node.card && node.card !== PICK ? adjointOf(node, node.card, i, [adjoint], unrecorded) : null;
}

/** The same for an operation with several outputs, from the adjoint of each; null: none has arrived at that one. */
export const adjointFromOutputs = (node: Node, i: number, gs: readonly (Node | null)[]): Node | null =>
  node.card && gs.some((g) => g !== null) ? adjointOf(node, node.card, i, gs, unrecorded) : null;

/** What an operation hands on to each of its inputs for these adjoints of its outputs. */
export const inputAdjoints = (node: Node, gs: readonly (Node | null)[], ops: Operations): (Node | null)[] =>
  node.card ? adjointsOf(node, node.card, node.inputs.map((input) => isFloating(input.value.dtype)), gs, ops) : node.inputs.map(() => null);

function adjointsOf(node: Node, card: Card, wanted: readonly boolean[], gs: readonly (Node | null)[], ops: Operations): (Node | null)[] {
  if (card.kind === "structural" && card.vjpTogether && wanted.includes(true)) {
    return card.vjpTogether(ruleContext(node, gs, ops), wanted).map((raw, i) => raw && fitted(raw, node.inputs[i]!, ops));
  }
  return wanted.map((is, i) => (is ? adjointOf(node, card, i, gs, ops) : null));
}

function adjointOf(node: Node, card: Card, i: number, gs: readonly (Node | null)[], ops: Operations): Node | null {
  const raw = card.kind === "elementwise" ? elementwiseRule(node, i, gs[0]!, ops) : structuralRule(node, card, i, gs, ops);
  return raw && fitted(raw, node.inputs[i]!, ops);
}

/** The adjoint of an input, summed down to its shape and in its dtype. */
function fitted(raw: Node, input: Node, ops: Operations): Node {
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
  const { inputs, value } = node;
  const named: Record<string, Node> = {};
  for (let i = 0; i < inputs.length; i++) named[node.card?.inputs[i] ?? String(i)] = inputs[i]!;
  const single = gs[0] ?? constantNode(full(value.dtype, value.shape, 0));
  const outs = node.hasMany ? node.values.map((one) => constantNode(one)) : [node];
  return { g: single, gs, list: inputs, out: outs[0]!, outs, attributes: node.attributes, ops, in: named };
}

/** The nodes the roots depend on, users before inputs. */
export const backwardOrder = (roots: readonly Node[], enter: (node: Node) => boolean): Node[] => [...walkFrom(roots, enter).order];
