/** What counts as a node of a pytree, and how each kind comes apart and together again. */
import type { Machine } from "../../../python/machine.js";
import { listType, PyList, PyObject, PyRaise, PyTuple, PyType, tupleType, type Value } from "../../../python/object.js";
import { dictType, PyDict } from "../../../python/values/dict.js";
import { noneType } from "../../../python/values/types.js";
import { attributeKey, dictKey, flatKey, sequenceKey } from "./path-keys.js";

export interface Opened {
  readonly children: readonly Value[];
  readonly data: Value;
}

export interface Container {
  readonly type: PyType;
  open(machine: Machine, value: Value): Opened;
  close(machine: Machine, data: Value, children: readonly Value[]): Value;
  /** Its children's places in paths. */
  keys(machine: Machine, value: Value, count: number): readonly Value[];
  text(machine: Machine, data: Value, children: readonly string[]): string;
}

const sequenceKeys = (_: Machine, __: Value, count: number): Value[] => Array.from({ length: count }, (_unused, i) => sequenceKey(i));
const custom = (name: string, data: string, children: readonly string[]): string => `CustomNode(${name}[${data}], [${children.join(", ")}])`;

const NONE: Container = {
  type: noneType,
  open: () => ({ children: [], data: null }),
  close: () => null,
  keys: () => [],
  text: () => "None",
};

const LIST: Container = {
  type: listType,
  open: (_, value) => ({ children: (value as PyList).items, data: null }), // chosen by its class, as below
  close: (_, __, children) => new PyList([...children]),
  keys: sequenceKeys,
  text: (_, __, children) => `[${children.join(", ")}]`,
};

const TUPLE: Container = {
  type: tupleType,
  open: (_, value) => ({ children: (value as PyTuple).items, data: null }),
  close: (_, __, children) => new PyTuple(children),
  keys: sequenceKeys,
  text: (_, __, children) => `(${children.join(", ")}${children.length === 1 ? "," : ""})`,
};

const namedTuple = (type: PyType, fields: readonly Value[]): Container => ({
  type,
  open: (_, value) => ({ children: (value as PyTuple).items, data: type }),
  close: (_, __, children) => new PyTuple(children, type),
  keys: (machine) => fields.map((name) => attributeKey(machine.str(name))),
  text: (_, __, children) => custom("namedtuple", type.name, children),
});

/** Keys in order, as Python's `sorted` would have them. */
function sortedKeys(machine: Machine, keys: readonly Value[]): Value[] {
  if (keys.every((key) => typeof key === "string")) return keys.toSorted((a, b) => (a === b ? 0 : a < b ? -1 : 1));
  try {
    return keys.toSorted((a, b) => (machine.truth(machine.compare("<", a, b)) ? -1 : machine.truth(machine.compare("<", b, a)) ? 1 : 0));
  } catch (error) {
    if (error instanceof PyRaise) throw machine.raise("ValueError", "Comparator raised exception while sorting pytree dictionary keys.");
    throw error;
  }
}

const entriesOf = (value: Value): [Value, Value][] => [...(value as PyDict).entries.values()];

/** A dict's children are in the order of its sorted keys, and so is the dict that is built again. */
const DICT: Container = {
  type: dictType,
  open: (machine, value) => {
    const sorted = sortedKeys(machine, entriesOf(value).map(([key]) => key));
    return { children: sorted.map((key) => machine.subscript(value, key)), data: new PyTuple(sorted) };
  },
  close: (machine, data, children) => machine.makeDict((data as PyTuple).items.map((key, i) => [key, children[i]!])), // made above
  keys: (machine, value) => sortedKeys(machine, entriesOf(value).map(([key]) => key)).map(dictKey),
  text: (machine, data, children) => `{${(data as PyTuple).items.map((key, i) => `${machine.repr(key)}: ${children[i]}`).join(", ")}}`,
};

function dictOf(machine: Machine, type: PyType, keys: readonly Value[], children: readonly Value[], factory: Value): PyDict {
  const made = new PyDict(type, (machine.makeDict(keys.map((key, i) => [key, children[i]!])) as PyDict).entries); // a dict
  made.factory = factory;
  return made;
}

const ordered = (type: PyType): Container => ({
  type,
  open: (_, value) => ({ children: entriesOf(value).map(([, one]) => one), data: new PyTuple(entriesOf(value).map(([key]) => key)) }),
  close: (machine, data, children) => dictOf(machine, type, (data as PyTuple).items, children, null),
  keys: (_, value) => entriesOf(value).map(([key]) => dictKey(key)),
  text: (machine, data, children) => custom("OrderedDict", machine.repr(data), children),
});

const withFactory = (type: PyType): Container => ({
  type,
  open: (machine, value) => {
    const { children, data } = DICT.open(machine, value);
    return { children, data: new PyTuple([(value as PyDict).factory, data]) };
  },
  close: (machine, data, children) => {
    const [factory, keys] = (data as PyTuple).items; // made above
    return dictOf(machine, type, (keys as PyTuple).items, children, factory!);
  },
  keys: DICT.keys,
  text: (machine, data, children) => custom("defaultdict", machine.repr(data), children),
});

/** What `register_pytree_node` was told. */
export interface Registered {
  readonly flatten: (machine: Machine, value: Value) => { readonly children: readonly Value[]; readonly data: Value };
  readonly unflatten: (machine: Machine, data: Value, children: readonly Value[]) => Value;
  readonly keys: ((machine: Machine, value: Value) => readonly Value[]) | null;
  /** How its auxiliary data is written where it differs from `repr`. */
  readonly dataText?: (machine: Machine, data: Value) => string;
}

const registered = (type: PyType, { flatten, unflatten, keys, dataText }: Registered): Container => ({
  type,
  open: flatten,
  close: unflatten,
  keys: (machine, value, count) => keys?.(machine, value) ?? Array.from({ length: count }, (_, i) => flatKey(i)),
  text: (machine, data, children) => custom(type.name, dataText ? dataText(machine, data) : machine.str(data), children),
});

const registry = (machine: Machine): Map<PyType, Container> => machine.state("jax-pytrees", () => new Map<PyType, Container>());

export function registerContainer(machine: Machine, type: Value | undefined, how: Registered): void {
  if (!(type instanceof PyType)) throw machine.raise("TypeError", `register_pytree_node() needs a class, got ${machine.repr(type ?? null)}`);
  if (registry(machine).has(type)) throw machine.raise("ValueError", `Duplicate custom PyTreeDef type registration for ${machine.repr(type)}.`);
  registry(machine).set(type, registered(type, how));
}

/** Classes that are nodes in every run. */
const BUILT_IN = new Map<PyType, Container>();
export const buildIn = (type: PyType, how: Registered): void => { BUILT_IN.set(type, registered(type, how)); };

/** The container a value is, or null: it is a leaf. */
export function containerOf(machine: Machine, value: Value): Container | null {
  if (value === null) return NONE;
  if (!(value instanceof PyObject)) return null;
  const { type } = value;
  if (type === tupleType) return TUPLE;
  if (type === listType) return LIST;
  if (type === dictType && value instanceof PyDict) return DICT;
  const known = registry(machine).get(type) ?? BUILT_IN.get(type);
  if (known) return known;
  if (value instanceof PyTuple) {
    const fields = type.lookup("_fields");
    return fields instanceof PyTuple ? namedTuple(type, fields.items) : null;
  }
  if (!(value instanceof PyDict) || type.module !== "collections") return null;
  return type.name === "OrderedDict" ? ordered(type) : type.name === "defaultdict" ? withFactory(type) : null;
}

