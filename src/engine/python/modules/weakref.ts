/** `weakref`. Nothing is collected while a program is interpreted: references stay alive, the collections are plain ones. */
import { own, raw } from "../builtins/own.js";
import { objectType, PyInstance, PyModule, PyObject, PyType, type Value } from "../object.js";
import type { Runtime } from "../runtime.js";

class PyReference extends PyObject {
  constructor(readonly referent: Value) { super(); }
  get type(): PyType { return referenceType; }
}

const referenceType = new PyType("ReferenceType", [objectType], "weakref");
own(referenceType, [
  raw("__new__", (_, [, referent]) => new PyReference(referent ?? null)),
  raw("__init__", () => null),
  raw("__call__", (_, [self]) => (self as PyReference).referent), // methods of references only
  raw("__eq__", (rt, [self, other]) => other instanceof PyReference && rt.equals((self as PyReference).referent, other.referent)), // as above
  raw("__hash__", (rt, [self]) => rt.call(rt.builtins.get("hash")!, [(self as PyReference).referent])), // as above
]);

export function weakrefModule(rt: Runtime): PyModule {
  const builtin = (name: string): Value => rt.builtins.get(name)!; // these are always there
  return new PyModule("weakref", new Map<string, Value>([
    ["ref", referenceType],
    ["ReferenceType", referenceType],
    ["proxy", raw("proxy", (_, [referent]) => referent ?? null)],
    ["WeakSet", builtin("set")],
    ["WeakValueDictionary", builtin("dict")],
    ["WeakKeyDictionary", builtin("dict")],
    ["finalize", raw("finalize", () => new PyInstance(objectType))],
  ]));
}
