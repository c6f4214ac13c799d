/** dict and its kin. Keys that Python takes for equal (1, 1.0, True) have one key here; see `semantics/hash.ts`. */
import type { Key } from "../semantics/hash.js";
import { objectType, PyObject, PyType, type Value } from "../object.js";

export class PyDict extends PyObject {
  readonly entries = new Map<Key, [Value, Value]>();
  /** Attributes of an instance of a subclass. */
  readonly own: PyType | null;
  /** defaultdict's. */
  factory: Value = null;
  constructor(own: PyType | null = null) {
    super();
    this.own = own;
  }
  get type(): PyType { return this.own ?? dictType; }
  /** For keys that are strings: attributes, keyword arguments. */
  setName(name: string, value: Value): void { this.entries.set(name, [name, value]); }
  getName(name: string): Value | undefined { return this.entries.get(name)?.[1]; }
}
export const dictType = new PyType("dict", [objectType]);

/** `d.keys()`, `d.values()`, `d.items()`: follow the dict. */
export class PyDictView extends PyObject {
  constructor(readonly of: PyDict, readonly part: "keys" | "values" | "items") { super(); }
  get type(): PyType { return viewTypes[this.part]; }
}
export const viewTypes = {
  keys: new PyType("dict_keys", [objectType]),
  values: new PyType("dict_values", [objectType]),
  items: new PyType("dict_items", [objectType]),
} as const;

/** A read-only window on a class's or module's names (`vars(C)`), or a live one on an object's attributes. */
export class PyNamespace extends PyDict {
  constructor(readonly names: Map<string, Value>) {
    super();
    for (const [name, value] of names) this.setName(name, value);
  }
}
