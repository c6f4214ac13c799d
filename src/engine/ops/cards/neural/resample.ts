/**
 * Sparse linear maps along axes: average pooling, adaptive average pooling, interpolation. Each is one map an axis,
 * output i = Σₖ weights[i][k]·x[starts[i] + k], so they all run on one card.
 */
import { fromNumbers } from "../../../tensor/array.js";
import { resample, type Taps } from "../../../tensor/kernels/resample.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import { type Attributes, type Card, defineStructural, type Sample } from "../../define.js";
import type { Operations } from "../../operations.js";
import { samples as list, waves } from "../sample-arrays.js";
import { perAxis, torchError } from "./geometry.js";
import { adaptiveWindows, checkOutput, pooledLength } from "./max-pool.js";

const tapsIn = (attributes: Attributes): Taps => attributes as unknown as Taps; // written by `mapped`

/** `adjoint`: null, or the length of the axis that the transposed map leads to. */
export const axisMap: Card = defineStructural({
  name: "axis_map",
  inputs: ["x"],
  attributes: { axis: 0, starts: [0], weights: [[1]], adjoint: null },
  dtype: "first",
  sentence: "Weighted sums of neighbours along one axis.",
  spellings: [],
  samples: () => [{ inputs: [fromNumbers("float64", [2, 3], [1, -2, 0.5, 3, 1.5, -1])], attributes: { axis: 1, starts: [0, 1], weights: [[0.5, 0.5], [0.25, 0.75]] } }],
  shape: ([x], { axis, starts, adjoint }) => x!.map((length, i) => (i === axis ? Number(adjoint ?? (starts as readonly number[]).length) : length)),
  forward: ([x], attributes, dtype) => resample(x!, Number(attributes.axis), tapsIn(attributes), attributes.adjoint === null ? null : Number(attributes.adjoint), dtype),
  vjp: {
    x: (c) => c.ops.apply("axis_map", [c.g], { ...c.attributes, adjoint: c.attributes.adjoint === null ? c.in.x!.value.shape[Number(c.attributes.axis)]! : null }),
  },
  jvp: "linear",
  formula: { value: { text: "Σₖ wᵢₖ {x}ₖ", latex: "\\sum_k w_{ik} {x}_k" }, derivatives: { x: { text: "Σᵢ wᵢₖ {gy}ᵢ", latex: "\\sum_i w_{ik} {gy}_i" } } },
});

type TapsOf = (x: Shape, attributes: Attributes) => readonly Taps[];

const mapped = (ops: Operations, x: Node, taps: readonly Taps[]): Node =>
  taps.reduce((node, { starts, weights }, i) => ops.apply("axis_map", [node], { axis: x.value.shape.length - taps.length + i, starts, weights }), x);

interface Resampling {
  readonly name: string;
  readonly attributes: Attributes;
  readonly sentence: string;
  readonly spellings: readonly string[];
  readonly tapsOf: TapsOf;
  readonly samples: () => readonly Sample[];
  readonly value: string;
}

const resampling = ({ name, attributes, sentence, spellings, tapsOf, samples, value }: Resampling): Card =>
  defineComposite({
    name, attributes, sentence, spellings, samples,
    inputs: ["x"],
    dtype: "first",
    differentiable: ["x"],
    shape: ([x], given) => {
      const taps = tapsOf(x!, given);
      return [...x!.slice(0, x!.length - taps.length), ...taps.map(({ starts }) => starts.length)];
    },
    compose: (ops, [x], given) => mapped(ops, x!, tapsOf(x!.value.shape, given)),
    formula: {
      value: { text: `${value} of {x}`, latex: `\\sum_k w_{ik} {x}_k` },
      derivatives: { x: { text: "each input's share of {gy}", latex: "\\sum_i w_{ik} {gy}_i" } },
    },
  });

const uniform = (windows: readonly (readonly number[])[], divisor: (i: number) => number): Taps => ({
  starts: windows.map((places) => places[0] ?? 0),
  weights: windows.map((places, i) => places.map(() => 1 / divisor(i))),
});

/** Windows with one divisor an axis: the product of the axes' lengths is the window's size, clipped at the padding's outer edge. */
const averageTaps = (name: string, rank: number): TapsOf => (x, attributes) => {
  const window = perAxis(attributes.kernel_size, rank);
  const stride = attributes.stride === null || (Array.isArray(attributes.stride) && !attributes.stride.length) ? window : perAxis(attributes.stride, rank);
  const padding = perAxis(attributes.padding, rank);
  const spatial = x.slice(-rank);
  const output = spatial.map((n, axis) => pooledLength(name, n, window[axis]!, padding[axis]!, stride[axis]!, 1, attributes.ceil_mode === true));
  checkOutput(name, x, output);
  const override = attributes.divisor_override;
  return spatial.map((n, axis) => {
    const bounds = Array.from({ length: output[axis]! }, (_, i) => {
      const start = i * stride[axis]! - padding[axis]!;
      return [start, Math.min(start + window[axis]!, n + padding[axis]!)] as const;
    });
    const places = bounds.map(([start, end]) => {
      const [from, to] = [Math.max(start, 0), Math.min(end, n)];
      return Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k);
    });
    return uniform(places, (i) => {
      if (typeof override === "number") return axis === 0 ? override : 1;
      return attributes.count_include_pad === false ? places[i]!.length : bounds[i]![1] - bounds[i]![0];
    });
  });
};

const image = (rank: number, last: number): Shape => [1, 2, ...new Array<number>(rank - 1).fill(3), last];

export const averagePoolCards: readonly Card[] = [1, 2, 3].flatMap((rank) => [
  resampling({
    name: `avg_pool${rank}d`,
    attributes: { kernel_size: 2, stride: null, padding: 0, ceil_mode: false, count_include_pad: true, divisor_override: null },
    sentence: "Averages each window.",
    spellings: [`torch.nn.functional.avg_pool${rank}d(input=x, kernel_size=kernel_size, stride=stride, padding=padding, ceil_mode=ceil_mode, count_include_pad=count_include_pad${rank > 1 ? ", divisor_override=divisor_override" : ""})`],
    tapsOf: averageTaps(`avg_pool${rank}d`, rank),
    samples: () => list({ inputs: [waves(image(rank, 5))], attributes: { kernel_size: 2 } }, { inputs: [waves(image(rank, 4))], attributes: { kernel_size: 3, stride: 2, padding: 1, ceil_mode: true, count_include_pad: false } }),
    value: "the mean of each window",
  }),
  resampling({
    name: `adaptive_avg_pool${rank}d`,
    attributes: { output_size: 1 },
    sentence: "Averages windows chosen so that the result has the wanted size.",
    spellings: [`torch.nn.functional.adaptive_avg_pool${rank}d(input=x, output_size=output_size)`],
    tapsOf: (x, attributes) => adaptiveWindows(rank)(x, attributes).map((windows) => uniform(windows, (i) => windows[i]!.length)),
    samples: () => [{ inputs: [waves(image(rank, 5))], attributes: { output_size: 2 } }],
    value: "the mean of each window",
  }),
]);

/** Weights of the two (linear) or four (cubic) neighbours of a fractional position, clamped at the edges; equal places add up. */
function neighbours(position: number, n: number, cubic: boolean): readonly [number, readonly number[]] {
  const floor = Math.floor(position);
  const t = position - floor;
  const A = -0.75; // the cubic convolution parameter of PyTorch and OpenCV
  const near = (x: number): number => ((A + 2) * x - (A + 3)) * x * x + 1;
  const far = (x: number): number => ((A * x - 5 * A) * x + 8 * A) * x - 4 * A;
  const pairs: readonly (readonly [number, number])[] = cubic
    ? [[floor - 1, far(t + 1)], [floor, near(t)], [floor + 1, near(1 - t)], [floor + 2, far(2 - t)]]
    : [[floor, 1 - t], [floor + 1, t]];
  const clamp = (at: number): number => Math.min(Math.max(at, 0), n - 1);
  const start = clamp(pairs[0]![0]);
  const weights = new Array<number>(clamp(pairs.at(-1)![0]) - start + 1).fill(0);
  for (const [at, weight] of pairs) weights[clamp(at) - start]! += weight;
  return [start, weights];
}

/** F.interpolate along one axis (aten/src/ATen/native/UpSample.h). `factor`: the given scale_factor, or null. */
function interpolationTaps(mode: string, n: number, m: number, factor: number | null, alignCorners: boolean): Taps {
  const scale = factor !== null ? 1 / factor : n / m;
  const each = Array.from({ length: m }, (_, i): readonly [number, readonly number[]] => {
    if (mode === "nearest") return [Math.min(Math.floor(Math.fround(i * Math.fround(scale))), n - 1), [1]];
    if (mode === "nearest-exact") return [Math.min(Math.floor((i + 0.5) * scale), n - 1), [1]];
    if (mode === "area") {
      const start = Math.floor((i * n) / m);
      const length = Math.ceil(((i + 1) * n) / m) - start;
      return [start, new Array<number>(length).fill(1 / length)];
    }
    const position = alignCorners ? (m > 1 ? (i * (n - 1)) / (m - 1) : 0) : (i + 0.5) * scale - 0.5;
    return neighbours(mode === "bicubic" ? position : Math.max(position, 0), n, mode === "bicubic");
  });
  return { starts: each.map(([start]) => start), weights: each.map(([, weights]) => weights) };
}

export const interpolate: Card = resampling({
  name: "interpolate",
  attributes: { size: null, scale_factor: null, mode: "nearest", align_corners: null, recompute_scale_factor: null },
  sentence: "Resizes by copying or blending neighbours.",
  spellings: ["torch.nn.functional.interpolate(input=x, size=size, scale_factor=scale_factor, mode=mode, align_corners=align_corners, recompute_scale_factor=recompute_scale_factor)",
    "torch.nn.functional.upsample(input=x, size=size, scale_factor=scale_factor, mode=mode, align_corners=align_corners)"],
  tapsOf: (x, { size, scale_factor: factor, mode, align_corners: align, recompute_scale_factor: recompute }) => {
    if (x.length < 3) throw torchError(`interpolate: the input has ${x.length} axes; it must have 3 to 5`, `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${x.length}D) for the modes: nearest | linear | bilinear | bicubic | trilinear | area | nearest-exact (got ${String(mode)})`, "NotImplementedError");
    if (size === null && factor === null) throw torchError("interpolate: neither size nor scale_factor is given; one must be", "either size or scale_factor should be defined", "ValueError");
    const rank = x.length - 2;
    return x.slice(2).map((n, axis) => {
      const scale = size === null ? perAxis(factor, rank)[axis]! : null;
      const m = scale === null ? perAxis(size, rank)[axis]! : Math.floor(n * scale);
      return interpolationTaps(String(mode), n, m, recompute === true ? null : scale, align === true);
    });
  },
  samples: () => list(
    { inputs: [waves([1, 1, 3])], attributes: { scale_factor: 2 } },
    { inputs: [waves([1, 1, 2, 3])], attributes: { size: [3, 5], mode: "bilinear", align_corners: false } },
    { inputs: [waves([1, 1, 2, 3])], attributes: { size: [3, 5], mode: "bilinear", align_corners: true } },
  ),
  value: "weighted neighbours",
});
