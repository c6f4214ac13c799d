/** complex: its constructor, operators and text. */
import { formatComplex } from "../format/complex.js";
import { NotImplemented, type PyBuiltin, PyFloat, PyGetter, type PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import { complexText } from "../semantics/complex-text.js";
import { hashOf } from "../semantics/hash.js";
import { type Complex, complexOf, complexType, difference, power, product, pyComplex, PyComplex, quotient, size, sum } from "../values/complex.js";
import { typeName, typeOf } from "../values/types.js";
import { parseFloat } from "./numbers.js";
import { own, raw } from "./own.js";

/** "1+2j", " -j ", "3". */
function parsed(text: string): Complex | undefined {
  const cleaned = text.trim().replace(/^\((.*)\)$/, "$1").trim();
  const number = "[+-]?(?:\\d+\\.?\\d*(?:e[+-]?\\d+)?|\\.\\d+(?:e[+-]?\\d+)?|inf|infinity|nan)";
  const match = new RegExp(`^(${number})?(?:([+-]?(?:${number.slice(5)})?)j)?$`, "i").exec(cleaned);
  if (!match || !cleaned) return undefined;
  const [, first, second] = match;
  if (second === undefined) return first === undefined ? undefined : { re: parseFloat(first) ?? Number.NaN, im: 0 };
  // "2j": the whole was taken for a real part only where a sign follows.
  const unit = (part: string): number => (part === "" || part === "+" ? 1 : part === "-" ? -1 : (parseFloat(part) ?? Number.NaN));
  if (first !== undefined && second === "") return { re: 0, im: unit(first) };
  return { re: first === undefined ? 0 : (parseFloat(first) ?? Number.NaN), im: unit(second) };
}

function construct(rt: Runtime, real: Value | undefined, imaginary: Value | undefined): Value {
  if (typeof real === "string") {
    const value = parsed(real);
    if (!value) throw rt.raise("ValueError", "complex() arg is a malformed string");
    return pyComplex(value);
  }
  const part = (value: Value | undefined): Complex => {
    if (value === undefined) return { re: 0, im: 0 };
    const own_ = complexOf(value);
    if (own_) return own_;
    const convert = typeOf(value).lookup("__complex__") ?? typeOf(value).lookup("__float__");
    const converted = convert === undefined ? undefined : complexOf(rt.call(convert, [value]));
    if (!converted) throw rt.raise("TypeError", `complex() first argument must be a string or a number, not '${typeName(value)}'`);
    return converted;
  };
  const [a, b] = [part(real), part(imaginary)];
  return new PyComplex(a.re - b.im, a.im === 0 ? b.re : a.im + b.re);
}

const self = (value: Value): PyComplex => value as PyComplex; // methods of this type

type Operation = (rt: Runtime, a: Complex, b: Complex) => Complex;
const divided: Operation = (rt, a, b) => {
  const result = quotient(a, b);
  if (!result) throw rt.raise("ZeroDivisionError", "complex division by zero");
  return result;
};
const raised: Operation = (rt, a, b) => {
  const result = power(a, b);
  if (!result) throw rt.raise("ZeroDivisionError", "0.0 to a negative or complex power");
  return result;
};

const OPERATIONS: Readonly<Record<string, Operation>> = { add: (_, a, b) => sum(a, b), sub: (_, a, b) => difference(a, b), mul: (_, a, b) => product(a, b), truediv: divided, pow: raised };

const operators: PyBuiltin[] = Object.entries(OPERATIONS).flatMap(([name, run]) => [
  raw(`__${name}__`, (rt, [a, b]) => { const other = complexOf(b!); return other ? pyComplex(run(rt, self(a!), other)) : NotImplemented; }),
  raw(`__r${name}__`, (rt, [a, b]) => { const other = complexOf(b!); return other ? pyComplex(run(rt, other, self(a!))) : NotImplemented; }),
]);

const equal = (a: PyComplex, b: Value): Value => {
  const other = complexOf(b);
  return other ? a.re === other.re && a.im === other.im : NotImplemented;
};

export function defineComplex(): PyType[] {
  own(complexType, [
    raw("__new__", (rt, [, real, imaginary], keywords) => construct(rt, keywords.get("real") ?? real, keywords.get("imag") ?? imaginary), { binding: "static" }),
    ...operators,
    raw("__neg__", (_, [a]) => new PyComplex(-self(a!).re, -self(a!).im)),
    raw("__pos__", (_, [a]) => a!),
    raw("__abs__", (_, [a]) => new PyFloat(size(self(a!)))),
    raw("__bool__", (_, [a]) => self(a!).re !== 0 || self(a!).im !== 0),
    raw("__eq__", (_, [a, b]) => equal(self(a!), b!)),
    raw("__ne__", (_, [a, b]) => { const same = equal(self(a!), b!); return typeof same === "boolean" ? !same : same; }),
    raw("__hash__", (rt, [a]) => hashOf(rt, a!)),
    raw("__complex__", (_, [a]) => a!),
    raw("__repr__", (_, [a]) => complexText(self(a!))),
    raw("__str__", (_, [a]) => complexText(self(a!))),
    raw("__format__", (rt, [a, spec]) => formatComplex(rt, self(a!), rt.str(spec!))),
    raw("conjugate", (_, [a]) => new PyComplex(self(a!).re, -self(a!).im)),
    new PyGetter("real", (_, a) => new PyFloat(self(a).re)),
    new PyGetter("imag", (_, a) => new PyFloat(self(a).im)),
  ]);
  return [complexType];
}

