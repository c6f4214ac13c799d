/** backward(), torch.autograd.grad, grad modes. */
import { reverseMany } from "../../autodiff/reverse.js";
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyInstance, PyTuple, PyType, type Value } from "../../python/object.js";
import { full } from "../../tensor/array.js";
import { sameShape, sizeOf } from "../../tensor/shape.js";
import { BACKWARD_TARGET, newBackwardCalls, recordBackward } from "../../trace/backward-target.js";
import { constantNode, type Node } from "../../trace/node.js";
import { unrecorded } from "../../trace/trace.js";
import { isSequence } from "../arguments.js";
import { isTensor, tensorOf, type TorchTensor } from "./tensor-type.js";

const FREED = "Trying to backward through the graph a second time (or directly access saved tensors after they have already been freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors after calling backward.";

/** Nodes whose saved values a finished backward pass has freed. */
const freedOf = (machine: Machine): WeakSet<Node> => machine.state("torch-freed", () => new WeakSet<Node>());
/** Operations that save nothing, and so can be walked again. */
const SAVES_NOTHING = new Set(["add", "sub", "neg", "sum", "mean", "reshape", "expand", "transpose", "permute", "unsqueeze", "squeeze", "cat", "cast", "clone", "slice"]);

export interface BackwardOptions {
  readonly seed: Node | null;
  readonly retain: boolean;
  readonly createGraph: boolean;
}

export function backward(machine: Machine, tensor: TorchTensor, options: BackwardOptions): void {
  const node = tensor.tracedNode(machine);
  recordBackward(machine.state(BACKWARD_TARGET, newBackwardCalls), { node, seed: options.seed, span: machine.trace.span });
  walk(machine, [{ tensor, seed: options.seed }], options, null);
}

/** Walks back from the roots. `wanted` null: leaves keep what reaches them; else adjoints of those nodes are given back. */
function walk(machine: Machine, roots: readonly { tensor: TorchTensor; seed: Node | null }[], options: BackwardOptions, wanted: readonly Node[] | null): (Node | null)[] {
  const started = roots.map(({ tensor, seed }) => {
    const node = tensor.tracedNode(machine);
    if (!node.requiresGrad) throw machine.raise("RuntimeError", "element 0 of tensors does not require grad and does not have a grad_fn");
    return { node, seed: seed ?? ones(machine, node) };
  });
  const freed = freedOf(machine);
  const ops = options.createGraph ? machine.trace.recorded : unrecorded;
  const results = new Map<Node, Node>();
  const visited: Node[] = [];
  reverseMany(started, {
    enter: (node) => node.requiresGrad,
    ops,
    visit: (node, adjoint) => {
      machine.step();
      if (freed.has(node)) throw machine.raise("RuntimeError", FREED);
      visited.push(node);
      let current = adjoint;
      for (const hook of node.hooks ?? []) current = hook(current) ?? current;
      if (wanted) {
        if (wanted.includes(node)) results.set(node, current);
      } else if (node.owner) node.owner.accumulate(current);
      return current;
    },
  });
  if (!options.retain && !options.createGraph) for (const node of visited) if (node.card && !SAVES_NOTHING.has(node.card.name)) freed.add(node);
  return wanted ? wanted.map((node) => results.get(node) ?? null) : [];
}

function ones(machine: Machine, node: Node): Node {
  if (sizeOf(node.value.shape) !== 1) throw machine.raise("RuntimeError", "grad can be implicitly created only for scalar outputs");
  return constantNode(full(node.value.dtype, node.value.shape, 1), false);
}

export function seedOf(machine: Machine, gradient: Value, tensor: TorchTensor): Node | null {
  if (gradient === null) return null;
  if (!isTensor(gradient)) throw machine.raise("TypeError", `gradients can be either Tensors or None, but got ${machine.typeOf(gradient).name}`);
  const node = gradient.tracedNode(machine);
  if (!sameShape(node.value.shape, tensor.shape)) {
    const list = (shape: readonly number[]): string => `torch.Size([${shape.join(", ")}])`;
    throw machine.raise("RuntimeError", `Mismatch in shape: grad_output[0] has a shape of ${list(node.value.shape)} and output[0] has a shape of ${list(tensor.shape)}.`);
  }
  return node;
}

const asList = (value: Value): Value[] => (isSequence(value) ? [...value.items] : [value]);

/** torch.autograd.grad(outputs, inputs, …). */
export const grad = native("grad(outputs, inputs, grad_outputs=None, retain_graph=None, create_graph=False, allow_unused=None, is_grads_batched=False, materialize_grads=False)", (machine, a) => {
  const outputs = asList(a.outputs!).filter(isTensor);
  const inputs = asList(a.inputs!).filter(isTensor);
  const seeds = a.grad_outputs === null ? outputs.map(() => null) : asList(a.grad_outputs!);
  const createGraph = a.create_graph === true;
  const nodes = inputs.map((input) => input.tracedNode(machine));
  if (nodes.some((node) => !node.requiresGrad)) throw machine.raise("RuntimeError", "One of the differentiated Tensors does not require grad");
  const found = walk(machine, outputs.map((tensor, i) => ({ tensor, seed: seedOf(machine, seeds[i] ?? null, tensor) })), { seed: null, retain: a.retain_graph === true || (a.retain_graph === null && createGraph), createGraph }, nodes);
  return new PyTuple(found.map((node, i) => {
    if (node) return tensorOf(createGraph ? node : constantNode(node.value, false));
    if (a.materialize_grads === true) return tensorOf(constantNode(full(nodes[i]!.value.dtype, nodes[i]!.value.shape, 0), false));
    if (a.allow_unused !== true) throw machine.raise("RuntimeError", "One of the differentiated Tensors appears to not have been used in the graph. Set allow_unused=True if this is the desired behavior.");
    return null;
  }));
});

/** torch.autograd.backward(tensors, …). */
export const backwardFunction = native("backward(tensors, grad_tensors=None, retain_graph=None, create_graph=False)", (machine, a) => {
  const seeds = a.grad_tensors === null ? [] : asList(a.grad_tensors!);
  asList(a.tensors!).filter(isTensor).forEach((tensor, i) => backward(machine, tensor, { seed: seedOf(machine, seeds[i] ?? null, tensor), retain: a.retain_graph === true, createGraph: a.create_graph === true }));
  return null;
});

/** A context manager and decorator that sets whether operations are recorded. */
export function gradMode(name: string, recording: boolean | null): PyType {
  const type = new PyType(name, [objectType], "torch.autograd.grad_mode");
  const modeOf = (self: Value): boolean => recording ?? ((self as PyInstance).dict.get("mode") !== false); // made below
  type.construct = (machine, args) => {
    const self = new PyInstance(type);
    // set_grad_enabled(mode) acts at once, as a function does; no_grad used as a bare decorator wraps the function.
    if (recording === null) {
      self.dict.set("mode", machine.truth(args[0] ?? true));
      self.dict.set("before", machine.trace.recording);
      machine.trace.recording = modeOf(self);
    } else if (args[0] !== undefined && args[0] !== null && typeof args[0] === "object") return wrapped(self, args[0]);
    return self;
  };
  const wrapped = (self: Value, callee: Value): PyBuiltin => new PyBuiltin("wrapped", (machine, args, keywords) => within(machine, modeOf(self), name, () => machine.call(callee, args, keywords)), "method");
  return define(type, [
    new PyBuiltin("__enter__", (machine, [self]) => {
      const own = self as PyInstance; // bound to the type
      if (!own.dict.has("before")) own.dict.set("before", machine.trace.recording);
      machine.trace.recording = modeOf(own);
      if (!modeOf(own)) machine.trace.pausedBy = name;
      return null;
    }),
    new PyBuiltin("__exit__", (machine, [self]) => {
      const own = self as PyInstance; // as above
      machine.trace.recording = own.dict.get("before") !== false;
      own.dict.delete("before");
      return null;
    }),
    new PyBuiltin("__call__", (_, [self, callee]) => wrapped(self!, callee!)),
  ]);
}

export function within<T>(machine: Machine, recording: boolean, name: string, work: () => T): T {
  const before = machine.trace.recording;
  machine.trace.recording = recording;
  if (!recording) machine.trace.pausedBy = name;
  try {
    return work();
  } finally {
    machine.trace.recording = before;
  }
}
