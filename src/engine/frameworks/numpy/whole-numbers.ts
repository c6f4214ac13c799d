/** Ufuncs that are no cards: divisors, shifts, bits, signs, parts of floats. Most have no derivative and make new leaves. */
import { native } from "../../python/define-native.js";
import type { PyBuiltin } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { arrayOf, resultOf } from "./array-type.js";
import { castTo, need, numberLeaf, run } from "./call.js";
import { bits, invert } from "./operators.js";
import { both, onNumbers, ufunc } from "./ufunc-call.js";

function divisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y) [x, y] = [y, x % y];
  return x;
}

const negative = (value: number): boolean => value < 0 || Object.is(value, -0);

/** value = mantissa · 2^exponent, ½ ≤ |mantissa| < 1. */
function frexp(value: number): readonly [number, number] {
  if (value === 0 || !Number.isFinite(value)) return [value, 0];
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(value))) + 1);
  let mantissa = value * 2 ** -exponent;
  while (Math.abs(mantissa) < 0.5) { mantissa *= 2; exponent--; }
  while (Math.abs(mantissa) >= 1) { mantissa /= 2; exponent++; }
  return [mantissa, exponent];
}

/** Distance to the next number away from zero. */
function spacing(value: number): number {
  if (!Number.isFinite(value)) return Number.NaN;
  const size = Math.abs(value);
  const exponent = size < 2 ** -1022 ? -1074 : Math.floor(Math.log2(size)) - 52;
  return Math.sign(value || 1) * 2 ** exponent;
}

const bit = (name: "and" | "or" | "xor"): PyBuiltin => ufunc(`bitwise_${name}`, 2, (machine, [a, b]) => bits(name)(machine, a!, b!));
const shift = (name: string, side: "lshift" | "rshift"): PyBuiltin => ufunc(name, 2, (machine, [a, b]) => bits(side)(machine, a!, b!));

export const WHOLE_NUMBERS: readonly PyBuiltin[] = [
  onNumbers("gcd", "ints", null, divisor), onNumbers("lcm", "ints", null, (a, b) => (a && b ? Math.abs((a / divisor(a, b)) * b) : 0)),
  bit("and"), bit("or"), bit("xor"), shift("left_shift", "lshift"), shift("right_shift", "rshift"), shift("bitwise_left_shift", "lshift"), shift("bitwise_right_shift", "rshift"),
  ufunc("invert", 1, (machine, [x]) => invert(machine, x!)),
  onNumbers("bitwise_count", "ints", "uint8", (a) => { let [rest, count] = [BigInt(Math.abs(a)), 0]; while (rest) { count += Number(rest & 1n); rest >>= 1n; } return count; }, 1),
  onNumbers("signbit", "any", "bool", (a) => (negative(a) ? 1 : 0), 1),
  onNumbers("spacing", "floats", null, spacing, 1),
  onNumbers("isneginf", "any", "bool", (a) => (a === Number.NEGATIVE_INFINITY ? 1 : 0), 1), onNumbers("isposinf", "any", "bool", (a) => (a === Number.POSITIVE_INFINITY ? 1 : 0), 1),
  onNumbers("isreal", "any", "bool", () => 1, 1), onNumbers("iscomplex", "any", "bool", () => 0, 1),
  ufunc("positive", 1, (machine, [x]) => run(machine, "clone", [x!])),
  ufunc("float_power", 2, (machine, [a, b]) => run(machine, "pow", [castTo(machine, a!, "float64"), castTo(machine, b!, "float64")])),
  ufunc("rint", 1, (machine, [x]) => run(machine, "round", [isFloating(x!.value.dtype) ? x! : castTo(machine, x!, "float64")])),
  ufunc("fabs", 1, (machine, [x]) => run(machine, "abs", [isFloating(x!.value.dtype) ? x! : castTo(machine, x!, "float64")])),
  ufunc("cbrt", 1, (machine, [given]) => {
    const x = isFloating(given!.value.dtype) ? given! : castTo(machine, given!, "float64");
    const root = run(machine, "mul", [run(machine, "sign", [x]), run(machine, "pow", [run(machine, "abs", [x]), machine.trace.number(1 / 3)])]);
    // The power is off by a last digit where the root is exact.
    const exact = toNumbers(x.value).map(Math.cbrt);
    const near = toNumbers(root.value);
    return run(machine, "mul", [root, numberLeaf(machine, x.value.dtype, x.value.shape, exact.map((value, i) => (near[i] ? value / near[i]! : 1)))]);
  }),
  native("divmod(x1, x2)", (machine, a) => { const [x, y] = [need(machine, a.x1), need(machine, a.x2)]; return both(run(machine, "floor_divide", [x, y]), run(machine, "remainder", [x, y])); }),
  native("modf(x)", (machine, a) => {
    const given = need(machine, a.x);
    const x = isFloating(given.value.dtype) ? given : castTo(machine, given, "float64");
    const whole = run(machine, "trunc", [x]);
    return both(run(machine, "copysign", [run(machine, "sub", [x, whole]), x]), whole);
  }),
  native("frexp(x)", (machine, a) => {
    const x = need(machine, a.x).value;
    const parts = toNumbers(x).map(frexp);
    return both(numberLeaf(machine, isFloating(x.dtype) ? x.dtype : "float64", x.shape, parts.map(([mantissa]) => mantissa)), numberLeaf(machine, "int32", x.shape, parts.map(([, exponent]) => exponent)));
  }),
  native("packbits(a, axis=None, bitorder='big')", (machine, a) => {
    const flags = toNumbers(need(machine, a.a).value);
    const bytes = Array.from({ length: Math.ceil(flags.length / 8) }, (_, i) => flags.slice(8 * i, 8 * i + 8).reduce((sum, flag, k) => sum + (flag ? 2 ** (a.bitorder === "big" ? 7 - k : k) : 0), 0));
    return arrayOf(numberLeaf(machine, "uint8", [bytes.length], bytes));
  }),
  native("unpackbits(a, axis=None, count=None, bitorder='big')", (machine, a) => {
    const flags = toNumbers(need(machine, a.a).value).flatMap((byte) => Array.from({ length: 8 }, (_, k) => (byte >> (a.bitorder === "big" ? 7 - k : k)) & 1));
    return arrayOf(numberLeaf(machine, "uint8", [flags.length], flags));
  }),
  native("isrealobj(x)", () => true), native("iscomplexobj(x)", () => false),
  native("real_if_close(a, tol=100)", (machine, a) => resultOf(need(machine, a.a))),
  native("binary_repr(num, width=None)", (machine, a) => {
    const number = toNumbers(need(machine, a.num).value)[0]!;
    const width = a.width === null ? null : Number(a.width);
    if (number >= 0) return number.toString(2).padStart(width ?? 0, "0");
    return width === null ? `-${(-number).toString(2)}` : (2 ** width + number).toString(2).padStart(width, "1");
  }),
  native("base_repr(number, base=2, padding=0)", (machine, a) => {
    const number = toNumbers(need(machine, a.number).value)[0]!;
    return (number < 0 ? "-" : "") + "0".repeat(Number(a.padding)) + Math.abs(number).toString(Number(a.base)).toUpperCase();
  }),
];

