/** torch.optim: parameter groups around the pure update rules of `src/engine/optim`. */
import { OPTIMIZERS } from "../../optim/index.js";
import type { Options, Optimizer, State } from "../../optim/optimizer.js";
import type { Machine } from "../../python/machine.js";
import { define, native } from "../../python/define-native.js";
import { objectType, PyFloat, type PyInstance, PyList, PyTuple, PyType, type Value } from "../../python/object.js";
import { copy } from "../../tensor/array.js";
import { floatArgument, isNumber, numberOf } from "../arguments.js";
import { within } from "./autograd.js";
import { writeInPlace } from "./in-place.js";
import { isTensor, type TorchTensor } from "./tensor-type.js";

const optimizerType = new PyType("Optimizer", [objectType], "torch.optim.optimizer");
const states = new WeakMap<PyInstance, WeakMap<TorchTensor, State>>();

const own = (value: Value | undefined): PyInstance => value as PyInstance; // bound to the type

/** Python's arguments by the names of the rules: betas are two numbers there. */
function optionValues(defaults: Options, given: ReadonlyMap<string, Value>): [string, Value][] {
  const entries: [string, Value][] = [];
  const betas = given.get("betas");
  if ("beta1" in defaults) entries.push(["betas", betas ?? new PyTuple([new PyFloat(Number(defaults.beta1)), new PyFloat(Number(defaults.beta2))])]);
  for (const [name, value] of Object.entries(defaults)) {
    if (name === "beta1" || name === "beta2") continue;
    entries.push([name, given.get(name) ?? (typeof value === "boolean" ? value : new PyFloat(value))]);
  }
  return entries;
}

function optionsOf(machine: Machine, group: Value, defaults: Options): Options {
  const entries = new Map(machine.dictEntries(group).map(([key, value]) => [machine.str(key), value]));
  const betas = entries.get("betas");
  const [beta1, beta2] = betas instanceof PyTuple ? betas.items : [];
  return Object.fromEntries(Object.entries(defaults).map(([name, standard]) => {
    const value = name === "beta1" ? beta1 : name === "beta2" ? beta2 : entries.get(name);
    if (typeof standard === "boolean") return [name, value === undefined ? standard : machine.truth(value)];
    return [name, value === undefined || value === null ? standard : isNumber(value) ? numberOf(value) : floatArgument(machine, value, name)];
  }));
}

function optimizerClass(name: keyof typeof OPTIMIZERS): PyType {
  // Each rule has options of its own shape; here they are read by name.
  const rule = OPTIMIZERS[name] as unknown as Optimizer;
  const type = new PyType(name, [optimizerType], `torch.optim.${name.toLowerCase()}`);
  const group = (machine: Machine, parameters: Value, given: ReadonlyMap<string, Value>): Value => {
    const list = isTensor(parameters) ? [parameters] : [...machine.iterate(parameters)];
    const bad = list.find((one) => !isTensor(one));
    if (bad !== undefined) throw machine.raise("TypeError", `optimizer can only optimize Tensors, but one of the params is ${machine.typeOf(bad).name}`);
    return machine.makeDict([["params", new PyList(list)], ...optionValues(rule.defaults, given)]);
  };
  return define(type, [
    native("__init__(self, params, lr=None, **options)", (machine, a, bound) => {
      const self = own(a.self);
      const given = new Map([...bound.restKeywords, ...(a.lr === null ? [] : [["lr", a.lr!] as const])]);
      const items = isTensor(a.params!) ? [a.params] : [...machine.iterate(a.params!)];
      if (isTensor(a.params!)) throw machine.raise("TypeError", "params argument given to the optimizer should be an iterable of Tensors or dicts, but got torch.FloatTensor");
      if (!items.length) throw machine.raise("ValueError", "optimizer got an empty parameter list");
      const groups = machine.isDict(items[0]!)
        ? items.map((item) => {
          const entries = new Map(machine.dictEntries(item).map(([key, value]) => [machine.str(key), value]));
          return group(machine, entries.get("params") ?? null, new Map([...given, ...entries]));
        })
        : [group(machine, new PyList(items), given)];
      self.dict.set("param_groups", new PyList(groups));
      self.dict.set("defaults", machine.makeDict(optionValues(rule.defaults, given)));
      self.dict.set("state", machine.makeDict([]));
      states.set(self, new WeakMap());
      return null;
    }),
    native("step(self, closure=None)", (machine, a) => {
      const self = own(a.self);
      const loss = a.closure === null ? null : machine.call(a.closure!, []);
      const known = states.get(self)!;
      within(machine, false, "optimizer.step", () => {
        for (const one of machine.iterate(self.dict.get("param_groups")!)) {
          const options = optionsOf(machine, one, rule.defaults);
          for (const tensor of machine.iterate(machine.subscript(one, "params"))) {
            if (!isTensor(tensor) || !tensor.grad) continue;
            machine.step();
            const { parameter, state } = rule.step(tensor.handle.array(), tensor.grad.handle.array(), known.get(tensor) ?? null, options);
            known.set(tensor, state);
            const before = tensor.tracedNode(machine);
            const after = machine.trace.leaf(copy(parameter), { kind: "cut", by: "optimizer.step" });
            after.cutInputs = [before];
            writeInPlace(machine, tensor, after);
          }
        }
      });
      return loss;
    }),
    native("add_param_group(self, param_group)", (machine, a) => {
      const entries = new Map(machine.dictEntries(a.param_group!).map(([key, value]) => [machine.str(key), value]));
      const defaults = new Map(machine.dictEntries(own(a.self).dict.get("defaults")!).map(([key, value]) => [machine.str(key), value]));
      const groups = own(a.self).dict.get("param_groups");
      if (groups instanceof PyList) groups.items.push(group(machine, entries.get("params") ?? null, new Map([...defaults, ...entries])));
      return null;
    }),
  ]);
}

define(optimizerType, [
  native("zero_grad(self, set_to_none=True)", (machine, a) => {
    for (const one of machine.iterate(own(a.self).dict.get("param_groups")!)) {
      for (const tensor of machine.iterate(machine.subscript(one, "params"))) {
        if (!isTensor(tensor)) continue;
        if (a.set_to_none === false && tensor.grad) machine.call(machine.getAttribute(tensor.grad, "zero_"), []);
        else tensor.grad = null;
      }
    }
    return null;
  }),
  native("state_dict(self)", (machine, a) => machine.makeDict([["state", machine.makeDict([])], ["param_groups", own(a.self).dict.get("param_groups")!]])),
  native("load_state_dict(self, state)", () => null),
  native("__repr__(self)", (machine, a) => {
    const self = own(a.self);
    const groups = [...machine.iterate(self.dict.get("param_groups")!)].map((one, i) => {
      const lines = machine.dictEntries(one).filter(([key]) => key !== "params").map(([key, value]) => [machine.str(key), machine.str(value)] as const).sort(([x], [y]) => (x < y ? -1 : 1));
      return `Parameter Group ${i}\n${lines.map(([key, value]) => `    ${key}: ${value}\n`).join("")}`;
    });
    return `${self.type.name} (\n${groups.join("\n")})`;
  }),
]);

export const optimMembers = (): [string, Value][] => [["Optimizer", optimizerType], ...(Object.keys(OPTIMIZERS) as (keyof typeof OPTIMIZERS)[]).map((name): [string, Value] => [name, optimizerClass(name)])];

/** Schedulers set each group's lr from its first one and the number of steps. */
function scheduler(signature: string, factor: (machine: Machine, self: PyInstance, epoch: number, group: number) => number): PyType {
  const name = signature.slice(0, signature.indexOf("("));
  const type = new PyType(name, [objectType], "torch.optim.lr_scheduler");
  const apply = (machine: Machine, self: PyInstance): void => {
    const epoch = Number(self.dict.get("last_epoch"));
    const bases = self.dict.get("base_lrs") as PyList; // set at the start
    [...machine.iterate((self.dict.get("optimizer") as PyInstance).dict.get("param_groups")!)].forEach((group, i) => {
      machine.call(machine.getAttribute(group, "update"), [machine.makeDict([["lr", new PyFloat(numberOf(bases.items[i] as PyFloat) * factor(machine, self, epoch, i))]])]);
    });
  };
  return define(type, [
    native(`__init__(self, ${signature.slice(name.length + 1)}`, (machine, a) => {
      const self = own(a.self);
      for (const [key, value] of Object.entries(a)) if (key !== "self") self.dict.set(key, value);
      self.dict.set("base_lrs", new PyList([...machine.iterate((a.optimizer as PyInstance).dict.get("param_groups")!)].map((group) => new PyFloat(floatArgument(machine, machine.subscript(group, "lr"), "lr"))))); // an optimizer
      self.dict.set("last_epoch", 0);
      apply(machine, self);
      return null;
    }),
    native("step(self, metrics=None)", (machine, a) => {
      own(a.self).dict.set("last_epoch", Number(own(a.self).dict.get("last_epoch")) + 1);
      apply(machine, own(a.self));
      return null;
    }),
    native("get_last_lr(self)", (machine, a) => new PyList([...machine.iterate((own(a.self).dict.get("optimizer") as PyInstance).dict.get("param_groups")!)].map((group) => machine.subscript(group, "lr")))), // an optimizer
  ]);
}

const setting = (machine: Machine, self: PyInstance, name: string, otherwise: number): number => {
  const value = self.dict.get(name) ?? null;
  return value === null ? otherwise : floatArgument(machine, value, name);
};

export const schedulerMembers = (): [string, Value][] => [
  scheduler("StepLR(optimizer, step_size, gamma=None, last_epoch=-1)", (m, self, epoch) => setting(m, self, "gamma", 0.1) ** Math.floor(epoch / setting(m, self, "step_size", 1))),
  scheduler("ExponentialLR(optimizer, gamma, last_epoch=-1)", (m, self, epoch) => setting(m, self, "gamma", 1) ** epoch),
  scheduler("MultiStepLR(optimizer, milestones, gamma=None, last_epoch=-1)", (m, self, epoch) => setting(m, self, "gamma", 0.1) ** [...m.iterate(self.dict.get("milestones")!)].filter((at) => isNumber(at) && numberOf(at) <= epoch).length),
  scheduler("LambdaLR(optimizer, lr_lambda, last_epoch=-1)", (m, self, epoch) => floatArgument(m, m.call(self.dict.get("lr_lambda")!, [epoch]), "lr")),
].map((type) => [type.name, type]);
