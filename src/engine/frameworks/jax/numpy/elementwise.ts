/** jax.numpy's elementwise functions: one card each, or a few lines of the calculus. */
import type { PyBuiltin } from "../../../python/object.js";
import { PyTuple } from "../../../python/object.js";
import { broadcastTo, toNumbers } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import * as arithmetic from "../arithmetic.js";
import type { JaxArray } from "../array.js";
import { arrayFrom } from "../array.js";
import { promoted } from "../promotion.js";
import { broadcastShape, cast, compiled, computed, elementwise, floating } from "../run.js";
import type { Jnp } from "../jnp.js";
import { define } from "./arguments.js";

/** Name in jax.numpy → card that computes in floats. */
const FLOAT: Readonly<Record<string, string>> = {
  exp: "exp", exp2: "exp2", expm1: "expm1", log: "log", log1p: "log1p", sqrt: "sqrt", sin: "sin", cos: "cos", tan: "tan", arcsin: "asin", arccos: "acos", arctan: "atan", asin: "asin", acos: "acos", atan: "atan",
  sinh: "sinh", cosh: "cosh", tanh: "tanh", arcsinh: "asinh", arccosh: "acosh", arctanh: "atanh", asinh: "asinh", acosh: "acosh", atanh: "atanh", fabs: "jax_abs", i0: "i0",
};
const unary = (name: string, work: (j: Jnp, x: JaxArray) => JaxArray): PyBuiltin => define(`${name}(x, /)`, ({ j, array }) => work(j, array("x")));
const binary = (name: string, work: (j: Jnp, x: JaxArray, y: JaxArray) => JaxArray, parameters = "x, y"): PyBuiltin => {
  const [first = "x", second = "y"] = parameters.split(", ");
  return define(`${name}(${parameters}, /)`, ({ j, array }) => work(j, array(first), array(second, 1)));
};

/** Whole numbers are what they are. */
const rounding = (card: string) => (j: Jnp, x: JaxArray): JaxArray => (isFloating(x.dtype) ? j.keep(card, x) : x);
const compared = (name: "eq" | "ne" | "lt" | "le" | "gt" | "ge") => (j: Jnp, x: JaxArray, y: JaxArray): JaxArray => j.compare(name, x, y);
const logical = (name: string) => (j: Jnp, x: JaxArray, y: JaxArray): JaxArray => j.strong(elementwise(j.machine, name, [j.cast(x, "bool"), j.cast(y, "bool")]));
const bits = (name: "and" | "or" | "xor" | "lshift" | "rshift") => (j: Jnp, x: JaxArray, y: JaxArray): JaxArray => arithmetic.bitwise(name)(j.machine, x, y);
const isInfinite = (sign: number) => (j: Jnp, x: JaxArray): JaxArray => j.strong(j.compare("eq", j.inexact(x), j.float(sign * Infinity)));

/** Numbers of two integer arrays one by one; no derivative. */
const wholes = (work: (x: number, y: number) => number) => (j: Jnp, x: JaxArray, y: JaxArray): JaxArray => {
  const { nodes: [a, b], to } = promoted(j.machine, [x, y]);
  const shape = broadcastShape(j.machine, "gcd", [a!.value.shape, b!.value.shape]);
  const right = toNumbers(broadcastTo(b!.value, shape));
  const result = computed(j.machine, to.dtype === "bool" ? "int32" : to.dtype, shape, toNumbers(broadcastTo(a!.value, shape)).map((value, i) => work(value, right[i]!)));
  return to.weak ? cast(j.machine, result, result.dtype, true) : result;
};
const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

function sinc(j: Jnp, given: JaxArray): JaxArray {
  const x = j.strong(j.inexact(given));
  const zero = j.compare("eq", x, 0);
  const angle = j.mul(j.constant(Math.PI, x.dtype), x);
  const safe = j.where(zero, j.constant(1, x.dtype), angle);
  return j.where(zero, j.add(j.mul(angle, 0), 1), j.div(j.call("sin", safe), safe));
}

/** √(x² + y²) without overflow: the larger one times √(1 + ratio²). */
function hypot(j: Jnp, a: JaxArray, b: JaxArray): JaxArray {
  const [x, y] = j.together(a, b).map((one) => j.abs(j.strong(one)));
  const [large, small] = [j.maximum(x!, y!), j.minimum(x!, y!)];
  const zero = j.compare("eq", large, 0);
  const ratio = j.div(small, j.where(zero, j.constant(1, large.dtype), large));
  const finite = j.where(zero, large, j.mul(large, j.call("sqrt", j.add(1, j.mul(ratio, ratio)))));
  return j.where(j.compare("eq", large, j.float(Infinity)), j.float(Infinity), finite);
}

const negativeSign = (j: Jnp, x: JaxArray): JaxArray => computed(j.machine, "bool", x.shape, toNumbers(x.node.value).map((value) => (value < 0 || Object.is(value, -0) ? 1 : 0)));

const rint = (j: Jnp, x: JaxArray): JaxArray => (isFloating(x.dtype) ? j.keep("round", x) : j.inexact(x));

export const ELEMENTWISE: readonly PyBuiltin[] = [
  ...Object.entries(FLOAT).map(([name, card]) => unary(name, (j, x) => (card === "exp" || card === "log" ? floating(j.machine, card, [x], { alone: !compiled(j.machine) }) : j.call(card, x)))),
  unary("cbrt", (j, x) => j.call("jax_cbrt", x)),
  unary("log2", (j, x) => { const y = j.strong(j.inexact(x)); return j.div(j.call("log", y), j.constant(Math.fround(Math.LN2), y.dtype)); }),
  unary("log10", (j, x) => { const y = j.strong(j.inexact(x)); return j.mul(j.call("log", y), j.constant(Math.LOG10E, y.dtype)); }),
  ...["deg2rad", "radians"].map((name) => unary(name, (j, x) => { const y = j.strong(j.inexact(x)); return j.mul(y, j.constant(Math.PI / 180, y.dtype)); })),
  ...["rad2deg", "degrees"].map((name) => unary(name, (j, x) => { const y = j.strong(j.inexact(x)); return j.mul(y, j.constant(180 / Math.PI, y.dtype)); })),
  unary("sinc", sinc),
  unary("abs", (j, x) => j.abs(x)), unary("absolute", (j, x) => j.abs(x)), unary("sign", (j, x) => j.keep("sign", x)), unary("negative", (j, x) => j.neg(x)), unary("positive", (_, x) => x),
  unary("square", (j, x) => j.mul(x.dtype === "bool" ? j.cast(x, "int32") : x, x)),
  unary("reciprocal", (j, x) => j.call("reciprocal", x)),
  ...["floor", "ceil", "trunc"].map((name) => unary(name, rounding(name))), unary("fix", rounding("trunc")), unary("rint", rint),
  define("round(a, decimals=0, out=None)", ({ j, array, int }) => rounded(j, array("a"), int("decimals"))),
  define("around(a, decimals=0, out=None)", ({ j, array, int }) => rounded(j, array("a"), int("decimals"))),
  ...["conj", "conjugate", "real"].map((name) => unary(name, (_, x) => x)),
  unary("imag", (j, x) => j.mul(x, 0)),
  unary("angle", (j, x) => j.where(j.compare("lt", x, 0), j.float(Math.PI), j.mul(j.inexact(x), 0))),
  unary("isnan", (j, x) => elementwise(j.machine, "isnan", [x])), unary("isfinite", (j, x) => elementwise(j.machine, "isfinite", [x])), unary("isinf", (j, x) => j.strong(elementwise(j.machine, "isinf", [x]))),
  unary("isposinf", isInfinite(1)), unary("isneginf", isInfinite(-1)), unary("signbit", negativeSign), unary("isreal", (j, x) => j.strong(j.cast(j.compare("eq", j.mul(x, 0), j.mul(x, 0)), "bool"))),
  unary("iscomplex", (j, x) => computed(j.machine, "bool", x.shape, toNumbers(x.node.value).map(() => 0))),
  unary("logical_not", (j, x) => j.strong(j.not(j.cast(x, "bool")))), unary("invert", (j, x) => arithmetic.invert(j.machine, x)), unary("bitwise_not", (j, x) => arithmetic.invert(j.machine, x)), unary("bitwise_invert", (j, x) => arithmetic.invert(j.machine, x)),
  unary("bitwise_count", (j, x) => computed(j.machine, "uint8", x.shape, toNumbers(x.node.value).map((value) => Math.abs(value).toString(2).replaceAll("0", "").length))),
  binary("add", (j, x, y) => j.add(x, y)), binary("subtract", (j, x, y) => j.sub(x, y)), binary("multiply", (j, x, y) => j.mul(x, y)),
  ...["divide", "true_divide"].map((name) => binary(name, (j, x, y) => j.div(x, y))),
  ...["power", "pow"].map((name) => binary(name, (j, x, y) => j.pow(x, y))),
  binary("float_power", (j, x, y) => { const [a, b] = j.together(x, y); return j.pow(a!, b!); }),
  binary("floor_divide", (j, x, y) => arithmetic.floorDivide(j.machine, x, y)),
  ...["remainder", "mod"].map((name) => binary(name, (j, x, y) => arithmetic.remainder(j.machine, x, y))),
  binary("fmod", (j, x, y) => elementwise(j.machine, "fmod", [x, y])),
  define("divmod(x1, x2, /)", ({ j, array }) => new PyTuple([arithmetic.floorDivide(j.machine, array("x1"), array("x2", 1)), arithmetic.remainder(j.machine, array("x1"), array("x2", 1))])),
  define("modf(x, /)", ({ j, array }) => { const x = j.inexact(array("x")); const whole = j.keep("trunc", x); return new PyTuple([j.sub(x, whole), whole]); }),
  binary("maximum", (j, x, y) => j.maximum(x, y)), binary("minimum", (j, x, y) => j.minimum(x, y)),
  binary("fmax", (j, x, y) => j.where(j.or(j.compare("gt", x, y), elementwise(j.machine, "isnan", [y])), x, y)),
  binary("fmin", (j, x, y) => j.where(j.or(j.compare("lt", x, y), elementwise(j.machine, "isnan", [y])), x, y)),
  ...["arctan2", "atan2"].map((name) => binary(name, (j, x, y) => floating(j.machine, "jax_atan2", [x, y]))),
  binary("hypot", (j, x, y) => { const result = hypot(j, x, y); return x.weakType && y.weakType && !x.shape.length && !y.shape.length ? cast(j.machine, result, result.dtype, true) : result; }),
  binary("logaddexp", (j, x, y) => floating(j.machine, "logaddexp", [x, y])), binary("logaddexp2", (j, x, y) => j.strong(floating(j.machine, "logaddexp2", [x, y]))),
  binary("heaviside", (j, x, y) => { const [a, b] = j.together(x, y); return j.strong(j.where(j.compare("lt", a!, 0), j.float(0), j.where(j.compare("gt", a!, 0), j.float(1), b!))); }, "x1, x2"),
  binary("copysign", (j, x, y) => { const [a, b] = j.together(x, y); const size = j.abs(a!); return j.where(negativeSign(j, j.of(b!)), j.neg(size), size); }),
  binary("nextafter", (j, x, y) => floating(j.machine, "nextafter", [x, y])),
  binary("ldexp", (j, x, y) => j.strong(j.mul(j.inexact(x), j.pow(j.float(2), y))), "x1, x2"),
  ...Object.entries({ equal: "eq", not_equal: "ne", less: "lt", less_equal: "le", greater: "gt", greater_equal: "ge" } as const).map(([name, card]) => binary(name, compared(card))),
  ...["and", "or", "xor"].map((name) => binary(`logical_${name}`, logical(`logical_${name}`))),
  ...(["and", "or", "xor"] as const).map((name) => binary(`bitwise_${name}`, bits(name))),
  ...["left_shift", "bitwise_left_shift"].map((name) => binary(name, bits("lshift"))), ...["right_shift", "bitwise_right_shift"].map((name) => binary(name, bits("rshift"))),
  define("frexp(x, /)", ({ j, array }) => {
    const x = j.strong(j.inexact(array("x")));
    const exponents = toNumbers(x.node.value).map((value) => (value === 0 || !Number.isFinite(value) ? 0 : Math.floor(Math.log2(Math.abs(value))) + 1));
    const e = computed(j.machine, "int32", x.shape, exponents);
    return new PyTuple([j.div(x, computed(j.machine, x.dtype, x.shape, exponents.map((power) => 2 ** power))), e]);
  }),
  binary("gcd", wholes(gcd), "x1, x2"), binary("lcm", wholes((a, b) => (a && b ? Math.abs(a * b) / gcd(a, b) : 0)), "x1, x2"),
  define("nan_to_num(x, copy=True, nan=0, posinf=None, neginf=None)", ({ j, array, a }) => nanToNum(j, array("x"), [a.nan!, a.posinf!, a.neginf!].map((value) => (value === null ? null : arrayFrom(j.machine, value))))),
];

function rounded(j: Jnp, x: JaxArray, decimals: number): JaxArray {
  if (!isFloating(x.dtype)) return decimals >= 0 ? x : cast(j.machine, j.mul(j.keep("round", j.div(x, 10 ** -decimals)), 10 ** -decimals), x.dtype);
  if (decimals === 0) return j.keep("round", x);
  const factor = j.constant(10 ** decimals, x.dtype);
  const result = j.div(j.keep("round", j.mul(x, factor)), factor);
  return x.weakType ? cast(j.machine, result, x.dtype, true) : result;
}

const LARGEST: Readonly<Record<string, number>> = { float64: Number.MAX_VALUE, float32: 3.4028234663852886e38, float16: 65504, bfloat16: 3.3895313892515355e38 };

function nanToNum(j: Jnp, x: JaxArray, [nan, positive, negative]: (JaxArray | null)[]): JaxArray {
  if (!isFloating(x.dtype)) return x;
  const most = LARGEST[x.dtype]!;
  const clean = j.where(elementwise(j.machine, "isnan", [x]), j.cast(nan ?? 0, x.dtype), x);
  const below = j.where(j.compare("eq", clean, j.float(Infinity)), j.cast(positive ?? j.float(most), x.dtype), clean);
  return j.where(j.compare("eq", below, j.float(-Infinity)), j.cast(negative ?? j.float(-most), x.dtype), below);
}
