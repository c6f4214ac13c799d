import type { Card } from "../../define.js";
import { addbmm, addmm, addmv, addr, baddbmm } from "./addmm.js";
import { inner, numpyDot, tensordot } from "./contractions.js";
import { cholesky, solveTriangular } from "./decompositions.js";
import { einsum } from "./einsum.js";
import { det, detSign, inv, logabsdet, logdet, solve } from "./inverse.js";
import { fourier } from "./fourier.js";
import { eigValues, eigVectors } from "./general-eigen.js";
import { geqrfMatrix, geqrfTaus, householderProduct, ormqr } from "./householder.js";
import { linear } from "./linear.js";
import { luFactors, luPivots } from "./lu.js";
import { matmul } from "./matmul.js";
import { matrixExp } from "./matrix-exponential.js";
import { bilinear, cross, kron, outer, trace } from "./outer-products.js";
import { matrixRank, pinv } from "./pseudo-inverse.js";
import { qrQ, qrR } from "./qr.js";
import { bmm, dot, mm, mv } from "./ranked-products.js";
import { svdS, svdU, svdVh } from "./singular-values.js";
import { eighValues, eighVectors } from "./symmetric-eigen.js";

export const linearCards: readonly Card[] = [
  matmul, mm, bmm, mv, dot, linear,
  numpyDot, inner, tensordot, einsum,
  addmm, addmv, addr, addbmm, baddbmm,
  outer, kron, cross, bilinear, trace,
  inv, det, detSign, logabsdet, logdet, solve, solveTriangular, cholesky, qrQ, qrR,
  svdU, svdS, svdVh, eighValues, eighVectors,
  luFactors, luPivots, householderProduct, ormqr, geqrfMatrix, geqrfTaus, pinv, matrixRank, matrixExp, fourier, eigValues, eigVectors,
];
