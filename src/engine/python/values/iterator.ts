/** Iterators of the engine's own, and generators. */
import { objectType, PyObject, PyType, type Value } from "../object.js";

export class PyIterator extends PyObject {
  constructor(
    readonly type: PyType,
    /** undefined: exhausted. */
    readonly next: () => Value | undefined,
    /** How many there were at the start, where it is known: "iteration 3 of 10". */
    readonly length: number | null = null,
  ) { super(); }
}

const iteratorType = (name: string): PyType => new PyType(name, [objectType]);
export const iteratorTypes = {
  list: iteratorType("list_iterator"), tuple: iteratorType("tuple_iterator"), str: iteratorType("str_ascii_iterator"), range: iteratorType("range_iterator"),
  dictKeys: iteratorType("dict_keyiterator"), set: iteratorType("set_iterator"), sequence: iteratorType("iterator"), reversed: iteratorType("list_reverseiterator"),
  enumerate: iteratorType("enumerate"), zip: iteratorType("zip"), map: iteratorType("map"), filter: iteratorType("filter"), callable: iteratorType("callable_iterator"),
} as const;

/** A suspended function. */
export class PyGenerator extends PyObject {
  running = false;
  started = false;
  finished = false;
  /** What `return` gave. */
  result: Value = null;
  constructor(readonly name: string, readonly steps: Generator<Value, Value, Value>) { super(); }
  get type(): PyType { return generatorType; }
}
export const generatorType = iteratorType("generator");

/** JavaScript's iteration over a pull function. */
export function* pulled(next: () => Value | undefined): Generator<Value, void, void> {
  for (let value = next(); value !== undefined; value = next()) yield value;
}
