/** Attention of float32 by the kernels; null where they cannot: `ops/cards/neural/attention.ts` composes it then. */
import { type NDArray, wrap } from "../array.js";
import { type Shape, sameShape, sizeOf } from "../shape.js";
import { type Head, kernelAttention, kernelAttentionAdjoints } from "../wasm/attention.js";
import { type Kernels, kernels } from "../wasm/kernels.js";
import type { Matrices } from "../wasm/products.js";
import { matricesOf } from "./native-products.js";
import { blocks } from "./single-products.js";

/** The fewest keys and numbers in a head for which all its products are chains of fused multiply-adds, and the fewest queries. */
const COLUMNS = 12;
const ROWS = 4;

interface Heads extends Head {
  readonly native: Kernels;
  readonly batch: Shape;
  /** Query, key and value. */
  readonly inputs: readonly Matrices[];
}

/** Of query, key and value, each [batch…, length, size] with one batch; no mask but the causal one. */
function headsOf(inputs: readonly NDArray[], factor: number, causal: boolean): Heads | null {
  const [q, k, v] = inputs as readonly [NDArray, NDArray, NDArray];
  const native = kernels();
  if (!native?.fused || inputs.length !== 3 || inputs.some(({ dtype, shape }) => dtype !== "float32" || shape.length < 2 || sizeOf(shape) === 0)) return null;
  const batch = q.shape.slice(0, -2);
  if (!sameShape(batch, k.shape.slice(0, -2)) || !sameShape(batch, v.shape.slice(0, -2))) return null;
  const [queries, size, keys, width] = [q.shape.at(-2)!, q.shape.at(-1)!, k.shape.at(-2)!, v.shape.at(-1)!];
  if (queries < ROWS || Math.min(size, keys, width) < COLUMNS) return null;
  return { native, batch, queries, keys, size, width, factor: Math.fround(factor), causal, blocks, inputs: inputs.map((input) => matricesOf(input, batch, false)) };
}

/** softmax(q·kᵀ·factor)·v. */
export function attention(inputs: readonly NDArray[], factor: number, isCausal: boolean): NDArray | null {
  const heads = headsOf(inputs, factor, isCausal);
  const value = heads && kernelAttention(heads.native, heads.inputs, heads);
  return value && wrap("float32", [...heads.batch, heads.queries, heads.width], value);
}

/** The adjoints of the inputs that are wanted, null for the others. */
export function attentionAdjoints(inputs: readonly NDArray[], g: NDArray, factor: number, isCausal: boolean, wanted: readonly boolean[]): readonly (NDArray | null)[] | null {
  const heads = g.dtype === "float32" ? headsOf(inputs, factor, isCausal) : null;
  const adjoints = heads && kernelAttentionAdjoints(heads.native, heads.inputs, matricesOf(g, heads.batch, false), heads, wanted);
  return adjoints && adjoints.map((adjoint, i) => adjoint && wrap("float32", inputs[i]!.shape, adjoint));
}
