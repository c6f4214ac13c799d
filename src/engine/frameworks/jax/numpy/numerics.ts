/** Functions of jax.numpy for signals, polynomials and statistics: differences, interpolation, convolution, covariance. */
import { type PyBuiltin, PyList, PyTuple, Unsupported, type Value } from "../../../python/object.js";
import { toNumbers } from "../../../tensor/array.js";
import { frameworkMessages as say } from "../../messages.js";
import { arrayFrom, castTo, JaxArray, need } from "../array.js";
import type { Jnp } from "../jnp.js";
import { parts } from "../members.js";
import { promoted } from "../promotion.js";
import { broadcastShape, computed, elementwise, integers, kept } from "../run.js";
import { axesOf, type Call, define } from "./arguments.js";
import { dot } from "./contractions.js";
import { placeIn } from "./ordering.js";

/** Neighbours' differences along an axis, n times. */
function diff({ j, machine, array, int, given }: Call): JaxArray {
  let x = array("a");
  const n = int("n");
  if (n < 0) throw machine.raise("ValueError", `order must be non-negative but got ${n}`);
  if (!x.shape.length) throw machine.raise("ValueError", "diff requires input that is at least one dimensional; got 0-d");
  const axis = j.axis(int("axis"), x.shape.length);
  const whole = (one: JaxArray): JaxArray => (one.shape.length ? one : j.expand(one, x.shape.map((length, i) => (i === axis ? 1 : length))));
  const ends = [given("prepend") ? [whole(array("prepend"))] : [], [x], given("append") ? [whole(array("append"))] : []].flat();
  if (ends.length > 1) x = j.cat(ends, axis);
  for (let k = 0; k < n; k++) {
    const [after, before] = [j.slice(x, axis, 1, x.shape[axis]!), j.slice(x, axis, 0, x.shape[axis]! - 1)];
    x = x.dtype === "bool" ? j.compare("ne", after, before) : j.sub(after, before);
  }
  return x;
}

function trapezoid({ j, array, given, int }: Call): JaxArray {
  const samples = given("x") ? array("x") : null;
  const [y, x] = samples ? j.together(array("y"), samples) : [j.inexact(array("y")), null];
  const along = y!.shape.length - 1;
  const values = j.moveaxis(y!, j.axis(int("axis"), y!.shape.length), along);
  const length = values.shape[along]!;
  if (!x) {
    const edge = (at: number): JaxArray => j.reshape(j.slice(values, along, at, at + 1), values.shape.slice(0, -1));
    return j.strong(j.mul(given("dx") ? array("dx") : j.float(1), j.sub(j.sum(values, [along]), j.mul(j.float(0.5), j.add(edge(0), edge(length - 1))))));
  }
  const places = x.shape.length === 1 ? x : j.moveaxis(x, j.axis(int("axis"), x.shape.length), along);
  const last = places.shape.length - 1;
  const steps = j.sub(j.slice(places, last, 1, length), j.slice(places, last, 0, length - 1));
  return j.mul(j.float(0.5), j.sum(j.mul(steps, j.add(j.slice(values, along, 1, length), j.slice(values, along, 0, length - 1))), [along]));
}

/** Slopes by central differences, one-sided at the edges; one array for each axis. */
function gradient({ j, machine, a, rest, array }: Call): Value {
  const x = j.inexact(array("f"));
  const axes = axesOf(machine, a.axis!, x.shape.length) ?? x.shape.map((_, axis) => axis);
  if (axes.some((axis) => x.shape[axis]! < 2)) throw machine.raise("ValueError", "Shape of array too small to calculate a numerical gradient, at least 2 elements are required.");
  if (rest.length > 1 && rest.length !== axes.length) throw machine.raise("TypeError", `Invalid number of spacing arguments ${rest.length} for axis=${machine.repr(a.axis!)}`);
  const results = axes.map((axis, i) => {
    const spacing = rest.length ? j.inexact(need(machine, rest[rest.length === 1 ? 0 : i], "gradient")) : j.float(1);
    const length = x.shape[axis]!;
    const part = (one: JaxArray, from: number, to: number): JaxArray => j.slice(one, one.shape.length > 1 || one === x ? axis : 0, from, to);
    const [first, last] = [j.sub(part(x, 1, 2), part(x, 0, 1)), j.sub(part(x, length - 1, length), part(x, length - 2, length - 1))];
    if (!spacing.shape.length) {
      const inner = j.div(j.mul(j.sub(part(x, 2, length), part(x, 0, length - 2)), j.float(0.5)), spacing);
      return j.cat([j.div(first, spacing), inner, j.div(last, spacing)], axis);
    }
    const h = j.reshape(spacing, x.shape.map((_, k) => (k === axis ? length : 1)));
    const at = (from: number, to: number): JaxArray => j.slice(h, axis, from, to);
    const [left, right] = [j.sub(at(1, length - 1), at(0, length - 2)), j.sub(at(2, length), at(1, length - 1))];
    const total = j.add(left, right);
    const inner = j.add(j.add(j.mul(j.div(j.neg(right), j.mul(left, total)), part(x, 0, length - 2)), j.mul(j.div(j.sub(right, left), j.mul(left, right)), part(x, 1, length - 1))), j.mul(j.div(left, j.mul(right, total)), part(x, 2, length)));
    return j.cat([j.div(first, j.sub(at(1, 2), at(0, 1))), inner, j.div(last, j.sub(at(length - 1, length), at(length - 2, length - 1)))], axis);
  });
  return results.length === 1 ? results[0]! : new PyList(results);
}

/** Straight lines between known points. */
function interp({ j, machine, a, array }: Call): JaxArray {
  let [x, points] = j.together(array("x"), array("xp", 1)) as [JaxArray, JaxArray];
  let values = j.inexact(array("fp", 2));
  const period = arrayFrom(machine, a.period!);
  if (period) {
    const turn = j.abs(period);
    [x, points] = [elementwise(machine, "remainder", [x, turn]), elementwise(machine, "remainder", [points, turn])];
    const order = integers(machine, points.shape, toNumbers(points.node.value).map((value, i) => ({ value, i })).sort((p, q) => p.value - q.value).map(({ i }) => i));
    [points, values] = [j.pick(points, order, 0), j.pick(values, order, 0)];
    const n = points.shape[0]!;
    points = j.cat([j.sub(j.slice(points, 0, n - 1, n), turn), points, j.add(j.slice(points, 0, 0, 1), turn)], 0);
    values = j.cat([j.slice(values, 0, n - 1, n), values, j.slice(values, 0, 0, 1)], 0);
  }
  const count = points.shape[0]!;
  const row = toNumbers(points.node.value);
  const above = toNumbers(x.node.value).map((value) => Math.min(Math.max(placeIn(row, value, true), 1), count - 1));
  const at = (of: JaxArray, shift: number): JaxArray => j.pick(of, integers(machine, x.shape, above.map((i) => i - shift)), 0);
  const step = j.sub(at(points, 0), at(points, 1));
  const flat = j.compare("le", j.abs(step), j.float(1e-14));
  const line = j.where(flat, at(values, 1), j.add(at(values, 1), j.mul(j.div(j.sub(x, at(points, 1)), j.where(flat, 1, step)), j.sub(at(values, 0), at(values, 1)))));
  const end = (side: Value, index: number): JaxArray => arrayFrom(machine, side) ?? j.reshape(j.slice(values, 0, index, index + 1), []);
  const edge = (index: number): JaxArray => j.reshape(j.slice(points, 0, index, index + 1), []);
  if (period) return line;
  const left = a.left === "extrapolate" ? line : j.where(j.compare("lt", x, edge(0)), end(a.left!, 0), line);
  return a.right === "extrapolate" ? left : j.where(j.compare("gt", x, edge(count - 1)), end(a.right!, count - 1), left);
}

/** Sums of products as one array slides over the other: a one-dimensional convolution card of the flipped second. */
export function slide(j: Jnp, x: JaxArray, y: JaxArray, mode: string): JaxArray {
  const { nodes: [given, kernel], to } = promoted(j.machine, [j.inexact(x), j.inexact(y)]);
  let [a, v] = [new JaxArray(given!), new JaxArray(kernel!)];
  if (a.shape[0]! < v.shape[0]!) [a, v] = [v, a];
  const [n, m] = [a.shape[0]!, v.shape[0]!];
  const padding = mode === "full" ? m - 1 : mode === "valid" ? 0 : null;
  const before = padding ?? Math.floor(m / 2);
  const after = padding ?? m - Math.floor(m / 2) - 1;
  const zeros = (count: number): JaxArray => j.expand(j.constant(0, a.dtype), [count]);
  const wide = j.cat([zeros(before), a, zeros(after)], 0);
  const flipped = kept(j.machine, "flip", v, { axes: [0] });
  const length = n + before + after - m + 1;
  const windows = kept(j.machine, "as_strided", wide, { shape: [length, m], strides: [1, 1], offset: 0 });
  return new JaxArray(dot(j.machine, windows, flipped).node, to.weak);
}

function convolve({ j, machine, a, array }: Call): JaxArray {
  const [x, y] = [array("a"), array("v", 1)];
  if (x.shape.length !== 1 || y.shape.length !== 1) throw machine.raise("ValueError", "convolve() only support 1-dimensional inputs.");
  if (!x.shape[0] || !y.shape[0]) throw machine.raise("ValueError", "convolve: inputs cannot be empty, got shapes (" + `${x.shape[0]},) and (${y.shape[0]},).`);
  return slide(j, x, y, String(a.mode));
}

function correlate({ j, machine, a, array }: Call): JaxArray {
  const [x, y] = [array("a"), array("v", 1)];
  return slide(j, x, kept(machine, "flip", y, { axes: [0] }), String(a.mode));
}

/** Covariances of rows (or columns); weights count or weigh observations. */
function cov(call: Call, first = "m"): JaxArray {
  const { j, array, flag, given, int } = call;
  const [m, y] = given("y") ? j.together(array(first), array("y", 1)) : [j.inexact(array(first)), null];
  const rows = (one: JaxArray, turn: boolean): JaxArray => { const wide = one.shape.length < 2 ? j.reshape(one, [1, -1]) : one; return turn ? j.permute(wide, [1, 0]) : wide; };
  let x = j.strong(rows(m!, !flag("rowvar") && m!.shape.length > 1));
  if (y) x = j.cat([x, rows(y, !flag("rowvar") && y.shape.length > 1)], 0);
  const ddof = given("ddof") ? int("ddof") : flag("bias") ? 0 : 1;
  const [f, w] = [given("fweights") ? array("fweights") : null, given("aweights") ? j.abs(array("aweights")) : null];
  const weights = f && w ? j.mul(f, w) : (f ?? w);
  const count = x.shape[1]!;
  if (!weights) {
    const centred = j.sub(x, j.mean(x, [1], true));
    return squeezed(j, j.over(j.matmul(centred, j.permute(centred, [1, 0])), count - ddof));
  }
  const total = j.cast(j.sum(weights), x.dtype);
  const centred = j.sub(x, j.div(j.sum(j.mul(x, weights), [1], true), total));
  const scale = ddof === 0 ? total : w ? j.sub(total, j.div(j.mul(ddof, j.sum(j.mul(weights, w))), total)) : j.sub(total, ddof);
  return squeezed(j, j.div(j.matmul(centred, j.permute(j.mul(centred, weights), [1, 0])), scale));
}
const squeezed = (j: Jnp, x: JaxArray): JaxArray => j.reshape(x, x.shape.filter((length) => length !== 1));

function corrcoef(call: Call): JaxArray {
  const { j, machine } = call;
  const c = cov({ ...call, given: (name) => name === "y" && call.given("y"), flag: (name) => name === "rowvar" && call.flag("rowvar") }, "x");
  if (!c.shape.length) return j.div(c, c);
  const deviation = j.call("sqrt", kept(machine, "diagonal", c, { offset: 0, axis1: 0, axis2: 1 }));
  return j.minimum(1, j.maximum(-1, j.div(j.div(c, j.unsqueeze(deviation, 1)), j.unsqueeze(deviation, 0))));
}

function unwrap({ j, machine, array, int, given }: Call): JaxArray {
  const x = j.strong(j.inexact(array("p")));
  const axis = j.axis(int("axis"), x.shape.length);
  const period = given("period") ? array("period") : j.float(2 * Math.PI);
  const half = j.div(period, 2);
  const limit = given("discont") ? array("discont") : half;
  const n = x.shape[axis]!;
  const steps = j.sub(j.slice(x, axis, 1, n), j.slice(x, axis, 0, n - 1));
  const wrapped = j.sub(elementwise(machine, "remainder", [j.add(steps, half), period]), half);
  const sided = j.where(j.and(j.compare("eq", wrapped, j.neg(half)), j.compare("gt", steps, 0)), half, wrapped);
  const correction = j.where(j.compare("lt", j.abs(steps), limit), 0, j.sub(sided, steps));
  return j.cat([j.slice(x, axis, 0, 1), j.add(j.slice(x, axis, 1, n), kept(machine, "cumsum", correction, { axis }))], axis);
}

/** Horner's scheme; coefficients begin with the highest power. */
function polyval({ j, machine, array }: Call): JaxArray {
  const { nodes: [p, x], to } = promoted(machine, [array("p"), array("x", 1)]);
  const point = new JaxArray(x!);
  const coefficients = parts(j.machine, new JaxArray(p!));
  const shape = broadcastShape(machine, "polyval", [p!.value.shape.slice(1), point.shape]);
  const start = new JaxArray(castTo(machine, j.expand(j.constant(0, to.dtype), shape).node, to.dtype));
  return coefficients.reduce((sum, coefficient) => j.add(j.mul(sum, point), coefficient), start);
}

function vander({ j, machine, array, given, int, flag }: Call): JaxArray {
  const x = array("x");
  if (x.shape.length !== 1) throw machine.raise("ValueError", "x must be a one-dimensional array");
  const n = given("N") ? int("N") : x.shape[0]!;
  const powers = computed(machine, x.dtype, [1, n], Array.from({ length: n }, (_, i) => (flag("increasing") ? i : n - 1 - i)));
  return j.pow(j.strong(j.unsqueeze(x, 1)), powers);
}

/** Two polynomials, the shorter one with leading zeros. */
function polyadd({ j, array }: Call, sign: 1 | -1): JaxArray {
  const [p, q] = [array("a1"), sign === 1 ? array("a2", 1) : j.neg(array("a2", 1))];
  const length = Math.max(p.shape[0]!, q.shape[0]!);
  const wide = (x: JaxArray): JaxArray => (x.shape[0] === length ? x : j.cat([j.expand(j.cast(0, x.dtype), [length - x.shape[0]!]), x], 0));
  return j.add(wide(p), wide(q));
}

/** Least squares on the powers of x, each column scaled to length 1. */
function polyfit({ j, machine, a, array, int, given }: Call): JaxArray {
  const [x, y] = j.together(array("x"), array("y", 1)).map((one) => j.strong(one));
  const order = int("deg") + 1;
  if (order < 1) throw machine.raise("ValueError", "expected deg >= 0");
  if (a.full === true || (a.cov !== false && a.cov !== null)) throw new Unsupported("unsupported-call", say.unsupportedArgument("jnp.polyfit", a.full === true ? "full" : "cov"));
  const powers = computed(machine, x!.dtype, [1, order], descending(order - 1, order));
  let [left, right] = [j.pow(j.unsqueeze(x!, 1), powers), y!];
  if (given("w")) {
    const w = j.inexact(array("w"));
    left = j.mul(left, j.unsqueeze(w, 1));
    right = j.mul(right, right.shape.length === 2 ? j.unsqueeze(w, 1) : w);
  }
  const scale = j.call("sqrt", j.sum(j.mul(left, left), [0]));
  const scaled = j.div(left, j.unsqueeze(scale, 0));
  const solution = j.matmul(new JaxArray(machine.trace.apply("pinv", [scaled.node])), right);
  return j.div(solution, solution.shape.length > 1 ? j.unsqueeze(scale, 1) : scale);
}

/** Long division: quotient and rest. */
function polydiv({ j, array }: Call): Value {
  const [u, v] = j.together(array("u"), array("v", 1)).map((one) => j.strong(one));
  const [m, n] = [u!.shape[0]! - 1, v!.shape[0]! - 1];
  const rest = parts(j.machine, u!);
  const divisor = parts(j.machine, v!);
  const quotient: JaxArray[] = [];
  for (let k = 0; k <= m - n; k++) {
    const factor = j.div(rest[k]!, divisor[0]!);
    quotient.push(factor);
    for (let i = 0; i <= n; i++) rest[k + i] = j.sub(rest[k + i]!, j.mul(factor, divisor[i]!));
  }
  return new PyTuple([quotient.length ? j.stack(quotient) : j.expand(j.constant(0, u!.dtype), [1]), j.stack(rest)]);
}

const descending = (from: number, count: number): number[] => Array.from({ length: count }, (_, i) => from - i);
function polyder({ j, machine, array, int }: Call): JaxArray {
  let p = j.inexact(array("p"));
  for (let k = 0; k < int("m"); k++) {
    const n = p.shape[0]! - 1;
    p = j.mul(j.slice(p, 0, 0, n), computed(machine, p.dtype, [n], descending(n, n)));
  }
  return p;
}
function polyint({ j, machine, a, array, int }: Call): JaxArray {
  const constants = a.k === null ? null : j.ravel(j.inexact(arrayFrom(machine, a.k!) ?? need(machine, a.k, "polyint")));
  const m = int("m");
  let p = j.inexact(array("p"));
  for (let k = 0; k < m; k++) {
    const n = p.shape[0]!;
    const constant = constants ? j.slice(constants, 0, constants.shape[0] === 1 ? 0 : k, (constants.shape[0] === 1 ? 0 : k) + 1) : j.expand(j.constant(0, p.dtype), [1]);
    p = j.cat([j.div(p, computed(machine, p.dtype, [n], descending(n, n))), j.cast(constant, p.dtype)], 0);
  }
  return p;
}

export const NUMERICS: readonly PyBuiltin[] = [
  define("diff(a, n=1, axis=-1, prepend=None, append=None)", diff),
  define("ediff1d(ary, to_end=None, to_begin=None)", ({ j, array, given }) => { const x = j.ravel(array("ary")); const n = x.shape[0]!; const inner = j.sub(j.slice(x, 0, 1, n), j.slice(x, 0, 0, n - 1)); return j.cat([...(given("to_begin") ? [j.cast(j.ravel(array("to_begin")), x.dtype)] : []), inner, ...(given("to_end") ? [j.cast(j.ravel(array("to_end")), x.dtype)] : [])], 0); }),
  define("trapezoid(y, x=None, dx=None, axis=-1)", trapezoid), define("gradient(f, *varargs, axis=None, edge_order=None)", gradient), define("interp(x, xp, fp, left=None, right=None, period=None)", interp),
  define("convolve(a, v, mode='full', *, precision=None, preferred_element_type=None)", convolve), define("correlate(a, v, mode='valid', *, precision=None, preferred_element_type=None)", correlate),
  define("cov(m, y=None, rowvar=True, bias=False, ddof=None, fweights=None, aweights=None, dtype=None)", (call) => cov(call)), define("corrcoef(x, y=None, rowvar=True, dtype=None)", corrcoef),
  define("unwrap(p, discont=None, axis=-1, period=None)", unwrap), define("polyval(p, x, *, unroll=16)", polyval), define("vander(x, N=None, increasing=False)", vander),
  define("polyadd(a1, a2)", (call) => polyadd(call, 1)), define("polysub(a1, a2)", (call) => polyadd(call, -1)), define("polymul(a1, a2, *, trim_leading_zeros=False)", ({ j, array }) => slide(j, array("a1"), array("a2", 1), "full")),
  define("polyfit(x, y, deg, rcond=None, full=False, w=None, cov=False)", polyfit), define("polydiv(u, v, *, trim_leading_zeros=False)", polydiv),
  define("polyder(p, m=1)", polyder), define("polyint(p, m=1, k=None)", polyint),
  define("poly(seq_of_zeros)", ({ j, array }) => parts(j.machine, j.ravel(j.inexact(array("seq_of_zeros")))).reduce((so, zero) => slide(j, so, j.stack([j.constant(1, zero.dtype), j.neg(zero)]), "full"), j.expand(j.constant(1, j.inexact(array("seq_of_zeros")).dtype), [1]))),
  define("trim_zeros(filt, trim='fb', axis=None)", ({ j, machine, a, array }) => {
    const x = array("filt");
    const values = toNumbers(x.node.value);
    const [first, last] = [values.findIndex((value) => value !== 0), values.findLastIndex((value) => value !== 0)];
    const text = machine.str(a.trim!).toLowerCase();
    return first < 0 ? j.slice(x, 0, 0, 0) : j.slice(x, 0, text.includes("f") ? first : 0, text.includes("b") ? last + 1 : values.length);
  }),
  define("apply_over_axes(func, a, axes)", ({ j, machine, a, array }) => [...machine.iterate(a.axes!)].reduce((x: JaxArray, axis) => {
    const result = need(machine, machine.call(a.func!, [x, axis]), "apply_over_axes");
    return result.shape.length === x.shape.length ? result : j.unsqueeze(result, axesOf(machine, axis, x.shape.length)![0]!);
  }, array("a"))),
  define("apply_along_axis(func1d, axis, arr, *args, **kwargs)", ({ j, machine, a, rest, keywords, array, int }) => {
    const x = array("arr");
    const axis = j.axis(int("axis"), x.shape.length);
    const moved = j.moveaxis(x, axis, x.shape.length - 1);
    const outer = moved.shape.slice(0, -1);
    const rows = j.reshape(moved, [-1, x.shape[axis]!]);
    const results = parts(j.machine, rows).map((row) => need(machine, machine.call(a.func1d!, [row, ...rest], keywords), "apply_along_axis"));
    const inner = results[0]?.shape ?? [];
    const whole = j.reshape(j.stack(results), [...outer, ...inner]);
    return inner.reduce<JaxArray>((so, _, k) => j.moveaxis(so, outer.length + k, axis + k), whole);
  }),
];
