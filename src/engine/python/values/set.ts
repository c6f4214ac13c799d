/** set and frozenset. */

import { objectType, PyObject, PyType, type Value } from "../object.js";
import type { Key } from "../semantics/hash.js";

export class PySet extends PyObject {
  readonly entries = new Map<Key, Value>();
  constructor(private readonly own: PyType | null = null) { super(); }
  get type(): PyType { return this.own ?? setType; }
  get frozen(): boolean { return this.type.isSubtype(frozensetType); }
}
export const setType = new PyType("set", [objectType]);
export const frozensetType = new PyType("frozenset", [objectType]);
