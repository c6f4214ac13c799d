/** numpy.nditer: elements one by one, as views that can be written, with the place they stand at. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyList, PyObject, PyTuple, PyType, type Value } from "../../python/object.js";
import { broadcastShapes, sizeOf } from "../../tensor/shape.js";
import { intArgument } from "../arguments.js";
import { arrayOf, isNumeric, PyArray } from "./array-type.js";
import { need, run } from "./call.js";
import { assignIndex } from "./writing.js";

export const nditerType = new PyType("nditer", [objectType], "numpy");

class PyNditer extends PyObject {
  at = 0;
  constructor(readonly arrays: readonly PyArray[], readonly shape: readonly number[], readonly order: Value) { super(); }
  get type(): PyType { return nditerType; }
  get count(): number { return sizeOf(this.shape); }
  /** Where the iterator stands; "F": the first axis runs fastest. */
  get place(): number[] {
    const point = new Array<number>(this.shape.length);
    const axes = this.shape.map((_, axis) => axis);
    let rest = this.at;
    for (const axis of this.order === "F" ? axes : axes.reverse()) {
      point[axis] = rest % this.shape[axis]!;
      rest = Math.floor(rest / this.shape[axis]!);
    }
    return point;
  }
  /** The element of one array as a view without dimensions. */
  element(machine: Machine, k: number): PyArray {
    const array = this.arrays[k]!;
    const { shape } = array;
    const point = this.place.slice(this.shape.length - shape.length).map((i, axis) => (shape[axis] === 1 ? 0 : i));
    const part = run(machine, "slice", [array.tracedNode(machine)], { starts: point, stops: point.map((i) => i + 1), steps: point.map(() => 1) });
    return arrayOf(run(machine, "reshape", [part], { shape: [] }));
  }
  value(machine: Machine): Value {
    const parts = this.arrays.map((_, k) => this.element(machine, k));
    return parts.length === 1 ? parts[0]! : new PyTuple(parts);
  }
}
const self = (value: Value | undefined): PyNditer => value as PyNditer; // members are bound to the type

function* walk(machine: Machine, of: PyNditer): Generator<Value> {
  for (; of.at < of.count; of.at++) yield of.value(machine);
}

define(nditerType, [
  new PyBuiltin("__iter__", (machine, [of]) => machine.call(machine.getAttribute(new PyList([...walk(machine, self(of))]), "__iter__"), [])),
  new PyBuiltin("__enter__", (_, [of]) => of!), new PyBuiltin("__exit__", () => null), new PyBuiltin("close", () => null),
  new PyGetter("finished", (_, of) => self(of).at >= self(of).count),
  new PyGetter("multi_index", (_, of) => new PyTuple(self(of).place)),
  new PyGetter("index", (_, of) => self(of).at), new PyGetter("iterindex", (_, of) => self(of).at),
  new PyGetter("itersize", (_, of) => self(of).count), new PyGetter("shape", (_, of) => new PyTuple([...self(of).shape])), new PyGetter("ndim", (_, of) => self(of).shape.length),
  new PyGetter("value", (machine, of) => self(of).value(machine)), new PyGetter("operands", (_, of) => new PyTuple(self(of).arrays)),
  native("iternext(self)", (_, a) => { const of = self(a.self); of.at++; return of.at < of.count; }),
  native("reset(self)", (_, a) => { self(a.self).at = 0; return null; }),
  new PyBuiltin("__getitem__", (machine, [of, k]) => self(of).element(machine, intArgument(machine, k!, "index"))),
  new PyBuiltin("__setitem__", (machine, [of, k, value]) => {
    const own = self(of);
    const array = own.arrays[intArgument(machine, k!, "index")]!;
    assignIndex(machine, array, new PyTuple(own.place.slice(own.shape.length - array.shape.length)), value!);
    return null;
  }),
]);

nditerType.construct = (machine, [given, ...rest], keywords) => {
  const list = given instanceof PyList || given instanceof PyTuple ? given.items : [given!];
  const known = list.map((one) => (one === null ? null : isNumeric(one) && one instanceof PyArray ? one : arrayOf(need(machine, one))));
  const shape = broadcastShapes(...known.flatMap((one) => (one ? [one.shape] : [])));
  if (!shape) throw machine.raise("ValueError", `operands could not be broadcast together with shapes ${known.map((one) => `(${one?.shape.join(",") ?? ""})`).join(" ")} `);
  // None stands for an array to be made: of the first one's dtype.
  const arrays = known.map((one) => one ?? arrayOf(run(machine, "clone", [run(machine, "expand", [run(machine, "cast", [machine.trace.number(0)], { dtype: known.find(Boolean)!.dtype })], { shape })])));
  return new PyNditer(arrays, shape, keywords.get("order") ?? rest[4] ?? "K");
};
