/** What an array says about its memory, and readings of its bytes: flags, base, tobytes, view(dtype), frombuffer. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyInstance, PyType, Unsupported, type Value } from "../../python/object.js";
import { PyBytes } from "../../python/values/bytes.js";
import { isContiguous, type NDArray, restride, toNumbers } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { intArgument } from "../arguments.js";
import { arrayOf, type Numeric, PyArray } from "./array-type.js";
import { need, numberLeaf, run } from "./call.js";
import { dtypeArgument, itemSize } from "./dtype.js";
import { numpyMessages as say } from "./messages.js";
import { requiredDtype } from "./methods.js";

type Write = (view: DataView, at: number, value: number) => void;
type Read = (view: DataView, at: number) => number;

/** Little-endian, as on every machine NumPy is common on. */
const CODECS: Partial<Record<Dtype, readonly [Write, Read]>> = {
  bool: [(v, at, x) => v.setUint8(at, x), (v, at) => v.getUint8(at)], uint8: [(v, at, x) => v.setUint8(at, x), (v, at) => v.getUint8(at)], int8: [(v, at, x) => v.setInt8(at, x), (v, at) => v.getInt8(at)],
  uint16: [(v, at, x) => v.setUint16(at, x, true), (v, at) => v.getUint16(at, true)], int16: [(v, at, x) => v.setInt16(at, x, true), (v, at) => v.getInt16(at, true)],
  uint32: [(v, at, x) => v.setUint32(at, x, true), (v, at) => v.getUint32(at, true)], int32: [(v, at, x) => v.setInt32(at, x, true), (v, at) => v.getInt32(at, true)],
  uint64: [(v, at, x) => v.setBigUint64(at, BigInt(x), true), (v, at) => Number(v.getBigUint64(at, true))], int64: [(v, at, x) => v.setBigInt64(at, BigInt(x), true), (v, at) => Number(v.getBigInt64(at, true))],
  float32: [(v, at, x) => v.setFloat32(at, x, true), (v, at) => v.getFloat32(at, true)], float64: [(v, at, x) => v.setFloat64(at, x, true), (v, at) => v.getFloat64(at, true)],
};

function codec(dtype: Dtype): readonly [Write, Read] {
  const found = CODECS[dtype];
  if (!found) throw new Unsupported("unsupported-call", say.form("tobytes", dtype));
  return found;
}

function bytesOf(array: NDArray): Uint8Array {
  const [write] = codec(array.dtype);
  const size = itemSize(array.dtype);
  const numbers = toNumbers(array);
  const view = new DataView(new ArrayBuffer(numbers.length * size));
  numbers.forEach((value, i) => { write(view, i * size, value); });
  return new Uint8Array(view.buffer);
}

function numbersIn(bytes: Uint8Array, dtype: Dtype): number[] {
  const [, read] = codec(dtype);
  const size = itemSize(dtype);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: Math.floor(bytes.length / size) }, (_, i) => read(view, i * size));
}

/** The same bytes under another dtype: numbers of their own, without history. */
export function reinterpreted(machine: Machine, value: Numeric, dtype: Dtype): Value {
  const array = need(machine, value).value;
  const [from, to] = [itemSize(array.dtype), itemSize(dtype)];
  const last = array.shape.at(-1) ?? 1;
  if ((last * from) % to) throw machine.raise("ValueError", "When changing to a larger dtype, its size must be a divisor of the total size in bytes of the last axis of the array.");
  return arrayOf(numberLeaf(machine, dtype, [...array.shape.slice(0, -1), (last * from) / to].slice(array.shape.length ? 0 : 1), numbersIn(bytesOf(array), dtype)));
}

const flagsType = new PyType("flagsobj", [objectType], "numpy");
const FLAGS = ["C_CONTIGUOUS", "F_CONTIGUOUS", "OWNDATA", "WRITEABLE", "ALIGNED", "WRITEBACKIFCOPY"] as const;

function flags(array: NDArray): PyInstance {
  const columns = isContiguous(restride(array, [...array.shape].reverse(), [...array.strides].reverse()));
  const values: Readonly<Record<(typeof FLAGS)[number], boolean>> = { C_CONTIGUOUS: isContiguous(array), F_CONTIGUOUS: columns, OWNDATA: array.offset === 0 && isContiguous(array), WRITEABLE: !array.strides.includes(0), ALIGNED: true, WRITEBACKIFCOPY: false };
  const object = new PyInstance(flagsType);
  for (const name of FLAGS) object.dict.set(name.toLowerCase(), values[name]);
  return object;
}
define(flagsType, [
  new PyBuiltin("__getitem__", (machine, [self, name]) => machine.getAttribute(self!, ({ C: "c_contiguous", F: "f_contiguous", W: "writeable", O: "owndata" } as Readonly<Record<string, string>>)[String(name)] ?? String(name).toLowerCase())),
  new PyBuiltin("__repr__", (machine, [self]) => FLAGS.map((name) => `  ${name} : ${machine.str((self as PyInstance).dict.get(name.toLowerCase())!)}\n`).join("")), // bound to the type
]);

const numeric = (value: Value | undefined): Numeric => value as Numeric; // bound to the type

export const LAYOUT: readonly (PyBuiltin | PyGetter)[] = [
  new PyGetter("flags", (machine, self) => flags(numeric(self).tracedNode(machine).value)),
  new PyGetter("base", () => null),
  native("setflags(self, write=None, align=None, uic=None)", () => null),
  new PyGetter("device", () => "cpu"),
  native("tobytes(self, order='C')", (machine, a) => new PyBytes([...bytesOf(numeric(a.self).tracedNode(machine).value)])),
  native("view(self, dtype=None, type=None)", (machine, a) => {
    const self = numeric(a.self);
    const dtype = a.dtype === null || dtypeArgument(a.dtype!) === null ? null : requiredDtype(machine, a.dtype!);
    if (dtype && dtype !== self.dtype) return reinterpreted(machine, self, dtype);
    return self instanceof PyArray ? arrayOf(self.tracedNode(machine)) : self;
  }),
];

export const FROM_BYTES: readonly PyBuiltin[] = [
  native("frombuffer(buffer, dtype=None, count=-1, offset=0)", (machine, a) => {
    if (!(a.buffer instanceof PyBytes)) throw machine.raise("TypeError", `a bytes-like object is required, not '${machine.typeOf(a.buffer!).name}'`);
    const dtype = a.dtype === null ? "float64" : requiredDtype(machine, a.dtype!);
    const bytes = Uint8Array.from(a.buffer.data).subarray(intArgument(machine, a.offset!, "offset"));
    const count = intArgument(machine, a.count!, "count");
    if (count < 0 && bytes.length % itemSize(dtype)) throw machine.raise("ValueError", "buffer size must be a multiple of element size");
    const numbers = numbersIn(bytes, dtype).slice(0, count < 0 ? undefined : count);
    return arrayOf(numberLeaf(machine, dtype, [numbers.length], numbers));
  }),
  native("fromstring(string, dtype=None, count=-1, *, sep='')", (machine, a) => {
    const dtype = a.dtype === null ? "float64" : requiredDtype(machine, a.dtype!);
    if (a.sep === "") throw machine.raise("ValueError", "The binary mode of fromstring is removed, use frombuffer instead");
    const words = String(a.string).split(String(a.sep).trim() || /\s+/).map((word) => word.trim()).filter(Boolean).map(Number);
    return arrayOf(numberLeaf(machine, dtype, [words.length], words));
  }),
  native("isfortran(a)", (machine, a) => { const { value } = need(machine, a.a); return value.shape.length > 1 && !isContiguous(value) && isContiguous(restride(value, [...value.shape].reverse(), [...value.strides].reverse())); }),
  native("asfortranarray(a, dtype=None)", (machine, a) => {
    const x = need(machine, a.a);
    const rank = x.value.shape.length;
    const axes = Array.from({ length: rank }, (_, i) => rank - 1 - i);
    return arrayOf(rank < 2 ? x : run(machine, "permute", [run(machine, "clone", [run(machine, "permute", [x], { axes })])], { axes }));
  }),
];

