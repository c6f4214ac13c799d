/**
 * Arrays of strings and of any objects. Their elements stand in a list; which element is where is an array of positions,
 * so that indexing and rearranging are those of numeric arrays.
 */
import type { Machine } from "../../python/machine.js";
import { intType, objectType, PyFloat, PyInstance, PyObject, PyType, TracedObject, type Value } from "../../python/object.js";
import { PyComplex } from "../../python/values/complex.js";
import { PyDict } from "../../python/values/dict.js";
import { PySet } from "../../python/values/set.js";
import { strType } from "../../python/values/types.js";
import { fromNumbers, toNumbers } from "../../tensor/array.js";
import { sizeOf } from "../../tensor/shape.js";
import { constantNode, type Node } from "../../trace/node.js";
import { isInt, isSequence } from "../arguments.js";
import { arrayOf, isNumeric, ndarrayType, type PyArray } from "./array-type.js";
import { scalarText } from "./printing.js";

export const objectArrayType = new PyType("ndarray", [ndarrayType], "numpy");

export type Kind = "object" | "str";

export class PyObjectArray extends PyObject {
  constructor(readonly items: Value[], readonly positions: PyArray, readonly kind: Kind) { super(); }
  get type(): PyType { return objectArrayType; }
  get shape(): readonly number[] { return this.positions.shape; }
  /** The elements in row-major order. */
  elements(machine: Machine): Value[] { return toNumbers(this.positions.tracedNode(machine).value).map((at) => this.items[at]!); }
  /** The same elements seen through other positions. */
  through(positions: PyArray): PyObjectArray { return new PyObjectArray(this.items, positions, this.kind); }
}

const positions = (shape: readonly number[]): Node => constantNode(fromNumbers("int64", shape, Array.from({ length: sizeOf(shape) }, (_, i) => i)), false);

export const objectArray = (items: readonly Value[], shape: readonly number[], kind: Kind): PyObjectArray => new PyObjectArray([...items], arrayOf(positions(shape)), kind);

/** `dtype=object`, `dtype=str`, "O", "<U5". */
export function kindOfDtype(value: Value): Kind | null {
  if (value === objectType || value === "O" || value === "object") return "object";
  if (value === strType || (typeof value === "string" && /^(<?U\d*|str)$/.test(value))) return "str";
  return value instanceof PyObjectDtype ? value.kind : null;
}

/** What no number can stand for. */
const isForeign = (machine: Machine, value: Value): boolean =>
  value === null || typeof value === "string" || value instanceof PyDict || value instanceof PySet ||
  (value instanceof PyObject && !isInt(value) && !(value instanceof PyFloat) && !(value instanceof TracedObject) && !isSequence(value) && !(value instanceof PyObjectArray) && machine.findAttribute(value, "__iter__") === undefined && machine.findAttribute(value, "__float__") === undefined && !(value instanceof PyInstance && machine.isInstance(value, intType)));

/** Whether a list holds anything but numbers. */
export function holdsObjects(machine: Machine, value: Value): boolean {
  if (value instanceof PyObjectArray) return true;
  if (isSequence(value)) return value.items.some((one) => holdsObjects(machine, one));
  return isForeign(machine, value);
}

interface Shaped { readonly shape: readonly number[]; readonly items: readonly Value[] }

/** As deep as the lengths agree; what goes on below is an element. */
function shaped(machine: Machine, value: Value): Shaped {
  const list = isSequence(value) ? value.items : isNumeric(value) && value.shape.length ? [...machine.iterate(value)] : null;
  if (value instanceof PyObjectArray) return { shape: value.shape, items: value.elements(machine) };
  if (!list) return { shape: [], items: [value] };
  const parts = list.map((one) => shaped(machine, one));
  const common: number[] = [];
  const rank = Math.min(...parts.map((part) => part.shape.length));
  for (let axis = 0; axis < rank && parts.every((part) => part.shape[axis] === parts[0]!.shape[axis]); axis++) common.push(parts[0]!.shape[axis]!);
  if (parts.every((part) => part.shape.length === common.length)) return { shape: [parts.length, ...common], items: parts.flatMap((part) => part.items) };
  return { shape: [list.length], items: list };
}

/** Text of a number among strings. */
const asText = (machine: Machine, value: Value): string => (isNumeric(value) && "value" in value ? scalarText(value.dtype, Number(value.value)) : machine.str(value));

export function objectArrayFrom(machine: Machine, value: Value, wanted: Kind | null): PyObjectArray {
  const { shape, items } = shaped(machine, value);
  const complex = items.find((one) => one instanceof PyComplex);
  if (complex !== undefined) machine.nodeOf(complex);
  const texts = items.some((one) => typeof one === "string") && items.every((one) => typeof one === "string" || isInt(one) || one instanceof PyFloat || isNumeric(one));
  const kind = wanted ?? (texts ? "str" : "object");
  return objectArray(kind === "str" ? items.map((one) => asText(machine, one)) : items, shape, kind);
}

/** The longest string of the list decides the dtype: `<U5`. Numbers among strings make room for themselves. */
export const dtypeName = (array: PyObjectArray): string => (array.kind === "object" ? "object" : `<U${Math.max(1, ...array.items.map((one) => String(one).length))}`);

export const objectDtypeType = new PyType("dtype", [objectType], "numpy");
export class PyObjectDtype extends PyObject {
  constructor(readonly name: string, readonly kind: Kind) { super(); }
  get type(): PyType { return objectDtypeType; }
}
