/** Layer norm of float32 rows by the kernels; null where they cannot: `ops/cards/neural/normalization.ts` composes it then. */
import { contiguous, isContiguous, type NDArray, wrap } from "../array.js";
import { sizeOf } from "../shape.js";
import { type Kernels, kernels } from "../wasm/kernels.js";
import { kernelLayerNorm, kernelLayerNormAdjoint, LANES } from "../wasm/rows.js";
import { sumOver } from "./sum.js";

interface Operands {
  readonly native: Kernels;
  readonly x: Float32Array;
  readonly weight: Float32Array | null;
  readonly bias: Float32Array | null;
  /** Of a row: the last `axes` axes. */
  readonly length: number;
}

function operandsOf([x, weight, bias]: readonly NDArray[], axes: number): Operands | null {
  const native = kernels();
  const length = sizeOf(x!.shape.slice(x!.shape.length - axes));
  if (!native || length < LANES || sizeOf(x!.shape) === 0) return null;
  const [rows, scale, shift] = [x, weight, bias].map((array) => (array ? singles(array) : null));
  if (!rows || (weight && scale?.length !== length) || (bias && shift?.length !== length)) return null;
  return { native, x: rows, weight: scale ?? null, bias: shift ?? null, length };
}

function singles(array: NDArray): Float32Array | null {
  const { buffer } = contiguous(array);
  return array.dtype === "float32" && buffer instanceof Float32Array ? buffer : null;
}

/** Inputs: x, weight and bias of the shape of the last `axes` axes, or without bias, or without both. */
export function layerNorm(inputs: readonly NDArray[], axes: number, eps: number): NDArray | null {
  const operands = operandsOf(inputs, axes);
  if (!operands) return null;
  const { native, x, weight, bias, length } = operands;
  const y = kernelLayerNorm(native, x, weight, bias, length, Math.fround(eps));
  return y && wrap("float32", inputs[0]!.shape, y);
}

/** The adjoints of the inputs that are wanted, null for the others. */
export function layerNormAdjoints(inputs: readonly NDArray[], g: NDArray, axes: number, eps: number, wanted: readonly boolean[]): readonly (NDArray | null)[] | null {
  const operands = operandsOf(inputs, axes);
  const adjoint = singles(g);
  if (!operands || !adjoint) return null;
  const { native, x, weight, length } = operands;
  // The order in which repeated numbers are added is that of their steps.
  const sumsByKernel = isContiguous(g);
  const made = kernelLayerNormAdjoint(native, x, weight, adjoint, length, Math.fround(eps), [wanted[0]!, wanted[1] === true, wanted[2] === true && sumsByKernel]);
  if (!made) return null;
  return inputs.map(({ shape }, i) => {
    if (!wanted[i]) return null;
    const { buffer } = made[i] ? { buffer: made[i] } : sumOver(g, Array.from({ length: g.shape.length - axes }, (_, axis) => axis), false, "float32");
    return wrap("float32", shape, buffer);
  });
}
