/** Layers that shift and scale to mean 0 and variance 1: y = (x − μ)/√(σ² + ε)·weight + bias, μ and σ² over some axes. */
import { fromNumbers } from "../../../tensor/array.js";
import { layerNormAdjoints, layerNorm as layerNormOf } from "../../../tensor/kernels/layer-norm.js";
import { sizeOf, type Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Operations } from "../../operations.js";
import { samples, waves } from "../sample-arrays.js";
import { shapeText, torchError } from "./geometry.js";

const standardized = (ops: Operations, x: Node, axes: readonly number[], eps: number): Node => {
  const centred = ops.sub(x, ops.mean(x, axes, true));
  const variance = ops.mean(ops.mul(centred, centred), axes, true);
  return ops.mul(centred, ops.unary("rsqrt", ops.add(variance, ops.constant(eps))));
};

const affine = (ops: Operations, y: Node, weight: Node | undefined, bias: Node | undefined, shaped: (node: Node) => Node): Node => {
  const scaled = weight ? ops.mul(y, shaped(weight)) : y;
  return bias ? ops.add(scaled, shaped(bias)) : scaled;
};
const asIs = (node: Node): Node => node;
/** [C] → [C, 1, …] so that it lies along axis 1 of a result of that rank. A stand-in scalar stays. */
const alongChannels = (ops: Operations, rank: number) => (node: Node): Node =>
  node.value.shape.length ? ops.reshape(node, [node.value.shape[0]!, ...new Array<number>(rank - 2).fill(1)]) : node;

const derivatives = {
  x: { text: "({weight}/σ)·({gy} − mean({gy}) − x̂·mean({gy}·x̂))", latex: "\\frac{{weight}}{\\sigma}\\left({gy} - \\overline{{gy}} - \\hat x\\,\\overline{{gy}\\hat x}\\right)" },
  weight: { text: "Σ {gy}·x̂", latex: "\\sum {gy} \\, \\hat x" },
  bias: { text: "Σ {gy}", latex: "\\sum {gy}" },
};
const value = { text: "({x} − μ)/√(σ² + ε)·{weight} + {bias}", latex: "\\frac{{x} - \\mu}{\\sqrt{\\sigma^2 + \\varepsilon}} {weight} + {bias}" };
const inputs = ["x", "weight", "bias"] as const;
const optional = { weight: 1, bias: 0 };

/** `normalized_shape`: the last axes. Ba, Kiros, Hinton 2016. */
export const layerNorm = defineComposite({
  name: "layer_norm", inputs, optional,
  attributes: { normalized_shape: [1], eps: 1e-5 },
  dtype: "first",
  sentence: "Shifts and scales each sample's features to mean 0 and variance 1, then by learned weights.",
  spellings: ["torch.nn.functional.layer_norm(input=x, normalized_shape=normalized_shape, weight=weight, bias=bias, eps=eps)", "torch.layer_norm(input=x, normalized_shape=normalized_shape, weight=weight, bias=bias, eps=eps)"],
  samples: () => samples({ inputs: [waves([2, 3]), waves([3], 2), waves([3], 5)], attributes: { normalized_shape: [3] } }, { inputs: [waves([2, 2, 2])], attributes: { normalized_shape: [2, 2] } }),
  differentiable: inputs,
  shape: ([x], { normalized_shape: given }) => {
    const last = listOf(given);
    const ends = x!.slice(x!.length - last.length);
    if (last.length > x!.length || last.some((length, i) => length !== ends[i])) {
      const lead = ["*", ...last].join(", ");
      throw torchError(`layer_norm: the input is ${shapeText(x!)}; it must end in ${shapeText(last)}`, `Given normalized_shape=${shapeText(last)}, expected input with shape [${lead}], but got input of size${shapeText(x!)}`);
    }
    return x!;
  },
  compose: (ops, [x, weight, bias], attributes) => {
    const count = listOf(attributes.normalized_shape).length;
    return affine(ops, standardized(ops, x!, lastAxes(x!, count), Number(attributes.eps)), weight, bias, asIs);
  },
  fused: {
    forward: (arrays, { normalized_shape: last, eps }) => layerNormOf(arrays, listOf(last).length, Number(eps)),
    adjoints: (arrays, g, { normalized_shape: last, eps }, wanted) => layerNormAdjoints(arrays, g, listOf(last).length, Number(eps), wanted),
  },
  formula: { value, derivatives },
});

const listOf = (value: unknown): readonly number[] => (Array.isArray(value) ? (value as readonly number[]) : [Number(value)]);
const lastAxes = (x: Node, count: number): number[] => Array.from({ length: count }, (_, i) => x.value.shape.length - count + i);

/** eps null: the smallest step of the dtype at 1. Zhang and Sennrich 2019. */
export const rmsNorm = defineComposite({
  name: "rms_norm", inputs: ["x", "weight"], optional: { weight: 1 },
  attributes: { normalized_shape: [1], eps: null },
  dtype: "first",
  sentence: "Scales each sample's features to root mean square 1, then by learned weights.",
  spellings: ["torch.nn.functional.rms_norm(input=x, normalized_shape=normalized_shape, weight=weight, eps=eps)", "torch.rms_norm(input=x, normalized_shape=normalized_shape, weight=weight, eps=eps)"],
  samples: () => [{ inputs: [waves([2, 3]), waves([3], 2)], attributes: { normalized_shape: [3] } }],
  differentiable: ["x", "weight"],
  shape: ([x]) => x!,
  compose: (ops, [x, weight], attributes) => {
    const axes = lastAxes(x!, listOf(attributes.normalized_shape).length);
    const eps = attributes.eps === null ? (x!.value.dtype === "float64" ? 2 ** -52 : 2 ** -23) : Number(attributes.eps);
    const scale = ops.unary("rsqrt", ops.add(ops.mean(ops.mul(x!, x!), axes, true), ops.constant(eps)));
    return affine(ops, ops.mul(x!, scale), weight, undefined, asIs);
  },
  formula: {
    value: { text: "{x}/√(mean({x}²) + ε)·{weight}", latex: "\\frac{{x}}{\\sqrt{\\overline{{x}^2} + \\varepsilon}} {weight}" },
    derivatives: { x: { text: "({weight}/r)·({gy} − x̂·mean({gy}·x̂))", latex: "\\frac{{weight}}{r}\\left({gy} - \\hat x\\,\\overline{{gy}\\hat x}\\right)" }, weight: derivatives.weight },
  },
});

/** With the batch's own mean and (biased) variance; running statistics are the framework's. Ioffe and Szegedy 2015. */
export const batchNorm = defineComposite({
  name: "batch_norm", inputs, optional,
  attributes: { eps: 1e-5 },
  dtype: "first",
  sentence: "Shifts and scales each channel to mean 0 and variance 1 over the batch, then by learned weights.",
  spellings: [],
  samples: () => samples({ inputs: [waves([4, 2]), waves([2], 2), waves([2], 5)] }, { inputs: [waves([2, 2, 3])] }),
  differentiable: inputs,
  shape: ([x]) => {
    const count = sizeOf(x!) / x![1]!;
    if (count > 1) return x!;
    throw torchError(`batch_norm: ${shapeText(x!)} has one value a channel; training needs more`, `Expected more than 1 value per channel when training, got input size torch.Size(${shapeText(x!)})`, "ValueError");
  },
  compose: (ops, [x, weight, bias], { eps }) => {
    const rank = x!.value.shape.length;
    const axes = x!.value.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    return affine(ops, standardized(ops, x!, axes, Number(eps)), weight, bias, alongChannels(ops, rank));
  },
  formula: { value, derivatives },
});

/** With given mean and variance [C], as in evaluation. */
export const batchNormEval = defineComposite({
  name: "batch_norm_eval", inputs: ["x", "mean", "variance", "weight", "bias"], optional,
  attributes: { eps: 1e-5 },
  dtype: "first",
  sentence: "Shifts and scales each channel by the running mean and variance, then by learned weights.",
  spellings: [],
  samples: () => [{ inputs: [waves([2, 2, 3]), waves([2], 3), fromNumbers("float64", [2], [0.5, 2]), waves([2], 2), waves([2], 5)] }],
  differentiable: ["x", "mean", "variance", "weight", "bias"],
  shape: ([x]) => x!,
  compose: (ops, [x, mean, variance, weight, bias], { eps }) => {
    const shaped = alongChannels(ops, x!.value.shape.length);
    const scale = ops.unary("rsqrt", ops.add(variance!, ops.constant(Number(eps))));
    return affine(ops, ops.mul(ops.sub(x!, shaped(mean!)), shaped(scale)), weight, bias, shaped);
  },
  formula: {
    value,
    derivatives: {
      x: { text: "{gy}·{weight}/σ", latex: "\\frac{{gy} \\, {weight}}{\\sigma}" },
      mean: { text: "−Σ {gy}·{weight}/σ", latex: "-\\sum \\frac{{gy} \\, {weight}}{\\sigma}" },
      variance: { text: "−½ Σ {gy}·{weight}·x̂/σ²", latex: "-\\tfrac12 \\sum \\frac{{gy} \\, {weight} \\, \\hat x}{\\sigma^2}" },
      weight: derivatives.weight, bias: derivatives.bias,
    },
  },
});

/** Groups of channels, each with all positions. Wu and He 2018. `num_groups` null: one a channel (instance norm). */
const grouped = (name: string, attributes: { readonly num_groups: number | null; readonly eps: number }, sentence: string, spellings: readonly string[]) =>
  defineComposite({
    name, inputs, optional, attributes, sentence, spellings,
    dtype: "first",
    samples: () => samples({ inputs: [waves([2, 4, 2]), waves([4], 2), waves([4], 5)], attributes: attributes.num_groups === null ? {} : { num_groups: 2 } }),
    differentiable: inputs,
    shape: ([x], { num_groups: groups }) => {
      if (groups === null || x![1]! % Number(groups) === 0) return x!;
      throw torchError(`${name}: ${x![1]} channels do not divide into ${String(groups)} groups`, `Expected number of channels in input to be divisible by num_groups, but got input of shape ${shapeText(x!)} and num_groups=${String(groups)}`);
    },
    compose: (ops, [x, weight, bias], { num_groups: groups, eps }) => {
      const shape: Shape = x!.value.shape;
      const count = groups === null ? shape[1]! : Number(groups);
      const blocks = ops.reshape(x!, [shape[0]!, count, sizeOf(shape.slice(1)) / count]);
      return affine(ops, ops.reshape(standardized(ops, blocks, [2], Number(eps)), shape), weight, bias, alongChannels(ops, shape.length));
    },
    formula: { value, derivatives },
  });

export const groupNorm = grouped("group_norm", { num_groups: 1, eps: 1e-5 }, "Shifts and scales groups of channels of each sample to mean 0 and variance 1, then by learned weights.",
  ["torch.nn.functional.group_norm(input=x, num_groups=num_groups, weight=weight, bias=bias, eps=eps)", "torch.group_norm(input=x, num_groups=num_groups, weight=weight, bias=bias, eps=eps)"]);
export const instanceNorm = grouped("instance_norm", { num_groups: null, eps: 1e-5 }, "Shifts and scales each channel of each sample to mean 0 and variance 1, then by learned weights.", []);

/** y = x / (k + alpha·mean of x² over `size` neighbouring channels)^beta. */
export const localResponseNorm = defineComposite({
  name: "local_response_norm", inputs: ["x"],
  attributes: { size: 5, alpha: 1e-4, beta: 0.75, k: 1 },
  dtype: "first",
  sentence: "Divides each element by a power of the mean square of its neighbouring channels.",
  spellings: ["torch.nn.functional.local_response_norm(input=x, size=size, alpha=alpha, beta=beta, k=k)"],
  samples: () => [{ inputs: [waves([1, 4, 2])], attributes: { size: 3, alpha: 0.5 } }],
  differentiable: ["x"],
  shape: ([x]) => x!,
  compose: (ops, [x], { size, alpha, beta, k }) => {
    const [n, width] = [x!.value.shape[1]!, Number(size)];
    const bounds = Array.from({ length: n }, (_, i) => {
      const start = i - Math.floor(width / 2);
      return [Math.max(start, 0), Math.min(start + width, n)] as const;
    });
    const squares = ops.apply("axis_map", [ops.mul(x!, x!)], { axis: 1, starts: bounds.map(([from]) => from), weights: bounds.map(([from, to]) => new Array<number>(to - from).fill(1 / width)) });
    return ops.div(x!, ops.pow(ops.add(ops.scale(squares, Number(alpha)), ops.constant(Number(k))), ops.constant(Number(beta))));
  },
  formula: {
    value: { text: "{x}/(k + α·mean of neighbours {x}²)^β", latex: "\\frac{{x}}{(k + \\alpha \\overline{{x}^2})^{\\beta}}" },
    derivatives: { x: { text: "{gy}/s^β − 2αβ/n·{x}·Σ {gy}·{y}/s", latex: "\\frac{{gy}}{s^\\beta} - \\frac{2\\alpha\\beta}{n} {x} \\sum \\frac{{gy}{y}}{s}" } },
  },
});
