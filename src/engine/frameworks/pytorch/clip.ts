/** torch.nn.utils: gradient clipping. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import type { PyBuiltin, Value } from "../../python/object.js";
import { contiguous, toNumbers, wrap, scalar } from "../../tensor/array.js";
import { allocate } from "../../tensor/dtype.js";
import { constantNode } from "../../trace/node.js";
import { floatArgument } from "../arguments.js";
import { isTensor, tensorOf, type TorchTensor } from "./tensor-type.js";

const gradients = (machine: Machine, value: Value): TorchTensor[] =>
  (isTensor(value) ? [value] : [...machine.iterate(value)]).flatMap((one) => (isTensor(one) && one.grad ? [one.grad] : []));

/** Replaces a gradient's numbers. */
function change(gradient: TorchTensor, work: (value: number) => number): void {
  const { shape, dtype, buffer } = contiguous(gradient.handle.array());
  const next = allocate(dtype, buffer.length);
  for (let i = 0; i < next.length; i++) next[i] = work(buffer[i]!);
  gradient.handle.follow(constantNode(wrap(dtype, shape, next), false));
}

export const CLIP: readonly PyBuiltin[] = [
  native("clip_grad_norm_(parameters, max_norm, norm_type=2, error_if_nonfinite=False, foreach=None)", (machine, a) => {
    const list = gradients(machine, a.parameters!);
    const p = floatArgument(machine, a.norm_type!, "norm_type");
    const most = floatArgument(machine, a.max_norm!, "max_norm");
    const f = Math.fround;
    // The norm of the norms, each in single precision.
    const each = list.map((gradient) => f(lengthOf(toNumbers(gradient.handle.array()), p)));
    const total = f(lengthOf(each, p));
    const factor = Math.min(1, f(most / f(total + 1e-6)));
    for (const gradient of list) change(gradient, (value) => value * factor);
    return tensorOf(constantNode(scalar("float32", total), false));
  }),
  native("clip_grad_value_(parameters, clip_value, foreach=None)", (machine, a) => {
    const bound = floatArgument(machine, a.clip_value!, "clip_value");
    for (const gradient of gradients(machine, a.parameters!)) change(gradient, (value) => Math.max(-bound, Math.min(bound, value)));
    return null;
  }),
];

function lengthOf(values: readonly number[], p: number): number {
  if (!Number.isFinite(p)) return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return values.reduce((sum, value) => sum + Math.abs(value) ** p, 0) ** (1 / p);
}
