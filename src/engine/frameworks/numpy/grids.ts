/** Grids and positions: mgrid, ogrid, r_, c_, s_, ix_, triangles' indices, flat positions and back. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyFloat, PyInstance, PySlice, PyTuple, PyType, type Value } from "../../python/object.js";
import { toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { broadcastShapes } from "../../tensor/shape.js";
import type { Node } from "../../trace/node.js";
import { floatArgument, intArgument, isSequence, shapeArgument } from "../arguments.js";
import { arrayOf, isNumeric, resultOf } from "./array-type.js";
import { castTo, indexLeaf, need, numberLeaf, run } from "./call.js";
import { nonzero } from "./methods.js";

const items = (value: Value): readonly Value[] => (value instanceof PyTuple ? value.items : [value]);

/** An object that is only subscripted: `np.s_[1:3]`. */
function subscripted(name: string, get: (machine: Machine, index: Value) => Value): PyInstance {
  const type = define(new PyType(name, [objectType], "numpy.lib._index_tricks_impl"), [new PyBuiltin("__getitem__", (machine, [, index]) => get(machine, index!))]);
  return new PyInstance(type);
}

/** The points of a slice; a step 5j means five points, the end included. */
function pointsOf(machine: Machine, slice: PySlice): { values: number[]; whole: boolean } {
  const number = (value: Value, otherwise: number): number => (value === null ? otherwise : floatArgument(machine, value, "slice"));
  const [start, stop] = [number(slice.start, 0), number(slice.stop, 0)];
  const count = slice.step === null ? undefined : imaginary(machine, slice.step);
  if (count !== undefined) {
    const n = Math.floor(Math.abs(count));
    const step = n > 1 ? (stop - start) / (n - 1) : stop - start;
    return { values: Array.from({ length: n }, (_, i) => (i === n - 1 && n > 1 ? stop : start + i * step)), whole: false };
  }
  const step = number(slice.step, 1);
  const length = Math.max(0, Math.ceil((stop - start) / step));
  return { values: Array.from({ length }, (_, i) => start + i * step), whole: [slice.start, slice.stop, slice.step].every((one) => one === null || !(one instanceof PyFloat || (isNumeric(one) && isFloating(one.dtype)))) };
}

/** 5 of 5j; undefined: a real number. */
function imaginary(machine: Machine, value: Value): number | undefined {
  if (machine.typeOf(value).name !== "complex") return undefined;
  return floatArgument(machine, machine.getAttribute(value, "imag"), "step");
}

const leaf = (machine: Machine, values: readonly number[], whole: boolean): Node => numberLeaf(machine, whole ? "int64" : "float64", [values.length], values);

/** mgrid fills the grid, ogrid keeps each axis thin. */
function grid(machine: Machine, index: Value, thin: boolean): Value {
  if (index instanceof PySlice) { const { values, whole } = pointsOf(machine, index); return arrayOf(leaf(machine, values, whole)); }
  const axes = items(index).map((one) => pointsOf(machine, one as PySlice)); // slices by mgrid's contract
  const whole = axes.every((one) => one.whole);
  const shape = axes.map(({ values }) => values.length);
  const parts = axes.map(({ values }, axis) => run(machine, "reshape", [leaf(machine, values, whole)], { shape: shape.map((length, i) => (i === axis ? length : 1)) }));
  if (thin) return new PyTuple(parts.map(arrayOf));
  return arrayOf(run(machine, "cat", parts.map((one) => run(machine, "reshape", [run(machine, "expand", [one], { shape })], { shape: [1, ...shape] })), { axis: 0 }));
}

/** `np.r_[…]`, `np.c_[…]`: slices as ranges, everything joined along an axis; "0,2,-1" says axis, least rank and where the old axes go. */
function joined(machine: Machine, index: Value, standard: readonly [number, number, number]): Value {
  let [axis, rank, position] = standard;
  const parts: Node[] = [];
  for (const one of items(index)) {
    if (typeof one === "string") {
      const numbers = one.split(",").map(Number);
      [axis, rank, position] = [numbers[0] ?? 0, numbers[1] ?? 1, numbers[2] ?? -1];
      continue;
    }
    let node: Node;
    const scalar = !(one instanceof PySlice) && !isSequence(one) && !(isNumeric(one) && one.shape.length > 0);
    if (one instanceof PySlice) { const { values, whole } = pointsOf(machine, one); node = leaf(machine, values, whole); } else node = need(machine, one);
    const missing = rank - node.value.shape.length;
    if (missing > 0) {
      // A row goes where `position` says: −1 last, 0 first.
      const own = scalar ? [] : [...node.value.shape];
      const at = position < 0 ? rank - own.length + position + 1 : position;
      const shape = scalar ? new Array<number>(rank).fill(1) : [...new Array<number>(at).fill(1), ...own, ...new Array<number>(rank - own.length - at).fill(1)];
      node = run(machine, "reshape", [node], { shape });
    }
    parts.push(node);
  }
  return arrayOf(parts.length === 1 ? run(machine, "clone", parts) : run(machine, "cat", parts, { axis }));
}

/** Index arrays that together choose the cross product. */
function cross(machine: Machine, args: readonly Value[]): PyTuple {
  return new PyTuple(args.map((one, axis) => {
    const given = need(machine, one);
    if (given.value.shape.length !== 1) throw machine.raise("ValueError", "Cross index must be 1 dimensional");
    const node = given.value.dtype === "bool" ? need(machine, nonzero(machine, arrayOf(given)).items[0]!) : given.value.shape[0] === 0 ? castTo(machine, given, "int64") : given;
    return arrayOf(run(machine, "reshape", [node], { shape: args.map((_, i) => (i === axis ? -1 : 1)) }));
  }));
}

const pairs = (machine: Machine, rows: number, columns: number, test: (i: number, j: number) => boolean): PyTuple => {
  const hits = Array.from({ length: rows * columns }, (_, at) => [Math.floor(at / columns), at % columns] as const).filter(([i, j]) => test(i, j));
  return new PyTuple([arrayOf(indexLeaf(machine, hits.map(([i]) => i))), arrayOf(indexLeaf(machine, hits.map(([, j]) => j)))]);
};

function triangle(name: string, test: (i: number, j: number, k: number) => boolean): PyBuiltin[] {
  return [
    native(`${name}_indices(n, k=0, m=None)`, (machine, a) => { const n = intArgument(machine, a.n!, "n"); const k = intArgument(machine, a.k!, "k"); return pairs(machine, n, a.m === null ? n : intArgument(machine, a.m!, "m"), (i, j) => test(i, j, k)); }),
    native(`${name}_indices_from(arr, k=0)`, (machine, a) => {
      const { shape } = need(machine, a.arr).value;
      if (shape.length !== 2) throw machine.raise("ValueError", "input array must be 2-d");
      return pairs(machine, shape[0]!, shape[1]!, (i, j) => test(i, j, intArgument(machine, a.k!, "k")));
    }),
  ];
}

function unravel(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const shape = shapeArgument(machine, [a.shape!]);
  const given = need(machine, a.indices);
  const total = shape.reduce((product, length) => product * length, 1);
  const positions = toNumbers(given.value);
  const outside = positions.find((one) => one < 0 || one >= total);
  if (outside !== undefined) throw machine.raise("ValueError", `index ${outside} is out of bounds for array with size ${total}`);
  const order = a.order === "F" ? shape.map((_, i) => i) : shape.map((_, i) => shape.length - 1 - i);
  let rest = positions;
  const found: number[][] = [];
  for (const axis of order) {
    found[axis] = rest.map((one) => one % shape[axis]!);
    rest = rest.map((one) => Math.floor(one / shape[axis]!));
  }
  return new PyTuple(found.map((one) => resultOf(numberLeaf(machine, "int64", given.value.shape, one))));
}

function ravelled(machine: Machine, a: Readonly<Record<string, Value>>): Value {
  const dims = shapeArgument(machine, [a.dims!]);
  const parts = [...machine.iterate(a.multi_index!)].map((one) => need(machine, one));
  const shape = broadcastShapes(...parts.map((one) => one.value.shape)) ?? [];
  const columns = parts.map((one) => toNumbers(run(machine, "expand", [one], { shape }).value));
  const order = a.order === "F" ? dims.map((_, i) => dims.length - 1 - i) : dims.map((_, i) => i);
  const values = columns[0]!.map((_, k) => order.reduce((at, axis) => {
    const own = columns[axis]![k]!;
    const length = dims[axis]!;
    if ((own < 0 || own >= length) && a.mode === "raise") throw machine.raise("ValueError", "invalid entry in coordinates array");
    return at * length + (a.mode === "wrap" ? ((own % length) + length) % length : Math.min(Math.max(own, 0), length - 1));
  }, 0));
  return resultOf(numberLeaf(machine, "int64", shape, values));
}

export const GRID_OBJECTS = (): [string, Value][] => [
  ["mgrid", subscripted("MGridClass", (machine, index) => grid(machine, index, false))],
  ["ogrid", subscripted("OGridClass", (machine, index) => grid(machine, index, true))],
  ["r_", subscripted("RClass", (machine, index) => joined(machine, index, [0, 1, -1]))],
  ["c_", subscripted("CClass", (machine, index) => joined(machine, index, [-1, 2, 0]))],
  ["s_", subscripted("IndexExpression", (_, index) => index)],
  ["index_exp", subscripted("IndexExpression", (_, index) => (index instanceof PyTuple ? index : new PyTuple([index])))],
];

export const GRIDS: readonly PyBuiltin[] = [
  new PyBuiltin("ix_", (machine, args) => cross(machine, args), "static"),
  ...triangle("tril", (i, j, k) => j - i <= k), ...triangle("triu", (i, j, k) => j - i >= k),
  native("mask_indices(n, mask_func, k=0)", (machine, a) => {
    const n = intArgument(machine, a.n!, "n");
    return nonzero(machine, arrayOf(need(machine, machine.call(a.mask_func!, [arrayOf(numberLeaf(machine, "int64", [n, n], new Array<number>(n * n).fill(1))), a.k!]))));
  }),
  native("diag_indices_from(arr)", (machine, a) => {
    const { shape } = need(machine, a.arr).value;
    const line = (): Value => arrayOf(indexLeaf(machine, Array.from({ length: shape[0]! }, (_, i) => i)));
    return new PyTuple(shape.map(line));
  }),
  native("unravel_index(indices, shape, order='C')", unravel),
  native("ravel_multi_index(multi_index, dims, mode='raise', order='C')", ravelled),
  native("broadcast_shapes(*args)", (machine, _, { rest }) => {
    const shapes = rest.map((one) => shapeArgument(machine, [one]));
    const shape = broadcastShapes(...shapes);
    if (!shape) {
      const odd = shapes.findIndex((__, i) => i > 0 && !broadcastShapes(...shapes.slice(0, i + 1)));
      throw machine.raise("ValueError", `shape mismatch: objects cannot be broadcast to a single shape.  Mismatch is between arg 0 with shape ${machine.repr(new PyTuple(shapes[0]!))} and arg ${odd} with shape ${machine.repr(new PyTuple(shapes[odd]!))}.`);
    }
    return new PyTuple(shape);
  }),
  native("fromfunction(function, shape, *, dtype=None, **kwargs)", (machine, a, { restKeywords }) => {
    const shape = shapeArgument(machine, [a.shape!]);
    const slices = new PyTuple(shape.map((length) => new PySlice(0, length, null)));
    const coordinates = [...machine.iterate(grid(machine, shape.length === 1 ? new PyTuple([slices.items[0]!]) : slices, false))].map((one) => (a.dtype === null ? resultOf(castTo(machine, need(machine, one), "float64")) : machine.call(machine.getAttribute(one, "astype"), [a.dtype!])));
    return machine.call(a.function!, coordinates, restKeywords);
  }),
];
