/** Sequential, ModuleList, ModuleDict, Identity. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, PyInstance, PyList, PySlice, PyTuple, PyType, type Value } from "../../../python/object.js";
import { intArgument } from "../../arguments.js";
import { indexError, typeError } from "../errors.js";
import { initialize, isModule, moduleType, registerModule, registry } from "./module.js";
import { childrenOf } from "./module-methods.js";
import { listText } from "./module-text.js";
import { PARAMETER_CONTAINERS } from "./parameter-containers.js";

const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

/** A copy of the container with some of its children; a Sequential keeps their names. */
function part(machine: Machine, module: PyInstance, index: PySlice, keepNames: boolean): PyInstance {
  const picked = machine.subscript(new PyList(childrenOf(module).map(([name, child]) => new PyTuple([name, child]))), index);
  const made = new PyInstance(module.type);
  initialize(made);
  [...machine.iterate(picked)].forEach((pair, i) => {
    const [name, child] = (pair as PyTuple).items; // made above
    registerModule(machine, made, keepNames ? String(name) : String(i), child!);
  });
  return made;
}

function placeOf(machine: Machine, module: PyInstance, index: Value): number {
  const { length } = childrenOf(module);
  const position = intArgument(machine, index, "index");
  if (position < -length || position >= length) throw indexError(machine, `index ${position} is out of range`);
  return position < 0 ? position + length : position;
}

function at(machine: Machine, module: PyInstance, index: Value): Value {
  if (typeof index === "string") {
    const found = registry(module, "_modules")?.getName(index);
    if (found === undefined) throw machine.raise("KeyError", index);
    return found;
  }
  if (index instanceof PySlice) return part(machine, module, index, module.type.isSubtype(sequential));
  return childrenOf(module)[placeOf(machine, module, index)]![1];
}

/** The children anew, numbered. */
function refill(machine: Machine, self: PyInstance, children: readonly Value[]): void {
  registry(self, "_modules")!.entries.clear();
  children.forEach((child, i) => registerModule(machine, self, String(i), child));
}

const modulesIn = (self: PyInstance): PyInstance[] => childrenOf(self).map(([, child]) => child);

const iterator = (machine: Machine, items: readonly Value[]): Value => machine.call(machine.getAttribute(new PyList([...items]), "__iter__"), []);

function append(machine: Machine, self: PyInstance, child: Value): void {
  if (!isModule(child)) throw typeError(machine, `${machine.typeOf(child).name} is not a Module subclass`);
  registerModule(machine, self, String(registry(self, "_modules")!.entries.size), child);
}

const listMembers = [
  new PyBuiltin("__getitem__", (machine, [self, index]) => at(machine, own(self), index!)),
  new PyBuiltin("__setitem__", (machine, [self, index, child]) => {
    const name = typeof index === "string" ? index : childrenOf(own(self))[placeOf(machine, own(self), index!)]![0];
    registerModule(machine, own(self), name, child!);
    return null;
  }),
  new PyBuiltin("__delitem__", (machine, [self, index]) => {
    const children = modulesIn(own(self));
    const gone = new Set(index instanceof PySlice ? modulesIn(part(machine, own(self), index, false)) : [children[placeOf(machine, own(self), index!)]!]);
    refill(machine, own(self), children.filter((child) => !gone.has(child)));
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => childrenOf(own(self)).length),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, modulesIn(own(self)))),
  new PyBuiltin("append", (machine, [self, child]) => {
    append(machine, own(self), child!);
    return self!;
  }),
  new PyBuiltin("extend", (machine, [self, more]) => {
    for (const child of [...machine.iterate(more!)]) append(machine, own(self), child);
    return self!;
  }),
  new PyBuiltin("insert", (machine, [self, index, child]) => {
    if (!isModule(child)) throw typeError(machine, `${machine.typeOf(child!).name} is not a Module subclass`);
    const children: Value[] = modulesIn(own(self));
    children.splice(intArgument(machine, index!, "index"), 0, child);
    refill(machine, own(self), children);
    return own(self).type.isSubtype(sequential) ? self! : null;
  }),
  native("pop(self, key)", (machine, a) => {
    const taken = at(machine, own(a.self), a.key!);
    refill(machine, own(a.self), modulesIn(own(a.self)).filter((child) => child !== taken));
    return taken;
  }),
  new PyBuiltin("__iadd__", (machine, [self, more]) => {
    for (const child of [...machine.iterate(more!)]) append(machine, own(self), child);
    return self!;
  }),
  new PyBuiltin("__add__", (machine, [self, other]) => {
    const made = new PyInstance(own(self).type.isSubtype(sequential) ? sequential : moduleList);
    initialize(made);
    for (const child of [...modulesIn(own(self)), ...machine.iterate(other!)]) append(machine, made, child);
    return made;
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
  new PyBuiltin("__mul__", (machine, [self, count]) => {
    const made = new PyInstance(sequential);
    initialize(made);
    for (let i = 0; i < intArgument(machine, count!, "other"); i++) for (const child of modulesIn(own(self))) append(machine, made, machine.deepCopy(child));
    return made;
  }),
]);

const moduleList = define(container("ModuleList"), [
  native("__init__(self, modules=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.modules !== null) for (const child of machine.iterate(a.modules!)) append(machine, own(a.self), child);
    return null;
  }),
  ...listMembers,
  new PyBuiltin("__repr__", (machine, [self]) => listText(machine, own(self))),
]);

/** A dict's entries, a module dict's, or pairs. */
function pairsIn(machine: Machine, value: Value): [Value, Value][] {
  if (machine.isDict(value)) return machine.dictEntries(value);
  if (isModule(value)) return childrenOf(value);
  return [...machine.iterate(value)].map((pair) => {
    const [name, child] = [...machine.iterate(pair)];
    return [name!, child!];
  });
}

const pairs = (self: Value | undefined): [string, Value][] => childrenOf(own(self));
const moduleDict = define(container("ModuleDict"), [
  native("__init__(self, modules=None)", (machine, a) => {
    initialize(own(a.self));
    if (a.modules !== null) for (const [name, child] of pairsIn(machine, a.modules!)) registerModule(machine, own(a.self), machine.str(name), child);
    return null;
  }),
  new PyBuiltin("__getitem__", (machine, [self, name]) => at(machine, own(self), machine.str(name!))),
  new PyBuiltin("__setitem__", (machine, [self, name, child]) => {
    registerModule(machine, own(self), machine.str(name!), child!);
    return null;
  }),
  new PyBuiltin("__delitem__", (machine, [self, name]) => {
    if (!registry(own(self), "_modules")!.entries.delete(machine.str(name!))) throw machine.raise("KeyError", machine.str(name!));
    return null;
  }),
  new PyBuiltin("__len__", (_, [self]) => childrenOf(own(self)).length),
  new PyBuiltin("pop", (machine, [self, name]) => {
    const taken = at(machine, own(self), machine.str(name!));
    registry(own(self), "_modules")!.entries.delete(machine.str(name!));
    return taken;
  }),
  new PyBuiltin("clear", (_, [self]) => {
    registry(own(self), "_modules")!.entries.clear();
    return null;
  }),
  new PyBuiltin("update", (machine, [self, more]) => {
    for (const [name, child] of pairsIn(machine, more!)) registerModule(machine, own(self), machine.str(name), child);
    return null;
  }),
  new PyBuiltin("__iter__", (machine, [self]) => iterator(machine, pairs(self).map(([name]) => name))),
  new PyBuiltin("__contains__", (machine, [self, name]) => registry(own(self), "_modules")!.entries.has(machine.str(name!))),
  new PyBuiltin("keys", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(pairs(self)), "keys"), [])),
  new PyBuiltin("values", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(pairs(self)), "values"), [])),
  new PyBuiltin("items", (machine, [self]) => machine.call(machine.getAttribute(machine.makeDict(pairs(self)), "items"), [])),
]);

const identity = define(new PyType("Identity", [moduleType], "torch.nn.modules.linear"), [
  native("__init__(self, *args, **kwargs)", (_, a) => {
    initialize(own(a.self));
    return null;
  }),
  native("forward(self, input)", (_, a) => a.input!),
]);

export const CONTAINERS: readonly PyType[] = [sequential, moduleList, moduleDict, ...PARAMETER_CONTAINERS, identity];
