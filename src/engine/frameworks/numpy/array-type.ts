/** numpy.ndarray, NumPy's scalars and dtypes, and how values become nodes. */
import type { Machine } from "../../python/machine.js";
import { floatType, objectType, PyFloat, PyTracedInt, PyType, TracedObject, type Value } from "../../python/object.js";
import { PyComplex } from "../../python/values/complex.js";
import { PyRange } from "../../python/values/range.js";
import { wrap } from "../../tensor/array.js";
import type { Dtype } from "../../tensor/dtype.js";
import { Handle } from "../../trace/handle.js";
import { flagsOf, Node, WEAK } from "../../trace/node.js";
import { isInt, isNumber, isSequence, numberOf } from "../arguments.js";
import { arrayFrom } from "./from-values.js";
import { defaultPrintOptions, type PrintOptions } from "./printing.js";
import { NumpyRandomState } from "../../tensor/random/numpy-random-state.js";

export const ndarrayType = new PyType("ndarray", [objectType], "numpy");

export class PyArray extends TracedObject {
  constructor(readonly handle: Handle) { super(); }
  get type(): PyType { return ndarrayType; }
  tracedNode(machine: Machine): Node { return this.handle.node(machine.trace); }
  history(): readonly Node[] { return this.handle.history(); }
  frameworkGradient(): undefined { return undefined; }
  get dtype(): Dtype { return this.handle.dtype; }
  get shape(): readonly number[] { return this.handle.shape; }
}

/** The abstract classes above the scalars, for isinstance. */
const generic = new PyType("generic", [objectType], "numpy");
const numberType = new PyType("number", [generic], "numpy");
const integer = new PyType("integer", [numberType], "numpy");
const signed = new PyType("signedinteger", [integer], "numpy");
const unsigned = new PyType("unsignedinteger", [integer], "numpy");
const inexact = new PyType("inexact", [numberType], "numpy");
const floating = new PyType("floating", [inexact], "numpy");
export const ABSTRACT = { generic, number: numberType, integer, signedinteger: signed, unsignedinteger: unsigned, inexact, floating };

const scalarClass = (dtype: Dtype, bases: readonly PyType[]): [Dtype, PyType] => [dtype, new PyType(dtype, bases, "numpy")];
/** The class of a scalar is also the name of its dtype: `np.float32(1)`, `dtype=np.float32`. */
export const SCALAR_TYPES: ReadonlyMap<Dtype, PyType> = new Map([
  scalarClass("bool", [generic]), scalarClass("uint8", [unsigned]), scalarClass("uint16", [unsigned]), scalarClass("uint32", [unsigned]), scalarClass("uint64", [unsigned]), scalarClass("int8", [signed]), scalarClass("int16", [signed]), scalarClass("int32", [signed]), scalarClass("int64", [signed]),
  scalarClass("float16", [floating]), scalarClass("float32", [floating]), scalarClass("float64", [floating, floatType]),
]);
export const scalarTypeOf = (dtype: Dtype): PyType => SCALAR_TYPES.get(dtype) ?? SCALAR_TYPES.get("float32")!;

for (const type of [ndarrayType, ...SCALAR_TYPES.values()]) type.namedWithModule = true;

/** np.float64(1.5): immutable, without dimensions. */
export class PyScalar extends TracedObject {
  constructor(readonly node: Node) { super(); }
  get type(): PyType { return scalarTypeOf(this.node.value.dtype); }
  tracedNode(): Node { return this.node; }
  history(): readonly Node[] { return [this.node]; }
  frameworkGradient(): undefined { return undefined; }
  get dtype(): Dtype { return this.node.value.dtype; }
  get shape(): readonly number[] { return []; }
  get value(): number { return this.node.value.buffer[this.node.value.offset]!; }
  override get keyNumber(): number { return this.value; }
}

export type Numeric = PyArray | PyScalar;
export const isNumeric = (value: Value | undefined): value is Numeric => value instanceof PyArray || value instanceof PyScalar;

/** NumPy's arrays and scalars take part in promotion by their dtype, even where only Python numbers went in. */
export function strong(node: Node): Node {
  if (!node.weak) return node;
  const copy = new Node(node.id, node.card, node.inputs, node.attributes, node.values, node.origin, node.span, node.scope, flagsOf(node.inputs, node.origin, false));
  copy.cutInputs = node.cutInputs;
  copy.cutOperation = node.cutOperation;
  copy.requiresGrad = node.requiresGrad;
  return copy;
}

export const arrayOf = (node: Node): PyArray => new PyArray(new Handle(strong(node)));
export const scalarOf = (node: Node): PyScalar => new PyScalar(strong(node));
/** What functions give back: arrays, and scalars where no dimension is left. */
export const resultOf = (node: Node): Numeric => (node.value.shape.length === 0 ? scalarOf(node) : arrayOf(node));

const weakInt = (dtype: Dtype, value: number): Node => new Node(-1, null, [], {}, [wrap(dtype, [], dtype === "bool" ? new Uint8Array([value]) : new Float64Array([value]))], { kind: "literal" }, null, null, WEAK);

/** Arrays as they are, Python numbers as weak nodes; null: neither. */
export function numericNode(machine: Machine, value: Value): Node | null {
  if (value instanceof TracedObject) return value.tracedNode(machine);
  if (value instanceof PyComplex) return machine.nodeOf(value);
  if (!isNumber(value)) return null;
  if (typeof value === "boolean") return weakInt("bool", value ? 1 : 0);
  if (value instanceof PyFloat) return machine.nodeOf(value);
  if (value instanceof PyTracedInt) {
    const node = machine.nodeOf(value);
    return node?.value.dtype === "float64" ? intNode(machine, node) : node;
  }
  return weakInt("int64", numberOf(value));
}

/** A followed int is counted in doubles on the tape; to NumPy it is an int. */
const intNode = (machine: Machine, node: Node): Node => machine.trace.apply("cast", [node], { dtype: "int64" });

/** The same, and nested lists as new arrays. */
export function nodeOf(machine: Machine, value: Value): Node | null {
  return numericNode(machine, value) ?? (isSequence(value) || value instanceof PyRange ? arrayFrom(machine, value, null) : null);
}

/** What a run of NumPy keeps. */
export interface NumpyState {
  readonly print: PrintOptions;
  readonly random: NumpyRandomState;
  seeded: boolean;
}
export const stateOf = (machine: Machine): NumpyState =>
  machine.state("numpy", () => ({ print: defaultPrintOptions(), random: new NumpyRandomState(0), seeded: false }));

export const intOrNull = (value: Value): number | null => (isInt(value) ? numberOf(value) : value instanceof PyScalar && !value.dtype.startsWith("float") ? value.value : null);
