/**
 * The reverse pass over a graph of single numbers: one sweep from the target's id down. What uses a node is younger, so its
 * adjoint is whole when the sweep comes to it, and the walk need not be known before.
 */
import { isSingle, scalarAdjoint, scalarRules } from "../ops/scalars.js";
import type { Node } from "../trace/node.js";
import { NumberAdjoints } from "./adjoints.js";
import { hasRoom, Walk } from "./walk.js";

export interface SweepOptions {
  readonly enter: (node: Node) => boolean;
  readonly stop: ((node: Node) => boolean) | undefined;
  /** Nodes that somebody wants to see passed: not a case for the sweep. */
  readonly watches: ((node: Node) => boolean) | undefined;
}

/** At target's id − id. */
interface Workspace {
  /** Where the sweep has still to come to. Empty between sweeps. */
  readonly nodes: (Node | null)[];
  /** Their adjoints so far. */
  sums: Float64Array;
}

const emptyWorkspace = (): Workspace => ({ nodes: [null], sums: new Float64Array(256) });
/** Taken while a sweep is under way: `enter` may begin another one. */
let free: Workspace | null = null;

/** null: there is something else in the graph, or ids do not tell its nodes apart. `target` is a Scalar, `seed` of its dtype. */
export function sweepNumbers(target: Node, seed: number, { enter, stop, watches }: SweepOptions): NumberAdjoints | null {
  if (target.id < 0 || !enter(target)) return null;
  const workspace = free ?? emptyWorkspace();
  free = null; // what is left when the graph turns out to be none of numbers is no other sweep's
  const { nodes } = workspace;
  let { sums } = workspace;
  const top = target.id;
  const order = [target];
  nodes[0] = target;
  sums[0] = seed;
  let deepest = 0;
  for (let depth = 0; depth <= deepest; depth++) {
    const node = nodes[depth];
    if (!node) continue;
    nodes[depth] = null;
    if (watches?.(node)) return null;
    if (node.card === null || stop?.(node)) continue;
    const { inputs } = node;
    let wanted = 0; // one bit an input; asked first: `enter` may walk, and the rules' numbers are there until the next rules
    for (let i = 0; i < inputs.length; i++) if (isAt(nodes, top - inputs[i]!.id, inputs[i]!) || enter(inputs[i]!)) wanted |= 1 << i;
    const rules = scalarRules(node, sums[depth]!);
    if (rules === null) return null;
    for (let i = 0; i < inputs.length; i++) {
      if ((wanted & (1 << i)) === 0) continue;
      const input = inputs[i]!;
      const below = top - input.id;
      const isKnown = isAt(nodes, below, input);
      const amount = scalarAdjoint(rules, node, i);
      if (amount === null) continue;
      const single = isSingle(input);
      const given = single ? Math.fround(amount) : amount;
      if (isKnown) {
        const sum = sums[below]! + given;
        sums[below] = single ? Math.fround(sum) : sum;
        continue;
      }
      if (!hasRoom(nodes, below, depth, input)) return null;
      if (below >= sums.length) workspace.sums = sums = longer(sums, below);
      nodes[below] = input;
      sums[below] = given;
      order.push(input);
      if (below > deepest) deepest = below;
    }
  }
  const numbers = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) numbers[i] = sums[top - order[i]!.id]!;
  free = workspace;
  return new NumberAdjoints(new Walk(order), numbers, target.madeUp);
}

const isAt = (nodes: readonly (Node | null)[], depth: number, node: Node): boolean => depth < nodes.length && nodes[depth] === node;

function longer(sums: Float64Array, index: number): Float64Array {
  const grown = new Float64Array(Math.max(index + 1, sums.length * 2));
  grown.set(sums);
  return grown;
}
