/** Attributes and methods of arrays; scalars have them too. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { type PyBuiltin, PyGetter, type PyModule, PyTuple, type PyType, type Value } from "../../python/object.js";
import { fromNumbers, size, toNumbers } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { intArgument, isSequence, shapeArgument } from "../arguments.js";
import { SPELLINGS } from "../spelling.js";
import { ABSTRACT, arrayOf, ndarrayType, type Numeric, PyArray, resultOf, scalarTypeOf, SCALAR_TYPES } from "./array-type.js";
import { castTo, flat, need, run, spelledFunction } from "./call.js";
import { nestedList, pythonNumber } from "./conversion.js";
import { dtypeArgument, dtypeObject, itemSize } from "./dtype.js";
import { axisError } from "./errors.js";
import { checkRange } from "./ranges.js";
import { sortAxis } from "./sorting.js";
import { writeWhole } from "./writing.js";

const self = (value: Value | undefined): Numeric => value as Numeric; // members are bound to the type

const getter = (name: string, get: (machine: Machine, value: Numeric) => Value, set: ((machine: Machine, value: Numeric, to: Value) => void) | null = null): PyGetter =>
  new PyGetter(name, (machine, value) => get(machine, self(value)), set && ((machine, value, to) => set(machine, self(value), to)));

export const shapeTuple = (shape: readonly number[]): PyTuple => new PyTuple([...shape]);

/** `transpose(axes)`: None reverses. */
export function transposed(machine: Machine, value: Numeric, axes: readonly number[] | null): PyArray {
  const rank = value.shape.length;
  const order = axes ?? value.shape.map((_, axis) => rank - 1 - axis);
  if (order.length !== rank) throw machine.raise("ValueError", "axes don't match array");
  const positive = order.map((axis) => (axis < 0 ? axis + rank : axis));
  const outside = positive.findIndex((axis) => axis < 0 || axis >= rank);
  if (outside >= 0) throw axisError(`axis ${order[outside]} is out of bounds for array of dimension ${rank}`);
  if (new Set(positive).size < rank) throw machine.raise("ValueError", "repeated axis in transpose");
  const node = value.tracedNode(machine);
  return rank < 2 ? arrayOf(node) : arrayOf(run(machine, "permute", [node], { axes: positive }));
}

export function requiredDtype(machine: Machine, value: Value): Dtype {
  const dtype = dtypeArgument(value);
  if (!dtype) throw machine.raise("TypeError", `data type ${machine.repr(value)} not understood`);
  return dtype;
}

const ATTRIBUTES: readonly PyGetter[] = [
  getter("shape", (_, value) => shapeTuple(value.shape), (machine, value, to) => { if (value instanceof PyArray) value.handle.follow(run(machine, "reshape", [value.tracedNode(machine)], { shape: shapeArgument(machine, [to]) })); }),
  getter("ndim", (_, value) => value.shape.length),
  getter("size", (machine, value) => size(value.tracedNode(machine).value)),
  getter("dtype", (_, value) => dtypeObject(value.dtype)),
  getter("itemsize", (_, value) => itemSize(value.dtype)),
  getter("nbytes", (machine, value) => size(value.tracedNode(machine).value) * itemSize(value.dtype)),
  getter("T", (machine, value) => transposed(machine, value, null)),
  getter("real", (_, value) => value),
  getter("imag", (machine, value) => same(value, run(machine, "mul", [value.tracedNode(machine), machine.trace.number(0, "int64")]))),
  getter("mT", (machine, value) => {
    if (value.shape.length < 2) throw machine.raise("ValueError", "matrix transpose with ndim < 2 is undefined");
    return arrayOf(run(machine, "transpose", [value.tracedNode(machine)], { first: -2, second: -1 }));
  }),
  getter("flat", (machine, value) => arrayOf(flat(machine, value.tracedNode(machine))), (machine, value, to) => {
    if (!(value instanceof PyArray)) return;
    const given = flat(machine, need(machine, to));
    const [have, want] = [given.value.shape[0]!, size(value.tracedNode(machine).value)];
    const spread = run(machine, "index", [given, machine.trace.leaf(fromNumbers("int64", [want], Array.from({ length: want }, (_, i) => i % have)), { kind: "computed" })], { axes: [0] });
    writeWhole(machine, value, castTo(machine, run(machine, "reshape", [spread], { shape: [...value.shape] }), value.dtype), "flat");
  }),
  getter("strides", (machine, value) => shapeTuple(value.tracedNode(machine).value.strides.map((stride) => stride * itemSize(value.dtype)))),
];

const own = (text: string, work: (machine: Machine, value: Numeric, a: Readonly<Record<string, Value>>, rest: readonly Value[]) => Value): PyBuiltin =>
  native(text, (machine, a, bound) => work(machine, self(a.self), a, bound.rest));

const METHODS: readonly PyBuiltin[] = [
  own("transpose(self, *axes)", (machine, value, _, rest) => transposed(machine, value, rest.length === 0 || rest[0] === null ? null : shapeArgument(machine, rest))),
  own("reshape(self, *shape, order='C', copy=None)", (machine, value, a, rest) => {
    const node = value.tracedNode(machine);
    if (a.order !== "F") return arrayOf(run(machine, "reshape", [node], { shape: shapeArgument(machine, rest) }));
    const back = run(machine, "reshape", [transposed(machine, value, null).tracedNode(machine)], { shape: [...shapeArgument(machine, rest)].reverse() });
    return transposed(machine, arrayOf(back), null);
  }),
  own("astype(self, dtype, order='K', casting='unsafe', subok=True, copy=True)", (machine, value, a) => {
    const dtype = requiredDtype(machine, a.dtype!);
    const node = value.tracedNode(machine);
    return value.dtype === dtype ? same(value, run(machine, "clone", [node])) : same(value, castTo(machine, node, dtype));
  }),
  own("flatten(self, order='C')", (machine, value, a) => arrayOf(run(machine, "clone", [flat(machine, inOrder(machine, value, a.order!))]))),
  own("ravel(self, order='C')", (machine, value, a) => arrayOf(flat(machine, inOrder(machine, value, a.order!)))),
  own("argpartition(self, kth, axis=-1, kind=None, order=None)", (machine, value, a) => machine.call(machine.getAttribute(value, "argsort"), [a.axis!])),
  own("partition(self, kth, axis=-1, kind=None, order=None)", (machine, value, a) => machine.call(machine.getAttribute(value, "sort"), [a.axis!])),
  own("searchsorted(self, v, side='left', sorter=None)", (machine, value, a) => numpyFunction(machine, "searchsorted", [value, a.v!, a.side!, a.sorter!])),
  own("compress(self, condition, axis=None, out=None)", (machine, value, a) => numpyFunction(machine, "compress", [a.condition!, value, a.axis!])),
  own("choose(self, choices, out=None, mode='raise')", (machine, value, a) => numpyFunction(machine, "choose", [value, a.choices!, null, a.mode!])),
  own("put(self, indices, values, mode='raise')", (machine, value, a) => numpyFunction(machine, "put", [value, a.indices!, a.values!, a.mode!])),
  own("resize(self, *new_shape, refcheck=True)", (machine, value, _, rest) => {
    const shape = shapeArgument(machine, rest);
    const line = flat(machine, value.tracedNode(machine));
    const [have, want] = [line.value.shape[0]!, shape.reduce((product, length) => product * length, 1)];
    const wide = want > have ? run(machine, "pad", [line], { pads: [0, want - have], mode: "constant", value: 0 }) : run(machine, "slice", [line], { starts: [0], stops: [want], steps: [1] });
    if (value instanceof PyArray) value.handle.follow(run(machine, "clone", [run(machine, "reshape", [wide], { shape })]));
    return null;
  }),
  own("copy(self, order='C')", (machine, value) => same(value, run(machine, "clone", [value.tracedNode(machine)]))),
  own("item(self, *args)", (machine, value, _, rest) => {
    if (rest.length) {
      const index = rest.length === 1 && !isSequence(rest[0]!) ? machine.subscript(arrayOf(flat(machine, value.tracedNode(machine))), rest[0]!) : machine.subscript(value, rest.length === 1 ? rest[0]! : new PyTuple(rest));
      return pythonNumber(machine, self(index));
    }
    if (size(value.tracedNode(machine).value) !== 1) throw machine.raise("ValueError", "can only convert an array of size 1 to a Python scalar");
    return pythonNumber(machine, value);
  }),
  own("tolist(self)", (machine, value) => (value.shape.length ? nestedList(value.tracedNode(machine).value) : pythonNumber(machine, value))),
  own("fill(self, value)", (machine, value, a) => {
    if (value instanceof PyArray) writeWhole(machine, value, castTo(machine, need(machine, a.value), value.dtype), "fill");
    return null;
  }),
  own("sort(self, axis=-1, kind=None, order=None, stable=None)", (machine, value, a) => {
    if (value instanceof PyArray) writeWhole(machine, value, sortAxis(machine, value.tracedNode(machine), a.axis === null ? null : intArgument(machine, a.axis!, "axis")), "sort");
    return null;
  }),
  own("squeeze(self, axis=None)", (machine, value, a) => numpyFunction(machine, "squeeze", [value, a.axis!])),
  own("nonzero(self)", (machine, value) => nonzero(machine, value)),
  own("conj(self)", (_, value) => value), own("conjugate(self)", (_, value) => value),
  own("diagonal(self, offset=0, axis1=0, axis2=1)", (machine, value, a) => arrayOf(run(machine, "diagonal", [value.tracedNode(machine)], { offset: Number(a.offset), axis1: Number(a.axis1), axis2: Number(a.axis2) }))),
  own("trace(self, offset=0)", (machine, value, a) => resultOf(run(machine, "sum", [run(machine, "diagonal", [value.tracedNode(machine)], { offset: Number(a.offset), axis1: 0, axis2: 1 })], { axes: [-1], keepdim: false }))),
  own("take(self, indices, axis=None)", (machine, value, a) => resultOf(taken(machine, value, a.indices!, a.axis!))),
];

/** Elements in columns ("F") or rows. "K" and "A" follow the memory, which here is in rows unless a transpose is seen. */
function inOrder(machine: Machine, value: Numeric, order: Value): ReturnType<typeof need> {
  const { strides, shape } = value.tracedNode(machine).value;
  const transposedMemory = shape.length > 1 && strides[0]! < strides.at(-1)!;
  return order === "F" || ((order === "A" || order === "K") && transposedMemory) ? transposed(machine, value, null).tracedNode(machine) : value.tracedNode(machine);
}

let numpyModule: (machine: Machine) => PyModule;
/** The module, handed in by the file that makes it. */
export const provideNumpyModule = (find: (machine: Machine) => PyModule): void => { numpyModule = find; };

/** A function of the module: methods of the same name mean the same. */
const numpyFunction = (machine: Machine, name: string, args: readonly Value[]): Value => machine.call(machine.getAttribute(numpyModule(machine), name), args);

export function taken(machine: Machine, value: Numeric, indices: Value, axis: Value): ReturnType<typeof need> {
  const node = axis === null ? flat(machine, value.tracedNode(machine)) : value.tracedNode(machine);
  const at = axis === null ? 0 : intArgument(machine, axis, "axis");
  return run(machine, "index", [node, castTo(machine, need(machine, indices), "int64")], { axes: [at < 0 ? at + node.value.shape.length : at] });
}

export function nonzero(machine: Machine, value: Numeric): PyTuple {
  const { value: array } = value.tracedNode(machine);
  const hits: number[][] = array.shape.map(() => []);
  toNumbers(array).forEach((number, position) => {
    if (number === 0) return;
    let rest = position;
    for (let axis = array.shape.length - 1; axis >= 0; axis--) {
      hits[axis]!.push(rest % array.shape[axis]!);
      rest = Math.floor(rest / array.shape[axis]!);
    }
  });
  return new PyTuple(hits.map((list) => arrayOf(machine.trace.leaf(fromNumbers("int64", [list.length], list), { kind: "computed" }))));
}

/** Scalars give scalars, arrays arrays. */
const same = (value: Numeric, node: ReturnType<Numeric["tracedNode"]>): Numeric => (value instanceof PyArray ? arrayOf(node) : resultOf(node));

const spelled = [...SPELLINGS.keys()].filter((name) => name.startsWith("numpy.ndarray.") && !name.includes("__")).flatMap((name) => spelledFunction(name) ?? []);

for (const type of [ndarrayType, ...SCALAR_TYPES.values()] as readonly PyType[]) define(type, [...spelled, ...ATTRIBUTES, ...METHODS]);

/** `np.float32(x)`: a scalar, or an array of that dtype. */
for (const [dtype, type] of SCALAR_TYPES) {
  type.construct = (machine, [given = 0]) => {
    const value = typeof given === "string" ? machine.call(scalarTypeOf("float64").order.find(({ name }) => name === "float")!, [given]) : given;
    const node = need(machine, value);
    if (node.weak && node.value.dtype === "int64") checkRange(machine, node.value.buffer[node.value.offset]!, dtype);
    return resultOf(node.value.dtype === dtype ? node : castTo(machine, node, dtype));
  };
}
for (const type of Object.values(ABSTRACT)) type.construct = (machine) => { throw machine.raise("TypeError", `cannot create 'numpy.${type.name}' instances`); };

