/**
 * F.grid_sample: reads an image at places given by a grid in [−1, 1]. Where the places fall is decided by numbers; between
 * two such decisions the position is linear in the grid, so value and derivatives are compositions.
 */
import { fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Attributes, Card } from "../../define.js";
import type { Operations } from "../../operations.js";
import { samples, waves } from "../sample-arrays.js";
import { shapeText, torchError } from "./geometry.js";

type Padding = "zeros" | "border" | "reflection";

/** A position along an axis of `n` places as a·(grid coordinate) + b, after padding. */
interface Line {
  readonly a: number;
  readonly b: number;
}

function line(x: number, n: number, align: boolean, padding: Padding): Line {
  const a = align ? (n - 1) / 2 : n / 2;
  const b = align ? (n - 1) / 2 : (n - 1) / 2;
  if (padding === "zeros") return { a, b };
  const mirrored = padding === "reflection" ? reflected(a * x + b, align ? 0 : -1, align ? 2 * (n - 1) : 2 * n - 1) : { sign: 1, shift: 0 };
  const turned = { a: mirrored.sign * a, b: mirrored.sign * b + mirrored.shift };
  const at = turned.a * x + turned.b;
  // At the border itself PyTorch gives no gradient.
  if (!(at > 0)) return { a: 0, b: 0 };
  return at >= n - 1 ? { a: 0, b: n - 1 } : turned;
}

/** Reflection between twiceLow/2 and twiceHigh/2: position ↦ sign·position + shift. */
function reflected(position: number, twiceLow: number, twiceHigh: number): { readonly sign: number; readonly shift: number } {
  if (twiceLow === twiceHigh) return { sign: 0, shift: 0 };
  const [low, span] = [twiceLow / 2, (twiceHigh - twiceLow) / 2];
  const sign = position < low ? -1 : 1;
  const flips = Math.floor(Math.abs(position - low) / span);
  const offset = flips * span;
  // |p − low| − offset + low, or span − that, counted from low.
  return flips % 2 === 0 ? { sign, shift: -sign * low - offset + low } : { sign: -sign, shift: sign * low + offset + span + low };
}

/** The place of an integer position after padding; −1: outside. */
function placeOf(position: number, n: number, align: boolean, padding: Padding): number {
  if (padding === "zeros") return position >= 0 && position < n ? position : -1;
  const { sign, shift } = padding === "reflection" ? reflected(position, align ? 0 : -1, align ? 2 * (n - 1) : 2 * n - 1) : { sign: 1, shift: 0 };
  return Math.min(Math.max(Math.round(sign * position + shift), 0), n - 1);
}

const halfEven = (x: number): number => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

/** One neighbour along one axis: places [samples], and its weight; null: 1. */
interface Neighbour {
  readonly places: readonly number[];
  readonly weight: Node | null;
}

interface Sampling {
  readonly ops: Operations;
  readonly mode: string;
  readonly align: boolean;
  readonly padding: Padding;
}

/** `x`: coordinates along one axis, [N, samples]. */
function neighboursAlong({ ops, mode, align, padding }: Sampling, x: Node, n: number): Neighbour[] {
  const { shape, dtype } = x.value;
  const numbers = toNumbers(x.value);
  const lines = numbers.map((value) => line(value, n, align, mode === "bicubic" ? "zeros" : padding));
  const positions = numbers.map((value, i) => lines[i]!.a * value + lines[i]!.b);
  const constant = (values: readonly number[]): Node => ops.constant(fromNumbers(dtype, shape, values));
  if (mode === "nearest") return [{ places: positions.map((position) => placeOf(halfEven(position), n, align, padding)), weight: null }];
  const floors = positions.map(Math.floor);
  const t = ops.add(ops.mul(x, constant(lines.map(({ a }) => a))), constant(lines.map(({ b }, i) => b - floors[i]!)));
  const weights = mode === "bicubic" ? cubicWeights(ops, t) : [ops.sub(ops.onesLike(t), t), t];
  const first = mode === "bicubic" ? -1 : 0;
  return weights.map((weight, k) => ({ places: floors.map((floor) => placeOf(floor + first + k, n, align, mode === "bicubic" ? padding : padding === "zeros" ? "zeros" : "border")), weight }));
}

function cubicWeights(ops: Operations, t: Node): Node[] {
  const A = -0.75; // the cubic convolution parameter of PyTorch and OpenCV
  const polynomial = (x: Node, coefficients: readonly number[]): Node => coefficients.slice(1).reduce((sum, c) => ops.add(ops.mul(sum, x), ops.constant(c)), ops.scale(ops.onesLike(x), coefficients[0]!));
  const near = (x: Node): Node => polynomial(x, [A + 2, -(A + 3), 0, 1]);
  const far = (x: Node): Node => polynomial(x, [A, -5 * A, 8 * A, -4 * A]);
  const one = ops.onesLike(t);
  return [far(ops.add(t, one)), near(t), near(ops.sub(one, t)), far(ops.sub(ops.add(one, one), t))];
}

/** Every choice of one neighbour an axis. */
const choices = (lists: readonly (readonly Neighbour[])[]): (readonly Neighbour[])[] => lists.reduce<(readonly Neighbour[])[]>((all, list) => all.flatMap((chosen) => list.map((one) => [...chosen, one])), [[]]);

function sample(ops: Operations, x: Node, grid: Node, attributes: Attributes): Node {
  const [batch, channels, ...sizes] = x.value.shape as readonly [number, number, ...number[]];
  const output = grid.value.shape.slice(1, -1);
  const count = sizeOf(output);
  const rank = sizes.length;
  const sampling: Sampling = { ops, mode: String(attributes.mode), align: attributes.align_corners === true, padding: String(attributes.padding_mode) as Padding }; // checked by `shape`
  const flatGrid = ops.reshape(grid, [batch, count, rank]);
  const lists = sizes.map((n, axis) => {
    // The grid's last coordinate is the slowest axis.
    const from = rank - 1 - axis;
    return neighboursAlong(sampling, ops.squeeze(ops.slice(flatGrid, [0, 0, from], [batch, count, from + 1], [1, 1, 1]), -1), n);
  });
  const flat = ops.reshape(x, [batch, channels, sizeOf(sizes)]);
  let sum: Node | null = null;
  for (const chosen of choices(lists)) {
    const inside = new Array<number>(batch * count).fill(1);
    const places = inside.map((_, i) => chosen.reduce((place, { places: along }, axis) => {
      if (along[i]! < 0) inside[i] = 0;
      return place * sizes[axis]! + Math.max(along[i]!, 0);
    }, 0));
    const taken = ops.gather(flat, ops.constant(repeated(places, batch, channels, count)), 2);
    const weights = chosen.flatMap(({ weight }) => (weight ? [weight] : []));
    const mask = ops.constant(fromNumbers(x.value.dtype, [batch, 1, count], inside));
    const weighted = weights.reduce((product, weight) => ops.mul(product, ops.unsqueeze(weight, 1)), ops.mul(taken, mask));
    sum = sum ? ops.add(sum, weighted) : weighted;
  }
  return ops.reshape(sum!, [batch, channels, ...output]); // at least one neighbour
}

function repeated(places: readonly number[], batch: number, channels: number, count: number): NDArray {
  const data: number[] = [];
  for (let n = 0; n < batch; n++) for (let c = 0; c < channels; c++) data.push(...places.slice(n * count, (n + 1) * count));
  return fromNumbers("int64", [batch, channels, count], data);
}

function check(x: Shape, grid: Shape, { mode }: Attributes): void {
  if (x.length !== grid.length || x.length < 4 || x.length > 5) throw torchError(`grid_sample: the input is ${shapeText(x)}, the grid ${shapeText(grid)}; both must have 4 or 5 axes`, `grid_sampler(): expected grid and input to have same number of dimensions, but got input with sizes ${shapeText(x)} and grid with sizes ${shapeText(grid)}`);
  if (x[0] !== grid[0]) throw torchError("grid_sample: the batches differ", `grid_sampler(): expected grid and input to have same batch size, but got input with sizes ${shapeText(x)} and grid with sizes ${shapeText(grid)}`);
  if (grid.at(-1) !== x.length - 2) throw torchError(`grid_sample: the grid's last axis is ${grid.at(-1)}; it must be ${x.length - 2}`, `grid_sampler(): expected grid to have size ${x.length - 2} in last dimension, but got grid with sizes ${shapeText(grid)}`);
  if (x.length === 5 && mode === "bicubic") throw torchError("grid_sample: bicubic is for images only", "grid_sampler(): bicubic interpolation only supports 4D input");
}

const grid = (): NDArray => fromNumbers("float64", [1, 2, 2, 2], [-0.61, 0.23, 0.47, -0.37, 0.13, 0.71, -0.91, 1.27]);

export const gridSample: Card = defineComposite({
  name: "grid_sample",
  inputs: ["x", "grid"],
  attributes: { mode: "bilinear", padding_mode: "zeros", align_corners: false },
  dtype: "first",
  sentence: "Reads an image at the places of a grid, between its pixels by blending.",
  spellings: ["torch.nn.functional.grid_sample(input=x, grid, mode=mode, padding_mode=padding_mode, align_corners=align_corners)"],
  convention: "At a pixel's own place the blend towards the next one is taken; at the border of a padded image the position has no gradient.",
  samples: () => samples(
    { inputs: [waves([1, 2, 3, 4]), grid()] },
    { inputs: [waves([1, 1, 3, 4]), grid()], attributes: { padding_mode: "reflection", align_corners: true } },
    { inputs: [waves([1, 1, 3, 4]), grid()], attributes: { mode: "bicubic", padding_mode: "border" } },
    { inputs: [waves([1, 1, 2, 3, 2]), fromNumbers("float64", [1, 1, 1, 2, 3], [-0.61, 0.23, 0.47, -0.37, 0.13, 0.71])], attributes: { mode: "bilinear", padding_mode: "border" } },
  ),
  shape: ([x, at], attributes) => (check(x!, at!, attributes), [x![0]!, x![1]!, ...at!.slice(1, -1)]),
  compose: (ops, [x, at], attributes) => sample(ops, x!, at!, attributes),
  differentiable: ["x", "grid"],
  formula: {
    value: { text: "Σ w({grid})·{x} over neighbours", latex: "\\sum_k w_k({grid}) \\, {x}_k" },
    derivatives: { x: { text: "Σ w({grid})·{gy}", latex: "\\sum w({grid}) \\, {gy}" }, grid: { text: "Σ w′({grid})·{x}·{gy}", latex: "\\sum w'({grid}) \\, {x} \\, {gy}" } },
  },
});
