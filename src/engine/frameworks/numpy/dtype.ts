/** numpy.dtype, and every way to name one. */
import { define } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyGetter, PyObject, PyTuple, PyType, type Value } from "../../python/object.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { PyArray, PyScalar, scalarTypeOf, SCALAR_TYPES } from "./array-type.js";

export const dtypeType = new PyType("dtype", [objectType], "numpy");

export class NumpyDtype extends PyObject {
  constructor(readonly dtype: Dtype) { super(); }
  get type(): PyType { return dtypeType; }
}

const objects = new Map<Dtype, NumpyDtype>();
export function dtypeObject(dtype: Dtype): NumpyDtype {
  let object = objects.get(dtype);
  if (!object) objects.set(dtype, object = new NumpyDtype(dtype));
  return object;
}

/** Names besides the dtype's own. */
const NAMES: Readonly<Record<string, Dtype>> = {
  float: "float64", double: "float64", single: "float32", half: "float16", int: "int64", long: "int64", intp: "int64", "bool_": "bool", ubyte: "uint8", byte: "int8", short: "int16", intc: "int32",
  f8: "float64", f4: "float32", f2: "float16", i8: "int64", i4: "int32", i2: "int16", i1: "int8", u1: "uint8", d: "float64", f: "float32", e: "float16", i: "int32", l: "int64", "?": "bool", b: "int8", B: "uint8", h: "int16", H: "uint16", I: "uint32", L: "uint64", q: "int64", Q: "uint64", u2: "uint16", u4: "uint32", u8: "uint64", p: "int64", g: "float64", uint: "uint64", ushort: "uint16", uintc: "uint32", uintp: "uint64", ulong: "uint64", longlong: "int64", ulonglong: "uint64", bool8: "bool", longdouble: "float64", b1: "bool",
};

/** `dtype=` in any of its forms; null: not one. */
export function dtypeArgument(value: Value): Dtype | null {
  if (value instanceof NumpyDtype) return value.dtype;
  if (value instanceof PyType) {
    for (const [dtype, type] of SCALAR_TYPES) if (type === value) return dtype;
    const own = value.dict.get("dtype");
    if (own instanceof NumpyDtype) return own.dtype;
    return value.name === "float" ? "float64" : value.name === "int" ? "int64" : value.name === "bool" ? "bool" : null;
  }
  if (typeof value !== "string") return null;
  const name = value.replace(/^[<>=|]/, "");
  return NAMES[name] ?? ([...SCALAR_TYPES.keys()].find((dtype) => dtype === name) ?? null);
}

const SIZES: Partial<Record<Dtype, number>> = { bool: 1, uint8: 1, uint16: 2, uint32: 4, int8: 1, int16: 2, int32: 4, int64: 8, uint64: 8, float16: 2, bfloat16: 2, float32: 4, float64: 8 };
export const itemSize = (dtype: Dtype): number => SIZES[dtype] ?? 4;
const kindOf = (dtype: Dtype): string => (dtype === "bool" ? "b" : isFloating(dtype) ? "f" : dtype.startsWith("u") ? "u" : "i");

const self = (value: Value | undefined): Dtype => (value as NumpyDtype).dtype; // bound to the type
const getter = (name: string, get: (dtype: Dtype) => Value): PyGetter => new PyGetter(name, (_, of) => get(self(of)));

define(dtypeType, [
  new PyBuiltin("__repr__", (_, [of]) => `dtype('${self(of)}')`),
  new PyBuiltin("__str__", (_, [of]) => self(of)),
  new PyBuiltin("__eq__", (_, [of, other]) => self(of) === dtypeArgument(other ?? null)),
  new PyBuiltin("__ne__", (_, [of, other]) => self(of) !== dtypeArgument(other ?? null)),
  getter("name", (dtype) => dtype),
  getter("kind", kindOf),
  getter("char", (dtype) => ({ bool: "?", uint8: "B", uint16: "H", uint32: "I", int8: "b", int16: "h", int32: "i", int64: "l", uint64: "L", float16: "e", float32: "f", float64: "d", bfloat16: "E" })[dtype]),
  getter("itemsize", itemSize),
  getter("type", scalarTypeOf),
  getter("str", (dtype) => `${itemSize(dtype) === 1 ? "|" : "<"}${kindOf(dtype)}${itemSize(dtype)}`),
  getter("byteorder", (dtype) => (itemSize(dtype) === 1 ? "|" : "=")), getter("alignment", itemSize), getter("names", () => null), getter("fields", () => null), getter("ndim", () => 0), getter("shape", () => new PyTuple([])), getter("hasobject", () => false), getter("isnative", () => true),
  new PyBuiltin("__hash__", (machine, [of]) => machine.call(machine.getAttribute(self(of), "__hash__"), [])),
]);
dtypeType.construct = (machine, [given]) => {
  const dtype = given === undefined ? null : dtypeArgument(given);
  if (!dtype) throw machine.raise("TypeError", `data type '${given === undefined ? "" : machine.str(given)}' not understood`);
  return dtypeObject(dtype);
};

/** The dtype a value has in NumPy, for functions that ask. */
export const dtypeOfValue = (value: Value): Dtype | null => (value instanceof PyArray || value instanceof PyScalar ? value.dtype : null);
