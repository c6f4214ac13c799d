/** Named tuples: `torch.return_types.max(values=…, indices=…)`. */
import { define } from "../../../python/define-native.js";
import { PyBuiltin, PyGetter, PyTuple, PyType, tupleType, type Value } from "../../../python/object.js";
import type { Node } from "../../../trace/node.js";
import { Tensor } from "../tensor.js";

const types = new Map<string, PyType>();

function returnType(name: string, fields: readonly string[]): PyType {
  const known = types.get(name);
  if (known) return known;
  const type = define(new PyType(name, [tupleType], "torch.return_types"), [
    ...fields.map((field, i) => new PyGetter(field, (_, self) => (self as PyTuple).items[i]!)), // its own type
    new PyBuiltin("__repr__", (machine, [self]) => `torch.return_types.${name}(\n${(self as PyTuple).items.map((item, i) => `${fields[i]}=${machine.repr(item)}`).join(",\n")})`),
  ]);
  types.set(name, type);
  return type;
}

export const namedValues = (name: string, fields: Readonly<Record<string, Value>>): PyTuple => new PyTuple(Object.values(fields), returnType(name, Object.keys(fields)));

export const named = (name: string, fields: Readonly<Record<string, Node>>): PyTuple =>
  namedValues(name, Object.fromEntries(Object.entries(fields).map(([field, node]) => [field, new Tensor(node)])));
