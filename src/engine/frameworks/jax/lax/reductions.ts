/** `jax.lax`: reductions, running reductions, order, products of arrays, windows. */
import { PyBuiltin, PyList, PyTuple, Unsupported, type Value } from "../../../python/object.js";
import type { Machine } from "../../../python/machine.js";
import { sizeOf } from "../../../tensor/shape.js";
import { intArgument, isInt } from "../../arguments.js";
import { frameworkMessages as say } from "../../messages.js";
import { castTo, JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import type { Jnp } from "../jnp.js";
import { type Call, define, intsOf, shapeOf } from "../numpy/arguments.js";
import { orderOf } from "../numpy/ordering.js";
import { kept, run } from "../run.js";
import { padded } from "./shapes.js";

type Kind = "sum" | "max" | "min" | "prod";
const KINDS: Readonly<Record<string, Kind>> = { add: "sum", max: "max", min: "min", mul: "prod", maximum: "max", minimum: "min", multiply: "prod" };

/** Which reduction a function such as `lax.add` stands for. */
function kindOf(machine: Machine, callee: Value, name: string): Kind {
  const kind = callee instanceof PyBuiltin ? KINDS[callee.name] : undefined;
  if (kind) return kind;
  throw new Unsupported("unsupported-call", say.unsupportedArgument(`jax.lax.${name}`, machine.repr(callee)));
}

const over = (j: Jnp, kind: Kind, x: JaxArray, axes: readonly number[], keepdim = false): JaxArray => j.reduce({ sum: "sum", max: "amax", min: "amin", prod: "prod" }[kind], x, axes, keepdim);
const combine = (j: Jnp, kind: Kind, a: JaxArray, b: JaxArray): JaxArray => (kind === "sum" ? j.add(a, b) : kind === "prod" ? j.mul(a, b) : kind === "max" ? j.maximum(a, b) : j.minimum(a, b));

const reduction = (name: string, kind: Kind): PyBuiltin => define(`${name}(operand, axes, *, out_sharding=None)`, ({ j, machine, a, array }) => over(j, kind, array("operand"), intsOf(machine, a.axes!)));

function running(name: string, work: (j: Jnp, x: JaxArray, axis: number) => JaxArray): PyBuiltin {
  return define(`${name}(operand, axis=0, reverse=False)`, ({ j, machine, array, int, flag }) => {
    const x = array("operand");
    const axis = j.axis(int("axis"), x.shape.length);
    const flip = (one: JaxArray): JaxArray => (flag("reverse") ? kept(machine, "flip", one, { axes: [axis] }) : one);
    return flip(work(j, flip(x), axis));
  });
}
const card = (name: string) => (j: Jnp, x: JaxArray, axis: number): JaxArray => kept(j.machine, name, x, { axis });
/** Elements at the places where the running extreme stands. */
const runningExtreme = (name: string) => (j: Jnp, x: JaxArray, axis: number): JaxArray => j.gather(x, new JaxArray(run(j.machine, name, [x.node], { axis })), axis);

const place = (name: string): PyBuiltin => define(`${name}(operand, axis, index_dtype)`, ({ j, machine, a, array, int }) => {
  const x = array("operand");
  return new JaxArray(castTo(machine, run(machine, name, [x.node], { axis: j.axis(int("axis"), x.shape.length), keepdim: false }), dtypeOf(machine, a.index_dtype, name) ?? "int32"));
});

/** Several arrays in the order of the first. */
function sort({ j, machine, a, int }: Call): Value {
  const alone = !(a.operand instanceof PyTuple || a.operand instanceof PyList);
  const operands = alone ? [need(machine, a.operand, "sort")] : [...machine.iterate(a.operand!)].map((one, i) => need(machine, one, "sort", i));
  if (int("num_keys") !== 1) throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.lax.sort", "num_keys"));
  const axis = j.axis(int("dimension"), operands[0]!.shape.length);
  const order = orderOf(j, operands[0]!, axis);
  const sorted = operands.map((one) => j.gather(one, order, axis));
  return alone ? sorted[0]! : new PyTuple(sorted);
}

function topK({ j, array, int }: Call): Value {
  const x = array("operand");
  const [axis, k] = [j.axis(int("axis"), x.shape.length), int("k")];
  if (k > x.shape[axis]!) throw j.machine.raise("ValueError", `k argument to top_k must be no larger than size along axis; got k=${k} and size=${x.shape[axis]}`);
  const order = j.slice(orderOf(j, x, axis, true), axis, 0, k);
  return new PyList([j.gather(x, order, axis), j.cast(order, "int32")]);
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Σ over the contracted axes; the batch axes come first. */
export function dotGeneral(j: Jnp, x: JaxArray, y: JaxArray, contracted: readonly (readonly number[])[], batched: readonly (readonly number[])[]): JaxArray {
  const letters = [...LETTERS];
  const left = x.shape.map(() => letters.shift()!);
  const right = y.shape.map(() => "");
  for (const [mine, theirs] of [contracted, batched]) mine!.forEach((axis, i) => { right[theirs![i]!] = left[axis]!; });
  y.shape.forEach((_, axis) => { right[axis] ||= letters.shift()!; });
  contracted[0]!.forEach((axis, i) => {
    const other = contracted[1]![i]!;
    if (x.shape[axis] !== y.shape[other]) throw j.machine.raise("TypeError", `dot_general requires contracting dimensions to have the same shape, got (${contracted[0]!.map((one) => x.shape[one]).join(", ")}${contracted[0]!.length === 1 ? "," : ""}) and (${contracted[1]!.map((one) => y.shape[one]).join(", ")}${contracted[1]!.length === 1 ? "," : ""}).`);
  });
  const batch = batched[0]!.map((axis) => left[axis]!);
  const free = (list: readonly string[], axes: readonly number[], all: readonly number[]): string[] => list.filter((_, axis) => !axes.includes(axis) && !all.includes(axis));
  const result = [...batch, ...free(left, contracted[0]!, batched[0]!), ...free(right, contracted[1]!, batched[1]!)];
  const [a, b] = x.dtype === y.dtype ? [x, y] : [j.cast(x, y.weakType ? x.dtype : y.dtype), j.cast(y, y.weakType ? x.dtype : y.dtype)];
  return new JaxArray(run(j.machine, "einsum", [a.node, b.node], { equation: `${left.join("")},${right.join("")}->${result.join("")}` }), x.weakType && y.weakType);
}

function dot({ j, machine, a, array, given }: Call): JaxArray {
  const [x, y] = [array("lhs"), array("rhs", 1)];
  if (given("dimension_numbers")) return dotGeneral(j, x, y, ...pairs(machine, a.dimension_numbers!));
  if (x.shape.length < 1 || x.shape.length > 2 || y.shape.length < 1 || y.shape.length > 2) throw machine.raise("TypeError", `Incompatible shapes for dot: got (${x.shape.join(", ")}) and (${y.shape.join(", ")}).`);
  return dotGeneral(j, x, y, [[x.shape.length - 1], [0]], [[], []]);
}

const pairs = (machine: Machine, value: Value): [number[][], number[][]] => {
  const [contracted = [], batched = []] = [...machine.iterate(value)].map((pair) => [...machine.iterate(pair)].map((axes) => intsOf(machine, axes)));
  return [contracted, batched];
};

/** `"SAME"`, `"VALID"` or pairs, as padding before and after each axis. */
export function paddingOf(machine: Machine, value: Value, lengths: readonly number[], windows: readonly number[], strides: readonly number[]): [number, number][] {
  if (typeof value !== "string") return [...machine.iterate(value)].map((pair) => intsOf(machine, pair) as [number, number]); // pairs
  const kind = value.toUpperCase();
  if (kind !== "SAME" && kind !== "SAME_LOWER" && kind !== "VALID") throw machine.raise("ValueError", `Unknown padding type: ${value}.`);
  return lengths.map((length, axis) => {
    if (kind === "VALID") return [0, 0];
    const total = Math.max(0, (Math.ceil(length / strides[axis]!) - 1) * strides[axis]! + windows[axis]! - length);
    const small = Math.floor(total / 2);
    return kind === "SAME" ? [small, total - small] : [total - small, small];
  });
}

/** Ones, or what is given for each axis. */
export const perAxis = (machine: Machine, value: Value | undefined, rank: number): number[] =>
  value === null || value === undefined ? new Array<number>(rank).fill(1) : isInt(value) ? new Array<number>(rank).fill(intArgument(machine, value, "strides")) : intsOf(machine, value);

/** Each window's elements along a last axis of their own. */
function windowed(j: Jnp, x: JaxArray, windows: readonly number[], strides: readonly number[], dilation: readonly number[]): JaxArray {
  const output = x.shape.map((length, axis) => Math.floor((length - ((windows[axis]! - 1) * dilation[axis]! + 1)) / strides[axis]!) + 1);
  const places = [...windows.keys()].reduce<number[][]>((all, axis) => all.flatMap((place) => Array.from({ length: windows[axis]! }, (_, k) => [...place, k * dilation[axis]!])), [[]]);
  const parts = places.map((place) => kept(j.machine, "slice", x, { starts: place, stops: place.map((start, axis) => start + (output[axis]! - 1) * strides[axis]! + 1), steps: [...strides] }));
  return j.stack(parts, x.shape.length);
}

/** Reduces each window; of equal maxima the first has the gradient. */
export function reduceWindow(j: Jnp, kind: Kind, given: JaxArray, initial: JaxArray, windows: readonly number[], strides: readonly number[], padding: readonly (readonly [number, number])[], dilation: readonly number[]): JaxArray {
  const x = padded(j.machine, given, initial, padding.map(([low]) => low), padding.map(([, high]) => high), padding.map(() => 0));
  const all = windowed(j, x, windows, strides, dilation);
  const last = all.shape.length - 1;
  if (kind === "sum" || kind === "prod") return combine(j, kind, over(j, kind, all, [last]), initial);
  const best = new JaxArray(run(j.machine, kind === "max" ? "argmax" : "argmin", [all.node], { axis: last, keepdim: true }));
  return j.reshape(j.gather(all, best, last), all.shape.slice(0, last));
}

export const REDUCTIONS: readonly PyBuiltin[] = [
  define("reduce(operands, init_values, computation, dimensions, out_sharding=None)", ({ j, machine, a }) => {
    const kind = kindOf(machine, a.computation!, "reduce");
    const x = need(machine, a.operands, "reduce");
    return combine(j, kind, over(j, kind, x, intsOf(machine, a.dimensions!)), castLike(j, need(machine, a.init_values, "reduce", 1), x));
  }),
  reduction("reduce_sum", "sum"), reduction("reduce_max", "max"), reduction("reduce_min", "min"), reduction("reduce_prod", "prod"),
  define("reduce_and(operand, axes)", ({ j, machine, a, array }) => j.reduce("all", array("operand"), intsOf(machine, a.axes!))), define("reduce_or(operand, axes)", ({ j, machine, a, array }) => j.reduce("any", array("operand"), intsOf(machine, a.axes!))),
  running("cumsum", card("cumsum")), running("cumprod", card("cumprod")), running("cumlogsumexp", card("logcumsumexp")), running("cummax", runningExtreme("argcummax")), running("cummin", runningExtreme("argcummin")),
  place("argmax"), place("argmin"),
  define("sort(operand, dimension=-1, is_stable=True, num_keys=1)", sort),
  define("sort_key_val(keys, values, dimension=-1, is_stable=True)", ({ j, array, int }) => {
    const [x, y] = [array("keys"), array("values", 1)];
    const axis = j.axis(int("dimension"), x.shape.length);
    const order = orderOf(j, x, axis);
    return new PyTuple([j.gather(x, order, axis), j.gather(y, order, axis)]);
  }),
  define("top_k(operand, k, *, axis=-1)", topK),
  define("dot(lhs, rhs, *, dimension_numbers=None, precision=None, preferred_element_type=None, out_sharding=None)", dot),
  define("dot_general(lhs, rhs, dimension_numbers, precision=None, preferred_element_type=None, *, out_sharding=None)", ({ j, machine, a, array }) => dotGeneral(j, array("lhs"), array("rhs", 1), ...pairs(machine, a.dimension_numbers!))),
  define("batch_matmul(lhs, rhs, precision=None)", ({ j, array }) => j.matmul(array("lhs"), array("rhs", 1))),
  define("reduce_window(operand, init_value, computation, window_dimensions, window_strides, padding, base_dilation=None, window_dilation=None)", ({ j, machine, a, array }) => {
    const x = array("operand");
    const [windows, strides, dilation] = [shapeOf(machine, a.window_dimensions!), perAxis(machine, a.window_strides, x.shape.length), perAxis(machine, a.window_dilation, x.shape.length)];
    if (a.base_dilation !== null && sizeOf(intsOf(machine, a.base_dilation!)) !== 1) throw new Unsupported("unsupported-call", say.unsupportedArgument("jax.lax.reduce_window", "base_dilation"));
    const extents = windows.map((window, axis) => (window - 1) * dilation[axis]! + 1);
    return reduceWindow(j, kindOf(machine, a.computation!, "reduce_window"), x, castLike(j, need(machine, a.init_value, "reduce_window", 1), x), windows, strides, paddingOf(machine, a.padding!, x.shape, extents, strides), dilation);
  }),
];

const castLike = (j: Jnp, value: JaxArray, like: JaxArray): JaxArray => (value.weakType ? new JaxArray(castTo(j.machine, value.node, like.dtype), true) : value);
