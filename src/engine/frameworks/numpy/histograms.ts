/** Histograms and counts. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyList, PyTuple, Unsupported, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, isInt, numberOf } from "../arguments.js";
import { arrayOf, type PyArray, resultOf } from "./array-type.js";
import { castTo, need, numberLeaf, run } from "./call.js";
import { numpyMessages as say } from "./messages.js";
import { placeOf } from "./statistics.js";

const row = (machine: Machine, value: Value | undefined): number[] => toNumbers(need(machine, value).value);

/** Edges of a histogram's bins: a count over the range, or the edges themselves. */
function binEdges(machine: Machine, values: readonly number[], bins: Value, range: Value): number[] {
  if (typeof bins === "string") return estimatedEdges(machine, values, bins, range);
  if (!isInt(bins)) {
    const edges = row(machine, bins);
    if (edges.some((edge, i) => i > 0 && edge < edges[i - 1]!)) throw machine.raise("ValueError", "`bins` must increase monotonically, when an array");
    return edges;
  }
  const count = numberOf(bins);
  if (count < 1) throw machine.raise("ValueError", "`bins` must be positive, when an integer");
  const [low, high] = limits(machine, values, range);
  const step = (high - low) / count;
  return Array.from({ length: count + 1 }, (_, i) => (i === count ? high : low + i * step));
}

function limits(machine: Machine, values: readonly number[], range: Value): readonly [number, number] {
  const [a, b] = range === null ? (values.length ? [values.reduce((x, y) => Math.min(x, y)), values.reduce((x, y) => Math.max(x, y))] : [0, 1]) : [...machine.iterate(range)].map((one) => floatArgument(machine, one, "range"));
  return a === b ? [a! - 0.5, b! + 0.5] : [a!, b!];
}

function estimatedEdges(machine: Machine, values: readonly number[], rule: string, range: Value): number[] {
  const [low, high] = limits(machine, values, range);
  const n = values.length;
  const spread = high - low;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number): number => { const [i, t] = placeOf("linear", q, n); return sorted[i]! + (t ? (sorted[i + 1]! - sorted[i]!) * t : 0); };
  const sturges = spread / (Math.log2(n) + 1);
  const fd = (2 * (at(0.75) - at(0.25))) / n ** (1 / 3);
  const widths: Readonly<Record<string, number>> = { sqrt: spread / Math.sqrt(n), sturges, rice: spread / (2 * n ** (1 / 3)), fd, auto: fd ? Math.min(fd, sturges) : sturges };
  const width = widths[rule];
  if (width === undefined) throw new Unsupported("unsupported-call", say.form("np.histogram", `bins='${rule}'`));
  return binEdges(machine, values, width ? Math.ceil(spread / width) : 1, new PyTuple([low, high]));
}

/** Which bin: the last one holds its right edge too; −1: outside. */
function binOf(edges: readonly number[], value: number): number {
  const last = edges.length - 1;
  if (!(value >= edges[0]! && value <= edges[last]!)) return -1;
  let [low, high] = [0, last];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return value === edges[last] ? last - 1 : low - 1;
}

function histogramNd(machine: Machine, columns: readonly (readonly number[])[], bins: readonly Value[], ranges: readonly Value[], weights: readonly number[] | null, density: boolean): { counts: Node; edges: PyArray[] } {
  const edges = columns.map((column, i) => binEdges(machine, column, bins[i]!, ranges[i] ?? null));
  const shape = edges.map((one) => one.length - 1);
  const counts = new Float64Array(shape.reduce((product, length) => product * length, 1));
  const n = columns[0]!.length;
  for (let k = 0; k < n; k++) {
    let at = 0;
    for (let i = 0; i < columns.length && at >= 0; i++) { const bin = binOf(edges[i]!, columns[i]![k]!); at = bin < 0 ? -1 : at * shape[i]! + bin; }
    if (at >= 0) counts[at] = counts[at]! + (weights ? weights[k]! : 1);
  }
  if (density) {
    const total = counts.reduce((sum, one) => sum + one, 0);
    counts.forEach((count, at) => {
      let volume = 1;
      for (let i = shape.length - 1, rest = at; i >= 0; i--) { const bin = rest % shape[i]!; rest = Math.floor(rest / shape[i]!); volume *= edges[i]![bin + 1]! - edges[i]![bin]!; }
      counts[at] = count / volume / total;
    });
  }
  const dtype = density || weights || columns.length > 1 ? "float64" : "int64";
  return { counts: numberLeaf(machine, dtype, shape, counts), edges: edges.map((one, i) => (isInt(bins[i]!) || typeof bins[i] === "string" ? arrayOf(numberLeaf(machine, "float64", [one.length], one)) : arrayOf(need(machine, bins[i])))) };
}

const weightsOf = (machine: Machine, value: Value | undefined): number[] | null => (value === null || value === undefined ? null : row(machine, value));

function digitize(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const bins = row(machine, a.bins);
  const x = need(machine, a.x).value;
  const falling = bins.length > 1 && bins[0]! > bins.at(-1)!;
  const monotonic = bins.every((bin, i) => i === 0 || (falling ? bin <= bins[i - 1]! : bin >= bins[i - 1]!));
  if (!monotonic) throw machine.raise("ValueError", "bins must be monotonically increasing or decreasing");
  const right = a.right === true;
  const below = (bin: number, value: number): boolean => (falling ? (right ? bin >= value : bin > value) : right ? bin < value : bin <= value);
  return resultOf(numberLeaf(machine, "int64", x.shape, toNumbers(x).map((value) => (Number.isNaN(value) ? bins.length : bins.filter((bin) => below(bin, value)).length))));
}

export const HISTOGRAMS: readonly PyBuiltin[] = [
  native("histogram(a, bins=10, range=None, density=None, weights=None)", (machine, a) => {
    const { counts, edges } = histogramNd(machine, [row(machine, a.a)], [a.bins!], [a.range!], weightsOf(machine, a.weights), a.density === true);
    return new PyTuple([arrayOf(counts), edges[0]!]);
  }),
  native("histogram_bin_edges(a, bins=10, range=None, weights=None)", (machine, a) => { const edges = binEdges(machine, row(machine, a.a), a.bins!, a.range!); return arrayOf(numberLeaf(machine, "float64", [edges.length], edges)); }),
  native("histogram2d(x, y, bins=10, range=None, density=None, weights=None)", (machine, a) => {
    const both = isInt(a.bins!) ? [a.bins, a.bins] : [...machine.iterate(a.bins!)];
    const pair = both.length === 2 ? both : [a.bins!, a.bins!];
    const { counts, edges } = histogramNd(machine, [row(machine, a.x), row(machine, a.y)], pair, a.range === null ? [] : [...machine.iterate(a.range!)], weightsOf(machine, a.weights), a.density === true);
    return new PyTuple([arrayOf(counts), ...edges]);
  }),
  native("histogramdd(sample, bins=10, range=None, density=None, weights=None)", (machine, a) => {
    const sample = need(machine, a.sample);
    const [n, d] = sample.value.shape as readonly [number, number];
    const values = toNumbers(sample.value);
    const columns = Array.from({ length: d }, (_, i) => Array.from({ length: n }, (__, k) => values[k * d + i]!));
    const { counts, edges } = histogramNd(machine, columns, isInt(a.bins!) ? columns.map(() => a.bins!) : [...machine.iterate(a.bins!)], a.range === null ? [] : [...machine.iterate(a.range!)], weightsOf(machine, a.weights), a.density === true);
    return new PyTuple([arrayOf(castTo(machine, counts, "float64")), new PyList(edges)]);
  }),
  native("digitize(x, bins, right=False)", digitize),
  native("bincount(x, weights=None, minlength=0)", (machine, a) => {
    const positions = need(machine, a.x);
    if (isFloating(positions.value.dtype)) throw machine.raise("TypeError", `Cannot cast array data from dtype('${positions.value.dtype}') to dtype('int64') according to the rule 'safe'`);
    const values = toNumbers(positions.value);
    if (values.some((value) => value < 0)) throw machine.raise("ValueError", "'list' argument must have no negative elements");
    const length = Math.max(Number(a.minlength), values.reduce((most, value) => Math.max(most, value + 1), 0));
    if (a.weights === null) {
      const counts = new Float64Array(length);
      for (const value of values) counts[value]!++;
      return arrayOf(numberLeaf(machine, "int64", [length], counts));
    }
    const zero = numberLeaf(machine, "float64", [length], new Float64Array(length));
    return arrayOf(run(machine, "scatter_add", [zero, castTo(machine, positions, "int64"), castTo(machine, need(machine, a.weights), "float64")], { axis: 0 }));
  }),
];
