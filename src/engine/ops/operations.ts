/** The operations that derivative rules are written in. Each is a card run through whatever records (or does not). */

import { broadcastTo, full, type NDArray } from "../tensor/array.js";
import type { Dtype } from "../tensor/dtype.js";
import { type Shape, sameShape, sizeOf } from "../tensor/shape.js";
import { constantNode, type Node } from "../trace/node.js";
import type { Attributes, Card } from "./define.js";

/** Runs a card, by its name or itself (cards that are made on the way have no place in the registry). */
export type Apply = (card: string | Card, inputs: readonly Node[], attributes?: Attributes) => Node;

export class Operations {
  constructor(readonly apply: Apply) {}

  run(card: Card, inputs: readonly Node[], attributes: Attributes = {}): Node {
    return this.apply(card, inputs, attributes);
  }

  constant(value: number | NDArray): Node {
    return constantNode(value);
  }
  /** A constant array of `like`'s dtype and the given shape. */
  fill(like: Node, shape: Shape, value: number): Node {
    return constantNode(full(like.value.dtype, shape, value));
  }
  zerosLike(like: Node): Node {
    return this.fill(like, like.value.shape, 0);
  }
  onesLike(like: Node): Node {
    return this.fill(like, like.value.shape, 1);
  }

  add(a: Node, b: Node): Node {
    return this.apply("add", [a, b]);
  }
  sub(a: Node, b: Node): Node {
    return this.apply("sub", [a, b]);
  }
  mul(a: Node, b: Node): Node {
    return this.apply("mul", [a, b]);
  }
  div(a: Node, b: Node): Node {
    return this.apply("div", [a, b]);
  }
  pow(a: Node, b: Node): Node {
    return this.apply("pow", [a, b]);
  }
  neg(a: Node): Node {
    return this.apply("neg", [a]);
  }
  scale(a: Node, factor: number): Node {
    return this.mul(a, constantNode(factor));
  }
  /** Any one-input elementwise card: "exp", "log", "tanh" … */
  unary(name: string, a: Node): Node {
    return this.apply(name, [a]);
  }
  /** Where `test` is not 0. */
  where(test: Node, a: Node, b: Node): Node {
    return this.apply("where", [test, a, b]);
  }
  /** Comparison cards: "eq", "ne", "lt", "le", "gt", "ge"; the result is bool. */
  compare(name: "eq" | "ne" | "lt" | "le" | "gt" | "ge", a: Node, b: Node): Node {
    return this.apply(name, [a, b]);
  }
  cast(a: Node, dtype: Dtype): Node {
    return a.value.dtype === dtype ? a : this.apply("cast", [a], { dtype });
  }

  /** `axes` null: all. */
  sum(a: Node, axes: readonly number[] | null = null, keepdim = false): Node {
    return this.apply("sum", [a], { axes, keepdim });
  }
  mean(a: Node, axes: readonly number[] | null = null, keepdim = false): Node {
    return this.apply("mean", [a], { axes, keepdim });
  }
  /** Sums `a` down to `shape`, the reverse of broadcasting. */
  sumTo(a: Node, shape: Shape): Node {
    const from = a.value.shape;
    if (sameShape(from, shape)) return a;
    const lead = from.length - shape.length;
    const axes = from.flatMap((length, axis) =>
      axis < lead || (shape[axis - lead] === 1 && length !== 1) ? [axis] : [],
    );
    const summed = axes.length ? this.sum(a, axes, true) : a;
    return sameShape(summed.value.shape, shape) ? summed : this.reshape(summed, shape);
  }

  matmul(a: Node, b: Node): Node {
    return this.apply("matmul", [a, b]);
  }
  /** Swaps two axes (default: the last two). */
  transpose(a: Node, first = -2, second = -1): Node {
    return this.apply("transpose", [a], { first, second });
  }
  permute(a: Node, axes: readonly number[]): Node {
    return this.apply("permute", [a], { axes });
  }
  reshape(a: Node, shape: Shape): Node {
    return this.apply("reshape", [a], { shape });
  }
  expand(a: Node, shape: Shape): Node {
    return sameShape(a.value.shape, shape) ? a : this.apply("expand", [a], { shape });
  }
  unsqueeze(a: Node, axis: number): Node {
    return this.apply("unsqueeze", [a], { axis });
  }
  squeeze(a: Node, axis: number): Node {
    return this.apply("squeeze", [a], { axes: [axis] });
  }
  /** Slice of each axis: start, stop (both normalized), step. */
  slice(a: Node, starts: readonly number[], stops: readonly number[], steps: readonly number[]): Node {
    return this.apply("slice", [a], { starts, stops, steps });
  }
  /** Its adjoint: zeros of `shape` with `a` written into the slice. */
  sliceAdjoint(
    a: Node,
    shape: Shape,
    starts: readonly number[],
    stops: readonly number[],
    steps: readonly number[],
  ): Node {
    return this.apply("slice_adjoint", [a], { shape, starts, stops, steps });
  }
  cat(parts: readonly Node[], axis: number): Node {
    return this.apply("cat", parts, { axis });
  }
  gather(a: Node, index: Node, axis: number): Node {
    return this.apply("gather", [a, index], { axis });
  }
  /** zeros of `shape` plus `source` added at `index` along `axis`: the adjoint of gather. */
  scatterAdd(shape: Shape, index: Node, source: Node, axis: number): Node {
    const zeros = constantNode(broadcastTo(full(source.value.dtype, [], 0), shape));
    return this.apply("scatter_add", [zeros, index, source], { axis });
  }
  /** View by explicit strides, in elements of `a`'s row-major order. */
  asStrided(a: Node, shape: Shape, strides: readonly number[], offset: number): Node {
    return this.apply("as_strided", [a], { shape, strides, offset });
  }

  /** Undoes a reduction's shape: puts size-1 axes back at `axes` (null: all) where keepdim was off, then expands to `shape`. */
  restore(a: Node, shape: Shape, axes: readonly number[] | null, keepdim: boolean): Node {
    const reduced = new Set(
      (axes ?? shape.map((_, axis) => axis)).map((axis) => (axis < 0 ? axis + shape.length : axis)),
    );
    const kept = keepdim
      ? a
      : this.reshape(
          a,
          shape.map((length, axis) => (reduced.has(axis) ? 1 : length)),
        );
    return this.expand(kept, shape);
  }
  /** How many elements each result of a reduction over `axes` has taken in. */
  reducedCount(shape: Shape, axes: readonly number[] | null): number {
    return axes === null
      ? sizeOf(shape)
      : axes.reduce((count, axis) => count * shape[axis < 0 ? axis + shape.length : axis]!, 1);
  }
}
