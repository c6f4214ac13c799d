/**
 * `jax.Array`: a value that is never written to, and how other values become one. The node of an array is never weak itself:
 * JAX's weak types (a Python number's dtype gives way) are a flag of the array, and dtypes are settled before an operation runs.
 */
import type { Machine } from "../../python/machine.js";
import { objectType, PyFloat, PyTracedInt, PyType, TracedObject, type Value } from "../../python/object.js";
import { PyComplex } from "../../python/values/complex.js";
import { scalar } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { isNumber, numberOf } from "../arguments.js";
import { strong } from "../numpy/array-type.js";
import { canonical, defaultFloat, defaultInt } from "./state.js";

/** `jax.Array`, also `jnp.ndarray`: what isinstance asks for. Its odd name is what Python prints. */
export const arrayClass = new PyType("jaxlib._jax.Array", [objectType], "jax");
/** The class of concrete arrays. */
export const arrayType = new PyType("ArrayImpl", [arrayClass], "jaxlib._jax");

export class JaxArray extends TracedObject {
  readonly node: Node;
  constructor(node: Node, readonly weakType = false) {
    super();
    this.node = strong(node);
  }
  get type(): PyType { return arrayType; }
  tracedNode(): Node { return this.node; }
  history(): readonly Node[] { return [this.node]; }
  frameworkGradient(): undefined { return undefined; }
  override get overridesNumpy(): boolean { return true; }
  get dtype(): Dtype { return this.node.value.dtype; }
  get shape(): Shape { return this.node.value.shape; }
}

export const isArray = (value: Value | undefined): value is JaxArray => value instanceof JaxArray;
/** `self` of a method of this type. */
export const asArray = (value: Value | undefined): JaxArray => value as JaxArray;

/** The node in another dtype, never weak. */
export function castTo(machine: Machine, node: Node, dtype: Dtype): Node {
  return node.value.dtype === dtype ? strong(node) : strong(machine.trace.apply("cast", [node], { dtype }));
}

/** JAX arrays, NumPy's, and Python numbers; null: anything else (lists too: JAX does not take them for arrays). */
export function arrayFrom(machine: Machine, value: Value | undefined): JaxArray | null {
  if (value instanceof JaxArray) return value;
  if (value instanceof TracedObject) {
    const node = value.tracedNode(machine);
    return new JaxArray(castTo(machine, node, canonical(machine, node.value.dtype)));
  }
  // Refused by name: it is a number, but none that arrays here hold.
  if (value instanceof PyComplex) machine.nodeOf(value);
  if (value === undefined || !isNumber(value)) return null;
  return new JaxArray(numberNode(machine, value), typeof value !== "boolean");
}

/** A Python number in JAX's default dtype of its kind. */
function numberNode(machine: Machine, value: Value): Node {
  if (typeof value === "boolean") return machine.trace.leaf(scalar("bool", value ? 1 : 0), { kind: "literal" });
  if (value instanceof PyFloat) {
    const dtype = defaultFloat(machine);
    return value.origin === null ? machine.trace.leaf(scalar(dtype, value.value), { kind: "literal" }) : castTo(machine, value.node!, dtype); // a float with an origin has a node
  }
  const dtype = defaultInt(machine);
  const number = value instanceof PyTracedInt ? value.value : numberOf(value as number); // a number that is neither bool nor float
  if (dtype === "int32" && (number > 2 ** 31 - 1 || number < -(2 ** 31))) throw machine.raise("OverflowError", `Python int ${number} too large to convert to int32`);
  return value instanceof PyTracedInt ? castTo(machine, value.node, dtype) : machine.trace.leaf(scalar(dtype, number), { kind: "literal" });
}

/** As JAX names a value's class in its errors. */
export function className(machine: Machine, value: Value | undefined): string {
  const type = machine.typeOf(value ?? null);
  return `<class '${type.module === "builtins" ? "" : `${type.module}.`}${type.name}'>`;
}

/** The array that a function needs, or its TypeError. */
export function need(machine: Machine, value: Value | undefined, name: string, position = 0): JaxArray {
  const array = arrayFrom(machine, value);
  if (array) return array;
  throw machine.raise("TypeError", `${name} requires ndarray or scalar arguments, got ${className(machine, value)} at position ${position}.`);
}

