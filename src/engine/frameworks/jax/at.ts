/** `x.at[index].set(…)` and its like: a new array with some elements changed. Places outside are left alone, or clipped by mode. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyObject, PyTuple, PyType, type Value } from "../../python/object.js";
import { fromNumbers } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import type { Shape } from "../../tensor/shape.js";
import { constantNode, type Node } from "../../trace/node.js";
import { shapeText } from "../numpy/printing.js";
import * as arithmetic from "./arithmetic.js";
import { arrayFrom, arrayType, asArray, castTo, JaxArray } from "./array.js";
import { arrayOfValue } from "./from-values.js";
import { placesOf, taken } from "./indexing.js";
import { elementwise, number, run } from "./run.js";
import { needConcrete } from "./transform/tracers.js";

const updateType = new PyType("_IndexUpdateHelper", [objectType], "jax._src.numpy.array_methods");
const refType = new PyType("_IndexUpdateRef", [objectType], "jax._src.numpy.array_methods");

class At extends PyObject {
  constructor(readonly array: JaxArray) { super(); }
  get type(): PyType { return updateType; }
}

class Place extends PyObject {
  constructor(readonly array: JaxArray, readonly index: Value) { super(); }
  get type(): PyType { return refType; }
}

interface Places {
  readonly shape: Shape;
  /** Row-major places in the array; −1: outside. */
  readonly places: readonly number[];
}

const where = (machine: Machine, { array, index }: Place, mode: Value): Places => placesOf(machine, array.shape, index, mode === "clip" ? "clip" : "drop");

const indexNode = (list: readonly number[]): Node => constantNode(fromNumbers("int64", [list.length], list), false);
const flatNode = (machine: Machine, node: Node): Node => run(machine, "reshape", [node], { shape: [-1] });

/** The given values in the shape of the places, flat and of the array's dtype. */
function valuesNode(machine: Machine, x: JaxArray, shape: Shape, value: Value): Node {
  const given = arrayFrom(machine, value) ?? arrayOfValue(machine, value, null);
  const node = castTo(machine, given.node, x.dtype);
  const own = node.value.shape;
  if (own.length > shape.length) throw machine.raise("ValueError", `Cannot broadcast to shape with fewer dimensions: arr_shape=${shapeText(own)} shape=${shapeText(shape)}`);
  if (own.some((length, i) => length !== 1 && length !== shape[i + shape.length - own.length])) throw machine.raise("ValueError", `Incompatible types for broadcasting: input type=${x.dtype}[${own.join(",")}] and requested type=${x.dtype}[${shape.join(",")}]`);
  return flatNode(machine, run(machine, "expand", [node], { shape: [...shape] }));
}

/** Writes (or adds) values, one a place, into the array. */
function put(machine: Machine, x: JaxArray, places: readonly number[], values: Node, accumulate: boolean): JaxArray {
  const valid = places.flatMap((place, i) => (place >= 0 ? [i] : []));
  const chosen = valid.length === places.length ? values : run(machine, "index", [values, indexNode(valid)], { axes: [0] });
  if (!valid.length) return x;
  const flat = run(machine, "index_put", [flatNode(machine, x.node), chosen, indexNode(valid.map((i) => places[i]!))], { axes: [0], accumulate });
  return new JaxArray(run(machine, "reshape", [flat], { shape: [...x.shape] }), x.weakType);
}

type Combine = (machine: Machine, old: JaxArray, value: JaxArray) => JaxArray;

/** Old elements combined with new ones; a place named k times is combined k times, one after the other. */
function combined(machine: Machine, place: Place, value: Value, mode: Value, combine: Combine): Value {
  const { shape, places } = where(machine, place, mode);
  const values = valuesNode(machine, place.array, shape, value);
  const seen = new Map<number, number>();
  const rounds: number[][] = [];
  places.forEach((at, i) => {
    if (at < 0) return;
    const round = seen.get(at) ?? 0;
    seen.set(at, round + 1);
    (rounds[round] ??= []).push(i);
  });
  return rounds.reduce((x, round) => {
    const at = round.map((i) => places[i]!);
    const old = new JaxArray(run(machine, "index", [flatNode(machine, x.node), indexNode(at)], { axes: [0] }));
    const result = combine(machine, old, new JaxArray(run(machine, "index", [values, indexNode(round)], { axes: [0] })));
    return put(machine, x, at, castTo(machine, result.node, x.dtype), false);
  }, place.array);
}

const self = (value: Value | undefined): Place => value as Place; // bound to the type

const KEYWORDS = "indices_are_sorted=False, unique_indices=False, mode=None, out_sharding=None, wrap_negative_indices=True";
const combining = (name: string, combine: Combine): PyBuiltin => native(`${name}(self, values, *, ${KEYWORDS})`, (machine, a) => combined(machine, self(a.self), a.values!, a.mode!, combine));
const writing = (name: string, accumulate: boolean, change: (machine: Machine, value: Node) => Node = (_, value) => value): PyBuiltin =>
  native(`${name}(self, values, *, ${KEYWORDS})`, (machine, a) => {
    const { array } = self(a.self);
    const { shape, places } = where(machine, self(a.self), a.mode!);
    return put(machine, array, places, change(machine, valuesNode(machine, array, shape, a.values!)), accumulate);
  });

const multiply: Combine = (machine, old, value) => arithmetic.multiply(machine, old, value);

define(refType, [
  new PyBuiltin("__repr__", (machine, [of]) => `_IndexUpdateRef(${machine.repr(self(of).array)}, ${machine.repr(self(of).index)})`),
  writing("set", false), writing("add", true), writing("subtract", true, (machine, value) => run(machine, "neg", [value])),
  combining("multiply", multiply), combining("mul", multiply), combining("divide", arithmetic.divide), combining("power", arithmetic.power),
  combining("min", (machine, old, value) => elementwise(machine, "minimum", [old, value])), combining("max", (machine, old, value) => elementwise(machine, "maximum", [old, value])),
  native(`apply(self, func, *, ${KEYWORDS})`, (machine, a) => combined(machine, self(a.self), number(machine, 0), a.mode!, (_, old) => asArray(machine.call(a.func!, [old])))),
  native(`get(self, *, fill_value=None, ${KEYWORDS})`, (machine, a) => {
    const { array, index } = self(a.self);
    return a.mode === "fill" || a.mode === "drop" ? filled(machine, self(a.self), a.fill_value!) : taken(machine, array, index);
  }),
]);

/** Reads with places outside filled: NaN, or the smallest integer, unless a value is given. */
function filled(machine: Machine, { array, index }: Place, fill: Value): Value {
  const { shape, places } = placesOf(machine, array.shape, index, "drop");
  const standard = isFloating(array.dtype) ? Number.NaN : array.dtype.startsWith("u") ? 2 ** 32 - 1 : -(2 ** 31);
  const node = run(machine, "index", [flatNode(machine, array.node), indexNode(places.map((place) => Math.max(place, 0)))], { axes: [0] });
  const value = castTo(machine, fill === null ? number(machine, standard).node : arrayFrom(machine, fill)!.node, array.dtype);
  const chosen = places.every((place) => place >= 0) ? node : run(machine, "where", [constantNode(fromNumbers("bool", [places.length], places.map((place) => (place >= 0 ? 1 : 0))), false), node, value]);
  return new JaxArray(run(machine, "reshape", [chosen], { shape: [...shape] }), array.weakType);
}

define(updateType, [
  new PyBuiltin("__repr__", (machine, [of]) => `_IndexUpdateHelper(${machine.repr((of as At).array)})`), // bound to the type
  new PyBuiltin("__getitem__", (_, [of, index]) => new Place((of as At).array, index ?? null)), // as above
]);

define(arrayType, [new PyGetter("at", (_, x) => new At(asArray(x))), new PyBuiltin("__getitem__", (machine, [x, index = null]) => {
  for (const part of index instanceof PyTuple ? index.items : [index]) if (part instanceof JaxArray && part.dtype === "bool") needConcrete(machine, part, "mask");
  return taken(machine, asArray(x), index);
})]);
