/** F.embedding_bag, F.linear_cross_entropy, F.fractional_max_pool: calls that are several cards. */
import { type Value, PyTuple } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { floatArgument, isSequence } from "../../arguments.js";
import { type Call, inFunctional, type TorchFunction } from "../functions/define.js";
import { runtimeError, unsupported, valueError } from "../errors.js";
import { sampleOrigin } from "../state.js";
import { Tensor } from "../tensor.js";

/** Where each bag ends and begins among the flat indices: the bag of every index. */
function bagsOf(c: Call, count: number, width: number | null): { readonly bags: number[]; readonly total: number } {
  if (width !== null) return { bags: Array.from({ length: count }, (_, i) => Math.floor(i / width)), total: count / width };
  const offsets = toNumbers(c.node("offsets").value);
  const starts = c.bool("include_last_offset") ? offsets.slice(0, -1) : offsets;
  if (starts[0] !== undefined && starts[0] !== 0) throw runtimeError(c.machine, `offsets[0] has to be 0, i.e., the first sequence in the mini-batch has to start from position 0. However, got ${starts[0]}`);
  let bag = -1;
  const bags = Array.from({ length: count }, (_, i) => {
    while (bag + 1 < starts.length && starts[bag + 1]! <= i) bag++;
    return bag;
  });
  return { bags, total: starts.length };
}

const embeddingBag = (c: Call): Node => c.named(bagged(c), "EmbeddingBagBackward0");

function bagged(c: Call): Node {
  const [index, table] = [c.node("input"), c.node("weight")];
  // The older order of the two is still understood.
  const [input, weight] = index.value.dtype === "int64" || index.value.dtype === "int32" ? [index, table] : [table, index];
  if (c.raw("max_norm") !== null || c.bool("scale_grad_by_freq")) throw unsupported("torch.nn.functional.embedding_bag with max_norm or scale_grad_by_freq");
  const { shape } = input.value;
  if (shape.length === 2 && c.raw("offsets") !== null) throw valueError(c.machine, "if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type <class 'torch.Tensor'>");
  if (shape.length === 1 && c.raw("offsets") === null) throw valueError(c.machine, "offsets has to be a 1D Tensor but got None");
  const mode = c.text("mode");
  const weights = c.optional("per_sample_weights");
  if (weights && mode !== "sum") throw c.machine.raise("NotImplementedError", `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`);
  const count = sizeOf(shape);
  const { bags, total } = bagsOf(c, count, shape.length === 2 ? shape[1]! : null);
  const padding = c.raw("padding_idx") === null ? null : c.int("padding_idx");
  const skipped = padding !== null && padding < 0 ? padding + weight.value.shape[0]! : padding;
  const rows = toNumbers(input.value);
  const kept = rows.map((row) => (row === skipped ? 0 : 1));
  const flat = c.ops.reshape(input, [count]);
  const taken = c.apply("embedding", [weight, flat]);
  const width = weight.value.shape[1]!;
  if (mode === "max") return largestInBags(c, taken, { bags, total, kept, width });
  const scales = weights ? c.ops.mul(c.ops.reshape(weights, [count, 1]), c.ops.constant(fromNumbers(weight.value.dtype, [count, 1], kept))) : c.ops.constant(fromNumbers(weight.value.dtype, [count, 1], kept));
  const target = fromNumbers("int64", [count, width], bags.flatMap((bag) => new Array<number>(width).fill(bag)));
  const sums = c.ops.scatterAdd([total, width], c.ops.constant(target), c.ops.mul(taken, scales), 0);
  if (mode === "sum") return sums;
  const sizes = new Array<number>(total).fill(0);
  bags.forEach((bag, i) => { sizes[bag]! += kept[i]!; });
  return c.ops.div(sums, c.ops.constant(fromNumbers(weight.value.dtype, [total, 1], sizes.map((size) => Math.max(size, 1)))));
}

interface Bags {
  readonly bags: readonly number[];
  readonly total: number;
  readonly kept: readonly number[];
  readonly width: number;
}

/** The largest of each column, its first place; an empty bag is 0. */
function largestInBags(c: Call, taken: Node, { bags, total, kept, width }: Bags): Node {
  const values = toNumbers(taken.value);
  const places = new Array<number>(total * width).fill(-1);
  bags.forEach((bag, i) => {
    if (!kept[i]) return;
    for (let j = 0; j < width; j++) {
      const best = places[bag * width + j]!;
      if (best < 0 || values[i * width + j]! > values[best * width + j]!) places[bag * width + j] = i;
    }
  });
  const index = c.ops.constant(fromNumbers("int64", [total, width], places.map((place) => Math.max(place, 0))));
  return c.ops.mul(c.ops.gather(taken, index, 0), c.ops.constant(fromNumbers(taken.value.dtype, [total, width], places.map((place) => (place < 0 ? 0 : 1)))));
}

function linearCrossEntropy(c: Call): Node {
  let [x, weight] = [c.node("input"), c.node("linear_weight")];
  const bias = c.optional("linear_bias");
  const [classes = 0, ...rest] = weight.value.shape;
  const features = rest.pop() ?? 0;
  const leading = x.value.shape.slice(0, -1);
  if (rest.length) weight = c.ops.reshape(weight, [-1, features]);
  x = c.apply("linear", bias ? [x, weight, rest.length ? c.ops.reshape(bias, [-1]) : bias] : [x, weight]);
  if (rest.length) x = c.ops.reshape(x, [...leading, classes, ...rest]);
  const classWeight = c.optional("weight");
  const attributes = { reduction: c.text("reduction"), ignore_index: c.intOr("ignore_index", -100), label_smoothing: c.number("label_smoothing", 0) };
  return c.apply("cross_entropy", [x, c.node("target"), ...(classWeight ? [classWeight] : [])], attributes);
}

/** Where the windows along one axis begin, for one random number (Graham 2014, as ATen has it). */
function windowStarts(sample: number, n: number, output: number, window: number): number[] {
  const alpha = output > 1 ? (n - window) / (output - 1) : 0;
  return Array.from({ length: output }, (_, i) => (i === output - 1 ? n - window : Math.trunc((i + sample) * alpha) - Math.trunc(sample * alpha)));
}

const perAxis = (c: Call, name: string, rank: number, read: (value: Value) => number): number[] | null => {
  const value = c.raw(name);
  if (value === null) return null;
  return isSequence(value) ? value.items.map(read) : new Array<number>(rank).fill(read(value));
};

function fractionalPool(c: Call, rank: 2 | 3): { readonly values: Node; readonly indices: Node } {
  const x = c.node("input");
  const { shape } = x.value;
  const sizes = shape.slice(-rank);
  const read = (value: Value): number => floatArgument(c.machine, value, "size");
  const ratio = perAxis(c, "output_ratio", rank, read);
  const window = perAxis(c, "kernel_size", rank, read) ?? [];
  const output = perAxis(c, "output_size", rank, read) ?? ratio?.map((r, i) => Math.trunc(sizes[i]! * r));
  if (!output) throw valueError(c.machine, `fractional_max_pool${rank}d requires specifying either an output_size or an output_ratio`);
  const [batch, channels] = shape.length === rank + 1 ? [1, shape[0]!] : [shape[0]!, shape[1]!];
  const given = c.optional("_random_samples");
  const samples = toNumbers((given ?? c.machine.trace.leaf(c.state.generator.fillUniform([batch, channels, rank], 0, 1, x.value.dtype), sampleOrigin(c.state, `fractional_max_pool${rank}d`))).value);
  const values = toNumbers(x.value);
  const places: number[] = [];
  const plane = sizeOf(sizes);
  for (let p = 0; p < batch * channels; p++) {
    // For images the first number is of the last axis.
    const starts = sizes.map((n, axis) => windowStarts(samples[p * rank + (rank === 2 ? 1 - axis : axis)]!, n, output[axis]!, window[axis]!));
    for (const corner of cornersOf(starts)) places.push(largestIn(values, p * plane, sizes, corner, window));
  }
  const index = c.ops.constant(fromNumbers("int64", [batch * channels, sizeOf(output)], places));
  const result = [...shape.slice(0, -rank), ...output];
  const gathered = c.ops.gather(c.ops.reshape(x, [batch * channels, plane]), index, 1);
  return { values: c.named(c.ops.reshape(gathered, result), `FractionalMaxPool${rank}DBackward0`), indices: c.ops.reshape(index, result) };
}

const cornersOf = (starts: readonly (readonly number[])[]): number[][] => starts.reduce<number[][]>((all, list) => all.flatMap((corner) => list.map((one) => [...corner, one])), [[]]);

function largestIn(values: readonly number[], base: number, sizes: readonly number[], corner: readonly number[], window: readonly number[]): number {
  const offsets = cornersOf(window.map((length) => Array.from({ length }, (_, i) => i)));
  let best = -1;
  for (const offset of offsets) {
    const place = corner.reduce((sum, start, axis) => sum * sizes[axis]! + start + offset[axis]!, 0);
    const value = values[base + place]!;
    if (best < 0 || value > values[base + best]! || Number.isNaN(value)) best = place;
  }
  return best;
}

const fractional = (rank: 2 | 3): TorchFunction[] => [false, true].map((always) => inFunctional(`fractional_max_pool${rank}d${always ? "_with_indices" : ""}(input, kernel_size, output_size=None, output_ratio=None, return_indices=False, _random_samples=None)`, (c) => {
  const { values, indices } = fractionalPool(c, rank);
  return always || c.bool("return_indices") ? new PyTuple([new Tensor(values), new Tensor(indices)]) : values;
}));

export const LOOKUP: readonly TorchFunction[] = [
  inFunctional("embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=2, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)", embeddingBag),
  inFunctional("linear_cross_entropy(input, linear_weight, target, *, linear_bias=None, weight=None, reduction='mean', ignore_index=None, label_smoothing=None, options=None)", linearCrossEntropy),
  ...fractional(2), ...fractional(3),
];
