/** `cmath`: elementary functions of complex numbers (Modules/cmathmodule.c). */
import { raw } from "../builtins/own.js";
import { type PyBuiltin, PyFloat, PyModule, PyTuple, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";
import * as elementary from "../../tensor/kernels/elementary.js";
import { type Complex, complexOf, pyComplex, quotient, size } from "../values/complex.js";
import { typeName } from "../values/types.js";

const signed = (value: number, sign: number): number => (sign < 0 || Object.is(sign, -0) ? -Math.abs(value) : Math.abs(value));
const phase = ({ re, im }: Complex): number => Math.atan2(im, re);

function sqrt({ re, im }: Complex): Complex {
  if (re === 0 && im === 0) return { re: 0, im };
  const eighth = Math.abs(re) / 8;
  const s = 2 * Math.sqrt(eighth + Math.hypot(eighth, Math.abs(im) / 8));
  const d = Math.abs(im) / (2 * s);
  return re >= 0 ? { re: s, im: signed(d, im) } : { re: d, im: signed(s, im) };
}

const exp = ({ re, im }: Complex): Complex => ({ re: elementary.exp(re) * elementary.cos(im), im: elementary.exp(re) * elementary.sin(im) });
const log = (z: Complex): Complex => ({ re: elementary.log(size(z)), im: phase(z) });
const cosh = ({ re, im }: Complex): Complex => ({ re: elementary.cos(im) * Math.cosh(re), im: elementary.sin(im) * Math.sinh(re) });
const sinh = ({ re, im }: Complex): Complex => ({ re: elementary.cos(im) * Math.sinh(re), im: elementary.sin(im) * Math.cosh(re) });
function tanh({ re, im }: Complex): Complex {
  const [t, tangent] = [Math.tanh(re), elementary.tan(im)];
  const c = 1 / Math.cosh(re);
  const both = t * tangent;
  const divisor = 1 + both * both;
  return { re: (t * (1 + tangent * tangent)) / divisor, im: (tangent / divisor) * c * c };
}
/** f(iz)/i or f(iz), from the hyperbolic function. */
const turned = ({ re, im }: Complex): Complex => ({ re: -im, im: re });
const back = ({ re, im }: Complex): Complex => ({ re: im, im: -re });

const FUNCTIONS: Readonly<Record<string, (z: Complex) => Complex>> = {
  sqrt, exp, cosh, sinh, tanh,
  cos: (z) => cosh(turned(z)), sin: (z) => back(sinh(turned(z))), tan: (z) => back(tanh(turned(z))),
  log10: (z) => ({ re: log(z).re / Math.LN10, im: log(z).im / Math.LN10 }),
};

function argument(rt: Runtime, value: Value | undefined): Complex {
  const z = value === undefined ? undefined : complexOf(value);
  if (!z) throw rt.raise("TypeError", `must be real number, not ${value === undefined ? "NoneType" : typeName(value)}`);
  return z;
}

function logarithm(rt: Runtime, z: Complex): Complex {
  if (z.re === 0 && z.im === 0) throw rt.raise("ValueError", "math domain error");
  return log(z);
}

const test = (name: string, of: (x: number) => boolean, all: boolean): PyBuiltin => raw(name, (rt, [value]) => { const { re, im } = argument(rt, value); return all ? of(re) && of(im) : of(re) || of(im); }, { binding: "static" });

const MEMBERS: readonly PyBuiltin[] = [
  ...Object.entries(FUNCTIONS).map(([name, of]) => raw(name, (rt, [value]) => pyComplex(of(argument(rt, value))), { binding: "static" })),
  raw("log", (rt, [value, base]) => {
    const top = logarithm(rt, argument(rt, value));
    return pyComplex(base === undefined ? top : (quotient(top, logarithm(rt, argument(rt, base))) ?? top));
  }, { binding: "static" }),
  raw("phase", (rt, [value]) => new PyFloat(phase(argument(rt, value))), { binding: "static" }),
  raw("polar", (rt, [value]) => { const z = argument(rt, value); return new PyTuple([new PyFloat(size(z)), new PyFloat(phase(z))]); }, { binding: "static" }),
  raw("rect", (rt, [r, phi]) => { const [length, angle] = [rt.toFloat(r!), rt.toFloat(phi!)]; return pyComplex({ re: length * elementary.cos(angle), im: length * elementary.sin(angle) }); }, { binding: "static" }),
  test("isnan", Number.isNaN, false), test("isfinite", Number.isFinite, true), test("isinf", (x) => Math.abs(x) === Infinity, false),
];

export function cmathModule(): PyModule {
  const dict = new Map<string, Value>([["__name__", "cmath"]]);
  for (const [name, value] of [["pi", Math.PI], ["e", Math.E], ["tau", 2 * Math.PI], ["inf", Infinity], ["nan", Number.NaN]] as const) dict.set(name, new PyFloat(value));
  for (const [name, value] of [["infj", Infinity], ["nanj", Number.NaN]] as const) dict.set(name, pyComplex({ re: 0, im: value }));
  for (const one of MEMBERS) dict.set(one.name, one);
  return new PyModule("cmath", dict);
}
