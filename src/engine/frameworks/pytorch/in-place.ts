/** Writing to tensors: `w -= …`, `x.zero_()`, `x[i] = …`, with PyTorch's rules about leaves. */
import type { Machine } from "../../python/machine.js";
import type { Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import { sameShape } from "../../tensor/shape.js";
import { Handle } from "../../trace/handle.js";
import type { Node } from "../../trace/node.js";
import { planIndex, viewByPlan } from "../indexing.js";
import { castTo, run } from "./call.js";
import { isLeaf, nodeOf, promotionOf, requiresGrad, type TorchTensor } from "./tensor-type.js";
import { INDEX_WORDS } from "./words.js";

/** Writes `value` (broadcast, converted) into the tensor and gives the tensor back. */
export function writeInPlace(machine: Machine, tensor: TorchTensor, value: Node): TorchTensor {
  checkWritable(machine, tensor);
  const shaped = shapedFor(machine, value, tensor.shape, tensor);
  const keepsGrad = !machine.trace.recording && requiresGrad(machine, tensor) && isLeaf(machine, tensor);
  tensor.handle.write(machine.trace, shaped);
  if (keepsGrad) {
    // Under no_grad a leaf stays the leaf it was.
    const node = tensor.tracedNode(machine);
    node.requiresGrad = true;
    node.owner = tensor;
  }
  return tensor;
}

function checkWritable(machine: Machine, tensor: TorchTensor): void {
  if (machine.trace.recording && requiresGrad(machine, tensor) && isLeaf(machine, tensor)) throw machine.raise("RuntimeError", "a leaf Variable that requires grad is being used in an in-place operation.");
}

function shapedFor(machine: Machine, value: Node, shape: readonly number[], tensor: TorchTensor): Node {
  if (isFloating(value.value.dtype) && !isFloating(tensor.dtype) && !value.weak) throw machine.raise("RuntimeError", `result type ${SCALARS[value.value.dtype] ?? "Float"} can't be cast to the desired output type ${SCALARS[tensor.dtype] ?? "Long"}`);
  const converted = castTo(machine, value, tensor.dtype);
  if (sameShape(converted.value.shape, shape)) return converted;
  return run(machine, "expand", [converted], { shape });
}

const SCALARS: Readonly<Record<string, string>> = { float32: "Float", float64: "Double", int64: "Long", bool: "Bool", int32: "Int", uint8: "Byte", float16: "Half", bfloat16: "BFloat16" };

/** `tensor[index] = value`. */
export function assignIndex(machine: Machine, tensor: TorchTensor, index: Value, value: Value): void {
  checkWritable(machine, tensor);
  const source = nodeOf(machine, value);
  if (!source) throw machine.raise("TypeError", `can't assign a ${machine.typeOf(value).name} to a torch.${tensor.dtype === "float32" ? "FloatTensor" : "Tensor"}`);
  const keepsGrad = !machine.trace.recording && requiresGrad(machine, tensor);
  const base = tensor.tracedNode(machine);
  const plan = planIndex(machine, tensor.shape, index, INDEX_WORDS);
  const view = viewByPlan(machine, base, plan, promotionOf(machine));
  const values = castTo(machine, source, tensor.dtype);
  if (plan.arrays.length) {
    const written = run(machine, "index_put", [view, values, ...plan.arrays.map((one) => one.index)], { axes: plan.arrays.map((one) => one.axis) });
    if (view === base) tensor.handle.write(machine.trace, written);
    else new Handle(view).write(machine.trace, written);
  } else {
    const target = view.value.shape;
    // Leading axes of length 1 in the value may be dropped.
    const extra = Math.max(0, values.value.shape.length - target.length);
    const trimmed = extra && values.value.shape.slice(0, extra).every((length) => length === 1) ? run(machine, "reshape", [values], { shape: values.value.shape.slice(extra) }) : values;
    const fitted = sameShape(trimmed.value.shape, target) ? trimmed : run(machine, "expand", [trimmed], { shape: target });
    if (view === base) tensor.handle.write(machine.trace, fitted);
    else new Handle(view).write(machine.trace, fitted);
  }
  if (keepsGrad) {
    const node = tensor.tracedNode(machine);
    node.requiresGrad = true;
    node.owner = tensor;
  }
}
