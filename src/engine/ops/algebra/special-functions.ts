/** Rows of the algebra's table for special functions (DLMF chapters 5, 7, 10). */
import { erfSingle } from "../../tensor/kernels/single-erf.js";
import type { Algebra } from "./algebra.js";
import * as bessel from "./bessel.js";
import type { ElementaryFunction } from "./functions.js";
import * as normal from "./normal.js";
import { polygamma } from "./polygamma.js";
import * as special from "./special.js";

const one = <V>(A: Algebra<V>): V => A.constant(1);
/** exp(−s/2)/√(2π). */
const density = <V>(A: Algebra<V>, s: V): V =>
  A.mul(A.constant(1 / Math.sqrt(2 * Math.PI)), A.call("exp", A.mul(A.constant(-0.5), s)));

export const SPECIAL_FUNCTIONS = {
  erf: {
    evaluate: special.erf,
    single: erfSingle,
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
} as const satisfies Record<string, ElementaryFunction>;
