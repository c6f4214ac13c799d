/**
 * The reverse pass over a graph of single numbers: one sweep from the target's id down. What uses a node is younger, so its
 * adjoint is whole when the sweep comes to it, and the walk need not be known before.
 */
import { computeAdjoints, computedAdjoint, isSingle, scalarFunctions } from "../ops/scalars.js";
import { type Node, NUMBER } from "../trace/node.js";
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
  /** Where the sweep has still to come to; none between sweeps. */
  readonly nodes: (Node | null)[];
  /** Their adjoints so far. */
  sums: Float64Array;
  /** Whether the last sweep came to everything that went into its target. */
  isWhole: boolean;
}

const emptyWorkspace = (): Workspace => ({ nodes: [], sums: new Float64Array(256), isWhole: true });
/** Taken while a sweep is under way: `enter` may begin another one. */
let free: Workspace | null = null;

/** null: there is something else in the graph, or ids do not tell its nodes apart. `target` is a Scalar, `seed` of its dtype. */
export function sweepNumbers(target: Node, seed: number, options: SweepOptions): NumberAdjoints | null {
  if (target.id < 0 || !options.enter(target)) return null;
  const workspace = free ?? emptyWorkspace();
  free = null;
  const order = swept(target, seed, options, workspace);
  if (order === null) workspace.nodes.length = 0;
  free = workspace;
  if (order === null) return null;
  const numbers = new Float64Array(order.length);
  for (let i = 0; i < order.length; i++) numbers[i] = workspace.sums[target.id - order[i]!.id]!;
  return new NumberAdjoints(new Walk(order), numbers, target.madeUp, workspace.isWhole);
}

/** The nodes in the order in which adjoints first arrived; null as above, with nodes left in the workspace. */
function swept(target: Node, seed: number, { enter, stop, watches }: SweepOptions, workspace: Workspace): Node[] | null {
  const { nodes } = workspace;
  let { sums } = workspace;
  const top = target.id;
  const order = [target];
  nodes[0] = target;
  sums[0] = seed;
  let deepest = 0;
  let isWhole = true;
  for (let depth = 0; depth <= deepest; depth++) {
    const node = nodes[depth];
    if (!node) continue;
    nodes[depth] = null;
    if (watches?.(node)) return null;
    if (node.card === null || stop?.(node)) {
      if (node.card !== null || node.origin.kind === "cut") isWhole = false;
      continue;
    }
    const functions = scalarFunctions(node);
    if (functions === null) return null;
    const { inputCount } = node;
    let wanted = 0; // asked before anything is computed: `enter` may walk
    for (let i = 0; i < inputCount; i++) {
      const input: Node = node.input(i);
      if ((input.flags & NUMBER) === 0) return null;
      if ((functions.reach & (1 << i)) === 0) {
        isWhole = false;
        continue;
      }
      const below = top - input.id;
      if (below >= nodes.length || nodes[below] !== input) {
        if (!enter(input)) {
          isWhole = false;
          continue;
        }
        if (!hasRoom(nodes, below, depth, input)) return null;
        if (below >= sums.length) workspace.sums = sums = longer(sums, below);
        nodes[below] = input;
        sums[below] = NOTHING;
        order.push(input);
        if (below > deepest) deepest = below;
      }
      wanted |= 1 << i;
    }
    if (wanted === 0) continue;
    computeAdjoints(node, functions, sums[depth]!, wanted);
    for (let i = 0; i < inputCount; i++) {
      if ((wanted & (1 << i)) === 0) continue;
      const input = node.input(i);
      const below = top - input.id;
      const amount = computedAdjoint(i);
      sums[below] = isSingle(input) ? Math.fround(sums[below]! + Math.fround(amount)) : sums[below]! + amount;
    }
  }
  workspace.isWhole = isWhole;
  return order;
}

/** A sum of no terms: 0 + −0 would lose the sign. */
const NOTHING = -0;

function longer(sums: Float64Array, index: number): Float64Array {
  const grown = new Float64Array(Math.max(index + 1, sums.length * 2));
  grown.set(sums);
  return grown;
}
