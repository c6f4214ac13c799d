/** Functions that make arrays. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { broadcastTo, fromNumbers, full, toNumbers, zeros } from "../../tensor/array.js";
import { type Dtype, isFloating } from "../../tensor/dtype.js";
import { broadcastShapes } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, intArgument, isNumber, shapeArgument } from "../arguments.js";
import { arrayOf, numericNode, PyArray, PyScalar, scalarOf } from "./array-type.js";
import { axesOf, castTo, need, operationsOf, run } from "./call.js";
import { arrayFrom } from "./from-values.js";
import { requiredDtype } from "./methods.js";
import { holdsObjects, type Kind, kindOfDtype, objectArray, objectArrayFrom, PyObjectArray } from "./object-array.js";

const leaf = (machine: Machine, array: ReturnType<typeof zeros>): PyArray => arrayOf(machine.trace.leaf(array, { kind: "literal" }));

const shapeOf = (machine: Machine, value: Value): number[] => {
  const shape = value instanceof PyArray ? toNumbers(value.tracedNode(machine).value) : shapeArgument(machine, [value]);
  if (shape.some((length) => length < 0)) throw machine.raise("ValueError", "negative dimensions are not allowed");
  return shape;
};
const dtypeOr = (machine: Machine, value: Value, otherwise: Dtype): Dtype => (value === null || value === undefined ? otherwise : requiredDtype(machine, value));

/** `np.array`, `np.asarray`: one makes a copy, the other only where it must. */
function arrayFunction(name: string, copies: boolean): PyBuiltin {
  return native(`${name}(object, dtype=None, copy=True, order='K', ndmin=0, like=None, subok=False)`, (machine, a) => {
    const given = a.object!;
    const kind = a.dtype === null ? null : kindOfDtype(a.dtype!);
    if (kind || (a.dtype === null && holdsObjects(machine, given))) return !copies && given instanceof PyObjectArray ? given : objectArrayFrom(machine, given, kind);
    if (given instanceof PyObjectArray) return machine.call(machine.getAttribute(given, "astype"), [a.dtype!]);
    const dtype = a.dtype === null ? null : requiredDtype(machine, a.dtype!);
    if (!copies && given instanceof PyArray && (!dtype || given.dtype === dtype)) return given;
    const result = arrayOf(asNode(machine, given, dtype));
    const missing = Number(a.ndmin) - result.shape.length;
    return missing > 0 ? arrayOf(run(machine, "reshape", [result.tracedNode(machine)], { shape: [...new Array<number>(missing).fill(1), ...result.shape] })) : result;
  });
}

function asNode(machine: Machine, given: Value, dtype: Dtype | null): Node {
  const node = numericNode(machine, given);
  if (!node) return arrayFrom(machine, given, dtype);
  const wanted = dtype ?? node.value.dtype;
  if (!node.weak) return node.value.dtype === wanted ? run(machine, "clone", [node]) : castTo(machine, node, wanted);
  return node.card || node.origin.kind !== "literal" ? run(machine, "clone", [castTo(machine, node, wanted)]) : arrayFrom(machine, given, dtype);
}

const filledObjects = (machine: Machine, shape: readonly number[], kind: Kind, value: Value): Value => objectArray(new Array<Value>(checked(machine, [...shape]).reduce((product, length) => product * length, 1)).fill(kind === "str" ? "" : value), shape, kind);

const filled = (name: string, value: number): PyBuiltin[] => [
  native(`${name}(shape, dtype=None, order='C', like=None)`, (machine, a) => (kindOfDtype(a.dtype!) ? filledObjects(machine, shapeOf(machine, a.shape!), kindOfDtype(a.dtype!)!, name === "empty" ? null : value) : leaf(machine, full(dtypeOr(machine, a.dtype!, "float64"), checked(machine, shapeOf(machine, a.shape!)), value)))),
  native(`${name}_like(a, dtype=None, order='K', subok=True, shape=None)`, (machine, a) => {
    const like = need(machine, a.a).value;
    return leaf(machine, full(dtypeOr(machine, a.dtype!, like.dtype), a.shape === null ? like.shape : shapeOf(machine, a.shape!), value));
  }),
];

/** Huge shapes are refused before memory is asked for. */
function checked(machine: Machine, shape: number[]): number[] {
  machine.step(1 + Math.floor(shape.reduce((product, length) => product * length, 1) / 1000));
  return shape;
}

function fill(machine: Machine, shape: readonly number[], value: Value, dtype: Value): PyArray {
  const node = castTo(machine, need(machine, value), dtypeOr(machine, dtype, need(machine, value).value.dtype));
  return arrayOf(run(machine, "clone", [run(machine, "expand", [node], { shape: [...shape] })]));
}

function arange(machine: Machine, args: readonly Value[], given: Value): PyArray {
  const numbers = args.map((value) => floatArgument(machine, value, "arange"));
  const [start, stop, step] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  if (step === 0) throw machine.raise("ZeroDivisionError", "division by zero");
  const dtype = dtypeOr(machine, given, args.some((value) => isFloating(need(machine, value).value.dtype)) ? "float64" : "int64");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  const whole = !isFloating(dtype);
  if (count > machine.trace.limits.elements) machine.trace.leaf(broadcastTo(zeros(dtype, []), [count]), { kind: "literal" });
  // NumPy's second element fixes the step that is used for the rest.
  const delta = whole ? Math.trunc(start + step) - Math.trunc(start) : start + step - start;
  return leaf(machine, fromNumbers(dtype, [count], Array.from({ length: count }, (_, i) => (whole ? Math.trunc(start) : start) + i * delta)));
}

function linspace(machine: Machine, from: number, to: number, count: number, endpoint: boolean): { values: number[]; step: number } {
  if (count < 0) throw machine.raise("ValueError", `Number of samples, ${count}, must be non-negative.`);
  const parts = endpoint ? count - 1 : count;
  const step = (to - from) / parts;
  const values = Array.from({ length: count }, (_, i) => (parts > 0 ? (step === 0 ? (i / parts) * (to - from) : i * step) : i * (to - from)) + from);
  if (endpoint && count > 1) values[count - 1] = to;
  return { values, step };
}

/** Arrays of starts and stops: a new axis of points between them. */
function spaced(machine: Machine, from: Node, to: Node, count: number, endpoint: boolean, axis: number): Node {
  const o = operationsOf(machine);
  const parts = endpoint ? count - 1 : count;
  const step = o.div(o.sub(to, from), machine.trace.number(Math.max(parts, 1)));
  const shape = broadcastShapes(from.value.shape, to.value.shape) ?? [];
  const points = Array.from({ length: count }, (_, i) => o.reshape(o.expand(endpoint && i === count - 1 && count > 1 ? o.cast(to, "float64") : o.add(o.mul(step, machine.trace.number(i)), from), shape), [1, ...shape]));
  const all = o.cat(points, 0);
  const at = axis < 0 ? axis + shape.length + 1 : axis;
  return at === 0 ? all : o.permute(all, [...shape.slice(0, at).map((_, i) => i + 1), 0, ...shape.slice(at).map((_, i) => at + i + 1)]);
}

export const CREATION: readonly PyBuiltin[] = [
  arrayFunction("array", true), arrayFunction("asarray", false), arrayFunction("asanyarray", false), arrayFunction("ascontiguousarray", false),
  ...filled("zeros", 0), ...filled("ones", 1), ...filled("empty", 0),
  native("full(shape, fill_value, dtype=None, order='C', like=None)", (machine, a) => fill(machine, checked(machine, shapeOf(machine, a.shape!)), a.fill_value!, a.dtype!)),
  native("full_like(a, fill_value, dtype=None, order='K', subok=True, shape=None)", (machine, a) => {
    const like = need(machine, a.a).value;
    return arrayOf(run(machine, "clone", [run(machine, "expand", [castTo(machine, need(machine, a.fill_value), dtypeOr(machine, a.dtype!, like.dtype))], { shape: [...like.shape] })]));
  }),
  new PyBuiltin("arange", (machine, args, keywords) => {
    const named = ["start", "stop", "step"].map((name) => keywords.get(name));
    const all = args.length ? [...args, ...named.slice(args.length === 1 && named[1] !== undefined ? 1 : args.length)] : named;
    return arange(machine, all.filter((value): value is Value => value !== undefined && value !== null).slice(0, 3), args[3] ?? keywords.get("dtype") ?? null);
  }),
  native("linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)", (machine, a) => {
    const count = intArgument(machine, a.num!, "num");
    const [from, to] = [need(machine, a.start), need(machine, a.stop)];
    const given = a.dtype === null ? null : requiredDtype(machine, a.dtype!);
    const finish = (node: Node): Node => (given && !isFloating(given) ? castTo(machine, run(machine, "floor", [node]), given) : castTo(machine, node, given ?? "float64"));
    if (from.value.shape.length || to.value.shape.length) return arrayOf(finish(spaced(machine, from, to, count, a.endpoint !== false, intArgument(machine, a.axis!, "axis"))));
    const { values, step } = linspace(machine, floatArgument(machine, a.start!, "start"), floatArgument(machine, a.stop!, "stop"), count, a.endpoint !== false);
    const result = arrayOf(finish(leaf(machine, fromNumbers("float64", [values.length], values)).tracedNode(machine)));
    return a.retstep === true ? new PyTuple([result, scalarOf(machine.trace.leaf(fromNumbers("float64", [], [step]), { kind: "computed" }))]) : result;
  }),
  native("logspace(start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0)", (machine, a) => {
    const exponents = need(machine, machine.call(CREATION.find((one) => one.name === "linspace")!, [a.start!, a.stop!, a.num!, a.endpoint!], new Map([["axis", a.axis!]])));
    const node = run(machine, "pow", [castTo(machine, need(machine, a.base), "float64"), exponents]);
    return arrayOf(castTo(machine, node, dtypeOr(machine, a.dtype!, "float64")));
  }),
  native("eye(N, M=None, k=0, dtype=None, order='C')", (machine, a) => {
    const rows = intArgument(machine, a.N!, "N");
    const columns = a.M === null ? rows : intArgument(machine, a.M!, "M");
    const k = intArgument(machine, a.k!, "k");
    const out = zeros(dtypeOr(machine, a.dtype!, "float64"), [rows, columns]);
    for (let i = 0; i < rows; i++) if (i + k >= 0 && i + k < columns) out.buffer[i * columns + i + k] = 1;
    return leaf(machine, out);
  }),
  native("geomspace(start, stop, num=50, endpoint=True, dtype=None)", (machine, a) => {
    const [from, to] = [floatArgument(machine, a.start!, "start"), floatArgument(machine, a.stop!, "stop")];
    const { values } = linspace(machine, 0, Math.log10(to / from), intArgument(machine, a.num!, "num"), a.endpoint !== false);
    const points = values.map((value, i) => (i === 0 ? from : i === values.length - 1 && a.endpoint !== false ? to : from * 10 ** value));
    return leaf(machine, fromNumbers(dtypeOr(machine, a.dtype!, "float64"), [points.length], points));
  }),
  native("diag_indices(n, ndim=2)", (machine, a) => new PyTuple(Array.from({ length: intArgument(machine, a.ndim!, "ndim") }, () => leaf(machine, fromNumbers("int64", [Number(a.n)], Array.from({ length: Number(a.n) }, (_, i) => i)))))),
  native("identity(n, dtype=None)", (machine, a) => {
    const n = intArgument(machine, a.n!, "n");
    const out = zeros(dtypeOr(machine, a.dtype!, "float64"), [n, n]);
    for (let i = 0; i < n; i++) out.buffer[i * n + i] = 1;
    return leaf(machine, out);
  }),
  native("tri(N, M=None, k=0, dtype=None)", (machine, a) => {
    const rows = intArgument(machine, a.N!, "N");
    const columns = a.M === null ? rows : intArgument(machine, a.M!, "M");
    const values = Array.from({ length: rows * columns }, (_, i) => ((i % columns) - Math.floor(i / columns) <= Number(a.k) ? 1 : 0));
    return leaf(machine, fromNumbers(dtypeOr(machine, a.dtype!, "float64"), [rows, columns], values));
  }),
  native("meshgrid(*xi, indexing='xy', sparse=False, copy=True)", (machine, a, { rest }) => {
    const nodes = rest.map((value) => need(machine, value));
    const swap = a.indexing === "xy" && nodes.length > 1;
    const order = nodes.map((_, i) => (swap && i < 2 ? 1 - i : i));
    const lengths = nodes.map((node) => node.value.shape.reduce((product, length) => product * length, 1));
    const shape = nodes.map((_, axis) => lengths[order[axis]!]!);
    return new PyTuple(nodes.map((node, i) => {
      const own = run(machine, "reshape", [node], { shape: shape.map((length, axis) => (order[axis] === i ? length : 1)) });
      return arrayOf(a.sparse === true ? own : run(machine, "clone", [run(machine, "expand", [own], { shape })]));
    }));
  }),
  native("indices(dimensions, dtype=None)", (machine, a) => {
    const shape = shapeOf(machine, a.dimensions!);
    const total = shape.reduce((product, length) => product * length, 1);
    const values = shape.flatMap((length, axis) => {
      const step = shape.slice(axis + 1).reduce((product, one) => product * one, 1);
      return Array.from({ length: total }, (_, i) => Math.floor(i / step) % length);
    });
    return leaf(machine, fromNumbers("int64", [shape.length, ...shape], values));
  }),
  native("diag(v, k=0)", (machine, a) => {
    const node = need(machine, a.v);
    const offset = intArgument(machine, a.k!, "k");
    return arrayOf(node.value.shape.length === 1 ? run(machine, "diag_embed", [node], { offset }) : run(machine, "diagonal", [node], { offset }));
  }),
  native("broadcast_arrays(*args)", (machine, _, { rest }) => {
    const nodes = rest.map((value) => need(machine, value));
    const shape = broadcastShapes(...nodes.map((node) => node.value.shape));
    if (!shape) throw machine.raise("ValueError", "shape mismatch: objects cannot be broadcast to a single shape");
    return new PyTuple(nodes.map((node) => arrayOf(run(machine, "expand", [node], { shape }))));
  }),
  native("shape(a)", (machine, a) => new PyTuple([...need(machine, a.a).value.shape])),
  native("ndim(a)", (machine, a) => need(machine, a.a).value.shape.length),
  native("size(a, axis=None)", (machine, a) => { const { shape } = need(machine, a.a).value; return a.axis === null ? shape.reduce((product, length) => product * length, 1) : axesOf(machine, a.axis!)!.reduce((product, axis) => product * shape.at(axis)!, 1); }),
  native("asarray_chkfinite(a, dtype=None, order=None)", (machine, a) => {
    const result = machine.call(CREATION.find((one) => one.name === "asarray")!, [a.a!, a.dtype!]);
    if (toNumbers(need(machine, result).value).some((one) => !Number.isFinite(one))) throw machine.raise("ValueError", "array must not contain infs or NaNs");
    return result;
  }),
  native("astype(x, dtype, *, copy=True, device=None)", (machine, a) => machine.call(machine.getAttribute(arrayOf(need(machine, a.x)), "astype"), [a.dtype!])),
  native("isscalar(element)", (_, a) => isNumber(a.element ?? null) || typeof a.element === "string" || a.element instanceof PyScalar),
];

