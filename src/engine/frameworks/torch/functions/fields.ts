/** Functions on sampled fields: torch.gradient, grid_sampler, affine_grid. */
import type { Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument, isSequence } from "../../arguments.js";
import { runtimeError, valueError } from "../errors.js";
import { isTensor } from "../tensor.js";
import { axisOf, type Call, define, inFunctional, inTorch, type TorchFunction } from "./define.js";

/** Slope at each of the places from its neighbours (second order inside), as weights of neighbouring values. */
function slopeTaps(places: readonly number[], edgeOrder: number): { readonly starts: number[]; readonly weights: number[][] } {
  const n = places.length;
  const gap = (i: number): number => places[i + 1]! - places[i]!;
  const starts: number[] = [];
  const weights: number[][] = [];
  for (let i = 0; i < n; i++) {
    const [first, last] = [i === 0, i === n - 1];
    if ((first || last) && edgeOrder === 1) {
      const h = gap(first ? 0 : n - 2);
      starts.push(first ? 0 : n - 2);
      weights.push([-1 / h, 1 / h]);
      continue;
    }
    const start = first ? 0 : last ? n - 3 : i - 1;
    const [p, q] = [gap(start), gap(start + 1)];
    starts.push(start);
    if (first) weights.push([-(2 * p + q) / (p * (p + q)), (p + q) / (p * q), -p / (q * (p + q))]);
    else if (last) weights.push([q / (p * (p + q)), -(p + q) / (p * q), (2 * q + p) / (q * (p + q))]);
    else weights.push([-q / (p * (p + q)), (q - p) / (p * q), p / (q * (p + q))]);
  }
  return { starts, weights };
}

/** A spacing for each axis: a number, or the coordinates themselves. */
function placesFor(c: Call, spacing: Value, i: number, n: number): number[] {
  const own = isSequence(spacing) ? (spacing.items[i] ?? null) : spacing;
  if (isTensor(own) && own.shape.length === 1) {
    const places = toNumbers(own.node(c.machine).value);
    if (places.length !== n) throw runtimeError(c.machine, `torch.gradient expected each tensor to have ${n} elements along the given dimension, but got ${places.length}`);
    return places;
  }
  const step = own === null ? 1 : isTensor(own) ? toNumbers(own.node(c.machine).value)[0]! : floatArgument(c.machine, own, "spacing");
  return Array.from({ length: n }, (_, k) => k * step);
}

function gradient(c: Call): Node[] {
  const input = c.floating(c.node("input"));
  const { shape } = input.value;
  const axes = c.ints("dim")?.map((axis) => axisOf(c.machine, axis, shape.length)) ?? shape.map((_, axis) => axis);
  const order = c.int("edge_order");
  const spacing = c.raw("spacing");
  if (order !== 1 && order !== 2) throw runtimeError(c.machine, "torch.gradient only supports edge_order=1 and edge_order=2.");
  if (isSequence(spacing) && spacing.items.length !== axes.length) throw runtimeError(c.machine, `torch.gradient expected spacing to be unspecified, a scalar, or a list of length equal to 'self.dim() = ${shape.length}', but got a list of length ${spacing.items.length}`);
  return axes.map((axis, i) => {
    const n = shape[axis]!;
    if (n <= order) throw runtimeError(c.machine, "torch.gradient expected each dimension size to be at least edge_order+1");
    return c.named(c.apply("axis_map", [input], { axis, ...slopeTaps(placesFor(c, spacing, i, n), order) }), "CatBackward0");
  });
}

const MODES = ["bilinear", "nearest", "bicubic"] as const;
const PADDINGS = ["zeros", "border", "reflection"] as const;

const sampler = (name: string): TorchFunction => inTorch(`${name}(input, grid, interpolation_mode, padding_mode, align_corners)`, (c) =>
  c.apply("grid_sample", [c.node("input"), c.node("grid")], { mode: MODES[c.int("interpolation_mode")] ?? "", padding_mode: PADDINGS[c.int("padding_mode")] ?? "", align_corners: c.bool("align_corners") }));

/** Coordinates of `n` pixels in [−1, 1]. */
const centres = (n: number, align: boolean): number[] => Array.from({ length: n }, (_, i) => (align ? (n > 1 ? -1 + (2 * i) / (n - 1) : 0) : (2 * i + 1) / n - 1));

/** θ·[x, y, 1] for every pixel of an image of the wanted size. */
function affineGrid(c: Call): Node {
  const theta = c.node("theta");
  const size = c.ints("size") ?? [];
  const align = c.raw("align_corners") === true;
  const spatial = size.slice(2);
  const rank = spatial.length;
  if (rank !== 2 && rank !== 3) throw c.machine.raise("NotImplementedError", `affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. Got size torch.Size([${size.join(", ")}])`);
  if (theta.value.shape.length !== 3 || theta.value.shape[1] !== rank || theta.value.shape[2] !== rank + 1) throw valueError(c.machine, `Expected a batch of ${rank}D affine matrices of shape Nx${rank}x${rank + 1} for size torch.Size([${size.join(", ")}]). Got torch.Size([${theta.value.shape.join(", ")}]).`);
  const axes = spatial.map((n) => centres(n, align));
  let rows: number[][] = [[]];
  for (const axis of axes) rows = rows.flatMap((row) => axis.map((value) => [value, ...row]));
  const base = constantNode(fromNumbers(theta.value.dtype, [rows.length, rank + 1], rows.flatMap((row) => [...row, 1])), false);
  return c.named(c.ops.reshape(c.ops.matmul(base, c.ops.transpose(theta)), [size[0]!, ...spatial, rank]), "AffineGridGeneratorBackward0");
}

export const FIELDS: readonly TorchFunction[] = [
  inTorch("gradient(input, *, spacing=None, dim=None, edge_order=1)", gradient),
  sampler("grid_sampler"), sampler("grid_sampler_2d"), sampler("grid_sampler_3d"),
  inFunctional("affine_grid(theta, size, align_corners=None)", affineGrid),
  define(["torch"], "affine_grid_generator(theta, size, align_corners)", affineGrid),
];
