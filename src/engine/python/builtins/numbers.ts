/** int, float, bool. */

import type { BinaryOperator } from "../../syntax/program.js";
import { formatValue } from "../format/value.js";
import { pythonMessages as say } from "../messages.js";
import { integerOf } from "../modules/math.js";
import { floatType, intType, NotImplemented, type PyBuiltin, PyFloat, PyGetter, PyObject, PyTracedInt, PyTuple, PyType, Unsupported, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { magnitude, negative, numericBinary } from "../semantics/arithmetic.js";
import { rich } from "../semantics/compare.js";
import { hashOf } from "../semantics/hash.js";
import * as integers from "../semantics/integers.js";
import { METHODS, refusePlaceholder } from "../semantics/operators.js";
import { PyBytes } from "../values/bytes.js";
import { boolType, type Int, intOf, numberOf, plain, typeName } from "../values/types.js";
import { own, raw } from "./own.js";

/** Text → int, with underscores and prefixes; undefined: not one. */
function parseInteger(text: string, base: number): Int | undefined {
  const cleaned = text.trim().replace(/(?<=[\da-zA-Z])_(?=[\da-zA-Z])/g, "").toLowerCase();
  const match = /^([+-]?)(0[xob])?([\da-z]+)$/.exec(cleaned);
  if (!match) return undefined;
  const [, sign, prefix, body] = match;
  const implied = prefix ? { "0x": 16, "0o": 8, "0b": 2 }[prefix] : undefined;
  if (implied === undefined ? false : base !== 0 && base !== implied) return prefix && base > 11 ? parseDigits(sign, prefix + body, base) : undefined;
  return parseDigits(sign, body, base === 0 ? (implied ?? 10) : base);
}

function parseDigits(sign: string, digits: string, base: number): Int | undefined {
  let value = 0n;
  for (const digit of digits) {
    const number = Number.parseInt(digit, 36);
    if (Number.isNaN(number) || number >= base) return undefined;
    value = value * BigInt(base) + BigInt(number);
  }
  return integers.narrow(sign === "-" ? -value : value);
}

/** `int(x)`: the gradient stops here. */
function makeInt(rt: Runtime, value: Value, base: Value): Value {
  if (typeof value === "string" || value instanceof PyBytes) {
    const text = typeof value === "string" ? value : String.fromCharCode(...value.data);
    const radix = base === null ? 10 : rt.int(base);
    if (radix !== 0 && (radix < 2 || radix > 36)) throw rt.raise("ValueError", "int() base must be >= 2 and <= 36, or 0");
    const parsed = parseInteger(text, radix);
    if (parsed === undefined) throw rt.raise("ValueError", `invalid literal for int() with base ${radix}: ${rt.repr(value)}`);
    return parsed;
  }
  if (base !== null) throw rt.raise("TypeError", "int() can't convert non-string with explicit base");
  if (value instanceof PyTracedInt) return value;
  const int = intOf(value);
  if (int !== undefined) return int;
  if (value instanceof PyFloat) return integerOf(rt, Math.trunc(value.value));
  refusePlaceholder(value);
  if (value instanceof PyObject) {
    const convert = value.type.lookup("__int__") ?? value.type.lookup("__index__") ?? value.type.lookup("__trunc__");
    const result = convert === undefined ? undefined : intOf(rt.call(convert, [value]));
    if (result !== undefined) return result;
  }
  throw rt.raise("TypeError", `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`);
}

export function parseFloat(text: string): number | undefined {
  const cleaned = text.trim().replace(/(?<=\d)_(?=\d)/g, "").toLowerCase();
  const special = /^([+-]?)(inf|infinity|nan)$/.exec(cleaned);
  if (special) return special[2] === "nan" ? Number.NaN : special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(cleaned) ? Number(cleaned) : undefined;
}

/** `float(x)`: keeps the history. */
function makeFloat(rt: Runtime, value: Value): Value {
  if (value instanceof PyFloat) return value;
  if (value instanceof PyTracedInt) return rt.tape.float("clone", value.value, value);
  const number = numberOf(value);
  if (number !== undefined) {
    if (!Number.isFinite(number)) throw rt.raise("OverflowError", "int too large to convert to float");
    return new PyFloat(number);
  }
  if (typeof value === "string") {
    const parsed = parseFloat(value);
    if (parsed === undefined) throw rt.raise("ValueError", `could not convert string to float: ${rt.repr(value)}`);
    return new PyFloat(parsed);
  }
  refusePlaceholder(value);
  const convert = value instanceof PyObject ? (value.type.lookup("__float__") ?? value.type.lookup("__index__")) : undefined;
  if (convert !== undefined) {
    const result = plain(rt.call(convert, [value]));
    if (result instanceof PyFloat) return result;
    if (typeof result === "number") return new PyFloat(result);
    throw rt.raise("TypeError", `${typeName(value)}.__float__ returned non-float (type ${typeName(result)})`);
  }
  throw rt.raise("TypeError", `float() argument must be a string or a real number, not '${typeName(value)}'`);
}

/** `(2).__add__`: what an override calls through `super()`. */
const arithmetic = (Object.entries(METHODS) as [BinaryOperator, string][]).flatMap(([operator, name]) => [
  raw(`__${name}__`, (rt, [a, b]) => numericBinary(rt, operator, a, b) ?? NotImplemented),
  raw(`__r${name}__`, (rt, [a, b]) => numericBinary(rt, operator, b, a) ?? NotImplemented),
]).filter((one) => !one.name.includes("matmul"));

const compared = (["==", "!=", "<", "<=", ">", ">="] as const).map((operator, i) =>
  raw(["__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__"][i], (rt, [a, b]) => (numberOf(a) === undefined || numberOf(b) === undefined ? NotImplemented : rich(rt, operator, a, b))));

const shared = [
  ...arithmetic, ...compared,
  raw("__neg__", (rt, [a]) => negative(rt, a) ?? NotImplemented),
  raw("__pos__", (_, [a]) => a),
  raw("__abs__", (rt, [a]) => magnitude(rt, a) ?? NotImplemented),
  raw("__bool__", (rt, [a]) => rt.truth(a)),
  raw("__round__", (rt, args) => rt.call(rt.builtins.get("round")!, args)), // installed before any program
  raw("__hash__", (rt, [a]) => hashOf(rt, a)),
  raw("__repr__", (rt, [a]) => rt.repr(a)),
  raw("__str__", (rt, [a]) => rt.repr(a)),
  raw("__format__", (rt, [a, spec]) => formatValue(rt, a, rt.str(spec))),
  raw("__int__", (rt, [a]) => makeInt(rt, a, null)),
  raw("__float__", (rt, [a]) => makeFloat(rt, a)),
  raw("conjugate", (_, [a]) => a),
  new PyGetter("real", (_, a) => a),
  new PyGetter("imag", (_, a) => (a instanceof PyFloat ? new PyFloat(0) : 0)),
];

function ratio(value: number): [bigint, bigint] {
  let denominator = 1n;
  let numerator = value;
  while (!Number.isInteger(numerator)) { numerator *= 2; denominator *= 2n; }
  return [BigInt(numerator), denominator];
}

/** Numbers have no room for a subclass's attributes: such a class is refused. */
const constructor = (type: PyType, make: (rt: Runtime, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value): PyBuiltin =>
  raw("__new__", (rt, [cls, ...args], keywords) => {
    if (cls !== type && cls instanceof PyType && cls.module !== "builtins") throw new Unsupported("unsupported-subclass", say.unsupported(say.subclass(type.name)));
    if (args.length > (type === intType ? 2 : 1)) throw rt.raise("TypeError", `${type.name} expected at most ${type === intType ? 2 : 1} argument${type === intType ? "s" : ""}, got ${args.length}`);
    return make(rt, args, keywords);
  }, { binding: "static" });

export function defineNumbers(): PyType[] {
  own(intType, [
    constructor(intType, (rt, [value = 0, base = null], keywords) => makeInt(rt, value, keywords.get("base") ?? base)),
    ...shared,
    raw("__index__", (_, [a]) => a),
    raw("__invert__", (_, [a]) => integers.invert(intOf(a)!)), // a method of ints
    raw("bit_length", (_, [a]) => { const int = intOf(a)!; return int == 0 ? 0 : (int < 0 ? -int : int).toString(2).length; }), // as above
    raw("bit_count", (_, [a]) => { const int = intOf(a)!; return [...(int < 0 ? -int : int).toString(2)].filter((bit) => bit === "1").length; }), // as above
    raw("is_integer", () => true),
    raw("as_integer_ratio", (_, [a]) => new PyTuple([a, 1])),
    new PyGetter("numerator", (_, a) => a),
    new PyGetter("denominator", () => 1),
  ]);
  own(floatType, [
    constructor(floatType, (rt, [value]) => (value === undefined ? new PyFloat(0) : makeFloat(rt, value))),
    ...shared,
    raw("is_integer", (_, [a]) => Number.isInteger(numberOf(a))),
    raw("as_integer_ratio", (_, [a]) => new PyTuple(ratio(numberOf(a)!).map(integers.narrow))), // a method of floats
    raw("hex", (_, [a]) => floatHex(numberOf(a)!)), // as above
    raw("fromhex", (_, [text]) => new PyFloat(Number(text)), { binding: "static" }),
  ]);
  own(boolType, [raw("__new__", (rt, [, value = false]) => rt.truth(value), { binding: "static" })]);
  return [intType, floatType, boolType];
}

function floatHex(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (value === 0) return `${sign}0x0.0p+0`;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, Math.abs(value));
  const bits = view.getBigUint64(0);
  const exponent = Number(bits >> 52n);
  const fraction = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? 0 : 1}.${fraction}p${power < 0 ? "-" : "+"}${Math.abs(power)}`;
}

