/** `torch.float32` and its kin, `torch.device`, `torch.Size`. */
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyBuiltin, PyGetter, PyObject, PyTuple, PyType, tupleType, type Value } from "../../python/object.js";
import { BYTES, type Dtype, isFloating } from "../../tensor/dtype.js";
import { floatType, intType } from "../../python/object.js";
import { boolType } from "../../python/values/types.js";
import { sizeOf } from "../../tensor/shape.js";

export const dtypeType = new PyType("dtype", [objectType], "torch");

export class TorchDtype extends PyObject {
  constructor(readonly dtype: Dtype) { super(); }
  get type(): PyType { return dtypeType; }
}

export type ComplexName = "complex64" | "complex128";

/** `torch.complex64`: no dtype of arrays, which hold its numbers as pairs (see ops/pairs). */
export class ComplexDtype extends PyObject {
  constructor(readonly name: ComplexName) { super(); }
  get type(): PyType { return dtypeType; }
  /** Of either part. */
  get part(): "float32" | "float64" { return this.name === "complex128" ? "float64" : "float32"; }
}

const complex64 = new ComplexDtype("complex64");
const complex128 = new ComplexDtype("complex128");
export const complexDtype = (name: ComplexName): ComplexDtype => (name === "complex128" ? complex128 : complex64);
const COMPLEX_NAMES: readonly (readonly [string, ComplexDtype])[] = [["complex64", complex64], ["cfloat", complex64], ["complex128", complex128], ["cdouble", complex128]];

const NAMES: Readonly<Record<string, Dtype>> = {
  float32: "float32", float: "float32", float64: "float64", double: "float64", float16: "float16", half: "float16", bfloat16: "bfloat16",
  int64: "int64", long: "int64", int32: "int32", int: "int32", int16: "int16", short: "int16", int8: "int8", uint8: "uint8", uint16: "uint16", uint32: "uint32", uint64: "uint64", bool: "bool",
};

const objects = new Map<Dtype, TorchDtype>();
export function dtypeObject(dtype: Dtype): TorchDtype {
  let object = objects.get(dtype);
  if (!object) objects.set(dtype, (object = new TorchDtype(dtype)));
  return object;
}

/** Names in the module `torch`. */
export const DTYPE_NAMES: readonly (readonly [string, TorchDtype | ComplexDtype])[] = [...Object.entries(NAMES).map(([name, dtype]) => [name, dtypeObject(dtype)] as const), ...COMPLEX_NAMES];

/** `torch.float32`, or Python's own `float`, `int`, `bool`; null: no dtype. */
export function dtypeOf(value: Value): Dtype | null {
  if (value instanceof TorchDtype) return value.dtype;
  if (value === floatType) return "float64";
  if (value === intType) return "int64";
  if (value === boolType) return "bool";
  return null;
}

export function dtypeArgument(machine: Machine, value: Value): Dtype | null {
  if (value === null || value === undefined) return null;
  const dtype = dtypeOf(value);
  if (dtype) return dtype;
  throw machine.raise("TypeError", `argument 'dtype' must be torch.dtype, not ${machine.typeOf(value).name}`);
}

/** What PyTorch's messages call a dtype: Float, Double, Long … */
export const SCALAR_TYPES: Readonly<Record<Dtype, string>> = {
  float32: "Float", float64: "Double", float16: "Half", bfloat16: "BFloat16", int64: "Long", int32: "Int", int16: "Short", int8: "Char", uint8: "Byte", uint16: "UInt16", uint32: "UInt32", uint64: "UInt64", bool: "Bool",
};

/** Methods get their own type, which has two kinds. */
const nameOf = (self: Value): Dtype | ComplexName => (self instanceof ComplexDtype ? self.name : (self as TorchDtype).dtype);
const isFloat = (name: Dtype | ComplexName): boolean => name !== "complex64" && name !== "complex128" && isFloating(name);

function itemSize(name: Dtype | ComplexName): number {
  if (name === "complex64" || name === "complex128") return name === "complex64" ? 8 : 16;
  return name === "float16" || name === "bfloat16" ? 2 : BYTES[name];
}

define(dtypeType, [
  new PyBuiltin("__repr__", (_, [self]) => `torch.${nameOf(self!)}`),
  new PyGetter("is_floating_point", (_, self) => isFloat(nameOf(self))),
  new PyGetter("is_complex", (_, self) => self instanceof ComplexDtype),
  new PyGetter("is_signed", (_, self) => !["uint8", "bool"].includes(nameOf(self))),
  new PyGetter("itemsize", (_, self) => itemSize(nameOf(self))),
]);

export const deviceType = new PyType("device", [objectType], "torch");

export class TorchDevice extends PyObject {
  constructor(readonly kind: string, readonly index: number | null) { super(); }
  get type(): PyType { return deviceType; }
}

export const CPU = new TorchDevice("cpu", null);

const device = (value: Value): TorchDevice => value as TorchDevice; // as above
define(deviceType, [
  new PyBuiltin("__repr__", (_, [self]) => `device(type='${device(self!).kind}'${device(self!).index === null ? "" : `, index=${device(self!).index}`})`),
  new PyBuiltin("__str__", (_, [self]) => deviceText(device(self!))),
  new PyBuiltin("__eq__", (_, [a, b]) => b instanceof TorchDevice && deviceText(device(a!)) === deviceText(b)),
  new PyBuiltin("__hash__", () => 1),
  new PyGetter("type", (_, self) => device(self).kind),
  new PyGetter("index", (_, self) => device(self).index),
  native("__enter__(self)", (_, a) => a.self!),
  native("__exit__(self, *rest)", () => null),
]);
deviceType.construct = (machine, args) => {
  const [name, index] = args;
  if (name instanceof TorchDevice) return name;
  if (typeof name !== "string") return new TorchDevice("cuda", Number(name ?? 0));
  const [kind = "", number] = name.split(":");
  if (!/^(cpu|cuda|mps|meta|xpu|xla|hpu)$/.test(kind)) throw machine.raise("RuntimeError", `Expected one of cpu, cuda, ipu, xpu, mkldnn, opengl, opencl, ideep, hip, ve, fpga, maia, xla, lazy, vulkan, mps, meta, hpu, mtia, privateuseone device type at start of device string: ${kind}`);
  return new TorchDevice(kind, number === undefined ? (typeof index === "number" ? index : null) : Number(number));
};

export const deviceText = (one: TorchDevice): string => (one.index === null ? one.kind : `${one.kind}:${one.index}`);

export const sizeType = new PyType("Size", [tupleType], "torch");
sizeType.construct = (machine, args) => new PyTuple(args.length ? [...machine.iterate(args[0]!)] : [], sizeType);
define(sizeType, [
  new PyBuiltin("__repr__", (machine, [self]) => `torch.Size([${(self as PyTuple).items.map((one) => machine.repr(one)).join(", ")}])`),
  new PyBuiltin("numel", (_, [self]) => sizeOf((self as PyTuple).items.map(Number))),
]);
export const sizeValue = (shape: readonly number[]): PyTuple => new PyTuple([...shape], sizeType);
