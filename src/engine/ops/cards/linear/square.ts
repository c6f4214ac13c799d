/** Shapes and errors of operations on square matrices. */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { OperationError } from "../../define.js";
import type { Operations } from "../../operations.js";

export function checkSquare(name: string, shape: Shape): void {
  if (shape.length < 2) {
    throw new OperationError(`${name}: the input has ${shape.length} axes; it must have at least 2`, {
      torch: { type: "RuntimeError", message: `linalg.${name}: The input tensor A must have at least 2 dimensions.` },
      numpy: { type: "numpy.linalg.LinAlgError", message: `${shape.length}-dimensional array given. Array must be at least two-dimensional` },
    });
  }
  if (shape.at(-1) === shape.at(-2)) return;
  throw new OperationError(`${name}: a matrix is ${shape.at(-2)} by ${shape.at(-1)}; it must be square`, {
    torch: { type: "RuntimeError", message: `linalg.${name}: A must be batches of square matrices, but they are ${shape.at(-2)} by ${shape.at(-1)} matrices` },
    numpy: { type: "numpy.linalg.LinAlgError", message: "Last 2 dimensions of the array must be square" },
  });
}

export const linalgError = (ours: string, torch: string, numpy = "Singular matrix"): OperationError =>
  new OperationError(ours, { torch: { type: "torch._C._LinAlgError", message: torch }, numpy: { type: "numpy.linalg.LinAlgError", message: numpy } });

/** 1 where `keep(i, j)`, else 0. */
export function pattern(like: Node, rows: number, columns: number, value: (i: number, j: number) => number): NDArray {
  return fromNumbers(like.value.dtype, [rows, columns], Array.from({ length: rows * columns }, (_, k) => value(Math.floor(k / columns), k % columns)));
}

/** The lower triangle with half the diagonal. */
export const lowerHalf = (ops: Operations, x: Node): Node =>
  ops.mul(x, ops.constant(pattern(x, x.value.shape.at(-2)!, x.value.shape.at(-1)!, (i, j) => (i > j ? 1 : i === j ? 0.5 : 0))));

/** [[…]] with dominant diagonal, and symmetric positive definite. */
export const regular = (): NDArray => fromNumbers("float64", [3, 3], [4, 1, -0.5, 0.7, 3, 1.2, -1, 0.4, 5]);
export const definite = (): NDArray => fromNumbers("float64", [3, 3], [4, 1, -0.5, 1, 3, 0.7, -0.5, 0.7, 5]);

/** Ones on the diagonals of matrices as large as x's. */
export const identityLike = (ops: Operations, x: Node): Node => ops.constant(pattern(x, x.value.shape.at(-2)!, x.value.shape.at(-1)!, (i, j) => (i === j ? 1 : 0)));

/** Ones off the diagonals of matrices as large as x's. */
export const offDiagonal = (ops: Operations, x: Node): Node => ops.constant(pattern(x, x.value.shape.at(-2)!, x.value.shape.at(-1)!, (i, j) => (i === j ? 0 : 1)));

/** The strictly lower or the upper triangle (with its diagonal). */
export const lowerPart = (ops: Operations, x: Node): Node => ops.mul(x, ops.constant(pattern(x, x.value.shape.at(-2)!, x.value.shape.at(-1)!, (i, j) => (i > j ? 1 : 0))));
export const upperPart = (ops: Operations, x: Node): Node => ops.mul(x, ops.constant(pattern(x, x.value.shape.at(-2)!, x.value.shape.at(-1)!, (i, j) => (i <= j ? 1 : 0))));

/** Rows (axis −2) or columns (axis −1) from … to before. */
export function part(ops: Operations, node: Node, axis: -1 | -2, from: number, to: number): Node {
  const { shape } = node.value;
  const at = shape.length + axis;
  if (from === 0 && to === shape[at]) return node;
  return ops.slice(node, shape.map((_, i) => (i === at ? from : 0)), shape.map((length, i) => (i === at ? to : length)), shape.map(() => 1));
}
