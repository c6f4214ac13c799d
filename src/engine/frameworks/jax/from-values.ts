/** `jnp.array` of nested lists. Numbers with a history keep it, as in NumPy; the dtype is JAX's. */
import type { Machine } from "../../python/machine.js";
import { PyFloat, TracedObject, type Value } from "../../python/object.js";
import type { Dtype } from "../../tensor/dtype.js";
import { isNumber, isSequence } from "../arguments.js";
import { arrayFrom as numpyArray } from "../numpy/from-values.js";
import { arrayFrom, castTo, className, JaxArray } from "./array.js";
import { joined } from "./promotion.js";
import { canonical, defaultFloat } from "./state.js";

/** One array for each array among the leaves of nested lists, and one for each kind of Python number: what decides the dtype. */
function kinds(machine: Machine, value: Value, found: Map<string, JaxArray>): void {
  if (isSequence(value)) for (const one of value.items) kinds(machine, one, found);
  else if (value instanceof TracedObject) {
    const array = arrayFrom(machine, value)!;
    found.set(`${array.dtype} ${array.weakType}`, array);
  } else if (isNumber(value)) {
    const kind = typeof value === "boolean" ? "bool" : value instanceof PyFloat ? "float" : "int";
    if (!found.has(kind)) found.set(kind, arrayFrom(machine, kind === "bool" ? false : kind === "float" ? new PyFloat(0) : 0)!);
  }
}

/** A list, tuple or scalar as an array; the dtype is that given, or the one its numbers promote to. */
export function arrayOfValue(machine: Machine, value: Value, dtype: Dtype | null): JaxArray {
  const own = arrayFrom(machine, value);
  if (own) return dtype ? new JaxArray(castTo(machine, own.node, dtype)) : own;
  if (value === null) throw machine.raise("ValueError", "None is not a valid value for jnp.array");
  if (typeof value === "string") throw machine.raise("TypeError", `Value '${value}' with dtype <U${Math.max(1, value.length)} is not a valid JAX array type. Only arrays of numeric types are supported by JAX.`);
  if (!isSequence(value)) {
    const array = machine.findAttribute(value, "__jax_array__") ?? machine.findAttribute(value, "__array__");
    if (array !== undefined) return arrayOfValue(machine, machine.call(array, []), dtype);
    if (machine.findAttribute(value, "__len__") === undefined || machine.isDict(value)) throw machine.raise("TypeError", `Unexpected input type for array: ${className(machine, value)}`);
  }
  const found = new Map<string, JaxArray>();
  kinds(machine, value, found);
  const to = found.size ? joined(machine, [...found.values()]) : { dtype: defaultFloat(machine) };
  const wanted = dtype ?? canonical(machine, to.dtype);
  return new JaxArray(castTo(machine, numpyArray(machine, value, wanted), wanted));
}
