/**
 * A = U·diag(s)·Vᵀ, a card for each part; each asks for the others in its rules. With E_ij = s_j² − s_i² (1 on the diagonal):
 * Ā = U·[(skew(Uᵀ·Ū)/E)·S + S·(skew(Vᵀ·V̄)/E) + diag(s̄)]·Vᵀ + (1 − UUᵀ)·Ū·S⁻¹·Vᵀ + U·S⁻¹·V̄ᵀ·(1 − VVᵀ)   (Townsend 2016)
 */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { stacked } from "../../../tensor/kernels/matrices.js";
import { transposedBlock } from "../../../tensor/kernels/rotations.js";
import { singularValues } from "../../../tensor/kernels/singular-values.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Attributes, type Card, defineStructural, OperationError, type RuleContext, type TangentContext } from "../../define.js";
import type { Operations } from "../../operations.js";
import { lapackOf, partsOf, precisionOf } from "./precision.js";
import { identityLike, offDiagonal, part, regular } from "./square.js";

type Part = "u" | "s" | "vh";

const partsOfArray = partsOf(
  (matrix, array, attributes) => singularValues(matrix, array.shape.at(-2)!, array.shape.at(-1)!, precisionOf(array), lapackOf(attributes)),
  lapackOf,
);

function shapeOf(which: Part, a: Shape, { full }: Attributes): Shape {
  if (a.length < 2) throw new OperationError(`svd: the input has ${a.length} axes; it must have at least 2`, { torch: { type: "RuntimeError", message: "linalg.svd: The input tensor A must have at least 2 dimensions." }, numpy: { type: "numpy.linalg.LinAlgError", message: `${a.length}-dimensional array given. Array must be at least two-dimensional` } });
  const [m, n] = [a.at(-2)!, a.at(-1)!];
  const k = Math.min(m, n);
  const batch = a.slice(0, -2);
  if (which === "s") return [...batch, k];
  return which === "u" ? [...batch, m, full === true ? m : k] : [...batch, full === true ? n : k, n];
}

interface Parts {
  readonly u: Node;
  /** [batch, 1, k]: multiplies columns. */
  readonly s: Node;
  /** V, not transposed. */
  readonly v: Node;
}

/** The first k vectors; frameworks give the others of the full form no gradient. */
function parts(c: RuleContext | TangentContext): Parts {
  const a = c.in.a!;
  const attributes = { lapack: c.attributes.lapack! };
  return { u: c.ops.apply("svd_u", [a], attributes), s: c.ops.unsqueeze(c.ops.apply("svd_s", [a], attributes), -2), v: c.ops.transpose(c.ops.apply("svd_vh", [a], attributes)) };
}

/** 1/(s_j² − s_i²) off the diagonal. */
function gaps(ops: Operations, s: Node): Node {
  const squares = ops.mul(s, s);
  const differences = ops.sub(squares, ops.transpose(squares));
  return ops.div(offDiagonal(ops, differences), ops.add(differences, identityLike(ops, differences)));
}

const skew = (ops: Operations, x: Node): Node => ops.sub(x, ops.transpose(x));
/** (1 − P·Pᵀ)·x */
const outside = (ops: Operations, p: Node, x: Node): Node => ops.sub(x, ops.matmul(p, ops.matmul(ops.transpose(p), x)));

function adjoint(which: Part, c: RuleContext): Node {
  const { ops } = c;
  const { u, s, v } = parts(c);
  const vh = ops.transpose(v);
  if (which === "s") return ops.matmul(ops.mul(u, ops.unsqueeze(c.g, -2)), vh);
  const k = s.value.shape.at(-1)!;
  const [m, n] = c.in.a!.value.shape.slice(-2);
  if (which === "u") {
    const g = part(ops, c.g, -1, 0, k);
    const inner = ops.mul(ops.mul(skew(ops, ops.matmul(ops.transpose(u), g)), gaps(ops, s)), s);
    const within = ops.matmul(u, inner);
    return ops.matmul(m! > k ? ops.add(within, outside(ops, u, ops.div(g, s))) : within, vh);
  }
  const g = ops.transpose(part(ops, c.g, -2, 0, k));
  const inner = ops.mul(ops.transpose(s), ops.mul(skew(ops, ops.matmul(vh, g)), gaps(ops, s)));
  const within = ops.matmul(inner, vh);
  return ops.matmul(u, n! > k ? ops.add(within, ops.transpose(outside(ops, v, ops.div(g, s)))) : within);
}

function tangent(which: Part, c: TangentContext): Node {
  const { ops } = c;
  const da = c.tangents.a;
  if (!da) return ops.zerosLike(c.out);
  const { u, s, v } = parts(c);
  const p = ops.matmul(ops.matmul(ops.transpose(u), da), v);
  if (which === "s") return ops.apply("diagonal", [p], { offset: 0, axis1: -2, axis2: -1 });
  const k = s.value.shape.at(-1)!;
  if (c.attributes.full === true && c.out.value.shape.at(which === "u" ? -1 : -2)! > k) throw new OperationError("svd: the further vectors of the full form have no derivative; use full_matrices=False");
  const [x, basis, push] = which === "u" ? [ops.mul(p, s), u, ops.matmul(da, v)] : [ops.mul(ops.transpose(p), s), v, ops.matmul(ops.transpose(da), u)];
  // Within the span (P·S + S·Pᵀ)/E, and what leaves it.
  const within = ops.matmul(basis, ops.mul(ops.add(x, ops.transpose(x)), gaps(ops, s)));
  const all = basis.value.shape.at(-2)! > k ? ops.add(within, outside(ops, basis, ops.div(push, s))) : within;
  return which === "u" ? all : ops.transpose(all);
}

const rectangles = (): readonly NDArray[] => [fromNumbers("float64", [3, 2], [2, 1, -1, 0.5, 4, -3]), regular(), fromNumbers("float64", [2, 3], [2, 1, -1, 0.5, 4, -3]), fromNumbers("float64", [2, 2, 2], [2, 1, -1, 0.5, 4, -3, 1, 2.5])];

const TEXTS: Readonly<Record<Part, { readonly sentence: string; readonly text: string; readonly latex: string; readonly derivative: { readonly text: string; readonly latex: string } }>> = {
  u: { sentence: "The left singular vectors U of A = U·diag(s)·Vᵀ.", text: "U of {a} = U·S·Vᵀ", latex: "U,\\; {a} = U S V^{\\top}", derivative: { text: "U·(skew(Uᵀ·{gy})/E)·S·Vᵀ + (1 − UUᵀ)·{gy}·S⁻¹·Vᵀ", latex: "U \\left(\\operatorname{skew}(U^{\\top} {gy}) / E\\right) S V^{\\top} + (1 - U U^{\\top}) {gy} S^{-1} V^{\\top}" } },
  s: { sentence: "The singular values of a matrix: how much it stretches along each of its axes.", text: "singular values of {a}", latex: "\\sigma({a})", derivative: { text: "U·diag({gy})·Vᵀ", latex: "U \\operatorname{diag}({gy}) V^{\\top}" } },
  vh: { sentence: "The right singular vectors Vᵀ of A = U·diag(s)·Vᵀ.", text: "Vᵀ of {a} = U·S·Vᵀ", latex: "V^{\\top},\\; {a} = U S V^{\\top}", derivative: { text: "U·S·(skew(Vᵀ·{gy}ᵀ)/E)·Vᵀ + U·S⁻¹·{gy}·(1 − VVᵀ)", latex: "U S \\left(\\operatorname{skew}(V^{\\top} {gy}^{\\top}) / E\\right) V^{\\top} + U S^{-1} {gy} (1 - V V^{\\top})" } },
};

function factor(which: Part, spellings: readonly string[]): Card {
  const { sentence, text, latex, derivative } = TEXTS[which];
  return defineStructural({
    name: `svd_${which}`,
    inputs: ["a"],
    attributes: { full: false, lapack: "mkl" },
    dtype: "float",
    sentence,
    spellings,
    samples: () => rectangles().map((a) => ({ inputs: [a] })),
    shape: ([a], attributes) => shapeOf(which, a!, attributes),
    forward: ([a], attributes, dtype) => {
      const [m, n] = [a!.shape.at(-2)!, a!.shape.at(-1)!];
      const shape = shapeOf(which, a!.shape, attributes);
      return stacked(partsOfArray(a!, attributes).map(({ values, left, right }) => {
        if (which === "s") return values;
        return which === "u" ? transposedBlock(left.subarray(0, m * shape.at(-1)!), shape.at(-1)!, m) : right.subarray(0, n * shape.at(-2)!);
      }), shape, dtype);
    },
    vjp: { a: (c) => adjoint(which, c) },
    jvp: (c) => tangent(which, c),
    formula: { value: { text, latex }, derivatives: { a: derivative } },
  });
}

export const svdU = factor("u", []);
export const svdS = factor("s", ["torch.linalg.svdvals(A=a)", "numpy.linalg.svdvals(x=a)"]);
export const svdVh = factor("vh", []);
