/** Steps of a path into a pytree: `['a']`, `[0]`, `.x`. */
import { define } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { objectType, PyBuiltin, PyInstance, PyType, type Value } from "../../../python/object.js";

/** Some number that equal texts share. */
export const textHash = (text: string): number => [...text].reduce((hash, letter) => (Math.imul(hash, 33) ^ letter.codePointAt(0)!) | 0, 5381);

function keyType(name: string, field: string, text: (machine: Machine, value: Value) => string): PyType {
  const type = new PyType(name, [objectType], "jaxlib._jax.pytree");
  const of = (self: Value | undefined): Value => (self as PyInstance).dict.get(field)!; // set where it is made
  return define(type, [
    new PyBuiltin("__init__", (_, [self, value = null]) => { (self as PyInstance).dict.set(field, value); return null; }), // a method of the class
    new PyBuiltin("__repr__", (machine, [self]) => `${name}(${field}=${machine.repr(of(self))})`),
    new PyBuiltin("__str__", (machine, [self]) => text(machine, of(self))),
    new PyBuiltin("__eq__", (machine, [self, other]) => machine.typeOf(other ?? null) === type && machine.equals(of(self), of(other))),
    new PyBuiltin("__hash__", (machine, [self]) => textHash(text(machine, of(self)))),
  ]);
}

export const PATH_KEYS = {
  DictKey: keyType("DictKey", "key", (machine, key) => `[${machine.repr(key)}]`),
  SequenceKey: keyType("SequenceKey", "idx", (machine, at) => `[${machine.repr(at)}]`),
  GetAttrKey: keyType("GetAttrKey", "name", (machine, name) => `.${machine.str(name)}`),
  FlattenedIndexKey: keyType("FlattenedIndexKey", "key", (machine, at) => `[<flat index ${machine.repr(at)}>]`),
} as const;

function made(type: PyType, field: string, value: Value): PyInstance {
  const key = new PyInstance(type);
  key.dict.set(field, value);
  return key;
}
export const dictKey = (key: Value): Value => made(PATH_KEYS.DictKey, "key", key);
export const sequenceKey = (at: number): Value => made(PATH_KEYS.SequenceKey, "idx", at);
export const attributeKey = (name: string): Value => made(PATH_KEYS.GetAttrKey, "name", name);
export const flatKey = (at: number): Value => made(PATH_KEYS.FlattenedIndexKey, "key", at);

/** `jax.tree_util.keystr(path)` */
export function pathText(machine: Machine, path: readonly Value[], simple = false, separator = ""): string {
  const plain = (key: Value): string => (key instanceof PyInstance ? machine.str([...key.dict.values()][0] ?? null) : machine.str(key));
  return path.map((key) => (simple ? plain(key) : machine.str(key))).join(separator);
}
