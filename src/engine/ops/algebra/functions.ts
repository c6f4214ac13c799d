/**
 * The elementary functions of the algebra: each with its number, its derivative in the algebra (DLMF chapters 4, 5, 7),
 * and how it is written. Adding one is one row here and a card of the same name.
 */
import type { Algebra } from "./algebra.js";
import { expm1Once, expOnce } from "../../tensor/kernels/single-exponential.js";
import { log1pOnce, logOnce } from "../../tensor/kernels/single-logarithm.js";
import { expSingle } from "../../tensor/kernels/single-exp.js";
import { tanhSingle } from "../../tensor/kernels/single-tanh.js";
import * as special from "./special.js";
import { SPECIAL_FUNCTIONS } from "./special-functions.js";

export interface ElementaryFunction {
  readonly evaluate: (x: number) => number;
  /** In float32 where PyTorch takes several steps, each rounded, or where the kernels shall have the same digits. */
  readonly single?: (x: number) => number;
  /** Whether compiled loops may write `Math.<name>`. */
  readonly math?: string;
  /** d/dx given x and y = f(x); null: the derivative is 0 wherever it exists. */
  readonly derivative: (<V>(A: Algebra<V>, x: V, y: V) => V) | null;
  /** LaTeX with {x} for the argument; without it `\operatorname{name}\left(x\right)`. */
  readonly latex?: string;
  /** Unicode with {x}; without it `name(x)`. */
  readonly text?: string;
}

const one = <V>(A: Algebra<V>): V => A.constant(1);

const table = {
  exp: { evaluate: Math.exp, single: expOnce, math: "exp", derivative: (_A, _x, y) => y, latex: "e^{{x}}" },
  expm1: {
    evaluate: Math.expm1,
    single: expm1Once,
    math: "expm1",
    derivative: (A, _x, y) => A.add(y, one(A)),
    latex: "e^{{x}} - 1",
    text: "exp({x}) − 1",
  },
  exp2: {
    evaluate: (x) => 2 ** x,
    derivative: (A, _x, y) => A.mul(y, A.constant(Math.LN2)),
    latex: "2^{{x}}",
    text: "2^({x})",
  },
  log: {
    evaluate: Math.log,
    single: logOnce,
    math: "log",
    derivative: (A, x) => A.div(one(A), x),
    latex: "\\ln\\left({x}\\right)",
    text: "ln({x})",
  },
  log1p: {
    evaluate: Math.log1p,
    single: log1pOnce,
    math: "log1p",
    derivative: (A, x) => A.div(one(A), A.add(x, one(A))),
    latex: "\\ln\\left(1 + {x}\\right)",
    text: "ln(1 + {x})",
  },
  log2: {
    evaluate: Math.log2,
    math: "log2",
    derivative: (A, x) => A.div(one(A), A.mul(x, A.constant(Math.LN2))),
    latex: "\\log_2\\left({x}\\right)",
    text: "log₂({x})",
  },
  log10: {
    evaluate: Math.log10,
    math: "log10",
    derivative: (A, x) => A.div(one(A), A.mul(x, A.constant(Math.LN10))),
    latex: "\\log_{10}\\left({x}\\right)",
    text: "log₁₀({x})",
  },
  sqrt: {
    evaluate: Math.sqrt,
    math: "sqrt",
    derivative: (A, _x, y) => A.div(one(A), A.mul(A.constant(2), y)),
    latex: "\\sqrt{{x}}",
    text: "√({x})",
  },
  rsqrt: {
    evaluate: (x) => 1 / Math.sqrt(x),
    single: (x) => 1 / Math.fround(Math.sqrt(x)),
    derivative: (A, _x, y) => A.mul(A.constant(-0.5), A.mul(y, A.mul(y, y))),
    latex: "\\frac{1}{\\sqrt{{x}}}",
    text: "1/√({x})",
  },
  sin: {
    evaluate: Math.sin,
    math: "sin",
    derivative: (A, x) => A.call("cos", x),
    latex: "\\sin\\left({x}\\right)",
  },
  cos: {
    evaluate: Math.cos,
    math: "cos",
    derivative: (A, x) => A.neg(A.call("sin", x)),
    latex: "\\cos\\left({x}\\right)",
  },
  tan: {
    evaluate: Math.tan,
    math: "tan",
    derivative: (A, _x, y) => A.add(one(A), A.mul(y, y)),
    latex: "\\tan\\left({x}\\right)",
  },
  asin: {
    evaluate: Math.asin,
    math: "asin",
    derivative: (A, x) => A.div(one(A), A.call("sqrt", A.sub(one(A), A.mul(x, x)))),
    latex: "\\arcsin\\left({x}\\right)",
    text: "arcsin({x})",
  },
  acos: {
    evaluate: Math.acos,
    math: "acos",
    derivative: (A, x) => A.neg(A.div(one(A), A.call("sqrt", A.sub(one(A), A.mul(x, x))))),
    latex: "\\arccos\\left({x}\\right)",
    text: "arccos({x})",
  },
  atan: {
    evaluate: Math.atan,
    math: "atan",
    derivative: (A, x) => A.div(one(A), A.add(one(A), A.mul(x, x))),
    latex: "\\arctan\\left({x}\\right)",
    text: "arctan({x})",
  },
  sinh: {
    evaluate: Math.sinh,
    math: "sinh",
    derivative: (A, x) => A.call("cosh", x),
    latex: "\\sinh\\left({x}\\right)",
  },
  cosh: {
    evaluate: Math.cosh,
    math: "cosh",
    derivative: (A, x) => A.call("sinh", x),
    latex: "\\cosh\\left({x}\\right)",
  },
  tanh: {
    evaluate: Math.tanh,
    single: tanhSingle,
    math: "tanh",
    derivative: (A, _x, y) => A.sub(one(A), A.mul(y, y)),
    latex: "\\tanh\\left({x}\\right)",
  },
  asinh: {
    evaluate: Math.asinh,
    math: "asinh",
    derivative: (A, x) => A.div(one(A), A.call("sqrt", A.add(A.mul(x, x), one(A)))),
    text: "arsinh({x})",
  },
  acosh: {
    evaluate: Math.acosh,
    math: "acosh",
    derivative: (A, x) => A.div(one(A), A.call("sqrt", A.sub(A.mul(x, x), one(A)))),
    text: "arcosh({x})",
  },
  atanh: {
    evaluate: Math.atanh,
    math: "atanh",
    derivative: (A, x) => A.div(one(A), A.sub(one(A), A.mul(x, x))),
    text: "artanh({x})",
  },
  sigmoid: {
    evaluate: special.sigmoid,
    single: (x) => Math.fround(1 / Math.fround(1 + expSingle(-x))),
    derivative: (A, _x, y) => A.mul(y, A.sub(one(A), y)),
    latex: "\\sigma\\left({x}\\right)",
    text: "σ({x})",
  },
  abs: {
    evaluate: Math.abs,
    math: "abs",
    derivative: (A, x) => A.call("sign", x),
    latex: "\\left|{x}\\right|",
    text: "|{x}|",
  },
  // Of NaN it is 0, as in PyTorch.
  sign: {
    evaluate: (x) => (x > 0 ? 1 : x < 0 ? -1 : 0),
    derivative: null,
    latex: "\\operatorname{sign}\\left({x}\\right)",
  },
  floor: {
    evaluate: Math.floor,
    math: "floor",
    derivative: null,
    latex: "\\left\\lfloor {x} \\right\\rfloor",
    text: "⌊{x}⌋",
  },
  ceil: {
    evaluate: Math.ceil,
    math: "ceil",
    derivative: null,
    latex: "\\left\\lceil {x} \\right\\rceil",
    text: "⌈{x}⌉",
  },
  trunc: { evaluate: Math.trunc, math: "trunc", derivative: null },
  round: { evaluate: special.roundHalfEven, derivative: null },
  ...SPECIAL_FUNCTIONS,
} as const satisfies Record<string, ElementaryFunction>;

export type FunctionName =
  | "exp"
  | "expm1"
  | "exp2"
  | "log"
  | "log1p"
  | "log2"
  | "log10"
  | "sqrt"
  | "rsqrt"
  | "sin"
  | "cos"
  | "tan"
  | "asin"
  | "acos"
  | "atan"
  | "sinh"
  | "cosh"
  | "tanh"
  | "asinh"
  | "acosh"
  | "atanh"
  | "sigmoid"
  | "abs"
  | "sign"
  | "floor"
  | "ceil"
  | "trunc"
  | "round"
  | "erf"
  | "erfc"
  | "erfinv"
  | "erfcx"
  | "ndtr"
  | "log_ndtr"
  | "ndtri"
  | "i0"
  | "i1"
  | "i0e"
  | "i1e"
  | "lgamma"
  | "digamma"
  | "trigamma"
  | "polygamma2"
  | "polygamma3"
  | "polygamma4"
  | "polygamma5"
  | "polygamma6";

export const FUNCTIONS: Readonly<Record<FunctionName, ElementaryFunction>> = table;
