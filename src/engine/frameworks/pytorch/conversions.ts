/** Tensors as Python values: item(), tolist(), numbers for float() and int(). */
import type { Machine } from "../../python/machine.js";
import { PyFloat, PyList, type Value } from "../../python/object.js";
import { isFloating } from "../../tensor/dtype.js";
import { item, size, toNumbers } from "../../tensor/array.js";
import { sizeOf } from "../../tensor/shape.js";
import type { TorchTensor } from "./tensor-type.js";

/** A Python number of the tensor's kind. The gradient stops: the lens is told so. */
export function itemOf(machine: Machine, tensor: TorchTensor, by = "item"): Value {
  const node = tensor.tracedNode(machine);
  const count = size(node.value);
  if (count !== 1) throw machine.raise("RuntimeError", `a Tensor with ${count} elements cannot be converted to Scalar`);
  const value = item(node.value);
  if (node.value.dtype === "bool") return value !== 0;
  if (!isFloating(node.value.dtype)) return value;
  const flat = node.value.shape.length ? machine.trace.apply("reshape", [node], { shape: [] }) : node;
  const double = machine.trace.cut(flat, by);
  return new PyFloat(value, double);
}

export function listOf(tensor: TorchTensor): Value {
  const array = tensor.handle.array();
  const values = toNumbers(array);
  const wrap = (value: number): Value => (array.dtype === "bool" ? value !== 0 : isFloating(array.dtype) ? new PyFloat(value) : value);
  const nested = (axis: number, offset: number): Value => {
    if (axis === array.shape.length) return wrap(values[offset]!);
    const step = sizeOf(array.shape.slice(axis + 1));
    return new PyList(Array.from({ length: array.shape[axis]! }, (_, k) => nested(axis + 1, offset + k * step)));
  };
  return nested(0, 0);
}
