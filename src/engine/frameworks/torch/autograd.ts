/** `backward()` and `torch.autograd.grad` on the trace: PyTorch's rules of who may and what accumulates. */
import { reverseMany } from "../../autodiff/reverse.js";
import type { Machine } from "../../python/machine.js";
import { PyTuple, type Value } from "../../python/object.js";
import { copy, full, size } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { sameShape } from "../../tensor/shape.js";
import { recordBackward } from "../../trace/backward-target.js";
import { constantNode, type Node } from "../../trace/node.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError, typeError } from "./errors.js";
import { nameGradient } from "./grad-names.js";
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
  readonly towards: ReadonlySet<Node> | null;
}

/** Final adjoints by node. */
export function walk(machine: Machine, roots: readonly Root[], options: WalkOptions): Map<Node, Node> {
  const state = torchState(machine);
  checkFreed(machine, roots, options);
  checkVersions(machine, roots.map((root) => root.node), (node) => node.requiresGrad);
  const { recording } = machine.trace;
  machine.trace.recording = options.createGraph;
  try {
    const adjoints = guarded(machine, () => reverseMany(roots, {
      enter: (node) => node.requiresGrad,
      ...(options.createGraph ? { ops: machine.trace.recorded } : {}),
      visit: (node, adjoint) => visited(machine, node, adjoint, options.createGraph),
    }));
    if (!options.retainGraph && !options.createGraph) for (const node of adjoints.keys()) if (savesValues(node)) state.freed.add(node);
    return adjoints;
  } finally {
    machine.trace.recording = recording;
  }
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
  for (const hook of tensor.hooks) {
    const result = machine.call(hook, [new Tensor(adjoint)]);
    if (isTensor(result)) adjoint = result.node(machine);
  }
  return adjoint;
}

/** Operations whose rule needs no saved value survive a second backward pass, as in PyTorch. */
const SAVE_NOTHING = new Set(["add", "sub", "neg", "sum", "mean", "reshape", "permute", "transpose", "unsqueeze", "squeeze", "expand", "cat", "clone", "cast", "slice", "as_strided", "pick", "flip", "roll", "diagonal", "trace", "repeat"]);
const savesValues = (node: Node): boolean => node.card !== null && !SAVE_NOTHING.has(node.card.name);

function checkFreed(machine: Machine, roots: readonly Root[], options: WalkOptions): void {
  const { freed } = torchState(machine);
  const seen = new Set<Node>();
  const stack = roots.map((root) => root.node);
  while (stack.length) {
    const node = stack.pop()!;
    if (seen.has(node) || !node.requiresGrad) continue;
    seen.add(node);
    if (freed.has(node)) {
      throw runtimeError(machine, "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.");
    }
    if (node.owner === null) stack.push(...node.inputs);
  }
  void options;
}

/** Adds an adjoint to a tensor's `.grad`. */
export function keep(machine: Machine, tensor: Tensor, adjoint: Node, createGraph: boolean): void {
  if (!createGraph) return tensor.accumulate(machine, constantNode(copy(adjoint.value), false));
  const { ops } = torchState(machine);
  const before = tensor.gradient?.node(machine);
  tensor.gradient = new Tensor(before ? ops.add(before, adjoint) : nameGradient(machine.trace.apply("clone", [adjoint]), "CopyBackwards"));
}

export function backward(machine: Machine, tensors: readonly Tensor[], gradients: readonly Value[], retainGraph: Value, createGraph: boolean, inputs: readonly Tensor[] | null = null): void {
  const roots = tensors.map((tensor, i) => rootOf(machine, tensor, gradients[i] ?? null, i));
  const state = torchState(machine);
  const { span } = machine.trace;
  roots.forEach((root, i) => recordBackward(state.backward, { node: root.node, seed: (gradients[i] ?? null) === null ? null : root.seed, span }));
  const adjoints = walk(machine, roots, { retainGraph: retainGraph === null ? createGraph : machine.truth(retainGraph), createGraph, towards: null });
  const wanted = inputs ? new Set(inputs.map((input) => input.node(machine))) : null;
  for (const [node, adjoint] of adjoints) {
    const { owner } = node;
    if (!(owner instanceof Tensor) || !owner.leaf || (wanted && !wanted.has(node))) continue;
    keep(machine, owner, runHooks(machine, owner, adjoint), createGraph);
    for (const hook of owner.afterHooks) machine.call(hook, [owner]);
  }
}

const tensorsIn = (machine: Machine, value: Value): Tensor[] => (isTensor(value) ? [value] : [...machine.iterate(value)].filter(isTensor));

/** `torch.autograd.grad`. */
export function grad(machine: Machine, outputs: Value, inputs: Value, gradients: Value, retainGraph: Value, createGraph: boolean, allowUnused: Value, materialize: boolean): Value {
  const from = tensorsIn(machine, outputs);
  const to = tensorsIn(machine, inputs);
  const seeds = gradients === null ? [] : isTensor(gradients) ? [gradients] : [...machine.iterate(gradients)];
  const roots = from.map((tensor, i) => rootOf(machine, tensor, seeds[i] ?? null, i));
  for (const input of to) if (!input.requiresGrad(machine)) throw runtimeError(machine, "One of the differentiated Tensors does not require grad");
  const targets = to.map((input) => input.node(machine));
  const adjoints = walk(machine, roots, { retainGraph: retainGraph === null ? createGraph : machine.truth(retainGraph), createGraph, towards: new Set(targets) });
  return new PyTuple(targets.map((node, i): Value => {
    const adjoint = adjoints.get(node);
    if (adjoint) return new Tensor(createGraph ? adjoint : constantNode(copy(adjoint.value), false));
    if (materialize) return new Tensor(constantNode(full(node.value.dtype, node.value.shape, 0), false));
    if (allowUnused === true) return null;
    void i;
    throw runtimeError(machine, "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.");
  }));
}
