/** torch.optim.lr_scheduler: learning rates by epoch. Rates are chained as PyTorch chains them, so that they round alike. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { objectType, PyFloat, type PyInstance, PyList, PyType, type Value } from "../../../python/object.js";
import { floatArgument, isNumber, numberOf } from "../../arguments.js";
import { typeError } from "../errors.js";
import { isOptimizer } from "./base.js";

const schedulerType = new PyType("LRScheduler", [objectType], "torch.optim.lr_scheduler");
const own = (value: Value | undefined): PyInstance => value as PyInstance; // `self` of a method of these types

/** What a scheduler looks at when it sets the rate of one group. */
interface Moment {
  readonly epoch: number;
  readonly base: number;
  /** The rate now. */
  readonly rate: number;
  readonly number: (name: string, otherwise: number) => number;
  readonly numbers: (name: string) => number[];
  readonly call: (name: string, epoch: number) => number;
}

const groupsOf = (machine: Machine, self: PyInstance): Value[] => [...machine.iterate(machine.getAttribute(self.dict.get("optimizer")!, "param_groups"))];
const rateOf = (machine: Machine, group: Value): number => floatArgument(machine, machine.subscript(group, "lr"), "lr");
const write = (machine: Machine, group: Value, name: string, value: Value): void => { machine.call(machine.getAttribute(group, "update"), [machine.makeDict([[name, value]])]); };

function momentOf(machine: Machine, self: PyInstance, epoch: number, base: number, rate: number, group: number): Moment {
  const get = (name: string): Value => self.dict.get(name) ?? null;
  return {
    epoch, base, rate,
    number: (name, otherwise) => (get(name) === null ? otherwise : floatArgument(machine, get(name), name)),
    numbers: (name) => [...machine.iterate(get(name))].filter(isNumber).map(numberOf),
    call: (name, at) => {
      const given = get(name);
      const callee = given instanceof PyList ? given.items[group]! : given;
      return floatArgument(machine, machine.call(callee, [at]), name);
    },
  };
}

function advance(machine: Machine, self: PyInstance, rule: (m: Moment) => number, epoch: number): void {
  self.dict.set("last_epoch", epoch);
  const bases = [...machine.iterate(self.dict.get("base_lrs")!)];
  const rates = groupsOf(machine, self).map((group, i) => {
    const rate = rule(momentOf(machine, self, epoch, floatArgument(machine, bases[i]!, "lr"), rateOf(machine, group), i));
    const value = new PyFloat(rate);
    write(machine, group, "lr", value);
    return value;
  });
  self.dict.set("_last_lr", new PyList(rates));
}

function scheduler(parameters: string, rule: (m: Moment) => number): PyType {
  const name = parameters.slice(0, parameters.indexOf("("));
  return define(new PyType(name, [schedulerType], "torch.optim.lr_scheduler"), [
    native(`__init__(self, ${parameters.slice(name.length + 1)}`, (machine, a) => {
      const self = own(a.self);
      if (!isOptimizer(a.optimizer!)) throw typeError(machine, `${machine.typeOf(a.optimizer!).name} is not an Optimizer`);
      for (const [key, value] of Object.entries(a)) if (key !== "self") self.dict.set(key, value);
      const groups = groupsOf(machine, self);
      for (const group of groups) write(machine, group, "initial_lr", machine.subscript(group, "lr"));
      self.dict.set("base_lrs", new PyList(groups.map((group) => machine.subscript(group, "lr"))));
      advance(machine, self, rule, 0);
      return null;
    }),
    native("step(self, epoch=None)", (machine, a) => {
      advance(machine, own(a.self), rule, Number(own(a.self).dict.get("last_epoch")) + 1);
      return null;
    }),
  ]);
}

define(schedulerType, [
  native("get_last_lr(self)", (_, a) => own(a.self).dict.get("_last_lr") ?? new PyList([])),
  native("get_lr(self)", (_, a) => own(a.self).dict.get("_last_lr") ?? new PyList([])),
  native("state_dict(self)", (machine, a) => machine.makeDict([...own(a.self).dict].filter(([key]) => key !== "optimizer"))),
  native("load_state_dict(self, state_dict)", () => null),
]);

/** The one that looks at a measured value. */
const plateau = define(new PyType("ReduceLROnPlateau", [schedulerType], "torch.optim.lr_scheduler"), [
  native("__init__(self, optimizer, mode='min', factor=None, patience=10, threshold=None, threshold_mode='rel', cooldown=0, min_lr=0, eps=None)", (machine, a) => {
    const self = own(a.self);
    for (const [key, value] of Object.entries(a)) if (key !== "self") self.dict.set(key, value);
    self.dict.set("best", new PyFloat(a.mode === "min" ? Infinity : -Infinity));
    self.dict.set("num_bad_epochs", 0);
    self.dict.set("last_epoch", 0);
    self.dict.set("_last_lr", new PyList(groupsOf(machine, self).map((group) => machine.subscript(group, "lr"))));
    return null;
  }),
  native("step(self, metrics, epoch=None)", (machine, a) => {
    const self = own(a.self);
    const number = (name: string, otherwise: number): number => (self.dict.get(name) === null ? otherwise : floatArgument(machine, self.dict.get(name)!, name));
    const now = floatArgument(machine, a.metrics!, "metrics");
    const [best, threshold] = [number("best", Infinity), number("threshold", 1e-4)];
    const small = self.dict.get("mode") === "min";
    const relative = self.dict.get("threshold_mode") === "rel";
    const better = small ? now < (relative ? best * (1 - threshold) : best - threshold) : now > (relative ? best * (1 + threshold) : best + threshold);
    let bad = Number(self.dict.get("num_bad_epochs")) + 1;
    if (better) {
      self.dict.set("best", new PyFloat(now));
      bad = 0;
    }
    if (bad > number("patience", 10)) {
      for (const group of groupsOf(machine, self)) {
        const next = Math.max(rateOf(machine, group) * number("factor", 0.1), number("min_lr", 0));
        if (rateOf(machine, group) - next > number("eps", 1e-8)) write(machine, group, "lr", new PyFloat(next));
      }
      bad = 0;
    }
    self.dict.set("num_bad_epochs", bad);
    self.dict.set("_last_lr", new PyList(groupsOf(machine, self).map((group) => machine.subscript(group, "lr"))));
    return null;
  }),
]);

const cosine = (m: Moment): number => {
  const [most, low] = [m.number("T_max", 1), m.number("eta_min", 0)];
  if (m.epoch === 0) return m.rate;
  if ((m.epoch - 1 - most) % (2 * most) === 0) return m.rate + ((m.base - low) * (1 - Math.cos(Math.PI / most))) / 2;
  return ((1 + Math.cos((Math.PI * m.epoch) / most)) / (1 + Math.cos((Math.PI * (m.epoch - 1)) / most))) * (m.rate - low) + low;
};

const linear = (m: Moment): number => {
  const [start, end, total] = [m.number("start_factor", 1 / 3), m.number("end_factor", 1), m.number("total_iters", 5)];
  if (m.epoch === 0) return m.rate * start;
  if (m.epoch > total) return m.rate;
  return m.rate * (1 + (end - start) / (total * start + (m.epoch - 1) * (end - start)));
};

const restarts = (m: Moment): number => {
  const [first, factor, low] = [m.number("T_0", 1), m.number("T_mult", 1), m.number("eta_min", 0)];
  let [length, at] = [first, m.epoch];
  while (at >= length) {
    at -= length;
    length *= factor;
  }
  return low + ((m.base - low) * (1 + Math.cos((Math.PI * at) / length))) / 2;
};

export const SCHEDULERS: readonly PyType[] = [
  schedulerType, plateau,
  scheduler("StepLR(optimizer, step_size, gamma=None, last_epoch=-1)", (m) => (m.epoch === 0 || m.epoch % m.number("step_size", 1) !== 0 ? m.rate : m.rate * m.number("gamma", 0.1))),
  scheduler("MultiStepLR(optimizer, milestones, gamma=None, last_epoch=-1)", (m) => m.rate * m.number("gamma", 0.1) ** m.numbers("milestones").filter((at) => at === m.epoch).length),
  scheduler("ExponentialLR(optimizer, gamma, last_epoch=-1)", (m) => (m.epoch === 0 ? m.rate : m.rate * m.number("gamma", 1))),
  scheduler("LambdaLR(optimizer, lr_lambda, last_epoch=-1)", (m) => m.base * m.call("lr_lambda", m.epoch)),
  scheduler("MultiplicativeLR(optimizer, lr_lambda, last_epoch=-1)", (m) => (m.epoch === 0 ? m.rate : m.rate * m.call("lr_lambda", m.epoch))),
  scheduler("ConstantLR(optimizer, factor=None, total_iters=5, last_epoch=-1)", (m) => (m.epoch === 0 ? m.rate * m.number("factor", 1 / 3) : m.epoch === m.number("total_iters", 5) ? m.rate * (1 / m.number("factor", 1 / 3)) : m.rate)),
  scheduler("LinearLR(optimizer, start_factor=None, end_factor=None, total_iters=5, last_epoch=-1)", linear),
  scheduler("CosineAnnealingLR(optimizer, T_max, eta_min=0, last_epoch=-1)", cosine),
  scheduler("CosineAnnealingWarmRestarts(optimizer, T_0, T_mult=1, eta_min=0, last_epoch=-1)", restarts),
  scheduler("PolynomialLR(optimizer, total_iters=5, power=1, last_epoch=-1)", (m) => {
    const [total, power] = [m.number("total_iters", 5), m.number("power", 1)];
    return m.epoch === 0 || m.epoch > total ? m.rate : m.rate * ((1 - m.epoch / total) / (1 - (m.epoch - 1) / total)) ** power;
  }),
];
