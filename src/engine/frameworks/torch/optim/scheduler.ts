/** torch.optim.lr_scheduler.LRScheduler: epochs counted, rates written into the groups. `get_lr` says the rates; users' own classes override it. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, define, native, signature } from "../../../python/define-native.js";
import { objectType, type PyBuiltin, PyFloat, PyInstance, PyList, PyType, type Value } from "../../../python/object.js";
import { floatArgument, intArgument, isSequence } from "../../arguments.js";
import { typeError, valueError } from "../errors.js";
import { groupsOf, isOptimizer, own, setItem, textEntries } from "./base.js";

export const schedulerType = new PyType("LRScheduler", [objectType], "torch.optim.lr_scheduler");
schedulerType.construct = () => new PyInstance(schedulerType);

/** A scheduler's attributes, read as numbers. */
export class Schedule {
  constructor(readonly machine: Machine, readonly self: PyInstance) {}
  get(name: string): Value { return this.self.dict.get(name) ?? null; }
  set(name: string, value: Value): void { this.self.dict.set(name, value); }
  number(name: string): number { return floatArgument(this.machine, this.get(name), name); }
  get epoch(): number { return this.number("last_epoch"); }
  get initial(): boolean { return this.get("_is_initial") === true; }
  get optimizer(): PyInstance { return this.get("optimizer") as PyInstance; } // checked when it was attached
  get groups(): Value[] { return groupsOf(this.machine, this.optimizer); }
  /** A number in a group. */
  of(group: Value, name: string): number { return floatArgument(this.machine, this.machine.subscript(group, name), name); }
  rates(): number[] { return this.groups.map((group) => this.of(group, "lr")); }
  numbers(name: string): number[] { return [...this.machine.iterate(this.get(name))].map((one) => floatArgument(this.machine, one, name)); }
  get bases(): number[] { return this.numbers("base_lrs"); }
  write(rates: readonly Value[]): void {
    this.groups.forEach((group, i) => {
      const rate = rates[i];
      if (rate !== undefined) setItem(this.machine, group, "lr", rate);
    });
    this.set("_last_lr", new PyList(this.groups.map((group) => this.machine.subscript(group, "lr"))));
  }
  /** One value for all groups, or one a group. */
  perGroup(name: string, value: Value): Value[] {
    const count = this.groups.length;
    if (!isSequence(value)) return new Array<Value>(count).fill(value);
    if (value.items.length !== count) throw valueError(this.machine, `${name} must have the same length as optimizer.param_groups. ${name} has ${value.items.length} values, param_groups has ${count}.`);
    return [...value.items];
  }
}

export function attach(machine: Machine, self: PyInstance, optimizer: Value): Schedule {
  if (!isOptimizer(optimizer)) throw typeError(machine, `${machine.typeOf(optimizer).name} is not an Optimizer`);
  self.dict.set("optimizer", optimizer);
  return new Schedule(machine, self);
}

/** What `LRScheduler.__init__` does: the rate of epoch 0 is in place afterwards. */
export function begin(schedule: Schedule, lastEpoch: number): void {
  const { machine, groups } = schedule;
  groups.forEach((group, i) => {
    const entries = textEntries(machine, group);
    if (lastEpoch === -1) {
      if (!entries.has("initial_lr")) setItem(machine, group, "initial_lr", entries.get("lr")!);
    } else if (!entries.has("initial_lr")) throw machine.raise("KeyError", `param 'initial_lr' is not specified in param_groups[${i}] when resuming scheduler with last_epoch >= 0.\nThis typically happens when:\n1. You're trying to resume training from a checkpoint but haven't properly loaded the optimizer state\n2. You're using last_epoch >= 0 for a fresh training run (not recommended)`);
  });
  schedule.set("base_lrs", new PyList(groups.map((group) => machine.subscript(group, "initial_lr"))));
  schedule.set("last_epoch", lastEpoch);
  firstStep(schedule);
}

export function firstStep(schedule: Schedule): void {
  schedule.set("_step_count", 0);
  schedule.set("_is_initial", true);
  schedule.set("_get_lr_called_within_step", false);
  schedule.machine.call(schedule.machine.getAttribute(schedule.self, "step"), []);
  schedule.set("_is_initial", false);
}

/** The rates after this epoch: by `get_lr`, or in closed form where the epoch is given. */
export function update(schedule: Schedule, epoch: Value): void {
  const { machine, self } = schedule;
  schedule.set("last_epoch", epoch === null ? schedule.epoch + 1 : epoch);
  const closed = epoch === null ? undefined : machine.findAttribute(self, "_get_closed_form_lr");
  schedule.write([...machine.iterate(machine.call(closed ?? machine.getAttribute(self, "get_lr"), []))]);
}

export const attributes = (self: PyInstance): [string, Value][] => [...self.dict].filter(([key]) => key !== "optimizer");

define(schedulerType, [
  native("__init__(self, optimizer, last_epoch=-1)", (machine, a) => {
    begin(attach(machine, own(a.self), a.optimizer!), intArgument(machine, a.last_epoch!, "last_epoch"));
    return null;
  }),
  native("step(self, epoch=None)", (machine, a) => {
    const schedule = new Schedule(machine, own(a.self));
    schedule.set("_step_count", schedule.number("_step_count") + 1);
    update(schedule, a.epoch!);
    return null;
  }),
  native("get_last_lr(self)", (machine, a) => machine.getAttribute(a.self!, "_last_lr")),
  native("get_lr(self)", (machine) => { throw machine.raise("NotImplementedError", ""); }),
  native("state_dict(self)", (machine, a) => machine.makeDict(attributes(own(a.self)))),
  native("load_state_dict(self, state_dict)", (machine, a) => {
    for (const [key, value] of textEntries(machine, a.state_dict!)) own(a.self).dict.set(key, value);
    return null;
  }),
]);

/** `last_epoch` stands last in every signature. */
type Rates = (s: Schedule) => number[];
export interface SchedulerDefinition {
  /** As it is called, without `self` and `last_epoch`. */
  readonly signature: string;
  /** Defaults that are no ints. */
  readonly floats?: Readonly<Record<string, number>>;
  readonly prepare?: (s: Schedule, a: Arguments) => void;
  readonly rates: Rates;
  readonly closed?: Rates;
  readonly more?: readonly PyBuiltin[];
}

export function scheduler({ signature: text, floats = {}, prepare, rates, closed, more = [] }: SchedulerDefinition): PyType {
  const { name, parameters } = signature(text);
  const type = new PyType(name, [schedulerType], "torch.optim.lr_scheduler");
  const list = (run: Rates) => (machine: Machine, a: Arguments): Value => new PyList(run(new Schedule(machine, own(a.self))).map((rate) => new PyFloat(rate)));
  return define(type, [
    native(`__init__(self, ${text.slice(name.length + 1, -1)}, last_epoch=-1)`, (machine, a) => {
      const self = own(a.self);
      if (!isOptimizer(a.optimizer!)) throw typeError(machine, `${machine.typeOf(a.optimizer!).name} is not an Optimizer`);
      self.dict.set("optimizer", a.optimizer!);
      const schedule = new Schedule(machine, self);
      if (prepare) prepare(schedule, a);
      else for (const one of parameters.slice(1)) self.dict.set(one.name, a[one.name] ?? (floats[one.name] === undefined ? null : new PyFloat(floats[one.name]!)));
      begin(schedule, intArgument(machine, a.last_epoch!, "last_epoch"));
      return null;
    }),
    native("get_lr(self)", list(rates)),
    ...(closed ? [native("_get_closed_form_lr(self)", list(closed))] : []),
    ...more,
  ]);
}
