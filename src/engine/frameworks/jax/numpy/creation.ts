/** Functions of jax.numpy that make arrays. */
import type { Machine } from "../../../python/machine.js";
import { PyBuiltin, PyList, PyTuple, type Value } from "../../../python/object.js";
import { fromNumbers, full } from "../../../tensor/array.js";
import { type Dtype, isFloating } from "../../../tensor/dtype.js";
import { sizeOf } from "../../../tensor/shape.js";
import { floatArgument, isNumber } from "../../arguments.js";
import { arrayFrom, className, JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import { arrayOfValue } from "../from-values.js";
import type { Jnp } from "../jnp.js";
import { joined } from "../promotion.js";
import { cast, computed, kept } from "../run.js";
import { defaultFloat, defaultInt } from "../state.js";
import { type Call, define, shapeOf } from "./arguments.js";
import { mapped } from "./mapping.js";

const literal = (machine: Machine, dtype: Dtype, shape: readonly number[], values: ArrayLike<number>): JaxArray => new JaxArray(machine.trace.leaf(fromNumbers(dtype, shape, values), { kind: "literal" }));

function checked(machine: Machine, shape: number[]): number[] {
  if (shape.some((length) => length < 0)) throw machine.raise("TypeError", `broadcast_in_dim shape must have every element be nonnegative, got (${shape.join(", ")}${shape.length === 1 ? "," : ""}).`);
  machine.step(1 + Math.floor(sizeOf(shape) / 1000));
  return shape;
}

/** One number everywhere. */
function filled(machine: Machine, dtype: Dtype, shape: number[], value: number): JaxArray {
  return new JaxArray(machine.trace.leaf(full(dtype, checked(machine, shape), value), { kind: "literal" }));
}

/** The array a `…_like` function is modelled on. */
const like = ({ machine, a, array }: Call, name: string): { shape: number[]; dtype: Dtype; weak: boolean } => {
  const model = array(name);
  const dtype = dtypeOf(machine, a.dtype!, "zeros_like");
  return { shape: a.shape === null ? [...model.shape] : shapeOf(machine, a.shape!), dtype: dtype ?? model.dtype, weak: dtype === null && model.weakType };
};

const constants = (name: string, value: number): PyBuiltin[] => [
  define(`${name}(shape, dtype=None, *, device=None, out_sharding=None)`, ({ machine, a }) => filled(machine, dtypeOf(machine, a.dtype!, name) ?? defaultFloat(machine), shapeOf(machine, a.shape!), value)),
  define(`${name}_like(a, dtype=None, shape=None, *, device=None, out_sharding=None)`, (call) => {
    const { shape, dtype, weak } = like(call, "a");
    const result = filled(call.machine, dtype, shape, value);
    return weak ? new JaxArray(result.node, true) : result;
  }),
];

function arange(machine: Machine, args: readonly Value[], given: Value): JaxArray {
  for (const value of args) if (!isNumber(value) && !arrayFrom(machine, value)) throw machine.raise("TypeError", `arange requires ndarray or scalar arguments, got ${className(machine, value)}`);
  const numbers = args.map((value) => floatArgument(machine, value, "arange"));
  const [start, stop, step] = numbers.length === 1 ? [0, numbers[0]!, 1] : [numbers[0]!, numbers[1]!, numbers[2] ?? 1];
  if (step === 0) throw machine.raise("ZeroDivisionError", "float division by zero");
  const { dtype: common } = joined(machine, args.map((value) => arrayFrom(machine, value)!));
  const dtype = dtypeOf(machine, given, "arange") ?? common;
  const count = checked(machine, [Math.max(0, Math.ceil((stop - start) / step))])[0]!;
  return literal(machine, dtype, [count], Array.from({ length: count }, (_, i) => start + i * step));
}

/** Evenly spaced numbers by JAX's own formula: start·(1 − t) + stop·t in the result's dtype, the last one exact. */
function linspace({ j, machine, a, array, int, flag }: Call): { values: JaxArray; step: JaxArray } {
  const [start, stop] = [array("start"), array("stop", 1)];
  const count = int("num");
  if (count < 0) throw machine.raise("ValueError", `Number of samples, ${count}, must be non-negative.`);
  const to = joined(machine, [start, stop]).dtype;
  const float = isFloating(to) ? to : defaultFloat(machine);
  const dtype = dtypeOf(machine, a.dtype!, "linspace") ?? float;
  const [from, until] = [j.cast(start, float), j.cast(stop, float)];
  const endpoint = flag("endpoint");
  const parts = endpoint ? count - 1 : count;
  const shape = joinedShape(j, from, until);
  const step = parts > 0 ? j.div(j.sub(until, from), j.constant(parts, float)) : j.constant(Number.NaN, float);
  const places = j.reshape(computed(machine, float, [count], Array.from({ length: count }, (_, i) => i)), [count, ...shape.map(() => 1)]);
  const ramp = parts > 0 ? j.div(places, j.constant(parts, float)) : places;
  const line = j.add(j.mul(j.reshape(j.expand(from, shape), [1, ...shape]), j.sub(1, ramp)), j.mul(j.reshape(j.expand(until, shape), [1, ...shape]), ramp));
  const ended = endpoint && count > 1 ? j.cat([j.slice(line, 0, 0, count - 1), j.reshape(j.expand(until, shape), [1, ...shape])], 0) : line;
  const values = isFloating(dtype) ? ended : j.keep("floor", ended);
  const axis = j.axis(int("axis"), values.shape.length);
  return { values: j.cast(j.moveaxis(values, 0, axis), dtype), step };
}
const joinedShape = (j: Jnp, a: JaxArray, b: JaxArray): readonly number[] => j.add(a, b).shape;

function eye({ machine, a, int }: Call): JaxArray {
  const rows = int("N");
  const columns = a.M === null || a.M === undefined ? rows : int("M");
  const k = a.k === undefined ? 0 : int("k");
  return literal(machine, dtypeOf(machine, a.dtype!, "eye") ?? defaultFloat(machine), [rows, columns], Array.from({ length: rows * columns }, (_, i) => ((i % columns) - Math.floor(i / columns) === k ? 1 : 0)));
}

/** Reads any value as an array: what `jnp.array` and `jnp.asarray` do. */
function arrayFunction(name: string, object: string): PyBuiltin {
  return define(`${name}(${object}, dtype=None, copy=True, order='K', ndmin=0, *, device=None, out_sharding=None)`, ({ j, machine, a, int }) => {
    const given = a[object]!;
    const dtype = dtypeOf(machine, a.dtype!, name);
    const result = arrayOfValue(machine, given, dtype);
    const missing = int("ndmin") - result.shape.length;
    return missing > 0 ? j.reshape(result, [...new Array<number>(missing).fill(1), ...result.shape]) : result;
  });
}
/** Index grids, as `meshgrid` and `indices` have them. */
function meshgrid({ j, machine, a, rest, flag }: Call): Value {
  const arrays = rest.map((value, i) => j.ravel(need(machine, value, "meshgrid", i)));
  if (a.indexing !== "xy" && a.indexing !== "ij") throw machine.raise("ValueError", `Valid values for indexing are 'xy' and 'ij', got ${machine.str(a.indexing!)}`);
  const swap = a.indexing === "xy" && arrays.length > 1;
  const axisOf = (i: number): number => (swap && i < 2 ? 1 - i : i);
  const shape = arrays.map((_, axis) => arrays[axisOf(axis)]!.shape[0]!);
  return new PyList(arrays.map((one, i) => {
    const own = j.reshape(one, shape.map((length, axis) => (axis === axisOf(i) ? length : 1)));
    return flag("sparse") ? own : j.expand(own, shape);
  }));
}

export const CREATION: readonly PyBuiltin[] = [
  arrayFunction("array", "object"), arrayFunction("asarray", "a"),
  ...constants("zeros", 0), ...constants("ones", 1), ...constants("empty", 0),
  define("full(shape, fill_value, dtype=None, *, device=None)", ({ j, machine, a, array }) => {
    const value = arrayFrom(machine, a.fill_value) ? array("fill_value", 1) : arrayOfValue(machine, a.fill_value!, null);
    const dtype = dtypeOf(machine, a.dtype!, "full");
    return kept(machine, "clone", j.expand(dtype ? j.cast(value, dtype) : value, checked(machine, shapeOf(machine, a.shape!))));
  }),
  define("full_like(a, fill_value, dtype=None, shape=None, *, device=None)", (call) => {
    const { shape, dtype } = like(call, "a");
    return kept(call.machine, "clone", call.j.expand(call.j.cast(call.array("fill_value", 1), dtype), shape));
  }),
  new PyBuiltin("arange", (machine, args, keywords) => {
    const names = ["start", "stop", "step"].map((name) => keywords.get(name));
    const all = args.length ? [...args.slice(0, 3), ...names.slice(args.length === 1 && names[1] !== undefined ? 1 : args.length)] : names;
    const numbers = all.filter((value): value is Value => value !== undefined && value !== null);
    if (!numbers.length) throw machine.raise("TypeError", "arange() missing 1 required positional argument: 'start'");
    return arange(machine, numbers.slice(0, 3), args[3] ?? keywords.get("dtype") ?? null);
  }),
  define("linspace(start, stop, num=50, endpoint=True, retstep=False, dtype=None, axis=0, *, device=None)", (call) => { const { values, step } = linspace(call); return call.flag("retstep") ? new PyTuple([values, step]) : values; }),
  define("logspace(start, stop, num=50, endpoint=True, base=10, dtype=None, axis=0)", (call) => {
    const { values } = linspace({ ...call, a: { ...call.a, dtype: null } });
    const result = call.j.pow(call.j.inexact(call.array("base")), values);
    const dtype = dtypeOf(call.machine, call.a.dtype!, "logspace");
    return call.j.cast(result, dtype ?? values.dtype);
  }),
  define("geomspace(start, stop, num=50, endpoint=True, dtype=None, axis=0)", (call) => {
    const { j, machine, a, array } = call;
    const [start, stop] = j.together(array("start"), array("stop", 1)).map((one) => j.strong(one));
    const log10 = (x: JaxArray): JaxArray => j.mul(j.call("log", x), j.constant(Math.LOG10E, x.dtype));
    const sign = j.keep("sign", start!);
    const { values } = linspace({ ...call, a: { ...a, dtype: null }, array: (name) => log10(name === "start" ? j.mul(start!, sign) : j.mul(stop!, sign)) });
    return j.cast(j.mul(sign, j.pow(j.float(10), values)), dtypeOf(machine, a.dtype!, "geomspace") ?? values.dtype);
  }),
  define("eye(N, M=None, k=0, dtype=None, *, device=None)", eye), define("identity(n, dtype=None)", (call) => eye({ ...call, a: { ...call.a, N: call.a.n!, M: null } , int: () => call.int("n") })),
  define("tri(N, M=None, k=0, dtype=None)", ({ machine, a, int }) => {
    const rows = int("N");
    const columns = a.M === null ? rows : int("M");
    return literal(machine, dtypeOf(machine, a.dtype!, "tri") ?? defaultFloat(machine), [rows, columns], Array.from({ length: rows * columns }, (_, i) => ((i % columns) - Math.floor(i / columns) <= int("k") ? 1 : 0)));
  }),
  define("meshgrid(*xi, copy=True, sparse=False, indexing='xy')", meshgrid),
  define("indices(dimensions, dtype=None, sparse=False)", ({ j, machine, a, flag }) => {
    const shape = shapeOf(machine, a.dimensions!);
    const dtype = dtypeOf(machine, a.dtype!, "indices") ?? defaultInt(machine);
    const grids = shape.map((length, axis) => j.reshape(literal(machine, dtype, [length], Array.from({ length }, (_, i) => i)), shape.map((_, i) => (i === axis ? length : 1))));
    return flag("sparse") ? new PyTuple(grids) : j.stack(grids.map((grid) => j.expand(grid, shape)));
  }),
  define("fromfunction(function, shape, *, dtype=None, **kwargs)", ({ j, machine, a, keywords }) => {
    const shape = shapeOf(machine, a.shape!);
    const dtype = dtypeOf(machine, a.dtype!, "fromfunction") ?? defaultFloat(machine);
    return mapped(machine, a.function!, shape.map((length, axis) => j.expand(j.reshape(literal(machine, dtype, [length], Array.from({ length }, (_, i) => i)), shape.map((_, i) => (i === axis ? length : 1))), shape)), keywords, new Set(), null);
  }),
  define("copy(a, order=None)", ({ machine, array }) => kept(machine, "clone", array("a"))),
  define("astype(x, dtype, /, *, copy=False, device=None)", ({ machine, a, array }) => astype(machine, array("x"), a.dtype!)),
  ...["hanning", "hamming", "blackman", "bartlett"].map((name) => define(`${name}(M)`, ({ machine, int }) => literal(machine, defaultFloat(machine), [int("M")], WINDOWS[name]!(int("M"))))),
];

const cosines = (count: number, weights: readonly number[]): number[] => Array.from({ length: count }, (_, i) => (count === 1 ? 1 : weights.reduce((sum, weight, k) => sum + weight * Math.cos((2 * Math.PI * k * i) / (count - 1)), 0)));
const WINDOWS: Readonly<Record<string, (count: number) => number[]>> = {
  hanning: (count) => cosines(count, [0.5, -0.5]), hamming: (count) => cosines(count, [0.54, -0.46]), blackman: (count) => cosines(count, [0.42, -0.5, 0.08]),
  bartlett: (count) => Array.from({ length: count }, (_, i) => (count === 1 ? 1 : 1 - Math.abs((2 * i) / (count - 1) - 1))),
};

/** The array in another dtype; None is the default float. Reals truncate to integers. */
export function astype(machine: Machine, x: JaxArray, dtype: Value): JaxArray {
  return cast(machine, x, dtypeOf(machine, dtype, "astype") ?? defaultFloat(machine));
}
