/** Sequential, ModuleList, ModuleDict, ParameterList, ParameterDict, Identity. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, PyInstance, PyList, PySlice, type PyTuple, PyType, type Value } from "../../../python/object.js";
import { intArgument } from "../../arguments.js";
import { indexError, typeError } from "../errors.js";
import { initialize, isModule, moduleType, registerModule, registerParameter, registry } from "./module.js";
import { childrenOf } from "./module-methods.js";
import { listText } from "./module-text.js";
import { isParameter } from "./module.js";
import { isTensor, parameterType } from "../tensor.js";

const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

function at(machine: Machine, module: PyInstance, index: Value): Value {
  const list = childrenOf(module);
  if (typeof index === "string") {
    const found = list.find(([name]) => name === index);
    if (!found) throw machine.raise("KeyError", index);
    return found[1];
  }
  if (index instanceof PySlice) {
    const picked = machine.subscript(new PyList(list.map(([, child]) => child)), index);
    const made = new PyInstance(module.type);
    initialize(made);
    [...machine.iterate(picked)].forEach((child, i) => registerModule(machine, made, String(i), child));
    return made;
  }
  const position = intArgument(machine, index, "index");
  if (position < -list.length || position >= list.length) throw indexError(machine, `index ${position} is out of range`);
  return list.at(position)![1];
}

const iterator = (machine: Machine, items: readonly Value[]): Value => machine.call(machine.getAttribute(new PyList([...items]), "__iter__"), []);

function append(machine: Machine, self: PyInstance, child: Value): void {
  if (!isModule(child)) throw typeError(machine, `${machine.typeOf(child).name} is not a Module subclass`);
  registerModule(machine, self, String(registry(self, "_modules")!.entries.size), child);
}

const listMembers = [
  new PyBuiltin("__getitem__", (machine, [self, index]) => at(machine, own(self), index!)),
  new PyBuiltin("__setitem__", (machine, [self, index, child]) => {
    const name = typeof index === "string" ? index : childrenOf(own(self)).at(intArgument(machine, index!, "index"))![0];
    registerModule(machine, own(self), name, child!);
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => childrenOf(own(self)).length),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, childrenOf(own(self)).map(([, child]) => child))),
  new PyBuiltin("append", (machine, [self, child]) => {
    append(machine, own(self), child!);
    return self!;
  }),
  new PyBuiltin("extend", (machine, [self, more]) => {
    for (const child of machine.iterate(more!)) append(machine, own(self), child);
    return self!;
  }),
];

const container = (name: string): PyType => new PyType(name, [moduleType], "torch.nn.modules.container");

const sequential = define(container("Sequential"), [
  native("__init__(self, *args)", (machine, a, bound) => {
    initialize(own(a.self));
    const [first] = bound.rest;
    if (bound.rest.length === 1 && machine.isDict(first!)) for (const [name, child] of machine.dictEntries(first!)) registerModule(machine, own(a.self), machine.str(name), child);
    else for (const child of bound.rest) append(machine, own(a.self), child);
    return null;
  }),
  native("forward(self, input)", (machine, a) => childrenOf(own(a.self)).reduce((value: Value, [, child]) => machine.call(child, [value]), a.input!)),
  ...listMembers,
]);

const moduleList = define(container("ModuleList"), [
  native("__init__(self, modules=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.modules !== null) for (const child of machine.iterate(a.modules!)) append(machine, own(a.self), child);
    return null;
  }),
  ...listMembers,
  new PyBuiltin("__repr__", (machine, [self]) => listText(machine, own(self))),
  new PyBuiltin("__add__", (machine, [self, other]) => {
    const made = new PyInstance(moduleList);
    initialize(made);
    for (const child of [...childrenOf(own(self)).map(([, one]) => one), ...machine.iterate(other!)]) append(machine, made, child);
    return made;
  }),
]);

const pairs = (self: Value | undefined): [string, Value][] => childrenOf(own(self));
const moduleDict = define(container("ModuleDict"), [
  native("__init__(self, modules=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.modules !== null) for (const [name, child] of machine.isDict(a.modules!) ? machine.dictEntries(a.modules!) : [...machine.iterate(a.modules!)].map((pair) => (pair as PyTuple).items as [Value, Value])) registerModule(machine, own(a.self), machine.str(name), child); // pairs by PyTorch's signature
    return null;
  }),
  ...listMembers.filter((one) => !["append", "extend", "__iter__"].includes(one.name)),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, pairs(self).map(([name]) => name))),
  new PyBuiltin("__contains__", (machine, [self, name]) => registry(own(self), "_modules")!.entries.has(machine.str(name!))),
  new PyBuiltin("keys", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(pairs(self)), "keys"), [])),
  new PyBuiltin("values", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(pairs(self)), "values"), [])),
  new PyBuiltin("items", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(pairs(self)), "items"), [])),
]);

const parametersOf = (self: Value | undefined): [string, Value][] => [...(registry(own(self), "_parameters")?.entries.values() ?? [])].map(([name, value]) => [String(name), value]);
const addParameter = (machine: Machine, self: PyInstance, name: string, value: Value): void => registerParameter(machine, self, name, isParameter(value) || !isTensor(value) ? value : machine.call(parameterType, [value]));

const parameterList = define(container("ParameterList"), [
  native("__init__(self, values=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.values !== null) [...machine.iterate(a.values!)].forEach((value, i) => addParameter(machine, own(a.self), String(i), value));
    return null;
  }),
  new PyBuiltin("__getitem__", (machine, [self, index]) => parametersOf(self).at(intArgument(machine, index!, "index"))?.[1] ?? null),
  new PyBuiltin("__len__", (_, [self]) => parametersOf(self).length),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, parametersOf(self).map(([, value]) => value))),
  new PyBuiltin("append", (machine, [self, value]) => {
    addParameter(machine, own(self), String(parametersOf(self).length), value!);
    return self!;
  }),
]);

const parameterDict = define(container("ParameterDict"), [
  native("__init__(self, parameters=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.parameters !== null) for (const [name, value] of machine.dictEntries(a.parameters!)) addParameter(machine, own(a.self), machine.str(name), value);
    return null;
  }),
  new PyBuiltin("__getitem__", (machine, [self, name]) => registry(own(self), "_parameters")?.getName(machine.str(name!)) ?? null),
  new PyBuiltin("__setitem__", (machine, [self, name, value]) => {
    addParameter(machine, own(self), machine.str(name!), value!);
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => parametersOf(self).length),
  new PyBuiltin("__contains__", (machine, [self, name]) => registry(own(self), "_parameters")!.entries.has(machine.str(name!))),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, parametersOf(self).map(([name]) => name))),
  new PyBuiltin("items", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(parametersOf(self)), "items"), [])),
]);

const identity = define(new PyType("Identity", [moduleType], "torch.nn.modules.linear"), [
  native("__init__(self, *args, **kwargs)", (_, a) => {
    initialize(own(a.self));
    return null;
  }),
  native("forward(self, input)", (_, a) => a.input!),
]);

export const CONTAINERS: readonly PyType[] = [sequential, moduleList, moduleDict, parameterList, parameterDict, identity];
