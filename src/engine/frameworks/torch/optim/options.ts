/** What each optimizer is called with and what a parameter group holds, in PyTorch's order. */
import type { OptimizerName } from "../../../optim/index.js";
import type { Optimizer, Options } from "../../../optim/optimizer.js";
import type { Machine } from "../../../python/machine.js";
import { PyFloat, PyTuple, type Value } from "../../../python/object.js";
import { floatArgument, isNumber, isSequence, numberOf } from "../../arguments.js";
import { typeError, valueError } from "../errors.js";

interface Shape {
  /** As the class takes them one by one. */
  readonly positional: readonly string[];
  /** As a parameter group lists them. */
  readonly keys: readonly string[];
}

const shape = (positional: string, keys: string): Shape => ({ positional: positional.split(" "), keys: keys.split(" ") });
const ADAM = "lr betas eps weight_decay amsgrad";
const ADAM_KEYS = `${ADAM} maximize foreach capturable differentiable fused decoupled_weight_decay`;

export const SHAPES: Readonly<Record<OptimizerName, Shape>> = {
  SGD: shape("lr momentum dampening weight_decay nesterov", "lr momentum dampening weight_decay nesterov maximize foreach differentiable fused"),
  Adam: shape(ADAM, ADAM_KEYS),
  AdamW: shape(ADAM, ADAM_KEYS),
  RMSprop: shape("lr alpha eps weight_decay momentum centered capturable foreach maximize differentiable", "lr momentum alpha eps centered weight_decay capturable foreach maximize differentiable"),
  Adagrad: shape("lr lr_decay weight_decay initial_accumulator_value eps foreach", "lr lr_decay eps weight_decay initial_accumulator_value foreach maximize differentiable fused"),
  Adadelta: shape("lr rho eps weight_decay foreach", "lr rho eps weight_decay maximize capturable foreach differentiable"),
  Adamax: shape("lr betas eps weight_decay foreach", "lr betas eps weight_decay foreach maximize differentiable capturable"),
  NAdam: shape("lr betas eps weight_decay momentum_decay decoupled_weight_decay", "lr betas eps weight_decay momentum_decay decoupled_weight_decay maximize foreach capturable differentiable"),
  RAdam: shape("lr betas eps weight_decay decoupled_weight_decay", "lr betas eps weight_decay maximize foreach capturable decoupled_weight_decay differentiable"),
  ASGD: shape("lr lambd alpha t0 weight_decay foreach maximize differentiable capturable", "lr lambd alpha t0 weight_decay foreach maximize differentiable capturable"),
  Rprop: shape("lr etas step_sizes", "lr etas step_sizes foreach maximize differentiable capturable"),
  Adafactor: shape("lr beta2_decay eps d weight_decay", "lr beta2_decay eps d weight_decay foreach maximize"),
  Muon: shape("lr weight_decay momentum nesterov ns_coefficients eps ns_steps adjust_lr_fn", "lr weight_decay momentum nesterov ns_coefficients eps ns_steps adjust_lr_fn"),
};

/** Options that PyTorch has as one tuple and a rule by name. */
const TUPLES: Readonly<Record<string, readonly string[]>> = { betas: ["beta1", "beta2"], etas: ["etaminus", "etaplus"], step_sizes: ["step_size_min", "step_size_max"], ns_coefficients: ["ns_a", "ns_b", "ns_c"], eps: ["eps1", "eps2"] };
const tupleNames = (key: string, defaults: Options): readonly string[] | null => {
  const names = TUPLES[key];
  return names && names[0]! in defaults ? names : null;
};

/** Read by no rule: how PyTorch computes, not what. */
const FLAGS: Readonly<Record<string, Value>> = { maximize: false, foreach: null, fused: null, differentiable: false, capturable: false, adjust_lr_fn: null };
const INTEGER_DEFAULTS = new Set(["momentum", "dampening", "weight_decay", "lr_decay", "initial_accumulator_value", "step_size_max", "ns_steps"]);

function shown(name: string, key: string, value: number | boolean): Value {
  if (typeof value === "boolean") return value;
  if (key === "eps1" && value === 0) return null;
  return INTEGER_DEFAULTS.has(key) && Number.isInteger(value) && name !== "Adafactor" ? value : new PyFloat(value);
}

/** All options of a group: what was given, the defaults otherwise. */
export function groupOptions(rule: Optimizer, given: ReadonlyMap<string, Value>): [string, Value][] {
  const known = SHAPES[rule.name as OptimizerName].keys;
  const standard = (key: string): Value => {
    const names = tupleNames(key, rule.defaults);
    if (names) return new PyTuple(names.map((one) => shown(rule.name, one, rule.defaults[one]!)));
    const value = rule.defaults[key];
    return value === undefined ? (FLAGS[key] ?? null) : shown(rule.name, key, value);
  };
  const entries = known.map((key): [string, Value] => [key, given.get(key) ?? standard(key)]);
  return [...entries, ...[...given].filter(([key]) => key !== "params" && !known.includes(key))];
}

/** A group's options as the rule wants them. */
export function ruleOptions(machine: Machine, group: Value, defaults: Options): Options {
  const entries = new Map(machine.dictEntries(group).map(([key, value]) => [machine.str(key), value]));
  for (const [key, names] of Object.entries(TUPLES)) {
    const value = entries.get(key);
    if (value !== undefined && isSequence(value)) names.forEach((name, i) => entries.set(name, value.items[i]!));
  }
  return Object.fromEntries(Object.entries(defaults).map(([name, standard]) => {
    if (name === "match_rms") return [name, entries.get("adjust_lr_fn") === "match_rms_adamw"];
    const value = entries.get(name) ?? null;
    if (value === null) return [name, standard];
    if (typeof standard === "boolean") return [name, machine.truth(value)];
    return [name, isNumber(value) ? numberOf(value) : floatArgument(machine, value, name)];
  }));
}

const CHECKS: readonly (readonly [string, string])[] = [
  ["lr", "learning rate"], ["momentum", "momentum value"], ["weight_decay", "weight_decay value"], ["eps", "epsilon value"], ["rho", "rho value"], ["alpha", "alpha value"], ["lr_decay", "lr_decay value"], ["initial_accumulator_value", "initial_accumulator_value value"], ["momentum_decay", "momentum_decay value"],
];

/** Refuses what PyTorch refuses, in its words. */
export function checkOptions(machine: Machine, rule: Optimizer, given: ReadonlyMap<string, Value>): void {
  const number = (value: Value | undefined): number => (value !== undefined && value !== null && isNumber(value) ? numberOf(value) : 0);
  for (const [key, title] of CHECKS) if (number(given.get(key)) < 0) throw valueError(machine, `Invalid ${title}: ${machine.str(given.get(key)!)}`);
  const betas = given.get("betas");
  if (betas !== undefined && isSequence(betas)) {
    betas.items.forEach((beta, i) => { if (number(beta) < 0 || number(beta) >= 1) throw valueError(machine, `Invalid beta parameter at index ${i}: ${machine.str(beta)}`); });
  }
  if (rule.name === "SGD" && given.get("nesterov") === true && (number(given.get("momentum")) <= 0 || number(given.get("dampening")) !== 0)) throw valueError(machine, "Nesterov momentum requires a momentum and zero dampening");
}

/** The arguments of a call by name. */
export function namedOptions(machine: Machine, name: string, shape: Shape, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Map<string, Value> {
  if (args.length > shape.positional.length) throw typeError(machine, `${name}.__init__() takes from 2 to ${shape.positional.length + 2} positional arguments but ${args.length + 2} were given`);
  const given = new Map<string, Value>(args.map((value, i) => [shape.positional[i]!, value]));
  for (const [key, value] of keywords) {
    if (!shape.keys.includes(key)) throw typeError(machine, `${name}.__init__() got an unexpected keyword argument '${key}'`);
    given.set(key, value);
  }
  return given;
}
