/** torch.nn.utils.parametrize and the parametrizations of torch.nn.utils: weights computed from other tensors whenever they are read. */
import type { Machine } from "../../../python/machine.js";
import { define, native } from "../../../python/define-native.js";
import { PyBuiltin, PyGetter, PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { copy } from "../../../tensor/array.js";
import { floatArgument, intArgument } from "../../arguments.js";
import { valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { sampleOrigin, torchState } from "../state.js";
import { asTensor, isTensor, parameterType, Tensor } from "../tensor.js";
import { CONTAINERS } from "./containers.js";
import { addHook } from "./module-hooks.js";
import { childrenOf } from "./module-methods.js";
import { initialize, isModule, moduleType, registerBuffer, registered, registerModule, registerParameter, registry } from "./module.js";

const own = (value: Value | undefined): PyInstance => value as PyInstance; // a module by PyTorch's signature
const listType = new PyType("ParametrizationList", [CONTAINERS.find((one) => one.name === "ModuleList")!], "torch.nn.utils.parametrize");
listType.dict.set("__repr__", moduleType.dict.get("__repr__")!);
const dictType = CONTAINERS.find((one) => one.name === "ModuleDict")!;

const parameter = (machine: Machine, tensor: Tensor): Value => machine.call(parameterType, [new Tensor(constantNode(copy(tensor.array()), false))]);

const originals = (list: PyInstance): Value[] => {
  const single = registered(list, "original");
  if (single !== undefined) return [single];
  const several: Value[] = [];
  for (let i = 0; registered(list, `original${i}`) !== undefined; i++) several.push(registered(list, `original${i}`)!);
  return several;
};

/** The tensor as the parametrizations make it. */
function compute(machine: Machine, list: PyInstance): Value {
  const [first, ...rest] = childrenOf(list).map(([, child]) => child);
  return rest.reduce<Value>((value, step) => machine.call(step, [value]), machine.call(first!, originals(list)));
}

function setOriginals(machine: Machine, list: PyInstance, value: Value): void {
  const parts = value instanceof PyTuple ? value.items : [value];
  parts.forEach((part, i) => {
    const name = value instanceof PyTuple ? `original${i}` : "original";
    const known = registered(list, name);
    const { recording } = machine.trace;
    machine.trace.recording = false;
    if (isTensor(known)) overwrite(machine, known, constantNode(copy(asTensor(part).array()), false));
    else registerParameter(machine, list, name, parameter(machine, asTensor(part)));
    machine.trace.recording = recording;
  });
}

const parametrizations = (module: PyInstance): PyInstance | null => {
  const found = registered(module, "parametrizations");
  return isModule(found) ? found : null;
};
const listOf = (module: PyInstance, name: string): PyInstance | null => {
  const all = parametrizations(module);
  const found = all ? registry(all, "_modules")?.getName(name) : undefined;
  return isModule(found) ? found : null;
};

function rightInverse(machine: Machine, steps: readonly Value[], value: Value): Value {
  return [...steps].reverse().reduce<Value>((current, step) => {
    const inverse = machine.findAttribute(step, "right_inverse");
    return inverse === undefined ? current : machine.call(inverse, [current]);
  }, value);
}

function register(machine: Machine, module: PyInstance, name: string, step: Value): Value {
  let list = listOf(module, name);
  if (list) {
    registerModule(machine, list, String(childrenOf(list).length), step);
    return module;
  }
  const tensor = registered(module, name);
  if (!isTensor(tensor)) throw valueError(machine, `Module '${machine.repr(module)}' does not have a parameter, a buffer, or a parametrized element with name '${name}'`);
  if (!parametrizations(module)) {
    module.type = new PyType(`Parametrized${module.type.name}`, [module.type], "torch.nn.utils.parametrize");
    const all = new PyInstance(dictType);
    initialize(all);
    registerModule(machine, module, "parametrizations", all);
  }
  list = new PyInstance(listType);
  initialize(list);
  setOriginals(machine, list, rightInverse(machine, [step], tensor));
  registerModule(machine, list, "0", step);
  registerModule(machine, parametrizations(module)!, name, list);
  for (const kind of ["_parameters", "_buffers"] as const) registry(module, kind)?.entries.delete(name);
  module.type.dict.set(name, new PyGetter(name, (inner, self) => compute(inner, listOf(own(self), name)!), (inner, self, value) => {
    const held = listOf(own(self), name)!;
    setOriginals(inner, held, rightInverse(inner, childrenOf(held).map(([, child]) => child), value));
  }));
  return module;
}

function remove(machine: Machine, module: PyInstance, name: string, keep: boolean): Value {
  const list = listOf(module, name);
  if (!list) throw valueError(machine, `Module ${machine.repr(module)} does not have a parametrization on ${name}`);
  const value = asTensor(keep ? compute(machine, list) : originals(list)[0]);
  const all = parametrizations(module)!;
  registry(all, "_modules")!.entries.delete(name);
  module.type.dict.delete(name);
  if (!childrenOf(all).length) {
    registry(module, "_modules")!.entries.delete("parametrizations");
    module.type = module.type.bases[0]!;
  }
  registerParameter(machine, module, name, machine.call(parameterType, [new Tensor(constantNode(copy(value.array()), false))]));
  return module;
}

/** Lengths over all axes but one (−1: over all). */
function lengths(machine: Machine, v: Node, dim: number): Node {
  const { ops } = torchState(machine);
  if (dim === -1) return ops.apply("norm", [v], { p: 2 });
  return ops.apply("norm", [v], { p: 2, axes: v.value.shape.map((_, axis) => axis).filter((axis) => axis !== dim), keepdim: true });
}
const normalizedWeight = (machine: Machine, g: Node, v: Node, dim: number): Node => torchState(machine).ops.mul(v, torchState(machine).ops.div(g, lengths(machine, v, dim)));

const plainModule = (name: string): PyType => new PyType(name, [moduleType], "torch.nn.utils.parametrizations");
const weightNormType = define(plainModule("_WeightNorm"), [
  new PyBuiltin("forward", (machine, [self, g, v]) => new Tensor(normalizedWeight(machine, asTensor(g).node(machine), asTensor(v).node(machine), Number(own(self).dict.get("dim"))))),
  new PyBuiltin("right_inverse", (machine, [self, weight]) => new PyTuple([new Tensor(lengths(machine, asTensor(weight).node(machine), Number(own(self).dict.get("dim")))), weight!])),
]);

/** The axis as rows, all others as columns. */
function matrix(machine: Machine, weight: Node, dim: number): Node {
  const { ops } = torchState(machine);
  const { shape } = weight.value;
  const front = dim === 0 ? weight : ops.permute(weight, [dim, ...shape.map((_, axis) => axis).filter((axis) => axis !== dim)]);
  return ops.reshape(front, [shape[dim]!, -1]);
}

const unit = (machine: Machine, x: Node, eps: number): Node => torchState(machine).ops.apply("normalize", [x], { axis: 0, eps });

interface Spectral {
  readonly rounds: number;
  readonly dim: number;
  readonly eps: number;
  /** The older form begins with the right singular vector. */
  readonly rightFirst: boolean;
}

/** Power iteration for the largest singular value, written into u and v. */
function iterate(machine: Machine, weight: Node, u: Tensor, v: Tensor, { rounds, eps, rightFirst }: Spectral): void {
  const { ops } = torchState(machine);
  const { recording } = machine.trace;
  machine.trace.recording = false;
  const left = (): void => overwrite(machine, u, unit(machine, ops.matmul(weight, v.node(machine)), eps));
  const right = (): void => overwrite(machine, v, unit(machine, ops.matmul(ops.transpose(weight, 0, 1), u.node(machine)), eps));
  for (let i = 0; i < rounds; i++) for (const half of rightFirst ? [right, left] : [left, right]) half();
  machine.trace.recording = recording;
}

function direction(machine: Machine, length: number, like: Node, eps: number): Tensor {
  const state = torchState(machine);
  return new Tensor(unit(machine, machine.trace.leaf(state.generator.fillNormal([length], 0, 1, like.value.dtype), sampleOrigin(state, "spectral_norm")), eps));
}

const spectral = new WeakMap<PyInstance, Spectral>();

function spectralValue(machine: Machine, weight: Node, u: Tensor, v: Tensor, o: Spectral, training: boolean): Node {
  const { ops } = torchState(machine);
  const rows = matrix(machine, weight, o.dim);
  if (training) iterate(machine, rows, u, v, o);
  const [a, b] = [u, v].map((one) => constantNode(copy(one.array()), false)) as [Node, Node]; // two in, two out
  return ops.div(weight, ops.matmul(a, ops.matmul(rows, b)));
}

const spectralType = define(plainModule("_SpectralNorm"), [
  new PyBuiltin("forward", (machine, [self, weight]) => {
    const o = spectral.get(own(self))!; // set where it is made
    return new Tensor(spectralValue(machine, asTensor(weight).node(machine), asTensor(registered(own(self), "_u")), asTensor(registered(own(self), "_v")), o, own(self).dict.get("training") === true));
  }),
  new PyBuiltin("right_inverse", (_, [, value]) => value!),
]);

const isTransposed = (module: PyInstance): boolean => module.type.order.some((type) => type.name.startsWith("ConvTranspose"));
const made = (type: PyType, entries: readonly (readonly [string, Value])[]): PyInstance => {
  const result = new PyInstance(type);
  initialize(result);
  for (const [name, value] of entries) result.dict.set(name, value);
  return result;
};
const dimOf = (machine: Machine, value: Value): number => (value === null ? -1 : intArgument(machine, value, "dim"));
const epsOf = (machine: Machine, value: Value): number => (value === null ? 1e-12 : floatArgument(machine, value, "eps"));

function spectralParametrization(machine: Machine, module: PyInstance, name: string, rounds: number, eps: number, dim: Value): Value {
  const weight = asTensor(machine.getAttribute(module, name)).node(machine);
  const o: Spectral = { rounds, eps, rightFirst: false, dim: dim === null ? (isTransposed(module) ? 1 : 0) : intArgument(machine, dim, "dim") };
  const step = made(spectralType, [["dim", o.dim], ["n_power_iterations", rounds]]);
  const rows = matrix(machine, weight, o.dim);
  const u = direction(machine, rows.value.shape[0]!, rows, eps);
  const v = direction(machine, rows.value.shape[1]!, rows, eps);
  registerBuffer(machine, step, "_u", u);
  registerBuffer(machine, step, "_v", v);
  iterate(machine, rows, u, v, { ...o, rounds: 15 });
  spectral.set(step, o);
  return register(machine, module, name, step);
}

/** The older form: other parameters in the place of the weight, which a hook computes before every call. */
function hooked(machine: Machine, module: PyInstance, name: string, parts: readonly (readonly [string, Value])[], compute: (inner: Machine) => Node): Value {
  registry(module, "_parameters")!.entries.delete(name);
  for (const [part, value] of parts) if (isTensor(value) && value.type === parameterType) registerParameter(machine, module, part, value);
  for (const [part, value] of parts) if (isTensor(value) && value.type !== parameterType) registerBuffer(machine, module, part, value);
  const refresh = (inner: Machine): Value => {
    module.dict.set(name, new Tensor(compute(inner)));
    return null;
  };
  refresh(machine);
  addHook(module, "_forward_pre_hooks", new PyBuiltin(`_compute_${name}`, refresh), false);
  return module;
}

function removeHooked(machine: Machine, module: PyInstance, name: string, parts: readonly string[]): Value {
  const value = module.dict.get(name);
  if (!isTensor(value)) throw valueError(machine, `weight_norm of '${name}' not found in ${machine.repr(module)}`);
  module.dict.delete(name);
  for (const part of parts) for (const kind of ["_parameters", "_buffers"] as const) registry(module, kind)!.entries.delete(part);
  registry(module, "_forward_pre_hooks")!.entries.clear();
  registerParameter(machine, module, name, machine.call(parameterType, [new Tensor(constantNode(copy(value.array()), false))]));
  return module;
}

const partOf = (module: PyInstance, name: string): Tensor => asTensor(registered(module, name));

export const OLD_FORMS: readonly PyBuiltin[] = [
  native("weight_norm(module, name='weight', dim=0)", (machine, a) => {
    const [module, name, dim] = [own(a.module), String(a.name), dimOf(machine, a.dim!)];
    const weight = asTensor(registered(module, name));
    const g = new Tensor(constantNode(lengths(machine, weight.node(machine), dim).value, false));
    return hooked(machine, module, name, [[`${name}_g`, parameter(machine, new Tensor(g.node(machine)))], [`${name}_v`, parameter(machine, weight)]].map(([part, value]) => [part as string, value as Value]), (inner) => normalizedWeight(inner, partOf(module, `${name}_g`).node(inner), partOf(module, `${name}_v`).node(inner), dim)); // a name and a tensor
  }),
  native("remove_weight_norm(module, name='weight')", (machine, a) => removeHooked(machine, own(a.module), String(a.name), [`${String(a.name)}_g`, `${String(a.name)}_v`])),
  native("spectral_norm(module, name='weight', n_power_iterations=1, eps=None, dim=None)", (machine, a) => {
    const [module, name, eps] = [own(a.module), String(a.name), epsOf(machine, a.eps!)];
    const o: Spectral = { rounds: intArgument(machine, a.n_power_iterations!, "n_power_iterations"), eps, rightFirst: true, dim: a.dim === null ? (isTransposed(module) ? 1 : 0) : intArgument(machine, a.dim!, "dim") };
    const weight = asTensor(registered(module, name));
    const rows = matrix(machine, weight.node(machine), o.dim);
    const u = direction(machine, rows.value.shape[0]!, rows, eps);
    const v = direction(machine, rows.value.shape[1]!, rows, eps);
    let first = true;
    return hooked(machine, module, name, [[`${name}_orig`, parameter(machine, weight)], [`${name}_u`, u], [`${name}_v`, v]], (inner) => {
      // What stands there before the first call is the weight itself.
      if (first) {
        first = false;
        return partOf(module, `${name}_orig`).node(inner);
      }
      return spectralValue(inner, partOf(module, `${name}_orig`).node(inner), partOf(module, `${name}_u`), partOf(module, `${name}_v`), o, module.dict.get("training") === true);
    });
  }),
  native("remove_spectral_norm(module, name='weight')", (machine, a) => removeHooked(machine, own(a.module), String(a.name), ["_orig", "_u", "_v"].map((end) => `${String(a.name)}${end}`))),
];

const byName = (list: readonly PyBuiltin[]): [string, Value][] => list.map((one) => [one.name, one]);

export const PARAMETRIZE_MEMBERS: readonly (readonly [string, Value])[] = [
  ["ParametrizationList", listType],
  ...byName([
    native("register_parametrization(module, tensor_name, parametrization, *, unsafe=False)", (machine, a) => register(machine, own(a.module), String(a.tensor_name), a.parametrization!)),
    native("remove_parametrizations(module, tensor_name, leave_parametrized=True)", (machine, a) => remove(machine, own(a.module), String(a.tensor_name), machine.truth(a.leave_parametrized!))),
    native("is_parametrized(module, tensor_name=None)", (_, a) => (a.tensor_name === null ? parametrizations(own(a.module)) !== null : listOf(own(a.module), String(a.tensor_name)) !== null)),
  ]),
];
export const PARAMETRIZATIONS_MEMBERS: readonly (readonly [string, Value])[] = byName([
  native("weight_norm(module, name='weight', dim=0)", (machine, a) => register(machine, own(a.module), String(a.name), made(weightNormType, [["dim", dimOf(machine, a.dim!)]]))),
  native("spectral_norm(module, name='weight', n_power_iterations=1, eps=None, dim=None)", (machine, a) => spectralParametrization(machine, own(a.module), String(a.name), intArgument(machine, a.n_power_iterations!, "n_power_iterations"), epsOf(machine, a.eps!), a.dim!)),
]);
