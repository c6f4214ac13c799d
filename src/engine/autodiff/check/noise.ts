/**
 * What rounding does to the target and to its gradients.
 *
 * The target: each operation rounds its result, by up to ε·|value|, and the target moves by adjoint times that. Summed over
 * all operations, ∑ |adjoint · value| · ε bounds the noise of a difference of two evaluations; cancellation inside, where a
 * large value meets its like and the target stays small, is seen by it. What goes into an operation counts like what comes
 * out of it, for the sums inside (Higham, "Accuracy and Stability of Numerical Algorithms", 2002, §3).
 *
 * The gradients: the run is evaluated again with each result moved by a random sign times δ, and walked back with every
 * adjoint moved likewise; how far a gradient moves, over δ, says how many of its digits a precision carries (stochastic
 * arithmetic: Vignes, "A stochastic arithmetic for reliable scientific computation", 1993).
 */
import { fromNumbers, type NDArray, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { constantNode, type Node } from "../../trace/node.js";
import type { Replay, Replayed } from "../replay.js";
import { reverse } from "../reverse.js";
import { RandomSigns } from "./random-signs.js";

/** Half a unit in the last place of a double, relative. */
export const EPSILON = 2 ** -53;

/** Of every node of the recorded run: what its rounding does to the target, absolute. Nodes by the recorded ones. */
export function roundingOf(replay: Replay, seed: Node | null): Map<Node, number> {
  const { base } = replay;
  const recorded = new Map(replay.order.map((node) => [base.of(node), node]));
  const found = new Map<Node, number>();
  const put = (node: Node, amount: number): void => {
    const own = recorded.get(node);
    if (own && Number.isFinite(amount)) found.set(own, amount);
  };
  reverse(base.target, {
    ...(seed ? { seed } : {}),
    handOn: (node, handed, gs) => {
      put(node, operationRounding(node, handed, gs));
      return handed;
    },
  });
  return found;
}

/** What rounding inside one operation does to ∑ g · y: of what comes out, of what goes in, and of what it may subtract inside. */
export function operationRounding(node: Node, handed: readonly (Node | null)[], gs: readonly (Node | null)[]): number {
  let sum = 0;
  // A loss or a norm that is no sum of products works with numbers as large as its inputs, however small its result.
  const inside = node.card?.kind === "structural" && node.card.jvp !== "linear" ? largestInput(node, handed) : 0;
  gs.forEach((g, i) => {
    if (g) sum += product(g.value, node.values[i]!) + inside * toNumbers(g.value).reduce((all, value) => all + Math.abs(value), 0);
  });
  handed.forEach((g, i) => { if (g) sum += product(g.value, node.inputs[i]!.value); });
  return EPSILON * sum;
}

/** Of the elements that count: what a mask has taken out is large and has no part. */
function largestInput(node: Node, handed: readonly (Node | null)[]): number {
  let most = 0;
  handed.forEach((given, i) => {
    const rule = given && toNumbers(given.value);
    if (rule) toNumbers(node.inputs[i]!.value).forEach((x, k) => { if (rule[k] !== 0 && Number.isFinite(x)) most = Math.max(most, Math.abs(x)); });
  });
  return most;
}

/** ∑ |a · b|. */
function product(a: NDArray, b: NDArray): number {
  const [left, right] = [toNumbers(a), toNumbers(b)];
  let sum = 0;
  // 0 · ∞: nothing of it arrives.
  for (let i = 0; i < left.length; i++) if (left[i] !== 0 && right[i] !== 0) sum += Math.abs(left[i]! * right[i]!);
  return sum;
}

/** Two draws: one can miss by chance. */
const DRAWS = 2;
const DELTA = 2 ** -24;

/** How far rounding of relative size 1 would move each element of the gradients of `leaves`, to first order. */
export function gradientRounding(replay: Replay, seed: Node | null, leaves: readonly Node[], gradientsOf: (run: Replayed, adjoints: ReadonlyMap<Node, Node>, leaf: Node) => Float64Array): Map<Node, Float64Array> {
  const exact = reverse(replay.base.target, seed ? { seed } : {});
  const before = new Map(leaves.map((leaf) => [leaf, gradientsOf(replay.base, exact, leaf)]));
  const found = new Map(leaves.map((leaf) => [leaf, new Float64Array(before.get(leaf)!.length)]));
  const still = new Set(replay.order.filter(isView));
  // Whole numbers that become places or decisions.
  for (const node of replay.order) if (!isFloating(node.value.dtype)) for (const input of node.inputs) still.add(input);
  for (let draw = 1; draw <= DRAWS; draw++) {
    const signs = new RandomSigns(draw);
    const moved = replay.rounded((value, node) => (still.has(node) ? value : nudged(value, signs)));
    const adjoints = reverse(moved.target, { ...(seed ? { seed } : {}), handOn: (_, handed) => handed.map((g) => g && constantNode(nudged(g.value, signs), false)) });
    for (const leaf of leaves) {
      const [now, then, far] = [gradientsOf(moved, adjoints, leaf), before.get(leaf)!, found.get(leaf)!];
      for (let i = 0; i < far.length; i++) if (Number.isFinite(now[i]!)) far[i] = Math.max(far[i]!, Math.abs(now[i]! - then[i]!) / DELTA);
    }
  }
  return found;
}

const isView = (node: Node): boolean => node.card?.kind === "structural" && node.card.view === true;

function nudged(value: NDArray, signs: RandomSigns): NDArray {
  if (!isFloating(value.dtype)) return value;
  return fromNumbers(value.dtype, value.shape, toNumbers(value).map((x) => x * (1 + DELTA * signs.next())));
}
