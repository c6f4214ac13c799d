/** Functions: output, numbers, characters. */

import { formatValue } from "../format/value.js";
import { pythonMessages as say } from "../messages.js";
import { integerOf } from "../modules/math.js";
import { PyFloat, PyTuple, Unsupported, type Value } from "../object.js";
import { openFile } from "../modules/files.js";
import type { Runtime } from "../runtime.js";
import { stringLength } from "../semantics/compare.js";
import { roundTo } from "../semantics/float-text.js";
import { hashOf } from "../semantics/hash.js";
import * as integers from "../semantics/integers.js";
import { absolute, binary, byMethods, unsupported } from "../semantics/operators.js";
import { indexNumber } from "../semantics/subscript.js";
import { asciiOf } from "../semantics/text.js";
import { intOf, typeName, typeOf } from "../values/types.js";
import { method, raw } from "./own.js";

const text = (rt: Runtime, value: Value | undefined, otherwise: string): string => (value === undefined || value === null ? otherwise : rt.str(value));

const print = raw("print", (rt, args, keywords) => {
  for (const name of keywords.keys()) if (!["sep", "end", "file", "flush"].includes(name)) throw rt.raise("TypeError", `'${name}' is an invalid keyword argument for print()`);
  const line = args.map((arg) => rt.str(arg)).join(text(rt, keywords.get("sep"), " ")) + text(rt, keywords.get("end"), "\n");
  const file = keywords.get("file");
  if (file === undefined || file === null) rt.write(line);
  else rt.call(rt.getAttribute(file, "write"), [line]);
  return null;
});

function rounded(rt: Runtime, value: Value, digits: Value): Value {
  const places = digits === null ? null : indexNumber(rt, digits);
  if (value instanceof PyFloat) {
    if (places === null) return integerOf(rt, Number.isFinite(value.value) ? roundTo(value.value, 0) : value.value);
    const result = roundTo(value.value, places);
    return rt.tape.float("round_decimals", result, value, undefined, { decimals: places });
  }
  const int = intOf(value);
  if (int !== undefined) {
    if (places === null || places >= 0) return int;
    const unit = 10n ** BigInt(-places);
    const big = BigInt(int);
    const rest = ((big % unit) + unit) % unit;
    const down = big - rest;
    const up = rest * 2n > unit || (rest * 2n === unit && (down / unit) % 2n !== 0n);
    return integers.narrow(up ? down + unit : down);
  }
  const own = typeOf(value).lookup("__round__");
  if (own === undefined) throw rt.raise("TypeError", `type ${typeName(value)} doesn't define __round__ method`);
  return rt.call(own, digits === null ? [value] : [value, digits]);
}

function radix(name: "bin" | "oct" | "hex", base: number, prefix: string) {
  return raw(name, (rt, [value]) => {
    const int = intOf(value) ?? indexNumber(rt, value);
    return `${int < 0 ? "-" : ""}${prefix}${(int < 0 ? -int : int).toString(base)}`;
  });
}

const refused = ["eval", "exec", "compile", "__import__"].map((name) => raw(name, () => { throw new Unsupported("unsupported-dynamic-code", say.dynamicCode(name)); }));

export const FUNCTIONS = [
  print,
  raw("len", (rt, args) => {
    if (args.length !== 1) throw rt.raise("TypeError", `len() takes exactly one argument (${args.length} given)`);
    return rt.length(args[0]);
  }),
  raw("abs", (rt, [value]) => absolute(rt, value)),
  method("round(number, ndigits=None)", (rt, a) => rounded(rt, a.number, a.ndigits), { traced: true }),
  method("pow(base, exp, mod=None)", (rt, a) => {
    if (a.mod === null) return binary(rt, "**", a.base, a.exp);
    const [base, exponent, modulus] = [intOf(a.base), intOf(a.exp), intOf(a.mod)];
    if (base === undefined || exponent === undefined || modulus === undefined) throw rt.raise("TypeError", "pow() 3rd argument not allowed unless all arguments are integers");
    if (modulus == 0) throw rt.raise("ValueError", "pow() 3rd argument cannot be 0");
    return integers.powerModulo(base, exponent, modulus);
  }, { traced: true }),
  raw("divmod", (rt, [a, b]) => {
    const own = byMethods(rt, "__divmod__", "__rdivmod__", a, b);
    if (own !== undefined) return own;
    try {
      return new PyTuple([binary(rt, "//", a, b), binary(rt, "%", a, b)]);
    } catch (error) {
      if (error instanceof Error && "exception" in error && intOf(a) === undefined && !(a instanceof PyFloat)) throw unsupported(rt, "divmod()", a, b, "divmod()");
      throw error;
    }
  }),
  raw("repr", (rt, [value]) => rt.repr(value)),
  raw("ascii", (rt, [value]) => asciiOf(rt.repr(value))),
  method("format(value, format_spec='')", (rt, a) => formatValue(rt, a.value, rt.str(a.format_spec))),
  raw("hash", (rt, [value]) => hashOf(rt, value)),
  raw("chr", (rt, [value]) => {
    const point = indexNumber(rt, value);
    if (point < 0 || point > 0x10ffff) throw rt.raise("ValueError", "chr() arg not in range(0x110000)");
    return String.fromCodePoint(point);
  }),
  raw("ord", (rt, [value]) => {
    if (typeof value !== "string") throw rt.raise("TypeError", `ord() expected string of length 1, but ${typeName(value)} found`);
    if (stringLength(value) !== 1) throw rt.raise("TypeError", `ord() expected a character, but string of length ${stringLength(value)} found`);
    return value.codePointAt(0)!;
  }),
  radix("bin", 2, "0b"), radix("oct", 8, "0o"), radix("hex", 16, "0x"),
  raw("input", (rt) => { throw rt.unsupported("input"); }),
  method("open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)", (rt, a) => openFile(rt, rt.str(a.file), rt.str(a.mode)), { binding: "static" }),
  raw("breakpoint", () => null),
  raw("help", () => null),
  ...["exit", "quit"].map((name) => raw(name, (rt, args) => { throw rt.raiseWith("SystemExit", args); })),
  ...refused,
];
