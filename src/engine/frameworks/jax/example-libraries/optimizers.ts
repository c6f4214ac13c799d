/** `jax.example_libraries.optimizers`: each an (init, update, get_params) triple over trees. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import { namedTuple } from "../../../python/modules/collections.js";
import { PyBuiltin, PyFloat, PyTuple, type Value } from "../../../python/object.js";
import type { Runtime } from "../../../python/runtime.js";
import { isNumber } from "../../arguments.js";
import { isArray, type JaxArray } from "../array.js";
import { type Jnp, jnpOf } from "../jnp.js";
import { named, type Part } from "../part.js";
import { leafArray } from "../transform/leaves.js";
import { mapTree } from "../tree/mapping.js";
import { flatten, unflatten } from "../tree/structure.js";

const tupleType = (machine: Machine) => machine.state("jax-optimizer", () => namedTuple(machine as Runtime, "Optimizer", ["init_fn", "update_fn", "params_fn"], [], "jax.example_libraries.optimizers")); // every machine is one

/** What a rule sees in one step: Python's arithmetic, so that plain numbers stay weak. */
interface Step {
  readonly j: Jnp;
  readonly i: Value;
  readonly g: JaxArray;
  /** The step size at this step. */
  readonly rate: Value;
  readonly add: (a: Value, b: Value) => Value;
  readonly sub: (a: Value, b: Value) => Value;
  readonly mul: (a: Value, b: Value) => Value;
  readonly div: (a: Value, b: Value) => Value;
  readonly array: (value: Value) => JaxArray;
}

interface Rule {
  /** How many arrays beside the parameter it keeps. */
  readonly slots: number;
  /** The new parameter and slots. */
  readonly update: (step: Step, x: JaxArray, slots: readonly JaxArray[]) => readonly Value[];
}

const f = (x: number): Value => new PyFloat(x);
const numberOr = (value: Value | undefined, otherwise: number): Value => (value === null || value === undefined ? f(otherwise) : value);

/** What is kept for a leaf: the parameter alone where there is nothing beside it. */
const kept = (parts: readonly Value[]): Value => (parts.length === 1 ? parts[0]! : new PyTuple(parts));

/** `make_schedule`: a number is the step size for ever. */
const rateAt = (machine: Machine, schedule: Value, i: Value): Value => (isNumber(schedule) || isArray(schedule) ? schedule : machine.call(schedule, [i]));

function triple(machine: Machine, schedule: Value, rule: Rule): Value {
  const j = jnpOf(machine);
  const init = new PyBuiltin("init", (inner, [tree = null]) => mapTree(inner, [tree], null, ([leaf]) => {
    const x = leafArray(inner, leaf!);
    return kept([x, ...Array.from({ length: rule.slots }, () => j.sub(x, x))]);
  }), "static");
  const isState = new PyBuiltin("is_state", (_, [value]) => value instanceof PyTuple && value.items.length === rule.slots + 1 && value.items.every(isArray), "static");
  const states = (inner: Machine, tree: Value) => flatten(inner, tree, rule.slots ? isState : null);
  const update = new PyBuiltin("update", (inner, [i = null, grads = null, state = null]) => {
    const { leaves, structure } = states(inner, state);
    const gradients = flatten(inner, grads).leaves;
    const binary = (operator: string) => (a: Value, b: Value): Value => inner.binary(operator, a, b);
    return unflatten(inner, structure, leaves.map((leaf, k) => {
      const [x, ...slots] = (leaf instanceof PyTuple ? leaf.items : [leaf]).map((one) => leafArray(inner, one));
      const step: Step = { j, i, g: leafArray(inner, gradients[k]!), rate: rateAt(inner, schedule, i), add: binary("+"), sub: binary("-"), mul: binary("*"), div: binary("/"), array: (value) => leafArray(inner, value) };
      return kept(rule.update(step, x!, slots));
    }));
  }, "static");
  const params = new PyBuiltin("get_params", (inner, [state = null]) => {
    const { leaves, structure } = states(inner, state);
    return unflatten(inner, structure, leaves.map((leaf) => (leaf instanceof PyTuple ? leaf.items[0]! : leaf)));
  }, "static");
  return machine.call(tupleType(machine), [init, update, params]);
}


/** Moments lose the weight that their zero start has: divided by 1 − b^(i + 1). */
const corrected = ({ j, i, sub, div, add, array }: Step, moment: Value, b: Value): Value => div(moment, sub(1, j.pow(j.cast(array(b), array(moment).dtype), array(add(i, 1)))));

/** Each optimizer's signature and its rule, the rest of its parameters given. */
const OPTIMIZERS: readonly (readonly [string, (a: Readonly<Record<string, Value>>) => Rule])[] = [
  ["sgd(step_size)", () => ({ slots: 0, update: ({ sub, mul, rate, g }, x) => [sub(x, mul(rate, g))] })],
  ["momentum(step_size, mass)", ({ mass }) => ({ slots: 1, update: ({ add, sub, mul, rate, g }, x, [v]) => {
    const velocity = add(mul(mass!, v!), g);
    return [sub(x, mul(rate, velocity)), velocity];
  } })],
  ["nesterov(step_size, mass)", ({ mass }) => ({ slots: 1, update: ({ add, sub, mul, rate, g }, x, [v]) => {
    const velocity = add(mul(mass!, v!), g);
    return [sub(x, mul(rate, add(mul(mass!, velocity), g))), velocity];
  } })],
  ["adagrad(step_size, momentum=None)", ({ momentum }) => ({ slots: 2, update: ({ j, add, sub, mul, rate, g }, x, [sum, m]) => {
    const mass = numberOr(momentum, 0.9);
    const squares = j.add(sum!, j.keep("square", g));
    const inverse = j.where(j.compare("gt", squares, 0), j.div(j.float(1), j.call("sqrt", squares)), j.float(0));
    const moved = add(mul(sub(f(1), mass), j.mul(g, inverse)), mul(mass, m!));
    return [sub(x, mul(rate, moved)), squares, moved];
  } })],
  ["rmsprop(step_size, gamma=None, eps=None)", ({ gamma, eps }) => ({ slots: 1, update: ({ j, add, sub, mul, div, rate, g, array }, x, [mean]) => {
    const decay = numberOr(gamma, 0.9);
    const average = add(mul(mean!, decay), mul(j.keep("square", g), sub(f(1), decay)));
    return [sub(x, div(mul(rate, g), j.call("sqrt", array(add(average, numberOr(eps, 1e-8)))))), average];
  } })],
  ["rmsprop_momentum(step_size, gamma=None, eps=None, momentum=None)", ({ gamma, eps, momentum }) => ({ slots: 2, update: ({ j, add, sub, mul, div, rate, g, array }, x, [mean, m]) => {
    const decay = numberOr(gamma, 0.9);
    const average = add(mul(mean!, decay), mul(j.keep("square", g), sub(f(1), decay)));
    const moved = add(mul(numberOr(momentum, 0.9), m!), div(mul(rate, g), j.call("sqrt", array(add(average, numberOr(eps, 1e-8))))));
    return [sub(x, moved), average, moved];
  } })],
  ["adam(step_size, b1=None, b2=None, eps=None)", ({ b1, b2, eps }) => ({ slots: 2, update: (step, x, [m, v]) => {
    const { j, add, sub, mul, div, rate, g, array } = step;
    const [first, second] = [numberOr(b1, 0.9), numberOr(b2, 0.999)];
    const mean = add(mul(sub(1, first), g), mul(first, m!));
    const square = add(mul(sub(1, second), j.keep("square", g)), mul(second, v!));
    const size = add(j.call("sqrt", array(corrected(step, square, second))), numberOr(eps, 1e-8));
    return [sub(x, div(mul(rate, corrected(step, mean, first)), size)), mean, square];
  } })],
  ["adamax(step_size, b1=None, b2=None, eps=None)", ({ b1, b2, eps }) => ({ slots: 2, update: (step, x, [m, u]) => {
    const { j, i, add, sub, mul, div, rate, g, array } = step;
    const [first, second] = [numberOr(b1, 0.9), numberOr(b2, 0.999)];
    const mean = add(mul(sub(1, first), g), mul(first, m!));
    const most = j.maximum(array(mul(second, u!)), j.abs(g));
    const factor = div(rate, sub(1, j.pow(j.cast(array(first), array(mean).dtype), array(add(i, 1)))));
    return [sub(x, div(mul(factor, mean), add(most, numberOr(eps, 1e-8)))), mean, most];
  } })],
];

type Numbers = (machine: Machine, i: Value, a: Readonly<Record<string, Value>>) => Value;
const python = (machine: Machine, operator: string, a: Value, b: Value): Value => machine.binary(operator, a, b);

/** Step sizes as functions of the step. */
const SCHEDULES: readonly (readonly [string, Numbers])[] = [
  ["constant(step_size)", (_, __, a) => a.step_size!],
  ["exponential_decay(step_size, decay_steps, decay_rate)", (m, i, a) => python(m, "*", a.step_size!, python(m, "**", a.decay_rate!, python(m, "/", i, a.decay_steps!)))],
  ["inverse_time_decay(step_size, decay_steps, decay_rate, staircase=False)", (m, i, a) => {
    const passed = python(m, "/", a.staircase === true ? i : python(m, "*", a.decay_rate!, i), a.decay_steps!);
    return python(m, "/", a.step_size!, python(m, "+", 1, a.staircase === true ? python(m, "*", a.decay_rate!, jnpOf(m).keep("floor", leafArray(m, passed))) : passed));
  }],
  ["polynomial_decay(step_size, decay_steps, final_step_size, power=None)", (m, i, a) => {
    const at = jnpOf(m).minimum(leafArray(m, i), leafArray(m, a.decay_steps!));
    const factor = python(m, "**", python(m, "-", 1, python(m, "/", at, a.decay_steps!)), numberOr(a.power, 1));
    return python(m, "+", python(m, "*", factor, python(m, "-", a.step_size!, a.final_step_size!)), a.final_step_size!);
  }],
  ["piecewise_constant(boundaries, values)", (m, i, a) => {
    const passed = [...m.iterate(a.boundaries!)].filter((edge) => m.truth(m.compare(">", i, edge))).length;
    return leafArray(m, [...m.iterate(a.values!)][passed] ?? null);
  }],
];

function norm(machine: Machine, tree: Value): JaxArray {
  const j = jnpOf(machine);
  const squares = flatten(machine, tree).leaves.map((leaf) => { const x = j.ravel(leafArray(machine, leaf)); return j.matmul(x, x); });
  return j.call("sqrt", squares.reduce((sum, one) => j.add(sum, one), j.of(0)));
}

export const OPTIMIZER_LIBRARY: Part = {
  "jax.example_libraries.optimizers": () => named([
    ...OPTIMIZERS.map(([signature, rule]) => native(signature, (machine, a) => triple(machine, a.step_size!, rule(a)))),
    ...SCHEDULES.map(([signature, at]) => native(signature, (_, a) => new PyBuiltin("schedule", (inside, [i = null]) => at(inside, i, a), "static"))),
    native("l2_norm(tree)", (machine, a) => norm(machine, a.tree!)),
    native("clip_grads(grad_tree, max_norm)", (machine, a) => {
      const j = jnpOf(machine);
      const size = norm(machine, a.grad_tree!);
      const most = leafArray(machine, a.max_norm!);
      return mapTree(machine, [a.grad_tree!], null, ([leaf]) => { const g = leafArray(machine, leaf!); return j.where(j.compare("lt", size, most), g, j.mul(g, j.div(most, size))); });
    }),
  ]),
};
