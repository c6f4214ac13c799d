import { fromNumbers, toNumbers } from "../../../tensor/array.js";
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
    const values = toNumbers(x!);
    const out = new Array<number>(values.length);
    const sign = a.descending ? -1 : 1;
    for (let o = 0; o < outer; o++)
      for (let i = 0; i < inner; i++) {
        const at = (k: number): number => values[(o * length + k) * inner + i]!;
        const order = Array.from({ length }, (_, k) => k).sort(
          (p, q) => sign * compare(at(p), at(q)) || p - q,
        );
        order.forEach((k, rank) => {
          out[(o * length + rank) * inner + i] = k;
        });
      }
    return fromNumbers("int64", x!.shape, out);
  },
  vjp: {},
  jvp: (c) => c.ops.zerosLike(c.out),
  formula: { value: { text: "order of {x}", latex: "\\operatorname{argsort} {x}" }, derivatives: {} },
});

function compare(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : 1;
  return Number.isNaN(b) ? -1 : a - b;
}
