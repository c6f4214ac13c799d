/** Slopes of the target to both sides of one number: where they differ, the gradient is one of the conventions. */
import type { Node } from "../../trace/node.js";
import { copy } from "../../tensor/array.js";
import { toNumbers } from "../../tensor/array.js";
import { type Playground, type Position, withElement } from "./playground.js";

/** Above it the five replays would be felt in every move. */
const MOST_WORK = 500_000;
/** Apart by this share, and not the closer the smaller the step. */
const APART = 1e-3;

/** null: one slope, or none that can be had. */
export function kinkAt(playground: Playground, position: Position, node: Node, element: number): { readonly left: number; readonly right: number } | null {
  if (playground.work > MOST_WORK) return null;
  const { precise } = playground;
  const values = new Map([...position.values].map(([one, array]) => [one, copy(array, "float64")]));
  const base = values.get(node) ?? copy(node.value, "float64");
  const at = toNumbers(base)[element];
  if (at === undefined || !Number.isFinite(at)) return null;
  const loss = (delta: number): number => playground.lossOf(precise.run(new Map(values).set(node, withElement(base, element, at + delta))));
  const here = loss(0);
  const sides = (h: number): readonly [number, number] => [(here - loss(-h)) / h, (loss(h) - here) / h];
  const size = Math.max(1, Math.abs(at));
  const [wideLeft, wideRight] = sides(1e-4 * size);
  const [left, right] = sides(1e-6 * size);
  const apart = Math.abs(left - right);
  if (![left, right, wideLeft, wideRight].every(Number.isFinite)) return null;
  const isKink = apart > APART * Math.max(Math.abs(left), Math.abs(right)) && apart > 0.5 * Math.abs(wideLeft - wideRight);
  // Differences of doubles: below this they are rounding.
  return isKink && apart > (2 ** -48 * Math.abs(here)) / (1e-6 * size) ? { left, right } : null;
}
