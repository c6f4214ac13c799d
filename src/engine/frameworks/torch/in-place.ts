/** Writing into tensors: PyTorch's checks, then the place moves on to a new value. */
import type { Machine } from "../../python/machine.js";
import { broadcastShapes, sameShape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { SCALAR_TYPES } from "./dtypes.js";
import { runtimeError } from "./errors.js";
import { isStandIn } from "./func/levels.js";
import { torchState } from "./state.js";
import type { Tensor } from "./tensor.js";

const CATEGORY = (dtype: string): number => (dtype === "bool" ? 0 : dtype.startsWith("float") || dtype.startsWith("bfloat") ? 2 : 1);

/** Views that one function has given several of. */
const oneOfMany = new WeakMap<Node, { readonly by: string; readonly index: number }>();
export function severalViews(nodes: readonly Node[], by: string): readonly Node[] {
  nodes.forEach((node, index) => oneOfMany.set(node, { by, index }));
  return nodes;
}

export function checkWritable(machine: Machine, self: Tensor): void {
  if (!machine.trace.recording) return;
  if (self.leaf || isStandIn(machine, self.node(machine))) throw runtimeError(machine, "a leaf Variable that requires grad is being used in an in-place operation.");
  const many = self.requiresGrad(machine) ? oneOfMany.get(self.held(machine)) : undefined;
  if (many) throw runtimeError(machine, `Output ${many.index} of ${many.by} is a view and is being modified inplace. This view is the output of a function that returns multiple views. Such functions do not allow the output views to be modified inplace. You should replace the inplace operation by an out-of-place one.`);
  const base = self.baseLeaf();
  if (base) throw runtimeError(machine, "a view of a leaf Variable that requires grad is being used in an in-place operation.");
}

/** `self` becomes what `compute` gives, broadcast and converted; returns `self`. `checked`: whoever asks has seen that it may be written. */
export function writeInPlace(machine: Machine, self: Tensor, compute: (before: Node) => Node, checked = false): Tensor {
  if (!checked) checkWritable(machine, self);
  const before = self.node(machine);
  const { ops } = torchState(machine);
  let node = compute(before);
  if (node === before) return self;
  const { shape, dtype } = node.value;
  if (!sameShape(shape, self.shape)) {
    const common = broadcastShapes(shape, self.shape);
    if (!common || !sameShape(common, self.shape)) throw runtimeError(machine, `output with shape [${self.shape.join(", ")}] doesn't match the broadcast shape [${(common ?? shape).join(", ")}]`);
    node = ops.expand(node, self.shape);
  }
  if (CATEGORY(dtype) > CATEGORY(self.dtype)) throw runtimeError(machine, `result type ${SCALAR_TYPES[dtype]} can't be cast to the desired output type ${SCALAR_TYPES[self.dtype]}`);
  overwrite(machine, self, ops.cast(node, self.dtype));
  if (!machine.trace.recording && before.requiresGrad && !self.leaf) self.keepHistory(machine, before);
  return self;
}

/** Without checks: what has the place's shape and dtype. */
export function overwrite(machine: Machine, self: Tensor, node: Node): void {
  self.write(machine, node);
  self.held(machine);
}
