/** Functions of jax.numpy that rearrange elements: shapes, axes, joining, splitting, repeating. */
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyList, PyTuple, type Value } from "../../../python/object.js";
import { sizeOf } from "../../../tensor/shape.js";
import { intArgument, isInt, isSequence, numberOf } from "../../arguments.js";
import { shapeText } from "../../numpy/printing.js";
import { arrayFrom, className, isArray, JaxArray, need } from "../array.js";
import { dtypeOf } from "../dtypes.js";
import type { Jnp } from "../jnp.js";
import { parts } from "../members.js";
import { broadcastShape, integers, kept } from "../run.js";
import { axesOf, type Call, define, intsOf, shapeOf } from "./arguments.js";

/** A shape with at most one −1, or JAX's error. */
export function reshaped({ j, machine }: Pick<Call, "j" | "machine">, x: JaxArray, shape: readonly number[], order: Value): JaxArray {
  const total = sizeOf(x.shape);
  const known = shape.filter((length) => length !== -1).reduce((product, length) => product * length, 1);
  const open = shape.includes(-1);
  if (open && (known === 0 || total % known)) throw machine.raise("TypeError", `cannot reshape array of shape ${shapeText(x.shape)} (size ${total}) into shape ${shapeText(shape)} because the product of specified axis sizes (${known}) does not evenly divide ${total}`);
  if (!open && known !== total) throw machine.raise("TypeError", `cannot reshape array of shape ${shapeText(x.shape)} (size ${total}) into shape ${shape.length === 1 ? shape[0] : shapeText(shape)} (size ${known})`);
  const full = shape.map((length) => (length === -1 ? total / known : length));
  return order === "F" ? reversed(j, j.reshape(reversed(j, x), [...full].reverse())) : j.reshape(x, full);
}
const reversed = (j: Jnp, x: JaxArray): JaxArray => j.permute(x, x.shape.map((_, axis) => x.shape.length - 1 - axis));

export function transposed(machine: Machine, j: Jnp, x: JaxArray, axes: readonly number[] | null): JaxArray {
  if (!axes) return reversed(j, x);
  const order = axes.map((axis) => j.axis(axis, x.shape.length));
  if (axes.length !== x.shape.length) throw machine.raise("ValueError", `transpose permutation isn't a permutation of operand dimensions, got permutation ${shapeText(axes)} for operand shape ${shapeText(x.shape)}.`);
  return j.permute(x, order);
}

/** The arrays to be joined: a sequence, or an array taken apart. */
function arraysIn({ machine, a }: Call, name: string, parameter: string): JaxArray[] {
  const given = a[parameter]!;
  if (isArray(given)) return given.shape.length ? parts(machine, given) : [given];
  const array = arrayFrom(machine, given);
  if (array && !array.shape.length) throw machine.raise("TypeError", `object of type '${machine.typeOf(given).name}' has no len()`);
  const items = array ? parts(machine, array) : isSequence(given) ? given.items : [...machine.iterate(given)];
  return items.map((item, i) => need(machine, item, name, i));
}

function joinAlong({ machine, j }: Call, arrays: readonly JaxArray[], axis: number): JaxArray {
  const [first] = arrays;
  if (!first) throw machine.raise("ValueError", "Need at least one array to concatenate.");
  if (!first.shape.length) throw machine.raise("ValueError", "Zero-dimensional arrays cannot be concatenated.");
  if (arrays.some((one) => one.shape.length !== first.shape.length)) throw machine.raise("TypeError", `Cannot concatenate arrays with different numbers of dimensions: got ${arrays.map((one) => shapeText(one.shape)).join(", ")}.`);
  const at = j.axis(axis, first.shape.length);
  if (arrays.some((one) => one.shape.some((length, i) => i !== at && length !== first.shape[i]))) throw machine.raise("TypeError", `Cannot concatenate arrays with shapes that differ in dimensions other than the one being concatenated: concatenating along dimension ${at} for shapes ${arrays.map((one) => shapeText(one.shape)).join(", ")}.`);
  return j.cat(arrays, at);
}

const concatenating = (name: string): PyBuiltin => define(`${name}(arrays, axis=0, dtype=None)`, (call) => {
  const { j, machine, a, int } = call;
  const arrays = arraysIn(call, name, "arrays");
  const joined = a.axis === null ? joinAlong(call, arrays.map((one) => j.ravel(one)), 0) : joinAlong(call, arrays, int("axis"));
  const dtype = dtypeOf(machine, a.dtype!, name);
  return dtype ? j.cast(joined, dtype) : joined;
});

/** At least so many dimensions, as NumPy puts them. */
function atLeast(j: Jnp, x: JaxArray, rank: 1 | 2 | 3): JaxArray {
  const { shape } = x;
  if (shape.length >= rank) return x;
  if (rank === 1) return j.reshape(x, [1]);
  if (rank === 2) return j.reshape(x, shape.length ? [1, shape[0]!] : [1, 1]);
  return j.reshape(x, shape.length === 0 ? [1, 1, 1] : shape.length === 1 ? [1, shape[0]!, 1] : [...shape, 1]);
}
const atLeastFunction = (rank: 1 | 2 | 3): PyBuiltin => define(`atleast_${rank}d(*arys)`, ({ j, machine, rest }) => {
  const arrays = rest.map((value, i) => atLeast(j, need(machine, value, `atleast_${rank}d`, i), rank));
  return arrays.length === 1 ? arrays[0]! : new PyList(arrays);
});

/** Where to cut an axis into so many equal parts, or at the given places. */
function cuts({ machine, a }: Call, length: number, equal: boolean): number[] {
  const given = a.indices_or_sections!;
  if (!isInt(given) && !(isArray(given) && !given.shape.length)) return intsOf(machine, given).map((at) => Math.min(Math.max(at < 0 ? at + length : at, 0), length));
  const sections = intArgument(machine, given, "sections");
  if (equal && length % sections) throw machine.raise("ValueError", `array split does not result in an equal division: rest is ${length % sections}`);
  const [size, extra] = [Math.floor(length / sections), length % sections];
  return Array.from({ length: sections - 1 }, (_, i) => (i + 1) * size + Math.min(i + 1, extra));
}
function split(call: Call, x: JaxArray, axis: number, equal: boolean): PyList {
  const at = call.j.axis(axis, x.shape.length);
  const places = cuts(call, x.shape[at]!, equal);
  return new PyList([0, ...places].map((start, i) => call.j.slice(x, at, start, Math.max(start, places[i] ?? x.shape[at]!))));
}
const splitting = (name: string, axisFor: (rank: number) => number): PyBuiltin => define(`${name}(ary, indices_or_sections)`, (call) => split(call, call.array("ary"), axisFor(call.array("ary").shape.length), true));

function flipped(machine: Machine, x: JaxArray, axes: readonly number[] | null): JaxArray {
  return kept(machine, "flip", x, { axes: axes ? [...axes] : x.shape.map((_, axis) => axis) });
}

/** Each element so many times; for several counts the elements are picked. */
function repeat({ j, machine, a, array, int, given }: Call): JaxArray {
  const source = array("a");
  const x = a.axis === null ? j.ravel(source) : source;
  const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
  const counts = intsOf(machine, a.repeats!);
  const length = x.shape[axis]!;
  let index = Array.from({ length }, (_, i) => new Array<number>(counts.length === 1 ? counts[0]! : (counts[i] ?? 0)).fill(i)).flat();
  if (given("total_repeat_length")) {
    const total = int("total_repeat_length");
    index = Array.from({ length: total }, (_, i) => index[i] ?? length - 1);
  }
  return j.pick(x, integers(machine, [index.length], index), axis);
}

function tile(j: Jnp, x: JaxArray, repeats: readonly number[]): JaxArray {
  const rank = Math.max(x.shape.length, repeats.length);
  const shape = [...new Array<number>(rank - x.shape.length).fill(1), ...x.shape];
  const times = [...new Array<number>(rank - repeats.length).fill(1), ...repeats];
  return kept(j.machine, "repeat", j.reshape(x, shape), { repeats: times });
}

/** `pad_width` as a pair for each axis. */
function pairs(machine: Machine, value: Value, rank: number, name: string): [number, number][] {
  if (isInt(value)) return Array.from({ length: rank }, () => [numberOf(value), numberOf(value)]);
  const items = isSequence(value) ? value.items : isArray(value) ? parts(machine, value) : [...machine.iterate(value)];
  const rows = items.map((item) => intsOf(machine, item));
  if (rows.every((row) => row.length === 1) && items.every((item) => !isSequence(item))) return Array.from({ length: rank }, () => [rows[0]![0]!, rows.at(-1)![0]!]);
  if (rows.length !== 1 && rows.length !== rank) throw machine.raise("ValueError", `${name} given unexpected structure: ${machine.str(value)}. See docstring for valid ${name} formats.`);
  return Array.from({ length: rank }, (_, axis) => { const row = rows[rows.length === 1 ? 0 : axis]!; return [row[0]!, row.at(-1)!]; });
}

/** Where each element of a padded axis comes from; null: from nowhere. */
function sources(length: number, [before, after]: readonly [number, number], mode: string, odd: boolean): (number | null)[] {
  return Array.from({ length: before + length + after }, (_, i) => {
    const at = i - before;
    if (at >= 0 && at < length) return at;
    if (mode === "edge") return at < 0 ? 0 : length - 1;
    if (mode === "wrap") return ((at % length) + length) % length;
    const period = mode === "reflect" ? 2 * (length - 1) : 2 * length;
    if (odd || (mode !== "reflect" && mode !== "symmetric")) return null;
    const folded = period ? ((at % period) + period) % period : 0;
    return folded < length ? folded : mode === "reflect" ? period - folded : period - 1 - folded;
  });
}

function pad({ j, machine, a, array }: Call): JaxArray {
  const x = array("array");
  const widths = pairs(machine, a.pad_width!, x.shape.length, "pad_width");
  const mode = String(a.mode);
  if (mode === "constant") {
    const fills = isSequence(a.constant_values!) ? a.constant_values!.items : [a.constant_values!];
    const value = (item: Value): JaxArray => j.cast(need(machine, isSequence(item) ? item.items[0]! : item, "pad"), x.dtype);
    return widths.reduce((so, [before, after], axis) => {
      const own = fills.length > 1 ? fills[axis % fills.length]! : fills[0]!;
      const ends = isSequence(own) ? own.items : fills.length === 2 && widths.length === 1 ? fills : [own];
      const part = (count: number, item: Value): JaxArray[] => (count > 0 ? [j.expand(value(item), so.shape.map((length, i) => (i === axis ? count : length)))] : []);
      const start = Math.max(0, -before);
      const middle = before < 0 || after < 0 ? j.slice(so, axis, start, so.shape[axis]! - Math.max(0, -after)) : so;
      const whole = [...part(before, ends[0]!), middle, ...part(after, ends.at(-1)!)];
      return whole.length === 1 ? middle : new JaxArray(j.cat(whole, axis).node, x.weakType);
    }, x);
  }
  const known = ["edge", "wrap", "reflect", "symmetric"].includes(mode);
  if (!known) throw machine.raise("NotImplementedError", `Unimplemented padding mode '${mode}' for np.pad.`);
  return widths.reduce((so, width, axis) => {
    const index = sources(so.shape[axis]!, width, mode, a.reflect_type === "odd");
    if (index.includes(null)) throw machine.raise("NotImplementedError", "reflect_type='odd'");
    return j.pick(so, integers(machine, [index.length], index as number[]), axis); // no null is left
  }, x);
}

export const SHAPES: readonly PyBuiltin[] = [
  define("reshape(a, shape, order='C', *, copy=None, out_sharding=None)", (call) => reshaped(call, call.array("a"), shapeOf(call.machine, call.a.shape!), call.a.order!)),
  define("ravel(a, order='C', *, out_sharding=None)", (call) => reshaped(call, call.array("a"), [-1], call.a.order!)),
  ...["transpose", "permute_dims"].map((name) => define(`${name}(a, axes=None)`, ({ j, machine, a, array }) => transposed(machine, j, array("a"), a.axes === null ? null : intsOf(machine, a.axes!)))),
  define("matrix_transpose(x, /)", ({ j, array }) => matrixTransposed(j, array("x"))),
  define("swapaxes(a, axis1, axis2)", ({ j, array, int }) => { const x = array("a"); const [one, two] = [j.axis(int("axis1"), x.shape.length), j.axis(int("axis2"), x.shape.length)]; return j.permute(x, x.shape.map((_, axis) => (axis === one ? two : axis === two ? one : axis))); }),
  define("moveaxis(a, source, destination)", ({ j, machine, a, array }) => {
    const x = array("a");
    const [from, to] = [axesOf(machine, a.source!, x.shape.length)!, axesOf(machine, a.destination!, x.shape.length)!];
    if (from.length !== to.length) throw machine.raise("ValueError", `Inconsistent number of elements: ${from.length} vs ${to.length}`);
    const order = x.shape.map((_, axis) => axis).filter((axis) => !from.includes(axis));
    to.map((at, i) => [at, from[i]!] as const).sort((p, q) => p[0] - q[0]).forEach(([at, axis]) => { order.splice(at, 0, axis); });
    return j.permute(x, order);
  }),
  define("rollaxis(a, axis, start=0)", ({ j, array, int }) => { const x = array("a"); const [from, start] = [j.axis(int("axis"), x.shape.length), int("start")]; const to = start < 0 ? start + x.shape.length : start; return j.moveaxis(x, from, to > from ? to - 1 : to); }),
  define("expand_dims(a, axis)", ({ j, machine, a, array }) => {
    const x = array("a");
    const count = isSequence(a.axis!) ? a.axis!.items.length : 1;
    const axes = axesOf(machine, a.axis!, x.shape.length + count)!;
    const rest = [...x.shape];
    return j.reshape(x, Array.from({ length: x.shape.length + count }, (_, axis) => (axes.includes(axis) ? 1 : rest.shift()!)));
  }),
  define("squeeze(a, axis=None)", ({ j, machine, a, array }) => {
    const x = array("a");
    const axes = axesOf(machine, a.axis!, x.shape.length) ?? x.shape.flatMap((length, axis) => (length === 1 ? [axis] : []));
    if (axes.some((axis) => x.shape[axis] !== 1)) throw machine.raise("ValueError", `cannot select an axis to squeeze out which has size not equal to one, got shape=${shapeText(x.shape)} and dimensions=${shapeText(axes)}`);
    return j.reshape(x, x.shape.filter((_, axis) => !axes.includes(axis)));
  }),
  define("broadcast_to(array, shape, *, out_sharding=None)", ({ j, machine, a, array }) => {
    const x = array("array");
    const shape = shapeOf(machine, a.shape!);
    if (x.shape.length > shape.length) throw machine.raise("ValueError", `Cannot broadcast to shape with fewer dimensions: arr_shape=${shapeText(x.shape)} shape=${shapeText(shape)}`);
    if (x.shape.some((length, i) => length !== 1 && length !== shape[i + shape.length - x.shape.length])) throw machine.raise("ValueError", `Incompatible types for broadcasting: input type=${x.dtype}[${x.shape.join(",")}] and requested type=${x.dtype}[${shape.join(",")}]`);
    return j.expand(x, shape);
  }),
  define("broadcast_arrays(*args)", ({ j, machine, rest }) => { const arrays = rest.map((value, i) => need(machine, value, "broadcast_arrays", i)); const shape = broadcastShape(machine, "broadcast_arrays", arrays.map((one) => one.shape)); return new PyList(arrays.map((one) => j.expand(one, shape))); }),
  define("broadcast_shapes(*shapes)", ({ machine, rest }) => new PyTuple([...broadcastShape(machine, "broadcast_shapes", rest.map((value) => shapeOf(machine, value)))])),
  concatenating("concatenate"), define("concat(arrays, /, *, axis=0)", (call) => (call.a.axis === null ? joinAlong(call, arraysIn(call, "concat", "arrays").map((one) => call.j.ravel(one)), 0) : joinAlong(call, arraysIn(call, "concat", "arrays"), call.int("axis")))),
  define("stack(arrays, axis=0, out=None, dtype=None)", (call) => {
    const { j, machine, a, int } = call;
    const arrays = arraysIn(call, "stack", "arrays");
    const [first] = arrays;
    if (!first) throw machine.raise("ValueError", "Need at least one array to stack.");
    if (arrays.some((one) => shapeText(one.shape) !== shapeText(first.shape))) throw machine.raise("ValueError", `All input arrays must have the same shape. Got ${arrays.map((one) => shapeText(one.shape)).join(", ")}.`);
    const dtype = dtypeOf(machine, a.dtype!, "stack");
    const result = j.stack(arrays, j.axis(int("axis"), first.shape.length + 1));
    return dtype ? j.cast(result, dtype) : result;
  }),
  define("vstack(tup, dtype=None)", (call) => joinAlong(call, arraysIn(call, "vstack", "tup").map((one) => atLeast(call.j, one, 2)), 0)),
  define("hstack(tup, dtype=None)", (call) => { const arrays = arraysIn(call, "hstack", "tup").map((one) => atLeast(call.j, one, 1)); return joinAlong(call, arrays, arrays[0]?.shape.length === 1 ? 0 : 1); }),
  define("dstack(tup, dtype=None)", (call) => joinAlong(call, arraysIn(call, "dstack", "tup").map((one) => atLeast(call.j, one, 3)), 2)),
  define("column_stack(tup)", (call) => joinAlong(call, arraysIn(call, "column_stack", "tup").map((one) => (one.shape.length < 2 ? call.j.reshape(one, [-1, 1]) : one)), 1)),
  define("append(arr, values, axis=None)", (call) => { const [x, y] = [call.array("arr"), call.array("values", 1)]; return call.a.axis === null ? call.j.cat([call.j.ravel(x), call.j.ravel(y)], 0) : joinAlong(call, [x, y], call.int("axis")); }),
  define("block(arrays)", ({ j, machine, a }) => block(machine, j, a.arrays!, depthOf(a.arrays!))),
  define("split(ary, indices_or_sections, axis=0)", (call) => split(call, call.array("ary"), call.int("axis"), true)), define("array_split(ary, indices_or_sections, axis=0)", (call) => split(call, call.array("ary"), call.int("axis"), false)),
  splitting("vsplit", () => 0), splitting("hsplit", (rank) => (rank === 1 ? 0 : 1)), splitting("dsplit", () => 2),
  define("unstack(x, /, *, axis=0)", ({ j, machine, array, int }) => { const x = array("x"); return new PyTuple(parts(machine, j.moveaxis(x, j.axis(int("axis"), x.shape.length), 0))); }),
  atLeastFunction(1), atLeastFunction(2), atLeastFunction(3),
  define("flip(m, axis=None)", ({ machine, a, array }) => flipped(machine, array("m"), axesOf(machine, a.axis!, array("m").shape.length))), define("fliplr(m)", ({ j, machine, array }) => j.strong(flipped(machine, array("m"), [1]))), define("flipud(m)", ({ machine, array }) => flipped(machine, array("m"), [0])),
  define("rot90(m, k=1, axes=(0, 1))".replace("(0, 1)", "None"), ({ j, machine, a, array, int }) => j.strong(kept(machine, "rot90", array("m"), { k: int("k"), axes: a.axes === null ? [0, 1] : intsOf(machine, a.axes!) }))),
  define("roll(a, shift, axis=None)", ({ j, machine, a, array }) => {
    const x = array("a");
    const shifts = intsOf(machine, a.shift!);
    if (a.axis === null) return j.reshape(kept(machine, "roll", j.ravel(x), { shifts: [shifts[0]!], axes: [0] }), x.shape);
    const axes = intsOf(machine, a.axis!).map((axis) => j.axis(axis, x.shape.length));
    return kept(machine, "roll", x, { shifts: axes.map((_, i) => shifts[shifts.length === 1 ? 0 : i]!), axes: shifts.length > axes.length ? shifts.map(() => axes[0]!) : axes });
  }),
  define("repeat(a, repeats, axis=None, *, total_repeat_length=None, out_sharding=None)", repeat),
  define("tile(A, reps)", ({ j, machine, a, array }) => tile(j, array("A"), intsOf(machine, a.reps!))),
  define("pad(array, pad_width, mode='constant', constant_values=0, reflect_type='even')", pad),
  define("resize(a, new_shape)", ({ j, machine, a, array }) => { const x = j.ravel(array("a")); const shape = shapeOf(machine, a.new_shape!); const total = sizeOf(shape); return j.reshape(j.pick(x, integers(machine, [total], Array.from({ length: total }, (_, i) => i % x.shape[0]!)), 0), shape); }),
  define("shape(a)", ({ array }) => new PyTuple([...array("a").shape])), define("ndim(a)", ({ array }) => array("a").shape.length),
  define("size(a, axis=None)", ({ machine, a, array }) => { const { shape } = array("a"); return a.axis === null ? sizeOf(shape) : axesOf(machine, a.axis!, shape.length)!.reduce((product, axis) => product * shape[axis]!, 1); }),
  define("delete(arr, obj, axis=None)", ({ j, machine, a, array, int }) => {
    const given = array("arr");
    const x = a.axis === null ? j.ravel(given) : given;
    const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
    const gone = new Set(intsOf(machine, a.obj!).map((at) => (at < 0 ? at + x.shape[axis]! : at)));
    const left = Array.from({ length: x.shape[axis]! }, (_, i) => i).filter((i) => !gone.has(i));
    return j.pick(x, integers(machine, [left.length], left), axis);
  }),
  define("insert(arr, obj, values, axis=None)", ({ j, machine, a, array, int }) => {
    const given = array("arr");
    const x = a.axis === null ? j.ravel(given) : given;
    const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
    const at = intsOf(machine, a.obj!).map((one) => (one < 0 ? one + x.shape[axis]! : one));
    const shape = x.shape.map((length, i) => (i === axis ? Math.max(at.length, 1) : length));
    const values = j.cast(array("values", 2), x.dtype);
    const inserted = j.expand(values.shape.length === x.shape.length || values.shape.length <= 1 ? values : j.unsqueeze(values, axis), values.shape.length === 1 && at.length === 1 && x.shape.length === 1 ? [values.shape[0]!] : shape);
    const count = inserted.shape[axis]!;
    const places = at.length === 1 ? new Array<number>(count).fill(at[0]!) : at;
    const order = [...Array.from({ length: x.shape[axis]! }, (_, i) => ({ key: i, rank: 1, from: i })), ...places.map((key, i) => ({ key, rank: 0, from: x.shape[axis]! + i }))].sort((p, q) => p.key - q.key || p.rank - q.rank);
    return j.pick(j.cat([x, inserted], axis), integers(machine, [order.length], order.map(({ from }) => from)), axis);
  }),
];

export const matrixTransposed = (j: Jnp, x: JaxArray): JaxArray => {
  if (x.shape.length < 2) throw j.machine.raise("ValueError", `x must be at least two-dimensional for matrix_transpose; got ndim=${x.shape.length}`);
  return j.strong(j.permute(x, x.shape.map((_, axis) => (axis === x.shape.length - 1 ? axis - 1 : axis === x.shape.length - 2 ? axis + 1 : axis))));
};

const depthOf = (value: Value): number => (value instanceof PyList ? 1 + Math.max(0, ...value.items.map(depthOf)) : 0);

/** Nested lists: the innermost are joined along the last axis, and so on outwards. */
function block(machine: Machine, j: Jnp, value: Value, depth: number): JaxArray {
  if (!(value instanceof PyList)) {
    const array = arrayFrom(machine, value);
    if (!array) throw machine.raise("TypeError", `block requires ndarray or scalar arguments, got ${className(machine, value)} at position 0.`);
    return array;
  }
  const inner = value.items.map((item) => block(machine, j, item, depth - 1));
  const rank = Math.max(depth, ...inner.map((one) => one.shape.length));
  const wide = inner.map((one) => j.reshape(one, [...new Array<number>(rank - one.shape.length).fill(1), ...one.shape]));
  return j.cat(wide, rank - depth);
}
