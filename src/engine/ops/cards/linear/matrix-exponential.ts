/** exp A; its derivative in direction E is the corner of exp [[A, E], [0, A]] (Mathias 1996), and the transpose of that goes back. */
import { fromNumbers } from "../../../tensor/array.js";
import { matricesOf, stacked } from "../../../tensor/kernels/matrices.js";
import { matrixExponential } from "../../../tensor/kernels/matrix-exponential.js";
import type { Node } from "../../../trace/node.js";
import { type Card, defineStructural } from "../../define.js";
import type { Operations } from "../../operations.js";
import { checkSquare, part, regular } from "./square.js";

function corner(ops: Operations, a: Node, direction: Node): Node {
  const n = a.value.shape.at(-1)!;
  const last = a.value.shape.length - 1;
  const block = ops.cat([ops.cat([a, direction], last), ops.cat([ops.zerosLike(a), a], last)], last - 1);
  return part(ops, part(ops, ops.apply("matrix_exp", [block]), -2, 0, n), -1, n, 2 * n);
}

export const matrixExp: Card = defineStructural({
  name: "matrix_exp",
  inputs: ["a"],
  dtype: "float",
  sentence: "The exponential of a matrix: the sum of its powers over factorials.",
  spellings: ["torch.matrix_exp(input=a)", "torch.linalg.matrix_exp(A=a)", "torch.Tensor.matrix_exp(self=a)", "jax.scipy.linalg.expm(A=a)", "scipy.linalg.expm(A=a)"],
  samples: () => [{ inputs: [regular()] }, { inputs: [fromNumbers("float64", [2, 2], [0.1, -0.2, 0.3, 0.05])] }],
  shape: ([a]) => (checkSquare("matrix_exp", a!), a!),
  forward: ([a], _attributes, dtype) => stacked(matricesOf(a!).map((matrix) => matrixExponential(matrix, a!.shape.at(-1)!)), a!.shape, dtype),
  vjp: { a: (c) => corner(c.ops, c.ops.transpose(c.in.a!), c.g) },
  jvp: (c) => (c.tangents.a ? corner(c.ops, c.in.a!, c.tangents.a) : c.ops.zerosLike(c.out)),
  formula: {
    value: { text: "exp {a}", latex: "e^{{a}}" },
    derivatives: { a: { text: "corner of exp [[{a}ᵀ, {gy}], [0, {a}ᵀ]]", latex: "\\exp\\begin{pmatrix} {a}^{\\top} & {gy} \\\\ 0 & {a}^{\\top} \\end{pmatrix}_{12}" } },
  },
});
