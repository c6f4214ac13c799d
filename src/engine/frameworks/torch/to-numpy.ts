/** Tensor.numpy(): made by whoever puts the frameworks together, since this room does not know NumPy's. */
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, type Value } from "../../python/object.js";
import { runtimeError } from "./errors.js";
import { asTensor, type Tensor, tensorType } from "./tensor.js";

export function provideArrays(make: (machine: Machine, tensor: Tensor) => Value): void {
  tensorType.dict.set("numpy", new PyBuiltin("numpy", (machine, [self]) => {
    const tensor = asTensor(self);
    if (tensor.node(machine).requiresGrad) throw runtimeError(machine, "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.");
    return make(machine, tensor);
  }));
}
