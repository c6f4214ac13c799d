/** Attention by the kernels: the heads of a batch one by one, where they lie. */
import type { Kernels } from "./kernels.js";
import { type Matrices, type Operand, type Placed, place } from "./products.js";

/** The shape of one head, and how its products add. */
export interface Head {
  readonly queries: number;
  readonly keys: number;
  /** Of a query and a key. */
  readonly size: number;
  /** Of a value. */
  readonly width: number;
  /** Rounded to float32; the scores are multiplied by it. */
  readonly factor: number;
  readonly causal: boolean;
  /** After how many of so many terms a sum is cut. */
  readonly blocks: (terms: number) => number;
}

/** Query, key, value and the result's adjoint, with rows on end. */
const operands = (matrices: readonly Matrices[], { queries, keys, size, width }: Head): readonly Operand[] => {
  const shapes = [[queries, size], [keys, size], [keys, width], [queries, width]] as const;
  return matrices.map((one, i) => ({ matrices: one, rows: shapes[i]![0], columns: shapes[i]![1] }));
};

/** softmax(factor·q·kᵀ)·v of each head, [queries, width] on end. null: no room. */
export function kernelAttention(kernels: Kernels, inputs: readonly Matrices[], head: Head): Float32Array | null {
  const { queries, keys, size, width, factor, causal, blocks } = head;
  const length = queries * width;
  const count = inputs[0]!.starts.length;
  const room = kernels.run.attentionRoom(queries, keys, size, width, blocks(queries));
  const placed = place(kernels, operands(inputs, head), count * length * 4 + room + 32);
  if (!placed) return null;
  const [q, k, v] = placed as readonly [Placed, Placed, Placed]; // as many
  const [own, out] = [kernels.room(room / 4), kernels.room(count * length)];
  for (let i = 0; i < count; i++)
    kernels.run.attention(q.starts[i]!, q.row, k.starts[i]!, k.row, v.starts[i]!, v.row, out + i * length * 4, queries, keys, size, width, blocks(size), blocks(keys), factor, causal, own);
  return kernels.take(out, count * length);
}

/** The adjoints of q, k and v that are wanted, on end, from g, that of the result. null: no room. */
export function kernelAttentionAdjoints(kernels: Kernels, inputs: readonly Matrices[], adjoint: Matrices, head: Head, wanted: readonly boolean[]): readonly (Float32Array | null)[] | null {
  const { queries, keys, size, width, factor, causal, blocks } = head;
  const lengths = [queries * size, keys * size, keys * width];
  const count = adjoint.starts.length;
  const room = kernels.run.attentionRoom(queries, keys, size, width, blocks(queries));
  const placed = place(kernels, operands([...inputs, adjoint], head), lengths.reduce((sum, length) => sum + count * length * 4 + 16, room + 16));
  if (!placed) return null;
  const [q, k, v, g] = placed as readonly [Placed, Placed, Placed, Placed]; // as many
  const own = kernels.room(room / 4);
  const results = lengths.map((length, i) => (wanted[i] ? kernels.room(count * length) : 0));
  for (let i = 0; i < count; i++) {
    const [toQ, toK, toV] = results.map((at, which) => at && at + i * lengths[which]! * 4) as [number, number, number]; // as many
    kernels.run.attentionAdjoint(
      q.starts[i]!, q.row, k.starts[i]!, k.row, v.starts[i]!, v.row, g.starts[i]!, g.row, toQ, toK, toV,
      queries, keys, size, width, blocks(size), blocks(width), blocks(keys), blocks(queries), factor, causal, own,
    );
  }
  return results.map((at, i) => (at ? kernels.take(at, count * lengths[i]!) : null));
}
