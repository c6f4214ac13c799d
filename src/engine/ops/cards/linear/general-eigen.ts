/** Eigenvalues and eigenvectors of a general real matrix, as pairs (see ops/pairs). Values only: no derivative is offered. */
import { fromNumbers } from "../../../tensor/array.js";
import { generalEigen } from "../../../tensor/kernels/general-eigen.js";
import { stacked } from "../../../tensor/kernels/matrices.js";
import type { Shape } from "../../../tensor/shape.js";
import { type Card, defineStructural } from "../../define.js";
import { lapackOf, partsOf } from "./precision.js";
import { checkSquare } from "./square.js";

const partsOfArray = partsOf((matrix, array, attributes) => generalEigen(matrix, array.shape.at(-1)!, lapackOf(attributes)), lapackOf);

function factor(which: "values" | "vectors"): Card {
  const shapeOf = (a: Shape): Shape => [...(which === "values" ? a.slice(0, -1) : a), 2];
  return defineStructural({
    name: `eig_${which}`,
    inputs: ["a"],
    attributes: { lapack: "mkl" },
    dtype: "float",
    withoutGradient: ["a"],
    sentence: which === "values" ? "The eigenvalues of a square matrix, complex in general." : "The eigenvectors of a square matrix, complex in general, as columns.",
    spellings: [],
    samples: () => [{ inputs: [fromNumbers("float64", [3, 3], [1, 2, 0.5, -2, 1, 0.3, 0.2, -0.4, 4])] }],
    shape: ([a]) => (checkSquare("eig", a!), shapeOf(a!)),
    forward: ([a], attributes, dtype) => stacked(partsOfArray(a!, attributes).map((parts) => parts[which]), shapeOf(a!.shape), dtype),
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: { value: which === "values" ? { text: "eigenvalues of {a}", latex: "\\lambda({a})" } : { text: "V with {a}·V = V·Λ", latex: "V,\\; {a} V = V \\Lambda" }, derivatives: {} },
  });
}

export const eigValues = factor("values");
export const eigVectors = factor("vectors");
