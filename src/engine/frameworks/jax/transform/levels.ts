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
/** Inside a transformation that differentiates. */
export const differentiating = (machine: Machine): boolean => levels(machine).some(({ kind }) => kind === "grad" || kind === "jvp");

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
