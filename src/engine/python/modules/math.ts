/** `math`. Functions that have a card are followed on the scalar tape. */
import { definePlain } from "../../ops/scalars.js";
import { method, raw } from "../builtins/own.js";
import { type PyBuiltin, PyFloat, PyModule, PyTracedInt, PyTuple, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import type { Followed } from "../operand-column.js";
import * as elementary from "../../tensor/kernels/elementary.js";
import * as integers from "../semantics/integers.js";
import { listOf } from "../semantics/iteration.js";
import { power } from "../../tensor/kernels/power.js";
import { type Int, intOf, typeName, typeOf } from "../values/types.js";
import { erf, erfc, gamma, logGamma } from "./special.js";

const followed = (value: Value): value is Followed => value instanceof PyFloat || value instanceof PyTracedInt;

const exactLog = (of: (x: number) => number, base: number) => (x: number): number => {
  const y = of(x);
  const near = Math.round(y);
  return base ** near === x ? near : y;
};

/** A function of doubles: `domain` says what it refuses. */
interface Real {
  readonly of: (x: number) => number;
  /** null: not followed. */
  readonly card: string | null;
  readonly domain?: (x: number) => boolean;
}

const REAL: Readonly<Record<string, Real>> = {
  exp: { of: elementary.exp, card: "exp" },
  expm1: { of: Math.expm1, card: "expm1" },
  sqrt: { of: Math.sqrt, card: "sqrt", domain: (x) => x >= 0 },
  sin: { of: elementary.sin, card: "sin", domain: Number.isFinite }, cos: { of: elementary.cos, card: "cos", domain: Number.isFinite }, tan: { of: elementary.tan, card: "tan", domain: Number.isFinite },
  asin: { of: elementary.asin, card: "asin", domain: (x) => Math.abs(x) <= 1 }, acos: { of: elementary.acos, card: "acos", domain: (x) => Math.abs(x) <= 1 }, atan: { of: elementary.atan, card: "atan" },
  sinh: { of: elementary.sinh, card: "sinh" }, cosh: { of: elementary.cosh, card: "cosh" }, tanh: { of: Math.tanh, card: "tanh" },
  asinh: { of: elementary.asinh, card: "asinh" }, acosh: { of: elementary.acosh, card: "acosh", domain: (x) => x >= 1 }, atanh: { of: Math.atanh, card: "atanh", domain: (x) => Math.abs(x) < 1 },
  log1p: { of: Math.log1p, card: "log1p", domain: (x) => x > -1 },
  erf: { of: erf, card: "erf" }, erfc: { of: erfc, card: "erfc" },
  fabs: { of: Math.abs, card: "abs" },
  gamma: { of: gamma, card: null, domain: (x) => x > 0 || !Number.isInteger(x) }, lgamma: { of: logGamma, card: "lgamma", domain: (x) => x > 0 || !Number.isInteger(x) },
  degrees: { of: (x) => x * (180 / Math.PI), card: "rad2deg" }, radians: { of: (x) => x * (Math.PI / 180), card: "deg2rad" },
  cbrt: { of: Math.cbrt, card: null }, exp2: { of: elementary.exp2, card: "exp2" },
};

// What is followed has the same digits on the tape.
for (const { card, of } of Object.values(REAL)) if (card !== null) definePlain(card, of);
const OTHERS = { log: elementary.log, log2: exactLog(elementary.log2, 2), log10: elementary.log10, pow: power, atan2: elementary.atan2, hypot: elementary.hypot };
for (const [card, compute] of Object.entries(OTHERS)) definePlain(card, compute);

function real(name: string, { of, card, domain }: Real): PyBuiltin {
  return raw(name, (rt, args) => {
    const x = argument(rt, name, args);
    if (domain && !Number.isNaN(x) && !domain(x)) throw rt.raise("ValueError", "math domain error");
    const y = of(x);
    if (!Number.isFinite(y) && Number.isFinite(x)) throw Number.isNaN(y) ? rt.raise("ValueError", "math domain error") : rt.raise("OverflowError", "math range error");
    return result(rt, card, y, [args[0]]);
  }, { binding: "static" });
}

function argument(rt: Runtime, name: string, args: readonly Value[]): number {
  if (args.length !== 1) throw rt.raise("TypeError", `math.${name}() takes exactly one argument (${args.length} given)`);
  return rt.toFloat(args[0]);
}

function result(rt: Runtime, card: string | null, y: number, inputs: readonly Value[]): PyFloat {
  if (card === null || !inputs.some(followed)) return new PyFloat(y);
  const [a, b] = inputs.map((input) => (followed(input) ? input : rt.toFloat(input)));
  return rt.tape.float(card, y, a, b);
}

/** log(x), log(x, base): base-e logarithms divided, as CPython does. */
function logarithm(rt: Runtime, value: Value, of: (x: number) => number, card: string): PyFloat {
  const int = value instanceof PyTracedInt ? undefined : intOf(value);
  if (typeof int === "bigint" && int > 0n) {
    const shift = Math.max(0, int.toString(2).length - 60);
    return new PyFloat(of(Number(int >> BigInt(shift))) + shift * of(2));
  }
  const x = rt.toFloat(value);
  if (!(x > 0) && !Number.isNaN(x)) throw rt.raise("ValueError", "math domain error");
  return result(rt, card, of(x), [value]);
}

const logs = [
  raw("log", (rt, args) => {
    const top = logarithm(rt, args[0], elementary.log, "log");
    if (args.length < 2) return top;
    const base = logarithm(rt, args[1], elementary.log, "log");
    return rt.binary("/", top, base);
  }, { binding: "static" }),
  raw("log2", (rt, args) => logarithm(rt, args[0], OTHERS.log2, "log2"), { binding: "static" }),
  raw("log10", (rt, args) => logarithm(rt, args[0], OTHERS.log10, "log10"), { binding: "static" }),
];

/** `int.__floor__` and the like. */
const rounding = (name: "floor" | "ceil" | "trunc", of: (x: number) => number): PyBuiltin =>
  raw(name, (rt, args) => {
    const int = intOf(args[0]);
    if (int !== undefined) return int;
    const own = typeOf(args[0]).lookup(`__${name}__`);
    if (own !== undefined && !(args[0] instanceof PyFloat)) return rt.call(own, [args[0]]);
    return integerOf(rt, of(rt.toFloat(args[0])));
  }, { binding: "static" });

export function integerOf(rt: Runtime, x: number): Int {
  if (Number.isNaN(x)) throw rt.raise("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw rt.raise("OverflowError", "cannot convert float infinity to integer");
  return Number.isSafeInteger(x) ? x + 0 : BigInt(x);
}

function integer(rt: Runtime, value: Value): Int {
  const int = intOf(value);
  if (int === undefined) throw rt.raise("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
  return int;
}

function factorial(rt: Runtime, value: Value): Int {
  const n = integer(rt, value);
  if (n < 0) throw rt.raise("ValueError", "factorial() not defined for negative values");
  let product = 1n;
  for (let i = 2n; i <= BigInt(n); i++) { product *= i; rt.step(); }
  return integers.narrow(product);
}

const gcd = (a: bigint, b: bigint): bigint => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };

function integerSquareRoot(n: bigint): bigint {
  if (n < 2n) return n;
  let x = BigInt(Math.floor(Math.sqrt(Number(n))));
  for (;;) {
    const y = (x + n / x) >> 1n;
    if (y === x || y === x + 1n || y === x - 1n) { x = y; break; }
    x = y;
  }
  while (x * x > n) x--;
  while ((x + 1n) * (x + 1n) <= n) x++;
  return x;
}

const big = (rt: Runtime, value: Value): bigint => BigInt(integer(rt, value));

function combinations(n: bigint, k: bigint): bigint {
  if (k > n) return 0n;
  let product = 1n;
  for (let i = 1n; i <= k; i++) product = (product * (n - k + i)) / i;
  return product;
}

const others = [
  rounding("floor", Math.floor), rounding("ceil", Math.ceil), rounding("trunc", Math.trunc),
  raw("pow", (rt, [x, y]) => {
    const [a, b] = [rt.toFloat(x), rt.toFloat(y)];
    if ((a < 0 && !Number.isInteger(b) && Number.isFinite(a) && Number.isFinite(b)) || (a === 0 && b < 0)) throw rt.raise("ValueError", "math domain error");
    const value = power(a, b);
    if (!Number.isFinite(value) && Number.isFinite(a) && Number.isFinite(b)) throw rt.raise("OverflowError", "math range error");
    return result(rt, "pow", value, [x, y]);
  }, { binding: "static" }),
  raw("atan2", (rt, [y, x]) => result(rt, "atan2", elementary.atan2(rt.toFloat(y), rt.toFloat(x)), [y, x]), { binding: "static" }),
  raw("hypot", (rt, args) => {
    const value = elementary.hypot(...args.map((arg) => rt.toFloat(arg)));
    return args.length === 2 ? result(rt, "hypot", value, args) : new PyFloat(value);
  }, { binding: "static" }),
  raw("copysign", (rt, [x, y]) => {
    const [a, b] = [rt.toFloat(x), rt.toFloat(y)];
    const value = b < 0 || Object.is(b, -0) ? -Math.abs(a) : Math.abs(a);
    return result(rt, "copysign", value, [x, y]);
  }, { binding: "static" }),
  raw("fmod", (rt, [x, y]) => {
    const [a, b] = [rt.toFloat(x), rt.toFloat(y)];
    if (b === 0 || !Number.isFinite(a)) throw rt.raise("ValueError", "math domain error");
    return new PyFloat(a % b);
  }, { binding: "static" }),
  raw("modf", (rt, [x]) => { const a = rt.toFloat(x); const whole = Math.trunc(a); return new PyTuple([new PyFloat(Number.isFinite(a) ? a - whole : 0), new PyFloat(whole)]); }, { binding: "static" }),
  raw("frexp", (rt, [x]) => {
    const a = rt.toFloat(x);
    if (a === 0 || !Number.isFinite(a)) return new PyTuple([new PyFloat(a), 0]);
    let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(a))) + 1);
    let mantissa = a * 2 ** -exponent;
    while (Math.abs(mantissa) < 0.5) { mantissa *= 2; exponent--; }
    while (Math.abs(mantissa) >= 1) { mantissa /= 2; exponent++; }
    return new PyTuple([new PyFloat(mantissa), exponent]);
  }, { binding: "static" }),
  raw("ldexp", (rt, [x, n]) => new PyFloat(rt.toFloat(x) * 2 ** rt.int(n)), { binding: "static" }),
  raw("isnan", (rt, [x]) => Number.isNaN(rt.toFloat(x)), { binding: "static" }),
  raw("isinf", (rt, [x]) => { const a = rt.toFloat(x); return !Number.isNaN(a) && !Number.isFinite(a); }, { binding: "static" }),
  raw("isfinite", (rt, [x]) => Number.isFinite(rt.toFloat(x)), { binding: "static" }),
  method("isclose(a, b, *, rel_tol=None, abs_tol=None)", (rt, a) => {
    const [x, y] = [rt.toFloat(a.a), rt.toFloat(a.b)];
    if (x === y) return true;
    if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
    const relative = a.rel_tol === null ? 1e-9 : rt.toFloat(a.rel_tol);
    const absolute = a.abs_tol === null ? 0 : rt.toFloat(a.abs_tol);
    return Math.abs(x - y) <= Math.max(relative * Math.max(Math.abs(x), Math.abs(y)), absolute);
  }, { binding: "static" }),
  raw("factorial", (rt, [n]) => factorial(rt, n), { binding: "static" }),
  raw("gcd", (rt, args) => integers.narrow(args.reduce((all: bigint, one) => gcd(all, big(rt, one)), 0n)), { binding: "static" }),
  raw("lcm", (rt, args) => integers.narrow(args.reduce((all: bigint, one) => { const b = big(rt, one); const g = gcd(all, b); return g === 0n ? 0n : (all / g) * (b < 0n ? -b : b); }, 1n)), { binding: "static" }),
  raw("isqrt", (rt, [n]) => {
    const value = big(rt, n);
    if (value < 0n) throw rt.raise("ValueError", "isqrt() argument must be nonnegative");
    return integers.narrow(integerSquareRoot(value));
  }, { binding: "static" }),
  raw("comb", (rt, [n, k]) => integers.narrow(combinations(big(rt, n), big(rt, k))), { binding: "static" }),
  raw("perm", (rt, [n, k = null]) => {
    const total = big(rt, n);
    const count = k === null ? total : big(rt, k);
    let product = 1n;
    for (let i = 0n; i < count; i++) product *= total - i;
    return integers.narrow(product);
  }, { binding: "static" }),
  raw("fsum", (rt, [values]) => new PyFloat(exactSum(listOf(rt, values).map((value) => rt.toFloat(value)))), { binding: "static" }),
  method("prod(iterable, *, start=1)", (rt, a) => listOf(rt, a.iterable).reduce((all, one) => rt.binary("*", all, one), a.start), { binding: "static", traced: true }),
  raw("dist", (rt, [p, q]) => { const b = listOf(rt, q); return new PyFloat(elementary.hypot(...listOf(rt, p).map((one, i) => rt.toFloat(one) - rt.toFloat(b[i])))); }, { binding: "static" }),
];

/** Shewchuk's exact summation, as `math.fsum`. */
export function exactSum(values: readonly number[]): number {
  const partials: number[] = [];
  for (let x of values) {
    let used = 0;
    for (let y of partials) {
      if (Math.abs(x) < Math.abs(y)) [x, y] = [y, x];
      const high = x + y;
      const low = y - (high - x);
      if (low) partials[used++] = low;
      x = high;
    }
    partials.length = used;
    partials.push(x);
  }
  return partials.reduceRight((all, one) => all + one, 0);
}

const CONSTANTS: readonly (readonly [string, number])[] = [["pi", Math.PI], ["e", Math.E], ["tau", 2 * Math.PI], ["inf", Number.POSITIVE_INFINITY], ["nan", Number.NaN]];

export function mathModule(): PyModule {
  const dict = new Map<string, Value>([["__name__", "math"]]);
  for (const [name, value] of CONSTANTS) dict.set(name, new PyFloat(value));
  for (const [name, description] of Object.entries(REAL)) dict.set(name, real(name, description));
  for (const one of [...logs, ...others]) dict.set(one.name, one);
  return new PyModule("math", dict);
}

