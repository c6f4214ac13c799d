/**
 * Complex numbers in terms of real operations: a complex array is the real one with a last axis of two, real and
 * imaginary part (what `view_as_real` shows). Its gradient is then ∂L/∂re + i·∂L/∂im by itself, which is PyTorch's convention.
 */
import { fromNumbers } from "../../tensor/array.js";
import { constantNode, type Node } from "../../trace/node.js";
import type { Operations } from "../operations.js";

export interface Parts {
  readonly re: Node;
  readonly im: Node;
}

/** One part, a view: which 0 is the real one. */
export function partOf(ops: Operations, z: Node, which: 0 | 1): Node {
  const { shape } = z.value;
  const last = shape.length - 1;
  return ops.squeeze(ops.slice(z, shape.map((_, i) => (i === last ? which : 0)), shape.map((length, i) => (i === last ? which + 1 : length)), shape.map(() => 1)), last);
}

export const partsOf = (ops: Operations, z: Node): Parts => ({ re: partOf(ops, z, 0), im: partOf(ops, z, 1) });

export const join = (ops: Operations, { re, im }: Parts): Node => ops.cat([ops.unsqueeze(re, -1), ops.unsqueeze(im, -1)], re.value.shape.length);

export const fromReal = (ops: Operations, x: Node): Node => join(ops, { re: x, im: ops.zerosLike(x) });

/** A Python complex number, which takes part in promotion by its kind only. */
export const pairConstant = (re: number, im: number): Node => constantNode(fromNumbers("float64", [2], [re, im]), true);

/** A factor for every element of the pair. */
export const spread = (ops: Operations, x: Node): Node => ops.unsqueeze(x, -1);
