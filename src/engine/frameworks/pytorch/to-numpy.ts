/** Tensor.numpy(): the array type of the NumPy framework, if a program has it; set when the frameworks are put together. */
import type { Machine } from "../../python/machine.js";
import { Unsupported, type Value } from "../../python/object.js";
import { frameworkMessages as say } from "./messages.js";
import type { TorchTensor } from "./tensor-type.js";

type ArrayMaker = (machine: Machine, tensor: TorchTensor) => Value;

let maker: ArrayMaker | null = null;

export const provideArrays = (make: ArrayMaker): void => { maker = make; };

export function toArray(machine: Machine, tensor: TorchTensor): Value {
  if (!maker) throw new Unsupported("unsupported-call", say.unsupportedName("torch.Tensor.numpy"));
  return maker(machine, tensor);
}
