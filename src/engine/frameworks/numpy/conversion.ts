/** What makes arrays and scalars Python values: truth, numbers, texts, length, iteration, subscripts. */
import { define } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyFloat, PyList, PyTuple, type Value } from "../../python/object.js";
import { formatFloat, formatInt } from "../../python/format/spec.js";
import { formatValue } from "../../python/format/value.js";
import type { Runtime } from "../../python/runtime.js";
import { type NDArray, restride, size } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { numpyPromotion } from "../../trace/promotion.js";
import { readIndex } from "../indexing.js";
import { arrayOf, ndarrayType, type Numeric, PyArray, PyScalar, resultOf, scalarOf, SCALAR_TYPES, stateOf } from "./array-type.js";
import { run } from "./call.js";
import { inNumpyWords } from "./errors.js";
import { arrayRepr, arrayStr, scalarRepr, scalarText } from "./printing.js";
import { assignIndex, INDEX_WORDS } from "./writing.js";

const self = (value: Value | undefined): Numeric => value as Numeric; // methods are bound to the type
const asRuntime = (machine: Machine): Runtime => machine as Runtime; // every machine is one

const arrayIn = (machine: Machine, value: Numeric): NDArray => value.tracedNode(machine).value;

/** The one element there is, or NumPy's TypeError. */
function only(machine: Machine, value: Numeric): number {
  const array = arrayIn(machine, value);
  if (size(array) !== 1) throw machine.raise("TypeError", "only 0-dimensional arrays can be converted to Python scalars");
  return array.buffer[array.offset]!;
}

/** One element as Python's own number, with its history. */
export function pythonNumber(machine: Machine, value: Numeric): Value {
  const node = value.tracedNode(machine);
  const number = node.value.buffer[node.value.offset]!;
  if (node.value.dtype === "bool") return number !== 0;
  if (!isFloating(node.value.dtype)) return Number.isSafeInteger(number) ? number : BigInt(number);
  const scalar = node.value.shape.length ? machine.trace.apply("reshape", [node], { shape: [] }) : node;
  return new PyFloat(number, scalar);
}

/** Nested lists of Python's own numbers. */
export function nestedList(array: NDArray): Value {
  const [length, ...rest] = array.shape;
  if (length === undefined) return elementOf(array);
  return new PyList(Array.from({ length }, (_, i) => nestedList(restride(array, rest, array.strides.slice(1), array.offset + i * array.strides[0]!))));
}
export const elementOf = (array: NDArray): Value => {
  const number = array.buffer[array.offset]!;
  return array.dtype === "bool" ? number !== 0 : isFloating(array.dtype) ? new PyFloat(number) : number;
};

/** NumPy's integers as Python's, where they stand in an index. */
function plainIndex(index: Value): Value {
  if (index instanceof PyScalar && !isFloating(index.dtype) && index.dtype !== "bool") return index.value;
  if (index instanceof PyTuple) return new PyTuple(index.items.map(plainIndex));
  return index;
}

function getItem(machine: Machine, value: Numeric, index: Value): Value {
  if (value instanceof PyScalar && !(index instanceof PyTuple && index.items.length === 0)) throw machine.raise("IndexError", "invalid index to scalar variable.");
  checkIndex(machine, value.shape, index);
  const node = inNumpyWords(machine, () => readIndex(machine, value.tracedNode(machine), plainIndex(index), INDEX_WORDS, numpyPromotion));
  return node.value.shape.length ? arrayOf(node) : scalarOf(node);
}

function checkIndex(machine: Machine, shape: readonly number[], index: Value): void {
  let axis = 0;
  for (const one of index instanceof PyTuple ? index.items : [index]) {
    if (typeof one === "string" || one instanceof PyFloat || (one instanceof PyScalar && isFloating(one.dtype))) throw machine.raise("IndexError", "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices");
    if (!(one instanceof PyArray)) { if (one !== null) axis++; continue; }
    if (isFloating(one.dtype)) throw machine.raise("IndexError", "arrays used as indices must be of integer (or boolean) type");
    if (one.dtype === "bool") {
      const wrong = one.shape.findIndex((length, i) => axis + i < shape.length && length !== shape[axis + i]);
      if (wrong >= 0) throw machine.raise("IndexError", `boolean index did not match indexed array along axis ${axis + wrong}; size of axis is ${shape[axis + wrong]} but size of corresponding boolean axis is ${one.shape[wrong]}`);
    }
    axis += one.dtype === "bool" ? one.shape.length : 1;
  }
}

function parts(machine: Machine, value: Numeric): Value[] {
  const [length] = value.shape;
  if (length === undefined) throw machine.raise("TypeError", value instanceof PyScalar ? `'numpy.${value.dtype}' object is not iterable` : "iteration over a 0-d array");
  return Array.from({ length }, (_, i) => getItem(machine, value, i));
}

function format(machine: Machine, value: Numeric, spec: string): Value {
  if (value.shape.length) {
    if (spec) throw machine.raise("TypeError", "unsupported format string passed to numpy.ndarray.__format__");
    return machine.str(value);
  }
  if (!spec) return machine.str(value);
  const number = only(machine, value);
  if (value.dtype === "bool") return formatValue(asRuntime(machine), number !== 0, spec);
  return isFloating(value.dtype) ? formatFloat(asRuntime(machine), number, spec) : formatInt(asRuntime(machine), number, spec);
}

const method = (name: string, run: (machine: Machine, value: Numeric, other: Value) => Value): PyBuiltin => new PyBuiltin(name, (machine, [value, other = null]) => run(machine, self(value), other));

const SHARED: readonly PyBuiltin[] = [
  method("__bool__", (machine, value) => {
    const array = arrayIn(machine, value);
    const count = size(array);
    if (count === 0) throw machine.raise("ValueError", "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.");
    if (count > 1) throw machine.raise("ValueError", "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()");
    return array.buffer[array.offset] !== 0;
  }),
  method("__float__", (machine, value) => {
    const number = only(machine, value);
    const python = pythonNumber(machine, value);
    return python instanceof PyFloat ? python : new PyFloat(number);
  }),
  method("__int__", (machine, value) => {
    const number = only(machine, value);
    if (Number.isNaN(number)) throw machine.raise("ValueError", "cannot convert float NaN to integer");
    if (!Number.isFinite(number)) throw machine.raise("OverflowError", "cannot convert float infinity to integer");
    const whole = Math.trunc(number) + 0;
    return Number.isSafeInteger(whole) ? whole : BigInt(whole);
  }),
  method("__index__", (machine, value) => {
    if (value.shape.length || isFloating(value.dtype)) throw machine.raise("TypeError", value instanceof PyArray ? "only integer scalar arrays can be converted to a scalar index" : `'numpy.${value.dtype}' object cannot be interpreted as an integer`);
    return only(machine, value);
  }),
  method("__round__", (machine, value, places) => (places === null ? machine.call(machine.getAttribute(value, "__int__"), []) : resultOf(run(machine, "round_decimals", [value.tracedNode(machine)], { decimals: Number(places) })))),
  method("__format__", (machine, value, spec) => format(machine, value, typeof spec === "string" ? spec : "")),
  method("__getitem__", getItem),
];

define(ndarrayType, [
  ...SHARED,
  method("__repr__", (machine, value) => arrayRepr(arrayIn(machine, value), stateOf(machine).print)),
  method("__str__", (machine, value) => arrayStr(arrayIn(machine, value), stateOf(machine).print)),
  method("__len__", (machine, value) => {
    if (!value.shape.length) throw machine.raise("TypeError", "len() of unsized object");
    return value.shape[0]!;
  }),
  method("__iter__", (machine, value) => machine.call(machine.getAttribute(new PyList(parts(machine, value)), "__iter__"), [])),
  method("__contains__", (machine, value, item) => machine.truth(machine.call(machine.getAttribute(machine.compare("==", value, item), "any"), []))),
  new PyBuiltin("__setitem__", (machine, [value, index, item]) => {
    checkIndex(machine, self(value).shape, index!);
    assignIndex(machine, value as PyArray, plainIndex(index!), item!); // bound to the type
    return null;
  }, "method", true),
]);

/** Methods of Python's float that np.float64 inherits: they are asked of the number itself. */
define(SCALAR_TYPES.get("float64")!, ["is_integer", "as_integer_ratio", "hex", "conjugate"].map((name) => method(name, (machine, value) => machine.call(machine.getAttribute(pythonNumber(machine, value), name), []))));

for (const [dtype, type] of SCALAR_TYPES) {
  define(type, [
    ...SHARED,
    method("__repr__", (_, value) => scalarRepr(dtype, (value as PyScalar).value)), // bound to the type
    method("__str__", (_, value) => scalarText(dtype, (value as PyScalar).value)), // as above
    method("__hash__", (machine, value) => machine.call(machine.getAttribute(pythonNumber(machine, value), "__hash__"), [])),
  ]);
}
