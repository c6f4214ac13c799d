/** Functions that are not one card: written in cards, or without a derivative. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import type { PyBuiltin, Value } from "../../python/object.js";
import { broadcastTo, fromNumbers, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { broadcastShapes, type Shape, sameShape } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, intArgument } from "../arguments.js";
import { arrayOf, numericNode, PyArray, resultOf } from "./array-type.js";
import { axesOf, castTo, flat, need, numeric, run } from "./call.js";
import { nonzero, taken } from "./methods.js";
import { sortAxis } from "./sorting.js";
import { tightShape } from "./printing.js";
import { writeWhole } from "./writing.js";

const leaf = (machine: Machine, dtype: "int64" | "bool" | "float64", shape: readonly number[], values: readonly number[]): Node => machine.trace.leaf(fromNumbers(dtype, shape, values), { kind: "computed" });

/** Two arrays element by element, as plain numbers. */
function paired(machine: Machine, x: Value, y: Value): { a: number[]; b: number[]; shape: Shape } {
  const [left, right] = [need(machine, x).value, need(machine, y).value];
  const shape = broadcastShapes(left.shape, right.shape);
  if (!shape) throw machine.raise("ValueError", `operands could not be broadcast together with shapes ${tightShape(left.shape)} ${tightShape(right.shape)} `);
  return { a: toNumbers(broadcastTo(left, shape)), b: toNumbers(broadcastTo(right, shape)), shape };
}

function closeness(machine: Machine, a: Readonly<Record<string, Value>>): { flags: number[]; shape: Shape } {
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

const row = (machine: Machine, value: Value): number[] => toNumbers(need(machine, value).value);


export const FUNCTIONS: readonly PyBuiltin[] = [
  native("where(condition, x=None, y=None)", (machine, a, bound) => {
    if (a.x === null && a.y === null) return nonzero(machine, numeric(machine, a.condition!));
    if (a.x === null || a.y === null) throw machine.raise("ValueError", "either both or neither of x and y should be given");
    return arrayOf(run(machine, "where", [need(machine, bound.values.condition), need(machine, a.x), need(machine, a.y)]));
  }),
  native("shares_memory(a, b)", (machine, a) => need(machine, a.a).value.buffer === need(machine, a.b).value.buffer),
  native("may_share_memory(a, b)", (machine, a) => need(machine, a.a).value.buffer === need(machine, a.b).value.buffer),
  native("nonzero(a)", (machine, a) => nonzero(machine, numeric(machine, a.a!))),
  native("argwhere(a)", (machine, a) => {
    const columns = nonzero(machine, numeric(machine, a.a!)).items.map((one) => row(machine, one));
    const count = columns[0]?.length ?? 0;
    return arrayOf(leaf(machine, "int64", [count, columns.length], Array.from({ length: count }, (_, i) => columns.map((column) => column[i]!)).flat()));
  }),
  native("take(a, indices, axis=None, out=None, mode='raise')", (machine, a) => resultOf(taken(machine, numeric(machine, a.a!), a.indices!, a.axis!))),
  native("clip(a, a_min=None, a_max=None, out=None, *, min=None, max=None)", clip),
  native("isclose(a, b, rtol=None, atol=None, equal_nan=False)", (machine, a) => { const { flags, shape } = closeness(machine, a); return resultOf(leaf(machine, "bool", shape, flags)); }),
  native("allclose(a, b, rtol=None, atol=None, equal_nan=False)", (machine, a) => closeness(machine, a).flags.every(Boolean)),
  native("array_equiv(a1, a2)", (machine, a) => {
    const [x, y] = [need(machine, a.a1).value, need(machine, a.a2).value];
    const shape = broadcastShapes(x.shape, y.shape);
    if (!shape || (!sameShape(shape, x.shape) && !sameShape(shape, y.shape))) return false;
    const right = toNumbers(broadcastTo(y, shape));
    return toNumbers(broadcastTo(x, shape)).every((value, i) => value === right[i]);
  }),
  native("matvec(x1, x2)", (machine, a) => resultOf(run(machine, "squeeze", [run(machine, "matmul", [need(machine, a.x1), run(machine, "unsqueeze", [need(machine, a.x2)], { axis: -1 })])], { axes: [-1] }))),
  native("vecmat(x1, x2)", (machine, a) => resultOf(run(machine, "squeeze", [run(machine, "matmul", [run(machine, "unsqueeze", [need(machine, a.x1)], { axis: -2 }), need(machine, a.x2)])], { axes: [-2] }))),
  native("vecdot(x1, x2, *, axis=-1)", (machine, a) => resultOf(run(machine, "sum", [run(machine, "mul", [need(machine, a.x1), need(machine, a.x2)])], { axes: [intArgument(machine, a.axis!, "axis")] }))),
  native("i0(x)", (machine, a) => { const x = need(machine, a.x); return arrayOf(run(machine, "i0", [isFloating(x.value.dtype) ? x : castTo(machine, x, "float64")])); }),
  native("kaiser(M, beta)", (machine, a) => {
    const M = intArgument(machine, a.M!, "M");
    if (M === 1) return arrayOf(leaf(machine, "float64", [1], [1]));
    const beta = floatArgument(machine, a.beta!, "beta");
    const half = (M - 1) / 2;
    const inner = leaf(machine, "float64", [Math.max(M, 0)], Array.from({ length: Math.max(M, 0) }, (_, n) => beta * Math.sqrt(1 - ((n - half) / half) ** 2)));
    return arrayOf(run(machine, "div", [run(machine, "i0", [inner]), run(machine, "i0", [machine.trace.number(beta)])]));
  }),
  native("array_equal(a1, a2, equal_nan=False)", (machine, a) => {
    const [x, y] = [need(machine, a.a1).value, need(machine, a.a2).value];
    const right = toNumbers(y);
    return sameShape(x.shape, y.shape) && toNumbers(x).every((value, i) => value === right[i] || (a.equal_nan === true && Number.isNaN(value) && Number.isNaN(right[i])));
  }),
  native("sort(a, axis=-1, kind=None, order=None)", (machine, a) => arrayOf(sortAxis(machine, need(machine, a.a), a.axis === null ? null : intArgument(machine, a.axis!, "axis")))),
  native("argsort(a, axis=-1, kind=None, order=None, *, stable=None)", (machine, a) => arrayOf(run(machine, "argsort", [a.axis === null ? flat(machine, need(machine, a.a)) : need(machine, a.a)], { axis: a.axis === null ? 0 : intArgument(machine, a.axis!, "axis"), stable: true }))),
  native("ptp(a, axis=None)", (machine, a) => resultOf(run(machine, "sub", [run(machine, "amax", [need(machine, a.a)], { axes: axesOf(machine, a.axis!) }), run(machine, "amin", [need(machine, a.a)], { axes: axesOf(machine, a.axis!) })]))),
  native("nan_to_num(x, copy=True, nan=0, posinf=None, neginf=None)", (machine, a) => resultOf(run(machine, "nan_to_num", [need(machine, a.x)], { nan: floatArgument(machine, a.nan!, "nan"), ...(a.posinf === null ? {} : { posinf: floatArgument(machine, a.posinf!, "posinf") }), ...(a.neginf === null ? {} : { neginf: floatArgument(machine, a.neginf!, "neginf") }) }))),
  native("vdot(a, b)", (machine, a) => resultOf(run(machine, "numpy_dot", [flat(machine, need(machine, a.a)), flat(machine, need(machine, a.b))]))),
  native("trace(a, offset=0)", (machine, a) => resultOf(run(machine, "sum", [run(machine, "diagonal", [need(machine, a.a)], { offset: Number(a.offset), axis1: 0, axis2: 1 })], { axes: [-1] }))),
  native("searchsorted(a, v, side='left', sorter=None)", (machine, a) => resultOf(searched(machine, a.a!, a.v!, a.side!, a.sorter!))),
];

/** Where values would be put into a sorted row, by halving. */
export function searched(machine: Machine, sorted: Value, values: Value, side: Value, sorter: Value): Node {
  const given = row(machine, sorted);
  const list = sorter === null ? given : row(machine, sorter).map((i) => given[i]!);
  const v = need(machine, values).value;
  // NaN counts as the largest.
  const below = (one: number, value: number): boolean => (Number.isNaN(value) ? !Number.isNaN(one) || side === "right" : side === "right" ? one <= value : one < value);
  return leaf(machine, "int64", v.shape, toNumbers(v).map((value) => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (below(list[middle]!, value)) low = middle + 1;
      else high = middle;
    }
    return low;
  }));
}

/** One name for another. */
export const SAME_AS: Readonly<Record<string, string>> = {
  absolute: "abs", around: "round", acos: "arccos", asin: "arcsin", atan: "arctan", atan2: "arctan2", acosh: "arccosh", asinh: "arcsinh", atanh: "arctanh",
  row_stack: "vstack", concat: "concatenate", pow: "power", permute_dims: "transpose", degrees: "rad2deg", radians: "deg2rad", bitwise_not: "invert", bitwise_invert: "invert", conj: "positive", conjugate: "positive", fix: "trunc",
};
