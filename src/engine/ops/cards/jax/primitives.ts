/**
 * JAX's elementary functions: in single precision the very digits of XLA, and rules in the steps in which JAX takes them, each
 * of which is rounded. In other precisions the value is the function's, rounded once.
 */
import { allocate, rounderOf } from "../../../tensor/dtype.js";
import { contiguous, fromNumbers, type NDArray, wrap } from "../../../tensor/array.js";
import * as xla from "../../../tensor/kernels/xla-single.js";
import type { Node } from "../../../trace/node.js";
import { type FunctionName, FUNCTIONS } from "../../algebra/functions.js";
import { type Card, defineStructural, type Formula } from "../../define.js";
import type { Operations } from "../../operations.js";

interface Primitive {
  /** The function in the algebra's table that it is a version of, or one of its own. */
  readonly name: FunctionName | "cbrt";
  readonly sentence: string;
  readonly at: readonly number[];
  readonly single: (x: number) => number;
  /** Default: the table's. */
  readonly double?: (x: number) => number;
  /** g times the derivative. */
  readonly times: (ops: Operations, g: Node, x: Node, y: Node) => Node;
  /** The same transposed, where its steps are others. */
  readonly back?: Primitive["times"];
  readonly value: Formula;
  readonly derivative: Formula;
}

const constant = (ops: Operations, like: Node, value: number): Node => ops.constant(fromNumbers(like.value.dtype, [], [value]));

const PRIMITIVES: readonly Primitive[] = [
  {
    name: "exp", sentence: "The exponential function.", at: [-1, 0.5, 2], single: xla.expSingle,
    times: (ops, g, _x, y) => ops.mul(g, y),
    value: { text: "exp({x})", latex: "e^{{x}}" }, derivative: { text: "{gy} · {y}", latex: "{gy} \\, {y}" },
  },
  {
    name: "expm1", sentence: "The exponential minus one, exact near zero.", at: [-1, 0.001, 2], single: xla.expm1Single,
    times: (ops, g, _x, y) => ops.mul(g, ops.add(y, constant(ops, y, 1))),
    value: { text: "exp({x}) − 1", latex: "e^{{x}} - 1" }, derivative: { text: "{gy} · ({y} + 1)", latex: "{gy} \\, ({y} + 1)" },
  },
  {
    name: "log", sentence: "The natural logarithm.", at: [0.1, 1.5, 4], single: xla.logSingle,
    times: (ops, g, x) => ops.div(g, x),
    value: { text: "ln {x}", latex: "\\ln {x}" }, derivative: { text: "{gy} / {x}", latex: "\\frac{{gy}}{{x}}" },
  },
  {
    name: "log1p", sentence: "The logarithm of one plus x, exact near zero.", at: [-0.5, 0.001, 4], single: xla.log1pSingle,
    times: (ops, g, x) => ops.div(g, ops.add(x, constant(ops, x, 1))),
    value: { text: "ln(1 + {x})", latex: "\\ln(1 + {x})" }, derivative: { text: "{gy} / (1 + {x})", latex: "\\frac{{gy}}{1 + {x}}" },
  },
  {
    name: "sqrt", sentence: "The square root.", at: [0.1, 1.5, 4], single: (x) => Math.fround(Math.sqrt(x)),
    times: (ops, g, _x, y) => ops.mul(g, ops.div(constant(ops, y, 0.5), y)),
    value: { text: "√{x}", latex: "\\sqrt{{x}}" }, derivative: { text: "{gy} / (2 · {y})", latex: "\\frac{{gy}}{2 \\, {y}}" },
  },
  {
    name: "sin", sentence: "The sine.", at: [-1, 0.5, 2], single: (x) => Math.fround(Math.sin(x)),
    times: (ops, g, x) => ops.mul(g, ops.apply("jax_cos", [x])),
    value: { text: "sin {x}", latex: "\\sin {x}" }, derivative: { text: "{gy} · cos {x}", latex: "{gy} \\cos {x}" },
  },
  {
    name: "cos", sentence: "The cosine.", at: [-1, 0.5, 2], single: (x) => Math.fround(Math.cos(x)),
    times: (ops, g, x) => ops.neg(ops.mul(g, ops.apply("jax_sin", [x]))),
    value: { text: "cos {x}", latex: "\\cos {x}" }, derivative: { text: "−{gy} · sin {x}", latex: "-{gy} \\sin {x}" },
  },
  {
    name: "tanh", sentence: "The hyperbolic tangent: squashes to between −1 and 1.", at: [-1, 0.5, 2], single: xla.tanhSingle,
    times: (ops, g, _x, y) => ops.mul(ops.add(g, ops.mul(g, y)), ops.sub(constant(ops, y, 1), y)),
    back: (ops, g, _x, y) => { const part = ops.mul(g, ops.sub(constant(ops, y, 1), y)); return ops.add(part, ops.mul(part, y)); },
    value: { text: "tanh {x}", latex: "\\tanh {x}" }, derivative: { text: "{gy} · (1 + {y}) · (1 − {y})", latex: "{gy} \\, (1 + {y})(1 - {y})" },
  },
  {
    name: "sigmoid", sentence: "Squashes to between 0 and 1.", at: [-1, 0.5, 2], single: xla.logisticSingle,
    times: (ops, g, _x, y) => ops.mul(g, ops.mul(y, ops.sub(constant(ops, y, 1), y))),
    value: { text: "σ({x})", latex: "\\sigma({x})" }, derivative: { text: "{gy} · {y} · (1 − {y})", latex: "{gy} \\, {y} (1 - {y})" },
  },
  {
    name: "erf", sentence: "The error function.", at: [-1, 0.5, 2], single: xla.erfSingle,
    times: (ops, g, x) => ops.mul(constant(ops, x, 2 / Math.sqrt(Math.PI)), ops.mul(g, ops.apply("jax_exp", [ops.neg(ops.mul(x, x))]))),
    value: { text: "erf {x}", latex: "\\operatorname{erf} {x}" }, derivative: { text: "{gy} · 2/√π · exp(−{x}²)", latex: "\\frac{2}{\\sqrt{\\pi}} e^{-{x}^2} {gy}" },
  },
  {
    name: "sinh", sentence: "The hyperbolic sine.", at: [-1, 0.5, 2], single: xla.sinhSingle,
    times: (ops, g, x) => ops.mul(g, ops.apply("jax_cosh", [x])),
    value: { text: "sinh {x}", latex: "\\sinh {x}" }, derivative: { text: "{gy} · cosh {x}", latex: "{gy} \\cosh {x}" },
  },
  {
    name: "cosh", sentence: "The hyperbolic cosine.", at: [-1, 0.5, 2], single: xla.coshSingle,
    times: (ops, g, x) => ops.mul(g, ops.apply("jax_sinh", [x])),
    value: { text: "cosh {x}", latex: "\\cosh {x}" }, derivative: { text: "{gy} · sinh {x}", latex: "{gy} \\sinh {x}" },
  },
  {
    name: "asinh", sentence: "The inverse hyperbolic sine.", at: [-1, 0.5, 2], single: xla.asinhSingle,
    times: (ops, g, x) => ops.mul(g, ops.apply("rsqrt", [ops.add(ops.mul(x, x), constant(ops, x, 1))])),
    value: { text: "arsinh {x}", latex: "\\operatorname{arsinh} {x}" }, derivative: { text: "{gy} / √({x}² + 1)", latex: "\\frac{{gy}}{\\sqrt{{x}^2 + 1}}" },
  },
  {
    name: "exp2", sentence: "Two to the power of x.", at: [-1, 0.5, 2], single: xla.exp2Single,
    times: (ops, g, _x, y) => ops.mul(g, ops.mul(constant(ops, y, Math.LN2), y)),
    value: { text: "2^{x}", latex: "2^{{x}}" }, derivative: { text: "{gy} · ln 2 · {y}", latex: "{gy} \\ln 2 \\, {y}" },
  },
  {
    name: "tan", sentence: "The tangent.", at: [-1, 0.5, 1.2], single: (x) => Math.fround(Math.tan(x)),
    times: (ops, g, _x, y) => ops.mul(g, ops.add(constant(ops, y, 1), ops.mul(y, y))),
    value: { text: "tan {x}", latex: "\\tan {x}" }, derivative: { text: "{gy} · (1 + {y}²)", latex: "{gy} \\, (1 + {y}^2)" },
  },
  {
    name: "cbrt", sentence: "The cube root.", at: [-1, 0.5, 2], single: (x) => Math.fround(Math.cbrt(x)), double: Math.cbrt,
    times: (ops, g, _x, y) => ops.mul(g, ops.mul(constant(ops, y, 1 / 3), ops.apply("jax_integer_pow", [y], { n: -2 }))),
    value: { text: "∛{x}", latex: "\\sqrt[3]{{x}}" }, derivative: { text: "{gy} / (3 · {y}²)", latex: "\\frac{{gy}}{3 \\, {y}^2}" },
  },
];

/**
 * How many elements at the end of a short vector go past XLA's own polynomials: a kernel that is nothing but exp or log calls
 * the C library for a rest of 3, 5, 6 or 7 elements, which rounds correctly.
 */
function rest({ shape }: NDArray): number {
  const [length = 0] = shape;
  const left = length % 8;
  return shape.length === 1 && length < 16 && [3, 5, 6, 7].includes(left) ? left : 0;
}

/** A function of every element. */
export function each(array: NDArray, dtype: NDArray["dtype"], single: (x: number) => number, double: (x: number) => number, last = 0): NDArray {
  const source = contiguous(array).buffer;
  const out = allocate(dtype, source.length);
  const round = rounderOf(dtype);
  if (dtype === "float32") for (let i = 0; i < source.length; i++) out[i] = i < source.length - last ? single(source[i]!) : double(source[i]!);
  else for (let i = 0; i < source.length; i++) out[i] = round(double(source[i]!));
  return wrap(dtype, array.shape, out);
}

export const primitiveCards: readonly Card[] = PRIMITIVES.map(({ name, sentence, at, single, double, times, back, value, derivative }) =>
  defineStructural({
    name: `jax_${name}`,
    inputs: ["x"],
    // alone: the operation is a kernel of its own, not part of a compiled function.
    attributes: { alone: false },
    dtype: "float",
    sentence,
    spellings: [],
    samples: () => [{ inputs: [fromNumbers("float64", [at.length], at)] }],
    shape: ([shape]) => shape!,
    forward: ([x], a, dtype) => each(x!, dtype, single, double ?? FUNCTIONS[name as FunctionName].evaluate, a.alone === true ? rest(x!) : 0),
    vjp: { x: (c) => (back ?? times)(c.ops, c.g, c.in.x!, c.out) },
    jvp: (c) => times(c.ops, c.tangents.x ?? c.ops.zerosLike(c.in.x!), c.in.x!, c.out),
    formula: { value, derivatives: { x: derivative } },
  }),
);
