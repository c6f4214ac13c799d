/** What arrays of strings and objects can do. Everything else an array has is refused by name. */
import { define, native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { floatType, intType, NotImplemented, PyBuiltin, PyFloat, PyGetter, PyList, PyTuple, type PyType, Unsupported, type Value } from "../../python/object.js";
import { boolType } from "../../python/values/types.js";
import { isContiguous, toNumbers } from "../../tensor/array.js";
import { broadcastShapes, type Shape, sizeOf } from "../../tensor/shape.js";
import { isInt, isSequence } from "../arguments.js";
import { arrayOf, isNumeric, ndarrayType, PyArray, PyScalar, stateOf } from "./array-type.js";
import { need, numberLeaf, run } from "./call.js";
import { dtypeArgument } from "./dtype.js";
import { noLoopError } from "./errors.js";
import { arrayFrom } from "./from-values.js";
import { dtypeName, kindOfDtype, objectArray, objectArrayFrom, objectArrayType, objectDtypeType, PyObjectArray, PyObjectDtype } from "./object-array.js";
import { numpyMessages as say } from "./messages.js";
import { arrayText, tightShape } from "./printing.js";

const self = (value: Value | undefined): PyObjectArray => value as PyObjectArray; // members are bound to the type

const shown = (machine: Machine, value: Value): string => (value instanceof PyList ? `list(${machine.repr(value)})` : machine.repr(value));

function text(machine: Machine, array: PyObjectArray, separator: string, prefix: string, suffix: string): string {
  return arrayText(array.positions.tracedNode(machine).value, stateOf(machine).print, { separator, prefix, suffix }, (at) => shown(machine, array.items[at]!));
}

function getItem(machine: Machine, array: PyObjectArray, index: Value): Value {
  const found = machine.subscript(array.positions, index);
  if (found instanceof PyScalar) return array.items[found.value]!;
  return array.through(found as PyArray); // positions are an array or one number
}

function setItem(machine: Machine, array: PyObjectArray, index: Value, value: Value): void {
  const found = need(machine, machine.subscript(array.positions, index)).value;
  const places = toNumbers(found);
  const values = found.shape.length && (isSequence(value) || value instanceof PyObjectArray || (value instanceof PyArray && value.shape.length > 0)) ? spread(machine, objectArrayFrom(machine, value, null), found.shape) : places.map(() => value);
  places.forEach((at, i) => { array.items[at] = array.kind === "str" ? machine.str(values[i]!) : values[i]!; });
}

/** The elements broadcast to a shape. */
function spread(machine: Machine, array: PyObjectArray, shape: readonly number[]): Value[] {
  if (array.shape.join() === shape.join()) return array.elements(machine);
  const common = broadcastShapes(array.shape, shape);
  if (!common || common.join() !== shape.join()) throw machine.raise("ValueError", `could not broadcast input array from shape ${tightShape(array.shape)} into shape ${tightShape(shape)}`);
  return array.through(arrayOf(run(machine, "expand", [need(machine, array.positions)], { shape: [...shape] }))).elements(machine);
}

/** Both sides element by element. */
function paired(machine: Machine, a: PyObjectArray, b: Value): { shape: Shape; left: Value[]; right: Value[] } {
  const other = b instanceof PyObjectArray ? b : isSequence(b) || (isNumeric(b) && b.shape.length) ? objectArrayFrom(machine, b, null) : objectArray([b], [], "object");
  const shape = broadcastShapes(a.shape, other.shape);
  if (!shape) throw machine.raise("ValueError", `operands could not be broadcast together with shapes ${tightShape(a.shape)} ${tightShape(other.shape)} `);
  return { shape, left: spread(machine, a, shape), right: spread(machine, other, shape) };
}

const COMPARISONS = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" } as const;
const OPERATORS = { add: "+", sub: "-", mul: "*", truediv: "/", floordiv: "//", mod: "%", pow: "**" } as const;

const comparison = ([name, operator]: [string, string]): PyBuiltin => new PyBuiltin(`__${name}__`, (machine, [a, b]) => {
  const { shape, left, right } = paired(machine, self(a), b!);
  return arrayOf(numberLeaf(machine, "bool", shape, left.map((one, i) => (machine.truth(machine.compare(operator, one, right[i]!)) ? 1 : 0))));
});

const operator = ([name, sign]: [string, string]): PyBuiltin[] => [false, true].map((mirrored) => new PyBuiltin(`__${mirrored ? "r" : ""}${name}__`, (machine, [a, b]) => {
  if (self(a).kind === "str" && sign !== "+") return NotImplemented;
  if (self(a).kind === "str" && !(b instanceof PyObjectArray) && typeof b !== "string") {
    const types = [`dtype('${dtypeName(self(a))}')`, `dtype('${isNumeric(b) ? b.dtype : isInt(b!) ? "int64" : b instanceof PyFloat ? "float64" : "O"}')`];
    throw noLoopError(`ufunc '${name}' did not contain a loop with signature matching types (${(mirrored ? types.reverse() : types).join(", ")}) -> None`);
  }
  const { shape, left, right } = paired(machine, self(a), b!);
  return objectArray(left.map((one, i) => (mirrored ? machine.binary(sign, right[i]!, one) : machine.binary(sign, one, right[i]!))), shape, self(a).kind);
}));

/** Methods that only move elements: those of the positions. */
const moving = (name: string): PyBuiltin => new PyBuiltin(name, (machine, [array, ...args], keywords) => {
  const moved = machine.call(machine.getAttribute(self(array).positions, name), args, keywords);
  const made = self(array).through(moved as PyArray); // methods that move give arrays
  return name === "copy" || name === "flatten" ? objectArray(made.elements(machine), made.shape, made.kind) : made;
});

function astype(machine: Machine, array: PyObjectArray, wanted: Value): Value {
  const kind = kindOfDtype(wanted);
  if (kind) return objectArray(array.elements(machine).map((one) => (kind === "str" ? machine.str(one) : one)), array.shape, kind);
  const dtype = dtypeArgument(wanted);
  if (!dtype) throw machine.raise("TypeError", `data type ${machine.repr(wanted)} not understood`);
  const convert = dtype === "bool" ? boolType : dtype.startsWith("float") ? floatType : intType;
  const numbers = array.elements(machine).map((one) => (typeof one === "string" || !isNumeric(one) ? machine.call(convert, [one]) : one));
  return arrayOf(run(machine, "reshape", [arrayFrom(machine, new PyList(numbers), dtype)], { shape: [...array.shape] }));
}

const nested = (items: readonly Value[], shape: readonly number[]): Value => {
  const [length, ...rest] = shape;
  if (length === undefined) return items[0]!;
  const each = sizeOf(rest);
  return new PyList(Array.from({ length }, (_, i) => nested(items.slice(i * each, (i + 1) * each), rest)));
};

/** sum() of objects: one after the other. */
const total = (machine: Machine, array: PyObjectArray): Value => array.elements(machine).reduce((sum, one) => machine.binary("+", sum, one));

const sorted = (machine: Machine, array: PyObjectArray): number[] => {
  const items = array.elements(machine);
  return items.map((_, i) => i).sort((i, j) => (machine.truth(machine.compare("<", items[i]!, items[j]!)) ? -1 : machine.truth(machine.compare("<", items[j]!, items[i]!)) ? 1 : i - j));
};

const OWN: readonly (PyBuiltin | PyGetter)[] = [
  new PyBuiltin("__repr__", (machine, [array]) => {
    const body = text(machine, self(array), ", ", "array(", "");
    const extra = `dtype=${self(array).kind === "object" ? "object" : `'${dtypeName(self(array))}'`})`;
    const last = body.length - (body.lastIndexOf("\n") + 1) + (body.includes("\n") ? 0 : "array(".length);
    return `array(${body},${last + extra.length + 2 > stateOf(machine).print.linewidth ? `\n${" ".repeat(6)}` : " "}${extra}`;
  }),
  new PyBuiltin("__str__", (machine, [array]) => (self(array).shape.length ? text(machine, self(array), " ", "", "") : machine.str(self(array).elements(machine)[0]!))),
  new PyBuiltin("__getitem__", (machine, [array, index]) => getItem(machine, self(array), index!)),
  new PyBuiltin("__setitem__", (machine, [array, index, value]) => { setItem(machine, self(array), index!, value!); return null; }),
  new PyBuiltin("__len__", (machine, [array]) => machine.length(self(array).positions)),
  new PyBuiltin("__iter__", (machine, [array]) => machine.call(machine.getAttribute(new PyList(Array.from({ length: self(array).shape[0] ?? 0 }, (_, i) => getItem(machine, self(array), i))), "__iter__"), [])),
  new PyBuiltin("__contains__", (machine, [array, value]) => self(array).elements(machine).some((one) => machine.equals(one, value!))),
  ...Object.entries(COMPARISONS).map(comparison), ...Object.entries(OPERATORS).flatMap(operator),
  new PyBuiltin("__neg__", (machine, [array]) => objectArray(self(array).elements(machine).map((one) => machine.binary("*", one, -1)), self(array).shape, "object")),
  new PyGetter("shape", (_, array) => new PyTuple([...self(array).shape])), new PyGetter("ndim", (_, array) => self(array).shape.length), new PyGetter("size", (_, array) => sizeOf(self(array).shape)),
  new PyGetter("dtype", (_, array) => new PyObjectDtype(dtypeName(self(array)), self(array).kind)),
  new PyGetter("T", (machine, array) => self(array).through(machine.getAttribute(self(array).positions, "T") as PyArray)), // of an array
  new PyGetter("flags", (machine, array) => isContiguous(self(array).positions.tracedNode(machine).value)),
  ...["reshape", "ravel", "flatten", "transpose", "copy", "squeeze", "swapaxes", "repeat", "take"].map(moving),
  native("astype(self, dtype, order='K', casting='unsafe', subok=True, copy=True)", (machine, a) => astype(machine, self(a.self), a.dtype!)),
  native("tolist(self)", (machine, a) => nested(self(a.self).elements(machine), self(a.self).shape)),
  native("item(self, *args)", (machine, a, { rest }) => (rest.length ? getItem(machine, self(a.self), rest.length === 1 ? rest[0]! : new PyTuple(rest)) : self(a.self).elements(machine)[0]!)),
  native("fill(self, value)", (_, a) => { self(a.self).items.fill(a.value!); return null; }),
  native("sum(self, axis=None)", (machine, a) => total(machine, self(a.self))),
  native("mean(self, axis=None)", (machine, a) => machine.binary("/", total(machine, self(a.self)), sizeOf(self(a.self).shape))),
  native("dot(self, b)", (machine, a) => { const { left, right } = paired(machine, self(a.self), a.b!); return left.map((one, i) => machine.binary("*", one, right[i]!)).reduce((sum, one) => machine.binary("+", sum, one)); }),
  native("argsort(self, axis=-1, kind=None, order=None)", (machine, a) => { const order = sorted(machine, self(a.self)); return arrayOf(numberLeaf(machine, "int64", [order.length], order)); }),
  native("sort(self, axis=-1, kind=None, order=None)", (machine, a) => { const items = self(a.self).elements(machine); sorted(machine, self(a.self)).forEach((from, to) => { self(a.self).items[to] = items[from]!; }); return null; }),
];

/** Call once all members of ndarray are there: what is not ours is refused rather than mistaken. */
export function completeObjectArrays(): void {
  define(objectArrayType, OWN);
  const own = new Set(OWN.map((one) => one.name));
  for (const [name, member] of ndarrayType.dict) {
    if (own.has(name) || name === "__hash__") continue;
    const refuse = (): never => { throw new Unsupported("unsupported-call", say.form(`np.ndarray.${name}`, say.stringsOrObjects)); };
    objectArrayType.dict.set(name, member instanceof PyGetter ? new PyGetter(name, refuse) : new PyBuiltin(name, refuse));
  }
}

define(objectDtypeType as PyType, [
  new PyBuiltin("__repr__", (_, [of]) => `dtype('${(of as PyObjectDtype).name === "object" ? "O" : (of as PyObjectDtype).name}')`), // bound to the type
  new PyBuiltin("__str__", (_, [of]) => (of as PyObjectDtype).name), // as above
  new PyBuiltin("__eq__", (_, [of, other]) => kindOfDtype(other ?? null) === (of as PyObjectDtype).kind), // as above
  new PyGetter("kind", (_, of) => ((of as PyObjectDtype).kind === "object" ? "O" : "U")), new PyGetter("name", (_, of) => ((of as PyObjectDtype).kind === "object" ? "object" : `str${32 * Number((of as PyObjectDtype).name.slice(2))}`)), // as above
]);

/** Functions of the module that answer for arrays of strings and objects in their own way; undefined: not one of them. */
export const OBJECT_FUNCTIONS: Readonly<Record<string, (machine: Machine, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value>> = {
  unique: (machine, [given], keywords) => {
    const array = objectArrayFrom(machine, given!, null);
    const items = array.elements(machine);
    const order = sorted(machine, array);
    const first: number[] = [];
    const inverse = new Array<number>(items.length);
    const counts: number[] = [];
    for (const i of order) {
      if (!first.length || !machine.equals(items[first.at(-1)!]!, items[i]!)) { first.push(i); counts.push(0); }
      counts[counts.length - 1]!++;
      inverse[i] = first.length - 1;
    }
    const ints = (list: readonly number[]): Value => arrayOf(numberLeaf(machine, "int64", [list.length], list));
    const parts: Value[] = [objectArray(first.map((i) => items[i]!), [first.length], array.kind)];
    for (const [name, list] of [["return_index", first], ["return_inverse", inverse], ["return_counts", counts]] as const) if (keywords.get(name) === true) parts.push(ints(list));
    return parts.length === 1 ? parts[0]! : new PyTuple(parts);
  },
  where: (machine, [condition, x, y]) => {
    const test = need(machine, condition);
    const [a, b] = [x!, y!].map((one) => (isSequence(one) || one instanceof PyObjectArray || isNumeric(one) ? objectArrayFrom(machine, one, null) : objectArrayFrom(machine, one, null))) as [PyObjectArray, PyObjectArray]; // two sides
    const shape = broadcastShapes(test.value.shape, a.shape, b.shape)!;
    const flags = toNumbers(run(machine, "expand", [test], { shape }).value);
    const [left, right] = [spread(machine, a, shape), spread(machine, b, shape)];
    return objectArray(flags.map((flag, i) => (flag ? left[i]! : right[i]!)), shape, a.kind === "str" && b.kind === "str" ? "str" : "object");
  },
  concatenate: (machine, [list]) => {
    const parts = [...machine.iterate(list!)].map((one) => objectArrayFrom(machine, one, null));
    const items = parts.flatMap((part) => part.elements(machine));
    return objectArray(items, [parts.reduce((sum, part) => sum + part.shape[0]!, 0), ...parts[0]!.shape.slice(1)], parts.every((part) => part.kind === "str") ? "str" : "object");
  },
  append: (machine, [a, b]) => OBJECT_FUNCTIONS.concatenate!(machine, [new PyTuple([objectArrayFrom(machine, a!, null), objectArrayFrom(machine, isSequence(b!) || b instanceof PyObjectArray ? b : new PyList([b!]), null)])], new Map()),
  sort: (machine, [given]) => { const array = objectArrayFrom(machine, given!, null); const items = array.elements(machine); return objectArray(sorted(machine, array).map((i) => items[i]!), array.shape, array.kind); },
  argsort: (machine, [given]) => machine.call(machine.getAttribute(objectArrayFrom(machine, given!, null), "argsort"), []),
  isin: (machine, [x, list]) => { const array = objectArrayFrom(machine, x!, null); const known = [...machine.iterate(list!)]; return arrayOf(numberLeaf(machine, "bool", array.shape, array.elements(machine).map((one) => (known.some((other) => machine.equals(one, other)) ? 1 : 0)))); },
  array_equal: (machine, [a, b]) => { const [x, y] = [a!, b!].map((one) => objectArrayFrom(machine, one, null)) as [PyObjectArray, PyObjectArray]; const right = y.elements(machine); return x.shape.join() === y.shape.join() && x.elements(machine).every((one, i) => machine.equals(one, right[i]!)); }, // two sides
  sum: (machine, [given]) => total(machine, objectArrayFrom(machine, given!, null)),
  mean: (machine, [given]) => machine.call(machine.getAttribute(objectArrayFrom(machine, given!, null), "mean"), []),
  dot: (machine, [a, b]) => machine.call(machine.getAttribute(objectArrayFrom(machine, a!, null), "dot"), [b!]),
  shape: (_, [given]) => new PyTuple([...(given as PyObjectArray).shape]), size: (_, [given]) => sizeOf((given as PyObjectArray).shape), ndim: (_, [given]) => (given as PyObjectArray).shape.length, // asked for object arrays only
};
