/** Functions that are not one card: written in cards, or without a derivative. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyTuple, PyType, type Value } from "../../python/object.js";
import { broadcastTo, fromNumbers, toNumbers, zeros } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { broadcastShapes, sameShape } from "../../tensor/shape.js";
import { constantNode, type Node } from "../../trace/node.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { floatArgument, intArgument, intList } from "../arguments.js";
import { arrayOf, numericNode, PyArray, resultOf, scalarTypeOf } from "./array-type.js";
import { castTo, flat, need, numeric, run } from "./call.js";
import { dtypeArgument, dtypeObject } from "./dtype.js";
import { nonzero, taken } from "./methods.js";
import { bits, invert } from "./operators.js";
import { sortAxis } from "./sorting.js";
import { tightShape } from "./printing.js";
import { writeWhole } from "./writing.js";

const leaf = (machine: Machine, dtype: "int64" | "bool" | "float64", shape: readonly number[], values: readonly number[]): Node => machine.trace.leaf(fromNumbers(dtype, shape, values), { kind: "computed" });
const axesOf = (machine: Machine, axis: Value): number[] | null => (axis === null ? null : (intList(axis) ?? [intArgument(machine, axis, "axis")]));

/** Two arrays element by element, as plain numbers. */
function paired(machine: Machine, x: Value, y: Value): { a: number[]; b: number[]; shape: number[] } {
  const [left, right] = [need(machine, x).value, need(machine, y).value];
  const shape = broadcastShapes(left.shape, right.shape);
  if (!shape) throw machine.raise("ValueError", `operands could not be broadcast together with shapes ${tightShape(left.shape)} ${tightShape(right.shape)} `);
  return { a: toNumbers(broadcastTo(left, shape)), b: toNumbers(broadcastTo(right, shape)), shape };
}

function closeness(machine: Machine, a: Readonly<Record<string, Value>>): { flags: number[]; shape: number[] } {
  const { a: left, b: right, shape } = paired(machine, a.a!, a.b!);
  const rtol = a.rtol === null ? 1e-5 : floatArgument(machine, a.rtol!, "rtol");
  const atol = a.atol === null ? 1e-8 : floatArgument(machine, a.atol!, "atol");
  const flags = left.map((x, i) => {
    const y = right[i]!;
    if (Number.isNaN(x) && Number.isNaN(y)) return a.equal_nan === true ? 1 : 0;
    return x === y || (Number.isFinite(y) && Math.abs(x - y) <= atol + rtol * Math.abs(y)) ? 1 : 0;
  });
  return { flags, shape };
}

function clip(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  let node = need(machine, a.a);
  const [low, high] = [a.a_min ?? a.min ?? null, a.a_max ?? a.max ?? null];
  if ([low, high].every((bound) => bound === null || numericNode(machine, bound)?.value.shape.length === 0)) {
    const number = (bound: Value): number | null => (bound === null ? null : floatArgument(machine, bound, "clip"));
    if ([low, high].some((bound) => bound !== null && isFloating(need(machine, bound).value.dtype)) && !isFloating(node.value.dtype)) node = castTo(machine, node, "float64");
    node = run(machine, "clamp", [node], { min: number(low), max: number(high) });
  } else {
    if (low !== null) node = run(machine, "maximum", [node, need(machine, low)]);
    if (high !== null) node = run(machine, "minimum", [node, need(machine, high)]);
  }
  return a.out instanceof PyArray ? writeWhole(machine, a.out, node, "clip") : resultOf(node);
}

function unique(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const { value } = need(machine, a.ar);
  const values = toNumbers(value);
  const sorted = [...new Set(values)].sort((x, y) => x - y);
  const parts: Node[] = [machine.trace.leaf(fromNumbers(value.dtype, [sorted.length], sorted), { kind: "computed" })];
  if (a.return_index === true) parts.push(leaf(machine, "int64", [sorted.length], sorted.map((one) => values.indexOf(one))));
  if (a.return_inverse === true) parts.push(leaf(machine, "int64", value.shape, values.map((one) => sorted.indexOf(one))));
  if (a.return_counts === true) parts.push(leaf(machine, "int64", [sorted.length], sorted.map((one) => values.filter((other) => other === one).length)));
  return parts.length === 1 ? arrayOf(parts[0]!) : new PyTuple(parts.map(arrayOf));
}

/** Σ w·x / Σ w. */
function average(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const axes = axesOf(machine, a.axis!);
  const x = need(machine, a.a);
  if (a.weights === null) return resultOf(run(machine, "mean", [x], { axes }));
  let weights = need(machine, a.weights);
  if (axes?.length === 1 && weights.value.shape.length === 1) weights = run(machine, "reshape", [weights], { shape: x.value.shape.map((_, axis) => (axis === (axes[0]! + x.value.shape.length) % x.value.shape.length ? -1 : 1)) });
  return resultOf(run(machine, "div", [run(machine, "sum", [run(machine, "mul", [x, weights])], { axes }), run(machine, "sum", [run(machine, "expand", [weights], { shape: [...x.value.shape] })], { axes })]));
}

/** The number between two neighbours of the sorted row where the fraction of elements lies. */
function quantile(machine: Machine, x: Node, fractions: Node, axis: Value): Node {
  const at = axis === null ? 0 : intArgument(machine, axis, "axis");
  const sorted = castTo(machine, sortAxis(machine, x, axis === null ? null : at), "float64");
  const rank = sorted.value.shape.length;
  const along = at < 0 ? at + rank : at;
  const last = sorted.value.shape[along]! - 1;
  const parts = toNumbers(fractions.value).map((q) => {
    const place = q * last;
    const [low, high] = [Math.floor(place), Math.min(Math.floor(place) + 1, last)];
    const pick = (i: number): Node => run(machine, "index", [sorted, leaf(machine, "int64", [], [i])], { axes: [along] });
    const bottom = pick(low);
    if (place === low) return bottom;
    return run(machine, "add", [bottom, run(machine, "mul", [run(machine, "sub", [pick(high), bottom]), machine.trace.number(place - low)])]);
  });
  if (!fractions.value.shape.length) return parts[0]!;
  return run(machine, "cat", parts.map((part) => run(machine, "reshape", [part], { shape: [1, ...part.value.shape] })), { axis: 0 });
}

const row = (machine: Machine, value: Value): number[] => toNumbers(need(machine, value).value);

function diff(machine: Machine, value: Value, n: number, axis: number): Node {
  let node = need(machine, value);
  for (let k = 0; k < n; k++) {
    const { shape } = node.value;
    const at = axis < 0 ? axis + shape.length : axis;
    const part = (from: number, to: number): Node => run(machine, "slice", [node], { starts: shape.map((_, i) => (i === at ? from : 0)), stops: shape.map((length, i) => (i === at ? to : length)), steps: shape.map(() => 1) });
    node = run(machine, "sub", [part(1, shape[at]!), part(0, shape[at]! - 1)]);
  }
  return node;
}

/** A reduction in which elements that are not numbers count as `neutral`. */
const nanReduction = (name: string, card: string, neutral: number): PyBuiltin =>
  native(`${name}(a, axis=None, keepdims=False)`, (machine, a) => {
    const x = need(machine, a.a);
    const clean = run(machine, "where", [run(machine, "isnan", [x]), machine.trace.number(neutral), x]);
    return resultOf(run(machine, card, [clean], { axes: axesOf(machine, a.axis!), keepdim: a.keepdims === true }));
  });

const bitwise = (name: string, of: "and" | "or" | "xor"): PyBuiltin => native(`${name}(x1, x2)`, (machine, a) => resultOf(bits(of)(machine, need(machine, a.x1), need(machine, a.x2))));

export const FUNCTIONS: readonly PyBuiltin[] = [
  native("where(condition, x=None, y=None)", (machine, a, bound) => {
    if (a.x === null && a.y === null) return nonzero(machine, numeric(machine, a.condition!));
    if (a.x === null || a.y === null) throw machine.raise("ValueError", "either both or neither of x and y should be given");
    return arrayOf(run(machine, "where", [need(machine, bound.values.condition), need(machine, a.x), need(machine, a.y)]));
  }),
  native("shares_memory(a, b)", (machine, a) => need(machine, a.a).value.buffer === need(machine, a.b).value.buffer),
  native("may_share_memory(a, b)", (machine, a) => need(machine, a.a).value.buffer === need(machine, a.b).value.buffer),
  native("result_type(*arrays_and_dtypes)", (machine, _, { rest }) => dtypeObject(numpyPromotion.common(rest.map((value) => { const dtype = dtypeArgument(value); return dtype ? constantNode(zeros(dtype, []), false) : need(machine, value); })))),
  native("issubdtype(arg1, arg2)", (machine, a) => {
    const type = (value: Value): PyType => { const dtype = dtypeArgument(value); return dtype ? scalarTypeOf(dtype) : value instanceof PyType ? value : machine.typeOf(value); };
    return type(a.arg1!).isSubtype(type(a.arg2!));
  }),
  native("nonzero(a)", (machine, a) => nonzero(machine, numeric(machine, a.a!))),
  native("argwhere(a)", (machine, a) => {
    const columns = nonzero(machine, numeric(machine, a.a!)).items.map((one) => row(machine, one));
    const count = columns[0]?.length ?? 0;
    return arrayOf(leaf(machine, "int64", [count, columns.length], Array.from({ length: count }, (_, i) => columns.map((column) => column[i]!)).flat()));
  }),
  native("flatnonzero(a)", (machine, a) => nonzero(machine, arrayOf(flat(machine, need(machine, a.a)))).items[0]!),
  native("take(a, indices, axis=None, out=None, mode='raise')", (machine, a) => resultOf(taken(machine, numeric(machine, a.a!), a.indices!, a.axis!))),
  native("clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None)", clip),
  native("isclose(a, b, rtol=None, atol=None, equal_nan=False)", (machine, a) => { const { flags, shape } = closeness(machine, a); return resultOf(leaf(machine, "bool", shape, flags)); }),
  native("allclose(a, b, rtol=None, atol=None, equal_nan=False)", (machine, a) => closeness(machine, a).flags.every(Boolean)),
  native("array_equal(a1, a2, equal_nan=False)", (machine, a) => {
    const [x, y] = [need(machine, a.a1).value, need(machine, a.a2).value];
    const right = toNumbers(y);
    return sameShape(x.shape, y.shape) && toNumbers(x).every((value, i) => value === right[i] || (a.equal_nan === true && Number.isNaN(value) && Number.isNaN(right[i])));
  }),
  native("unique(ar, return_index=False, return_inverse=False, return_counts=False, axis=None)", unique),
  native("sort(a, axis=-1, kind=None, order=None)", (machine, a) => arrayOf(sortAxis(machine, need(machine, a.a), a.axis === null ? null : intArgument(machine, a.axis!, "axis")))),
  native("argsort(a, axis=-1, kind=None, order=None, *, stable=None)", (machine, a) => arrayOf(run(machine, "argsort", [a.axis === null ? flat(machine, need(machine, a.a)) : need(machine, a.a)], { axis: a.axis === null ? 0 : intArgument(machine, a.axis!, "axis"), stable: true }))),
  native("median(a, axis=None)", (machine, a) => resultOf(quantile(machine, need(machine, a.a), leaf(machine, "float64", [], [0.5]), a.axis!))),
  native("quantile(a, q, axis=None)", (machine, a) => resultOf(quantile(machine, need(machine, a.a), need(machine, a.q), a.axis!))),
  native("percentile(a, q, axis=None)", (machine, a) => resultOf(quantile(machine, need(machine, a.a), run(machine, "div", [need(machine, a.q), machine.trace.number(100)]), a.axis!))),
  native("average(a, axis=None, weights=None)", average),
  native("diff(a, n=1, axis=-1)", (machine, a) => resultOf(diff(machine, a.a!, Number(a.n), Number(a.axis)))),
  native("ptp(a, axis=None)", (machine, a) => resultOf(run(machine, "sub", [run(machine, "amax", [need(machine, a.a)], { axes: axesOf(machine, a.axis!) }), run(machine, "amin", [need(machine, a.a)], { axes: axesOf(machine, a.axis!) })]))),
  native("cbrt(x)", (machine, a) => { const x = need(machine, a.x); return resultOf(run(machine, "mul", [run(machine, "sign", [x]), run(machine, "pow", [run(machine, "abs", [x]), machine.trace.number(1 / 3)])])); }),
  native("nan_to_num(x, copy=True, nan=0, posinf=None, neginf=None)", (machine, a) => resultOf(run(machine, "nan_to_num", [need(machine, a.x)], { nan: floatArgument(machine, a.nan!, "nan"), ...(a.posinf === null ? {} : { posinf: floatArgument(machine, a.posinf!, "posinf") }), ...(a.neginf === null ? {} : { neginf: floatArgument(machine, a.neginf!, "neginf") }) }))),
  native("vdot(a, b)", (machine, a) => resultOf(run(machine, "numpy_dot", [flat(machine, need(machine, a.a)), flat(machine, need(machine, a.b))]))),
  native("invert(x)", (machine, a) => resultOf(invert(machine, need(machine, a.x)))),
  native("positive(x)", (machine, a) => resultOf(run(machine, "clone", [need(machine, a.x)]))),
  native("trace(a, offset=0)", (machine, a) => resultOf(run(machine, "sum", [run(machine, "diagonal", [need(machine, a.a)], { offset: Number(a.offset), axis1: 0, axis2: 1 })], { axes: [-1] }))),
  native("searchsorted(a, v, side='left')", (machine, a) => {
    const sorted = row(machine, a.a!);
    const v = need(machine, a.v).value;
    return resultOf(leaf(machine, "int64", v.shape, toNumbers(v).map((value) => { const at = sorted.findIndex((one) => (a.side === "right" ? one > value : one >= value)); return at < 0 ? sorted.length : at; })));
  }),
  native("bincount(x, weights=None, minlength=0)", (machine, a) => {
    const values = row(machine, a.x!);
    const weights = a.weights === null ? null : row(machine, a.weights!);
    const counts = new Array<number>(Math.max(Number(a.minlength), ...values.map((value) => value + 1))).fill(0);
    values.forEach((value, i) => { counts[value]! += weights ? weights[i]! : 1; });
    return arrayOf(leaf(machine, weights ? "float64" : "int64", [counts.length], counts));
  }),
  native("isin(element, test_elements)", (machine, a) => { const x = need(machine, a.element).value; const set = new Set(row(machine, a.test_elements!)); return resultOf(leaf(machine, "bool", x.shape, toNumbers(x).map((value) => (set.has(value) ? 1 : 0)))); }),
  nanReduction("nansum", "sum", 0), nanReduction("nanmax", "amax", Number.NEGATIVE_INFINITY), nanReduction("nanmin", "amin", Number.POSITIVE_INFINITY),
  bitwise("bitwise_and", "and"), bitwise("bitwise_or", "or"), bitwise("bitwise_xor", "xor"),
];

/** One name for another. */
export const SAME_AS: Readonly<Record<string, string>> = {
  absolute: "abs", fabs: "abs", round_: "round", around: "round", acos: "arccos", asin: "arcsin", atan: "arctan", atan2: "arctan2", acosh: "arccosh", asinh: "arcsinh", atanh: "arctanh",
  row_stack: "vstack", concat: "concatenate", permute_dims: "transpose", degrees: "rad2deg", radians: "deg2rad", bitwise_not: "invert", bitwise_invert: "invert", fix: "trunc",
};
