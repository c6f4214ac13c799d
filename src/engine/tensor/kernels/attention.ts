/** Attention of float32 by the kernels; null where they cannot: `ops/cards/neural/attention.ts` composes it then. */
import { contiguous, type NDArray, wrap } from "../array.js";
import { type Shape, sameShape, sizeOf } from "../shape.js";
import { type Kernels, kernels } from "../wasm/kernels.js";
import { kernelSoftmax, kernelSoftmaxAdjoint, LANES, type Scores } from "../wasm/rows.js";
import { matrixProduct, transposed } from "./matmul.js";

interface Weights extends Scores {
  readonly native: Kernels;
  /** softmax(q·kᵀ·factor) with the mask: [batch…, queries, keys]. */
  readonly value: NDArray;
}

/** Of query, key and value, each [batch…, length, size] with one batch; no mask but the causal one. */
function weightsOf(inputs: readonly NDArray[], factor: number, isCausal: boolean): Weights | null {
  const [q, k, v] = inputs as readonly [NDArray, NDArray, NDArray];
  const native = kernels();
  const batch = (array: NDArray): Shape => array.shape.slice(0, -2);
  if (!native || inputs.length !== 3 || inputs.some(({ dtype, shape }) => dtype !== "float32" || shape.length < 2 || sizeOf(shape) === 0)) return null;
  if (!sameShape(batch(q), batch(k)) || !sameShape(batch(q), batch(v))) return null;
  const length = k.shape.at(-2)!;
  if (length < LANES) return null;
  const products = matrixProduct(q, transposed(k), "float32");
  const scores: Scores = { rows: sizeOf(products.shape) / length, length, factor: Math.fround(factor), period: isCausal ? q.shape.at(-2)! : 0 };
  // `as`: its dtype says so.
  const value = kernelSoftmax(native, products.buffer as Float32Array, scores);
  return value && { native, ...scores, value: wrap("float32", products.shape, value) };
}

/** softmax(q·kᵀ·factor)·v. */
export function attention(inputs: readonly NDArray[], factor: number, isCausal: boolean): NDArray | null {
  const weights = weightsOf(inputs, factor, isCausal);
  return weights && matrixProduct(weights.value, inputs[2]!, "float32");
}

/** The adjoints of the inputs that are wanted, null for the others. */
export function attentionAdjoints(inputs: readonly NDArray[], g: NDArray, factor: number, isCausal: boolean, wanted: readonly boolean[]): readonly (NDArray | null)[] | null {
  const weights = g.dtype === "float32" ? weightsOf(inputs, factor, isCausal) : null;
  if (!weights) return null;
  const [q, k, v] = inputs as readonly [NDArray, NDArray, NDArray]; // as weightsOf has seen
  const ofValue = wanted[2] ? matrixProduct(transposed(weights.value), g, "float32") : null;
  if (!wanted[0] && !wanted[1]) return [null, null, ofValue];
  const ofWeights = contiguous(matrixProduct(g, transposed(v), "float32"));
  const scores = kernelSoftmaxAdjoint(weights.native, weights.value.buffer as Float32Array, ofWeights.buffer as Float32Array, weights); // `as`: their dtype says so
  if (!scores) return null;
  const ofScores = wrap("float32", ofWeights.shape, scores);
  return [
    wanted[0] ? matrixProduct(ofScores, k, "float32") : null,
    wanted[1] ? transposed(matrixProduct(transposed(q), ofScores, "float32")) : null,
    ofValue,
  ];
}
