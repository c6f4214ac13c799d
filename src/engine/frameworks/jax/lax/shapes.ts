/** `jax.lax`: shapes, parts at places that may be arrays, and what is put there. */
import { type PyBuiltin, PyList, PyTuple, type Value } from "../../../python/object.js";
import type { Machine } from "../../../python/machine.js";
import { item } from "../../../tensor/array.js";
import type { Shape } from "../../../tensor/shape.js";

import { shapeText } from "../../numpy/printing.js";
import { castTo, isArray, JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import { type Call, define, intsOf, shapeOf } from "../numpy/arguments.js";
import { computed, kept, run } from "../run.js";

/** Places given one by one, each an int or an array: kept inside, so that the whole part fits. */
function startsOf(machine: Machine, value: Value, shape: Shape, sizes: Shape): number[] {
  const list = isArray(value) ? intsOf(machine, value) : [...machine.iterate(value)].map((one) => item(need(machine, one, "dynamic_slice").node.value));
  return list.map((at, axis) => Math.min(Math.max(at < 0 ? at + shape[axis]! : at, 0), shape[axis]! - sizes[axis]!));
}

const cut = (machine: Machine, x: JaxArray, starts: readonly number[], stops: readonly number[], steps: readonly number[] = starts.map(() => 1)): JaxArray => kept(machine, "slice", x, { starts: [...starts], stops: [...stops], steps: [...steps] });

function dynamicSlice(machine: Machine, x: JaxArray, at: Value, sizes: readonly number[]): JaxArray {
  if (sizes.length !== x.shape.length) throw machine.raise("TypeError", `slice slice_sizes must have the same number of dimensions as operand, got ${sizes.length} and ${x.shape.length}.`);
  if (sizes.some((size, axis) => size > x.shape[axis]!)) throw machine.raise("TypeError", `slice slice_sizes must be less than or equal to operand shape, got slice_sizes ${shapeText(sizes)} for operand shape ${shapeText(x.shape)}.`);
  const starts = startsOf(machine, at, x.shape, sizes);
  return cut(machine, x, starts, starts.map((start, axis) => start + sizes[axis]!));
}

/** The array with the part replaced: outside it by ones and zeros, so that both keep their gradient. */
function dynamicUpdate(machine: Machine, x: JaxArray, given: JaxArray, at: Value): JaxArray {
  if (given.shape.length !== x.shape.length) throw machine.raise("TypeError", `dynamic_update_slice update must have the same rank as operand, got update shape ${shapeText(given.shape)} for operand shape ${shapeText(x.shape)}.`);
  if (given.dtype !== x.dtype && !given.weakType) throw machine.raise("TypeError", `dynamic_update_slice requires arguments to have the same dtypes, got ${x.dtype}, ${given.dtype}.`);
  const update = castTo(machine, given.node, x.dtype);
  const starts = startsOf(machine, at, x.shape, given.shape);
  const stops = starts.map((start, axis) => start + given.shape[axis]!);
  const attributes = { shape: [...x.shape], starts, stops, steps: starts.map(() => 1) };
  const inside = machine.trace.recorded.onesLike(update);
  const mask = run(machine, "cast", [run(machine, "slice_adjoint", [inside], attributes)], { dtype: "bool" });
  return new JaxArray(run(machine, "where", [mask, run(machine, "slice_adjoint", [update], attributes), x.node]), x.weakType);
}

/** All places zero but one. */
const along = (shape: Shape, axis: number, at: Value): Value => new PyTuple(shape.map((_, i): Value => (i === axis ? at : 0)));
const axisOf = ({ j, int }: Call, x: JaxArray, name = "axis"): number => j.axis(int(name), x.shape.length);

/** `lax.pad`: before, after and between; negative numbers take away. */
function pad({ machine, a, array }: Call): JaxArray {
  const x = array("operand");
  const value = need(machine, a.padding_value, "pad", 1);
  const config = [...machine.iterate(a.padding_config!)].map((one) => intsOf(machine, one));
  return padded(machine, x, value, config.map(([low = 0]) => low), config.map(([, high = 0]) => high), config.map(([, , inner = 0]) => inner));
}

export function padded(machine: Machine, x: JaxArray, value: JaxArray, low: readonly number[], high: readonly number[], inner: readonly number[]): JaxArray {
  const spread = x.shape.map((length, axis) => Math.max(0, length + Math.max(0, length - 1) * inner[axis]!));
  const shape = spread.map((length, axis) => length + Math.max(0, low[axis]!) + Math.max(0, high[axis]!));
  const starts = low.map((at) => Math.max(0, at));
  const attributes = { shape, starts, stops: starts.map((start, axis) => start + spread[axis]!), steps: inner.map((gap) => gap + 1) };
  const filled = run(machine, "slice_adjoint", [x.node], attributes);
  const whole = item(value.node.value) === 0 && !value.node.requiresGrad ? filled : outside(machine, filled, x, value, attributes);
  const result = new JaxArray(whole, x.weakType);
  if (low.every((at) => at >= 0) && high.every((at) => at >= 0)) return result;
  return cut(machine, result, low.map((at) => Math.max(0, -at)), shape.map((length, axis) => length + Math.min(0, high[axis]!)));
}

function outside(machine: Machine, filled: JaxArray["node"], x: JaxArray, value: JaxArray, attributes: { shape: number[]; starts: number[]; stops: number[]; steps: number[] }): JaxArray["node"] {
  const mask = run(machine, "cast", [run(machine, "slice_adjoint", [machine.trace.recorded.onesLike(x.node)], attributes)], { dtype: "bool" });
  return run(machine, "where", [mask, filled, castTo(machine, value.node, x.dtype)]);
}

function broadcastInDim({ j, machine, a, array }: Call): JaxArray {
  const x = array("operand");
  const shape = shapeOf(machine, a.shape!);
  const places = intsOf(machine, a.broadcast_dimensions!);
  return j.expand(j.reshape(x, shape.map((_, axis) => (places.includes(axis) ? x.shape[places.indexOf(axis)]! : 1))), shape);
}

function iota(machine: Machine, dtype: Value, shape: readonly number[], axis: number): JaxArray {
  const inner = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
  return computed(machine, dtypeOf(machine, dtype, "iota") ?? "int32", shape, Array.from({ length: shape.reduce((product, length) => product * length, 1) }, (_, i) => Math.floor(i / inner) % shape[axis]!));
}

const fill = ({ j, machine, a }: Call, shape: readonly number[], dtype: Value, like: JaxArray | null): JaxArray => {
  const value = need(machine, a.fill_value, "full");
  const own = dtypeOf(machine, dtype, "full") ?? like?.dtype ?? value.dtype;
  return j.expand(j.reshape(new JaxArray(castTo(machine, value.node, own), like === null && dtype === null && value.weakType), shape.map(() => 1)), shape);
};

export const SHAPES: readonly PyBuiltin[] = [
  define("broadcast(operand, sizes, *, out_sharding=None)", ({ j, machine, a, array }) => { const x = array("operand"); return j.expand(x, [...shapeOf(machine, a.sizes!), ...x.shape]); }),
  define("broadcast_in_dim(operand, shape, broadcast_dimensions, *, out_sharding=None)", broadcastInDim),
  define("broadcast_shapes(*shapes)", ({ machine, rest }) => machine.getAttribute(iota(machine, "int32", rest.map((one) => shapeOf(machine, one)).reduce((a, b) => Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Math.max(a.at(i - Math.max(a.length, b.length)) ?? 1, b.at(i - Math.max(a.length, b.length)) ?? 1))), 0), "shape")),
  define("iota(dtype, size)", ({ machine, a, int }) => iota(machine, a.dtype!, [int("size")], 0)),
  define("broadcasted_iota(dtype, shape, dimension, *, out_sharding=None)", ({ machine, a, int }) => iota(machine, a.dtype!, shapeOf(machine, a.shape!), int("dimension"))),
  define("full(shape, fill_value, dtype=None, *, sharding=None)", (call) => fill(call, shapeOf(call.machine, call.a.shape!), call.a.dtype!, null)),
  define("full_like(x, fill_value, dtype=None, shape=None, sharding=None)", (call) => { const x = call.array("x"); return fill(call, call.given("shape") ? shapeOf(call.machine, call.a.shape!) : x.shape, call.a.dtype!, x); }),
  define("reshape(operand, new_sizes, dimensions=None, *, out_sharding=None)", ({ j, machine, a, array, given }) => { const x = array("operand"); return j.reshape(given("dimensions") ? j.permute(x, intsOf(machine, a.dimensions!)) : x, shapeOf(machine, a.new_sizes!)); }),
  define("transpose(operand, permutation)", ({ j, machine, a, array }) => j.permute(array("operand"), intsOf(machine, a.permutation!))),
  define("concatenate(operands, dimension)", ({ j, machine, a, int }) => { const list = [...machine.iterate(a.operands!)].map((one, i) => need(machine, one, "concatenate", i)); return j.cat(list, j.axis(int("dimension"), list[0]?.shape.length ?? 0)); }),
  define("squeeze(array, dimensions)", ({ j, machine, a, array }) => { const x = array("array"); const axes = intsOf(machine, a.dimensions!).map((axis) => j.axis(axis, x.shape.length)); return j.reshape(x, x.shape.filter((_, i) => !axes.includes(i))); }),
  define("expand_dims(array, dimensions)", ({ j, machine, a, array }) => {
    const x = array("array");
    const places = intsOf(machine, a.dimensions!);
    const rank = x.shape.length + places.length;
    const axes = places.map((axis) => j.axis(axis, rank));
    const rest = [...x.shape];
    return j.reshape(x, Array.from({ length: rank }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!)));
  }),
  define("rev(operand, dimensions)", ({ machine, a, array }) => kept(machine, "flip", array("operand"), { axes: intsOf(machine, a.dimensions!) })),
  define("collapse(operand, start_dimension, stop_dimension=None)", ({ j, array, int, given }) => {
    const x = array("operand");
    const [start, stop] = [j.axis(int("start_dimension"), x.shape.length), given("stop_dimension") ? int("stop_dimension") : x.shape.length];
    return j.reshape(x, [...x.shape.slice(0, start), x.shape.slice(start, stop).reduce((product, length) => product * length, 1), ...x.shape.slice(stop)]);
  }),
  define("tile(operand, reps)", ({ machine, a, array }) => kept(machine, "repeat", array("operand"), { repeats: intsOf(machine, a.reps!) })),
  define("split(operand, sizes, axis=0)", (call) => {
    const x = call.array("operand");
    const axis = axisOf(call, x);
    let at = 0;
    return new PyList(intsOf(call.machine, call.a.sizes!).map((size) => call.j.slice(x, axis, at, (at += size))));
  }),
  define("slice(operand, start_indices, limit_indices, strides=None)", ({ machine, a, array, given }) => cut(machine, array("operand"), intsOf(machine, a.start_indices!), intsOf(machine, a.limit_indices!), given("strides") ? intsOf(machine, a.strides!) : undefined)),
  define("slice_in_dim(operand, start_index, limit_index, stride=1, axis=0)", (call) => {
    const { machine, int, given, array } = call;
    const x = array("operand");
    const axis = axisOf(call, x);
    const place = (name: string, otherwise: number): number => { const at = given(name) ? int(name) : otherwise; return at < 0 ? at + x.shape[axis]! : at; };
    return cut(machine, x, x.shape.map((_, i) => (i === axis ? place("start_index", 0) : 0)), x.shape.map((length, i) => (i === axis ? place("limit_index", length) : length)), x.shape.map((_, i) => (i === axis ? int("stride") : 1)));
  }),
  define("index_in_dim(operand, index, axis=0, keepdims=True)", (call) => {
    const { j, int, flag, array } = call;
    const x = array("operand");
    const axis = axisOf(call, x);
    const at = int("index") < 0 ? int("index") + x.shape[axis]! : int("index");
    const part = j.slice(x, axis, at, at + 1);
    return flag("keepdims") ? part : j.reshape(part, x.shape.filter((_, i) => i !== axis));
  }),
  define("dynamic_slice(operand, start_indices, slice_sizes, *, allow_negative_indices=True)", ({ machine, a, array }) => dynamicSlice(machine, array("operand"), a.start_indices!, shapeOf(machine, a.slice_sizes!))),
  define("dynamic_slice_in_dim(operand, start_index, slice_size, axis=0, *, allow_negative_indices=True)", (call) => {
    const x = call.array("operand");
    const axis = axisOf(call, x);
    return dynamicSlice(call.machine, x, along(x.shape, axis, call.a.start_index!), x.shape.map((length, i) => (i === axis ? call.int("slice_size") : length)));
  }),
  define("dynamic_index_in_dim(operand, index, axis=0, keepdims=True, *, allow_negative_indices=True)", (call) => {
    const x = call.array("operand");
    const axis = axisOf(call, x);
    const part = dynamicSlice(call.machine, x, along(x.shape, axis, call.a.index!), x.shape.map((length, i) => (i === axis ? 1 : length)));
    return call.flag("keepdims") ? part : call.j.reshape(part, x.shape.filter((_, i) => i !== axis));
  }),
  define("dynamic_update_slice(operand, update, start_indices, *, allow_negative_indices=True)", ({ machine, a, array }) => dynamicUpdate(machine, array("operand"), array("update", 1), a.start_indices!)),
  define("dynamic_update_slice_in_dim(operand, update, start_index, axis, *, allow_negative_indices=True)", (call) => { const x = call.array("operand"); return dynamicUpdate(call.machine, x, call.array("update", 1), along(x.shape, axisOf(call, x), call.a.start_index!)); }),
  define("dynamic_update_index_in_dim(operand, update, index, axis, *, allow_negative_indices=True)", (call) => {
    const { j, machine, a, array } = call;
    const x = array("operand");
    const axis = axisOf(call, x);
    const update = array("update", 1);
    return dynamicUpdate(machine, x, update.shape.length === x.shape.length ? update : j.reshape(update, x.shape.map((length, i) => (i === axis ? 1 : length))), along(x.shape, axis, a.index!));
  }),
  define("pad(operand, padding_value, padding_config)", pad),
];
