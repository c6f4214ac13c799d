/** What JAX knows of a value without its numbers: `ShapeDtypeStruct`, `eval_shape`, `typeof`. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { objectType, PyBuiltin, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../python/object.js";
import { zeros } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import { dtypeObject } from "../numpy/dtype.js";
import { shapeText } from "../numpy/printing.js";
import { arrayFrom, JaxArray } from "./array.js";
import { dtypeOf } from "./dtypes.js";
import { shapeOf } from "./numpy/arguments.js";
import { named, type Part } from "./part.js";
import { KeyArray } from "./random/key-array.js";
import { avalText, leafArray } from "./transform/leaves.js";
import { inside } from "./transform/levels.js";
import { mapTree } from "./tree/mapping.js";
import { flatten, unflatten } from "./tree/structure.js";

/** An object that says a shape and a dtype. */
class Aval extends PyInstance {
  constructor(type: PyType, readonly shape: Shape, readonly dtype: Dtype, readonly weakType = false) { super(type); }
}

const structType = new PyType("ShapeDtypeStruct", [objectType], "jax");
const shapedType = new PyType("ShapedArray", [objectType], "jax._src.core");
const of = (value: Value | undefined): Aval => value as Aval; // methods of these types only

const MEMBERS = [
  new PyGetter("shape", (_, self) => new PyTuple([...of(self).shape])), new PyGetter("dtype", (_, self) => dtypeObject(of(self).dtype)), new PyGetter("ndim", (_, self) => of(self).shape.length),
  new PyGetter("size", (_, self) => sizeOf(of(self).shape)), new PyGetter("weak_type", (_, self) => of(self).weakType),
  new PyBuiltin("__eq__", (machine, [self, other]) => other instanceof Aval && other.type === machine.typeOf(self!) && other.dtype === of(self).dtype && other.shape.join() === of(self).shape.join()),
];
define(structType, [...MEMBERS,
  new PyBuiltin("__new__", (machine, [, shape = null, dtype = null], keywords) => new Aval(structType, shapeOf(machine, keywords.get("shape") ?? shape), dtypeOf(machine, keywords.get("dtype") ?? dtype, "ShapeDtypeStruct") ?? "float32"), "static"),
  new PyBuiltin("__init__", () => null),
  new PyBuiltin("__repr__", (_, [self]) => `ShapeDtypeStruct(shape=${shapeText(of(self).shape)}, dtype=${of(self).dtype})`),
  new PyBuiltin("__len__", (_, [self]) => of(self).shape[0] ?? 0),
]);
define(shapedType, [...MEMBERS,
  new PyBuiltin("__repr__", (_, [self]) => `ShapedArray(${avalText(of(self))}${of(self).weakType ? ", weak_type=True" : ""})`),
  new PyBuiltin("__str__", (_, [self]) => avalText(of(self), true)),
  new PyBuiltin("str_short", (_, [self]) => avalText(of(self), true)),
]);

/** Shape and dtype of a struct, or of an array in its place. */
export function shapeOfStruct(machine: Machine, value: Value): { readonly shape: Shape; readonly dtype: Dtype } {
  return value instanceof Aval ? value : leafArray(machine, value);
}

/** Runs the function on zeros, as JAX traces it: only shapes count. */
function evalShape(machine: Machine, callee: Value, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const { leaves, structure } = flatten(machine, new PyTuple([new PyTuple(args), machine.makeDict(keywords)]));
  const mark = machine.trace.next;
  const arrays = leaves.map((leaf): Value => {
    if (leaf instanceof KeyArray) return leaf;
    const { shape, dtype } = shapeOfStruct(machine, leaf);
    return new JaxArray(machine.trace.leaf(zeros(dtype, shape), { kind: "computed" }), arrayFrom(machine, leaf)?.weakType ?? false);
  });
  const [given, named] = (unflatten(machine, structure, arrays) as PyTuple).items; // as they were put together
  const inputs = new Set(arrays.flatMap((one) => (one instanceof JaxArray ? [one.node] : [])));
  const result = inside(machine, { kind: "jit", mark, inputs }, () => machine.call(callee, (given as PyTuple).items, new Map(machine.dictEntries(named!).map(([name, value]) => [machine.str(name), value]))));
  return mapTree(machine, [result], null, ([leaf]) => {
    const array = leafArray(machine, leaf!);
    return new Aval(structType, array.shape, array.dtype);
  });
}

export const AVALS: Part = {
  jax: () => [
    ["ShapeDtypeStruct", structType],
    ...named([
      new PyBuiltin("eval_shape", (machine, [callee = null, ...args], keywords) => evalShape(machine, callee, args, keywords), "static"),
      native("typeof(x)", (machine, a) => {
        const array = leafArray(machine, a.x!);
        return new Aval(shapedType, array.shape, array.dtype, array.weakType);
      }),
    ]),
  ],
  "jax.core": () => [["ShapedArray", shapedType]],
};
