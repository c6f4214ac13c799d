/** OneCycleLR and CyclicLR (Smith 2017, Smith and Topin 2018): the rate goes up and down, the momentum the other way. */
import { type Arguments, native } from "../../../python/define-native.js";
import { PyFloat, PyList, PyTuple, type Value } from "../../../python/object.js";
import { floatArgument, isInt } from "../../arguments.js";
import { valueError } from "../errors.js";
import { own, setItem, textEntries } from "./base.js";
import { attributes, type Schedule, scheduler } from "./scheduler.js";

const float = (value: number): PyFloat => new PyFloat(value);
const numberIn = (s: Schedule, value: Value, otherwise: number): number => (value === null ? otherwise : floatArgument(s.machine, value, "argument"));

/** The momentum of a group, or the first of its betas. */
function setMomentum(s: Schedule, group: Value, value: Value): void {
  if (s.get("use_beta1") !== true) setItem(s.machine, group, "momentum", value);
  else setItem(s.machine, group, "betas", new PyTuple([value, ...[...s.machine.iterate(s.machine.subscript(group, "betas"))].slice(1)]));
}

/** Notes the bounds of the momentum and starts at the upper one. */
function momenta(s: Schedule, a: Arguments, standard: { readonly base: number; readonly max: number }): { readonly bases: Value[]; readonly most: Value[] } | null {
  const cycles = s.machine.truth(a.cycle_momentum!);
  s.set("cycle_momentum", cycles);
  if (!cycles) return null;
  const defaults = textEntries(s.machine, s.machine.getAttribute(s.optimizer, "defaults"));
  if (!defaults.has("momentum") && !defaults.has("betas")) throw valueError(s.machine, "optimizer must support momentum or beta1 with `cycle_momentum` option enabled");
  s.set("use_beta1", defaults.has("betas"));
  const bases = s.perGroup("base_momentum", a.base_momentum ?? float(standard.base));
  const most = s.perGroup("max_momentum", a.max_momentum ?? float(standard.max));
  if (Number(a.last_epoch) === -1) {
    s.groups.forEach((group, i) => {
      setMomentum(s, group, most[i]!);
      setItem(s.machine, group, "max_momentum", most[i]!);
      setItem(s.machine, group, "base_momentum", bases[i]!);
    });
  }
  return { bases, most };
}

interface Phase {
  readonly end: number;
  readonly rate: readonly [string, string];
  readonly momentum: readonly [string, string];
}
const UP: Omit<Phase, "end"> = { rate: ["initial_lr", "max_lr"], momentum: ["max_momentum", "base_momentum"] };

function phasesOf(s: Schedule): readonly Phase[] {
  const list = [...s.machine.iterate(s.get("_schedule_phases"))].map((phase) => textEntries(s.machine, phase));
  const text = (phase: Map<string, Value>, name: string): string => String(phase.get(name));
  return list.map((phase) => ({ end: floatArgument(s.machine, phase.get("end_step")!, "end_step"), rate: [text(phase, "start_lr"), text(phase, "end_lr")], momentum: [text(phase, "start_momentum"), text(phase, "end_momentum")] }));
}

function totalSteps(s: Schedule, a: Arguments): number {
  const positive = (value: Value, name: string): number => {
    if (!isInt(value) || Number(value) <= 0) throw valueError(s.machine, `Expected positive integer ${name}, but got ${s.machine.str(value)}`);
    return Number(value);
  };
  if (a.total_steps !== null) return positive(a.total_steps!, "total_steps");
  if (a.epochs === null || a.steps_per_epoch === null) throw valueError(s.machine, "You must define either total_steps OR (epochs AND steps_per_epoch)");
  return positive(a.epochs!, "epochs") * positive(a.steps_per_epoch!, "steps_per_epoch");
}

function prepareOneCycle(s: Schedule, a: Arguments): void {
  const { machine } = s;
  const total = totalSteps(s, a);
  const start = numberIn(s, a.pct_start!, 0.3);
  s.set("total_steps", total);
  const row = (end: Value, { rate, momentum }: Omit<Phase, "end">): Value => machine.makeDict([["end_step", end], ["start_lr", rate[0]], ["end_lr", rate[1]], ["start_momentum", momentum[0]], ["end_momentum", momentum[1]]]);
  s.set("_schedule_phases", new PyList(machine.truth(a.three_phase!)
    ? [row(float(start * total - 1), UP), row(float(2 * start * total - 2), { rate: ["max_lr", "initial_lr"], momentum: ["base_momentum", "max_momentum"] }), row(total - 1, { rate: ["initial_lr", "min_lr"], momentum: ["max_momentum", "max_momentum"] })]
    : [row(float(start * total - 1), UP), row(total - 1, { rate: ["max_lr", "min_lr"], momentum: ["base_momentum", "max_momentum"] })]));
  if (start < 0 || start > 1) throw valueError(machine, `Expected float between 0 and 1 pct_start, but got ${machine.str(a.pct_start!)}`);
  if (a.anneal_strategy !== "cos" && a.anneal_strategy !== "linear") throw valueError(machine, `anneal_strategy must be one of 'cos' or 'linear', instead got ${machine.str(a.anneal_strategy!)}`);
  s.set("_anneal_func_type", a.anneal_strategy);
  const most = s.perGroup("max_lr", a.max_lr!);
  if (Number(a.last_epoch) === -1) {
    s.groups.forEach((group, i) => {
      const first = numberIn(s, most[i]!, 0) / numberIn(s, a.div_factor!, 25);
      setItem(machine, group, "initial_lr", float(first));
      setItem(machine, group, "max_lr", most[i]!);
      setItem(machine, group, "min_lr", float(first / numberIn(s, a.final_div_factor!, 1e4)));
    });
  }
  momenta(s, a, { base: 0.85, max: 0.95 });
}

function between(s: Schedule, start: number, end: number, part: number): number {
  return s.get("_anneal_func_type") === "cos" ? end + ((start - end) / 2) * (Math.cos(Math.PI * part) + 1) : (end - start) * part + start;
}

function oneCycleRates(s: Schedule): number[] {
  const { epoch, groups } = s;
  const total = s.number("total_steps");
  if (epoch > total) throw valueError(s.machine, `Tried to step ${epoch} times. The specified number of total steps is ${total}`);
  const phases = phasesOf(s);
  const found = phases.findIndex((phase) => epoch <= phase.end);
  const index = found < 0 ? phases.length - 1 : found;
  const { end, rate, momentum } = phases[index]!;
  const begin = index === 0 ? 0 : phases[index - 1]!.end;
  const part = (epoch - begin) / (end - begin);
  return groups.map((group) => {
    if (s.get("cycle_momentum") === true) setMomentum(s, group, float(between(s, s.of(group, momentum[0]), s.of(group, momentum[1]), part)));
    return between(s, s.of(group, rate[0]), s.of(group, rate[1]), part);
  });
}

export const oneCycle = scheduler({
  signature: "OneCycleLR(optimizer, max_lr, total_steps=None, epochs=None, steps_per_epoch=None, pct_start=None, anneal_strategy='cos', cycle_momentum=True, base_momentum=None, max_momentum=None, div_factor=None, final_div_factor=None, three_phase=False)",
  prepare: prepareOneCycle,
  rates: oneCycleRates,
});

function prepareCyclic(s: Schedule, a: Arguments): void {
  const { machine } = s;
  const bases = s.perGroup("base_lr", a.base_lr!);
  if (Number(a.last_epoch) === -1) {
    s.groups.forEach((group, i) => {
      setItem(machine, group, "lr", bases[i]!);
      setItem(machine, group, "initial_lr", bases[i]!);
    });
  }
  s.set("max_lrs", new PyList(s.perGroup("max_lr", a.max_lr!)));
  const up = numberIn(s, a.step_size_up!, 2000);
  const total = up + numberIn(s, a.step_size_down!, up);
  s.set("total_size", float(total));
  s.set("step_ratio", float(up / total));
  const modes = ["triangular", "triangular2", "exp_range"];
  if (!modes.includes(String(a.mode)) && a.scale_fn === null) throw valueError(machine, "mode is invalid and scale_fn is None");
  s.set("mode", a.mode!);
  s.set("gamma", a.gamma ?? float(1));
  s.set("_scale_fn_custom", a.scale_fn!);
  s.set("scale_mode", a.scale_fn !== null ? a.scale_mode! : a.mode === "exp_range" ? "iterations" : "cycle");
  const found = momenta(s, a, { base: 0.8, max: 0.9 });
  if (!found) return;
  s.set("base_momentums", new PyList(found.bases));
  s.set("max_momentums", new PyList(found.most));
}

function scale(s: Schedule, at: number): number {
  const custom = s.get("_scale_fn_custom");
  if (custom !== null) return floatArgument(s.machine, s.machine.call(custom, [at]), "scale_fn");
  if (s.get("mode") === "triangular") return 1;
  return s.get("mode") === "triangular2" ? 1 / 2 ** (at - 1) : s.number("gamma") ** at;
}

function cyclicRates(s: Schedule): number[] {
  const { epoch } = s;
  const [total, ratio] = [s.number("total_size"), s.number("step_ratio")];
  const cycle = Math.floor(1 + epoch / total);
  const x = 1 + epoch / total - cycle;
  const height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
  const factor = scale(s, s.get("scale_mode") === "cycle" ? cycle : epoch);
  if (s.get("cycle_momentum") === true) {
    const [low, high] = [s.numbers("base_momentums"), s.numbers("max_momentums")];
    s.groups.forEach((group, i) => setMomentum(s, group, float(high[i]! - (high[i]! - low[i]!) * height * factor)));
  }
  const most = s.numbers("max_lrs");
  return s.bases.map((base, i) => base + (most[i]! - base) * height * factor);
}

export const cyclic = scheduler({
  signature: "CyclicLR(optimizer, base_lr, max_lr, step_size_up=2000, step_size_down=None, mode='triangular', gamma=None, scale_fn=None, scale_mode='cycle', cycle_momentum=True, base_momentum=None, max_momentum=None)",
  prepare: prepareCyclic,
  rates: cyclicRates,
  // A function is not saved, and stands last.
  more: [native("state_dict(self)", (machine, a) => machine.makeDict([...attributes(own(a.self)).filter(([key]) => key !== "_scale_fn_custom"), ["_scale_fn_custom", null] as [string, Value]]))],
});
