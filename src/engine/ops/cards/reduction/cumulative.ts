/** Running sums and products along one axis. */
import { contiguous, fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import type { Dtype } from "../../../tensor/dtype.js";
import { aroundAxis } from "../../../tensor/kernels/reduce.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { axisIn } from "../../axes.js";
import { type Card, defineStructural, type RuleContext } from "../../define.js";
import { identity, LONGEST } from "./prod.js";

export function scanAxis(
  x: NDArray,
  axis: number,
  dtype: Dtype,
  step: (so: number, value: number) => number,
  start: number,
  backward = false,
): NDArray {
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
const spelled = (name: string): string[] => [
  `torch.${name}(input=x, dim=axis)`,
  `torch.Tensor.${name}(self=x, dim=axis)`,
  `numpy.${name}(a=x, axis=axis)`,
  `numpy.ndarray.${name}(self=x, axis=axis)`,
  `jax.numpy.${name}(a=x, axis=axis)`,
];

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
  forward: ([x], a, dtype) =>
    scanAxis(
      x!,
      axisIn("cumsum", a.axis, x!.shape.length),
      dtype,
      (so, value) => so + value,
      0,
      a.reverse === true,
    ),
  vjp: {
    x: (c) =>
      c.ops.apply("cumsum", [c.g], { axis: c.attributes.axis!, reverse: c.attributes.reverse !== true }),
  },
  jvp: "linear",
  formula: {
    value: { text: "yₖ = ∑_{j≤k} {x}ⱼ", latex: "y_k = \\sum_{j \\le k} {x}_j" },
    derivatives: { x: { text: "∑_{k≥j} {gy}ₖ", latex: "\\sum_{k \\ge j} {gy}_k" } },
  },
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
  forward: ([x], a, dtype) =>
    scanAxis(x!, axisIn("cumprod", a.axis, x!.shape.length), dtype, (so, value) => so * value, 1),
  vjp: {
    x: (c) => {
      const x = c.in.x!;
      const { axis } = c.attributes;
      if (!toNumbers(x.value).includes(0))
        return c.ops.div(c.ops.apply("cumsum", [c.ops.mul(c.g, c.out)], { axis: axis!, reverse: true }), x);
      const at = axisIn("cumprod", axis, x.value.shape.length);
      return (x.value.shape[at] ?? 1) > LONGEST
        ? c.ops.constant(withZeros(x.value, c.g.value, at))
        : withZerosRecorded(c, at);
    },
  },
  jvp: (c) => {
    const tangent = c.tangents.x ?? c.ops.zerosLike(c.in.x!);
    if (toNumbers(c.in.x!.value).includes(0)) return tangentWithZeros(c, tangent);
    return c.ops.mul(
      c.out,
      c.ops.apply("cumsum", [c.ops.div(tangent, c.in.x!)], { axis: c.attributes.axis! }),
    );
  },
  formula: {
    value: { text: "yₖ = ∏_{j≤k} {x}ⱼ", latex: "y_k = \\prod_{j \\le k} {x}_j" },
    derivatives: {
      x: { text: "∑_{k≥j} {gy}ₖ · yₖ / {x}ⱼ", latex: "\\sum_{k \\ge j} {gy}_k \\frac{y_k}{{x}_j}" },
    },
  },
});

/** ẏₖ = ẏₖ₋₁ xₖ + yₖ₋₁ ẋₖ, step by step. */
function tangentWithZeros(
  { ops, in: { x }, attributes }: Pick<RuleContext, "ops" | "in" | "attributes">,
  tangent: Node,
): Node {
  const axis = axisIn("cumprod", attributes.axis, x!.value.shape.length);
  const { outer, length, inner } = aroundAxis(x!.value.shape, axis);
  const [values, moved] = [toNumbers(x!.value), toNumbers(tangent.value)];
  const out = new Array<number>(values.length).fill(0);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
      let [product, slope] = [1, 0];
      for (let k = 0; k < length; k++) {
        const at = (o * length + k) * inner + i;
        slope = slope * values[at]! + product * moved[at]!;
        product *= values[at]!;
        out[at] = slope;
      }
    }
  return ops.constant(fromNumbers(x!.value.dtype, x!.value.shape, out));
}

/** The same sum over a matrix whose row j is x with xⱼ replaced by 1, its products run along k. */
function withZerosRecorded({ ops, in: { x }, g }: RuleContext, axis: number): Node {
  const { shape } = x!.value;
  const n = shape[axis] ?? 1;
  const last = [...shape.keys()].filter((at) => at !== axis).concat(shape.length ? [axis] : []);
  const rows = (node: Node): Node =>
    ops.expand(ops.reshape(ops.permute(node, last), [sizeOf(shape) / n, 1, n]), [sizeOf(shape) / n, n, n]);
  const [wide, upstream] = [rows(x!), rows(g)];
  const products = ops.apply("cumprod", [ops.where(ops.constant(identity(n)), ops.onesLike(wide), wide)], {
    axis: 2,
  });
  const sums = ops.sum(ops.apply("triu", [ops.mul(upstream, products)]), [2]);
  return ops.permute(
    ops.reshape(
      sums,
      last.map((at) => shape[at]!),
    ),
    last.map((_, at) => last.indexOf(at)),
  );
}

/** The same sum with the products written out, for long groups that hold a zero. */
function withZeros(x: NDArray, g: NDArray, axis: number): NDArray {
  const { outer, length, inner } = aroundAxis(x.shape, axis);
  const [values, adjoint] = [toNumbers(x), toNumbers(g)];
  const out = new Array<number>(values.length).fill(0);
  for (let o = 0; o < outer; o++)
    for (let i = 0; i < inner; i++) {
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
