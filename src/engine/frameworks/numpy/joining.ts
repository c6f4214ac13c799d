/** Joining, splitting, rearranging. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyList, PyTuple, type Value } from "../../python/object.js";
import type { Node } from "../../trace/node.js";
import { intArgument, intList, isInt, numberOf } from "../arguments.js";
import { arrayOf, type PyArray } from "./array-type.js";
import { castTo, flat, need, normalAxis, numeric, run } from "./call.js";
import { requiredDtype, transposed } from "./methods.js";
import { takeAt } from "./selection.js";

const nodesOf = (machine: Machine, value: Value): Node[] => {
  const nodes = [...machine.iterate(value)].map((one) => need(machine, one));
  if (!nodes.length) throw machine.raise("ValueError", "need at least one array to concatenate");
  return nodes;
};
const rankOf = (node: Node): number => node.value.shape.length;
const reshaped = (machine: Machine, node: Node, shape: readonly number[]): Node => run(machine, "reshape", [node], { shape: [...shape] });
const atLeast = (machine: Machine, node: Node, rank: number): Node => {
  const { shape } = node.value;
  if (shape.length >= rank) return node;
  if (rank === 3) return reshaped(machine, node, shape.length === 2 ? [...shape, 1] : shape.length === 1 ? [1, shape[0]!, 1] : [1, 1, 1]);
  return reshaped(machine, node, [...new Array<number>(rank - shape.length).fill(1), ...shape]);
};
const joined = (machine: Machine, nodes: readonly Node[], axis: number): PyArray => arrayOf(nodes.length === 1 ? run(machine, "clone", nodes) : run(machine, "cat", nodes, { axis }));

function inserted(machine: Machine, node: Node, axes: readonly number[]): Node {
  const rank = rankOf(node) + axes.length;
  for (const axis of axes) normalAxis(axis, rank);
  const at = new Set(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...node.value.shape];
  return reshaped(machine, node, Array.from({ length: rank }, (_, axis) => (at.has(axis) ? 1 : rest.shift()!)));
}

function stack(machine: Machine, nodes: readonly Node[], axis: number): PyArray {
  if (nodes.some((node) => node.value.shape.join() !== nodes[0]!.value.shape.join())) throw machine.raise("ValueError", "all input arrays must have the same shape");
  return joined(machine, nodes.map((node) => inserted(machine, node, [axis])), axis < 0 ? axis + rankOf(nodes[0]!) + 1 : axis);
}

/** Lists within lists: how deep. */
const depthOf = (value: Value): number => (value instanceof PyList ? 1 + Math.max(0, ...value.items.map(depthOf)) : 0);

/** The innermost lists are joined along the last axis, those around them along the axis before. */
function blocks(machine: Machine, value: Value, level: number, depth: number): Node {
  if (!(value instanceof PyList)) return atLeast(machine, need(machine, value), depth);
  const parts = value.items.map((one) => blocks(machine, one, level - 1, depth));
  const rank = Math.max(...parts.map(rankOf));
  const wide = parts.map((part) => reshaped(machine, part, [...new Array<number>(rank - rankOf(part)).fill(1), ...part.value.shape]));
  return wide.length === 1 ? wide[0]! : run(machine, "cat", wide, { axis: rank - level });
}

const axesArgument = (machine: Machine, value: Value): number[] => intList(value) ?? [intArgument(machine, value, "axis")];

/** Pieces of an axis that end at these positions. */
function pieces(machine: Machine, node: Node, ends: readonly number[], axis: number): PyList {
  const { shape } = node.value;
  const at = axis < 0 ? axis + shape.length : axis;
  let start = 0;
  return new PyList(ends.map((end) => {
    const to = Math.min(end < 0 ? end + shape[at]! : end, shape[at]!);
    const [starts, stops, steps] = [shape.map((_, i) => (i === at ? Math.min(start, to) : 0)), shape.map((length, i) => (i === at ? to : length)), shape.map(() => 1)];
    start = to;
    return arrayOf(run(machine, "slice", [node], { starts, stops, steps }));
  }));
}

function split(machine: Machine, value: Value, sections: Value, axis: number, uneven: boolean): PyList {
  const node = need(machine, value);
  const length = node.value.shape.at(axis)!;
  if (!isInt(sections)) return pieces(machine, node, [...machine.iterate(sections)].map((one) => intArgument(machine, one, "index")).concat(length), axis);
  const count = numberOf(sections);
  if (length % count && !uneven) throw machine.raise("ValueError", "array split does not result in an equal division");
  const [each, extra] = [Math.floor(length / count), length % count];
  return pieces(machine, node, Array.from({ length: count }, (_, i) => (i + 1) * each + Math.min(i + 1, extra)), axis);
}

export function tiled(machine: Machine, node: Node, reps: readonly number[]): Node {
  const rank = Math.max(reps.length, rankOf(node));
  const full = [...new Array<number>(rank - reps.length).fill(1), ...reps];
  return run(machine, "repeat", [node], { repeats: full });
}

function moved(machine: Machine, value: Value, from: readonly number[], to: readonly number[]): PyArray {
  const array = numeric(machine, value);
  const rank = array.shape.length;
  const positive = (axis: number): number => (axis < 0 ? axis + rank : axis);
  const source = from.map(positive);
  const order = array.shape.map((_, axis) => axis).filter((axis) => !source.includes(axis));
  for (const [target, axis] of to.map((one, i): [number, number] => [positive(one), source[i]!]).sort((a, b) => a[0] - b[0])) order.splice(target, 0, axis);
  return transposed(machine, array, order);
}

export const JOINING: readonly PyBuiltin[] = [
  native("concatenate(arrays, axis=0, out=None, dtype=None, casting='same_kind')", (machine, a) => {
    const nodes = nodesOf(machine, a.arrays!).map((node) => (a.dtype === null ? node : castTo(machine, node, requiredDtype(machine, a.dtype!))));
    if (a.axis === null) return joined(machine, nodes.map((node) => flat(machine, node)), 0);
    const { shape } = nodes[0]!.value;
    const axis = intArgument(machine, a.axis!, "axis");
    const at = axis < 0 ? axis + shape.length : axis;
    nodes.forEach((node, i) => {
      const own = node.value.shape;
      if (!own.length) throw machine.raise("ValueError", "zero-dimensional arrays cannot be concatenated");
      if (own.length !== shape.length) throw machine.raise("ValueError", `all the input arrays must have same number of dimensions, but the array at index 0 has ${shape.length} dimension(s) and the array at index ${i} has ${own.length} dimension(s)`);
      const odd = own.findIndex((length, k) => k !== at && length !== shape[k]);
      if (odd >= 0) throw machine.raise("ValueError", `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${odd}, the array at index 0 has size ${shape[odd]} and the array at index ${i} has size ${own[odd]}`);
    });
    return joined(machine, nodes, axis);
  }),
  native("stack(arrays, axis=0, out=None)", (machine, a) => stack(machine, nodesOf(machine, a.arrays!), intArgument(machine, a.axis!, "axis"))),
  native("vstack(tup)", (machine, a) => joined(machine, nodesOf(machine, a.tup!).map((node) => atLeast(machine, node, 2)), 0)),
  native("hstack(tup)", (machine, a) => { const nodes = nodesOf(machine, a.tup!).map((node) => atLeast(machine, node, 1)); return joined(machine, nodes, rankOf(nodes[0]!) === 1 ? 0 : 1); }),
  native("dstack(tup)", (machine, a) => joined(machine, nodesOf(machine, a.tup!).map((node) => atLeast(machine, node, 3)), 2)),
  native("column_stack(tup)", (machine, a) => joined(machine, nodesOf(machine, a.tup!).map((node) => (rankOf(node) < 2 ? reshaped(machine, node, [-1, 1]) : node)), 1)),
  native("append(arr, values, axis=None)", (machine, a) => {
    const nodes = [need(machine, a.arr), need(machine, a.values)];
    return a.axis === null ? joined(machine, nodes.map((node) => flat(machine, node)), 0) : joined(machine, nodes, intArgument(machine, a.axis!, "axis"));
  }),
  native("split(ary, indices_or_sections, axis=0)", (machine, a) => split(machine, a.ary!, a.indices_or_sections!, intArgument(machine, a.axis!, "axis"), false)),
  native("array_split(ary, indices_or_sections, axis=0)", (machine, a) => split(machine, a.ary!, a.indices_or_sections!, intArgument(machine, a.axis!, "axis"), true)),
  native("vsplit(ary, indices_or_sections)", (machine, a) => split(machine, a.ary!, a.indices_or_sections!, 0, false)),
  native("hsplit(ary, indices_or_sections)", (machine, a) => split(machine, a.ary!, a.indices_or_sections!, rankOf(need(machine, a.ary)) === 1 ? 0 : 1, false)),
  native("transpose(a, axes=None)", (machine, a) => transposed(machine, numeric(machine, a.a!), a.axes === null ? null : axesArgument(machine, a.axes!))),
  native("moveaxis(a, source, destination)", (machine, a) => moved(machine, a.a!, axesArgument(machine, a.source!), axesArgument(machine, a.destination!))),
  native("expand_dims(a, axis)", (machine, a) => arrayOf(inserted(machine, need(machine, a.a), axesArgument(machine, a.axis!)))),
  native("ravel(a, order='C')", (machine, a) => machine.call(machine.getAttribute(numeric(machine, a.a!), "ravel"), [a.order!])),
  ...[1, 2, 3].map((rank) => new PyBuiltin(`atleast_${rank}d`, (machine, args) => { const all = args.map((one) => arrayOf(atLeast(machine, need(machine, one), rank))); return all.length === 1 ? all[0]! : new PyTuple(all); }, "static")),
  native("dsplit(ary, indices_or_sections)", (machine, a) => split(machine, a.ary!, a.indices_or_sections!, 2, false)),
  native("rollaxis(a, axis, start=0)", (machine, a) => {
    const array = numeric(machine, a.a!);
    const axis = normalAxis(intArgument(machine, a.axis!, "axis"), array.shape.length);
    const given = intArgument(machine, a.start!, "start");
    const start = given < 0 ? given + array.shape.length : given;
    return moved(machine, a.a!, [axis], [axis < start ? start - 1 : start]);
  }),
  native("matrix_transpose(x)", (machine, a) => arrayOf(run(machine, "transpose", [need(machine, a.x)], { first: -2, second: -1 }))),
  native("block(arrays)", (machine, a) => arrayOf(blocks(machine, a.arrays!, depthOf(a.arrays!), depthOf(a.arrays!)))),
  native("resize(a, new_shape)", (machine, a) => {
    const line = flat(machine, need(machine, a.a));
    const shape = isInt(a.new_shape!) ? [numberOf(a.new_shape)] : intList(a.new_shape!)!;
    const [length, total] = [line.value.shape[0]!, shape.reduce((product, one) => product * one, 1)];
    return arrayOf(run(machine, "reshape", [takeAt(machine, line, Array.from({ length: total }, (_, i) => i % length), 0)], { shape }));
  }),
  native("squeeze(a, axis=None)", (machine, a) => {
    const node = need(machine, a.a);
    const axes = a.axis === null ? null : axesArgument(machine, a.axis!).map((axis) => normalAxis(axis, rankOf(node)));
    if (axes?.some((axis) => node.value.shape[axis] !== 1)) throw machine.raise("ValueError", "cannot select an axis to squeeze out which has size not equal to one");
    return arrayOf(reshaped(machine, node, node.value.shape.filter((length, axis) => (axes ? !axes.includes(axis) : length !== 1))));
  }),
  native("flip(m, axis=None)", (machine, a) => { const node = need(machine, a.m); return arrayOf(run(machine, "flip", [node], { axes: a.axis === null ? node.value.shape.map((_, i) => i) : axesArgument(machine, a.axis!) })); }),
  native("flipud(m)", (machine, a) => arrayOf(run(machine, "flip", [need(machine, a.m)], { axes: [0] }))),
  native("fliplr(m)", (machine, a) => arrayOf(run(machine, "flip", [need(machine, a.m)], { axes: [1] }))),
  native("tile(A, reps)", (machine, a) => arrayOf(tiled(machine, need(machine, a.A), axesArgument(machine, a.reps!)))),
];

