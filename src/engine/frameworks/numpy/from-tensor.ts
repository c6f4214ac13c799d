/** Tensor.numpy(): an array on the tensor's memory; PyTorch's graph ends there, and so does the lens's. */
import type { Machine } from "../../python/machine.js";
import type { TracedObject, Value } from "../../python/object.js";
import { Handle } from "../../trace/handle.js";
import { PyArray } from "./array-type.js";

export const arrayOfTensor = (machine: Machine, tensor: TracedObject): Value => new PyArray(new Handle(machine.trace.cut(tensor.tracedNode(machine), "numpy")));
