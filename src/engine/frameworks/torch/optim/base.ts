/** torch.optim.Optimizer: parameter groups, gradients to zero, hooks, state by parameter; what users' own optimizers inherit. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyBuiltin, PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { dictType, PyDict } from "../../../python/values/dict.js";
import { typeError, valueError } from "../errors.js";
import { clearGradient } from "../gradients.js";
import { removable } from "../autograd/hooks.js";
import { isTensor, type Tensor } from "../tensor.js";

export const optimizerType = new PyType("Optimizer", [objectType], "torch.optim.optimizer");
export const isOptimizer = (value: Value): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(optimizerType);

export const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types
export const textEntries = (machine: Machine, dict: Value): Map<string, Value> => new Map(machine.dictEntries(dict).map(([key, value]) => [machine.str(key), value]));
export const groupsOf = (machine: Machine, self: PyInstance): Value[] => [...machine.iterate(self.dict.get("param_groups") ?? new PyList([]))];
export const tensorsOf = (machine: Machine, group: Value): Tensor[] => [...machine.iterate(machine.subscript(group, "params"))].filter(isTensor);
export const setItem = (machine: Machine, dict: Value, key: Value, value: Value): void => { machine.call(machine.getAttribute(dict, "__setitem__"), [key, value]); };

/** `state[p]` is made when it is first asked for. */
const stateType = define(new PyType("defaultdict", [dictType], "collections"), [
  new PyBuiltin("__missing__", (machine, [self, key]) => {
    const made = machine.makeDict([]);
    setItem(machine, self!, key!, made);
    return made;
  }),
  new PyBuiltin("__repr__", (machine, [self]) => `defaultdict(<class 'dict'>, ${machine.repr(machine.makeDict(machine.dictEntries(self!)))})`),
]);
export const emptyState = (): PyDict => new PyDict(stateType);

const named = (value: Value): value is PyTuple => value instanceof PyTuple && value.items.length === 2 && typeof value.items[0] === "string";

/** A group's dict: parameters (with their names, if given), then the options. */
export function makeGroup(machine: Machine, self: PyInstance, parameters: Value, options: readonly (readonly [string, Value])[]): Value {
  const items = isTensor(parameters) ? [parameters] : [...machine.iterate(parameters)];
  const tensors = items.map((one) => (named(one) ? one.items[1]! : one));
  for (const one of tensors) {
    if (!isTensor(one)) throw typeError(machine, `optimizer can only optimize Tensors, but one of the params is ${typeName(machine, one)}`);
    if (!one.isLeaf(machine)) throw valueError(machine, "can't optimize a non-leaf Tensor");
  }
  const taken = new Set(groupsOf(machine, self).flatMap((group) => tensorsOf(machine, group)));
  if (tensors.some((one) => taken.has(one as Tensor))) throw valueError(machine, "some parameters appear in more than one parameter group"); // checked above
  const names = items.length > 0 && items.every(named) ? [["param_names", new PyList(items.map((one) => one.items[0]!))] as const] : [];
  return machine.makeDict([["params", new PyList(tensors)], ...names, ...options]);
}

const typeName = (machine: Machine, value: Value): string => {
  const { name, module } = machine.typeOf(value);
  return module === "builtins" || module === "__main__" ? (module === "__main__" ? `__main__.${name}` : name) : `${module}.${name}`;
};

/** Fills `param_groups` and `defaults`. */
export function setUp(machine: Machine, self: PyInstance, parameters: Value, defaults: readonly (readonly [string, Value])[], complete: (given: ReadonlyMap<string, Value>) => [string, Value][]): void {
  if (isTensor(parameters)) throw typeError(machine, "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor");
  const items = [...machine.iterate(parameters)];
  if (!items.length) throw valueError(machine, "optimizer got an empty parameter list");
  const groups = new PyList([]);
  self.dict.set("defaults", machine.makeDict(defaults.map(([key, value]) => [key, value] as const)));
  self.dict.set("param_groups", groups);
  for (const item of machine.isDict(items[0]!) ? items : [machine.makeDict([["params", new PyList(items)]])]) {
    const given = textEntries(machine, item);
    groups.items.push(makeGroup(machine, self, given.get("params") ?? null, complete(given)));
  }
}

/** A dict's entries over the defaults: what is missing is taken from them, in their order after its own. */
export const withDefaults = (defaults: readonly (readonly [string, Value])[]) => (given: ReadonlyMap<string, Value>): [string, Value][] => [
  ...[...given].filter(([key]) => key !== "params"), ...defaults.filter(([key]) => !given.has(key)).map(([key, value]): [string, Value] => [key, value]),
];

function groupText(machine: Machine, group: Value, i: number): string {
  const lines = machine.dictEntries(group).filter(([key]) => key !== "params").map(([key, value]) => [machine.str(key), machine.str(isTensor(value) && value.shape.length === 0 ? machine.call(machine.getAttribute(value, "item"), []) : value)] as const).sort(([x], [y]) => (x < y ? -1 : 1));
  return `Parameter Group ${i}\n${lines.map(([key, value]) => `    ${key}: ${value}\n`).join("")}`;
}

/** `step` of this one object runs the hooks around the step of its class. */
function stepHook(machine: Machine, self: PyInstance, when: "before" | "after", hook: Value): Value {
  const lists = hooksOf(self);
  if (!self.dict.has("step")) {
    const step = machine.getAttribute(self, "step");
    self.dict.set("step", new PyBuiltin("step", (inner, args, keywords) => {
      const given = [self, new PyTuple([self, ...args]), inner.makeDict([...keywords])];
      for (const one of lists.before) inner.call(one, given);
      const result = inner.call(step, args, keywords);
      for (const one of lists.after) inner.call(one, given);
      return result;
    }));
  }
  lists[when].push(hook);
  return removable(() => { lists[when].splice(lists[when].indexOf(hook), 1); });
}

interface Hooks { readonly before: Value[]; readonly after: Value[] }
const hooks = new WeakMap<PyInstance, Hooks>();
function hooksOf(self: PyInstance): Hooks {
  const found = hooks.get(self) ?? { before: [], after: [] };
  hooks.set(self, found);
  return found;
}

/** Parameters by their number over all groups. */
export function numbered(machine: Machine, self: PyInstance): Map<Value, number> {
  const index = new Map<Value, number>();
  for (const group of groupsOf(machine, self)) for (const tensor of tensorsOf(machine, group)) if (!index.has(tensor)) index.set(tensor, index.size);
  return index;
}

function stateDict(machine: Machine, self: PyInstance): Value {
  const index = numbered(machine, self);
  const state = machine.dictEntries(machine.getAttribute(self, "state")).map(([key, value]): [Value, Value] => [index.get(key) ?? key, value]);
  const groups = groupsOf(machine, self).map((group) => machine.makeDict([
    ...machine.dictEntries(group).filter(([key]) => key !== "params"),
    ["params", new PyList(tensorsOf(machine, group).map((tensor) => index.get(tensor)!))] as [Value, Value],
  ]));
  return machine.makeDict([["state", machine.makeDict(state)], ["param_groups", new PyList(groups)]]);
}

function loadStateDict(machine: Machine, self: PyInstance, given: Value): void {
  const groups = groupsOf(machine, self);
  const saved = [...machine.iterate(machine.subscript(given, "param_groups"))];
  if (saved.length !== groups.length) throw valueError(machine, "loaded state dict has a different number of parameter groups");
  const byNumber = new Map<Value, Value>();
  saved.forEach((group, i) => {
    const numbers = [...machine.iterate(machine.subscript(group, "params"))];
    const tensors = tensorsOf(machine, groups[i]!);
    if (numbers.length !== tensors.length) throw valueError(machine, "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
    numbers.forEach((number, k) => byNumber.set(number, tensors[k]!));
    for (const [key, value] of machine.dictEntries(group)) if (key !== "params") setItem(machine, groups[i]!, key, value);
  });
  const state = emptyState();
  for (const [key, value] of machine.dictEntries(machine.subscript(given, "state"))) setItem(machine, state, byNumber.get(key) ?? key, machine.isDict(value) ? machine.makeDict(machine.dictEntries(value)) : value);
  machine.setAttribute(self, "state", state);
}

optimizerType.construct = () => new PyInstance(optimizerType);
define(optimizerType, [
  native("__init__(self, params, defaults)", (machine, a) => {
    const defaults = [...textEntries(machine, a.defaults!)];
    own(a.self).dict.set("state", emptyState());
    setUp(machine, own(a.self), a.params!, defaults, withDefaults(defaults));
    return null;
  }),
  native("zero_grad(self, set_to_none=True)", (machine, a) => {
    for (const group of groupsOf(machine, own(a.self))) for (const tensor of tensorsOf(machine, group)) clearGradient(machine, tensor, machine.truth(a.set_to_none!));
    return null;
  }),
  native("step(self, closure=None)", (machine) => { throw machine.raise("NotImplementedError", ""); }),
  native("add_param_group(self, param_group)", (machine, a) => {
    if (!machine.isDict(a.param_group!)) throw typeError(machine, `param_group must be a dict, but got ${machine.repr(machine.typeOf(a.param_group!))}`);
    const given = textEntries(machine, a.param_group!);
    const groups = own(a.self).dict.get("param_groups");
    if (groups instanceof PyList) groups.items.push(makeGroup(machine, own(a.self), given.get("params") ?? null, withDefaults([...textEntries(machine, own(a.self).dict.get("defaults")!)])(given)));
    return null;
  }),
  native("state_dict(self)", (machine, a) => stateDict(machine, own(a.self))),
  native("load_state_dict(self, state_dict)", (machine, a) => {
    loadStateDict(machine, own(a.self), a.state_dict!);
    return null;
  }),
  native("register_step_pre_hook(self, hook)", (machine, a) => stepHook(machine, own(a.self), "before", a.hook!)),
  native("register_step_post_hook(self, hook)", (machine, a) => stepHook(machine, own(a.self), "after", a.hook!)),
  native("__repr__(self)", (machine, a) => `${own(a.self).type.name} (\n${groupsOf(machine, own(a.self)).map((group, i) => groupText(machine, group, i)).join("\n")})`),
]);
