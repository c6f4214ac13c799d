/** A distribution from a table of formulas. */
import type { Machine } from "../../../python/machine.js";
import { type Arguments, bind, define, native, signature } from "../../../python/define-native.js";
import { PyBuiltin, PyFloat, PyGetter, type PyInstance, PyType, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import { isNumber, numberOf } from "../../arguments.js";
import { made } from "../creation.js";
import { callNamed } from "../dispatch.js";
import { runtimeError, valueError } from "../errors.js";
import { recordingAs } from "../func/differentiate.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { type Constraint, type ConstraintName, CONSTRAINTS } from "./constraints.js";
import { batchShape, constraintDict, distributionType, extendedShape, initialize, instance, isDistribution, LazyGetter, numbersIn, renewed, validateSample } from "./distribution.js";
import { drawing, epsOf } from "./drawing.js";
import { evaluate, type Functions } from "./formula.js";

export interface Shapes {
  readonly batch: readonly number[];
  readonly event?: readonly number[];
}

export interface Family {
  readonly signature: string;
  /** Under torch.distributions. */
  readonly module: string;
  readonly base?: PyType;
  readonly parameters: Readonly<Record<string, ConstraintName>>;
  /** Where parameters depend on each other. */
  readonly constraints?: (self: PyInstance) => Iterable<readonly [string, Constraint]>;
  readonly support?: ConstraintName | ((machine: Machine, self: PyInstance) => Value);
  /** Keeps the parameters as attributes; default: broadcast to each other. */
  readonly init?: (machine: Machine, self: PyInstance, a: Arguments) => Shapes;
  /** Attributes given by a formula. */
  readonly properties: Readonly<Record<string, string>>;
  /** Attributes kept once computed: probs from logits and back. */
  readonly lazy?: Readonly<Record<string, string>>;
  readonly log_prob?: string;
  readonly cdf?: string;
  readonly icdf?: string;
  readonly entropy?: string;
  /** A draw that carries gradients, or only a draw. */
  readonly rsample?: string;
  readonly sample?: string;
  /** Axes of a parameter that belong to the event, and are not expanded. */
  readonly eventAxes?: Readonly<Record<string, number>>;
  /** Attributes an expanded distribution has as they are. */
  readonly kept?: readonly string[];
  /** Functions of its formulas. */
  readonly functions?: Readonly<Record<string, (machine: Machine, self: PyInstance, args: readonly Value[]) => Value>>;
  readonly more?: readonly (PyBuiltin | PyGetter)[];
}

export function broadcastAll(machine: Machine, values: readonly Value[]): Tensor[] {
  if (!values.every((value) => isTensor(value) || isNumber(value))) throw valueError(machine, "Input arguments must all be instances of Number, torch.Tensor or objects implementing __torch_function__.");
  const dtype = values.find(isTensor)?.dtype ?? torchState(machine).defaultDtype;
  const tensors = values.map((value) => (isTensor(value) ? value : made(machine, full(dtype, [], numberOf(value as Parameters<typeof numberOf>[0]))))); // numbers, as checked above
  const shape = broadcastShapes(...tensors.map((one) => one.shape));
  if (!shape) throw runtimeError(machine, `The size of tensor a (${tensors[0]!.shape.at(-1)}) must match the size of tensor b (${tensors[1]!.shape.at(-1)}) at non-singleton dimension ${Math.max(tensors[0]!.shape.length, tensors[1]!.shape.length) - 1}`);
  return tensors.map((one) => (one.shape.join() === shape.join() ? one : new Tensor(torchState(machine).ops.expand(one.node(machine), shape))));
}

export const expanded = (machine: Machine, tensor: Tensor, shape: readonly number[]): Tensor => (tensor.shape.join() === shape.join() ? tensor : new Tensor(torchState(machine).ops.expand(tensor.node(machine), shape)));

/** Keeps what is given of `names`, broadcast; a batch of numbers alone has no axes. */
export function broadcastParameters(machine: Machine, self: PyInstance, a: Arguments, names: readonly string[]): Shapes {
  const tensors = broadcastAll(machine, names.map((name) => a[name]!));
  names.forEach((name, i) => self.dict.set(name, tensors[i]!));
  return { batch: names.every((name) => isNumber(a[name]!)) ? [] : tensors[0]!.shape };
}

export function eitherOf(machine: Machine, a: Arguments): "probs" | "logits" {
  if ((a.probs === null) === (a.logits === null)) throw valueError(machine, "Either `probs` or `logits` must be specified, but not both.");
  return a.probs === null ? "logits" : "probs";
}

const LARGEST: Readonly<Record<string, number>> = { float64: Number.MAX_VALUE, float32: 3.4028234663852886e38, float16: 65504, bfloat16: 3.3895313892515355e38 };

const clampProbabilities = (machine: Machine, probs: Tensor): Value => {
  const eps = epsOf(probs.dtype);
  return machine.call(machine.getAttribute(probs, "clamp"), [], new Map([["min", new PyFloat(eps)], ["max", new PyFloat(1 - eps)]]));
};

/** Functions every formula of a distribution may call. */
export function functionsOf(self: PyInstance, sampleShape?: Value): Functions {
  const shaped = (machine: Machine): readonly number[] => extendedShape(machine, self, sampleShape);
  const constant = (machine: Machine, like: Value, value: number, shape: readonly number[]): Tensor => made(machine, full(asTensor(like).dtype, shape, value));
  return {
    ...drawing(shaped),
    expanded: (machine, [x]) => expanded(machine, asTensor(x), shaped(machine)),
    batch: (machine, [x]) => expanded(machine, asTensor(x), batchShape(machine, self)),
    full: (machine, [like, value]) => constant(machine, like!, numberOf(value as Parameters<typeof numberOf>[0]), shaped(machine)), // a number in the formula
    zeros_like: (machine, [x]) => constant(machine, x!, 0, asTensor(x).shape),
    clamp_probs: (machine, [x]) => clampProbabilities(machine, asTensor(x)),
    lowest: (machine, [x]) => machine.binary("*", new PyFloat(LARGEST[asTensor(x).dtype] ?? LARGEST.float32!), -1),
    logsigmoid: (machine, args) => callNamed(machine, "torch.nn.functional.logsigmoid", args),
    softplus: (machine, args) => callNamed(machine, "torch.nn.functional.softplus", args),
    bce: (machine, args) => callNamed(machine, "torch.nn.functional.binary_cross_entropy_with_logits", broadcastAll(machine, args), new Map([["reduction", "none"]])),
    where: (machine, [test, x, y]) => {
      const node = (value: Value): ReturnType<Tensor["node"]> => (isTensor(value) ? value.node(machine) : machine.nodeOf(value)!); // tensors and numbers
      return new Tensor(torchState(machine).ops.where(node(test!), node(x!), node(y!)));
    },
    broadcast: (machine, [x, like]) => broadcastAll(machine, [x!, like!])[0]!,
    sum_rightmost: (machine, [x, dims]) => sumRightmost(machine, x!, Number(dims)),
  };
}

export function sumRightmost(machine: Machine, value: Value, dims: number): Value {
  if (dims === 0 || !isTensor(value)) return value;
  const { ops } = torchState(machine);
  const { shape } = value;
  return new Tensor(ops.sum(ops.reshape(value.node(machine), [...shape.slice(0, shape.length - dims), shape.slice(shape.length - dims).reduce((n, k) => n * k, 1)]), [-1]));
}

/** Functions that one family brings along, by class. */
const brought = new Map<PyType, NonNullable<Family["functions"]>>();
function broughtBy(self: PyInstance): Functions {
  const own = self.type.order.flatMap((type) => Object.entries(brought.get(type) ?? {}));
  return Object.fromEntries(own.map(([name, run]) => [name, (machine: Machine, args: readonly Value[]) => run(machine, self, args)]));
}

const attribute = (machine: Machine, self: PyInstance) => (name: string): Value | undefined => machine.findAttribute(self, name);

/** The formula with the distribution's attributes, and `value` for the value given. */
export function calculated(machine: Machine, self: PyInstance, formula: string, value?: Value, sampleShape?: Value): Value {
  const names = attribute(machine, self);
  return evaluate(machine, formula, (name) => (name === "value" && value !== undefined ? value : name === "self" ? self : names(name)), { ...functionsOf(self, sampleShape), ...broughtBy(self) });
}

const valueMethod = (name: string, formula: string, validated: boolean): PyBuiltin =>
  native(`${name}(self, value)`, (machine, a) => {
    if (validated) validateSample(machine, instance(a.self), a.value!);
    return calculated(machine, instance(a.self), formula, a.value!);
  });

/** Members that follow from the table. */
export function formulaMembers(f: Pick<Family, "properties" | "lazy" | "log_prob" | "cdf" | "icdf" | "entropy" | "rsample" | "sample">): (PyBuiltin | PyGetter)[] {
  const members: (PyBuiltin | PyGetter)[] = Object.entries(f.properties).map(([name, formula]) => new PyGetter(name, (machine, self) => calculated(machine, instance(self), formula)));
  for (const [name, formula] of Object.entries(f.lazy ?? {})) members.push(new LazyGetter(name, (machine, self) => calculated(machine, self, formula)));
  if (f.log_prob) members.push(valueMethod("log_prob", f.log_prob, true));
  if (f.cdf) members.push(valueMethod("cdf", f.cdf, true));
  if (f.icdf) members.push(valueMethod("icdf", f.icdf, false));
  const { entropy, rsample, sample } = f;
  if (entropy) members.push(native("entropy(self)", (machine, a) => calculated(machine, instance(a.self), entropy)));
  if (rsample) members.push(native("rsample(self, sample_shape=None)", (machine, a) => calculated(machine, instance(a.self), rsample, undefined, a.sample_shape!)));
  if (sample) members.push(native("sample(self, sample_shape=None)", (machine, a) => recordingAs(machine, false, () => calculated(machine, instance(a.self), sample, undefined, a.sample_shape!))));
  return members;
}

function expandedFamily(machine: Machine, self: PyInstance, f: Family, batch: readonly number[]): Value {
  const values: [string, Value][] = [];
  for (const name of [...Object.keys(f.parameters), ...(f.kept ?? [])]) {
    const value = self.dict.get(name);
    if (value === undefined) continue;
    const axes = f.eventAxes?.[name] ?? 0;
    if (isTensor(value) && !f.kept?.includes(name)) values.push([name, expanded(machine, value, [...batch, ...value.shape.slice(value.shape.length - axes)])]);
    else values.push([name, isDistribution(value) ? machine.call(machine.getAttribute(value, "expand"), [shapeValue(machine, batch)]) : value]);
  }
  return renewed(machine, self, batch, values);
}

const shapeValue = (machine: Machine, shape: readonly number[]): Value => machine.getAttribute(made(machine, full("bool", shape, 0)), "shape");

export function defineFamily(f: Family): PyType {
  const parsed = signature(f.signature);
  const type = new PyType(parsed.name, [f.base ?? distributionType], `torch.distributions.${f.module}`);
  const names = Object.keys(f.parameters);
  if (f.functions) brought.set(type, f.functions);
  type.dict.set("__init__", new PyBuiltin("__init__", (machine, [self, ...args], keywords) => {
    const { values: a } = bind(machine, { ...parsed, name: `${parsed.name}.__init__` }, args, keywords);
    const own = instance(self);
    if (a.validate_args !== null) own.dict.set("_validate_args", a.validate_args!);
    const { batch, event } = f.init ? f.init(machine, own, a) : broadcastParameters(machine, own, a, names);
    initialize(machine, own, batch, event ?? [], a.validate_args!);
    return null;
  }, "method", true));
  const { constraints, support } = f;
  const table = constraintDict(names.map((name) => [name, CONSTRAINTS[f.parameters[name]!]]));
  type.dict.set("arg_constraints", constraints ? new PyGetter("arg_constraints", (_, self) => constraintDict(constraints(instance(self)))) : table);
  if (typeof support === "string") type.dict.set("support", CONSTRAINTS[support]);
  else if (support) type.dict.set("support", new PyGetter("support", (machine, self) => support(machine, instance(self))));
  if (f.rsample) type.dict.set("has_rsample", true);
  return define(type, [
    ...formulaMembers(f),
    native("expand(self, batch_shape, _instance=None)", (machine, a) => expandedFamily(machine, instance(a.self), f, numbersIn(machine, a.batch_shape!))),
    ...(f.more ?? []),
  ]);
}
