/** torch.optim's classes: parameter groups around the pure update rules of `src/engine/optim`. */
import { OPTIMIZERS, type OptimizerName } from "../../../optim/index.js";
import type { Optimizer, State } from "../../../optim/optimizer.js";
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, type PyInstance, PyType, type Value } from "../../../python/object.js";
import { copy, full, item, type NDArray } from "../../../tensor/array.js";
import { constantNode } from "../../../trace/node.js";
import { placeholder, valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { isTensor, Tensor } from "../tensor.js";
import { emptyState, groupsOf, optimizerType, own, setItem, setUp, tensorsOf, textEntries, withDefaults } from "./base.js";
import { lbfgsType } from "./lbfgs.js";
import { checkOptions, groupOptions, namedOptions, ruleOptions, SHAPES } from "./options.js";

/** What a rule has remembered of each parameter. */
const states = new WeakMap<PyInstance, Map<Tensor, State>>();
/** `optimizer.state` once the program has asked for it: it may change it. */
const seen = new WeakMap<PyInstance, Value>();

const tensor = (array: NDArray): Tensor => new Tensor(constantNode(array, false));

function shownState(machine: Machine, rule: Optimizer, state: State): Value {
  const step: [Value, Value][] = rule.stepless ? [] : [["step", tensor(full("float32", [], state.step))]];
  const numbers = Object.entries(state.numbers ?? {}).map(([name, value]): [Value, Value] => [name, tensor(full("float32", [], value))]);
  return machine.makeDict([...step, ...numbers, ...Object.entries(state.arrays).map(([name, array]): [Value, Value] => [name, tensor(array)])]);
}

const NUMBERS = new Set(["mu_product", "eta", "mu"]);

function readState(machine: Machine, shown: Value): State {
  const entries = [...textEntries(machine, shown)].filter((entry): entry is [string, Tensor] => isTensor(entry[1]));
  const number = ([name, value]: readonly [string, Tensor]): [string, number] => [name, item(value.array())];
  return {
    step: number(entries.find(([name]) => name === "step") ?? ["step", tensor(full("float32", [], 0))])[1],
    arrays: Object.fromEntries(entries.filter(([name]) => name !== "step" && !NUMBERS.has(name)).map(([name, value]) => [name, copy(value.array())])),
    numbers: Object.fromEntries(entries.filter(([name]) => NUMBERS.has(name)).map(number)),
  };
}

/** The state to go on from, with what the program changed in it. */
function stateOf(machine: Machine, self: PyInstance): Map<Tensor, State> {
  const shown = seen.get(self);
  if (shown !== undefined) {
    states.set(self, new Map(machine.dictEntries(shown).flatMap(([key, value]): [Tensor, State][] => (isTensor(key) && machine.length(value) > 0 ? [[key, readState(machine, value)]] : []))));
  }
  const known = states.get(self) ?? new Map<Tensor, State>();
  states.set(self, known);
  return known;
}

function showState(machine: Machine, self: PyInstance, rule: Optimizer): Value {
  let shown = seen.get(self);
  if (shown === undefined) {
    shown = emptyState();
    for (const [key, state] of states.get(self) ?? []) setItem(machine, shown, key, shownState(machine, rule, state));
    seen.set(self, shown);
  }
  return shown;
}

/** Tensors of the state that the program holds change in place. */
function follow(machine: Machine, shown: Value, one: Tensor, next: Value): void {
  const before = new Map(machine.dictEntries(shown)).get(one);
  if (before === undefined) {
    setItem(machine, shown, one, next);
    return;
  }
  const held = textEntries(machine, before);
  for (const [name, value] of textEntries(machine, next)) {
    const place = held.get(name);
    if (isTensor(place) && isTensor(value)) overwrite(machine, place, value.node(machine));
    else setItem(machine, before, name, value);
  }
}

function stepAll(machine: Machine, self: PyInstance, rule: Optimizer): void {
  const known = stateOf(machine, self);
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    for (const group of groupsOf(machine, self)) {
      const options = ruleOptions(machine, group, rule.defaults);
      for (const one of tensorsOf(machine, group)) {
        if (!one.gradient) continue;
        machine.step();
        const { parameter, state } = rule.step(one.numbers(), one.gradient.array(), known.get(one) ?? null, options);
        if (!rule.stepless || Object.keys(state.arrays).length) known.set(one, state);
        const shown = seen.get(self);
        if (shown !== undefined) follow(machine, shown, one, shownState(machine, rule, state));
        const next = machine.trace.leaf(copy(parameter), { kind: "cut", by: "optimizer.step" });
        next.madeUp = one.held(machine).madeUp || one.gradient.held(machine).madeUp;
        overwrite(machine, one, next);
      }
    }
  } finally {
    machine.trace.recording = recording;
  }
}

/** The closure's loss, with gradients recorded while it runs. */
function evaluate(machine: Machine, closure: Value): Value {
  const { recording } = machine.trace;
  machine.trace.recording = true;
  try {
    return closure === null ? null : machine.call(closure, []);
  } finally {
    machine.trace.recording = recording;
  }
}

function matricesOnly(machine: Machine, self: PyInstance): void {
  for (const one of groupsOf(machine, self).flatMap((group) => tensorsOf(machine, group))) {
    if (one.shape.length !== 2) throw valueError(machine, `Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([${one.shape.join(", ")}])`);
  }
}

function optimizerClass(name: OptimizerName): PyType {
  const rule = OPTIMIZERS[name] as unknown as Optimizer; // each rule has options of its own shape; here they are read by name
  const base = name === "AdamW" ? optimizerClasses.get("Adam")! : optimizerType;
  const type = define(new PyType(name, [base], `torch.optim.${name === "Adafactor" || name === "Muon" ? "_" : ""}${name.toLowerCase()}`), [
    native("__init__(self, params, *args, **options)", (machine, a, bound) => {
      const self = own(a.self);
      const given = namedOptions(machine, name, SHAPES[name], bound.rest, bound.restKeywords);
      checkOptions(machine, rule, given);
      states.set(self, new Map());
      const options = groupOptions(rule, given);
      setUp(machine, self, a.params!, options, withDefaults(options));
      if (name === "Muon") matricesOnly(machine, self);
      return null;
    }),
    native("step(self, closure=None)", (machine, a) => {
      const loss = evaluate(machine, a.closure!);
      stepAll(machine, own(a.self), rule);
      return loss;
    }),
    new PyBuiltin("__getattr__", (machine, [self, key]) => {
      if (key === "state") return showState(machine, own(self), rule);
      throw machine.raise("AttributeError", `'${own(self).type.name}' object has no attribute '${String(key)}'`);
    }),
    new PyBuiltin("__setattr__", (_, [self, key, value]) => {
      if (key === "state") seen.set(own(self), value!);
      else own(self).dict.set(String(key), value!);
      return null;
    }),
  ]);
  optimizerClasses.set(name, type);
  return type;
}

const optimizerClasses = new Map<string, PyType>();

export const OPTIMIZER_MEMBERS: readonly (readonly [string, Value])[] = [
  ["Optimizer", optimizerType], ...(Object.keys(OPTIMIZERS) as OptimizerName[]).map((name): [string, Value] => [name, optimizerClass(name)]), ["LBFGS", lbfgsType], ["SparseAdam", placeholder("torch.optim.SparseAdam")],
];
