/** Running sums and products along one axis. */
import { contiguous, fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import type { Dtype } from "../../../tensor/dtype.js";
import { aroundAxis } from "../../../tensor/kernels/reduce.js";
import { axisIn } from "../../axes.js";
import { type Card, defineStructural } from "../../define.js";

export function scanAxis(x: NDArray, axis: number, dtype: Dtype, step: (so: number, value: number) => number, start: number, backward = false): NDArray {
  const { outer, length, inner } = aroundAxis(x.shape, axis);
  const values = toNumbers(contiguous(x));
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let so = start;
      for (let k = 0; k < length; k++) {
        const at = (o * length + (backward ? length - 1 - k : k)) * inner + i;
        so = step(so, values[at]!);
        values[at] = so;
      }
    }
  }
  return fromNumbers(dtype, x.shape, values);
}

const sample = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);
const spelled = (name: string): string[] => [`torch.${name}(input=x, dim=axis)`, `torch.Tensor.${name}(self=x, dim=axis)`, `numpy.${name}(a=x, axis=axis)`, `numpy.ndarray.${name}(self=x, axis=axis)`, `jax.numpy.${name}(a=x, axis=axis)`];

/** yₖ = Σ_{j≤k} xⱼ; the adjoint is the running sum from the end. */
export const cumsum: Card = defineStructural({
  name: "cumsum",
  inputs: ["x"],
  attributes: { axis: 0, reverse: false },
  dtype: "promote",
  sentence: "The running sum along an axis.",
  spellings: spelled("cumsum"),
  samples: () => [{ inputs: [sample] }, { inputs: [sample], attributes: { axis: 1 } }],
  shape: ([shape], a) => (axisIn("cumsum", a.axis, shape!.length), shape!),
  forward: ([x], a, dtype) => scanAxis(x!, axisIn("cumsum", a.axis, x!.shape.length), dtype, (so, value) => so + value, 0, a.reverse === true),
  vjp: { x: (c) => c.ops.apply("cumsum", [c.g], { axis: c.attributes.axis!, reverse: c.attributes.reverse !== true }) },
  jvp: "linear",
  formula: { value: { text: "yₖ = ∑_{j≤k} {x}ⱼ", latex: "y_k = \\sum_{j \\le k} {x}_j" }, derivatives: { x: { text: "∑_{k≥j} {gy}ₖ", latex: "\\sum_{k \\ge j} {gy}_k" } } },
});

/** yₖ = Π_{j≤k} xⱼ; x̄ⱼ = Σ_{k≥j} ȳₖ yₖ / xⱼ where no element is 0. */
export const cumprod: Card = defineStructural({
  name: "cumprod",
  inputs: ["x"],
  attributes: { axis: 0 },
  dtype: "promote",
  sentence: "The running product along an axis.",
  spellings: spelled("cumprod"),
  samples: () => [{ inputs: [sample] }],
  shape: ([shape], a) => (axisIn("cumprod", a.axis, shape!.length), shape!),
  forward: ([x], a, dtype) => scanAxis(x!, axisIn("cumprod", a.axis, x!.shape.length), dtype, (so, value) => so * value, 1),
  vjp: {
    x: (c) => {
      const x = c.in.x!;
      const { axis } = c.attributes;
      if (!toNumbers(x.value).includes(0)) return c.ops.div(c.ops.apply("cumsum", [c.ops.mul(c.g, c.out)], { axis: axis!, reverse: true }), x);
      return c.ops.constant(withZeros(x.value, c.g.value, axisIn("cumprod", axis, x.value.shape.length)));
    },
  },
  jvp: (c) => {
    const tangent = c.tangents.x ?? c.ops.zerosLike(c.in.x!);
    return c.ops.mul(c.out, c.ops.apply("cumsum", [c.ops.div(tangent, c.in.x!)], { axis: c.attributes.axis! }));
  },
  formula: { value: { text: "yₖ = ∏_{j≤k} {x}ⱼ", latex: "y_k = \\prod_{j \\le k} {x}_j" }, derivatives: { x: { text: "∑_{k≥j} {gy}ₖ · yₖ / {x}ⱼ", latex: "\\sum_{k \\ge j} {gy}_k \\frac{y_k}{{x}_j}" } } },
});

/** The same sum with the products written out, for groups that hold a zero. */
function withZeros(x: NDArray, g: NDArray, axis: number): NDArray {
  const { outer, length, inner } = aroundAxis(x.shape, axis);
  const [values, adjoint] = [toNumbers(x), toNumbers(g)];
  const out = new Array<number>(values.length).fill(0);
  for (let o = 0; o < outer; o++) for (let i = 0; i < inner; i++) {
    const at = (k: number): number => (o * length + k) * inner + i;
    for (let j = 0; j < length; j++) {
      let product = 1;
      for (let k = 0; k < length; k++) {
        if (k !== j) product *= values[at(k)]!;
        if (k >= j) out[at(j)]! += adjoint[at(k)]! * product;
      }
    }
  }
  return fromNumbers(x.dtype, x.shape, out);
}
