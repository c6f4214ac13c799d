/** Statistics of arrays: quantiles, histograms, counts, covariances. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { intArgument } from "../arguments.js";
import { arrayOf, PyArray, resultOf } from "./array-type.js";
import { axesOf, castTo, indexLeaf, need, normalAxis, numberLeaf, operationsOf, run } from "./call.js";
import { sortAxis } from "./sorting.js";
import { writeWhole } from "./writing.js";

/** Where in a sorted row of n a fraction q lies, for each of NumPy's methods: index before, and weight of the next. */
export function placeOf(method: string, q: number, n: number): readonly [number, number] {
  const virtual = (alpha: number, beta: number): number => n * q + (alpha + q * (1 - alpha - beta)) - 1;
  const at = ((): number => {
    switch (method) {
      case "lower": return Math.floor((n - 1) * q);
      case "higher": return Math.ceil((n - 1) * q);
      case "nearest": { const x = (n - 1) * q; const low = Math.floor(x); return x - low === 0.5 ? (low % 2 ? low + 1 : low) : Math.round(x); }
      case "midpoint": { const x = (n - 1) * q; return Number.isInteger(x) ? x : Math.floor(x) + 0.5; }
      case "inverted_cdf": return Math.max(Math.ceil(n * q) - 1, 0);
      case "averaged_inverted_cdf": return Number.isInteger(n * q) ? n * q - 0.5 : Math.ceil(n * q) - 1;
      case "closest_observation": { const x = n * q - 1 - 0.5; return Number.isInteger(x) && x % 2 === 0 ? x : Math.floor(x) + 1; }
      case "interpolated_inverted_cdf": return virtual(0, 1);
      case "hazen": return virtual(0.5, 0.5);
      case "weibull": return virtual(0, 0);
      case "median_unbiased": return virtual(1 / 3, 1 / 3);
      case "normal_unbiased": return virtual(3 / 8, 3 / 8);
      default: return (n - 1) * q;
    }
  })();
  const inside = Math.min(Math.max(at, 0), n - 1);
  return [Math.floor(inside), inside - Math.floor(inside)];
}

const METHODS = new Set(["linear", "lower", "higher", "nearest", "midpoint", "inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased", "normal_unbiased"]);

/** a + (b − a)·t, from the nearer end as NumPy does. */
function between(machine: Machine, a: Node, b: Node, t: number): Node {
  const o = operationsOf(machine);
  if (t === 0) return a;
  const difference = o.sub(b, a);
  return t >= 0.5 ? o.sub(b, o.mul(difference, machine.trace.number(1 - t))) : o.add(a, o.mul(difference, machine.trace.number(t)));
}

interface Reduction {
  readonly axis: Value;
  readonly keepdims: boolean;
}

/** The axes to reduce brought to the end as one. */
function gathered(machine: Machine, x: Node, axis: Value): { rows: Node; shape: readonly number[]; reduced: readonly number[] } {
  const rank = x.value.shape.length;
  const reduced = axis === null ? x.value.shape.map((_, i) => i) : axesOf(machine, axis)!.map((one) => normalAxis(one, rank));
  const kept = x.value.shape.flatMap((_, i) => (reduced.includes(i) ? [] : [i]));
  const order = [...kept, ...reduced];
  const moved = order.every((one, i) => one === i) ? x : run(machine, "permute", [x], { axes: order });
  const shape = kept.map((i) => x.value.shape[i]!);
  return { rows: run(machine, "reshape", [moved], { shape: [...shape, reduced.reduce((product, i) => product * x.value.shape[i]!, 1)] }), shape, reduced };
}

/** Quantiles of the last axis of sorted rows. NaN anywhere in a row makes the row's NaN. */
function quantiles(machine: Machine, x: Node, fractions: Node, { axis, keepdims }: Reduction, method: string): Value {
  if (!METHODS.has(method)) throw machine.raise("ValueError", `'${method}' is not a valid method. Use one of: ${[...METHODS].map((one) => `'${one}'`).join(", ")}`);
  const { rows, shape, reduced } = gathered(machine, x, axis);
  const qs = toNumbers(fractions.value);
  if (qs.some((q) => !(q >= 0 && q <= 1))) throw machine.raise("ValueError", "Quantiles must be in the range [0, 1]");
  const n = rows.value.shape.at(-1)!;
  if (n === 0) return resultOf(numberLeaf(machine, "float64", shape, new Array<number>(shape.reduce((product, length) => product * length, 1)).fill(Number.NaN)));
  const along = rows.value.shape.length - 1;
  const ordered = sortAxis(machine, rows, along);
  const keepsIntegers = ["lower", "higher", "nearest", "inverted_cdf", "closest_observation"].includes(method);
  const sorted = isFloating(ordered.value.dtype) || keepsIntegers ? ordered : castTo(machine, ordered, "float64");
  const last = run(machine, "index", [sorted, indexLeaf(machine, n - 1)], { axes: [along] });
  const broken = isFloating(last.value.dtype) && toNumbers(last.value).some(Number.isNaN);
  const parts = qs.map((q) => {
    const [low, weight] = placeOf(method, q, n);
    const pick = (i: number): Node => run(machine, "index", [sorted, indexLeaf(machine, i)], { axes: [along] });
    const value = weight === 0 ? pick(low) : between(machine, pick(low), pick(low + 1), weight);
    return broken ? run(machine, "where", [run(machine, "isnan", [last]), last, value]) : value;
  });
  const finish = (node: Node): Node => (keepdims ? run(machine, "reshape", [node], { shape: x.value.shape.map((length, i) => (reduced.includes(i) ? 1 : length)) }) : node);
  if (!fractions.value.shape.length) return resultOf(finish(parts[0]!));
  const wide = parts.map((part) => { const done = finish(part); return run(machine, "reshape", [done], { shape: [1, ...done.value.shape] }); });
  const all = wide.length === 1 ? wide[0]! : run(machine, "cat", wide, { axis: 0 });
  return arrayOf(run(machine, "reshape", [all], { shape: [...fractions.value.shape, ...all.value.shape.slice(1)] }));
}

/** Each row without its NaN. */
function withoutNaN(machine: Machine, a: Readonly<Record<string, Value>>, work: (row: Node) => Value): Value {
  const x = need(machine, a.a);
  const { rows, shape, reduced } = gathered(machine, x, a.axis!);
  const n = rows.value.shape.at(-1)!;
  const whole = run(machine, "reshape", [rows], { shape: [-1, n] });
  const values = toNumbers(whole.value);
  const results = Array.from({ length: whole.value.shape[0]! }, (_, k) => {
    const kept = Array.from({ length: n }, (__, i) => i).filter((i) => !Number.isNaN(values[k * n + i]!));
    const one = run(machine, "reshape", [run(machine, "index", [whole, indexLeaf(machine, k)], { axes: [0] })], { shape: [n] });
    return need(machine, kept.length ? work(run(machine, "index", [one, indexLeaf(machine, kept)], { axes: [0] })) : resultOf(numberLeaf(machine, "float64", [], [Number.NaN])));
  });
  const inner = results[0]?.value.shape ?? [];
  const all = run(machine, "cat", results.map((one) => run(machine, "reshape", [one], { shape: [1, ...inner] })), { axis: 0 });
  const keep = a.keepdims === true ? x.value.shape.map((length, i) => (reduced.includes(i) ? 1 : length)) : shape;
  if (!inner.length) return resultOf(run(machine, "reshape", [all], { shape: keep }));
  return resultOf(run(machine, "permute", [run(machine, "reshape", [all], { shape: [...keep, ...inner] })], { axes: [...inner.map((_, i) => keep.length + i), ...keep.map((_, i) => i)] }));
}

const percents = (machine: Machine, value: Value | undefined): Node => run(machine, "div", [need(machine, value), machine.trace.number(100)]);
const written = (machine: Machine, out: Value | undefined, value: Value): Value => (out instanceof PyArray ? writeWhole(machine, out, need(machine, value), "quantile") : value);
const reduction = (a: Readonly<Record<string, Value>>): Reduction => ({ axis: a.axis!, keepdims: a.keepdims === true });

/** cov: rows are variables; the mean is taken out, the products are divided by n − ddof. */
function covariance(machine: Machine, a: Readonly<Record<string, Value>>): Node {
  const o = operationsOf(machine);
  const asRows = (value: Value): Node => {
    const node = castTo(machine, need(machine, value), isFloating(need(machine, value).value.dtype) ? need(machine, value).value.dtype : "float64");
    const matrix = node.value.shape.length < 2 ? o.reshape(node, [1, -1]) : node;
    return a.rowvar === false && node.value.shape.length > 1 ? o.transpose(matrix) : matrix;
  };
  const x = a.y === null ? asRows(a.m!) : o.cat([asRows(a.m!), asRows(a.y!)], 0);
  const ddof = a.ddof === null ? (a.bias === true ? 0 : 1) : intArgument(machine, a.ddof!, "ddof");
  const frequencies = a.fweights === null || a.fweights === undefined ? null : o.cast(need(machine, a.fweights), "float64");
  const importance = a.aweights === null || a.aweights === undefined ? null : o.cast(need(machine, a.aweights), "float64");
  const weights = frequencies && importance ? o.mul(frequencies, importance) : (frequencies ?? importance);
  const number = (value: number): Node => machine.trace.number(value);
  if (!weights) {
    const centred = o.sub(x, o.mean(x, [1], true));
    return o.div(o.matmul(centred, o.transpose(centred)), number(Math.max(x.value.shape[1]! - ddof, 0)));
  }
  const total = o.sum(weights);
  const centred = o.sub(x, o.div(o.sum(o.mul(x, weights), [1], true), total));
  const correction = ddof === 0 ? total : importance ? o.sub(total, o.div(o.scale(o.sum(o.mul(weights, importance)), ddof), total)) : o.sub(total, number(ddof));
  return o.div(o.matmul(o.mul(centred, weights), o.transpose(centred)), correction);
}

const squeezed = (machine: Machine, node: Node): Node => (node.value.shape.every((length) => length === 1) ? run(machine, "reshape", [node], { shape: [] }) : node);

function corrcoef(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  const c = covariance(machine, { ...a, m: a.x!, ddof: null, bias: false });
  if (c.value.shape[0] === 1) return resultOf(squeezed(machine, o.div(c, c)));
  const deviations = o.unary("sqrt", run(machine, "diagonal", [c], { offset: 0, axis1: 0, axis2: 1 }));
  return resultOf(o.apply("clamp", [o.div(o.div(c, o.reshape(deviations, [-1, 1])), o.reshape(deviations, [1, -1]))], { min: -1, max: 1 }));
}

export const STATISTICS: readonly PyBuiltin[] = [
  native("median(a, axis=None, out=None, overwrite_input=False, keepdims=False)", (machine, a) => written(machine, a.out, quantiles(machine, need(machine, a.a), numberLeaf(machine, "float64", [], [0.5]), reduction(a), "linear"))),
  native("quantile(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False)", (machine, a) => written(machine, a.out, quantiles(machine, need(machine, a.a), need(machine, a.q), reduction(a), String(a.method)))),
  native("percentile(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False, interpolation=None)", (machine, a) => {
    if (toNumbers(need(machine, a.q).value).some((q) => !(q >= 0 && q <= 100))) throw machine.raise("ValueError", "Percentiles must be in the range [0, 100]");
    return written(machine, a.out, quantiles(machine, need(machine, a.a), percents(machine, a.q), reduction(a), String(a.interpolation ?? a.method)));
  }),
  native("nanmedian(a, axis=None, out=None, overwrite_input=False, keepdims=False)", (machine, a) => withoutNaN(machine, a, (one) => quantiles(machine, one, numberLeaf(machine, "float64", [], [0.5]), { axis: null, keepdims: false }, "linear"))),
  native("nanquantile(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False)", (machine, a) => withoutNaN(machine, a, (one) => quantiles(machine, one, need(machine, a.q), { axis: null, keepdims: false }, String(a.method)))),
  native("nanpercentile(a, q, axis=None, out=None, overwrite_input=False, method='linear', keepdims=False)", (machine, a) => withoutNaN(machine, a, (one) => quantiles(machine, one, percents(machine, a.q), { axis: null, keepdims: false }, String(a.method)))),
  native("cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, dtype=None)", (machine, a) => resultOf(squeezed(machine, covariance(machine, a)))),
  native("corrcoef(x, y=None, rowvar=True, dtype=None)", corrcoef),
  native("count_nonzero(a, axis=None, keepdims=False)", (machine, a) => {
    const x = need(machine, a.a);
    const flags = castTo(machine, run(machine, "ne", [x, machine.trace.number(0, x.value.dtype === "bool" ? "bool" : "int64")]), "int64");
    const total = run(machine, "sum", [flags], { axes: axesOf(machine, a.axis!), keepdim: a.keepdims === true });
    return a.axis === null && a.keepdims !== true ? resultOf(total) : resultOf(total);
  }),
  native("average(a, axis=None, weights=None, returned=False, keepdims=False)", (machine, a) => {
    const o = operationsOf(machine);
    const x = need(machine, a.a);
    const axes = axesOf(machine, a.axis!);
    const keepdim = a.keepdims === true;
    if (a.weights === null) {
      const mean = o.mean(x, axes, keepdim);
      const count = numberLeaf(machine, "float64", mean.value.shape, new Array<number>(toNumbers(mean.value).length).fill(o.reducedCount(x.value.shape, axes)));
      return a.returned === true ? new PyTuple([resultOf(mean), resultOf(count)]) : resultOf(mean);
    }
    let weights = need(machine, a.weights);
    const { shape } = x.value;
    if (weights.value.shape.join() !== shape.join()) {
      if (axes === null) throw machine.raise("TypeError", "Axis must be specified when shapes of a and weights differ.");
      if (axes.length === 1 && weights.value.shape[0] !== shape[normalAxis(axes[0]!, shape.length)]) throw machine.raise("ValueError", "Shape of weights must be consistent with shape of a along specified axis.");
      weights = o.reshape(weights, shape.map((length, i) => (axes.some((axis) => normalAxis(axis, shape.length) === i) ? length : 1)));
    }
    const wide = o.expand(weights, shape);
    const total = o.sum(castTo(machine, wide, isFloating(wide.value.dtype) ? wide.value.dtype : "float64"), axes, keepdim);
    if (toNumbers(total.value).some((one) => one === 0)) throw machine.raise("ZeroDivisionError", "Weights sum to zero, can't be normalized");
    const result = resultOf(o.div(o.sum(o.mul(x, wide), axes, keepdim), total));
    return a.returned === true ? new PyTuple([result, resultOf(total)]) : result;
  }),
];

