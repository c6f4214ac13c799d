/** Functions of sampled curves: convolution, interpolation, differences, windows, running sums. */
import { toAttributes } from "../../ops/cards/neural/geometry.js";
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, intArgument, isInt, numberOf } from "../arguments.js";
import { arrayOf, PyArray, resultOf } from "./array-type.js";
import { castTo, flat, indexLeaf, need, normalAxis, numberLeaf, operationsOf, run } from "./call.js";
import { dtypeArgument } from "./dtype.js";
import { takeAt } from "./selection.js";
import { writeWhole } from "./writing.js";

const floats = (machine: Machine, value: Value | undefined): Node => { const x = need(machine, value); return isFloating(x.value.dtype) ? x : castTo(machine, x, "float64"); };

/** Σ a[k]·v[n − k] ("convolve") or Σ a[n + k]·v[k] ("correlate"); the longer one is slid over. */
function slid(machine: Machine, first: Value, second: Value, mode: Value, turned: boolean): Value {
  const [a, v] = [flat(machine, need(machine, first)), flat(machine, need(machine, second))];
  const [n, m] = [a.value.shape[0]!, v.value.shape[0]!];
  if (!n || !m) throw machine.raise("ValueError", !n && turned ? "a cannot be empty" : "v cannot be empty");
  const dtype: Dtype = run(machine, "mul", [a, v].map((x) => run(machine, "slice", [x], { starts: [0], stops: [1], steps: [1] }))).value.dtype;
  const work: Dtype = isFloating(dtype) ? dtype : "float64";
  const kind = isInt(mode) ? ["valid", "same", "full"][numberOf(mode)]! : String(mode);
  if (!["valid", "same", "full"].includes(kind)) throw machine.raise("ValueError", `mode must be one of 'valid', 'same', or 'full' (got '${kind}')`);
  const reversed = (x: Node): Node => run(machine, "flip", [x], { axes: [0] });
  // Convolution is symmetric; a correlation with the shorter one in front comes out backwards.
  const swap = m > n;
  const [long, short] = swap ? [v, a] : [a, v];
  const [N, M] = [Math.max(n, m), Math.min(n, m)];
  const output = kind === "full" ? N + M - 1 : kind === "same" ? N : N - M + 1;
  const lead = kind === "full" ? M - 1 : kind === "same" ? Math.floor(M / 2) : 0;
  const kernel = turned ? reversed(short) : short;
  const geometry = toAttributes({ input: [N], window: [M], output: [output], stride: [1], before: [lead], dilation: [1], groups: 1 });
  const shaped = (x: Node): Node => run(machine, "reshape", [castTo(machine, x, work)], { shape: [1, 1, -1] });
  const result = run(machine, "reshape", [run(machine, "convolution", [shaped(long), shaped(kernel)], geometry)], { shape: [output] });
  return arrayOf(castTo(machine, !turned && swap ? reversed(result) : result, dtype === "bool" ? "bool" : dtype));
}

/** Straight lines between the points; the ends' values (or left, right) outside. */
function interp(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const [x, fp] = [castTo(machine, need(machine, a.x), "float64"), castTo(machine, flat(machine, need(machine, a.fp)), "float64")];
  const knots = castTo(machine, flat(machine, need(machine, a.xp)), "float64");
  const o = operationsOf(machine);
  const period = a.period === null ? null : Math.abs(floatArgument(machine, a.period!, "period"));
  let [xp, f, at] = [knots, fp, x];
  if (period !== null) {
    const wrapped = o.apply("remainder", [knots, machine.trace.number(period)]);
    const order = toNumbers(wrapped.value).map((value, i) => [value, i] as const).sort((p, q) => p[0] - q[0]).map(([, i]) => i);
    const [sorted, values] = [takeAt(machine, wrapped, order, 0), takeAt(machine, fp, order, 0)];
    const end = (node: Node, i: number): Node => run(machine, "slice", [node], { starts: [i], stops: [i + 1], steps: [1] });
    const last = order.length - 1;
    xp = o.cat([o.sub(end(sorted, last), machine.trace.number(period)), sorted, o.add(end(sorted, 0), machine.trace.number(period))], 0);
    f = o.cat([end(values, last), values, end(values, 0)], 0);
    at = o.apply("remainder", [x, machine.trace.number(period)]);
  }
  const points = toNumbers(xp.value);
  if (points.length !== f.value.shape[0]) throw machine.raise("ValueError", "fp and xp are not of the same length.");
  if (!points.length) throw machine.raise("ValueError", "array of sample points is empty");
  const queries = toNumbers(at.value);
  const last = points.length - 1;
  const lower = queries.map((query) => { let [low, high] = [0, last]; while (low < high) { const middle = (low + high + 1) >> 1; if (points[middle]! <= query) low = middle; else high = middle - 1; } return Math.min(low, Math.max(last - 1, 0)); });
  const pick = (node: Node, offset: number): Node => o.reshape(takeAt(machine, node, lower.map((i) => Math.min(i + offset, last)), 0), at.value.shape);
  const [x0, x1, f0, f1] = [pick(xp, 0), pick(xp, 1), pick(f, 0), pick(f, 1)];
  const slope = o.div(o.sub(f1, f0), o.sub(x1, x0));
  const inner = last === 0 ? f0 : o.add(o.mul(slope, o.sub(at, x0)), f0);
  const end = (i: number, given: Value | undefined): Node => (given === null || given === undefined ? run(machine, "index", [f, indexLeaf(machine, i)], { axes: [0] }) : castTo(machine, need(machine, given), "float64"));
  const flags = (test: (query: number) => boolean): Node => numberLeaf(machine, "bool", at.value.shape, queries.map((query) => (test(query) ? 1 : 0)));
  const high = o.where(flags((query) => query >= points[last]!), o.where(flags((query) => query > points[last]!), end(last, a.right), end(last, null)), inner);
  return resultOf(o.where(flags((query) => query < points[0]!), end(0, a.left), high));
}

/** One slice of an axis. */
const part = (machine: Machine, x: Node, axis: number, from: number, to: number): Node =>
  run(machine, "slice", [x], { starts: x.value.shape.map((_, i) => (i === axis ? from : 0)), stops: x.value.shape.map((length, i) => (i === axis ? to : length)), steps: x.value.shape.map(() => 1) });

/** Central differences inside, one-sided ones at the ends; spacing a number or coordinates. */
function slope(machine: Machine, f: Node, axis: number, spacing: Value, edgeOrder: number): Node {
  const o = operationsOf(machine);
  const n = f.value.shape[axis]!;
  if (n < edgeOrder + 1) throw machine.raise("ValueError", "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.");
  const given = need(machine, spacing);
  const column = (node: Node): Node => o.reshape(node, f.value.shape.map((_, i) => (i === axis ? -1 : 1)));
  const even = given.value.shape.length === 0 || isEven(toNumbers(given.value));
  const h = given.value.shape.length === 0 ? given : null;
  const steps = h ? null : column(o.sub(part(machine, given, 0, 1, n), part(machine, given, 0, 0, n - 1)));
  const stepAt = (i: number): Node => (h ?? part(machine, steps!, axis, i, i + 1));
  const at = (i: number): Node => part(machine, f, axis, i, i + 1);
  const number = (value: number): Node => machine.trace.number(value);
  const ends = (i: number, j: number, k: number, sign: number): Node => {
    if (edgeOrder === 1) return sign > 0 ? o.div(o.sub(at(j), at(i)), stepAt(0)) : o.div(o.sub(at(i), at(j)), stepAt(n - 2));
    const [d1, d2] = sign > 0 ? [stepAt(0), stepAt(even ? 0 : 1)] : [stepAt(n - 2), stepAt(even ? n - 2 : n - 3)];
    if (even) return o.mul(number(sign), o.add(o.add(o.mul(o.div(number(-1.5), d1), at(i)), o.mul(o.div(number(2), d1), at(j))), o.mul(o.div(number(-0.5), d1), at(k))));
    const sum = o.add(d1, d2);
    const a = o.neg(o.div(o.add(o.mul(number(2), d1), d2), o.mul(d1, sum)));
    const b = o.div(sum, o.mul(d1, d2));
    const c = o.neg(o.div(d1, o.mul(d2, sum)));
    return o.mul(number(sign), o.add(o.add(o.mul(a, at(i)), o.mul(b, at(j))), o.mul(c, at(k))));
  };
  const parts = [ends(0, 1, 2, 1)];
  if (n > 2) parts.push(even ? o.div(o.sub(part(machine, f, axis, 2, n), part(machine, f, axis, 0, n - 2)), o.mul(number(2), stepAt(0))) : uneven());
  parts.push(ends(n - 1, n - 2, n - 3, -1));
  return o.cat(parts, axis);
  function uneven(): Node {
    const [d1, d2] = [part(machine, steps!, axis, 0, n - 2), part(machine, steps!, axis, 1, n - 1)];
    const sum = o.add(d1, d2);
    const a = o.neg(o.div(d2, o.mul(d1, sum)));
    const b = o.div(o.sub(d2, d1), o.mul(d1, d2));
    const c = o.div(d1, o.mul(d2, sum));
    return o.add(o.add(o.mul(a, part(machine, f, axis, 0, n - 2)), o.mul(b, part(machine, f, axis, 1, n - 1))), o.mul(c, part(machine, f, axis, 2, n)));
  }
}
const isEven = (points: readonly number[]): boolean => points.every((point, i) => i < 2 || point - points[i - 1]! === points[1]! - points[0]!);

function gradient(machine: Machine, a: Readonly<Record<string, Value>>, spacings: readonly Value[]): Value {
  const f = floats(machine, a.f);
  const rank = f.value.shape.length;
  const axes = a.axis === null ? f.value.shape.map((_, i) => i) : [...(isInt(a.axis!) ? [a.axis] : machine.iterate(a.axis!))].map((one) => normalAxis(intArgument(machine, one, "axis"), rank));
  if (spacings.length > 1 && spacings.length !== axes.length) throw machine.raise("TypeError", "invalid number of arguments");
  const results = axes.map((axis, i) => resultOf(slope(machine, f, axis, spacings.length ? (spacings[i] ?? spacings[0]!) : 1, Number(a.edge_order))));
  return results.length === 1 ? results[0]! : new PyTuple(results);
}

function diff(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  let x = need(machine, a.a);
  const count = intArgument(machine, a.n!, "n");
  if (count < 0) throw machine.raise("ValueError", `order must be non-negative but got ${count}`);
  if (!x.value.shape.length) throw machine.raise("ValueError", "diff requires input that is at least one dimensional");
  const axis = normalAxis(intArgument(machine, a.axis!, "axis"), x.value.shape.length);
  const edge = (value: Value): Node => { const node = need(machine, value); return node.value.shape.length ? node : o.expand(node, x.value.shape.map((length, i) => (i === axis ? 1 : length))); };
  if (a.prepend !== null) x = o.cat([edge(a.prepend!), x], axis);
  if (a.append !== null) x = o.cat([x, edge(a.append!)], axis);
  for (let k = 0; k < count; k++) {
    const n = x.value.shape[axis]!;
    const [later, earlier] = [part(machine, x, axis, Math.min(1, n), n), part(machine, x, axis, 0, Math.max(n - 1, 0))];
    x = x.value.dtype === "bool" ? o.compare("ne", later, earlier) : o.sub(later, earlier);
  }
  return arrayOf(x);
}

function trapezoid(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  const y = floats(machine, a.y);
  const axis = normalAxis(intArgument(machine, a.axis!, "axis"), y.value.shape.length);
  const n = y.value.shape[axis]!;
  const x = a.x === null ? null : need(machine, a.x);
  const along = x && x.value.shape.length === 1 ? o.reshape(x, y.value.shape.map((_, i) => (i === axis ? -1 : 1))) : x;
  const step = along ? o.sub(part(machine, along, axis, 1, n), part(machine, along, axis, 0, n - 1)) : need(machine, a.dx);
  const pairs = o.add(part(machine, y, axis, 1, n), part(machine, y, axis, 0, n - 1));
  return resultOf(o.sum(o.div(o.mul(step, pairs), machine.trace.number(2)), [axis]));
}

/** Window of M points from n = 1 − M, 3 − M … M − 1. */
const window = (name: string, value: (n: number, M: number) => number): PyBuiltin => native(`${name}(M)`, (machine, a) => {
  const M = floatArgument(machine, a.M!, "M");
  const points = Array.from({ length: Math.max(0, Math.floor(M)) }, (_, i) => (M === 1 ? 1 : value(1 - M + 2 * i, M)));
  return arrayOf(numberLeaf(machine, "float64", [points.length], points));
});

/** Jumps larger than half the period are taken out. */
function unwrap(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const o = operationsOf(machine);
  const x = floats(machine, a.p);
  const axis = normalAxis(intArgument(machine, a.axis!, "axis"), x.value.shape.length);
  const period = a.period === null ? 2 * Math.PI : floatArgument(machine, a.period!, "period");
  const discontinuity = Math.max(a.discont === null ? 0 : floatArgument(machine, a.discont!, "discont"), period / 2);
  const n = x.value.shape[axis]!;
  const steps = o.sub(part(machine, x, axis, 1, n), part(machine, x, axis, 0, n - 1));
  const corrections = toNumbers(steps.value).map((step) => {
    const low = -period / 2;
    let inside = ((((step - low) % period) + period) % period) + low;
    if (inside === low && step > 0) inside = period / 2;
    return Math.abs(step) < discontinuity ? 0 : inside - step;
  });
  const running = run(machine, "cumsum", [numberLeaf(machine, "float64", steps.value.shape, corrections)], { axis });
  return arrayOf(o.cat([part(machine, x, axis, 0, 1), o.add(part(machine, x, axis, 1, n), running)], axis));
}

/** Running sum or product of the array API: an axis must be named where there are several. */
const cumulative = (name: string, card: string): PyBuiltin => native(`${name}(x, axis=None, dtype=None, out=None, include_initial=False)`, (machine, a) => {
  const given = need(machine, a.x);
  if (a.axis === null && given.value.shape.length !== 1) throw machine.raise("ValueError", "For arrays which have more than one dimension ``axis`` argument is required.");
  const axis = a.axis === null ? 0 : normalAxis(intArgument(machine, a.axis!, "axis"), given.value.shape.length);
  const dtype = dtypeArgument(a.dtype!) ?? (isFloating(given.value.dtype) ? given.value.dtype : "int64");
  const result = run(machine, card, [castTo(machine, given, dtype)], { axis });
  const first = { shape: given.value.shape.map((length, i) => (i === axis ? 1 : length)) };
  const whole = a.include_initial === true ? run(machine, "cat", [run(machine, "expand", [castTo(machine, machine.trace.number(card === "cumsum" ? 0 : 1), dtype)], first), result], { axis }) : result;
  return a.out instanceof PyArray ? writeWhole(machine, a.out, whole, name) : arrayOf(whole);
});

export const SIGNALS: readonly PyBuiltin[] = [
  native("convolve(a, v, mode='full')", (machine, a) => slid(machine, a.a!, a.v!, a.mode!, true)),
  native("correlate(a, v, mode='valid')", (machine, a) => slid(machine, a.a!, a.v!, a.mode!, false)),
  native("interp(x, xp, fp, left=None, right=None, period=None)", interp),
  native("gradient(f, *varargs, axis=None, edge_order=1)", (machine, a, { rest }) => gradient(machine, a, rest)),
  native("diff(a, n=1, axis=-1, prepend=None, append=None)", diff),
  native("ediff1d(ary, to_end=None, to_begin=None)", (machine, a) => {
    const x = flat(machine, need(machine, a.ary));
    const n = x.value.shape[0]!;
    const steps = operationsOf(machine).sub(part(machine, x, 0, Math.min(1, n), n), part(machine, x, 0, 0, Math.max(n - 1, 0)));
    const more = (value: Value): Node[] => (value === null ? [] : [castTo(machine, flat(machine, need(machine, value)), x.value.dtype)]);
    return arrayOf(run(machine, "cat", [...more(a.to_begin!), steps, ...more(a.to_end!)], { axis: 0 }));
  }),
  native("trapezoid(y, x=None, dx=1, axis=-1)", trapezoid),
  native("unwrap(p, discont=None, axis=-1, *, period=None)", unwrap),
  cumulative("cumulative_sum", "cumsum"), cumulative("cumulative_prod", "cumprod"),
  window("hanning", (n, M) => 0.5 + 0.5 * Math.cos((Math.PI * n) / (M - 1))),
  window("hamming", (n, M) => 0.54 + 0.46 * Math.cos((Math.PI * n) / (M - 1))),
  window("blackman", (n, M) => 0.42 + 0.5 * Math.cos((Math.PI * n) / (M - 1)) + 0.08 * Math.cos((2 * Math.PI * n) / (M - 1))),
  window("bartlett", (n, M) => (n <= 0 ? 1 + n / (M - 1) : 1 - n / (M - 1))),
];
