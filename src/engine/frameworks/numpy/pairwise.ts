/**
 * NumPy adds long rows up in pairs of blocks, which gives other last digits than one after the other
 * (numpy/_core/src/umath/loops_utils.h.src, pairwise_sum). Sums and means over contiguous elements are computed so.
 */
import type { Attributes, Card, StructuralCard } from "../../ops/define.js";
import { isContiguous, type NDArray, size, wrap } from "../../tensor/array.js";
import { allocate, isFloating, rounderOf } from "../../tensor/dtype.js";
import { flagsOf, Node } from "../../trace/node.js";

function pairwise(values: ArrayLike<number>, at: number, n: number, round: (value: number) => number): number {
  if (n < 8) {
    // −0 where there is nothing: adding it changes no number.
    let sum = -0;
    for (let i = 0; i < n; i++) sum = round(sum + values[at + i]!);
    return sum;
  }
  if (n <= 128) {
    const r = Array.from({ length: 8 }, (_, i) => values[at + i]!);
    let i = 8;
    for (; i < n - (n % 8); i += 8) for (let k = 0; k < 8; k++) r[k] = round(r[k]! + values[at + i + k]!);
    let sum = round(round(round(r[0]! + r[1]!) + round(r[2]! + r[3]!)) + round(round(r[4]! + r[5]!) + round(r[6]! + r[7]!)));
    for (; i < n; i++) sum = round(sum + values[at + i]!);
    return sum;
  }
  const half = (n >> 1) - ((n >> 1) % 8);
  return round(pairwise(values, at, half, round) + pairwise(values, at + half, n - half, round));
}

/** Rows of how many elements are added up, null: not one run of neighbours. */
function rowLength(x: NDArray, axes: readonly number[] | null): number | null {
  if (!isContiguous(x)) return null;
  if (axes === null || axes.length === 0) return size(x);
  const rank = x.shape.length;
  const sorted = axes.map((axis) => (axis < 0 ? axis + rank : axis)).sort((a, b) => a - b);
  if (!sorted.every((axis, i) => axis === rank - sorted.length + i)) return null;
  return sorted.reduce((product, axis) => product * x.shape[axis]!, 1);
}

/** The last digits of a sum or mean; null: it is not one run of neighbours. */
function pairwiseValue(name: string, x: NDArray, { axes }: Attributes, like: NDArray): NDArray | null {
  if (x.dtype !== like.dtype || x.dtype === "float16") return null;
  const length = rowLength(x, axes === null || axes === undefined ? null : Array.isArray(axes) ? axes.map(Number) : [Number(axes)]);
  if (length === null || length < 8) return null;
  const round = rounderOf(x.dtype);
  const out = allocate(x.dtype, size(like));
  for (let row = 0; row < out.length; row++) {
    const sum = round(0 + pairwise(x.buffer, x.offset + row * length, length, round));
    out[row] = name === "mean" ? sum / length : sum;
  }
  return wrap(like.dtype, like.shape, out);
}

const cards = new Map<Card, Card>();

/** The same operation in NumPy's order of addition. */
function pairwiseCard(card: StructuralCard): Card {
  let known = cards.get(card);
  if (!known) {
    const forward: StructuralCard["forward"] = (inputs, attributes, dtype) => {
      const plain = card.forward(inputs, attributes, dtype) as NDArray; // a sum has one result
      return pairwiseValue(card.name, inputs[0]!, attributes, plain) ?? plain;
    };
    cards.set(card, (known = { ...card, forward }));
  }
  return known;
}

/** The node of a sum or mean with NumPy's last digits; any other node as it is. */
export function exactSum(node: Node): Node {
  const { card } = node;
  if (card?.kind !== "structural" || (card.name !== "sum" && card.name !== "mean") || !isFloating(node.value.dtype)) return node;
  const value = node.inputs[0] && pairwiseValue(card.name, node.inputs[0].value, node.attributes, node.value);
  if (!value) return node;
  const exact = new Node(node.id, pairwiseCard(card), node.inputs, node.attributes, [value], node.origin, node.span, node.scope, flagsOf(node.inputs, node.origin, node.weak));
  exact.requiresGrad = node.requiresGrad;
  return exact;
}
