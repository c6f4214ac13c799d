/** ParameterList and ParameterDict: tensors become parameters, anything else stays what it is. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, type PyInstance, PyList, PySlice, PyType, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { intArgument } from "../../arguments.js";
import { SCALAR_TYPES } from "../dtypes.js";
import { indexError, typeError } from "../errors.js";
import { isTensor, parameterType } from "../tensor.js";
import { initialize, isModule, isParameter, moduleType, registered, registerParameter, registry } from "./module.js";

const MODULE = "torch.nn.modules.container";
const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

/** The names that have been put in, in order. */
const keysOf = (self: PyInstance): PyDict => {
  const value = self.dict.get("_keys");
  const keys = value instanceof PyDict ? value : new PyDict();
  self.dict.set("_keys", keys);
  return keys;
};
const namesOf = (self: PyInstance): string[] => [...keysOf(self).entries.values()].map(([name]) => String(name));
const entriesOf = (self: PyInstance): [string, Value][] => namesOf(self).map((name) => [name, registered(self, name) ?? self.dict.get(name) ?? null]);
const valuesOf = (self: PyInstance): Value[] => entriesOf(self).map(([, value]) => value);

function put(machine: Machine, self: PyInstance, name: string, value: Value): void {
  if (isTensor(value)) registerParameter(machine, self, name, isParameter(value) ? value : machine.call(parameterType, [value]));
  else self.dict.set(name, value);
  keysOf(self).setName(name, null);
}

function drop(self: PyInstance, name: string): void {
  keysOf(self).entries.delete(name);
  registry(self, "_parameters")?.entries.delete(name);
  self.dict.delete(name);
}

const iterator = (machine: Machine, items: readonly Value[]): Value => machine.call(machine.getAttribute(new PyList([...items]), "__iter__"), []);

/** One line an entry; a list names the dtype, a dict the tensor type. */
function text(machine: Machine, self: PyInstance, typeOf: (dtype: keyof typeof SCALAR_TYPES) => string): string {
  const lines = entriesOf(self).map(([name, value]) => {
    const body = isTensor(value) ? `${isParameter(value) ? "Parameter" : "Tensor"} containing: [${typeOf(value.dtype)} of size ${value.shape.join("x")}]` : `Object of type: ${machine.typeOf(value).name}`;
    return `    (${name}): ${body}`;
  });
  return `${self.type.name}(${lines.length ? `\n${lines.join("\n")}\n` : ""})`;
}

function place(machine: Machine, self: PyInstance, index: Value): string {
  const position = intArgument(machine, index, "index");
  const { length } = namesOf(self);
  if (position < -length || position >= length) throw indexError(machine, `index ${position} is out of range`);
  return String(position < 0 ? position + length : position);
}

function extend(machine: Machine, self: PyInstance, more: Value): void {
  for (const value of [...machine.iterate(more)]) put(machine, self, String(namesOf(self).length), value);
}

const parameterList: PyType = define(new PyType("ParameterList", [moduleType], MODULE), [
  native("__init__(self, values=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.values !== null) extend(machine, own(a.self), a.values!);
    return null;
  }),
  new PyBuiltin("__getitem__", (machine, [self, index]) => {
    if (!(index instanceof PySlice)) return entriesOf(own(self)).find(([name]) => name === place(machine, own(self), index!))![1];
    return machine.call(parameterList, [machine.subscript(new PyList(valuesOf(own(self))), index)]);
  }),
  new PyBuiltin("__setitem__", (machine, [self, index, value]) => {
    put(machine, own(self), place(machine, own(self), index!), value!);
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => namesOf(own(self)).length),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, valuesOf(own(self)))),
  new PyBuiltin("append", (machine, [self, value]) => {
    put(machine, own(self), String(namesOf(own(self)).length), value!);
    return self!;
  }),
  new PyBuiltin("extend", (machine, [self, more]) => {
    extend(machine, own(self), more!);
    return self!;
  }),
  new PyBuiltin("__iadd__", (machine, [self, more]) => {
    extend(machine, own(self), more!);
    return self!;
  }),
  new PyBuiltin("__repr__", (machine, [self]) => text(machine, own(self), (dtype) => `torch.${dtype}`)),
]);

function update(machine: Machine, self: PyInstance, more: Value): void {
  if (isModule(more)) for (const [name, value] of entriesOf(more)) put(machine, self, name, value);
  else if (machine.isDict(more)) {
    const entries = machine.dictEntries(more).map(([name, value]): [string, Value] => [machine.str(name), value]);
    // PyTorch sorts what comes from a plain dict.
    if (machine.typeOf(more).name === "dict") entries.sort(([x], [y]) => (x < y ? -1 : 1));
    for (const [name, value] of entries) put(machine, self, name, value);
  } else {
    for (const pair of machine.iterate(more)) {
      const [name, value] = [...machine.iterate(pair)];
      if (name === undefined || value === undefined) throw typeError(machine, "ParameterDict update sequence element should be Iterable; is not a pair");
      put(machine, self, machine.str(name), value);
    }
  }
}

function entry(machine: Machine, self: PyInstance, name: Value): Value {
  const found = entriesOf(self).find(([key]) => key === machine.str(name));
  if (!found) throw machine.raise("KeyError", machine.str(name));
  return found[1];
}

const parameterDict: PyType = define(new PyType("ParameterDict", [moduleType], MODULE), [
  native("__init__(self, parameters=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.parameters !== null) update(machine, own(a.self), a.parameters!);
    return null;
  }),
  new PyBuiltin("__getitem__", (machine, [self, name]) => entry(machine, own(self), name!)),
  new PyBuiltin("__setitem__", (machine, [self, name, value]) => {
    put(machine, own(self), machine.str(name!), value!);
    return null;
  }),
  new PyBuiltin("__delitem__", (machine, [self, name]) => {
    entry(machine, own(self), name!);
    drop(own(self), machine.str(name!));
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => namesOf(own(self)).length),
  new PyBuiltin("__contains__", (machine, [self, name]) => namesOf(own(self)).includes(machine.str(name!))),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, namesOf(own(self)))),
  ...(["keys", "values", "items"] as const).map((part) => new PyBuiltin(part, (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(entriesOf(own(self))), part), []))),
  native("get(self, key, default=None)", (machine, a) => entriesOf(own(a.self)).find(([name]) => name === machine.str(a.key!))?.[1] ?? a.default!),
  native("pop(self, key)", (machine, a) => {
    const value = entry(machine, own(a.self), a.key!);
    drop(own(a.self), machine.str(a.key!));
    return value;
  }),
  native("update(self, parameters)", (machine, a) => {
    update(machine, own(a.self), a.parameters!);
    return null;
  }),
  native("clear(self)", (_, a) => {
    for (const name of namesOf(own(a.self))) drop(own(a.self), name);
    return null;
  }),
  new PyBuiltin("__repr__", (machine, [self]) => text(machine, own(self), (dtype) => `torch.${SCALAR_TYPES[dtype]}Tensor`)),
]);

export const PARAMETER_CONTAINERS: readonly PyType[] = [parameterList, parameterDict];
