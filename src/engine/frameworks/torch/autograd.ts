/** `backward()` and `torch.autograd.grad` on the trace: PyTorch's rules of who may and what accumulates. */
import { NumberAdjoints } from "../../autodiff/adjoints.js";
import { backwardOrder, reverseMany } from "../../autodiff/reverse.js";
import type { Machine } from "../../python/machine.js";
import { PyTuple, type Value } from "../../python/object.js";
import { copy, full, size, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { sameShape } from "../../tensor/shape.js";
import { recordBackward } from "../../trace/backward-target.js";
import { constantNode, type Node } from "../../trace/node.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError, typeError, valueError } from "./errors.js";
import { functionHooks } from "./autograd/hooks.js";
import { gradientName, nameGradient } from "./grad-names.js";
import { row } from "./subscript.js";
import { checkVersions } from "./versions.js";
import { guarded, torchState } from "./state.js";
import { isTensor, Tensor } from "./tensor.js";

/** Tensors that asked for the gradient of a node that is no leaf: `retain_grad()`, hooks. */
export const watchers = new WeakMap<Node, Tensor>();

export interface Root {
  readonly node: Node;
  readonly seed: Node;
}

/** The adjoint the walk begins with: given, or 1 for a scalar. */
export function rootOf(machine: Machine, tensor: Tensor, gradient: Value, index = 0): Root {
  const node = tensor.node(machine);
  if (!node.requiresGrad) throw runtimeError(machine, `element ${index} of tensors does not require grad and does not have a grad_fn`);
  if (gradient === null) {
    if (size(node.value) !== 1) throw runtimeError(machine, "grad can be implicitly created only for scalar outputs");
    return { node, seed: constantNode(full(node.value.dtype, node.value.shape, 1), false) };
  }
  if (!isTensor(gradient)) throw typeError(machine, `gradients can be either Tensors or None, but got ${machine.typeOf(gradient).name}`);
  const seed = gradient.node(machine);
  if (!sameShape(seed.value.shape, node.value.shape)) {
    throw runtimeError(machine, `Mismatch in shape: grad_output[${index}] has a shape of torch.Size([${seed.value.shape.join(", ")}]) and output[${index}] has a shape of torch.Size([${node.value.shape.join(", ")}]).`);
  }
  if (!isFloating(seed.value.dtype)) throw runtimeError(machine, `isDifferentiableType(variable.scalar_type()) INTERNAL ASSERT FAILED: ${SCALAR_TYPES[seed.value.dtype]}`);
  return { node, seed: seed.value.dtype === node.value.dtype ? seed : torchState(machine).ops.cast(seed, node.value.dtype) };
}

export interface WalkOptions {
  readonly retainGraph: boolean;
  readonly createGraph: boolean;
  /** Enter only what leads to these; null: everything. */
  readonly towards: readonly Node[] | null;
}

/** The nodes whose rules run: those that require a gradient and, where targets are given, lead to one. */
function runningNodes(roots: readonly Root[], towards: readonly Node[] | null): { readonly runs: (node: Node) => boolean; readonly enter: (node: Node) => boolean } {
  const requires = (node: Node): boolean => node.requiresGrad;
  if (!towards) return { runs: requires, enter: requires };
  const targets = new Set(towards);
  const leads = new Set<Node>();
  for (const node of backwardOrder(roots.map((root) => root.node), requires).toReversed()) if (node.inputs.some((input) => targets.has(input) || leads.has(input))) leads.add(node);
  return { runs: (node) => leads.has(node), enter: (node) => leads.has(node) || targets.has(node) };
}

/** Final adjoints by node. */
export function walk(machine: Machine, roots: readonly Root[], options: WalkOptions): ReadonlyMap<Node, Node> {
  const state = torchState(machine);
  const { runs, enter } = runningNodes(roots, options.towards);
  checkFreed(machine, roots, runs);
  checkVersions(machine, roots.map((root) => root.node), runs);
  const { recording } = machine.trace;
  const { walking } = state;
  machine.trace.recording = options.createGraph;
  state.walking = true;
  try {
    const adjoints = guarded(machine, () => reverseMany(roots, {
      enter,
      ...(options.createGraph ? { ops: machine.trace.recorded } : {}),
      watches: (node) => state.anomaly || isWatched(node),
      visit: (node, adjoint) => visited(machine, node, adjoint, options.createGraph),
      handOn: (node, handed, gs) => handedOn(machine, state.anomaly, node, handed, gs),
    }));
    if (!options.retainGraph && !options.createGraph) for (const node of adjoints.keys()) if (runs(node) && savesValues(node)) state.freed.add(node);
    return adjoints;
  } finally {
    machine.trace.recording = recording;
    state.walking = walking;
  }
}

const isWatched = (node: Node): boolean => node.hooks !== null || watchers.has(node) || functionHooks.has(node);

/** Hooks of a `grad_fn`, and the search for NaN. */
function handedOn(machine: Machine, anomaly: boolean, node: Node, handed: readonly (Node | null)[], gs: readonly (Node | null)[]): readonly (Node | null)[] {
  if (anomaly) {
    const at = handed.findIndex((one) => one && toNumbers(one.value).some(Number.isNaN));
    if (at >= 0) throw runtimeError(machine, `Function '${gradientName(node)}' returned nan values in its ${at}th output.`);
  }
  const hooks = functionHooks.get(node);
  if (!hooks) return handed;
  const tuple = (list: readonly (Node | null)[]): PyTuple => new PyTuple(list.map((one) => one && new Tensor(one)));
  let result = handed;
  for (const hook of hooks) {
    const changed = machine.call(hook, [tuple(result), tuple(gs)]);
    if (changed instanceof PyTuple) result = changed.items.map((one) => (isTensor(one) ? one.node(machine) : null));
  }
  return result;
}

function visited(machine: Machine, node: Node, adjoint: Node, createGraph: boolean): Node {
  for (const hook of node.hooks ?? []) adjoint = hook(adjoint) ?? adjoint;
  const watcher = watchers.get(node);
  if (!watcher) return adjoint;
  adjoint = runHooks(machine, watcher, adjoint);
  if (watcher.retains) keep(machine, watcher, adjoint, createGraph);
  return adjoint;
}

export function runHooks(machine: Machine, tensor: Tensor, adjoint: Node): Node {
  for (const hook of [...tensor.hooks]) {
    const result = machine.call(hook, [new Tensor(adjoint)]);
    if (result === null) continue;
    const name = machine.str(machine.findAttribute(hook, "__name__") ?? machine.repr(hook));
    if (!isTensor(result)) throw typeError(machine, `hook '${name}' has changed the type of value (was torch.${SCALAR_TYPES[adjoint.value.dtype]}Tensor got ${machine.typeOf(result).name})`);
    if (!sameShape(result.shape, adjoint.value.shape)) throw runtimeError(machine, `hook '${name}' has changed the size of value`);
    adjoint = result.node(machine);
  }
  return adjoint;
}

/** Operations whose rule needs no saved value survive a second backward pass, as in PyTorch. */
const SAVE_NOTHING = new Set(["add", "sub", "neg", "sum", "mean", "reshape", "permute", "transpose", "unsqueeze", "squeeze", "expand", "cat", "clone", "cast", "slice", "as_strided", "pick", "flip", "roll", "diagonal", "trace", "repeat"]);
const savesValues = (node: Node): boolean => node.card !== null && !SAVE_NOTHING.has(node.card.name);

function checkFreed(machine: Machine, roots: readonly Root[], runs: (node: Node) => boolean): void {
  const { freed } = torchState(machine);
  const seen = new Set<Node>();
  const stack = roots.map((root) => root.node);
  while (stack.length) {
    const node = stack.pop()!;
    if (seen.has(node) || !runs(node)) continue;
    seen.add(node);
    if (freed.has(node)) {
      throw runtimeError(machine, "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.");
    }
    if (node.owner === null) stack.push(...node.inputs);
  }
}

/** Adds an adjoint to a tensor's `.grad`. */
export function keep(machine: Machine, tensor: Tensor, adjoint: Node, createGraph: boolean): void {
  if (!createGraph) {
    const own = constantNode(copy(adjoint.value), false);
    own.madeUp = adjoint.madeUp;
    return tensor.accumulate(machine, own);
  }
  const { ops } = torchState(machine);
  const before = tensor.gradient?.node(machine);
  tensor.gradient = new Tensor(before ? ops.add(before, adjoint) : nameGradient(machine.trace.apply("clone", [adjoint]), "CopyBackwards"));
}

export function backward(machine: Machine, tensors: readonly Tensor[], gradients: readonly Value[], retainGraph: Value, createGraph: boolean, inputs: readonly Tensor[] | null = null): void {
  if (inputs?.length === 0) throw runtimeError(machine, "`inputs` argument to `backward()` cannot be empty.");
  const roots = tensors.map((tensor, i) => rootOf(machine, tensor, gradients[i] ?? null, i));
  const state = torchState(machine);
  const { span } = machine.trace;
  roots.forEach((root, i) => recordBackward(state.backward, { node: root.node, seed: (gradients[i] ?? null) === null ? null : root.seed, span }));
  for (const input of inputs ?? []) if (!input.requiresGrad(machine)) throw runtimeError(machine, "One of the differentiated Tensors does not require grad");
  const adjoints = walk(machine, roots, { retainGraph: retainGraph === null ? createGraph : machine.truth(retainGraph), createGraph, towards: inputs?.map((input) => input.node(machine)) ?? null });
  const call = state.backward.calls.at(-1);
  // Numbers are summed faster than they are looked up.
  if (call && roots.length === 1 && !inputs && !createGraph && !(adjoints instanceof NumberAdjoints) && ![...adjoints.keys()].some(isWatched)) call.adjoints = adjoints;
  if (inputs) {
    for (const input of inputs) {
      const adjoint = adjoints.get(input.node(machine));
      if (adjoint) arrive(machine, input, input.leaf ? runHooks(machine, input, adjoint) : adjoint, createGraph);
    }
    return;
  }
  for (const [node, adjoint] of adjoints) {
    const { owner } = node;
    if (owner instanceof Tensor && owner.leaf) arrive(machine, owner, runHooks(machine, owner, adjoint), createGraph);
  }
}

function arrive(machine: Machine, tensor: Tensor, adjoint: Node, createGraph: boolean): void {
  keep(machine, tensor, adjoint, createGraph);
  for (const hook of [...tensor.afterHooks]) machine.call(hook, [tensor]);
}

const tensorsIn = (machine: Machine, value: Value): Tensor[] => (isTensor(value) ? [value] : [...machine.iterate(value)].filter(isTensor));

export interface GradOptions {
  readonly gradients: Value;
  readonly retainGraph: Value;
  readonly createGraph: boolean;
  readonly allowUnused: Value;
  readonly materialize: boolean;
  /** The gradients have a first axis that runs over separate walks. */
  readonly batched: boolean;
}

/** `torch.autograd.grad`. */
export function grad(machine: Machine, outputs: Value, inputs: Value, o: GradOptions): Value {
  if (o.materialize && o.allowUnused === false) throw valueError(machine, "Expected allow_unused to be True or not passed when materialize_grads=True, but got: allow_unused=False.");
  const from = tensorsIn(machine, outputs);
  const to = tensorsIn(machine, inputs);
  const seeds = o.gradients === null ? [] : isTensor(o.gradients) ? [o.gradients] : [...machine.iterate(o.gradients)];
  const retainGraph = o.retainGraph === null ? o.createGraph : machine.truth(o.retainGraph);
  if (!o.batched) return new PyTuple(gradOnce(machine, from, to, seeds, retainGraph, o).map((node) => node && new Tensor(node)));
  const count = seeds.filter(isTensor)[0]?.shape[0] ?? 0;
  const rows = Array.from({ length: count }, (_, i) => gradOnce(machine, from, to, seeds.map((seed) => (isTensor(seed) ? new Tensor(row(machine, seed.node(machine), i)) : seed)), retainGraph || i < count - 1, o));
  const { ops } = torchState(machine);
  return new PyTuple(to.map((_, k) => {
    const parts = rows.map((one) => one[k]!);
    return parts.some((one) => !one) ? null : new Tensor(ops.cat(parts.map((one) => ops.unsqueeze(one, 0)), 0));
  }));
}

function gradOnce(machine: Machine, from: readonly Tensor[], to: readonly Tensor[], seeds: readonly Value[], retainGraph: boolean, { createGraph, materialize, allowUnused }: GradOptions): (Node | null)[] {
  const roots = from.map((tensor, i) => rootOf(machine, tensor, seeds[i] ?? null, i));
  for (const input of to) if (!input.requiresGrad(machine)) throw runtimeError(machine, "One of the differentiated Tensors does not require grad");
  const targets = to.map((input) => input.node(machine));
  const adjoints = walk(machine, roots, { retainGraph, createGraph, towards: targets });
  return targets.map((node, i) => {
    const adjoint = adjoints.get(node);
    if (adjoint) {
      const hooked = to[i]!.leaf ? runHooks(machine, to[i]!, adjoint) : adjoint;
      return createGraph ? hooked : constantNode(copy(hooked.value), false);
    }
    if (materialize) return constantNode(full(node.value.dtype, node.value.shape, 0), false);
    if (allowUnused === true) return null;
    throw runtimeError(machine, `The differentiated Tensor at index ${i} appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.`);
  });
}
