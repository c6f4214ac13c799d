/** torch.nn.utils: clipping gradients, parameters as one vector. */
import { native } from "../../../python/define-native.js";
import type { Machine } from "../../../python/machine.js";
import type { PyBuiltin, Value } from "../../../python/object.js";
import { contiguous, scalar, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { constantNode } from "../../../trace/node.js";
import { floatArgument } from "../../arguments.js";
import { typeError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";

const gradients = (machine: Machine, value: Value): Tensor[] => (isTensor(value) ? [value] : [...machine.iterate(value)]).flatMap((one) => (isTensor(one) && one.gradient ? [one.gradient] : []));

/** Replaces a gradient's numbers. */
function change(machine: Machine, gradient: Tensor, work: (value: number) => number): void {
  const { shape, dtype, buffer } = contiguous(gradient.array());
  const next = allocate(dtype, buffer.length);
  for (let i = 0; i < next.length; i++) next[i] = work(buffer[i]!);
  overwrite(machine, gradient, constantNode(wrap(dtype, shape, next), false));
}

function lengthOf(values: readonly number[], p: number): number {
  if (!Number.isFinite(p)) return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.reduce((sum, value) => sum + Math.abs(value) ** p, 0) ** (1 / p);
}

/** The norm of the norms, each in single precision. */
function totalNorm(machine: Machine, list: readonly Tensor[], order: Value): number {
  const p = order === "inf" ? Infinity : floatArgument(machine, order, "norm_type");
  const f = Math.fround;
  return f(lengthOf(list.map((gradient) => f(lengthOf(toNumbers(gradient.array()), p))), p));
}

const number = (value: number): Tensor => new Tensor(constantNode(scalar("float32", value), false));

export const UTILS: readonly PyBuiltin[] = [
  ...["clip_grad_norm_", "clip_grad_norm"].map((name) => native(`${name}(parameters, max_norm, norm_type=2, error_if_nonfinite=False, foreach=None)`, (machine, a) => {
    const list = gradients(machine, a.parameters!);
    const total = totalNorm(machine, list, a.norm_type!);
    const factor = Math.min(1, Math.fround(floatArgument(machine, a.max_norm!, "max_norm") / Math.fround(total + 1e-6)));
    for (const gradient of list) change(machine, gradient, (value) => value * factor);
    return number(total);
  })),
  native("get_total_norm(tensors, norm_type=2, error_if_nonfinite=False, foreach=None)", (machine, a) => number(totalNorm(machine, [...machine.iterate(a.tensors!)].filter(isTensor), a.norm_type!))),
  native("clip_grad_value_(parameters, clip_value, foreach=None)", (machine, a) => {
    const bound = floatArgument(machine, a.clip_value!, "clip_value");
    for (const gradient of gradients(machine, a.parameters!)) change(machine, gradient, (value) => Math.max(-bound, Math.min(bound, value)));
    return null;
  }),
  native("clip_grads_with_norm_(parameters, max_norm, total_norm, foreach=None)", (machine, a) => {
    const factor = Math.min(1, Math.fround(floatArgument(machine, a.max_norm!, "max_norm") / Math.fround(floatArgument(machine, a.total_norm!, "total_norm") + 1e-6)));
    for (const gradient of gradients(machine, a.parameters!)) change(machine, gradient, (value) => value * factor);
    return null;
  }),
  native("vector_to_parameters(vec, parameters)", (machine, a) => {
    if (!isTensor(a.vec)) throw typeError(machine, `expected torch.Tensor, but got: torch.${machine.typeOf(a.vec!).name}`);
    const { ops } = torchState(machine);
    const vector = a.vec.node(machine);
    let at = 0;
    for (const one of machine.iterate(a.parameters!)) {
      const { shape } = asTensor(one);
      const count = shape.reduce((n, length) => n * length, 1);
      machine.setAttribute(one, "data", new Tensor(ops.reshape(ops.slice(vector, [at], [at + count], [1]), shape)));
      at += count;
    }
    return null;
  }),
  native("skip_init(module_cls, *args, **kwargs)", (machine, a, bound) => machine.call(a.module_cls!, bound.rest, bound.restKeywords)),
  native("parameters_to_vector(parameters)", (machine, a) => {
    const { ops } = torchState(machine);
    return new Tensor(ops.cat([...machine.iterate(a.parameters!)].map((one) => ops.reshape(asTensor(one).node(machine), [-1])), 0));
  }),
];
