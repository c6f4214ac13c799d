import { contiguous, fromNumbers, wrap } from "../../../tensor/array.js";
import { aroundAxis } from "../../../tensor/kernels/reduce.js";
import { axisIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";
import { matrix } from "../shape/family.js";

/** The order that sorts along an axis; equal values keep their order, NaN counts as the largest. */
export const argsort: Card = defineStructural({
  name: "argsort",
  inputs: ["x"],
  attributes: { axis: -1, descending: false, stable: false },
  dtype: "int64",
  sentence: "The order of indices that sorts along an axis.",
  spellings: [
    "torch.argsort(input=x, dim=axis, descending=descending, stable=stable)",
    "torch.Tensor.argsort(self=x, dim=axis, descending=descending, stable=stable)",
    "numpy.argsort(a=x, axis=axis)",
    "numpy.ndarray.argsort(self=x, axis=axis)",
    "jax.numpy.argsort(a=x, axis=axis)",
  ],
  samples: () => [{ inputs: [matrix] }],
  shape: ([shape]) => shape!,
  forward: ([x], a) => {
    if (x!.shape.length === 0) return fromNumbers("int64", [], [0]);
    const { outer, length, inner } = aroundAxis(x!.shape, axisIn("argsort", a.axis, x!.shape.length));
    const { buffer } = contiguous(x!);
    const out = new Float64Array(buffer.length);
    const isAfter = a.descending ? isBelow : isAbove;
    const keys = new Float64Array(length);
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        const start = o * length * inner + i;
        for (let k = 0, at = start; k < length; k++, at += inner) keys[k] = buffer[at]!;
        const order = orderOf(keys, isAfter);
        for (let k = 0, at = start; k < length; k++, at += inner) out[at] = order[k]!;
      }
    return wrap("int64", x!.shape, out);
  },
  vjp: {},
  jvp: (c) => c.ops.zerosLike(c.out),
  formula: { value: { text: "order of {x}", latex: "\\operatorname{argsort} {x}" }, derivatives: {} },
});

const isAbove = (a: number, b: number): boolean => a > b || (Number.isNaN(a) && !Number.isNaN(b));
const isBelow = (a: number, b: number): boolean => isAbove(b, a);

/** Merged from the smallest runs up; equal keys keep their order. */
function orderOf(keys: Float64Array, isAfter: (a: number, b: number) => boolean): Int32Array {
  let order = Int32Array.from(keys.keys());
  let merged = new Int32Array(keys.length);
  for (let width = 1; width < keys.length; width *= 2) {
    for (let from = 0; from < keys.length; from += 2 * width) {
      const middle = Math.min(from + width, keys.length);
      const end = Math.min(from + 2 * width, keys.length);
      for (let left = from, right = middle, to = from; to < end; to++) {
        const takesLeft = left < middle && (right === end || !isAfter(keys[order[left]!]!, keys[order[right]!]!));
        merged[to] = order[takesLeft ? left++ : right++]!;
      }
    }
    [order, merged] = [merged, order];
  }
  return order;
}
