/** Results with names: `SVDResult(U=…, S=…, Vh=…)`. */
import { define } from "../../python/define-native.js";
import { PyBuiltin, PyGetter, PyTuple, PyType, tupleType, type Value } from "../../python/object.js";

const types = new Map<string, PyType>();

function typeOf(name: string, fields: readonly string[]): PyType {
  const known = types.get(name);
  if (known) return known;
  const type = define(new PyType(name, [tupleType], "numpy"), [
    ...fields.map((field, i) => new PyGetter(field, (_, self) => (self as PyTuple).items[i]!)), // bound to the type
    new PyBuiltin("__repr__", (machine, [self]) => `${name}(${(self as PyTuple).items.map((item, i) => `${fields[i]}=${machine.repr(item)}`).join(", ")})`), // as above
  ]);
  types.set(name, type);
  return type;
}

export const namedResult = (name: string, fields: readonly string[], items: readonly Value[]): PyTuple => new PyTuple(items, typeOf(name, fields));
