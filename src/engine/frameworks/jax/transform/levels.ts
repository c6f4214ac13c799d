/**
 * Which transformations are running, innermost last, and what they would show of a value: JAX hands functions tracers, whose
 * text names the transformation and whose number a program cannot ask for. Values here are always known; a tracer is a value
 * that depends on an argument of a running transformation.
 */
import type { Machine } from "../../../python/machine.js";
import type { Node } from "../../../trace/node.js";

export interface Level {
  readonly kind: "grad" | "jvp" | "jit" | "vmap";
  /** Nodes from this id on were made inside. */
  readonly mark: number;
  /** The arguments' nodes. */
  readonly inputs: ReadonlySet<Node>;
  /** jvp: tangents of the arguments. */
  readonly tangents?: ReadonlyMap<Node, Node>;
  /** vmap: how many examples. */
  readonly size?: number;
  /** What JAX says about where a tracer came from: "The error occurred while tracing the function f … for jit." */
  readonly about?: (machine: Machine, node: Node) => string;
}

const levels = (machine: Machine): Level[] => machine.state("jax-levels", () => []);

export const running = (machine: Machine): readonly Level[] => levels(machine);
/** Levels at which the program's own rule is running: to them its arguments are plain values. */
const suspended = (machine: Machine): Set<Level> => machine.state("jax-suspended", () => new Set());

/** The innermost level that differentiates with respect to something these values depend on. */
export function differentiating(machine: Machine, nodes: readonly Node[]): Level | null {
  const stack = levels(machine);
  for (let depth = stack.length - 1; depth >= 0; depth--) {
    const level = stack[depth]!;
    if ((level.kind === "grad" || level.kind === "jvp") && !suspended(machine).has(level) && nodes.some((node) => dependsOn(node, level))) return level;
  }
  return null;
}

/** Runs a rule below the level that asked for it. */
export function below<T>(machine: Machine, level: Level, work: () => T): T {
  const out = suspended(machine);
  out.add(level);
  try {
    return work();
  } finally {
    out.delete(level);
  }
}

export function inside<T>(machine: Machine, level: Level, work: () => T): T {
  const stack = levels(machine);
  stack.push(level);
  try {
    return work();
  } finally {
    stack.pop();
  }
}

/** Runs a function that JAX has traced before, if it has: then its own prints are not seen again. */
export const muted = <T>(machine: Machine, mute: boolean, work: () => T): T => (mute ? machine.silently(work) : work());

/** Runs what the finished program runs, and not the tracing: callbacks see ordinary arrays, and are heard. */
export function aside<T>(machine: Machine, work: () => T): T {
  const stack = levels(machine);
  const before = stack.splice(0);
  try {
    return machine.aloud(work);
  } finally {
    stack.splice(0, stack.length, ...before);
  }
}

/** Whether a value depends on an argument of the level. */
export function dependsOn(node: Node, level: Level): boolean {
  const seen = new Set<Node>();
  const stack = [node];
  for (let at = stack.pop(); at; at = stack.pop()) {
    if (level.inputs.has(at)) return true;
    if (at.id < level.mark || seen.has(at)) continue;
    seen.add(at);
    stack.push(...at.inputs, ...at.cutInputs);
  }
  return false;
}

/** The innermost running level that a value belongs to, from `outermost` levels up. */
export function levelOf(machine: Machine, node: Node, below = Number.POSITIVE_INFINITY): { readonly level: Level; readonly depth: number } | null {
  const stack = levels(machine);
  for (let depth = Math.min(stack.length, below) - 1; depth >= 0; depth--) {
    const level = stack[depth]!;
    if (dependsOn(node, level)) return { level, depth };
  }
  return null;
}
