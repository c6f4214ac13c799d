/** Runs a function on stand-ins of its inputs, for walks over what it has computed: the ground of every derivative in torch.func. */
import { forwardTangents } from "../../../autodiff/forward.js";
import { reverseMany } from "../../../autodiff/reverse.js";
import type { Machine } from "../../../python/machine.js";
import type { Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { sameShape } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { runtimeError, valueError } from "../errors.js";
import { guarded, torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";
import { checkVersions } from "../versions.js";
import { dependents, within } from "./levels.js";
import { classText } from "./tree.js";

/** A stand-in: the same elements in the same place, and a node of its own. */
function standIn(machine: Machine, value: Value): Node {
  if (!isTensor(value)) throw valueError(machine, `Thing passed to transform API must be Tensor, got ${classText(machine, value)}`);
  if (!isFloating(value.dtype)) throw runtimeError(machine, "only Tensors of floating point dtype can require gradients");
  const node = value.node(machine);
  return machine.trace.apply("reshape", [node], { shape: [...node.value.shape] });
}

export interface Ran {
  readonly inputs: readonly Node[];
  readonly result: Value;
}

export function recordingAs<T>(machine: Machine, recording: boolean, work: () => T): T {
  const before = machine.trace.recording;
  machine.trace.recording = recording;
  try {
    return work();
  } finally {
    machine.trace.recording = before;
  }
}

/** `run` on stand-ins of `values`, recorded even where the caller does not record. */
export function runOn(machine: Machine, values: readonly Value[], run: (standIns: readonly Tensor[]) => Value, kind: "grad" | "jvp" = "grad"): Ran {
  return recordingAs(machine, true, () => {
    const inputs = values.map((value) => standIn(machine, value));
    const result = within(machine, { kind, inputs: new Set(inputs) }, () => run(inputs.map((node) => new Tensor(node))));
    return { inputs, result };
  });
}

/** What leaves a transform: without history where the caller does not record. */
export function leaving(machine: Machine, node: Node): Tensor {
  return new Tensor(machine.trace.recording ? node : machine.trace.cut(node, machine.trace.pausedBy));
}

const zerosOf = (node: Node): Node => constantNode(full(node.value.dtype, node.value.shape, 0), false);
export const onesOf = (node: Node): Node => constantNode(full(node.value.dtype, node.value.shape, 1), false);

/** A function that takes one adjoint an output to one an input: zeros where no path leads. */
export function pullback(machine: Machine, inputs: readonly Node[], outputs: readonly Node[]): (seeds: readonly Node[]) => Node[] {
  const reached = dependents(outputs, new Set(inputs));
  const enter = (node: Node): boolean => reached.has(node) && isFloating(node.value.dtype);
  const { recorded } = machine.trace;
  return (seeds) => {
    seeds.forEach((seed, i) => {
      const { shape } = outputs[i]!.value;
      if (!sameShape(seed.value.shape, shape)) throw runtimeError(machine, `Mismatch in shape: grad_output[${i}] has a shape of torch.Size([${seed.value.shape.join(", ")}]) and output[${i}] has a shape of torch.Size([${shape.join(", ")}]).`);
    });
    checkVersions(machine, outputs, enter);
    const roots = outputs.flatMap((node, i) => (reached.has(node) ? [{ node, seed: seeds[i]!.value.dtype === node.value.dtype ? seeds[i]! : torchState(machine).ops.cast(seeds[i]!, node.value.dtype) }] : []));
    const adjoints = roots.length ? guarded(machine, () => reverseMany(roots, { enter, ops: recorded })) : new Map<Node, Node>();
    return inputs.map((node) => adjoints.get(node) ?? zerosOf(node));
  };
}

/** A function that takes one tangent an input to one an output; null: the output does not depend on the inputs. */
export function pushforward(machine: Machine, inputs: readonly Node[], outputs: readonly Node[]): (tangents: readonly Node[]) => (Node | null)[] {
  const reached = dependents(outputs, new Set(inputs));
  return (tangents) => {
    tangents.forEach((tangent, i) => {
      const { shape } = inputs[i]!.value;
      if (!sameShape(tangent.value.shape, shape)) throw runtimeError(machine, `Trying to set a forward gradient that has a different size than that of the original Tensor, this is not supported. Tensor is of size [${shape.join(", ")}] while the given forward gradient is of size [${tangent.value.shape.join(", ")}].`);
    });
    const seeds = new Map(inputs.map((node, i) => [node, tangents[i]!]));
    return recordingAs(machine, true, () => guarded(machine, () => forwardTangents(outputs, seeds, { ops: machine.trace.recorded, enter: (node) => reached.has(node) })));
  };
}
