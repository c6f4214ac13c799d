/** dict and its kin. Keys that Python takes for equal (1, 1.0, True) have one key here; see `semantics/hash.ts`. */

import { objectType, PyObject, PyType, type Value } from "../object.js";
import type { Key } from "../semantics/hash.js";

export class PyDict extends PyObject {
  /** defaultdict's. */
  factory: Value = null;
  constructor(
    /** The subclass it is of. */
    readonly own: PyType | null = null,
    readonly entries: Map<Key, [Value, Value]> = new Map(),
  ) { super(); }
  get type(): PyType { return this.own ?? dictType; }
  /** For keys that are strings: attributes, keyword arguments. */
  setName(name: string, value: Value): void { this.entries.set(name, [name, value]); }
  getName(name: string): Value | undefined { return this.entries.get(name)?.[1]; }
}
export const dictType = new PyType("dict", [objectType]);

/** collections.OrderedDict. */
export const orderedDictType = new PyType("OrderedDict", [dictType], "collections");

/** `d.keys()`, `d.values()`, `d.items()`: follow the dict. */
export class PyDictView extends PyObject {
  constructor(readonly of: PyDict, readonly part: "keys" | "values" | "items") { super(); }
  get type(): PyType { return (this.of.type.isSubtype(orderedDictType) ? orderedViewTypes : viewTypes)[this.part]; }
}
export const viewTypes = {
  keys: new PyType("dict_keys", [objectType]),
  values: new PyType("dict_values", [objectType]),
  items: new PyType("dict_items", [objectType]),
} as const;
const orderedViewTypes = {
  keys: new PyType("odict_keys", [viewTypes.keys]),
  values: new PyType("odict_values", [viewTypes.values]),
  items: new PyType("odict_items", [viewTypes.items]),
} as const;

/** `vars(object)`, `object.__dict__`: what is written into it is written into the object. */
export class PyNamespace extends PyDict {
  constructor(readonly names: Map<string, Value>) { super(null, new Entries(names)); }
}

/** Names and values as a dict's entries. */
class Entries extends Map<Key, [Value, Value]> {
  constructor(private readonly names: Map<string, Value>) { super(); }
  override get size(): number { return this.names.size; }
  override get(key: Key): [Value, Value] | undefined {
    const value = typeof key === "string" ? this.names.get(key) : undefined;
    return value === undefined ? undefined : [key as string, value]; // undefined for any other key
  }
  override has(key: Key): boolean { return typeof key === "string" && this.names.has(key); }
  override set(key: Key, entry: [Value, Value]): this {
    this.names.set(String(key), entry[1]);
    return this;
  }
  override delete(key: Key): boolean { return typeof key === "string" && this.names.delete(key); }
  override clear(): void { this.names.clear(); }
  override *entries(): MapIterator<[Key, [Value, Value]]> { for (const [name, value] of this.names) yield [name, [name, value]]; }
  override *keys(): MapIterator<Key> { yield* this.names.keys(); }
  override *values(): MapIterator<[Value, Value]> { for (const entry of this.names) yield entry; }
  override [Symbol.iterator](): MapIterator<[Key, [Value, Value]]> { return this.entries(); }
}
