/**
 * A = Q·R with LAPACK's signs; each factor is a card of its own, which asks for the other in its rules.
 * Adjoint (Walter 2011): Ā = (Q̄ + Q·S)·R⁻ᵀ, S the symmetric completion of the lower triangle of R·R̄ᵀ − Q̄ᵀ·Q.
 * Tangent: C = Qᵀ·Ȧ·R⁻¹, Ω = its strictly lower triangle minus that transposed, Ṙ = (C − Ω)·R, Q̇ = (Ȧ − Q·Ṙ)·R⁻¹.
 */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { qrOf } from "../../../tensor/kernels/factorizations.js";
import { matricesOf, stacked } from "../../../tensor/kernels/matrices.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Attributes, type Card, defineStructural, OperationError } from "../../define.js";
import type { Operations } from "../../operations.js";
import { lowerHalf, lowerPart, part, regular } from "./square.js";

interface Factors {
  readonly q: Node;
  readonly r: Node;
}

const sizesOf = (shape: Shape): readonly [number, number] => [shape.at(-2)!, shape.at(-1)!];

function tallAdjoint(ops: Operations, { q, r }: Factors, gq: Node, gr: Node): Node {
  const half = lowerHalf(ops, ops.sub(ops.matmul(r, ops.transpose(gr)), ops.matmul(ops.transpose(gq), q)));
  const inner = ops.add(gq, ops.matmul(q, ops.add(half, ops.transpose(half))));
  return ops.matmul(inner, ops.transpose(ops.apply("inv", [r])));
}

/** A wide A = [A₁ A₂] has R = [U V] with V = Qᵀ·A₂. */
function adjoint(ops: Operations, a: Node, { q, r }: Factors, gq: Node, gr: Node): Node {
  const [m, n] = sizesOf(a.value.shape);
  if (m >= n) return tallAdjoint(ops, { q, r }, gq, gr);
  const gv = part(ops, gr, -1, m, n);
  const inner = ops.add(gq, ops.matmul(part(ops, a, -1, m, n), ops.transpose(gv)));
  const square = tallAdjoint(ops, { q, r: part(ops, r, -1, 0, m) }, inner, part(ops, gr, -1, 0, m));
  return ops.cat([square, ops.matmul(q, gv)], a.value.shape.length - 1);
}

function tangents(ops: Operations, a: Node, { q, r }: Factors, da: Node): Factors {
  const [m, n] = sizesOf(a.value.shape);
  const k = Math.min(m, n);
  const [u, da1] = [part(ops, r, -1, 0, k), part(ops, da, -1, 0, k)];
  const inverse = ops.apply("inv", [u]);
  const c = ops.matmul(ops.matmul(ops.transpose(q), da1), inverse);
  const lower = lowerPart(ops, c);
  const du = ops.matmul(ops.sub(c, ops.sub(lower, ops.transpose(lower))), u);
  const dq = ops.matmul(ops.sub(da1, ops.matmul(q, du)), inverse);
  if (m >= n) return { q: dq, r: du };
  const dv = ops.add(ops.matmul(ops.transpose(dq), part(ops, a, -1, m, n)), ops.matmul(ops.transpose(q), part(ops, da, -1, m, n)));
  return { q: dq, r: ops.cat([du, dv], a.value.shape.length - 1) };
}

/** Sizes of Q's columns: m in the complete form, else min(m, n). */
const width = (m: number, n: number, { mode }: Attributes): number => (mode === "complete" ? m : Math.min(m, n));

function factor(which: "q" | "r"): Card {
  const shapeOf = (a: Shape, attributes: Attributes): Shape => {
    if (a.length < 2) throw new OperationError(`qr: the input has ${a.length} axes; it must have at least 2`, { torch: { type: "RuntimeError", message: "linalg.qr: The input tensor A must have at least 2 dimensions." } });
    const [m, n] = sizesOf(a);
    const count = width(m, n, attributes);
    return [...a.slice(0, -2), ...(which === "q" ? [m, count] : [count, n])];
  };
  /** Derivatives exist where Q's further columns are not asked for. */
  const factors = (ops: Operations, a: Node, out: Node, attributes: Attributes): Factors => {
    const [m, n] = sizesOf(a.value.shape);
    if (attributes.mode === "complete" && m > n) {
      throw new OperationError("qr: the complete form of a tall matrix has no derivative; use mode 'reduced'", {
        torch: { type: "RuntimeError", message: "The QR decomposition is not differentiable when mode='complete' and nrows > ncols" },
      });
    }
    return which === "q" ? { q: out, r: ops.apply("qr_r", [a]) } : { q: ops.apply("qr_q", [a]), r: out };
  };
  return defineStructural({
    name: `qr_${which}`,
    inputs: ["a"],
    attributes: { mode: "reduced" },
    dtype: "float",
    sentence: which === "q" ? "The orthonormal columns Q of the split A = Q·R." : "The upper triangle R of the split A = Q·R.",
    spellings: [],
    samples: () => [{ inputs: [fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3])] }, { inputs: [regular()] }, { inputs: [fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3])] }],
    shape: ([a], attributes) => shapeOf(a!, attributes),
    forward: ([a], attributes, dtype): NDArray => {
      const [m, n] = sizesOf(a!.shape);
      return stacked(matricesOf(a!).map((matrix) => qrOf(matrix, m, n, width(m, n, attributes))[which]), shapeOf(a!.shape, attributes), dtype);
    },
    vjp: {
      a: (c) => {
        const both = factors(c.ops, c.in.a!, c.out, c.attributes);
        return adjoint(c.ops, c.in.a!, both, which === "q" ? c.g : c.ops.zerosLike(both.q), which === "r" ? c.g : c.ops.zerosLike(both.r));
      },
    },
    jvp: (c) => (c.tangents.a ? tangents(c.ops, c.in.a!, factors(c.ops, c.in.a!, c.out, c.attributes), c.tangents.a)[which] : c.ops.zerosLike(c.out)),
    formula: {
      value: which === "q" ? { text: "Q of {a} = Q·R", latex: "Q,\\; {a} = Q R" } : { text: "R of {a} = Q·R", latex: "R,\\; {a} = Q R" },
      derivatives: { a: { text: "(Q̄ + Q·S)·R⁻ᵀ, S from R·R̄ᵀ − Q̄ᵀ·Q", latex: "(\\bar Q + Q S) R^{-\\top},\\; S = \\operatorname{sym}(R \\bar R^{\\top} - \\bar Q^{\\top} Q)" } },
    },
  });
}

export const qrQ = factor("q");
export const qrR = factor("r");
