/** The rest of Python's built-in objects. */
import type { Parameters } from "../syntax/program.js";
import type { Frame } from "./frame.js";
import type { Machine } from "./machine.js";
import { intType, objectType, type PyInstance, PyObject, PyType, type Value } from "./object.js";

const type = (name: string, base = objectType): PyType => new PyType(name, [base]);

export const boolType: PyType = new PyType("bool", [intType]);
export const noneType = type("NoneType");
export const strType = type("str");
export const bytesType = type("bytes");
export const dictType = type("dict");
export const setType = type("set");
export const frozensetType = type("frozenset");
export const rangeType = type("range");
export const functionType = type("function");
export const methodType = type("method");
export const generatorType = type("generator");
export const iteratorType = type("iterator");
export const propertyType = type("property");
export const staticmethodType = type("staticmethod");
export const classmethodType = type("classmethod");
export const superType = type("super");

/** What makes two keys the same: equal numbers are, whatever their type; other objects by identity or their own hash. */
export type Key = unknown;

export class PyDict extends PyObject {
  readonly entries = new Map<Key, [Value, Value]>();
  /** Makes the value of a missing key (defaultdict). */
  makeMissing: Value = null;
  constructor(readonly type: PyType = dictType) { super(); }
}

export class PySet extends PyObject {
  readonly items = new Map<Key, Value>();
  constructor(readonly type: PyType = setType) { super(); }
}

export class PyBytes extends PyObject {
  constructor(readonly text: string) { super(); }
  get type(): PyType { return bytesType; }
}

export class PyRange extends PyObject {
  constructor(readonly start: number, readonly stop: number, readonly step: number) { super(); }
  get type(): PyType { return rangeType; }
  get length(): number { return Math.max(0, Math.ceil((this.stop - this.start) / this.step)); }
}

/** A function written in Python. */
export class PyFunction extends PyObject {
  readonly dict = new Map<string, Value>();
  constructor(
    readonly name: string,
    readonly qualifiedName: string,
    readonly parameters: Parameters,
    readonly defaults: readonly (Value | undefined)[],
    readonly keywordDefaults: readonly (Value | undefined)[],
    readonly code: FunctionCode,
    readonly frame: Frame,
    /** The class whose body it was written in, for super(); set when the class is made. */
    public owner: PyType | null,
  ) { super(); }
  get type(): PyType { return functionType; }
}

/** What all functions made from one `def` share. */
export interface FunctionCode {
  readonly slots: number;
  /** Slot of each parameter, in order: positional, *args, keyword-only, **keywords. */
  readonly parameterSlots: readonly number[];
  readonly docstring: string | null;
  /** Runs the body; a generator function returns its generator. */
  readonly run: (frame: Frame) => Value;
}

/** A function with its first argument. */
export class PyMethod extends PyObject {
  constructor(readonly self: Value, readonly callee: Value) { super(); }
  get type(): PyType { return methodType; }
}

/** Anything iterated over by `next`: generators and the iterators of built-ins. */
export class PyIterator extends PyObject {
  constructor(readonly source: Iterator<Value, Value | undefined, Value>, readonly type: PyType = iteratorType) { super(); }
}

export class PyProperty extends PyObject {
  constructor(readonly getter: Value, readonly setter: Value = null, readonly deleter: Value = null) { super(); }
  get type(): PyType { return propertyType; }
}

export class PyStaticMethod extends PyObject {
  constructor(readonly callee: Value) { super(); }
  get type(): PyType { return staticmethodType; }
}

export class PyClassMethod extends PyObject {
  constructor(readonly callee: Value) { super(); }
  get type(): PyType { return classmethodType; }
}

export class PySuper extends PyObject {
  constructor(readonly after: PyType, readonly self: PyInstance | PyType | PyObject) { super(); }
  get type(): PyType { return superType; }
}

/** A name bound by code that is not here: an unknown module, or what an unreadable line would have bound. Using it is Unsupported. */
export class PyPlaceholder extends PyObject {
  constructor(readonly why: string, readonly code: string, /** Absorbs every call and attribute without effect. */ readonly inert: boolean) { super(); }
  get type(): PyType { return placeholderType; }
}
export const placeholderType = type("placeholder");

export type NativeIterable = (machine: Machine) => Iterable<Value>;
