/** How a program's own classes become nodes of pytrees. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { PyInstance, PyTuple, type Value } from "../../../python/object.js";
import { registerContainer } from "./containers.js";
import { attributeKey } from "./path-keys.js";

function pairOf(machine: Machine, value: Value): { readonly children: readonly Value[]; readonly data: Value } {
  const parts = [...machine.iterate(value)];
  if (parts.length !== 2) throw machine.raise("RuntimeError", "PyTree custom to-iterable function should return a pair");
  return { children: [...machine.iterate(parts[0]!)], data: parts[1]! };
}

export const registerNode = native("register_pytree_node(nodetype, flatten_func, unflatten_func, flatten_with_keys_func=None)", (machine, a) => {
  const withKeys = a.flatten_with_keys_func!;
  registerContainer(machine, a.nodetype, {
    flatten: (inside, value) => pairOf(inside, inside.call(a.flatten_func!, [value])),
    unflatten: (inside, data, children) => inside.call(a.unflatten_func!, [data, new PyTuple(children)]),
    keys: withKeys === null ? null : (inside, value) => pairOf(inside, inside.call(withKeys, [value])).children.map((pair) => inside.subscript(pair, 0)),
  });
  return null;
});

export const registerClass = native("register_pytree_node_class(cls)", (machine, a) => {
  const type = a.cls!;
  registerContainer(machine, type, {
    flatten: (inside, value) => pairOf(inside, inside.call(inside.getAttribute(value, "tree_flatten"), [])),
    unflatten: (inside, data, children) => inside.call(inside.getAttribute(type, "tree_unflatten"), [data, new PyTuple(children)]),
    keys: null,
  });
  return type;
});

/** The names of a dataclass's fields: those that are data, and those marked `static`. */
function fieldsOf(machine: Machine, type: Value): { readonly data: string[]; readonly meta: string[] } {
  const fields = machine.findAttribute(type, "__dataclass_fields__");
  if (fields === undefined) throw machine.raise("TypeError", "register_dataclass: data_fields and meta_fields are required for a class that is not a dataclass");
  const [data, meta]: [string[], string[]] = [[], []];
  for (const [name, field] of machine.dictEntries(fields)) {
    const metadata = field instanceof PyInstance ? field.dict.get("metadata") : undefined;
    const isStatic = metadata !== undefined && machine.isDict(metadata) && machine.dictEntries(metadata).some(([key, value]) => key === "static" && machine.truth(value));
    (isStatic ? meta : data).push(machine.str(name));
  }
  return { data, meta };
}

const names = (machine: Machine, value: Value): string[] => [...machine.iterate(value)].map((one) => machine.str(one));

export const registerDataclass = native("register_dataclass(nodetype, data_fields=None, meta_fields=None, drop_fields=None)", (machine, a) => {
  const type = a.nodetype!;
  const given = a.data_fields === null ? fieldsOf(machine, type) : { data: names(machine, a.data_fields!), meta: a.meta_fields === null ? [] : names(machine, a.meta_fields!) };
  registerContainer(machine, type, {
    flatten: (inside, value) => ({ children: given.data.map((name) => inside.getAttribute(value, name)), data: new PyTuple(given.meta.map((name) => inside.getAttribute(value, name))) }),
    unflatten: (inside, data, children) => {
      const meta = (data as PyTuple).items; // made above
      return inside.call(type, [], new Map([...given.data.map((name, i): [string, Value] => [name, children[i]!]), ...given.meta.map((name, i): [string, Value] => [name, meta[i]!])]));
    },
    keys: () => given.data.map(attributeKey),
    dataText: (inside, data) => inside.repr(data),
  });
  return type;
});
