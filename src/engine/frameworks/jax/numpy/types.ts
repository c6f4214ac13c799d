/** Questions about dtypes: `finfo`, `result_type`, `issubdtype` and their like. */
import { define as members } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { objectType, PyBuiltin, type PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { scalar } from "../../../tensor/array.js";
import { type Dtype, isFloating, isInteger } from "../../../tensor/dtype.js";
import { constantNode } from "../../../trace/node.js";
import { isNumber } from "../../arguments.js";
import { ABSTRACT, scalarOf, scalarTypeOf } from "../../numpy/array-type.js";
import { dtypeArgument, dtypeObject } from "../../numpy/dtype.js";
import { arrayFrom, className, JaxArray } from "../array.js";
import { joined } from "../promotion.js";
import { keyDtype, prngKeyType } from "../random/key-array.js";
import { canonical } from "../state.js";
import { define } from "./arguments.js";

interface FloatInfo { readonly bits: number; readonly eps: number; readonly max: number; readonly tiny: number; readonly subnormal: number; readonly precision: number; readonly nmant: number; readonly nexp: number; readonly maxexp: number; readonly minexp: number }

const FLOATS: Partial<Record<Dtype, FloatInfo>> = {
  float64: { bits: 64, eps: 2 ** -52, max: Number.MAX_VALUE, tiny: 2 ** -1022, subnormal: 2 ** -1074, precision: 15, nmant: 52, nexp: 11, maxexp: 1024, minexp: -1022 },
  float32: { bits: 32, eps: 2 ** -23, max: 3.4028234663852886e38, tiny: 2 ** -126, subnormal: 2 ** -149, precision: 6, nmant: 23, nexp: 8, maxexp: 128, minexp: -126 },
  float16: { bits: 16, eps: 2 ** -10, max: 65504, tiny: 2 ** -14, subnormal: 2 ** -24, precision: 3, nmant: 10, nexp: 5, maxexp: 16, minexp: -14 },
  bfloat16: { bits: 16, eps: 2 ** -7, max: 3.3895313892515355e38, tiny: 2 ** -126, subnormal: 2 ** -133, precision: 2, nmant: 7, nexp: 8, maxexp: 128, minexp: -126 },
};
const BITS: Partial<Record<Dtype, number>> = { int8: 8, int16: 16, int32: 32, int64: 64, uint8: 8, uint16: 16, uint32: 32 };

const floatInfo = new PyType("finfo", [objectType], "numpy");
const intInfo = new PyType("iinfo", [objectType], "numpy");
const field = (self: Value | undefined, name: string): Value => (self as PyInstance).dict.get(name)!; // bound to the types
members(floatInfo, [new PyBuiltin("__repr__", (machine, [self]) => `finfo(resolution=${machine.str(field(self, "resolution"))}, min=${machine.str(field(self, "min"))}, max=${machine.str(field(self, "max"))}, dtype=${machine.str(field(self, "dtype"))})`)]);
members(intInfo, [new PyBuiltin("__repr__", (machine, [self]) => `iinfo(min=${machine.str(field(self, "min"))}, max=${machine.str(field(self, "max"))}, dtype=${machine.str(field(self, "dtype"))})`)]);

/** The dtype of a value, or the dtype it names. */
function dtypeIn(machine: Machine, value: Value): Dtype {
  const named = dtypeArgument(value);
  if (named) return canonical(machine, named);
  const array = arrayFrom(machine, value);
  if (array) return array.dtype;
  throw machine.raise("TypeError", `Cannot interpret '${machine.str(value)}' as a data type`);
}

function finfo(machine: Machine, value: Value): Value {
  const named = dtypeArgument(value);
  const dtype = named ?? dtypeIn(machine, value);
  const info = FLOATS[dtype];
  if (!info) throw machine.raise("ValueError", `data type <class 'numpy.${dtype}'> not inexact`);
  const result = machine.instance(floatInfo);
  const number = (one: number): Value => scalarOf(constantNode(scalar(dtype, one), false));
  for (const [key, one] of Object.entries({ eps: info.eps, max: info.max, min: -info.max, tiny: info.tiny, smallest_normal: info.tiny, smallest_subnormal: info.subnormal, resolution: 10 ** -info.precision, epsneg: info.eps / 2 })) result.dict.set(key, number(one));
  for (const key of ["bits", "precision", "nmant", "nexp", "maxexp", "minexp"] as const) result.dict.set(key, info[key]);
  result.dict.set("dtype", dtypeObject(dtype));
  return result;
}

function iinfo(machine: Machine, value: Value): Value {
  const dtype = dtypeArgument(value) ?? dtypeIn(machine, value);
  const bits = BITS[dtype];
  if (!bits) throw machine.raise("ValueError", `Invalid integer data type '${dtype.startsWith("b") ? "b" : "f"}'.`);
  const unsigned = dtype.startsWith("u");
  const result = machine.instance(intInfo);
  const most = bits === 64 ? 9223372036854775807n : unsigned ? 2 ** bits - 1 : 2 ** (bits - 1) - 1;
  result.dict.set("max", most);
  result.dict.set("min", unsigned ? 0 : bits === 64 ? -9223372036854775808n : -(2 ** (bits - 1)));
  result.dict.set("bits", bits);
  result.dict.set("dtype", dtypeObject(dtype));
  return result;
}

/** Arrays and numbers take part as they are, dtypes as strong ones. */
function resultType(machine: Machine, given: readonly Value[]): Dtype {
  if (!given.length) throw machine.raise("ValueError", "at least one array or dtype is required");
  const operands = given.map((value) => {
    const weak = value instanceof PyType && value.module === "builtins" && value.name !== "bool";
    const dtype = dtypeArgument(value);
    if (dtype) return new JaxArray(constantNode(scalar(canonical(machine, dtype), 0), false), weak);
    const array = arrayFrom(machine, value);
    if (!array) throw machine.raise("TypeError", `result_type requires ndarray, scalar, or dtype arguments, got ${className(machine, value)}`);
    return array;
  });
  return joined(machine, operands).dtype;
}

/** The class of a scalar in NumPy's tree, where `issubdtype` looks. */
function classOf(machine: Machine, value: Value): PyType {
  if (value instanceof PyType && value.isSubtype(ABSTRACT.generic)) return dtypeArgument(value) ? scalarTypeOf(dtypeArgument(value)!) : value;
  const dtype = dtypeArgument(value);
  return dtype ? scalarTypeOf(dtype) : value instanceof PyType ? value : scalarTypeOf(dtypeIn(machine, value));
}

/** Names of kinds in `isdtype`. */
const KINDS: Readonly<Record<string, (dtype: Dtype) => boolean>> = {
  bool: (dtype) => dtype === "bool", "signed integer": (dtype) => dtype.startsWith("int"), "unsigned integer": (dtype) => dtype.startsWith("uint"), integral: isInteger, "real floating": isFloating, "complex floating": () => false, numeric: (dtype) => dtype !== "bool",
};

export const TYPES: readonly PyBuiltin[] = [
  define("finfo(dtype)", ({ machine, a }) => finfo(machine, a.dtype!)), define("iinfo(int_type)", ({ machine, a }) => iinfo(machine, a.int_type!)),
  define("result_type(*args)", ({ machine, rest }) => dtypeObject(resultType(machine, rest))), define("promote_types(a, b)", ({ machine, a }) => dtypeObject(resultType(machine, [a.a!, a.b!]))),
  define("issubdtype(arg1, arg2)", ({ machine, a }) => {
    const [one, other] = [a.arg1!, a.arg2!];
    if (one === keyDtype(machine) || other === prngKeyType) return one === keyDtype(machine) && other === prngKeyType;
    // bfloat16 is a floating dtype that NumPy has no class for.
    if (dtypeArgument(one) === "bfloat16") return dtypeArgument(other) === "bfloat16" || (other instanceof PyType && ["floating", "inexact", "number", "generic"].includes(other.name));
    return classOf(machine, one).isSubtype(classOf(machine, other));
  }),
  define("isdtype(dtype, kind)", ({ machine, a }) => {
    const dtype = dtypeIn(machine, a.dtype!);
    const kinds = a.kind instanceof PyTuple ? a.kind.items : [a.kind!];
    return kinds.some((kind) => (typeof kind === "string" && KINDS[kind] ? KINDS[kind](dtype) : dtypeArgument(kind) === dtype));
  }),
  define("can_cast(from_, to, casting='safe')", ({ machine, a }) => resultType(machine, [a.from_!, dtypeObject(dtypeIn(machine, a.to!))]) === dtypeIn(machine, a.to!)),
  define("isscalar(element)", ({ machine, a }) => isNumber(a.element!) || typeof a.element === "string" || (arrayFrom(machine, a.element!)?.shape.length === 0)),
  define("iterable(y)", ({ machine, a }) => { const array = arrayFrom(machine, a.y!); return array ? array.shape.length > 0 : machine.findAttribute(a.y!, "__iter__") !== undefined; }),
  define("isrealobj(x)", () => true), define("iscomplexobj(x)", () => false),
  define("array_equal(a1, a2, equal_nan=False)", ({ j, array, flag }) => {
    const [x, y] = [array("a1"), array("a2", 1)];
    const no = new JaxArray(constantNode(scalar("bool", 0), false));
    if (x.shape.length !== y.shape.length || x.shape.some((length, i) => length !== y.shape[i])) return no;
    const equal = j.strong(j.compare("eq", x, y));
    return j.reduce("all", flag("equal_nan") ? j.or(equal, j.and(j.compare("ne", x, x), j.compare("ne", y, y))) : equal);
  }),
  define("array_equiv(a1, a2)", ({ j, array }) => j.reduce("all", j.strong(j.compare("eq", array("a1"), array("a2", 1))))),
  define("array_repr(arr, max_line_width=None, precision=None, suppress_small=None)", ({ machine, a }) => machine.repr(a.arr!)), define("array_str(a, max_line_width=None, precision=None, suppress_small=None)", ({ machine, a }) => machine.str(a.a!)),
];
