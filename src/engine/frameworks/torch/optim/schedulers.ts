/** torch.optim.lr_scheduler: rates by epoch. They are chained as PyTorch chains them, so that they round alike. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, native } from "../../../python/define-native.js";
import { PyFloat, PyList, PyType, type Value } from "../../../python/object.js";
import { dictType, PyDict } from "../../../python/values/dict.js";
import { floatArgument, isInt, isSequence } from "../../arguments.js";
import { valueError } from "../errors.js";
import { own } from "./base.js";
import { chained, plateau, sequential } from "./composite-schedulers.js";
import { cyclic, oneCycle } from "./cycles.js";
import { attributes, Schedule, scheduler, type SchedulerDefinition, schedulerType } from "./scheduler.js";

const times = (s: Schedule, factor: number): number[] => s.rates().map((rate) => rate * factor);
const fromBase = (s: Schedule, factor: number): number[] => s.bases.map((base) => base * factor);

/** How often each milestone is named. */
function milestones(s: Schedule): Map<number, number> {
  return new Map(s.machine.dictEntries(s.get("milestones")).map(([at, count]) => [Number(at), Number(count)]));
}

const counterType = new PyType("Counter", [dictType], "collections");
counterType.dict.set("__repr__", native("__repr__(self)", (machine, a) => (machine.length(a.self!) ? `Counter(${machine.repr(machine.makeDict(machine.dictEntries(a.self!).sort(([, x], [, y]) => Number(y) - Number(x))))})` : "Counter()")));

function counted(machine: Machine, value: Value): PyDict {
  const result = new PyDict(counterType);
  for (const one of machine.iterate(value)) result.entries.set(Number(one), [one, Number(result.entries.get(Number(one))?.[1] ?? 0) + 1]);
  return result;
}

/** One function for all groups, or one a group. */
function lambdas(s: Schedule, a: Arguments): void {
  const given = a.lr_lambda!;
  const list = isSequence(given) ? [...given.items] : s.groups.map(() => given);
  if (list.length !== s.groups.length) throw valueError(s.machine, `Expected ${s.groups.length} lr_lambdas, but got ${list.length}`);
  s.set("lr_lambdas", new PyList(list));
}
const called = (s: Schedule): number[] => [...s.machine.iterate(s.get("lr_lambdas"))].map((one) => floatArgument(s.machine, s.machine.call(one, [s.epoch]), "lr_lambda"));
/** Functions are not saved. */
const lambdaState = native("state_dict(self)", (machine, a) => {
  const entries = attributes(own(a.self)).filter(([key]) => key !== "lr_lambdas");
  return machine.makeDict([...entries, ["lr_lambdas", new PyList([...machine.iterate(machine.getAttribute(a.self!, "lr_lambdas"))].map(() => null))]]);
});

const cosine = (s: Schedule): number[] => {
  const [most, low] = [s.number("T_max"), s.number("eta_min")];
  const bases = s.bases;
  const { epoch } = s;
  if (s.initial) return s.rates();
  if (s.number("_step_count") === 1 && epoch > 0) return bases.map((base) => low + ((base - low) * (1 + Math.cos((epoch * Math.PI) / most))) / 2);
  if ((epoch - 1 - most) % (2 * most) === 0) return s.rates().map((rate, i) => rate + ((bases[i]! - low) * (1 - Math.cos(Math.PI / most))) / 2);
  return s.rates().map((rate) => ((1 + Math.cos((Math.PI * epoch) / most)) / (1 + Math.cos((Math.PI * (epoch - 1)) / most))) * (rate - low) + low);
};

function checkRestarts(s: Schedule, a: Arguments): void {
  const { machine } = s;
  if (!isInt(a.T_0!) || Number(a.T_0) <= 0) throw valueError(machine, `Expected positive integer T_0, but got ${machine.str(a.T_0!)}`);
  if (!isInt(a.T_mult!) || Number(a.T_mult) < 1) throw valueError(machine, `Expected integer T_mult >= 1, but got ${machine.str(a.T_mult!)}`);
  s.set("T_0", a.T_0!);
  s.set("T_i", a.T_0!);
  s.set("T_mult", a.T_mult!);
  s.set("eta_min", a.eta_min ?? new PyFloat(0));
  s.set("T_cur", a.last_epoch!);
}

/** The place in the cycle moves on by one, or to where a (fractional) epoch is. */
function restartStep(s: Schedule, given: Value): void {
  const [first, factor] = [s.number("T_0"), s.number("T_mult")];
  let epoch = given === null && s.epoch < 0 ? 0 : given === null ? null : floatArgument(s.machine, given, "epoch");
  let [at, length] = [s.number("T_cur"), s.number("T_i")];
  if (epoch === null) {
    epoch = s.epoch + 1;
    at += 1;
    if (at >= length) {
      at %= length;
      length *= factor;
    }
  } else if (epoch < 0) throw valueError(s.machine, `Expected non-negative epoch, but got ${s.machine.str(given)}`);
  else if (epoch < first) [at, length] = [epoch, first];
  else if (factor === 1) at = epoch % first;
  else {
    const round = Math.trunc(Math.log((epoch / first) * (factor - 1) + 1) / Math.log(factor));
    at = epoch - (first * (factor ** round - 1)) / (factor - 1);
    length = first * factor ** round;
  }
  s.set("T_cur", Number.isInteger(at) ? at : new PyFloat(at));
  s.set("T_i", length);
  s.set("last_epoch", Math.floor(epoch));
  s.write([...s.machine.iterate(s.machine.call(s.machine.getAttribute(s.self, "get_lr"), []))]);
}

const ROWS: readonly SchedulerDefinition[] = [
  { signature: "StepLR(optimizer, step_size, gamma=None)", floats: { gamma: 0.1 }, rates: (s) => (s.epoch === 0 || s.epoch % s.number("step_size") !== 0 ? s.rates() : times(s, s.number("gamma"))), closed: (s) => fromBase(s, s.number("gamma") ** Math.floor(s.epoch / s.number("step_size"))) },
  {
    signature: "MultiStepLR(optimizer, milestones, gamma=None)",
    prepare: (s, a) => {
      s.set("milestones", counted(s.machine, a.milestones!));
      s.set("gamma", a.gamma ?? new PyFloat(0.1));
    },
    rates: (s) => times(s, s.number("gamma") ** (milestones(s).get(s.epoch) ?? 0)),
    closed: (s) => fromBase(s, s.number("gamma") ** [...milestones(s)].reduce((sum, [at, count]) => sum + (at <= s.epoch ? count : 0), 0)),
  },
  { signature: "ExponentialLR(optimizer, gamma)", rates: (s) => (s.initial ? s.rates() : times(s, s.number("gamma"))), closed: (s) => fromBase(s, s.number("gamma") ** s.epoch) },
  { signature: "LambdaLR(optimizer, lr_lambda)", prepare: lambdas, rates: (s) => called(s).map((factor, i) => s.bases[i]! * factor), more: [lambdaState] },
  { signature: "MultiplicativeLR(optimizer, lr_lambda)", prepare: lambdas, rates: (s) => (s.initial ? s.rates() : called(s).map((factor, i) => s.rates()[i]! * factor)), more: [lambdaState] },
  {
    signature: "ConstantLR(optimizer, factor=None, total_iters=5)", floats: { factor: 1 / 3 },
    rates: (s) => (s.epoch === 0 ? times(s, s.number("factor")) : s.epoch === s.number("total_iters") ? times(s, 1 / s.number("factor")) : s.rates()),
    closed: (s) => fromBase(s, s.number("factor") + (s.epoch >= s.number("total_iters") ? 1 - s.number("factor") : 0)),
  },
  {
    signature: "LinearLR(optimizer, start_factor=None, end_factor=None, total_iters=5)", floats: { start_factor: 1 / 3, end_factor: 1 },
    rates: (s) => {
      const [start, end, total] = [s.number("start_factor"), s.number("end_factor"), s.number("total_iters")];
      if (s.epoch === 0) return times(s, start);
      return s.initial || s.epoch > total ? s.rates() : times(s, 1 + (end - start) / (total * start + (s.epoch - 1) * (end - start)));
    },
    closed: (s) => fromBase(s, s.number("start_factor") + ((s.number("end_factor") - s.number("start_factor")) * Math.min(s.number("total_iters"), s.epoch)) / s.number("total_iters")),
  },
  { signature: "CosineAnnealingLR(optimizer, T_max, eta_min=None)", floats: { eta_min: 0 }, rates: cosine, closed: (s) => s.bases.map((base) => s.number("eta_min") + ((base - s.number("eta_min")) * (1 + Math.cos((Math.PI * s.epoch) / s.number("T_max")))) / 2) },
  {
    signature: "CosineAnnealingWarmRestarts(optimizer, T_0, T_mult=1, eta_min=None)", prepare: checkRestarts,
    rates: (s) => s.bases.map((base) => s.number("eta_min") + ((base - s.number("eta_min")) * (1 + Math.cos((Math.PI * s.number("T_cur")) / s.number("T_i")))) / 2),
    more: [native("step(self, epoch=None)", (machine, a) => {
      restartStep(new Schedule(machine, own(a.self)), a.epoch!);
      return null;
    })],
  },
  {
    signature: "PolynomialLR(optimizer, total_iters=5, power=None)", floats: { power: 1 },
    rates: (s) => (s.initial || s.epoch > s.number("total_iters") ? s.rates() : times(s, ((1 - s.epoch / s.number("total_iters")) / (1 - (s.epoch - 1) / s.number("total_iters"))) ** s.number("power"))),
    closed: (s) => fromBase(s, (1 - Math.min(s.number("total_iters"), s.epoch) / s.number("total_iters")) ** s.number("power")),
  },
];

export const SCHEDULERS: readonly PyType[] = [schedulerType, plateau, sequential, chained, oneCycle, cyclic, ...ROWS.map(scheduler)];
