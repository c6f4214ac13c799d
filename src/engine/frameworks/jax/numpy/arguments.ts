/** Python arguments of jax.numpy functions as arrays, axes, shapes. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { type Keywords, type PyBuiltin, PyFloat, type Value } from "../../../python/object.js";
import { toNumbers } from "../../../tensor/array.js";
import { intArgument, isInt, isSequence, numberOf } from "../../arguments.js";
import { isArray, type JaxArray, need } from "../array.js";
import { type Jnp, jnpOf } from "../jnp.js";
import { axisIn } from "../run.js";

/** What a function's body sees: the calculus, arguments by name, and arrays made of them. */
export interface Call {
  readonly j: Jnp;
  readonly machine: Machine;
  readonly a: Readonly<Record<string, Value>>;
  readonly rest: readonly Value[];
  readonly keywords: Keywords;
  /** The argument as an array, or the function's TypeError. */
  readonly array: (name: string, position?: number) => JaxArray;
  readonly flag: (name: string) => boolean;
  readonly int: (name: string) => number;
  readonly given: (name: string) => boolean;
}

/** A function of jax.numpy: `define("sinc(x)", ({ j, array }) => …)`. */
export function define(text: string, work: (call: Call) => Value): PyBuiltin {
  const name = text.slice(0, text.indexOf("("));
  return native(text, (machine, a, { rest, restKeywords }) => work({
    j: jnpOf(machine), machine, a, rest, keywords: restKeywords,
    array: (parameter, position = 0) => need(machine, a[parameter], name, position),
    flag: (parameter) => a[parameter] !== null && machine.truth(a[parameter]!),
    int: (parameter) => intArgument(machine, a[parameter]!, parameter),
    given: (parameter) => a[parameter] !== null && a[parameter] !== undefined,
  }));
}

/** `axis=`: null is all axes; the result is counted from 0. */
export function axesOf(machine: Machine, axis: Value, rank: number): number[] | null {
  if (axis === null) return null;
  const list = isSequence(axis) ? axis.items : [axis];
  const axes = list.map((one) => axisIn(machine, intArgument(machine, one, "axis"), rank));
  if (new Set(axes).size < axes.length) throw machine.raise("ValueError", `duplicate value in 'axis': (${list.map((one) => machine.repr(one)).join(", ")})`);
  return axes;
}

/** A shape: an int, or a sequence (or array) of them. */
export function shapeOf(machine: Machine, value: Value): number[] {
  const items: readonly Value[] = isArray(value) && value.shape.length ? toNumbers(value.node.value) : isSequence(value) ? value.items : machine.findAttribute(value, "__iter__") !== undefined && !isArray(value) ? [...machine.iterate(value)] : [value];
  return items.map((one) => {
    if (one instanceof PyFloat || !(isInt(one) || isArray(one) || machine.findAttribute(one, "__index__") !== undefined)) throw machine.raise("TypeError", `Shapes must be 1D sequences of concrete values of integer type, got (${items.map((item) => machine.repr(item)).join(", ")}${items.length === 1 ? "," : ""}).`);
    return isInt(one) ? numberOf(one) : intArgument(machine, one, "shape");
  });
}

/** Ints of a list, tuple or array, or one int. */
export const intsOf = (machine: Machine, value: Value): number[] => (isArray(value) ? toNumbers(value.node.value) : isSequence(value) ? value.items.map((one) => intArgument(machine, one, "index")) : [intArgument(machine, value, "index")]);
