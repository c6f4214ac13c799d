/** Maxima of windows: max_pool1d/2d/3d, adaptive_max_pool1d/2d/3d, and the cards that give where they lie. */
import { contiguous, type NDArray, wrap } from "../../../tensor/array.js";
import { type ListedWindows, outputOf, SumsAtPlaces, type Windows, windowMaxima } from "../../../tensor/kernels/pool.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { unrecorded } from "../../../trace/trace.js";
import { type Attributes, type Card, defineStructural, type Sample } from "../../define.js";
import type { Operations } from "../../operations.js";
import { distinct, samples as list } from "../sample-arrays.js";
import { perAxis, shapeText, torchError } from "./geometry.js";

/** PyTorch's pooling_output_shape: with ceil_mode a last window may hang over, if it starts inside the input or its left padding. */
export function pooledLength(name: string, length: number, window: number, padding: number, stride: number, dilation: number, ceil: boolean): number {
  const extent = dilation * (window - 1) + 1;
  if (padding > extent / 2) {
    throw torchError(`${name}: padding ${padding} is more than half of the window ${extent}`, `pad should be at most half of effective kernel size, but got pad=${padding}, kernel_size=${window} and dilation=${dilation}`);
  }
  const span = length + 2 * padding - extent;
  const count = Math.floor((span + (ceil ? stride - 1 : 0)) / stride) + 1;
  return ceil && (count - 1) * stride >= length + padding ? count - 1 : count;
}

export function checkOutput(name: string, x: Shape, output: readonly number[]): void {
  if (output.every((length) => length > 0)) return;
  const rank = output.length;
  const lift = (shape: readonly number[]): string => [x.at(-rank - 1) ?? 1, ...(rank === 1 ? [1] : []), ...shape].join("x");
  throw torchError(`${name}: windows do not fit into ${shapeText(x)}; the result would be empty`, `Given input size: (${lift(x.slice(-rank))}). Calculated output size: (${lift(output)}). Output size is too small`);
}

type WindowsOf = (x: Shape, attributes: Attributes) => Windows;

function maxWindows(name: string, rank: number): WindowsOf {
  return (x, attributes) => {
    const window = perAxis(attributes.kernel_size, rank);
    const stride = attributes.stride === null || (Array.isArray(attributes.stride) && !attributes.stride.length) ? window : perAxis(attributes.stride, rank);
    const padding = perAxis(attributes.padding, rank);
    const dilation = perAxis(attributes.dilation, rank);
    const spatial = x.slice(-rank);
    const output = spatial.map((length, axis) => pooledLength(name, length, window[axis]!, padding[axis]!, stride[axis]!, dilation[axis]!, attributes.ceil_mode === true));
    checkOutput(name, x, output);
    return { window, stride, before: padding, dilation, output };
  };
}

/** Output i looks at ⌊i·n/m⌋ … ⌈(i+1)·n/m⌉ − 1. */
export const adaptiveWindows = (rank: number) => (x: Shape, attributes: Attributes): ListedWindows => {
  const wanted = Array.isArray(attributes.output_size) ? attributes.output_size : [attributes.output_size];
  return x.slice(-rank).map((n, axis) => {
    const m = Number(wanted.length === 1 ? wanted[0] ?? n : wanted[axis] ?? n);
    return Array.from({ length: m }, (_, i) => {
      const start = Math.floor((i * n) / m);
      return Array.from({ length: Math.ceil(((i + 1) * n) / m) - start }, (_, k) => start + k);
    });
  });
};

/** The same where all windows are alike: sliding ones. */
const adaptiveMaxWindows = (rank: number): WindowsOf => (x, attributes) => {
  const listed = adaptiveWindows(rank)(x, attributes);
  const spatial = x.slice(-rank);
  const output = outputOf(listed);
  if (spatial.some((length, axis) => length % output[axis]! !== 0)) return listed;
  const window = spatial.map((length, axis) => length / output[axis]!);
  return { window, stride: window, before: window.map(() => 0), dilation: window.map(() => 1), output };
};

/** The last `rank` axes as one. */
export const flatPlane = (ops: Operations, node: Node, rank: number): Node => {
  const shape = node.value.shape;
  return ops.reshape(node, [...shape.slice(0, shape.length - rank), sizeOf(shape.slice(shape.length - rank))]);
};

function maximumPool(name: string, rank: number, attributes: Attributes, spellings: readonly string[], windowsOf: WindowsOf, samples: () => readonly Sample[]): readonly Card[] {
  const shapeOf = (x: Shape, given: Attributes): Shape => [...x.slice(0, x.length - rank), ...outputOf(windowsOf(x, given))];
  /** Where the maxima of an array lie: the forward pass finds them, the backward pass needs them again. Arrays of the tape do not change. */
  const known = new WeakMap<NDArray, { readonly given: Attributes; readonly at: Int32Array }>();
  const maxima = (x: NDArray, given: Attributes): ReturnType<typeof windowMaxima> => {
    const found = windowMaxima(x, windowsOf(x.shape, given));
    known.set(x, { given, at: found.at });
    return found;
  };
  const places = (x: NDArray, given: Attributes): Int32Array => {
    const before = known.get(x);
    return before && (before.given === given || JSON.stringify(before.given) === JSON.stringify(given)) ? before.at : maxima(x, given).at;
  };
  const where = (ops: Operations, x: Node, given: Attributes): Node => flatPlane(ops, ops.apply(`${name}_indices`, [x], given), rank);
  const indices = defineStructural({
    name: `${name}_indices`,
    inputs: ["x"],
    attributes,
    dtype: "int64",
    sentence: "Where in its plane the largest element of each window lies.",
    spellings: [],
    samples,
    shape: ([x], given) => shapeOf(x!, given),
    forward: ([x], given) => wrap("int64", shapeOf(x!.shape, given), Float64Array.from(places(x!, given))),
    vjp: {},
    jvp: (c) => c.ops.zerosLike(c.out),
    formula: { value: { text: "argmax over the window of {x}", latex: "\\arg\\max {x}" }, derivatives: {} },
  });
  const pool = defineStructural({
    name,
    inputs: ["x"],
    attributes,
    dtype: "first",
    sentence: "Keeps the largest element of each window.",
    spellings,
    convention: "Among equal elements the first in the window gets the whole gradient.",
    samples,
    shape: ([x], given) => shapeOf(x!, given),
    forward: ([x], given, dtype) => wrap(dtype, shapeOf(x!.shape, given), maxima(x!, given).values),
    vjp: {
      x: (c) => {
        const x = c.in.x!;
        if (c.ops === unrecorded && c.g.value.dtype === "float32") {
          const g = contiguous(c.g.value).buffer as Float32Array; // of its dtype
          return constantNode(new SumsAtPlaces(x.value.shape, rank, g, places(x.value, c.attributes)));
        }
        const lead = x.value.shape.slice(0, x.value.shape.length - rank);
        const plane = sizeOf(x.value.shape.slice(x.value.shape.length - rank));
        const spread = c.ops.scatterAdd([...lead, plane], where(c.ops, x, c.attributes), flatPlane(c.ops, c.g, rank), lead.length);
        return c.ops.reshape(spread, x.value.shape);
      },
    },
    jvp: (c) => {
      const tangent = c.tangents.x;
      if (!tangent) return c.ops.zerosLike(c.out);
      const picked = c.ops.gather(flatPlane(c.ops, tangent, rank), where(c.ops, c.in.x!, c.attributes), tangent.value.shape.length - rank);
      return c.ops.reshape(picked, c.out.value.shape);
    },
    formula: {
      value: { text: "max over the window of {x}", latex: "\\max_{k \\in \\text{window}} {x}_k" },
      derivatives: { x: { text: "{gy} at the largest element of the window, 0 elsewhere", latex: "{gy} \\cdot \\left[k = \\arg\\max {x}\\right]" } },
    },
  });
  return [pool, indices];
}

const image = (rank: number, last: number): Shape => [1, 2, ...new Array<number>(rank - 1).fill(3), last];

export const maxPoolCards: readonly Card[] = [1, 2, 3].flatMap((rank) =>
  maximumPool(`max_pool${rank}d`, rank, { kernel_size: 2, stride: null, padding: 0, dilation: 1, ceil_mode: false },
    [`torch.nn.functional.max_pool${rank}d(input=x, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)`,
      `torch.max_pool${rank}d(input=x, kernel_size=kernel_size, stride=stride, padding=padding, dilation=dilation, ceil_mode=ceil_mode)`],
    maxWindows(`max_pool${rank}d`, rank),
    () => list({ inputs: [distinct(image(rank, 5))], attributes: { kernel_size: 2 } }, { inputs: [distinct(image(rank, 4))], attributes: { kernel_size: 3, stride: 2, padding: 1, ceil_mode: true } })));

export const adaptiveMaxPoolCards: readonly Card[] = [1, 2, 3].flatMap((rank) =>
  maximumPool(`adaptive_max_pool${rank}d`, rank, { output_size: 1 },
    [`torch.nn.functional.adaptive_max_pool${rank}d(input=x, output_size=output_size)`],
    adaptiveMaxWindows(rank),
    () => [{ inputs: [distinct(image(rank, 5))], attributes: { output_size: 2 } }]));
