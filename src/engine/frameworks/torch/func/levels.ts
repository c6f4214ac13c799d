/**
 * The transforms that are running, outermost first. A level knows the nodes it has put in place of its inputs; what
 * depends on them belongs to it. That is all a transform needs: levels cannot be confused, since each has nodes of its own.
 */
import { backwardOrder } from "../../../autodiff/reverse.js";
import type { Machine } from "../../../python/machine.js";
import type { Node } from "../../../trace/node.js";

export interface Level {
  readonly kind: "grad" | "jvp" | "vmap";
  readonly inputs: ReadonlySet<Node>;
}

const running = (machine: Machine): Level[] => machine.state("torch.func levels", () => []);

export function within<T>(machine: Machine, level: Level, work: () => T): T {
  const levels = running(machine);
  levels.push(level);
  try {
    return work();
  } finally {
    levels.pop();
  }
}

const oldest = (level: Level): number => Math.min(...[...level.inputs].map((node) => node.id));

/** The nodes under `outputs` that the level's inputs reach, the inputs among them. */
export function dependents(outputs: readonly Node[], inputs: ReadonlySet<Node>): Set<Node> {
  const from = Math.min(...[...inputs].map((node) => node.id));
  const found = new Set<Node>(inputs);
  for (const node of backwardOrder(outputs, (one) => one.id >= from).toReversed()) if (node.inputs.some((input) => found.has(input))) found.add(node);
  return found;
}

/** Whether the node comes from the level's inputs, be it past a cut such as detach(). */
function reaches(node: Node, level: Level): boolean {
  const from = oldest(level);
  const seen = new Set<Node>();
  const stack = [node];
  while (stack.length) {
    const one = stack.pop()!;
    if (level.inputs.has(one)) return true;
    if (seen.has(one) || one.id < from) continue;
    seen.add(one);
    stack.push(...one.inputs, ...(level.kind === "vmap" ? one.cutInputs : []));
  }
  return false;
}

/** The number, counted from 1, of the innermost level of that kind the node belongs to; 0: none. */
export const levelOf = (machine: Machine, node: Node, kind: Level["kind"]): number => levelsOf(machine, node, kind).at(-1) ?? 0;

/** All of them, outermost first. */
export function levelsOf(machine: Machine, node: Node, kind: Level["kind"]): number[] {
  return running(machine).flatMap((level, i) => (level.kind === kind && level.inputs.size && reaches(node, level) ? [i + 1] : []));
}

/** Whether the node stands for an input of a transform that walks back: there it is a leaf. */
export const isStandIn = (machine: Machine, node: Node): boolean => running(machine).some((level) => level.kind === "grad" && level.inputs.has(node));

/** Whether a transform differentiates through the node: for it the tensor requires a gradient. */
export const isTracked = (machine: Machine, node: Node): boolean => levelOf(machine, node, "grad") > 0;
