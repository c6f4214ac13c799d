/** Reverse mode between the outputs of a function and its lifted arguments. */
import { reverseMany } from "../../../autodiff/reverse.js";
import { forwardTangents } from "../../../autodiff/forward.js";
import { inJax } from "../../../ops/cards/jax/operations.js";
import { defineStructural } from "../../../ops/define.js";
import type { Operations } from "../../../ops/operations.js";
import type { Machine } from "../../../python/machine.js";
import { copy } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { LimitReached } from "../../../trace/limits.js";
import type { Node } from "../../../trace/node.js";
import { rulePromotion, unrecorded } from "../../../trace/trace.js";
import { opsOf } from "../run.js";
import { running } from "./levels.js";
import type { Lifted } from "./leaves.js";
import { frameworkMessages as say } from "../../messages.js";

/** Rules in the steps of JAX, without a trace. */
const PLAIN = inJax(unrecorded);

export interface Root {
  readonly node: Node;
  readonly seed: Node;
}

/** Enters what depends on the lifted arguments and nothing before them; a tape that has forgotten part of it must not give zeros. */
const entering = (machine: Machine, mark: number) => (node: Node): boolean => {
  if (!node.requiresGrad || node.id < mark) return false;
  if (node.card && node.inputs.length === 0) throw new LimitReached("elements", machine.trace.limits.bytes, machine.trace.limits.bytes);
  return true;
};

/** Adjoints as nodes on the tape, to be differentiated again; null: the outputs do not depend on the argument. */
export function recordedPullback(machine: Machine, roots: readonly Root[], { nodes, mark }: Lifted, ops: Operations = opsOf(machine)): (Node | null)[] {
  const adjoints = reverseMany(roots.filter(({ node }) => node.requiresGrad && node.id >= mark), { ops, enter: entering(machine, mark) });
  return nodes.map((node) => adjoints.get(node) ?? null);
}

/**
 * The same as results of one operation each, whose own derivatives are made when somebody asks: a training loop takes many
 * gradients and differentiates none of them.
 */
export function pullback(machine: Machine, roots: readonly Root[], lifted: Lifted): (Node | null)[] {
  if (running(machine).length) return recordedPullback(machine, roots, lifted);
  const { nodes, mark } = lifted;
  const adjoints = reverseMany(roots.filter(({ node }) => node.requiresGrad && node.id >= mark), { ops: PLAIN, enter: entering(machine, mark) });
  const boundary = boundaryOf(roots.map(({ node }) => node), mark);
  let recorded: (Node | null)[] | null = null;
  const again = (): (Node | null)[] => (recorded ??= recordedPullback(machine, roots, lifted));
  return nodes.map((node, i) => {
    const adjoint = adjoints.get(node);
    return adjoint ? machine.trace.run(gradientCard(adjoint, boundary, mark, () => again()[i]!), boundary, {}, rulePromotion) : null;
  });
}

/** What the walked part of the tape was computed from. */
function boundaryOf(roots: readonly Node[], mark: number): Node[] {
  const boundary = new Set<Node>();
  const seen = new Set<Node>();
  const stack = [...roots];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.id >= mark) stack.push(...node.inputs);
    else if (node.id >= 0 && isFloating(node.value.dtype)) boundary.add(node);
  }
  return [...boundary].sort((a, b) => a.id - b.id);
}

/** One gradient as a function of everything the differentiated function was computed from. */
function gradientCard(adjoint: Node, boundary: readonly Node[], mark: number, again: () => Node) {
  const starts = new Set(boundary);
  let last: { readonly of: Node; readonly adjoints: ReadonlyMap<Node, Node> } | null = null;
  const value = copy(adjoint.value);
  return defineStructural({
    name: "grad",
    inputs: ["of..."],
    dtype: "first",
    sentence: say.gradientTaken,
    spellings: [],
    samples: () => [],
    shape: () => value.shape,
    forward: () => value,
    fixed: true,
    vjp: {},
    vjpEach: (c, i) => {
      if (last?.of !== c.g) last = { of: c.g, adjoints: reverseMany([{ node: again(), seed: c.g }], { ops: c.ops, enter: (node) => isFloating(node.value.dtype) && (node.id >= mark || starts.has(node)), stop: (node) => starts.has(node) }) };
      return last.adjoints.get(boundary[i]!) ?? c.ops.zerosLike(c.list[i]!);
    },
    jvp: (c) => {
      const seeds = new Map(boundary.flatMap((node, i): [Node, Node][] => (c.tangentList[i] ? [[node, c.tangentList[i]]] : [])));
      const node = again();
      return forwardTangents([node], seeds, { ops: c.ops, enter: (one) => one.id >= mark || starts.has(one) })[0] ?? c.ops.zerosLike(node);
    },
    formula: { value: { text: "y = gradient", latex: "y = \\nabla" }, derivatives: { "of...": { text: "second derivatives times {gy}", latex: "\\nabla^2\\,{gy}" } } },
  });
}
