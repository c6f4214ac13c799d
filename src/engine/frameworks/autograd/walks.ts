/** What all of HIPS autograd's operators are made of: a function run once on the tape, walked backwards or forwards. */
import { forwardTangent } from "../../autodiff/forward.js";
import { reverseMany } from "../../autodiff/reverse.js";
import type { Machine } from "../../python/machine.js";
import type { Keywords, Value } from "../../python/object.js";
import { full, zeros } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { BACKWARD_TARGET, newBackwardCalls, recordBackward } from "../../trace/backward-target.js";
import { constantNode, type Node } from "../../trace/node.js";
import { type Container, contained, gradientOf, nodesIn } from "./containers.js";

export interface Traced {
  readonly argument: Container;
  readonly answer: Value;
  readonly machine: Machine;
}

/** Runs the function with argument `argnum` entered on the tape. A list of argnums enters several. */
export function traced(machine: Machine, callee: Value, argnums: readonly number[], args: readonly Value[], keywords: Keywords): readonly [Traced, readonly Container[]] {
  const entered = argnums.map((argnum) => {
    if (argnum >= args.length || argnum < -args.length) throw machine.raise("IndexError", "tuple index out of range");
    return contained(machine, args.at(argnum)!);
  });
  const given = [...args];
  entered.forEach((one, i) => { given[argnums[i]! < 0 ? argnums[i]! + args.length : argnums[i]!] = one.rebuild(one.leaves); });
  const answer = machine.call(callee, given, keywords);
  const argument: Container = { leaves: entered.flatMap((one) => one.leaves), rebuild: (leaves) => entered[0]!.rebuild(leaves) };
  return [{ argument, answer, machine }, entered];
}

/** Tells the lens what was differentiated. */
export const announce = (machine: Machine, node: Node): void =>
  recordBackward(machine.state(BACKWARD_TARGET, newBackwardCalls), { node, seed: null, span: machine.trace.span });

const firstId = (nodes: readonly Node[]): number => Math.min(...nodes.map((node) => node.id));

/** Adjoints of the leaves for cotangents of the answer's arrays, zeros where no path leads. All is recorded: it can be differentiated again. */
export function pulledBack({ argument, answer, machine }: Traced, cotangents: readonly Node[]): Node[] {
  const targets = argument.leaves.map((leaf) => leaf.tracedNode(machine));
  const oldest = firstId(targets);
  const ends = nodesIn(machine, answer);
  const roots = ends.flatMap((node, i) => (isFloating(node.value.dtype) && node.id >= oldest ? [{ node, seed: machine.trace.recorded.cast(machine.trace.recorded.expand(cotangents[i]!, node.value.shape), node.value.dtype) }] : []));
  const adjoints = reverseMany(roots, { ops: machine.trace.recorded, enter: (node) => isFloating(node.value.dtype) && node.id >= oldest });
  return targets.map((target) => adjoints.get(target) ?? machine.trace.leaf(zeros(target.value.dtype, target.value.shape), { kind: "computed" }));
}

/** The answer's tangents for tangents of the leaves. */
export function pushedForward({ argument, answer, machine }: Traced, tangents: readonly Node[]): Node[] {
  const seeds = new Map(argument.leaves.map((leaf, i) => [leaf.tracedNode(machine), tangents[i]!] as const));
  return nodesIn(machine, answer).map((end) => forwardTangent(end, seeds, machine.trace.recorded) ?? machine.trace.leaf(zeros(end.value.dtype, end.value.shape), { kind: "computed" }));
}

export const onesLike = (node: Node): Node => constantNode(full(node.value.dtype, node.value.shape, 1), false);

/** The nodes as values, in the argument's nesting. */
export const inNesting = (argument: Container, nodes: readonly Node[]): Value => argument.rebuild(nodes.map(gradientOf));
