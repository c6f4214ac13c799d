/** Which operation is at a kink or a jump between two points of a line: its branch is not the same on both sides. */
import { PICK } from "../../ops/pick.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { constantNode, type Node } from "../../trace/node.js";
import { unrecorded } from "../../trace/trace.js";
import { inputAdjoints } from "../reverse.js";
import type { Replayed } from "../replay.js";
import type { Line } from "./line.js";

export interface Turning {
  readonly node: Node;
  /** "border": it has no value on one side. */
  readonly kind: "kink" | "jump" | "border";
}

/** Changes that do not fall with the step are a branch's: smooth ones fall to an eighth. */
const FALLS = 0.5;
/** Below that part of the largest a difference of slopes is rounding. */
const VISIBLE = 1e-3;

/** The operations, in the order they happen, whose branch changes between x − h and x + h, however small h is. */
export function turnings(line: Line, h: number): Turning[] {
  const { replay } = line.shadow;
  const [below, above] = [line.replayed(-h), line.replayed(h)];
  const [farBelow, farAbove] = [line.replayed(-8 * h), line.replayed(8 * h)];
  const jumped = new Set<Node>();
  const found: Turning[] = [];
  for (const node of replay.affected(line.moved.nodes)) {
    if (!node.card || line.moved.nodes.includes(node)) continue;
    if (node.inputs.some((input) => jumped.has(input))) {
      jumped.add(node);
      continue;
    }
    if (jumps(node, below, above, farBelow, farAbove)) {
      jumped.add(node);
      found.push({ node, kind: distance(below.of(node), above.of(node)) === Infinity ? "border" : "jump" });
    } else if (node.card !== PICK && bends(node, below, above, farBelow, farAbove)) found.push({ node, kind: "kink" });
  }
  return found;
}

/** The value changes, and by no less when the step is an eighth. */
function jumps(node: Node, below: Replayed, above: Replayed, farBelow: Replayed, farAbove: Replayed): boolean {
  const near = distance(below.of(node), above.of(node));
  if (near === 0) return false;
  if (!isFloating(node.value.dtype)) return true;
  const isContinuous = node.inputs.some((input) => distance(below.of(input), above.of(input)) > FALLS * distance(farBelow.of(input), farAbove.of(input)));
  return !isContinuous && near > FALLS * distance(farBelow.of(node), farAbove.of(node));
}

/** What it hands on for the same adjoint changes, and by no less when the step is an eighth. */
function bends(node: Node, below: Replayed, above: Replayed, farBelow: Replayed, farAbove: Replayed): boolean {
  const rules = (at: Replayed): number[] => handedOn(at.of(node));
  const [left, right] = [rules(below), rules(above)];
  const size = Math.max(...left.map(Math.abs), ...right.map(Math.abs), 0);
  const near = farthest(left, right);
  return near > VISIBLE * size && near > FALLS * farthest(rules(farBelow), rules(farAbove));
}

function handedOn(node: Node): number[] {
  const ones = node.values.map((value) => constantNode(unrecorded.onesLike(constantNode(value, false)).value, false));
  return inputAdjoints(node, ones, unrecorded).flatMap((handed) => (handed ? toNumbers(handed.value) : []));
}

/** Of all outputs the largest; ∞: only one of the two is a number. */
const distance = (a: Node, b: Node): number => (a === b ? 0 : a.values.reduce((most, value, i) => Math.max(most, farthest(toNumbers(value), toNumbers(b.values[i]!))), 0));

function farthest(a: readonly number[], b: readonly number[]): number {
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) !== Number.isNaN(b[i])) return Infinity;
    if (a[i] !== b[i]) most = Math.max(most, Math.abs(a[i]! - b[i]!) || 0);
  }
  return most;
}
