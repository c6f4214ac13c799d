/** Functions of jax.numpy that choose elements: conditions, bounds, indices. */
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { isFloating } from "../../../tensor/dtype.js";
import { constantNode } from "../../../trace/node.js";
import { isSequence } from "../../arguments.js";
import { arrayFrom, isArray, JaxArray, need } from "../array.js";
import { parts } from "../members.js";
import { placesOf } from "../indexing.js";
import type { Jnp } from "../jnp.js";
import { computed, integers, run } from "../run.js";
import { type Call, define, intsOf, shapeOf } from "./arguments.js";

/** One index array for each axis: where the elements are not 0. */
export function nonzero(machine: Machine, x: JaxArray, size: number | null = null, fill: Value = null): JaxArray[] {
  const hits: number[][] = x.shape.map(() => []);
  toNumbers(x.node.value).forEach((value, position) => {
    if (value === 0) return;
    let rest = position;
    for (let axis = x.shape.length - 1; axis >= 0; axis--) {
      hits[axis]!.push(rest % x.shape[axis]!);
      rest = Math.floor(rest / x.shape[axis]!);
    }
  });
  const fills = fill === null ? x.shape.map(() => 0) : intsOf(machine, fill);
  return hits.map((list, axis) => integers(machine, [size ?? list.length], size === null ? list : Array.from({ length: size }, (_, i) => list[i] ?? fills[fills.length === 1 ? 0 : axis]!)));
}
const sizeArgument = ({ given, int }: Call): number | null => (given("size") ? int("size") : null);

function where(call: Call): Value {
  const { j, machine, a, array } = call;
  const condition = array("condition");
  if (a.x === null && a.y === null) return new PyTuple(nonzero(machine, condition, sizeArgument(call), a.fill_value!));
  if (a.x === null || a.y === null) throw machine.raise("ValueError", "Either both or neither of the x and y arguments should be provided to jax.numpy.where, got " + `${machine.str(a.x!)} and ${machine.str(a.y!)}.`);
  return j.where(condition, array("x", 1), array("y", 2));
}

function clip({ j, machine, a, array }: Call): JaxArray {
  const x = a.arr === null ? array("x") : array("arr");
  const low = arrayFrom(machine, a.min ?? a.a_min);
  const high = arrayFrom(machine, a.max ?? a.a_max);
  const above = low ? j.maximum(low, x) : x;
  return high ? j.minimum(high, above) : above;
}

/** The choice of the first condition that holds. */
function select({ j, machine, a }: Call): JaxArray {
  const [conditions, choices] = [a.condlist!, a.choicelist!].map((list) => [...machine.iterate(list)]);
  if (conditions!.length !== choices!.length) throw machine.raise("ValueError", `condlist must have length equal to choicelist (${conditions!.length} vs ${choices!.length})`);
  if (!conditions!.length) throw machine.raise("ValueError", "condlist must be non-empty");
  const start = need(machine, a.default, "select");
  return conditions!.reduceRight((otherwise: JaxArray, condition, i) => j.where(need(machine, condition, "select"), need(machine, choices![i], "select"), otherwise), start);
}

/** Functions (or values) where conditions hold, the last one elsewhere. */
function piecewise({ j, machine, a, rest, array }: Call): JaxArray {
  const x = array("x");
  const given = isSequence(a.condlist!) ? a.condlist!.items : isArray(a.condlist!) && a.condlist!.shape.length > x.shape.length ? parts(machine, a.condlist!) : [a.condlist!];
  const conditions = given.map((condition) => need(machine, condition, "piecewise"));
  const choices = [...machine.iterate(a.funclist!)];
  if (choices.length !== conditions.length && choices.length !== conditions.length + 1) throw machine.raise("ValueError", `with ${conditions.length} condition(s), either ${conditions.length} or ${conditions.length + 1} functions are expected; got ${choices.length}`);
  const value = (choice: Value): JaxArray => j.cast(arrayFrom(machine, choice) ?? need(machine, machine.call(choice, [x, ...rest]), "piecewise"), x.dtype);
  const start = choices.length > conditions.length ? value(choices.at(-1)!) : j.cast(0, x.dtype);
  return conditions.reduceRight((otherwise, condition, i) => j.where(condition, value(choices[i]!), otherwise), j.expand(start, start.shape.length ? start.shape : x.shape));
}

/** Elements at places along an axis; what lies outside is NaN (the smallest integer), unless the mode says otherwise. */
function take({ j, machine, a, array, int }: Call): JaxArray {
  const source = array("a");
  const indices = array("indices", 1);
  const x = a.axis === null ? j.ravel(source) : source;
  const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
  return along(j, x, indices, axis, a.mode === "clip" || a.mode === "wrap" ? a.mode : "fill", arrayFrom(machine, a.fill_value!), (index) => j.pick(x, index, axis));
}

/** Takes by `pick` with indices brought inside, then fills what was outside. */
function along(j: Jnp, x: JaxArray, indices: JaxArray, axis: number, mode: "clip" | "wrap" | "fill", fill: JaxArray | null, pick: (index: JaxArray) => JaxArray): JaxArray {
  if (isFloating(indices.dtype)) throw j.machine.raise("TypeError", `take requires ndarray or scalar arguments of integer type, got ${indices.dtype}`);
  const length = x.shape[axis]!;
  const counted = toNumbers(indices.node.value).map((index) => (mode === "wrap" ? ((index % length) + length) % length : index < 0 && mode !== "clip" ? index + length : index));
  const inside = counted.map((index) => Math.min(Math.max(index, 0), length - 1));
  const result = pick(new JaxArray(constantNode(fromNumbers("int64", indices.shape, inside), false)));
  if (mode !== "fill" || counted.every((index, i) => index === inside[i])) return result;
  const outside = new JaxArray(constantNode(fromNumbers("bool", indices.shape, counted.map((index, i) => (index === inside[i] ? 0 : 1))), false));
  const after = x.shape.length - axis - 1;
  const mask = result.shape.length === indices.shape.length + x.shape.length - 1 ? j.reshape(outside, [...indices.shape, ...new Array<number>(after).fill(1)]) : outside;
  const value = fill ?? j.of(isFloating(x.dtype) ? Number.NaN : x.dtype === "bool" ? 1 : x.dtype.startsWith("u") ? 2 ** 31 - 1 : -(2 ** 31));
  return new JaxArray(j.where(mask, j.cast(value, x.dtype), j.strong(result)).node, x.weakType);
}

function takeAlongAxis({ j, machine, a, array, int }: Call): JaxArray {
  const source = array("arr");
  const indices = array("indices", 1);
  const x = a.axis === null ? j.ravel(source) : source;
  const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
  if (x.shape.length !== indices.shape.length) throw machine.raise("ValueError", `indices and arr must have the same number of dimensions; ${indices.shape.length} vs. ${x.shape.length}`);
  const common = x.shape.map((length, i) => (i === axis ? indices.shape[i]! : Math.max(length, indices.shape[i]!)));
  const wideX = j.expand(x, common.map((length, i) => (i === axis ? x.shape[i]! : length)));
  const wideIndex = j.expand(indices, common);
  return along(j, wideX, wideIndex, axis, a.mode === "clip" ? "clip" : "fill", arrayFrom(machine, a.fill_value!), (index) => j.gather(wideX, index, axis));
}

/** Sizes of axes for `ravel_multi_index` and `unravel_index`. */
function unravel({ machine, a, array }: Call): Value {
  const shape = shapeOf(machine, a.shape!);
  const indices = array("indices");
  const total = shape.reduce((product, length) => product * length, 1);
  const flat = toNumbers(indices.node.value).map((index) => Math.min(Math.max(index < 0 ? index + total : index, 0), total - 1));
  return new PyTuple(shape.map((length, axis) => {
    const step = shape.slice(axis + 1).reduce((product, one) => product * one, 1);
    return new JaxArray(computed(machine, indices.dtype, indices.shape, flat.map((index) => Math.floor(index / step) % length)).node, indices.weakType);
  }));
}

/** Elements under a condition, filled up (or cut) to `size=` along the axis. */
function sized(call: Call, pick: (found: JaxArray) => JaxArray, axis: number): JaxArray {
  const { j, machine, array } = call;
  const chosen = nonzero(machine, j.ravel(array("condition")))[0]!;
  const result = pick(chosen);
  const size = sizeArgument(call);
  if (size === null) return result;
  const length = result.shape[axis]!;
  if (size <= length) return j.slice(result, axis, 0, size);
  const fill = j.expand(j.cast(array("fill_value"), result.dtype), result.shape.map((own, i) => (i === axis ? size - length : own)));
  return j.cat([result, fill], axis);
}

function choose({ j, machine, a, array }: Call): JaxArray {
  const choices = [...machine.iterate(a.choices!)].map((choice, i) => need(machine, choice, "choose", i));
  const given = array("a");
  const last = choices.length - 1;
  const indices = toNumbers(given.node.value).map((index) => (a.mode === "wrap" ? ((index % choices.length) + choices.length) % choices.length : Math.min(Math.max(index, 0), last)));
  if (a.mode === "raise" && toNumbers(given.node.value).some((index) => index < 0 || index > last)) throw machine.raise("ValueError", "invalid entry in choice array");
  const index = computed(machine, "int32", given.shape, indices);
  return choices.slice(1).reduce((so, choice, i) => j.where(j.compare("eq", index, i + 1), choice, so), j.where(j.compare("eq", index, 0), choices[0]!, choices[0]!));
}

export const SELECTION: readonly PyBuiltin[] = [
  define("where(condition, x=None, y=None, /, *, size=None, fill_value=None)", where),
  define("clip(arr=None, /, min=None, max=None, *, x=None, a=None, a_min=None, a_max=None)", clip),
  define("select(condlist, choicelist, default=0)", select), define("piecewise(x, condlist, funclist, *args)", piecewise), define("choose(a, choices, out=None, mode='raise')", choose),
  define("take(a, indices, axis=None, out=None, mode=None, unique_indices=False, indices_are_sorted=False, fill_value=None)", take), define("take_along_axis(arr, indices, axis=-1, mode=None, fill_value=None)", takeAlongAxis),
  define("nonzero(a, *, size=None, fill_value=None)", (call) => new PyTuple(nonzero(call.machine, call.array("a"), sizeArgument(call), call.a.fill_value!))),
  define("flatnonzero(a, *, size=None, fill_value=None)", (call) => nonzero(call.machine, call.j.ravel(call.array("a")), sizeArgument(call), call.a.fill_value!)[0]!),
  define("argwhere(a, *, size=None, fill_value=None)", (call) => { const found = nonzero(call.machine, call.array("a"), sizeArgument(call), call.a.fill_value!); return found.length ? call.j.stack(found, 1) : integers(call.machine, [toNumbers(call.array("a").node.value).some(Boolean) ? 1 : 0, 0], []); }),
  define("extract(condition, arr, *, size=None, fill_value=0)", (call) => sized(call, (found) => call.j.pick(call.j.ravel(call.array("arr", 1)), found, 0), 0)),
  define("compress(condition, a, axis=None, *, size=None, fill_value=0, out=None)", (call) => {
    const { j, a, array, int } = call;
    const source = array("a", 1);
    const x = a.axis === null ? j.ravel(source) : source;
    const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
    return sized(call, (found) => j.pick(x, found, axis), axis);
  }),
  define("unravel_index(indices, shape)", unravel),
  define("ravel_multi_index(multi_index, dims, mode='raise', order='C')", ({ j, machine, a }) => {
    const dims = shapeOf(machine, a.dims!);
    const indices = [...machine.iterate(a.multi_index!)].map((value, i) => need(machine, value, "ravel_multi_index", i));
    return indices.reduce((so: JaxArray, index, axis) => j.add(j.mul(so, dims[axis]!), index), j.cast(0, indices[0]!.dtype));
  }),
  define("put(a, ind, v, mode=None, *, inplace=True)", ({ j, machine, array, flag }) => {
    if (flag("inplace")) throw machine.raise("ValueError", "jax.numpy.put cannot modify arrays in-place, because JAX arrays are immutable. Pass inplace=False to instead return an updated array.");
    const x = array("a");
    const { places } = placesOf(machine, [toNumbers(x.node.value).length], array("ind", 1), "clip");
    const values = toNumbers(j.ravel(array("v", 2)).node.value);
    const flat = toNumbers(x.node.value);
    places.forEach((place, i) => { if (place >= 0) flat[place] = values[Math.min(i, values.length - 1)]!; });
    return computed(machine, x.dtype, x.shape, flat);
  }),
  define("put_along_axis(arr, indices, values, axis, inplace=True, *, mode=None)", ({ j, machine, a, array, flag, int }) => {
    if (flag("inplace")) throw machine.raise("ValueError", "jax.numpy.put_along_axis cannot modify arrays in-place, because JAX arrays are immutable. Pass inplace=False to instead return an updated array.");
    const x = a.axis === null ? j.ravel(array("arr")) : array("arr");
    const axis = a.axis === null ? 0 : j.axis(int("axis"), x.shape.length);
    const index = array("indices", 1);
    const at = computed(machine, "int64", index.shape, toNumbers(index.node.value).map((one) => (one < 0 ? one + x.shape[axis]! : one)));
    const values = j.expand(j.cast(array("values", 2), x.dtype), index.shape);
    return j.reshape(new JaxArray(run(machine, "scatter", [x.node, at.node, values.node], { axis })), array("arr").shape);
  }),
  define("ix_(*args)", ({ j, machine, rest }) => new PyTuple(rest.map((value, i) => { const x = need(machine, value, "ix_", i); const index = x.dtype === "bool" ? nonzero(machine, x)[0]! : x; return j.reshape(index, rest.map((_, axis) => (axis === i ? index.shape[0]! : 1))); }))),
];
