/** Numerical differentiation with the textbook's steps: forward and central differences of the recorded run in double precision. */
import { toNumbers } from "../tensor/array.js";
import type { Node } from "../trace/node.js";
import { Line, Shadow } from "./check/line.js";
import { Replay } from "./replay.js";

/** Central differences are best near ∛ε relative to the value, forward ones near √ε. */
const STEP = Math.cbrt(2 ** -52);
const FORWARD_STEP = Math.sqrt(2 ** -52);

/** The run whose slopes are asked for; `seed`: the upstream gradient of the target, null: ones. */
export const shadowOf = (target: Node, seed: Node | null): Shadow => new Shadow(new Replay(target, { precision: "float64", cuts: "held" }), seed);

/** ∂target/∂leaf[element] by a forward and by a central difference. */
export function differences(shadow: Shadow, leaf: Node, element: number): { readonly forward: number; readonly central: number } {
  const line = new Line(shadow, { nodes: [leaf], held: [], work: 0 }, { kind: "element", element });
  const size = Math.max(1, Math.abs(toNumbers(leaf.value)[element]!));
  const [h, small] = [STEP * size, FORWARD_STEP * size];
  return { forward: line.at(small) / small, central: (line.at(h) - line.at(-h)) / (2 * h) };
}
