/** Objects of jax.numpy that are only subscripted: NumPy's, with arrays of JAX as results. */
import { define } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { objectType, PyBuiltin, PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { GRID_OBJECTS } from "../../numpy/grids.js";
import { isNumeric } from "../../numpy/array-type.js";
import { arrayFrom } from "../array.js";

/** JAX's arrays among the items as NumPy's functions take them; its results as JAX's. */
const ours = (machine: Machine, value: Value): Value => (isNumeric(value) ? arrayFrom(machine, value)! : value instanceof PyTuple && value.items.some(isNumeric) ? new PyList(value.items.map((item) => ours(machine, item))) : value);

function wrapped(name: string, inner: Value): PyInstance {
  const type = define(new PyType(name, [objectType], "jax._src.numpy.index_tricks"), [new PyBuiltin("__getitem__", (machine, [, index]) => ours(machine, machine.subscript(inner, index!)))]);
  return new PyInstance(type);
}

const CONVERTED = new Set(["mgrid", "ogrid", "r_", "c_"]);

/** Those whose results are arrays, and `s_`, `index_exp`, whose results are subscripts. */
export const SUBSCRIPTED = (): [string, Value][] => GRID_OBJECTS().map(([name, object]) => [name, CONVERTED.has(name) ? wrapped(name, object) : object]);
