/** `jnp.float32` and its like: each names a dtype and, when called, makes an array of it. */
import type { Machine } from "../../python/machine.js";
import { objectType, PyType, Unsupported, type Value } from "../../python/object.js";
import type { Dtype } from "../../tensor/dtype.js";
import { dtypeArgument, dtypeObject } from "../numpy/dtype.js";
import { frameworkMessages as say } from "../messages.js";
import { canonical } from "./state.js";

const NAMES: readonly Dtype[] = ["uint8", "uint16", "uint32", "int8", "int16", "int32", "int64", "bfloat16", "float16", "float32", "float64"];

const scalarType = (name: string, dtype: Dtype): PyType => {
  const type = new PyType(name, [objectType], "jax.numpy");
  type.dict.set("dtype", dtypeObject(dtype));
  return type;
};

/** Python name → the class and the dtype it names. */
export const SCALARS: readonly (readonly [string, PyType, Dtype])[] = [
  ["bool_", scalarType("bool", "bool"), "bool"],
  ...NAMES.map((dtype) => [dtype, scalarType(dtype, dtype), dtype] as const),
];

const typeNamed = (dtype: Dtype): PyType => SCALARS.find(([, , own]) => own === dtype)![1];
const ALIASES: Readonly<Record<string, Dtype>> = { float_: "float64", double: "float64", single: "float32", int_: "int64", bool: "bool" };
export const SCALAR_NAMES: [string, PyType][] = [...SCALARS.map(([name, type]): [string, PyType] => [name, type]), ...Object.entries(ALIASES).map(([name, dtype]): [string, PyType] => [name, typeNamed(dtype)])];

/** `dtype=` as the user gave it, 64 bits cut down unless they are enabled; null: none was given. */
export function dtypeOf(machine: Machine, value: Value | undefined, name: string): Dtype | null {
  if (value === null || value === undefined) return null;
  const dtype = dtypeArgument(value);
  if (!dtype) throw refused(machine, value);
  const own = canonical(machine, dtype);
  const explicit = !(value instanceof PyType) || value.module !== "builtins";
  if (own !== dtype && explicit) machine.warn("UserWarning", `Explicitly requested dtype ${dtype} requested in ${name} is not available, and will be truncated to dtype ${own}. To enable more dtypes, set the jax_enable_x64 configuration option or the JAX_ENABLE_X64 shell environment variable. See https://github.com/jax-ml/jax#current-gotchas for more.`);
  return own;
}

function refused(machine: Machine, value: Value): Error {
  if (typeof value === "string" && !/^(complex|u?int|float)\d/.test(value)) return machine.raise("TypeError", `data type '${value}' not understood`);
  if (typeof value === "string" || value instanceof PyType) return new Unsupported("unsupported-call", say.unsupportedName(`dtype ${machine.str(value)}`));
  return machine.raise("TypeError", `Cannot interpret '${machine.str(value)}' as a data type`);
}
