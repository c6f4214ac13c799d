/** softmax, log_softmax, softmin along an axis. */
import { fromNumbers } from "../../../tensor/array.js";
import { softmax as softmaxOf } from "../../../tensor/kernels/softmax.js";
import { normalizeAxis, type Shape } from "../../../tensor/shape.js";
import { type Attributes, type Card, defineStructural, OperationError } from "../../define.js";
import { defineComposite } from "../../composite.js";

const sample = fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1]);

export function axisOf(name: string, shape: Shape, attributes: Attributes): number {
  const axis = normalizeAxis(Number(attributes.axis), shape.length);
  if (axis !== null) return axis;
  const bound = Math.max(shape.length, 1);
  throw new OperationError(`${name}: axis ${String(attributes.axis)} is outside a tensor of ${shape.length} axes`, {
    torch: { type: "IndexError", message: `Dimension out of range (expected to be in range of [${-bound}, ${bound - 1}], but got ${String(attributes.axis)})` },
  });
}

/** yᵢ = e^xᵢ / Σⱼ e^xⱼ; x̄ = y ∘ (ȳ − Σ ȳ y). */
export const softmax: Card = defineStructural({
  name: "softmax",
  inputs: ["x"],
  attributes: { axis: -1 },
  dtype: "float",
  sentence: "Turns numbers into probabilities: exponentials divided by their sum.",
  spellings: ["torch.softmax(input=x, dim=axis)", "torch.nn.functional.softmax(input=x, dim=axis)", "torch.Tensor.softmax(self=x, dim=axis)", "torch.special.softmax(input=x, dim=axis)", "jax.nn.softmax(x, axis=axis)"],
  samples: () => [{ inputs: [sample] }, { inputs: [sample], attributes: { axis: 0 } }],
  shape: ([x], attributes) => (axisOf("softmax", x!, attributes), x!),
  forward: ([x], attributes, dtype) => softmaxOf(x!, axisOf("softmax", x!.shape, attributes), false, dtype),
  vjp: {
    x: (c) => {
      const axis = axisOf("softmax", c.out.value.shape, c.attributes);
      const weighted = c.ops.mul(c.g, c.out);
      const total = c.out.value.shape.length ? c.ops.sum(weighted, [axis], true) : weighted;
      return c.ops.sub(weighted, c.ops.mul(c.out, total));
    },
  },
  jvp: (c) => {
    const axis = axisOf("softmax", c.out.value.shape, c.attributes);
    const weighted = c.ops.mul(c.tangents.x ?? c.ops.zerosLike(c.out), c.out);
    const total = c.out.value.shape.length ? c.ops.sum(weighted, [axis], true) : weighted;
    return c.ops.sub(weighted, c.ops.mul(c.out, total));
  },
  formula: {
    value: { text: "exp({x}ᵢ) / Σⱼ exp({x}ⱼ)", latex: "\\frac{e^{{x}_i}}{\\sum_j e^{{x}_j}}" },
    derivatives: { x: { text: "{y} ∘ ({gy} − Σ {gy}·{y})", latex: "{y} \\circ \\left({gy} - \\sum {gy} \\, {y}\\right)" } },
  },
});

/** yᵢ = xᵢ − ln Σⱼ e^xⱼ; x̄ = ȳ − softmax(x)·Σ ȳ. */
export const logSoftmax: Card = defineStructural({
  name: "log_softmax",
  inputs: ["x"],
  attributes: { axis: -1 },
  dtype: "float",
  sentence: "The logarithm of softmax, computed without overflow.",
  spellings: ["torch.log_softmax(input=x, dim=axis)", "torch.nn.functional.log_softmax(input=x, dim=axis)", "torch.Tensor.log_softmax(self=x, dim=axis)", "torch.special.log_softmax(input=x, dim=axis)", "jax.nn.log_softmax(x, axis=axis)"],
  samples: () => [{ inputs: [sample] }, { inputs: [sample], attributes: { axis: 0 } }],
  shape: ([x], attributes) => (axisOf("log_softmax", x!, attributes), x!),
  forward: ([x], attributes, dtype) => softmaxOf(x!, axisOf("log_softmax", x!.shape, attributes), true, dtype),
  vjp: {
    x: (c) => {
      const axis = axisOf("log_softmax", c.out.value.shape, c.attributes);
      const total = c.out.value.shape.length ? c.ops.sum(c.g, [axis], true) : c.g;
      return c.ops.sub(c.g, c.ops.mul(c.ops.unary("exp", c.out), total));
    },
  },
  jvp: (c) => {
    const axis = axisOf("log_softmax", c.out.value.shape, c.attributes);
    const t = c.tangents.x ?? c.ops.zerosLike(c.out);
    const weighted = c.ops.mul(c.ops.unary("exp", c.out), t);
    return c.ops.sub(t, c.out.value.shape.length ? c.ops.sum(weighted, [axis], true) : weighted);
  },
  formula: {
    value: { text: "{x}ᵢ − ln Σⱼ exp({x}ⱼ)", latex: "{x}_i - \\ln \\sum_j e^{{x}_j}" },
    derivatives: { x: { text: "{gy} − softmax({x})·Σ {gy}", latex: "{gy} - \\operatorname{softmax}({x}) \\sum {gy}" } },
  },
});

export const softmin: Card = defineComposite({
  name: "softmin",
  inputs: ["x"],
  attributes: { axis: -1 },
  dtype: "float",
  sentence: "Softmax of the negated numbers: the smallest gets the largest share.",
  spellings: ["torch.nn.functional.softmin(input=x, dim=axis)"],
  samples: () => [{ inputs: [sample] }],
  differentiable: ["x"],
  shape: ([x], attributes) => (axisOf("softmin", x!, attributes), x!),
  compose: (ops, [x], { axis }) => ops.apply("softmax", [ops.neg(x!)], { axis: axis! }),
  formula: {
    value: { text: "softmax(−{x})", latex: "\\operatorname{softmax}(-{x})" },
    derivatives: { x: { text: "−{y} ∘ ({gy} − Σ {gy}·{y})", latex: "-{y} \\circ \\left({gy} - \\sum {gy} \\, {y}\\right)" } },
  },
});
