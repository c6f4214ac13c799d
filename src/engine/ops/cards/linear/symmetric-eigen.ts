/**
 * A = V·diag(λ)·Vᵀ of a symmetric matrix, a card for each part. With E_ij = λ_j − λ_i (1 on the diagonal):
 * Ā = V·[skew(Vᵀ·V̄)/(2E) + diag(λ̄)]·Vᵀ.
 */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { stacked } from "../../../tensor/kernels/matrices.js";
import { symmetricEigen } from "../../../tensor/kernels/symmetric-eigen.js";
import { type Card, defineStructural, type RuleContext, type TangentContext } from "../../define.js";
import type { Node } from "../../../trace/node.js";
import type { Operations } from "../../operations.js";
import { lapackOf, partsOf, precisionOf } from "./precision.js";
import { checkSquare, definite, identityLike, offDiagonal } from "./square.js";

type Part = "values" | "vectors";

/**
 * Of the matrix whose lower or upper triangle is read ("L", "U"), or of the symmetric part ("both"), of which the rules are
 * the derivative. For a symmetric matrix all are the same.
 */
const partsOfArray = partsOf(
  (matrix, array, attributes) => {
    const n = array.shape.at(-1)!;
    const even = attributes.triangle === "both" ? matrix.map((value, k) => (value + matrix[(k % n) * n + Math.floor(k / n)]!) / 2) : matrix;
    return symmetricEigen(even, n, attributes.triangle !== "U", precisionOf(array).epsilon, lapackOf(attributes));
  },
  (attributes) => `${String(attributes.triangle)} ${lapackOf(attributes)}`,
);

function gaps(ops: Operations, values: Node): Node {
  const row = ops.unsqueeze(values, -2);
  const differences = ops.sub(row, ops.transpose(row));
  return ops.div(offDiagonal(ops, differences), ops.add(differences, identityLike(ops, differences)));
}

const vectorsOf = (c: RuleContext | TangentContext): Node => c.ops.apply("eigh_vectors", [c.in.a!], c.attributes);
const valuesOf = (c: RuleContext | TangentContext): Node => c.ops.apply("eigh_values", [c.in.a!], c.attributes);

function adjoint(which: Part, c: RuleContext): Node {
  const { ops } = c;
  const v = vectorsOf(c);
  const vt = ops.transpose(v);
  if (which === "values") return ops.matmul(ops.mul(v, ops.unsqueeze(c.g, -2)), vt);
  const x = ops.matmul(vt, c.g);
  const inner = ops.mul(ops.scale(ops.sub(x, ops.transpose(x)), 0.5), gaps(ops, valuesOf(c)));
  return ops.matmul(ops.matmul(v, inner), vt);
}

function tangent(which: Part, c: TangentContext): Node {
  const { ops } = c;
  const da = c.tangents.a;
  if (!da) return ops.zerosLike(c.out);
  const v = vectorsOf(c);
  const even = ops.scale(ops.add(da, ops.transpose(da)), 0.5);
  const p = ops.matmul(ops.matmul(ops.transpose(v), even), v);
  if (which === "values") return ops.apply("diagonal", [p], { offset: 0, axis1: -2, axis2: -1 });
  return ops.matmul(v, ops.mul(p, gaps(ops, valuesOf(c))));
}

const symmetric = (): readonly NDArray[] => [definite(), fromNumbers("float64", [2, 2, 2], [2, 1, 1, -0.5, 4, -3, -3, 2.5])];

function factor(which: Part, spellings: readonly string[]): Card {
  return defineStructural({
    name: `eigh_${which}`,
    inputs: ["a"],
    attributes: { triangle: "L", lapack: "mkl" },
    dtype: "float",
    sentence: which === "values" ? "The eigenvalues of a symmetric matrix, from the smallest." : "The eigenvectors of a symmetric matrix, as columns.",
    spellings,
    samples: () => symmetric().map((a) => ({ inputs: [a], attributes: { triangle: "both" } })),
    shape: ([a]) => (checkSquare("eigh", a!), which === "values" ? a!.slice(0, -1) : a!),
    forward: ([a], attributes, dtype) => stacked(partsOfArray(a!, attributes).map((parts) => parts[which]), which === "values" ? a!.shape.slice(0, -1) : a!.shape, dtype),
    vjp: { a: (c) => adjoint(which, c) },
    jvp: (c) => tangent(which, c),
    formula: {
      value: which === "values" ? { text: "eigenvalues of {a}", latex: "\\lambda({a})" } : { text: "V of {a} = V·Λ·Vᵀ", latex: "V,\\; {a} = V \\Lambda V^{\\top}" },
      derivatives: { a: which === "values" ? { text: "V·diag({gy})·Vᵀ", latex: "V \\operatorname{diag}({gy}) V^{\\top}" } : { text: "V·(skew(Vᵀ·{gy})/2E)·Vᵀ", latex: "V \\left(\\operatorname{skew}(V^{\\top} {gy}) / 2E\\right) V^{\\top}" } },
    },
  });
}

export const eighValues = factor("values", ["torch.linalg.eigvalsh(A=a, UPLO=triangle)", "numpy.linalg.eigvalsh(a, UPLO=triangle)", "jax.numpy.linalg.eigvalsh(a, UPLO=triangle)"]);
export const eighVectors = factor("vectors", []);
