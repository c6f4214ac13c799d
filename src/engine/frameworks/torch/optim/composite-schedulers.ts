/** Schedulers made of others (SequentialLR, ChainedScheduler), and the one that looks at a measured value (ReduceLROnPlateau). */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyFloat, PyInstance, PyList, PyType, type Value } from "../../../python/object.js";
import { floatArgument, intArgument, isSequence } from "../../arguments.js";
import { valueError } from "../errors.js";
import { own, setItem, textEntries } from "./base.js";
import { attach, attributes, firstStep, Schedule, schedulerType, update } from "./scheduler.js";

const MODULE = "torch.optim.lr_scheduler";

export const plateau = define(new PyType("ReduceLROnPlateau", [schedulerType], MODULE), [
  native("__init__(self, optimizer, mode='min', factor=None, patience=10, threshold=None, threshold_mode='rel', cooldown=0, min_lr=0, eps=None)", (machine, a) => {
    const factor = a.factor ?? new PyFloat(0.1);
    if (floatArgument(machine, factor, "factor") >= 1) throw valueError(machine, "Factor should be < 1.0.");
    own(a.self).dict.set("factor", factor);
    const s = attach(machine, own(a.self), a.optimizer!);
    if (a.mode !== "min" && a.mode !== "max") throw valueError(machine, `mode ${machine.str(a.mode!)} is unknown!`);
    if (a.threshold_mode !== "rel" && a.threshold_mode !== "abs") throw valueError(machine, `threshold mode ${machine.str(a.threshold_mode!)} is unknown!`);
    const worst = new PyFloat(a.mode === "min" ? Infinity : -Infinity);
    const entries: readonly (readonly [string, Value])[] = [
      ["default_min_lr", isSequence(a.min_lr!) ? null : a.min_lr!], ["min_lrs", new PyList(s.perGroup("min_lr", a.min_lr!))], ["patience", a.patience!], ["cooldown", a.cooldown!], ["eps", a.eps ?? new PyFloat(1e-8)], ["last_epoch", 0],
      ["_last_lr", new PyList(s.groups.map((group) => machine.subscript(group, "lr")))], ["mode_worse", worst], ["mode", a.mode], ["threshold", a.threshold ?? new PyFloat(1e-4)], ["threshold_mode", a.threshold_mode], ["best", worst], ["cooldown_counter", 0], ["num_bad_epochs", 0],
    ];
    for (const [key, value] of entries) s.set(key, value);
    return null;
  }),
  native("step(self, metrics, epoch=None)", (machine, a) => {
    const s = new Schedule(machine, own(a.self));
    const now = floatArgument(machine, a.metrics!, "metrics");
    s.set("last_epoch", a.epoch ?? s.epoch + 1);
    let bad = s.number("num_bad_epochs") + 1;
    if (better(s, now)) {
      s.set("best", new PyFloat(now));
      bad = 0;
    }
    const cooling = s.number("cooldown_counter");
    if (cooling > 0) {
      s.set("cooldown_counter", cooling - 1);
      bad = 0;
    }
    if (bad > s.number("patience")) {
      const least = s.numbers("min_lrs");
      s.groups.forEach((group, i) => {
        const rate = s.of(group, "lr");
        const next = Math.max(rate * s.number("factor"), least[i] ?? 0);
        if (rate - next > s.number("eps")) setItem(machine, group, "lr", new PyFloat(next));
      });
      s.set("cooldown_counter", s.get("cooldown"));
      bad = 0;
    }
    s.set("num_bad_epochs", bad);
    s.write([]);
    return null;
  }),
]);

function better(s: Schedule, now: number): boolean {
  const [best, threshold] = [s.number("best"), s.number("threshold")];
  const relative = s.get("threshold_mode") === "rel";
  return s.get("mode") === "min" ? now < (relative ? best * (1 - threshold) : best - threshold) : now > (relative ? best * (threshold + 1) : best + threshold);
}

const partsOf = (machine: Machine, self: Value): PyInstance[] => [...machine.iterate(machine.getAttribute(self, "_schedulers"))].filter((one) => one instanceof PyInstance);

function check(machine: Machine, name: string, parts: readonly Value[], optimizer: Value): void {
  if (!parts.length) throw valueError(machine, `${name} expects at least one scheduler${name === "ChainedScheduler" ? " to be chained" : ""}, but got no scheduler.`);
  parts.forEach((part, i) => {
    if (machine.isInstance(part, plateau)) throw valueError(machine, `${name} does not support \`ReduceLROnPlateau\` scheduler as it requires additional kwargs to be specified when calling \`step\`, but got one at index ${i} in the given schedulers sequence.`);
    const theirs = machine.getAttribute(part, "optimizer");
    if (theirs !== optimizer) throw valueError(machine, `${name} expects all schedulers to belong to the same optimizer, but got scheduler ${machine.typeOf(part).name} at index ${i} has ${machine.str(theirs)}, which is different from ${machine.typeOf(optimizer).name}.`);
  });
}

/** The epoch that their constructors counted is taken back. */
function undo(machine: Machine, self: PyInstance): void {
  if (self.dict.has("_schedulers")) for (const part of partsOf(machine, self)) undo(machine, part);
  else self.dict.set("last_epoch", intArgument(machine, self.dict.get("last_epoch") ?? 0, "last_epoch") - 1);
}

const saved = native("state_dict(self)", (machine, a) => machine.makeDict([
  ...attributes(own(a.self)).filter(([key]) => key !== "_schedulers"),
  ["_schedulers", new PyList(partsOf(machine, a.self!).map((part) => machine.call(machine.getAttribute(part, "state_dict"), [])))] as [string, Value],
]));
const loaded = native("load_state_dict(self, state_dict)", (machine, a) => {
  const entries = textEntries(machine, a.state_dict!);
  const states = entries.get("_schedulers");
  entries.delete("_schedulers");
  for (const [key, value] of entries) own(a.self).dict.set(key, value);
  if (states !== undefined) [...machine.iterate(states)].forEach((state, i) => { machine.call(machine.getAttribute(partsOf(machine, a.self!)[i]!, "load_state_dict"), [state]); });
  return null;
});

export const sequential = define(new PyType("SequentialLR", [schedulerType], MODULE), [
  native("__init__(self, optimizer, schedulers, milestones, last_epoch=-1)", (machine, a) => {
    const self = own(a.self);
    const parts = [...machine.iterate(a.schedulers!)];
    check(machine, "SequentialLR", parts, a.optimizer!);
    const places = machine.length(a.milestones!);
    if (places !== parts.length - 1) throw valueError(machine, `Sequential Schedulers expects number of schedulers provided to be one more than the number of milestone points, but got number of schedulers ${parts.length} and the number of milestones to be equal to ${places}`);
    self.dict.set("_schedulers", a.schedulers!);
    self.dict.set("_milestones", a.milestones!);
    self.dict.set("last_epoch", intArgument(machine, a.last_epoch!, "last_epoch") + 1);
    const s = attach(machine, self, a.optimizer!);
    for (const group of s.groups) setItem(machine, group, "lr", machine.subscript(group, "initial_lr"));
    undo(machine, self);
    firstStep(new Schedule(machine, partAt(s, 0)));
    s.set("_last_lr", partAt(s, 0).dict.get("_last_lr") ?? null);
    return null;
  }),
  native("step(self)", (machine, a) => {
    const s = new Schedule(machine, own(a.self));
    const epoch = s.epoch + 1;
    s.set("last_epoch", epoch);
    const part = partAt(s, epoch);
    if (s.numbers("_milestones").includes(epoch)) update(new Schedule(machine, part), 0);
    else machine.call(machine.getAttribute(part, "step"), []);
    s.set("_last_lr", part.dict.get("_last_lr") ?? null);
    return null;
  }),
  saved, loaded,
]);

const partAt = (s: Schedule, epoch: number): PyInstance => partsOf(s.machine, s.self)[s.numbers("_milestones").filter((at) => at <= epoch).length]!;

export const chained = define(new PyType("ChainedScheduler", [schedulerType], MODULE), [
  native("__init__(self, schedulers, optimizer=None)", (machine, a) => {
    const parts = [...machine.iterate(a.schedulers!)];
    const optimizer = a.optimizer ?? (parts[0] === undefined ? null : machine.getAttribute(parts[0], "optimizer"));
    check(machine, "ChainedScheduler", parts, optimizer);
    own(a.self).dict.set("_schedulers", a.schedulers!);
    attach(machine, own(a.self), optimizer).write([]);
    return null;
  }),
  native("step(self)", (machine, a) => {
    for (const part of partsOf(machine, a.self!)) machine.call(machine.getAttribute(part, "step"), []);
    new Schedule(machine, own(a.self)).write([]);
    return null;
  }),
  saved, loaded,
]);
