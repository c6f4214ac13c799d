/** Sorting along an axis: the order is a number, the elements are gathered by it and keep their gradient. */
import type { Machine } from "../../python/machine.js";
import type { Node } from "../../trace/node.js";
import { flat, run } from "./call.js";

export function sortAxis(machine: Machine, x: Node, axis: number | null): Node {
  const node = axis === null ? flat(machine, x) : x;
  const at = axis ?? 0;
  const order = run(machine, "argsort", [node], { axis: at, stable: true });
  return run(machine, "gather", [node, order], { axis: at < 0 ? at + node.value.shape.length : at });
}
