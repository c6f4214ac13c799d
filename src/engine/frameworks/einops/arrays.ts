/** What einops asks of an array, whichever framework it is of: its methods under the names they have there. */
import type { Machine } from "../../python/machine.js";
import { PyTuple, TracedObject, Unsupported, type Value } from "../../python/object.js";
import { shapeArgument } from "../arguments.js";
import { einopsMessages as say } from "./messages.js";

const tuple = (numbers: readonly number[]): PyTuple => new PyTuple([...numbers]);

const method = (machine: Machine, value: Value, name: string, args: readonly Value[], keywords: Readonly<Record<string, Value>> = {}): Value =>
  machine.call(machine.getAttribute(value, name), args, new Map(Object.entries(keywords)));

/** Tensors of PyTorch have `permute`; arrays of NumPy and JAX `transpose(axes)`. */
const isTorch = (machine: Machine, value: Value): boolean => machine.findAttribute(value, "permute") !== undefined;

export function shapeOf(machine: Machine, value: Value): number[] {
  if (!(value instanceof TracedObject)) throw machine.raise("RuntimeError", `Tensor type unknown to einops ${machine.repr(machine.typeOf(value))}`);
  return shapeArgument(machine, [new PyTuple([...machine.iterate(machine.getAttribute(value, "shape"))])]);
}

export const reshaped = (machine: Machine, value: Value, shape: readonly number[]): Value => method(machine, value, "reshape", [tuple(shape)]);

export const permuted = (machine: Machine, value: Value, axes: readonly number[]): Value => method(machine, value, isTorch(machine, value) ? "permute" : "transpose", [tuple(axes)]);

/** Repeats an axis of length 1. */
export function repeated(machine: Machine, value: Value, shape: readonly number[]): Value {
  if (isTorch(machine, value)) return method(machine, value, "expand", [tuple(shape)]);
  return shapeOf(machine, value).reduce((result: Value, length, axis) => (length === shape[axis] ? result : method(machine, result, "repeat", [shape[axis]!], { axis })), value);
}

const TORCH_NAMES: Readonly<Record<string, string>> = { max: "amax", min: "amin" };

export function reduced(machine: Machine, value: Value, reduction: Value, axes: readonly number[]): Value {
  if (typeof reduction !== "string") return machine.call(reduction, [value, tuple(axes)]);
  if (!["min", "max", "sum", "mean", "prod", "any", "all"].includes(reduction)) throw new Unsupported("unsupported-call", say.reduction(reduction));
  if (!isTorch(machine, value)) return method(machine, value, reduction, [], { axis: tuple(axes) });
  // These take one axis at a time in PyTorch.
  if (reduction === "prod" || reduction === "any" || reduction === "all") return [...axes].sort((a, b) => b - a).reduce((result, axis) => method(machine, result, reduction, [axis]), value);
  return method(machine, value, TORCH_NAMES[reduction] ?? reduction, [tuple(axes)]);
}
