/** What makes a JAX array a Python value: texts, truth, numbers, length, iteration, and its plain attributes. */
import { define } from "../../python/define-native.js";
import { formatFloat, formatInt } from "../../python/format/spec.js";
import { formatValue } from "../../python/format/value.js";
import type { Machine } from "../../python/machine.js";
import { intType, PyBuiltin, PyFloat, PyGetter, PyList, PyTuple, type Value } from "../../python/object.js";
import { setType } from "../../python/values/set.js";
import type { Runtime } from "../../python/runtime.js";
import { type NDArray, size } from "../../tensor/array.js";
import { isFloating } from "../../tensor/dtype.js";
import { stateOf } from "../numpy/array-type.js";
import { elementOf } from "../numpy/conversion.js";
import { dtypeObject, itemSize } from "../numpy/dtype.js";
import { arrayType, asArray, type JaxArray } from "./array.js";
import { device } from "./core.js";
import { jaxRepr, jaxStr } from "./printing.js";
import { needConcrete, tracerText } from "./transform/tracers.js";
import { kept, reshape } from "./run.js";

const asRuntime = (machine: Machine): Runtime => machine as Runtime; // every machine is one

const arrayIn = (x: JaxArray): NDArray => x.node.value;

/** The one element as a Python number with its history, or JAX's error. */
export function pythonNumber(machine: Machine, x: JaxArray): Value {
  const { node } = x;
  const value = node.value.buffer[node.value.offset]!;
  if (!isFloating(x.dtype)) return elementOf(node.value);
  return new PyFloat(value, x.shape.length ? reshape(machine, x, []).node : node);
}

function scalar(machine: Machine, x: JaxArray): number {
  if (x.shape.length) throw machine.raise("TypeError", `Only scalar arrays can be converted to Python scalars; got arr.ndim=${x.shape.length}`);
  return x.node.value.buffer[x.node.value.offset]!;
}

function format(machine: Machine, x: JaxArray, spec: string): Value {
  const traced = tracerText(machine, x);
  if (traced !== null && !spec) return traced;
  if (traced !== null) throw machine.raise("TypeError", `unsupported format string passed to ${/^GradTracer/.test(traced) ? "LinearizeTracer" : /^Jit/.test(traced) ? "DynamicJaxprTracer" : "Tracer"}.__format__`);
  if (x.shape.length) {
    if (!spec) return machine.str(x);
    throw machine.raise("TypeError", "unsupported format string passed to numpy.ndarray.__format__");
  }
  const number = scalar(machine, x);
  if (x.dtype === "bool") return formatValue(asRuntime(machine), number !== 0, spec);
  return isFloating(x.dtype) ? formatFloat(asRuntime(machine), number, spec) : formatInt(asRuntime(machine), number, spec);
}

/** The parts along the first axis. */
export function parts(machine: Machine, x: JaxArray): JaxArray[] {
  const [length, ...rest] = x.shape;
  if (length === undefined) throw machine.raise("TypeError", "iteration over a 0-d array");
  machine.step(length);
  const zeros = rest.map(() => 0);
  const ones = x.shape.map(() => 1);
  return Array.from({ length }, (_, i) => reshape(machine, kept(machine, "slice", x, { starts: [i, ...zeros], stops: [i + 1, ...rest], steps: ones }), rest));
}

const method = (name: string, work: (machine: Machine, x: JaxArray, other: Value) => Value): PyBuiltin => new PyBuiltin(name, (machine, [x, other = null]) => work(machine, asArray(x), other));
const getter = (name: string, get: (machine: Machine, x: JaxArray) => Value): PyGetter => new PyGetter(name, (machine, x) => get(machine, asArray(x)));

define(arrayType, [
  method("__repr__", (machine, x) => tracerText(machine, x) ?? jaxRepr(arrayIn(x), x.weakType, stateOf(machine).print)),
  method("__str__", (machine, x) => tracerText(machine, x) ?? jaxStr(arrayIn(x), stateOf(machine).print)),
  method("__format__", (machine, x, spec) => format(machine, x, typeof spec === "string" ? spec : "")),
  method("__bool__", (machine, x) => {
    needConcrete(machine, x, "bool");
    const array = arrayIn(x);
    const count = size(array);
    if (count === 0) throw machine.raise("ValueError", "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty.");
    if (count > 1) throw machine.raise("ValueError", "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()");
    return array.buffer[array.offset] !== 0;
  }),
  method("__float__", (machine, x) => {
    needConcrete(machine, x, "float");
    const number = scalar(machine, x);
    const python = pythonNumber(machine, x);
    return python instanceof PyFloat ? python : new PyFloat(number);
  }),
  method("__int__", (machine, x) => {
    needConcrete(machine, x, "int");
    const number = scalar(machine, x);
    if (Number.isNaN(number)) throw machine.raise("ValueError", "cannot convert float NaN to integer");
    if (!Number.isFinite(number)) throw machine.raise("OverflowError", "cannot convert float infinity to integer");
    const whole = Math.trunc(number) + 0;
    return Number.isSafeInteger(whole) ? whole : BigInt(whole);
  }),
  method("__index__", (machine, x) => {
    needConcrete(machine, x, "index");
    if (x.shape.length || isFloating(x.dtype) || x.dtype === "bool") throw machine.raise("TypeError", "Only integer scalar arrays can be converted to a scalar index.");
    return scalar(machine, x);
  }),
  method("__len__", (machine, x) => {
    const [length] = x.shape;
    if (length === undefined) throw machine.raise("TypeError", "len() of unsized object");
    return length;
  }),
  method("__iter__", (machine, x) => machine.call(machine.getAttribute(new PyList(parts(machine, x)), "__iter__"), [])),
  method("__reversed__", (machine, x) => machine.call(machine.getAttribute(new PyList(parts(machine, x).reverse()), "__iter__"), [])),
  method("__setitem__", (machine) => {
    throw machine.raise("TypeError", "JAX arrays are immutable and do not support in-place item assignment. Instead of x[idx] = y, use x = x.at[idx].set(y) or another .at[] method: https://docs.jax.dev/en/latest/_autosummary/jax.numpy.ndarray.at.html");
  }),
  method("__getattr__", (machine, _, name) => { throw machine.raise("AttributeError", `'jaxlib._jax.ArrayImpl' object has no attribute '${machine.str(name)}'`); }),
  method("__round__", (machine, x, digits) => { const rounded = machine.call(machine.getAttribute(x, "round"), [digits ?? 0]); return digits === null ? machine.call(machine.getAttribute(rounded, "astype"), [intType]) : rounded; }),
  method("__array__", (machine, x) => {
    needConcrete(machine, x, "array");
    return machine.call(machine.getAttribute(x, "copy"), []);
  }),
  method("item", (machine, x) => {
    needConcrete(machine, x, "item");
    if (size(arrayIn(x)) !== 1) throw machine.raise("ValueError", "can only convert an array of size 1 to a Python scalar");
    return pythonNumber(machine, x);
  }),
  method("block_until_ready", (_, x) => x),
  method("copy_to_host_async", () => null),
  method("devices", (machine) => machine.call(setType, [new PyList([device(machine)])])),
  method("is_fully_addressable", () => true),
  method("__deepcopy__", (_, x) => x), method("__copy__", (_, x) => x),
  getter("shape", (_, x) => new PyTuple([...x.shape])),
  getter("dtype", (_, x) => dtypeObject(x.dtype)),
  getter("ndim", (_, x) => x.shape.length),
  getter("size", (_, x) => size(arrayIn(x))),
  getter("nbytes", (_, x) => size(arrayIn(x)) * itemSize(x.dtype)),
  getter("itemsize", (_, x) => itemSize(x.dtype)),
  getter("weak_type", (_, x) => x.weakType),
  getter("device", (machine) => device(machine)),
  getter("is_fully_replicated", () => true),
]);
/** Arrays are not hashable. */
arrayType.dict.set("__hash__", null);
