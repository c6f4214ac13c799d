/** Moves of elements between channels and positions: pixel_shuffle, pixel_unshuffle, channel_shuffle, unfold, fold, max_unpool. */
import { fromNumbers, type NDArray } from "../../../tensor/array.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Attributes, Card, Sample } from "../../define.js";
import type { Operations } from "../../operations.js";
import { indices, waves } from "../sample-arrays.js";
import { perAxis, toAttributes } from "./geometry.js";
import { flatPlane } from "./max-pool.js";

interface Move {
  readonly name: string;
  readonly attributes: Attributes;
  readonly sentence: string;
  readonly spellings: readonly string[];
  readonly shape: (x: Shape, attributes: Attributes) => Shape;
  readonly compose: (ops: Operations, x: Node, attributes: Attributes) => Node;
  readonly samples: () => readonly Sample[];
}

const move = ({ name, shape, compose, ...rest }: Move): Card =>
  defineComposite({
    name, ...rest,
    inputs: ["x"],
    dtype: "first",
    differentiable: ["x"],
    shape: ([x], attributes) => shape(x!, attributes),
    compose: (ops, [x], attributes) => compose(ops, x!, attributes),
    formula: { value: { text: "{x}, moved", latex: `\\operatorname{${name.replaceAll("_", "\\_")}}({x})` }, derivatives: { x: { text: "{gy}, moved back", latex: "{gy}\\text{, moved back}" } } },
  });

const split = (x: Shape): readonly [Shape, number, number, number] => [x.slice(0, -3), x.at(-3)!, x.at(-2)!, x.at(-1)!];
const both = (name: string): string[] => [`torch.nn.functional.${name}`, `torch.${name}`];

export const pixelShuffle = move({
  name: "pixel_shuffle",
  attributes: { factor: 2 },
  sentence: "Turns groups of channels into finer positions.",
  spellings: both("pixel_shuffle").map((name) => `${name}(input=x, upscale_factor=factor)`),
  samples: () => [{ inputs: [waves([1, 4, 2, 1])] }],
  shape: (x, { factor }) => { const [lead, c, h, w] = split(x); const r = Number(factor); return [...lead, c / r ** 2, h * r, w * r]; },
  compose: (ops, x, { factor }) => {
    const [lead, c, h, w] = split(x.value.shape);
    const r = Number(factor);
    const n = lead.length;
    const parts = ops.reshape(x, [...lead, c / r ** 2, r, r, h, w]);
    return ops.reshape(ops.permute(parts, [...lead.keys(), n, n + 3, n + 1, n + 4, n + 2]), [...lead, c / r ** 2, h * r, w * r]);
  },
});

export const pixelUnshuffle = move({
  name: "pixel_unshuffle",
  attributes: { factor: 2 },
  sentence: "Turns blocks of positions into channels.",
  spellings: both("pixel_unshuffle").map((name) => `${name}(input=x, downscale_factor=factor)`),
  samples: () => [{ inputs: [waves([1, 1, 4, 2])] }],
  shape: (x, { factor }) => { const [lead, c, h, w] = split(x); const r = Number(factor); return [...lead, c * r ** 2, h / r, w / r]; },
  compose: (ops, x, { factor }) => {
    const [lead, c, h, w] = split(x.value.shape);
    const r = Number(factor);
    const n = lead.length;
    const parts = ops.reshape(x, [...lead, c, h / r, r, w / r, r]);
    return ops.reshape(ops.permute(parts, [...lead.keys(), n, n + 2, n + 4, n + 1, n + 3]), [...lead, c * r ** 2, h / r, w / r]);
  },
});

export const channelShuffle = move({
  name: "channel_shuffle",
  attributes: { groups: 1 },
  sentence: "Deals the channels of each group out among the groups.",
  spellings: ["torch.nn.functional.channel_shuffle(input=x, groups=groups)", "torch.channel_shuffle(input=x, groups=groups)"],
  samples: () => [{ inputs: [waves([1, 4, 2])], attributes: { groups: 2 } }],
  shape: (x) => x,
  compose: (ops, x, { groups }) => {
    const [n, c, ...rest] = x.value.shape as readonly number[];
    const g = Number(groups);
    const parts = ops.reshape(x, [n!, g, c! / g, sizeOf(rest)]);
    return ops.reshape(ops.permute(parts, [0, 2, 1, 3]), x.value.shape);
  },
});

/** One window element a channel: the convolution with these weights lays windows out as channels. */
function windowPicker(dtype: NDArray["dtype"], channels: number, window: readonly number[]): NDArray {
  const taps = sizeOf(window);
  return fromNumbers(dtype, [channels * taps, 1, ...window], Array.from({ length: channels * taps * taps }, (_, i) => (Math.floor(i / taps) % taps === i % taps ? 1 : 0)));
}

function slidingGeometry(input: readonly number[], { kernel_size, stride, padding, dilation }: Attributes, groups: number): { readonly attributes: Attributes; readonly window: number[]; readonly output: number[] } {
  const [window, step, before, spread] = [kernel_size, stride, padding, dilation].map((value) => perAxis(value, 2)) as [number[], number[], number[], number[]];
  const output = input.map((n, i) => Math.floor((n + 2 * before[i]! - spread[i]! * (window[i]! - 1) - 1) / step[i]!) + 1);
  return { attributes: toAttributes({ input, window, output, stride: step, before, dilation: spread, groups }), window, output };
}

export const unfold = move({
  name: "unfold_image",
  attributes: { kernel_size: 1, dilation: 1, padding: 0, stride: 1 },
  sentence: "Lays every window of an image out as a column.",
  spellings: ["torch.nn.functional.unfold(input=x, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)"],
  samples: () => [{ inputs: [waves([1, 2, 3, 3])], attributes: { kernel_size: 2, padding: 1, stride: 2 } }],
  shape: (x, attributes) => {
    const { window, output } = slidingGeometry(x.slice(-2), attributes, 1);
    return [...x.slice(0, -3), x.at(-3)! * sizeOf(window), sizeOf(output)];
  },
  compose: (ops, x, attributes) => {
    const shape = x.value.shape;
    const channels = shape.at(-3)!;
    const { attributes: geometry, window, output } = slidingGeometry(shape.slice(-2), attributes, channels);
    const images = ops.reshape(x, [shape.length === 4 ? shape[0]! : 1, ...shape.slice(-3)]);
    const columns = ops.apply("convolution", [images, ops.constant(windowPicker(x.value.dtype, channels, window))], geometry);
    return ops.reshape(columns, [...shape.slice(0, -3), channels * sizeOf(window), sizeOf(output)]);
  },
});

export const fold = move({
  name: "fold_image",
  attributes: { output_size: 1, kernel_size: 1, dilation: 1, padding: 0, stride: 1 },
  sentence: "Adds columns of windows back up to an image.",
  spellings: ["torch.nn.functional.fold(input=x, output_size=output_size, kernel_size=kernel_size, dilation=dilation, padding=padding, stride=stride)"],
  samples: () => [{ inputs: [waves([1, 8, 4])], attributes: { output_size: 3, kernel_size: 2 } }],
  shape: (x, attributes) => [...x.slice(0, -2), x.at(-2)! / sizeOf(perAxis(attributes.kernel_size, 2)), ...perAxis(attributes.output_size, 2)],
  compose: (ops, x, attributes) => {
    const shape = x.value.shape;
    const image = perAxis(attributes.output_size, 2);
    const channels = shape.at(-2)! / sizeOf(perAxis(attributes.kernel_size, 2));
    const { attributes: geometry, window, output } = slidingGeometry(image, attributes, channels);
    const columns = ops.reshape(x, [shape.length === 3 ? shape[0]! : 1, shape.at(-2)!, ...output]);
    const images = ops.apply("convolution_input_adjoint", [columns, ops.constant(windowPicker(x.value.dtype, channels, window))], geometry);
    return ops.reshape(images, [...shape.slice(0, -2), channels, ...image]);
  },
});

/** `output_size`: the last axes of the result, or null for (n − 1)·stride − 2·padding + kernel_size. */
function unpooledSize(x: Shape, rank: number, attributes: Attributes): number[] {
  if (Array.isArray(attributes.output_size)) return attributes.output_size.slice(-rank).map(Number);
  const window = perAxis(attributes.kernel_size, rank);
  const stride = attributes.stride === null ? window : perAxis(attributes.stride, rank);
  const padding = perAxis(attributes.padding, rank);
  return x.slice(-rank).map((n, i) => (n - 1) * stride[i]! - 2 * padding[i]! + window[i]!);
}

export const maxUnpoolCards: readonly Card[] = [1, 2, 3].map((rank) =>
  defineComposite({
    name: `max_unpool${rank}d`,
    inputs: ["x", "index"],
    attributes: { kernel_size: 2, stride: null, padding: 0, output_size: null },
    dtype: "first",
    sentence: "Puts each number back to the place of the maximum it came from; all else is 0.",
    spellings: [`torch.nn.functional.max_unpool${rank}d(input=x, indices=index, kernel_size=kernel_size, stride=stride, padding=padding, output_size=output_size)`],
    samples: () => [{ inputs: [waves([1, 1, ...new Array<number>(rank - 1).fill(1), 2]), indices([1, 1, ...new Array<number>(rank - 1).fill(1), 2], [1, 2])] }],
    differentiable: ["x"],
    shape: ([x], attributes) => [...x!.slice(0, x!.length - rank), ...unpooledSize(x!, rank, attributes)],
    compose: (ops, [x, index], attributes) => {
      const lead = x!.value.shape.slice(0, x!.value.shape.length - rank);
      const size = unpooledSize(x!.value.shape, rank, attributes);
      // Where two numbers have one place, the later one stands.
      const spread = ops.apply("scatter", [ops.fill(x!, [...lead, sizeOf(size)], 0), flatPlane(ops, index!, rank), flatPlane(ops, x!, rank)], { axis: lead.length });
      return ops.reshape(spread, [...lead, ...size]);
    },
    formula: { value: { text: "{x} at {index}, 0 elsewhere", latex: "{x}_{n} \\text{ at } {index}_n" }, derivatives: { x: { text: "{gy} at {index}", latex: "{gy}_{{index}}" } } },
  }));
