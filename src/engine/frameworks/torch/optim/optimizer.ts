/** torch.optim: parameter groups around the pure update rules of `src/engine/optim`. */
import { OPTIMIZERS } from "../../../optim/index.js";
import type { Optimizer, Options, State } from "../../../optim/optimizer.js";
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyFloat, PyInstance, PyList, PyTuple, PyType, type Value } from "../../../python/object.js";
import { PyDict } from "../../../python/values/dict.js";
import { copy, full } from "../../../tensor/array.js";
import { floatArgument, isNumber, numberOf } from "../../arguments.js";
import { typeError, valueError } from "../errors.js";
import { clearGradient } from "../gradients.js";
import { overwrite } from "../in-place.js";
import { constantNode } from "../../../trace/node.js";
import { isTensor, Tensor } from "../tensor.js";

export const optimizerType = new PyType("Optimizer", [objectType], "torch.optim.optimizer");

/** What a rule has remembered of each parameter. */
const states = new WeakMap<PyInstance, Map<Tensor, State>>();

const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

/** Options PyTorch shows that no rule reads, in its order. */
const SHOWN: Readonly<Record<string, readonly (readonly [string, Value])[]>> = {
  SGD: [["lr", null], ["momentum", 0], ["dampening", 0], ["weight_decay", 0], ["nesterov", false], ["maximize", false], ["foreach", null], ["differentiable", false], ["fused", null]],
  Adam: [["lr", null], ["betas", null], ["eps", null], ["weight_decay", 0], ["amsgrad", false], ["maximize", false], ["foreach", null], ["capturable", false], ["differentiable", false], ["fused", null], ["decoupled_weight_decay", false]],
};

const INTEGER_DEFAULTS = new Set(["momentum", "dampening", "weight_decay", "lr_decay", "initial_accumulator_value"]);

function optionValues(name: string, defaults: Options, given: ReadonlyMap<string, Value>): [string, Value][] {
  const entries = new Map<string, Value>();
  const known = SHOWN[name] ?? SHOWN[name === "AdamW" ? "Adam" : ""] ?? [];
  const standard = (key: string): Value => {
    if (key === "betas") return new PyTuple([new PyFloat(Number(defaults.beta1)), new PyFloat(Number(defaults.beta2))]);
    const value = defaults[key];
    if (typeof value === "boolean") return value;
    if (value === undefined) return known.find(([one]) => one === key)?.[1] ?? null;
    return INTEGER_DEFAULTS.has(key) && Number.isInteger(value) ? value : new PyFloat(value);
  };
  const names = known.length ? known.map(([key]) => key) : [...new Set(Object.keys(defaults).map((key) => (/^beta[12]$/.test(key) ? "betas" : key)))];
  for (const key of names) entries.set(key, given.get(key) ?? (key === "decoupled_weight_decay" ? name === "AdamW" : standard(key)));
  for (const [key, value] of given) if (!entries.has(key) && key !== "params") entries.set(key, value);
  return [...entries];
}

/** A group's options as the rule wants them. */
function optionsOf(machine: Machine, group: Value, defaults: Options): Options {
  const entries = new Map(machine.dictEntries(group).map(([key, value]) => [machine.str(key), value]));
  const betas = entries.get("betas") ?? null;
  const [beta1, beta2] = betas === null ? [] : [...machine.iterate(betas)];
  return Object.fromEntries(Object.entries(defaults).map(([name, standard]) => {
    const value = name === "beta1" ? beta1 : name === "beta2" ? beta2 : entries.get(name);
    if (typeof standard === "boolean") return [name, value === undefined ? standard : machine.truth(value)];
    return [name, value === undefined || value === null ? standard : isNumber(value) ? numberOf(value) : floatArgument(machine, value, name)];
  }));
}

function parametersOf(machine: Machine, parameters: Value): Value[] {
  const list = isTensor(parameters) ? [parameters] : [...machine.iterate(parameters)].map((one) => (one instanceof PyTuple ? one.items[1]! : one));
  for (const one of list) {
    if (!isTensor(one)) throw typeError(machine, `optimizer can only optimize Tensors, but one of the params is ${machine.typeOf(one).name}`);
    if (!one.isLeaf(machine)) throw valueError(machine, "can't optimize a non-leaf Tensor");
  }
  return list;
}

function checkOptions(machine: Machine, given: ReadonlyMap<string, Value>): void {
  const number = (name: string): number | null => {
    const value = given.get(name);
    return value !== undefined && isNumber(value) ? numberOf(value) : null;
  };
  const refuse = (text: string, name: string): never => { throw valueError(machine, `Invalid ${text}: ${machine.str(given.get(name)!)}`); };
  if ((number("lr") ?? 0) < 0) refuse("learning rate", "lr");
  if ((number("momentum") ?? 0) < 0) refuse("momentum value", "momentum");
  if ((number("weight_decay") ?? 0) < 0) refuse("weight_decay value", "weight_decay");
  if ((number("eps") ?? 0) < 0) refuse("epsilon value", "eps");
}

/** State as `optimizer.state[p]` shows it. */
function shownState(machine: Machine, state: State): Value {
  const arrays = Object.entries(state.arrays).map(([name, array]): [Value, Value] => [name, new Tensor(constantNode(array, false))]);
  return machine.makeDict([["step", new Tensor(constantNode(full("float32", [], state.step), false))] as [Value, Value], ...arrays]);
}

function stepAll(machine: Machine, self: PyInstance, rule: Optimizer): void {
  const known = states.get(self) ?? new Map<Tensor, State>();
  states.set(self, known);
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    for (const group of machine.iterate(machine.getAttribute(self, "param_groups"))) {
      const options = optionsOf(machine, group, rule.defaults);
      for (const tensor of machine.iterate(machine.subscript(group, "params"))) {
        if (!isTensor(tensor) || !tensor.gradient) continue;
        machine.step();
        const { parameter, state } = rule.step(tensor.array(), tensor.gradient.array(), known.get(tensor) ?? null, options);
        known.set(tensor, state);
        overwrite(machine, tensor, machine.trace.leaf(copy(parameter), { kind: "cut", by: "optimizer.step" }));
      }
    }
  } finally {
    machine.trace.recording = recording;
  }
}

function setUp(machine: Machine, self: PyInstance, name: string, defaults: Options, parameters: Value, given: ReadonlyMap<string, Value>): void {
  if (isTensor(parameters)) throw typeError(machine, "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor");
  const items = [...machine.iterate(parameters)];
  if (!items.length) throw valueError(machine, "optimizer got an empty parameter list");
  checkOptions(machine, given);
  const groups = machine.isDict(items[0]!)
    ? items.map((item) => {
      const entries = new Map(machine.dictEntries(item).map(([key, value]) => [machine.str(key), value]));
      return groupOf(machine, name, defaults, entries.get("params") ?? null, new Map([...given, ...entries]));
    })
    : [groupOf(machine, name, defaults, new PyList(items), given)];
  self.dict.set("param_groups", new PyList(groups));
  self.dict.set("defaults", machine.makeDict(optionValues(name, defaults, given)));
  states.set(self, new Map());
}

const groupOf = (machine: Machine, name: string, defaults: Options, parameters: Value, given: ReadonlyMap<string, Value>): Value =>
  machine.makeDict([["params", new PyList(parametersOf(machine, parameters))], ...optionValues(name, defaults, given)]);

function optimizerClass(name: keyof typeof OPTIMIZERS): PyType {
  const rule = OPTIMIZERS[name] as unknown as Optimizer; // each rule has options of its own shape; here they are read by name
  const type = new PyType(name, [optimizerType], `torch.optim.${name.toLowerCase()}`);
  return define(type, [
    native("__init__(self, params, lr=None, *args, **options)", (machine, a, bound) => {
      const positional = Object.keys(rule.defaults).filter((key) => key !== "lr" && key !== "beta2").map((key) => (key === "beta1" ? "betas" : key));
      const given = new Map<string, Value>([...(a.lr === null ? [] : [["lr", a.lr!] as const]), ...bound.rest.map((value, i) => [positional[i] ?? String(i), value] as const), ...bound.restKeywords]);
      setUp(machine, own(a.self), name, rule.defaults, a.params!, given);
      return null;
    }),
    native("step(self, closure=None)", (machine, a) => {
      const { recording } = machine.trace;
      machine.trace.recording = true;
      const loss = a.closure === null ? null : machine.call(a.closure!, []);
      machine.trace.recording = recording;
      stepAll(machine, own(a.self), rule);
      return loss;
    }),
    native("add_param_group(self, param_group)", (machine, a) => {
      const entries = new Map(machine.dictEntries(a.param_group!).map(([key, value]) => [machine.str(key), value]));
      const defaults = new Map(machine.dictEntries(own(a.self).dict.get("defaults")!).map(([key, value]) => [machine.str(key), value]));
      const groups = own(a.self).dict.get("param_groups");
      if (groups instanceof PyList) groups.items.push(groupOf(machine, name, rule.defaults, entries.get("params") ?? null, new Map([...defaults, ...entries])));
      return null;
    }),
  ]);
}

function groupText(machine: Machine, group: Value, i: number): string {
  const lines = machine.dictEntries(group).filter(([key]) => key !== "params").map(([key, value]) => [machine.str(key), machine.str(value)] as const).sort(([x], [y]) => (x < y ? -1 : 1));
  return `Parameter Group ${i}\n${lines.map(([key, value]) => `    ${key}: ${value}\n`).join("")}`;
}

optimizerType.construct = () => new PyInstance(optimizerType);
define(optimizerType, [
  native("__init__(self, params, defaults)", (machine, a) => {
    const given = new Map(machine.dictEntries(a.defaults!).map(([key, value]) => [machine.str(key), value]));
    setUp(machine, own(a.self), "Optimizer", {}, a.params!, given);
    own(a.self).dict.set("state", new PyDict());
    return null;
  }),
  native("zero_grad(self, set_to_none=True)", (machine, a) => {
    for (const group of machine.iterate(own(a.self).dict.get("param_groups")!)) {
      for (const tensor of machine.iterate(machine.subscript(group, "params"))) if (isTensor(tensor)) clearGradient(machine, tensor, machine.truth(a.set_to_none!));
    }
    return null;
  }),
  native("state_dict(self)", (machine, a) => {
    const groups = [...machine.iterate(own(a.self).dict.get("param_groups")!)];
    const index = new Map<Value, number>();
    for (const group of groups) for (const tensor of machine.iterate(machine.subscript(group, "params"))) index.set(tensor, index.size);
    const state = [...(states.get(own(a.self)) ?? [])].map(([tensor, one]): [Value, Value] => [index.get(tensor) ?? 0, shownState(machine, one)]);
    const shown = groups.map((group) => machine.makeDict([...machine.dictEntries(group).filter(([key]) => key !== "params"), ["params", new PyList([...machine.iterate(machine.subscript(group, "params"))].map((tensor) => index.get(tensor)!))] as [Value, Value]]));
    return machine.makeDict([["state", machine.makeDict(state)], ["param_groups", new PyList(shown)]]);
  }),
  native("load_state_dict(self, state_dict)", (machine, a) => {
    const groups = [...machine.iterate(own(a.self).dict.get("param_groups")!)];
    [...machine.iterate(machine.subscript(a.state_dict!, "param_groups"))].forEach((saved, i) => {
      for (const [key, value] of machine.dictEntries(saved)) if (key !== "params" && groups[i] !== undefined) machine.call(machine.getAttribute(groups[i], "__setitem__"), [key, value]);
    });
    return null;
  }),
  native("__repr__(self)", (machine, a) => `${own(a.self).type.name} (\n${[...machine.iterate(own(a.self).dict.get("param_groups")!)].map((group, i) => groupText(machine, group, i)).join("\n")})`),
  native("__getattr__(self, name)", (machine, a) => {
    if (a.name === "state") return machine.makeDict([...(states.get(own(a.self)) ?? [])].map(([tensor, state]) => [tensor, shownState(machine, state)] as [Value, Value]));
    throw machine.raise("AttributeError", `'${own(a.self).type.name}' object has no attribute '${String(a.name)}'`);
  }),
]);

export const OPTIMIZER_MEMBERS: readonly (readonly [string, Value])[] = [["Optimizer", optimizerType], ...(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[]).map((name): [string, Value] => [name, optimizerClass(name)])];

export const isOptimizer = (value: Value): value is PyInstance => value instanceof PyInstance && value.type.isSubtype(optimizerType);
