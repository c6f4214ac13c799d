/**
 * `x[…]` and `x.at[…]`. JAX has NumPy's rules but for places outside: a read takes the nearest element (or a fill value), a
 * write there is dropped. Indices are brought inside before the common reading of subscripts sees them.
 */
import type { Machine } from "../../python/machine.js";
import { Ellipsis, PyList, PySlice, PyTuple, TracedObject, type Value } from "../../python/object.js";
import { fromNumbers, type NDArray, toNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";
import { constantNode, type Node } from "../../trace/node.js";
import { isInt, nestedNumbers, numberOf } from "../arguments.js";
import { type IndexWords, readIndex } from "../indexing.js";
import { JaxArray } from "./array.js";
import { jaxPromotion } from "./promotion.js";
import { inJaxWords, run } from "./run.js";

/** What becomes of an index outside its axis: the nearest one, or one past the end (a place that belongs to nobody). */
export type Outside = "clip" | "drop";

const SEQUENCE = "Using a non-tuple sequence for multidimensional indexing is not allowed; use `arr[array(seq)]` instead of `arr[seq]`. See https://github.com/jax-ml/jax/issues/4564 for more information.";

/** An index array of one item of a subscript, or null: a slice, None or an ellipsis. */
function indexArray(machine: Machine, item: Value): NDArray | null {
  if (item === null || item === Ellipsis || item instanceof PySlice) return null;
  if (typeof item === "boolean") return fromNumbers("bool", [], [item ? 1 : 0]);
  if (isInt(item)) return fromNumbers("int64", [], [numberOf(item)]);
  if (typeof item === "string") throw machine.raise("TypeError", `JAX does not support string indexing; got idx=${machine.repr(item)}`);
  const array = item instanceof TracedObject ? item.tracedNode(machine).value : nestedArray(machine, item);
  if (isFloating(array.dtype)) throw machine.raise("TypeError", `Indexer must have integer or boolean type, got indexer with type ${array.dtype}`);
  return array;
}

function nestedArray(machine: Machine, item: Value): NDArray {
  const { kind, shape, values } = nestedNumbers(machine, item);
  return fromNumbers(kind === "float" && values.length ? "float64" : kind === "bool" ? "bool" : "int64", shape, values);
}

export interface Inside {
  readonly items: readonly Value[];
  /** Axes on which an element of an index array is outside; a plain index counts as well where those outside are dropped. */
  readonly outside: readonly number[];
}

/** The subscript with every index counted from 0 and inside its axis (or one past the end). */
export function inside(machine: Machine, shape: Shape, index: Value, outside: Outside): Inside {
  if (index instanceof PyList) throw machine.raise("TypeError", SEQUENCE);
  const given = index instanceof PyTuple ? index.items : [index];
  const arrays = given.map((item) => indexArray(machine, item));
  const used = (i: number): number => (arrays[i] ? (arrays[i]!.dtype === "bool" ? arrays[i]!.shape.length : 1) : given[i] instanceof PySlice ? 1 : 0);
  const total = given.reduce((sum: number, _, i) => sum + used(i), 0);
  if (total > shape.length) throw machine.raise("IndexError", `Too many indices: array is ${shape.length}-dimensional, but ${total} were indexed`);
  const advanced = arrays.some((array) => array !== null && (array.dtype === "bool" || array.shape.length > 0));
  const dropped: number[] = [];
  let axis = 0;
  const items = given.map((item, i): Value => {
    const array = arrays[i]!;
    if (item === Ellipsis) axis += shape.length - total;
    if (!array) {
      if (item instanceof PySlice) axis++;
      return item;
    }
    if (array.dtype === "bool") {
      const wrong = array.shape.findIndex((length, k) => length !== shape[axis + k]);
      if (wrong >= 0) throw machine.raise("IndexError", `boolean index did not match shape of indexed array in index ${axis}: got (${array.shape.join(", ")}${array.shape.length === 1 ? "," : ""}), expected [${shape.slice(axis, axis + array.shape.length).join(", ")}]`);
      axis += array.shape.length;
      return new JaxArray(constantNode(array, false));
    }
    const length = shape[axis]!;
    const values = toNumbers(array).map((raw) => {
      const at = raw < 0 ? raw + length : raw;
      if (at >= 0 && at < length) return at;
      if (!dropped.includes(axis) && (outside === "drop" || array.shape.length)) dropped.push(axis);
      return outside === "clip" ? Math.min(Math.max(at, 0), length - 1) : length;
    });
    axis++;
    // An int beside index arrays takes part in their broadcasting, as in NumPy.
    return advanced || array.shape.length ? new JaxArray(constantNode(fromNumbers("int64", array.shape, values), false)) : values[0]!;
  });
  return { items, outside: dropped };
}

/** Never said: whatever is wrong has been told in JAX's words before. */
const WORDS: IndexWords = { tooMany: (rank, count) => `Too many indices: array is ${rank}-dimensional, but ${count} were indexed`, outside: (index) => `index ${index} is out of bounds` };

function read(machine: Machine, node: Node, items: readonly Value[]): Node {
  return inJaxWords(machine, () => readIndex(machine, node, new PyTuple(items), WORDS, jaxPromotion(node.value.dtype)));
}

/** `x[index]`. What an index array reads from outside has no gradient. */
export function taken(machine: Machine, x: JaxArray, index: Value): JaxArray {
  const { items, outside } = inside(machine, x.shape, index, "clip");
  const node = read(machine, x.node, items);
  if (!outside.length || !isFloating(x.dtype)) return new JaxArray(node, x.weakType);
  const { places, shape } = placesOf(machine, x.shape, index, "drop");
  const mask = constantNode(fromNumbers("bool", shape, places.map((place) => (place < 0 ? 1 : 0))), false);
  return new JaxArray(run(machine, "where", [mask, machine.trace.cut(node, "an index outside the array"), node]), x.weakType);
}

/** Row-major places in an array of `shape` that the subscript names, in its result's shape; −1: outside. */
export function placesOf(machine: Machine, shape: Shape, index: Value, mode: Outside): { readonly shape: Shape; readonly places: readonly number[] } {
  const { items, outside } = inside(machine, shape, index, mode);
  const wide = shape.map((length, axis) => (outside.includes(axis) ? length + 1 : length));
  const total = wide.reduce((product, length) => product * length, 1);
  const values = new Float64Array(total);
  for (let i = 0, counter = wide.map(() => 0), at = 0; i < total; i++) {
    const out = counter.some((k, axis) => k >= shape[axis]!);
    values[i] = out ? -1 : at++;
    for (let axis = wide.length - 1; axis >= 0; axis--) {
      if (++counter[axis]! < wide[axis]!) break;
      counter[axis] = 0;
    }
  }
  const { value } = read(machine, constantNode(fromNumbers("int64", wide, values), false), items);
  return { shape: value.shape, places: toNumbers(value) };
}
