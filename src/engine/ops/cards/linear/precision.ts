/** What decides how a matrix is taken apart: its dtype's precision and whose LAPACK it is. */
import { DOUBLE, type Precision, SINGLE } from "../../../tensor/kernels/singular-values.js";
import type { Lapack } from "../../../tensor/kernels/rotations.js";
import type { NDArray } from "../../../tensor/array.js";
import { matricesOf } from "../../../tensor/kernels/matrices.js";
import type { Attributes } from "../../define.js";

export const precisionOf = ({ dtype }: NDArray): Precision => (dtype === "float32" || dtype === "float16" || dtype === "bfloat16" ? SINGLE : DOUBLE);

export const lapackOf = ({ lapack }: Attributes): Lapack => (lapack === "reference" ? "reference" : "mkl");

/**
 * The parts of each matrix of a batch, found once for an array: the cards that give one part each ask for them in turn,
 * and again in their rules. Arrays are never written, so what is known of one stays true.
 */
export function partsOf<Parts>(find: (matrix: Float64Array, array: NDArray, attributes: Attributes) => Parts, keyOf: (attributes: Attributes) => string): (array: NDArray, attributes: Attributes) => readonly Parts[] {
  const known = new WeakMap<NDArray, Map<string, readonly Parts[]>>();
  return (array, attributes) => {
    const own = known.get(array) ?? new Map<string, readonly Parts[]>();
    known.set(array, own);
    const key = keyOf(attributes);
    const found = own.get(key) ?? matricesOf(array).map((matrix) => find(matrix, array, attributes));
    own.set(key, found);
    return found;
  };
}
