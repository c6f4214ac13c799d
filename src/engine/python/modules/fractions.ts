/** `fractions.Fraction`: exact, over bigints. */
import { own, raw } from "../builtins/own.js";
import { NotImplemented, objectType, PyFloat, PyGetter, PyModule, PyObject, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { narrow } from "../semantics/integers.js";
import { intOf, typeName } from "../values/types.js";

const fractionType = new PyType("Fraction", [objectType], "fractions");

/** In lowest terms, the denominator positive. */
class PyFraction extends PyObject {
  constructor(readonly numerator: bigint, readonly denominator: bigint) { super(); }
  get type(): PyType { return fractionType; }
  get value(): number { return quotient(this.numerator, this.denominator); }
}

const magnitude = (n: bigint): bigint => (n < 0n ? -n : n);
const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? magnitude(a) : divisor(b, a % b));

function reduced(rt: Runtime, numerator: bigint, denominator: bigint): PyFraction {
  if (denominator === 0n) throw rt.raise("ZeroDivisionError", `Fraction(${numerator}, 0)`);
  const common = divisor(numerator, denominator) * (denominator < 0n ? -1n : 1n);
  return new PyFraction(numerator / common, denominator / common);
}

/** The nearest double: both are shortened alike until they fit. */
function quotient(a: bigint, b: bigint): number {
  const bits = Math.max(0, Math.min(a.toString(2).length, b.toString(2).length) - 900);
  return Number(a >> BigInt(bits)) / Number(b >> BigInt(bits));
}

/** A double as it is stored. */
function exact(rt: Runtime, value: number): PyFraction {
  if (!Number.isFinite(value)) throw rt.raise(Number.isNaN(value) ? "ValueError" : "OverflowError", `cannot convert ${Number.isNaN(value) ? "NaN" : "Infinity"} to integer ratio`);
  let denominator = 1n;
  while (!Number.isInteger(value)) { value *= 2; denominator *= 2n; }
  return reduced(rt, BigInt(value), denominator);
}

function fromText(rt: Runtime, text: string): PyFraction {
  const match = /^\s*([-+]?)(\d*)(?:\/(\d+)|(?:\.(\d*))?(?:[eE]([-+]?\d+))?)\s*$/.exec(text);
  if (!match || !(match[2] || match[4])) throw rt.raise("ValueError", `Invalid literal for Fraction: ${rt.repr(text)}`);
  const [, sign, whole = "", under, decimals = "", exponent = "0"] = match;
  const scale = Number(exponent) - decimals.length;
  const top = BigInt((sign ?? "") + (whole + decimals || "0"));
  return under !== undefined ? reduced(rt, top, BigInt(under)) : scale < 0 ? reduced(rt, top, 10n ** BigInt(-scale)) : reduced(rt, top * 10n ** BigInt(scale), 1n);
}

function fractionOf(value: Value): PyFraction | null {
  if (value instanceof PyFraction) return value;
  const int = intOf(value);
  return int === undefined ? null : new PyFraction(BigInt(int), 1n);
}

function make(rt: Runtime, numerator: Value, denominator: Value): PyFraction {
  if (typeof numerator === "string") return fromText(rt, numerator);
  if (numerator instanceof PyFloat) return exact(rt, numerator.value);
  const [top, under] = [fractionOf(numerator), fractionOf(denominator)];
  if (!top || !under) throw rt.raise("TypeError", `both arguments should be Rational instances`);
  return reduced(rt, top.numerator * under.denominator, top.denominator * under.numerator);
}

type Rule = (rt: Runtime, a: PyFraction, b: PyFraction) => Value;
const RULES: Readonly<Record<string, Rule>> = {
  add: (rt, a, b) => reduced(rt, a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator),
  sub: (rt, a, b) => reduced(rt, a.numerator * b.denominator - b.numerator * a.denominator, a.denominator * b.denominator),
  mul: (rt, a, b) => reduced(rt, a.numerator * b.numerator, a.denominator * b.denominator),
  truediv: (rt, a, b) => reduced(rt, a.numerator * b.denominator, a.denominator * b.numerator),
  floordiv: (_, a, b) => narrow(floor(a.numerator * b.denominator, a.denominator * b.numerator)),
};
const floor = (a: bigint, b: bigint): bigint => (a % b !== 0n && a < 0n !== b < 0n ? a / b - 1n : a / b);

/** With a float it is a float's business. */
function arithmetic(rt: Runtime, name: string, a: Value, b: Value): Value {
  const [left, right] = [fractionOf(a), fractionOf(b)];
  if (left && right) return RULES[name]!(rt, left, right); // asked for by the names above
  if (a instanceof PyFloat || b instanceof PyFloat) return rt.binary({ add: "+", sub: "-", mul: "*", truediv: "/", floordiv: "//" }[name]!, floatOf(a), floatOf(b)); // as above
  return NotImplemented;
}
const floatOf = (value: Value): Value => (value instanceof PyFraction ? new PyFloat(value.value) : value);

function compared(rt: Runtime, operator: string, a: Value, b: Value): Value {
  const [left, right] = [fractionOf(a), fractionOf(b)];
  if (left && right) return rt.compare(operator, narrow(left.numerator * right.denominator), narrow(right.numerator * left.denominator));
  return b instanceof PyFloat ? rt.compare(operator, floatOf(a), b) : NotImplemented;
}

const as = (self: Value): PyFraction => self as PyFraction; // methods of Fraction only
own(fractionType, [
  raw("__new__", (rt, [, numerator = 0, denominator = 1]) => make(rt, numerator, denominator), { binding: "static", traced: false }),
  new PyGetter("numerator", (_, self) => narrow(as(self).numerator)), new PyGetter("denominator", (_, self) => narrow(as(self).denominator)),
  ...Object.keys(RULES).flatMap((name) => [raw(`__${name}__`, (rt, [a, b]) => arithmetic(rt, name, a!, b!)), raw(`__r${name}__`, (rt, [a, b]) => arithmetic(rt, name, b!, a!))]), // called with two
  ...([["__lt__", "<"], ["__le__", "<="], ["__gt__", ">"], ["__ge__", ">="], ["__eq__", "=="]] as const).map(([name, operator]) => raw(name, (rt, [a, b]) => compared(rt, operator, a!, b!))), // as above
  raw("__pow__", (rt, [a, n]) => {
    const exponent = intOf(n ?? null);
    if (exponent === undefined) return rt.binary("**", floatOf(a!), floatOf(n!)); // called with two
    const power = BigInt(exponent < 0 ? -exponent : exponent);
    const { numerator, denominator } = as(a!);
    return exponent < 0 ? reduced(rt, denominator ** power, numerator ** power) : reduced(rt, numerator ** power, denominator ** power);
  }),
  raw("__neg__", (_, [a]) => new PyFraction(-as(a!).numerator, as(a!).denominator)), raw("__abs__", (_, [a]) => new PyFraction(magnitude(as(a!).numerator), as(a!).denominator)),
  raw("__float__", (_, [a]) => new PyFloat(as(a!).value)), raw("__int__", (_, [a]) => narrow(as(a!).numerator / as(a!).denominator)), raw("__bool__", (_, [a]) => as(a!).numerator !== 0n),
  raw("__hash__", (rt, [a]) => rt.call(rt.builtins.get("hash")!, [as(a!).denominator === 1n ? narrow(as(a!).numerator) : new PyFloat(as(a!).value)])), // builtins are there
  raw("__str__", (_, [a]) => (as(a!).denominator === 1n ? `${as(a!).numerator}` : `${as(a!).numerator}/${as(a!).denominator}`)),
  raw("__repr__", (_, [a]) => `Fraction(${as(a!).numerator}, ${as(a!).denominator})`),
  raw("limit_denominator", (rt, [a, most = 1_000_000]) => nearest(rt, as(a!), most)),
]);

/** The closest fraction with a denominator of at most so much (continued fractions). */
function nearest(rt: Runtime, of: PyFraction, most: Value): PyFraction {
  const bound = intOf(most);
  if (bound === undefined || bound < 1) throw rt.raise("ValueError", `max_denominator should be at least 1, not ${typeName(most)}`);
  const limit = BigInt(bound);
  if (of.denominator <= limit) return of;
  let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n];
  let [n, d] = [of.numerator, of.denominator];
  for (;;) {
    const a = floor(n, d);
    const q2 = q0 + a * q1;
    if (q2 > limit) break;
    [p0, q0, p1, q1] = [p1, q1, p0 + a * p1, q2];
    [n, d] = [d, n - a * d];
  }
  const k = (limit - q0) / q1;
  const [first, second] = [reduced(rt, p0 + k * p1, q0 + k * q1), reduced(rt, p1, q1)];
  const distance = (one: PyFraction): PyFraction => { const { numerator, denominator } = reduced(rt, one.numerator * of.denominator - of.numerator * one.denominator, one.denominator * of.denominator); return new PyFraction(magnitude(numerator), denominator); };
  const [a, b] = [distance(second), distance(first)];
  return a.numerator * b.denominator <= b.numerator * a.denominator ? second : first;
}

export const fractionsModule = (): PyModule => new PyModule("fractions", new Map<string, Value>([["Fraction", fractionType]]));
