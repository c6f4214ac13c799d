/** Functions of jax.numpy that sort, search, count and take quantiles. */
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { toNumbers } from "../../../tensor/array.js";
import { type Dtype, isFloating } from "../../../tensor/dtype.js";
import { arrayFrom, JaxArray, need } from "../array.js";
import { arrayOfValue } from "../from-values.js";
import type { Jnp } from "../jnp.js";
import { computed, elementwise, integers, run } from "../run.js";
import { axesOf, type Call, define } from "./arguments.js";
import { result } from "./results.js";

/** The order in which an axis is sorted; equal elements stay in order. */
export function orderOf(j: Jnp, x: JaxArray, axis: number, descending = false): JaxArray {
  return new JaxArray(run(j.machine, "argsort", [x.node], { axis, stable: true, descending }));
}

/** Elements along an axis in ascending order; they keep their gradient. */
export const sorted = (j: Jnp, x: JaxArray, axis: number, descending = false): JaxArray => (x.shape.length ? j.gather(x, orderOf(j, x, axis, descending), axis) : x);

/** The k smallest in ascending order, then the others from the largest down: how JAX parts an axis. */
function partitioned({ j, int }: Call, x: JaxArray, axis: number): JaxArray {
  const length = x.shape[axis]!;
  const kth = int("kth") < 0 ? int("kth") + length : int("kth");
  return j.cat([j.slice(orderOf(j, x, axis), axis, 0, kth + 1), j.slice(orderOf(j, x, axis, true), axis, 0, length - kth - 1)], axis);
}

function axisArgument({ j, a, int }: Call, x: JaxArray): { x: JaxArray; axis: number } {
  return a.axis === null ? { x: j.ravel(x), axis: 0 } : { x, axis: j.axis(int("axis"), x.shape.length) };
}

/** The first place (side left) or the place after the last (right) at which a number keeps the row sorted. */
export function placeIn(row: readonly number[], value: number, right: boolean): number {
  let [low, high] = [0, row.length];
  const before = (one: number): boolean => (Number.isNaN(value) ? !Number.isNaN(one) || right : !Number.isNaN(one) && (right ? one <= value : one < value));
  while (low < high) {
    const middle = (low + high) >> 1;
    if (before(row[middle]!)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function searchsorted({ machine, a, array }: Call): JaxArray {
  const row = toNumbers(array("a").node.value);
  const values = array("v", 1);
  const order = arrayFrom(machine, a.sorter!);
  const list = order ? toNumbers(order.node.value).map((at) => row[at]!) : row;
  return integers(machine, values.shape, toNumbers(values.node.value).map((value) => placeIn(list, value, a.side === "right")));
}

function digitize({ machine, array, flag }: Call): JaxArray {
  const [x, bins] = [array("x"), toNumbers(array("bins", 1).node.value)];
  const falling = bins.length > 1 && bins.at(-1)! < bins[0]!;
  const row = falling ? [...bins].reverse() : bins;
  return integers(machine, x.shape, toNumbers(x.node.value).map((value) => {
    const at = placeIn(row, value, !flag("right"));
    return falling ? bins.length - at : at;
  }));
}

/** Distinct values in order, the places of their first occurrences, which of them each element is, and how many there are. */
interface Distinct {
  readonly values: JaxArray;
  readonly first: number[];
  readonly inverse: number[];
  readonly counts: number[];
}
function distinct({ j, machine }: Pick<Call, "j" | "machine">, x: JaxArray, size: number | null, fill: JaxArray | null): Distinct {
  const numbers = toNumbers(x.node.value);
  const order = numbers.map((_, i) => i).sort((p, q) => compareNumbers(numbers[p]!, numbers[q]!) || p - q);
  const first: number[] = [];
  const counts: number[] = [];
  const inverse = new Array<number>(numbers.length);
  for (const at of order) {
    const last = first.at(-1);
    if (last === undefined || (numbers[last] !== numbers[at] && !(Number.isNaN(numbers[last]) && Number.isNaN(numbers[at])))) {
      first.push(at);
      counts.push(0);
    }
    counts[counts.length - 1]!++;
    inverse[at] = first.length - 1;
  }
  const total = size ?? first.length;
  const padded = Array.from({ length: total }, (_, i) => first[i] ?? first[0] ?? 0);
  let values = j.pick(j.ravel(x), integers(machine, [total], padded), 0);
  if (fill && total > first.length) values = j.cat([j.slice(values, 0, 0, first.length), j.expand(j.cast(fill, x.dtype), [total - first.length])], 0);
  return { values: new JaxArray(values.node, x.weakType), first: padded, inverse, counts: Array.from({ length: total }, (_, i) => counts[i] ?? 0) };
}
const compareNumbers = (a: number, b: number): number => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : Number.isNaN(b) ? -1 : a - b);

function unique(call: Call): Value {
  const { machine, a, array, flag, given, int } = call;
  const x = array("ar");
  if (a.axis !== null && x.shape.length > 1) return uniqueRows(call, x);
  const { values, first, inverse, counts } = distinct(call, x, given("size") ? int("size") : null, arrayFrom(machine, a.fill_value!));
  const parts: Value[] = [values];
  if (flag("return_index")) parts.push(integers(machine, [first.length], first));
  if (flag("return_inverse")) parts.push(integers(machine, x.shape, inverse));
  if (flag("return_counts")) parts.push(integers(machine, [counts.length], counts));
  return parts.length === 1 ? values : new PyTuple(parts);
}

/** Distinct slices along an axis, in the order of their elements. */
function uniqueRows(call: Call, x: JaxArray): Value {
  const { j, machine, int, flag } = call;
  const axis = j.axis(int("axis"), x.shape.length);
  const moved = j.moveaxis(x, axis, 0);
  const length = moved.shape[0]!;
  const flat = toNumbers(moved.node.value);
  const width = length ? flat.length / length : 0;
  const row = (i: number): number[] => flat.slice(i * width, (i + 1) * width);
  const compare = (p: number, q: number): number => { const [a, b] = [row(p), row(q)]; const at = a.findIndex((value, i) => value !== b[i]); return at < 0 ? 0 : a[at]! - b[at]!; };
  const order = Array.from({ length }, (_, i) => i).sort((p, q) => compare(p, q) || p - q);
  const first: number[] = [];
  const counts: number[] = [];
  const inverse = new Array<number>(length);
  for (const at of order) {
    if (first.length === 0 || compare(first.at(-1)!, at) !== 0) { first.push(at); counts.push(0); }
    counts[counts.length - 1]!++;
    inverse[at] = first.length - 1;
  }
  const parts: Value[] = [j.pick(x, integers(machine, [first.length], first), axis)];
  if (flag("return_index")) parts.push(integers(machine, [first.length], first));
  if (flag("return_inverse")) parts.push(integers(machine, [length], inverse));
  if (flag("return_counts")) parts.push(integers(machine, [counts.length], counts));
  return parts.length === 1 ? parts[0]! : new PyTuple(parts);
}

/** A set operation on the distinct values of two arrays. */
const setOperation = (name: string, keep: (inFirst: boolean, inSecond: boolean) => boolean): PyBuiltin =>
  define(`${name}(ar1, ar2, assume_unique=False, *, size=None, fill_value=None)`, (call) => {
    const { j, array } = call;
    const [x, y] = [array("ar1"), array("ar2", 1)];
    const [one, other] = [new Set(toNumbers(x.node.value)), new Set(toNumbers(y.node.value))];
    const both = distinct(call, j.cat([j.ravel(x), j.ravel(y)], 0), null, null).values;
    const at = toNumbers(both.node.value).flatMap((value, i) => (keep(one.has(value), other.has(value)) ? [i] : []));
    return j.pick(name === "setdiff1d" ? new JaxArray(j.cast(both, x.dtype).node, x.weakType) : both, integers(call.machine, [at.length], at), 0);
  });

/** Quantiles along an axis (null: of all elements): the weighted mean of the two nearest elements. */
export function quantile(j: Jnp, given: JaxArray, q: JaxArray, axes: readonly number[] | null, method: string, keepdims: boolean, passes: boolean): JaxArray {
  const { machine } = j;
  const x = j.strong(j.inexact(given));
  const reduced = axes ?? x.shape.map((_, axis) => axis);
  const rest = x.shape.map((_, axis) => axis).filter((axis) => !reduced.includes(axis));
  const flat = j.reshape(j.permute(x, [...rest, ...reduced]), [...rest.map((axis) => x.shape[axis]!), -1]);
  const last = rest.length;
  const row = sorted(j, flat, last);
  const nan = elementwise(machine, "isnan", [flat]);
  const length = flat.shape[last]!;
  const shape = keepdims ? x.shape.map((size, axis) => (reduced.includes(axis) ? 1 : size)) : rest.map((axis) => x.shape[axis]!);
  const counts = passes ? toNumbers(j.sum(j.cast(j.not(nan), x.dtype), [last]).node.value) : null;
  const spoiled = j.reduce("any", nan, [last], false);
  const results = toNumbers(q.node.value).map((fraction) => {
    const places = (counts ?? [length]).map((count) => Math.fround(fraction) * (count - 1));
    const low = places.map((place, i) => Math.min(Math.max(Math.floor(place), 0), Math.max((counts?.[i] ?? length) - 1, 0)));
    const high = places.map((place, i) => Math.min(Math.max(Math.ceil(place), 0), Math.max((counts?.[i] ?? length) - 1, 0)));
    const weight = places.map((place) => place - Math.floor(place));
    const index = (list: number[]): JaxArray => integers(machine, [...flat.shape.slice(0, -1), 1], counts ? list : new Array<number>(flat.shape.slice(0, -1).reduce((product, size) => product * size, 1)).fill(list[0]!));
    const at = (list: number[]): JaxArray => j.reshape(j.gather(row, index(list), last), flat.shape.slice(0, -1));
    const [below, above] = [at(low), at(high)];
    const share = computed(machine, x.dtype, counts ? flat.shape.slice(0, -1) : [], weight);
    let result: JaxArray;
    if (method === "lower") result = below;
    else if (method === "higher") result = above;
    else if (method === "nearest") result = j.where(j.compare("le", share, j.float(0.5)), below, above);
    else if (method === "midpoint") result = j.mul(j.add(below, above), j.float(0.5));
    else if (method === "linear") result = j.add(j.mul(below, j.sub(1, share)), j.mul(above, share));
    else throw machine.raise("ValueError", "method can only be 'linear', 'lower', 'higher', 'midpoint', 'nearest' or 'inverted_cdf'");
    const empty = counts ? computed(machine, "bool", flat.shape.slice(0, -1), counts.map((count) => (count === 0 ? 1 : 0))) : spoiled;
    return j.reshape(toNumbers(empty.node.value).some(Boolean) ? j.where(empty, j.float(Number.NaN), result) : result, shape);
  });
  return q.shape.length ? j.stack(results) : results[0]!;
}

const quantiles = (name: string, scale: number, passes: boolean): PyBuiltin =>
  define(`${name}(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, *, interpolation=None, weights=None)`, ({ j, machine, a, array, flag }) => {
    const q = j.inexact(array("q", 1));
    return quantile(j, array("a"), scale === 1 ? q : j.div(q, scale), axesOf(machine, a.axis!, array("a").shape.length), String(a.interpolation ?? a.method), flag("keepdims"), passes);
  });
const medians = (name: string, passes: boolean): PyBuiltin =>
  define(`${name}(a, axis=None, out=None, overwrite_input=False, keepdims=False)`, ({ j, machine, a, array, flag }) => quantile(j, array("a"), j.float(0.5), axesOf(machine, a.axis!, array("a").shape.length), "midpoint", flag("keepdims"), passes));

/** Edges of equal bins over the range of the values. */
function binEdges({ j, machine, a }: Call, x: JaxArray): JaxArray {
  const bins = arrayFrom(machine, a.bins!) ?? arrayOfValue(machine, a.bins!, null);
  if (bins.shape.length) return j.inexact(bins);
  const count = toNumbers(bins.node.value)[0]!;
  const values = toNumbers(x.node.value);
  let [low, high] = a.range === null || a.range === undefined ? [values.length ? Math.min(...values) : 0, values.length ? Math.max(...values) : 1] : [...machine.iterate(a.range)].map((one) => toNumbers(need(machine, one, "histogram").node.value)[0]!);
  if (low === high) [low, high] = [low! - 0.5, high! + 0.5];
  const dtype: Dtype = j.inexact(x).dtype;
  const [start, stop] = [j.constant(low!, dtype), j.constant(high!, dtype)];
  const ramp = j.div(computed(machine, dtype, [count + 1], Array.from({ length: count + 1 }, (_, i) => i)), j.constant(count, dtype));
  return j.cat([j.slice(j.add(j.mul(start, j.sub(1, ramp)), j.mul(stop, ramp)), 0, 0, count), j.reshape(stop, [1])], 0);
}

function histogram(call: Call): Value {
  const { j, machine, a, array, flag } = call;
  const x = j.strong(j.inexact(j.ravel(array("a"))));
  const edges = binEdges(call, x);
  const row = toNumbers(edges.node.value);
  const weights = a.weights === null ? null : toNumbers(need(machine, a.weights, "histogram").node.value);
  const counts = new Array<number>(row.length - 1).fill(0);
  toNumbers(x.node.value).forEach((value, i) => {
    const bin = value === row.at(-1) ? row.length - 2 : placeIn(row, value, true) - 1;
    if (bin >= 0 && bin < counts.length) counts[bin]! += weights ? weights[i]! : 1;
  });
  const result = computed(machine, x.dtype, [counts.length], counts);
  if (!flag("density")) return new PyTuple([result, edges]);
  const widths = j.sub(j.slice(edges, 0, 1, row.length), j.slice(edges, 0, 0, row.length - 1));
  return new PyTuple([j.div(j.div(result, widths), j.sum(result)), edges]);
}

function bincount({ j, machine, a, array, given, int }: Call): JaxArray {
  const x = array("x");
  if (isFloating(x.dtype)) throw machine.raise("TypeError", `x argument to bincount must have an integer type; got ${x.dtype}`);
  const values = toNumbers(x.node.value).map((value) => Math.max(value, 0));
  const length = given("length") ? int("length") : Math.max(int("minlength"), ...values.map((value) => value + 1), 0);
  const weights = a.weights === null ? null : need(machine, a.weights, "bincount");
  const inside = values.flatMap((value, i) => (value < length ? [i] : []));
  const start = weights ? j.cast(0, weights.dtype) : j.cast(0, "int32");
  const zeros = j.expand(start, [length]);
  const index = integers(machine, [inside.length], inside.map((i) => values[i]!));
  const source = weights ? j.pick(j.ravel(weights), integers(machine, [inside.length], inside), 0) : j.expand(j.cast(1, "int32"), [inside.length]);
  return inside.length ? new JaxArray(run(machine, "index_put", [zeros.node, source.node, j.cast(index, "int64").node], { axes: [0], accumulate: true })) : zeros;
}

export const ORDERING: readonly PyBuiltin[] = [
  define("sort(a, axis=-1, kind=None, order=None, *, stable=True, descending=False)", (call) => { const { x, axis } = axisArgument(call, call.array("a")); return sorted(call.j, x, axis, call.flag("descending")); }),
  define("argsort(a, axis=-1, kind=None, order=None, *, stable=True, descending=False)", (call) => { const { x, axis } = axisArgument(call, call.array("a")); return call.j.cast(orderOf(call.j, x, axis, call.flag("descending")), integers(call.machine, [0], []).dtype); }),
  define("lexsort(keys, axis=-1)", ({ j, machine, a, int }) => {
    const keys = [...machine.iterate(a.keys!)].map((key) => need(machine, key, "lexsort"));
    const [first] = keys;
    if (!first) throw machine.raise("TypeError", "need sequence of keys with len > 0 in lexsort");
    const axis = first.shape.length ? j.axis(int("axis"), first.shape.length) : 0;
    const rows = keys.map((key) => toNumbers(j.moveaxis(key, axis, key.shape.length - 1).node.value));
    const length = first.shape[axis] ?? 1;
    const order = rows[0]!.map((_, place) => place).sort((p, q) => Math.floor(p / length) - Math.floor(q / length) || rows.reduceRight((so, key) => so || compareNumbers(key[p]!, key[q]!), 0) || p - q);
    const shape = [...first.shape.filter((_, i) => i !== axis), ...(first.shape.length ? [length] : [])];
    return j.moveaxis(integers(machine, shape, order.map((place) => place % length)), Math.max(0, shape.length - 1), axis);
  }),
  define("partition(a, kth, axis=-1)", (call) => { const { x, axis } = axisArgument(call, call.array("a")); return call.j.gather(x, partitioned(call, x, axis), axis); }),
  define("argpartition(a, kth, axis=-1)", (call) => { const { x, axis } = axisArgument(call, call.array("a")); return call.j.cast(partitioned(call, x, axis), "int32"); }),
  define("searchsorted(a, v, side='left', sorter=None, *, method='scan')", searchsorted), define("digitize(x, bins, right=False, *, method=None)", digitize),
  define("unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None, *, equal_nan=True, size=None, fill_value=None, sorted=True)", unique),
  define("unique_values(x, /, *, size=None, fill_value=None)", (call) => distinct(call, call.array("x"), null, null).values),
  define("unique_counts(x, /, *, size=None, fill_value=None)", (call) => { const { values, counts } = distinct(call, call.array("x"), null, null); return result(call.machine, "unique_counts", { values, counts: integers(call.machine, [counts.length], counts) }); }),
  define("unique_inverse(x, /, *, size=None, fill_value=None)", (call) => { const x = call.array("x"); const { values, inverse } = distinct(call, x, null, null); return result(call.machine, "unique_inverse", { values, inverse_indices: integers(call.machine, x.shape, inverse) }); }),
  define("unique_all(x, /, *, size=None, fill_value=None)", (call) => { const x = call.array("x"); const { values, first, inverse, counts } = distinct(call, x, null, null); return result(call.machine, "unique_all", { values, indices: integers(call.machine, [first.length], first), inverse_indices: integers(call.machine, x.shape, inverse), counts: integers(call.machine, [counts.length], counts) }); }),
  setOperation("intersect1d", (a, b) => a && b), setOperation("union1d", (a, b) => a || b), setOperation("setdiff1d", (a, b) => a && !b), setOperation("setxor1d", (a, b) => a !== b),
  define("isin(element, test_elements, assume_unique=False, invert=False, *, method='auto')", ({ machine, array, flag }) => { const x = array("element"); const set = new Set(toNumbers(array("test_elements", 1).node.value)); return computed(machine, "bool", x.shape, toNumbers(x.node.value).map((value) => (set.has(value) !== flag("invert") ? 1 : 0))); }),
  quantiles("quantile", 1, false), quantiles("percentile", 100, false), quantiles("nanquantile", 1, true), quantiles("nanpercentile", 100, true), medians("median", false), medians("nanmedian", true),
  define("histogram(a, bins=10, range=None, weights=None, density=None)", histogram), define("histogram_bin_edges(a, bins=10, range=None, weights=None)", (call) => binEdges(call, call.j.strong(call.j.inexact(call.j.ravel(call.array("a")))))),
  define("bincount(x, weights=None, minlength=0, *, length=None)", bincount),
];
