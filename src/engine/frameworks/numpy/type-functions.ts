/** Questions about dtypes: can_cast, promote_types, iinfo, finfo … */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, type PyBuiltin, PyFloat, PyInstance, PyTuple, PyType, type Value } from "../../python/object.js";
import { zeros } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { constantNode } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { ABSTRACT, isNumeric, scalarTypeOf, SCALAR_TYPES } from "./array-type.js";
import { need } from "./call.js";
import { dtypeArgument, dtypeObject } from "./dtype.js";
import { scalarText } from "./printing.js";

/** The dtype meant by a dtype, a type, a name or an array. */
function dtypeOf(machine: Machine, value: Value): Dtype {
  const dtype = dtypeArgument(value) ?? (isNumeric(value) ? value.dtype : null);
  if (!dtype) throw machine.raise("TypeError", `Cannot interpret '${machine.repr(value)}' as a data type`);
  return dtype;
}

const common = (a: Dtype, b: Dtype): Dtype => numpyPromotion.common([a, b].map((dtype) => constantNode(zeros(dtype, []), false)));
const kind = (dtype: Dtype): number => (dtype === "bool" ? 0 : isFloating(dtype) ? 3 : dtype.startsWith("u") ? 1 : 2);

function castable(from: Dtype, to: Dtype, rule: string): boolean {
  if (rule === "unsafe") return true;
  if (rule === "no" || rule === "equiv") return from === to;
  if (common(from, to) === to) return true;
  return rule === "same_kind" && kind(from) <= kind(to) && !(kind(from) === 2 && kind(to) === 1);
}

interface FloatLimits { readonly bits: number; readonly max: number; readonly tiny: number; readonly smallest: number; readonly eps: number; readonly epsneg: number; readonly precision: number; readonly machep: number; readonly nexp: number; readonly nmant: number; readonly minexp: number; readonly maxexp: number }
const FLOATS: Partial<Record<Dtype, FloatLimits>> = {
  float64: { bits: 64, max: Number.MAX_VALUE, tiny: 2 ** -1022, smallest: 2 ** -1074, eps: 2 ** -52, epsneg: 2 ** -53, precision: 15, machep: -52, nexp: 11, nmant: 52, minexp: -1022, maxexp: 1024 },
  float32: { bits: 32, max: 3.4028234663852886e38, tiny: 2 ** -126, smallest: 2 ** -149, eps: 2 ** -23, epsneg: 2 ** -24, precision: 6, machep: -23, nexp: 8, nmant: 23, minexp: -126, maxexp: 128 },
  float16: { bits: 16, max: 65504, tiny: 2 ** -14, smallest: 2 ** -24, eps: 2 ** -10, epsneg: 2 ** -11, precision: 3, machep: -10, nexp: 5, nmant: 10, minexp: -14, maxexp: 16 },
};
const INTEGERS: Partial<Record<Dtype, readonly [number, Value, Value]>> = {
  int8: [8, -128, 127], uint8: [8, 0, 255], int16: [16, -32768, 32767], uint16: [16, 0, 65535], int32: [32, -(2 ** 31), 2 ** 31 - 1], uint32: [32, 0, 2 ** 32 - 1], int64: [64, -(2n ** 63n), 2n ** 63n - 1n], uint64: [64, 0, 2n ** 64n - 1n],
};

const finfoType = new PyType("finfo", [objectType], "numpy");
finfoType.construct = (machine, [given]) => {
  const dtype = dtypeOf(machine, given instanceof PyFloat ? dtypeObject("float64") : given!);
  const limits = FLOATS[dtype];
  if (!limits) throw machine.raise("ValueError", `data type <class 'numpy.${dtype}'> not inexact`);
  const scalar = (value: number): Value => machine.call(scalarTypeOf(dtype), [new PyFloat(value)]);
  const info = new PyInstance(finfoType);
  const entries: Readonly<Record<string, Value>> = {
    bits: limits.bits, max: scalar(limits.max), min: scalar(-limits.max), eps: scalar(limits.eps), epsneg: scalar(limits.epsneg), tiny: scalar(limits.tiny), smallest_normal: scalar(limits.tiny), smallest_subnormal: scalar(limits.smallest),
    resolution: scalar(10 ** -limits.precision), precision: limits.precision, machep: limits.machep, nexp: limits.nexp, nmant: limits.nmant, minexp: limits.minexp, maxexp: limits.maxexp, dtype: dtypeObject(dtype),
  };
  for (const [name, value] of Object.entries(entries)) info.dict.set(name, value);
  return info;
};
finfoType.dict.set("__repr__", native("__repr__(self)", (_, a) => {
  const { dict } = a.self as PyInstance; // bound to the type
  const text = (name: string): string => { const value = dict.get(name)!; return isNumeric(value) && "value" in value ? scalarText(value.dtype, Number(value.value)) : String(value); };
  return `finfo(resolution=${text("resolution")}, min=${text("min").replace("e+", "e+")}, max=${text("max")}, dtype=${(dict.get("max") as { dtype?: Dtype }).dtype})`;
}));

const iinfoType = new PyType("iinfo", [objectType], "numpy");
iinfoType.construct = (machine, [given]) => {
  const dtype = dtypeOf(machine, typeof given === "number" ? dtypeObject("int64") : given!);
  const limits = INTEGERS[dtype];
  if (!limits) throw machine.raise("ValueError", `Invalid integer data type '${dtypeObject(dtype).dtype === "bool" ? "b" : "f"}'.`);
  const info = new PyInstance(iinfoType);
  const [bits, min, max] = limits;
  for (const [name, value] of Object.entries({ bits, min, max, dtype: dtypeObject(dtype), kind: dtype.startsWith("u") ? "u" : "i" })) info.dict.set(name, value);
  return info;
};
iinfoType.dict.set("__repr__", native("__repr__(self)", (machine, a) => { const { dict } = a.self as PyInstance; return `iinfo(min=${machine.str(dict.get("min")!)}, max=${machine.str(dict.get("max")!)}, dtype=${machine.str(dict.get("dtype")!)})`; })); // bound to the type

const GROUPS: Readonly<Record<string, (dtype: Dtype) => boolean>> = {
  bool: (dtype) => dtype === "bool", "signed integer": (dtype) => kind(dtype) === 2, "unsigned integer": (dtype) => kind(dtype) === 1, integral: (dtype) => kind(dtype) === 1 || kind(dtype) === 2, "real floating": isFloating, "complex floating": () => false, numeric: (dtype) => dtype !== "bool",
};

export const TYPE_OBJECTS: readonly PyType[] = [finfoType, iinfoType];

export const TYPE_FUNCTIONS: readonly PyBuiltin[] = [
  native("can_cast(from_, to, casting='safe')", (machine, a) => castable(dtypeOf(machine, a.from_!), dtypeOf(machine, a.to!), String(a.casting))),
  native("promote_types(type1, type2)", (machine, a) => dtypeObject(common(dtypeOf(machine, a.type1!), dtypeOf(machine, a.type2!)))),
  native("result_type(*arrays_and_dtypes)", (machine, _, { rest }) => dtypeObject(numpyPromotion.common(rest.map((value) => { const dtype = dtypeArgument(value); return dtype ? constantNode(zeros(dtype, []), false) : need(machine, value); })))),
  native("common_type(*arrays)", (_, __, { rest }) => scalarTypeOf(rest.map((one) => (isNumeric(one) && isFloating(one.dtype) ? one.dtype : "float64")).reduce(common))),
  native("issubdtype(arg1, arg2)", (machine, a) => {
    const type = (value: Value): PyType => { const dtype = dtypeArgument(value); return dtype ? scalarTypeOf(dtype) : value instanceof PyType ? value : typeof value === "string" ? (Object.values(ABSTRACT).find((one) => one.name === value) ?? scalarTypeOf(dtypeOf(machine, value))) : machine.typeOf(value); };
    return type(a.arg1!).isSubtype(type(a.arg2!));
  }),
  native("isdtype(dtype, kind)", (machine, a) => {
    const dtype = dtypeOf(machine, a.dtype!);
    const kinds = a.kind instanceof PyTuple ? a.kind.items : [a.kind!];
    return kinds.some((one) => (typeof one === "string" ? (GROUPS[one]?.(dtype) ?? false) : dtypeArgument(one) === dtype));
  }),
  native("min_scalar_type(a)", (machine, a) => {
    const node = need(machine, a.a);
    if (node.value.shape.length || isFloating(node.value.dtype)) return dtypeObject(node.value.shape.length ? node.value.dtype : "float16");
    const value = node.value.buffer[node.value.offset]!;
    const fits = (value < 0 ? ["int8", "int16", "int32", "int64"] : ["uint8", "uint16", "uint32", "uint64"]).find((dtype) => { const [, low, high] = INTEGERS[dtype as Dtype]!; return value >= Number(low) && value <= Number(high); });
    return dtypeObject((SCALAR_TYPES.has(fits as Dtype) ? fits : "int64") as Dtype); // found among the names above
  }),
];
