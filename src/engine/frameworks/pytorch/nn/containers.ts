/** Sequential, ModuleList, ModuleDict, ParameterList, Identity. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, type PyInstance, PyList, PySlice, PyType, type Value } from "../../../python/object.js";
import { intArgument } from "../../arguments.js";
import { initialize, isModule, moduleType, newModule, partsOf, setPart } from "./module.js";

const own = (value: Value | undefined): PyInstance => value as PyInstance; // bound to the type
const children = (module: PyInstance): [string, PyInstance][] => [...(partsOf(module)?.modules ?? [])].flatMap(([name, child]) => (child ? [[name, child] as [string, PyInstance]] : []));

function at(machine: Machine, module: PyInstance, index: Value): Value {
  const list = children(module);
  if (typeof index === "string") {
    const found = list.find(([name]) => name === index);
    if (!found) throw machine.raise("KeyError", index);
    return found[1];
  }
  if (index instanceof PySlice) {
    const picked = machine.subscript(new PyList(list.map(([, child]) => child)), index);
    const made = newModule(module.type);
    [...machine.iterate(picked)].forEach((child, i) => setPart(machine, made, String(i), child));
    return made;
  }
  const position = intArgument(machine, index, "index");
  const found = list.at(position);
  if (!found || position < -list.length) throw machine.raise("IndexError", `index ${position} is out of range`);
  return found[1];
}

const iterator = (machine: Machine, items: readonly Value[]): Value => machine.call(machine.getAttribute(new PyList([...items]), "__iter__"), []);

const listMembers = [
  new PyBuiltin("__getitem__", (machine, [self, index]) => at(machine, own(self), index!)),
  new PyBuiltin("__setitem__", (machine, [self, index, child]) => {
    const name = typeof index === "string" ? index : children(own(self)).at(intArgument(machine, index!, "index"))![0];
    setPart(machine, own(self), name, child!);
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => children(own(self)).length),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, children(own(self)).map(([, child]) => child))),
  new PyBuiltin("append", (machine, [self, child]) => {
    setPart(machine, own(self), String(partsOf(own(self))!.modules.size), child!);
    return self!;
  }),
  new PyBuiltin("extend", (machine, [self, more]) => {
    for (const child of machine.iterate(more!)) setPart(machine, own(self), String(partsOf(own(self))!.modules.size), child);
    return self!;
  }),
];

export const sequentialType = new PyType("Sequential", [moduleType], "torch.nn.modules.container");
define(sequentialType, [
  native("__init__(self, *args)", (machine, a, bound) => {
    const module = own(a.self);
    initialize(module);
    const [first] = bound.rest;
    if (bound.rest.length === 1 && machine.isDict(first!)) for (const [name, child] of machine.dictEntries(first!)) setPart(machine, module, machine.str(name), child);
    else bound.rest.forEach((child, i) => {
      if (!isModule(child)) throw machine.raise("TypeError", `${machine.typeOf(child).name} is not a Module subclass`);
      setPart(machine, module, String(i), child);
    });
    return null;
  }),
  native("forward(self, input)", (machine, a) => children(own(a.self)).reduce((value: Value, [, child]) => machine.call(child, [value]), a.input!)),
  ...listMembers,
]);

const moduleList = new PyType("ModuleList", [moduleType], "torch.nn.modules.container");
define(moduleList, [
  native("__init__(self, modules=None)", (machine, a) => {
    const module = own(a.self);
    initialize(module);
    if (a.modules !== null) [...machine.iterate(a.modules!)].forEach((child, i) => setPart(machine, module, String(i), child));
    return null;
  }),
  ...listMembers,
]);

const moduleDict = new PyType("ModuleDict", [moduleType], "torch.nn.modules.container");
define(moduleDict, [
  native("__init__(self, modules=None)", (machine, a) => {
    const module = own(a.self);
    initialize(module);
    if (a.modules !== null) for (const [name, child] of machine.dictEntries(a.modules!)) setPart(machine, module, machine.str(name), child);
    return null;
  }),
  ...listMembers.filter((one) => one.name !== "append" && one.name !== "extend" && one.name !== "__iter__"),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, children(own(self)).map(([name]) => name))),
  new PyBuiltin("__contains__", (machine, [self, name]) => partsOf(own(self))!.modules.has(machine.str(name!))),
  new PyBuiltin("keys", (_, [self]) => new PyList(children(own(self)).map(([name]) => name))),
  new PyBuiltin("values", (_, [self]) => new PyList(children(own(self)).map(([, child]) => child))),
  new PyBuiltin("items", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(children(own(self))), "items"), [])),
]);

const parameterList = new PyType("ParameterList", [moduleType], "torch.nn.modules.container");
const tensors = (module: PyInstance): Value[] => [...(partsOf(module)?.parameters.values() ?? [])];
define(parameterList, [
  native("__init__(self, values=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.values !== null) [...machine.iterate(a.values!)].forEach((value, i) => setPart(machine, own(a.self), String(i), value));
    return null;
  }),
  new PyBuiltin("__getitem__", (machine, [self, index]) => tensors(own(self)).at(intArgument(machine, index!, "index")) ?? null),
  new PyBuiltin("__len__", (_, [self]) => tensors(own(self)).length),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, tensors(own(self)))),
  new PyBuiltin("append", (machine, [self, value]) => (setPart(machine, own(self), String(tensors(own(self)).length), value!), self!)),
]);

const identity = new PyType("Identity", [moduleType], "torch.nn.modules.linear");
define(identity, [
  native("__init__(self, *args, **kwargs)", (_, a) => (initialize(own(a.self)), null)),
  native("forward(self, input)", (_, a) => a.input!),
]);

export const CONTAINERS: readonly PyType[] = [sequentialType, moduleList, moduleDict, parameterList, identity];
