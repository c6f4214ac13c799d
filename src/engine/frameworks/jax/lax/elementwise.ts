/** Elementwise functions of `jax.lax`: strict where jax.numpy promotes. */
import { type PyBuiltin, PyFloat, type Value } from "../../../python/object.js";
import { type NDArray, toNumbers } from "../../../tensor/array.js";
import { type Dtype, isFloating, isInteger } from "../../../tensor/dtype.js";
import { isNumber } from "../../arguments.js";
import { shapeText } from "../../numpy/printing.js";
import * as arithmetic from "../arithmetic.js";
import { castTo, JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import type { Jnp } from "../jnp.js";
import { type Call, define } from "../numpy/arguments.js";
import { computed, fresh, run } from "../run.js";

const FLOATING = "floating, complexfloating";

function floats(j: Jnp, name: string, x: JaxArray): JaxArray {
  if (isFloating(x.dtype)) return x;
  throw j.machine.raise("TypeError", `${name} does not accept dtype ${x.dtype}. Accepted dtypes are subtypes of ${FLOATING}.`);
}

/** Name in lax → card; all want floats. */
const FLOATS: Readonly<Record<string, string>> = {
  exp: "exp", exp2: "exp2", expm1: "expm1", log: "log", log1p: "log1p", sin: "sin", cos: "cos", tan: "tan", asin: "asin", acos: "acos", atan: "atan", sinh: "sinh", cosh: "cosh", tanh: "tanh",
  asinh: "asinh", acosh: "acosh", atanh: "atanh", sqrt: "sqrt", rsqrt: "rsqrt", logistic: "sigmoid", erf: "erf", erfc: "erfc", erf_inv: "erfinv", lgamma: "lgamma", digamma: "digamma", floor: "floor", ceil: "ceil",
  bessel_i0e: "i0e", bessel_i1e: "i1e",
};

type Binary = (j: Jnp, x: JaxArray, y: JaxArray) => JaxArray;

/** Two operands in one dtype: a Python number takes the other's, if it is of its kind. */
function together(j: Jnp, name: string, given: readonly Value[]): [JaxArray, JaxArray] {
  const { machine } = j;
  const [a, b] = given.map((value, i) => need(machine, value, name, i)) as [JaxArray, JaxArray]; // two are given
  const plain = (value: Value): boolean => isNumber(value);
  const fits = (value: Value, own: JaxArray, other: JaxArray): boolean => plain(value) && (isFloating(other.dtype) ? value instanceof PyFloat : isInteger(other.dtype) && isInteger(own.dtype));
  const [x, y] = a.dtype === b.dtype ? [a, b] : fits(given[0]!, a, b) ? [new JaxArray(castTo(machine, a.node, b.dtype), true), b] : fits(given[1]!, b, a) ? [a, new JaxArray(castTo(machine, b.node, a.dtype), true)] : [a, b];
  if (x.dtype !== y.dtype) throw machine.raise("TypeError", `lax.${name} requires arguments to have the same dtypes, got ${x.dtype}, ${y.dtype}. (Tip: jnp.${JNP[name] ?? name} is a similar function that does automatic type promotion on inputs).`);
  if (x.shape.length && y.shape.length && x.shape.length !== y.shape.length) throw machine.raise("TypeError", `${name}: arrays must have the same number of dimensions, got {${[x.shape.length, y.shape.length].sort((p, q) => p - q).join(", ")}}`);
  return [x, y];
}
const JNP: Readonly<Record<string, string>> = { sub: "subtract", mul: "multiply", div: "divide", max: "maximum", min: "minimum", rem: "remainder", pow: "power", eq: "equal", ne: "not_equal", lt: "less", le: "less_equal", gt: "greater", ge: "greater_equal", atan2: "arctan2" };

/** The remainder with the sign of the dividend; integers divide towards zero. */
const BINARY: Readonly<Record<string, Binary>> = {
  add: (j, x, y) => j.add(x, y), sub: (j, x, y) => j.sub(x, y), mul: (j, x, y) => j.mul(x, y),
  div: (j, x, y) => (isFloating(x.dtype) ? j.div(x, y) : quotient(j, x, y)),
  rem: (j, x, y) => (isFloating(x.dtype) ? new JaxArray(run(j.machine, "fmod", [x.node, y.node]), x.weakType && y.weakType) : j.sub(x, j.mul(quotient(j, x, y), y))),
  pow: (j, x, y) => arithmetic.power(j.machine, x, y),
  max: (j, x, y) => j.maximum(x, y), min: (j, x, y) => j.minimum(x, y),
  atan2: (j, x, y) => new JaxArray(run(j.machine, "atan2", [x.node, y.node]), x.weakType && y.weakType),
  nextafter: (j, x, y) => new JaxArray(run(j.machine, "nextafter", [x.node, y.node]), x.weakType && y.weakType),
  eq: (j, x, y) => j.compare("eq", x, y), ne: (j, x, y) => j.compare("ne", x, y), lt: (j, x, y) => j.compare("lt", x, y), le: (j, x, y) => j.compare("le", x, y), gt: (j, x, y) => j.compare("gt", x, y), ge: (j, x, y) => j.compare("ge", x, y),
  bitwise_and: (j, x, y) => arithmetic.bitwise("and")(j.machine, x, y), bitwise_or: (j, x, y) => arithmetic.bitwise("or")(j.machine, x, y), bitwise_xor: (j, x, y) => arithmetic.bitwise("xor")(j.machine, x, y),
  shift_left: (j, x, y) => arithmetic.bitwise("lshift")(j.machine, x, y), shift_right_arithmetic: (j, x, y) => arithmetic.bitwise("rshift")(j.machine, x, y),
};

function quotient(j: Jnp, x: JaxArray, y: JaxArray): JaxArray {
  const [a, b] = [j.cast(x, "float64"), j.cast(y, "float64")];
  const shape = x.shape.length ? x.shape : y.shape;
  const at = (array: NDArray): ((i: number) => number) => { const all = toNumbers(array); return (i) => (all.length === 1 ? all[0]! : all[i]!); };
  const [top, bottom] = [at(a.node.value), at(b.node.value)];
  return computed(j.machine, x.dtype, shape, Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => Math.trunc(top(i) / bottom(i)) + 0));
}

const bits = (name: string, of: (value: number) => number): PyBuiltin => define(`${name}(x)`, ({ machine, array }) => {
  const x = array("x");
  return computed(machine, x.dtype, x.shape, toNumbers(x.node.value).map((value) => of(value >>> 0)));
});
const ones = (value: number): number => value.toString(2).replaceAll("0", "").length;

/** The same bits read as another dtype of the same width. */
function bitcast({ machine, a, array }: Call): Value {
  const x = array("operand");
  const dtype = dtypeOf(machine, a.new_dtype, "bitcast_convert_type") ?? x.dtype;
  const widths: Partial<Record<Dtype, 1 | 2 | 4>> = { int8: 1, uint8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, float32: 4 };
  const kinds = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array, float32: Float32Array } as const;
  if (!widths[dtype] || widths[dtype] !== widths[x.dtype]) throw machine.raise("TypeError", `lax.bitcast_convert_type is not supported between ${x.dtype} and ${dtype}`);
  const from = kinds[x.dtype as keyof typeof kinds].from(toNumbers(x.node.value));
  return fresh(machine, { dtype, shape: x.shape, strides: x.shape.map((_, i) => x.shape.slice(i + 1).reduce((product, length) => product * length, 1)), offset: 0, buffer: new kinds[dtype as keyof typeof kinds](from.buffer) });
}

function select({ j, machine, array }: Call): Value {
  const [test, a, b] = [array("pred"), array("on_true", 1), array("on_false", 2)];
  if (a.shape.join() !== b.shape.join()) throw machine.raise("TypeError", `select cases must have the same shapes, got [${shapeText(b.shape)}, ${shapeText(a.shape)}].`);
  if (test.shape.length && test.shape.join() !== a.shape.join()) throw machine.raise("TypeError", `select \`which\` must be scalar or have the same shape as cases, got \`which\` shape ${shapeText(test.shape)} but case shape ${shapeText(a.shape)}.`);
  if (a.dtype !== b.dtype) throw machine.raise("TypeError", `select cases must have the same dtypes, got [dtype('${b.dtype}'), dtype('${a.dtype}')].`);
  return j.where(test, a, b);
}

export const ELEMENTWISE: readonly PyBuiltin[] = [
  ...Object.entries(FLOATS).map(([name, card]) => define(`${name}(x, accuracy=None)`, ({ j, array }) => j.call(card, floats(j, name, array("x"))))),
  ...Object.entries(BINARY).map(([name, work]) => define(`${name}(x, y)`, ({ j, a }) => work(j, ...together(j, name, [a.x!, a.y!])))),
  define("neg(x)", ({ j, array }) => j.neg(array("x"))), define("abs(x)", ({ j, array }) => j.abs(array("x"))), define("sign(x)", ({ j, array }) => j.keep("sign", array("x"))),
  define("square(x)", ({ j, array }) => j.keep("square", array("x"))), define("reciprocal(x)", ({ j, array }) => j.call("reciprocal", floats(j, "div", array("x")))),
  define("cbrt(x, accuracy=None)", ({ j, array }) => { const x = floats(j, "cbrt", array("x")); return j.mul(j.keep("sign", x), j.pow(j.abs(x), j.float(1 / 3))); }),
  define("is_finite(x)", ({ j, array }) => j.keep("isfinite", array("x"))), define("real(x)", ({ machine, array }) => { throw machine.raise("TypeError", `real does not accept dtype ${array("x").dtype}. Accepted dtypes are subtypes of complexfloating.`); }),
  define("round(x, rounding_method=None)", ({ j, array }) => j.keep("round", floats(j, "round", array("x")))),
  define("integer_pow(x, y)", ({ machine, array, a }) => arithmetic.power(machine, array("x"), need(machine, a.y, "integer_pow", 1))),
  define("bitwise_not(x)", ({ machine, array }) => arithmetic.invert(machine, array("x"))),
  define("shift_right_logical(x, y)", ({ machine, j, a }) => {
    const [x, y] = together(j, "shift_right_logical", [a.x!, a.y!]);
    const by = toNumbers(y.node.value);
    return computed(machine, x.dtype, x.shape, toNumbers(x.node.value).map((value, i) => (x.dtype.startsWith("u") ? value >>> 0 : value | 0) >>> by[by.length === 1 ? 0 : i]!));
  }),
  bits("population_count", ones), bits("clz", Math.clz32),
  define("clamp(min, x, max)", ({ j, machine, a, array }) => {
    const x = array("x", 1);
    const bound = (value: Value | undefined, i: number): JaxArray => { const own = need(machine, value, "clamp", i); return own.weakType ? new JaxArray(castTo(machine, own.node, x.dtype)) : own; };
    return j.minimum(j.maximum(x, bound(a.min, 0)), bound(a.max, 2));
  }),
  define("select(pred, on_true, on_false)", select),
  define("select_n(which, *cases)", ({ j, machine, array, rest }) => {
    const which = array("which");
    const cases = rest.map((one, i) => need(machine, one, "select_n", i + 1));
    return cases.slice(1).reduce((chosen, one, i) => j.where(which.dtype === "bool" ? which : j.compare("eq", which, i + 1), one, chosen), cases[0]!);
  }),
  define("convert_element_type(operand, new_dtype)", ({ machine, a, array, j }) => j.cast(array("operand"), dtypeOf(machine, a.new_dtype, "convert_element_type") ?? "float32")),
  define("bitcast_convert_type(operand, new_dtype)", bitcast),
];
