/**
 * Element types. int64 and uint64 are held in doubles: exact up to 2^53. float16 and bfloat16 are held in float32 and
 * rounded when written.
 */
import { doubles, singles } from "./slabs.js";

export type Dtype = "bool" | "uint8" | "uint16" | "uint32" | "uint64" | "int8" | "int16" | "int32" | "int64" | "float16" | "bfloat16" | "float32" | "float64";

export type Buffer = Float64Array | Float32Array | Int32Array | Int16Array | Int8Array | Uint8Array | Uint16Array | Uint32Array;

export const isFloating = (dtype: Dtype): boolean =>
  dtype === "float64" || dtype === "float32" || dtype === "float16" || dtype === "bfloat16";

export const isInteger = (dtype: Dtype): boolean => !isFloating(dtype) && dtype !== "bool";

export const BYTES: Readonly<Record<Dtype, number>> = {
  bool: 1, uint8: 1, uint16: 2, uint32: 4, uint64: 8, int8: 1, int16: 2, int32: 4, int64: 8, float16: 4, bfloat16: 4, float32: 4, float64: 8,
};

export function allocate(dtype: Dtype, length: number): Buffer {
  switch (dtype) {
    case "float64":
    case "int64":
    case "uint64":
      return doubles(length);
    case "float32":
    case "float16":
    case "bfloat16":
      return singles(length);
    case "int32":
      return new Int32Array(length);
    case "int16":
      return new Int16Array(length);
    case "int8":
      return new Int8Array(length);
    case "uint16":
      return new Uint16Array(length);
    case "uint32":
      return new Uint32Array(length);
    case "uint8":
    case "bool":
      return new Uint8Array(length);
  }
}

/** The rounding a value goes through when it is written as `dtype`; integers truncate towards zero. */
export function rounderOf(dtype: Dtype): (value: number) => number {
  switch (dtype) {
    case "float64":
      return (value) => value;
    case "float32":
      return Math.fround;
    case "float16":
      return roundToHalf;
    case "bfloat16":
      return roundToBfloat16;
    case "bool":
      return (value) => (value !== 0 ? 1 : 0);
    case "int64":
      // NaN and infinities have no integer; x86 conversion gives the smallest int64.
      return (value) => (Number.isFinite(value) ? Math.trunc(value) + 0 : -(2 ** 63));
    case "uint64":
      return (value) => (Number.isFinite(value) ? Math.trunc(value) + (value <= -1 ? 2 ** 64 : 0) : 2 ** 63);
    case "int32":
    case "int16":
    case "int8":
    case "uint8":
    case "uint16":
    case "uint32":
      return (value) => Math.trunc(value);
  }
}

const words = new Uint32Array(1);
const single = new Float32Array(words.buffer);

/** Round to nearest even at 8 significant bits. */
function roundToBfloat16(value: number): number {
  single[0] = value;
  const bits = words[0] ?? 0;
  if ((bits & 0x7fffffff) > 0x7f800000) return Number.NaN;
  words[0] = (bits + 0x7fff + ((bits >>> 16) & 1)) & 0xffff0000;
  return single[0];
}

/** Round to nearest even at 11 significant bits, subnormals below 2^-14, infinity from 65520. */
function roundToHalf(value: number): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const size = Math.abs(value);
  if (size >= 65520) return value > 0 ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  const quantum = 2 ** (exponent - 10);
  const scaled = size / quantum;
  const floor = Math.floor(scaled);
  const rest = scaled - floor;
  const rounded = rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  return Math.sign(value) * rounded * quantum;
}
