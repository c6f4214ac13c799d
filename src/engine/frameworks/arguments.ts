/** Python values as the plain numbers and lists that operations take. */
import type { Machine } from "../python/machine.js";
import { plainNumber, PyFloat, PyList, PyTracedInt, PyTuple, TracedObject, type Value } from "../python/object.js";
import { type Dtype, isFloating } from "../tensor/dtype.js";
import { item, size, toNumbers } from "../tensor/array.js";
import { stackShape } from "./nested.js";

export type IntValue = number | bigint | boolean | PyTracedInt;

export const isInt = (value: Value): value is IntValue => typeof value === "number" || typeof value === "bigint" || typeof value === "boolean" || value instanceof PyTracedInt;
export const isNumber = (value: Value): value is IntValue | PyFloat => isInt(value) || value instanceof PyFloat;
export const isSequence = (value: Value): value is PyList | PyTuple => value instanceof PyList || value instanceof PyTuple;

export const numberOf = (value: IntValue | PyFloat): number => (value instanceof PyFloat || value instanceof PyTracedInt ? plainNumber(value) : Number(value));

/** A list or tuple of ints; null: it is not one. */
export function intList(value: Value): number[] | null {
  if (!isSequence(value) || !value.items.every(isInt)) return null;
  return value.items.map((one) => numberOf(one as IntValue)); // checked above
}

/** `(2, 3)`, `[2, 3]` or `2, 3` as a shape. */
export function shapeArgument(machine: Machine, args: readonly Value[]): number[] {
  const list = args.length === 1 && isSequence(args[0]!) ? args[0].items : args;
  return list.map((value) => intArgument(machine, value, "size"));
}

/** An int, or anything with __index__. */
export function intArgument(machine: Machine, value: Value, name: string): number {
  if (isInt(value)) return numberOf(value);
  const index = machine.findAttribute(value, "__index__");
  if (index !== undefined && value !== null) {
    const number = machine.call(index, []);
    if (isInt(number)) return numberOf(number);
  }
  throw machine.raise("TypeError", `${name} must be int, not ${machine.typeOf(value).name}`);
}

/** A number, or a tensor of one element. */
export function floatArgument(machine: Machine, value: Value, name: string): number {
  if (isNumber(value)) return numberOf(value);
  if (value instanceof TracedObject) {
    const node = value.tracedNode(machine);
    if (size(node.value) === 1) return item(node.value);
  }
  throw machine.raise("TypeError", `${name} must be a number, not ${machine.typeOf(value).name}`);
}

/** Nested lists of numbers (and tensors in them) as one array. */
export interface Nested {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  /** The widest kind among the numbers. */
  readonly kind: "bool" | "int" | "float";
  /** Dtype of tensors among the elements, null: there is none. */
  readonly dtype: Dtype | null;
}

export function nestedNumbers(machine: Machine, value: Value): Nested {
  if (typeof value === "boolean") return { shape: [], values: [value ? 1 : 0], kind: "bool", dtype: null };
  if (isInt(value)) return { shape: [], values: [numberOf(value)], kind: "int", dtype: null };
  if (value instanceof PyFloat) return { shape: [], values: [value.value], kind: "float", dtype: null };
  if (value instanceof TracedObject) {
    const array = value.tracedNode(machine).value;
    return { shape: array.shape, values: toNumbers(array), kind: isFloating(array.dtype) ? "float" : array.dtype === "bool" ? "bool" : "int", dtype: array.dtype };
  }
  if (typeof value === "string" || value === null || !(isSequence(value) || machine.findAttribute(value, "__iter__") !== undefined)) {
    throw machine.raise("TypeError", `must be real number, not ${machine.typeOf(value).name}`);
  }
  const parts = [...machine.iterate(value)].map((one) => nestedNumbers(machine, one));
  return stackShape(machine, parts);
}
