/**
 * The elementary functions of the algebra: each with its number, its derivative in the algebra (DLMF chapters 4, 5, 7),
 * and how it is written. Adding one is one row here and a card of the same name.
 */
import type { Algebra } from "./algebra.js";
import * as bessel from "./bessel.js";
import * as normal from "./normal.js";
import { polygamma } from "./polygamma.js";
import { expSingle } from "../../tensor/kernels/single-exp.js";
import * as special from "./special.js";

export interface ElementaryFunction {
  readonly evaluate: (x: number) => number;
  /** In float32 where PyTorch takes several steps, each rounded. */
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
/** exp(−s/2)/√(2π). */
const density = <V>(A: Algebra<V>, s: V): V =>
  A.mul(A.constant(1 / Math.sqrt(2 * Math.PI)), A.call("exp", A.mul(A.constant(-0.5), s)));

const table = {
  exp: { evaluate: Math.exp, math: "exp", derivative: (_A, _x, y) => y, latex: "e^{{x}}" },
  expm1: {
    evaluate: Math.expm1,
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
    math: "log",
    derivative: (A, x) => A.div(one(A), x),
    latex: "\\ln\\left({x}\\right)",
    text: "ln({x})",
  },
  log1p: {
    evaluate: Math.log1p,
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
  erf: {
    evaluate: special.erf,
    derivative: (A, x) => A.mul(A.constant(2 / Math.sqrt(Math.PI)), A.call("exp", A.neg(A.mul(x, x)))),
  },
  erfc: {
    evaluate: special.erfc,
    derivative: (A, x) => A.mul(A.constant(-2 / Math.sqrt(Math.PI)), A.call("exp", A.neg(A.mul(x, x)))),
  },
  // DLMF 7.17(i): d/dx erf⁻¹(x) = (√π/2) exp(y²).
  erfinv: {
    evaluate: normal.erfinv,
    derivative: (A, _x, y) => A.mul(A.constant(Math.sqrt(Math.PI) / 2), A.call("exp", A.mul(y, y))),
    latex: "\\operatorname{erf}^{-1}\\left({x}\\right)",
    text: "erf⁻¹({x})",
  },
  erfcx: {
    evaluate: special.erfcx,
    derivative: (A, x, y) => A.sub(A.mul(A.constant(2), A.mul(x, y)), A.constant(2 / Math.sqrt(Math.PI))),
  },
  // Φ, its logarithm and its inverse: Φ′(x) = φ(x) = exp(−x²/2)/√(2π).
  ndtr: {
    evaluate: normal.ndtr,
    derivative: (A, x) => density(A, A.mul(x, x)),
    latex: "\\Phi\\left({x}\\right)",
    text: "Φ({x})",
  },
  log_ndtr: {
    evaluate: normal.logNdtr,
    derivative: (A, x) =>
      A.div(A.constant(Math.sqrt(2 / Math.PI)), A.call("erfcx", A.mul(x, A.constant(-Math.SQRT1_2)))),
    latex: "\\ln\\Phi\\left({x}\\right)",
    text: "ln Φ({x})",
  },
  ndtri: {
    evaluate: normal.ndtri,
    derivative: (A, _x, y) =>
      A.mul(A.constant(Math.sqrt(2 * Math.PI)), A.call("exp", A.mul(A.constant(0.5), A.mul(y, y)))),
    latex: "\\Phi^{-1}\\left({x}\\right)",
    text: "Φ⁻¹({x})",
  },
  // Modified Bessel functions, DLMF 10.29: I₀′ = I₁, I₁′ = I₀ − I₁/x; the scaled ones are e^−|x| times them.
  i0: {
    evaluate: bessel.i0,
    derivative: (A, x) => A.call("i1", x),
    latex: "I_0\\left({x}\\right)",
    text: "I₀({x})",
  },
  i1: {
    evaluate: bessel.i1,
    derivative: (A, x, y) =>
      A.where(A.less(A.constant(0), A.call("abs", x)), A.sub(A.call("i0", x), A.div(y, x)), A.constant(0.5)),
    latex: "I_1\\left({x}\\right)",
    text: "I₁({x})",
  },
  i0e: {
    evaluate: bessel.i0e,
    derivative: (A, x, y) => A.sub(A.call("i1e", x), A.mul(A.call("sign", x), y)),
  },
  i1e: {
    evaluate: bessel.i1e,
    derivative: (A, x, y) =>
      A.where(
        A.less(A.constant(0), A.call("abs", x)),
        A.sub(A.call("i0e", x), A.mul(y, A.add(A.call("sign", x), A.div(one(A), x)))),
        A.constant(0.5),
      ),
  },
  lgamma: {
    evaluate: special.lgamma,
    derivative: (A, x) => A.call("digamma", x),
    latex: "\\ln\\Gamma\\left({x}\\right)",
    text: "ln Γ({x})",
  },
  digamma: {
    evaluate: special.digamma,
    derivative: (A, x) => A.call("trigamma", x),
    latex: "\\psi\\left({x}\\right)",
    text: "ψ({x})",
  },
  trigamma: {
    evaluate: special.trigamma,
    derivative: (A, x) => A.call("polygamma2", x),
    latex: "\\psi_1\\left({x}\\right)",
    text: "ψ₁({x})",
  },
  polygamma2: {
    evaluate: (x) => polygamma(2, x),
    derivative: (A, x) => A.call("polygamma3", x),
    latex: "\\psi_2\\left({x}\\right)",
    text: "ψ₂({x})",
  },
  polygamma3: {
    evaluate: (x) => polygamma(3, x),
    derivative: (A, x) => A.call("polygamma4", x),
    latex: "\\psi_3\\left({x}\\right)",
    text: "ψ₃({x})",
  },
  polygamma4: {
    evaluate: (x) => polygamma(4, x),
    derivative: (A, x) => A.call("polygamma5", x),
    latex: "\\psi_4\\left({x}\\right)",
    text: "ψ₄({x})",
  },
  polygamma5: {
    evaluate: (x) => polygamma(5, x),
    derivative: (A, x) => A.call("polygamma6", x),
    latex: "\\psi_5\\left({x}\\right)",
    text: "ψ₅({x})",
  },
  // The table ends here.
  polygamma6: {
    evaluate: (x) => polygamma(6, x),
    derivative: null,
    latex: "\\psi_6\\left({x}\\right)",
    text: "ψ₆({x})",
  },
} as const satisfies Record<string, Row>;

type Row = Omit<ElementaryFunction, "derivative"> & {
  readonly derivative: (<V>(A: Algebra<V>, x: V, y: V) => V) | null;
};

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
