/** Named tuples that functions give back. */
import type { Machine } from "../../../python/machine.js";
import { namedTuple } from "../../../python/modules/collections.js";
import type { Value } from "../../../python/object.js";
import type { Runtime } from "../../../python/runtime.js";

export function result(machine: Machine, name: string, fields: Readonly<Record<string, Value>>): Value {
  const type = machine.state(`jax-${name}`, () => namedTuple(machine as Runtime, name, Object.keys(fields), [], "jax._src.numpy")); // every machine is one
  return machine.call(type, Object.values(fields));
}
