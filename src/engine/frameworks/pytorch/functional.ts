/** torch.nn.functional where it is more than a card: randomness, running statistics, arguments checked as PyTorch does. */
import { native } from "../../python/define-native.js";
import type { Machine } from "../../python/machine.js";
import { PyBuiltin, PyTuple, type Value } from "../../python/object.js";
import { contiguous, fromNumbers, toNumbers, wrap } from "../../tensor/array.js";
import { allocate } from "../../tensor/dtype.js";
import { batchStatistics } from "../../tensor/kernels/batch-statistics.js";
import { constantNode, type Node } from "../../trace/node.js";
import { floatArgument, intArgument } from "../arguments.js";
import { apply, inTorchWords, run, spelledFunction } from "./call.js";
import { sampleOrigin } from "./creation.js";
import { writeInPlace } from "./in-place.js";
import { isTensor, stateOf, tensorOf, type TorchTensor } from "./tensor-type.js";

/** Multiplies by a random mask of zeros and 1/(1 − p). */
export function dropout(machine: Machine, x: TorchTensor, p: number, training: boolean, maskShape: readonly number[] = x.shape): TorchTensor {
  if (p < 0 || p > 1) throw machine.raise("ValueError", `dropout probability has to be between 0 and 1, but got ${p}`);
  if (!training || p === 0) return x;
  const mask = machine.trace.leaf(stateOf(machine).generator.dropoutMask(maskShape, p, x.dtype), sampleOrigin(machine, "dropout"));
  return apply(machine, "dropout", [x.tracedNode(machine), mask], { p });
}

/** Batch statistics in training (running ones are updated in place), running statistics otherwise. */
export function batchNorm(machine: Machine, x: TorchTensor, running: { mean: TorchTensor | null; variance: TorchTensor | null }, parameters: readonly (TorchTensor | null)[], training: boolean, momentum: number, eps: number): TorchTensor {
  const affine = parameters.filter((one) => one !== null).map((one) => one.tracedNode(machine));
  const node = x.tracedNode(machine);
  if (!training && running.mean && running.variance) return apply(machine, "batch_norm_eval", [node, running.mean.tracedNode(machine), running.variance.tracedNode(machine), ...affine], { eps });
  if (training && node.value.shape.reduce((n, length, axis) => (axis === 1 ? n : n * length), 1) <= 1) {
    throw machine.raise("ValueError", `Expected more than 1 value per channel when training, got input size torch.Size([${x.shape.join(", ")}])`);
  }
  if (running.mean && running.variance) updateRunning(machine, node, running as { mean: TorchTensor; variance: TorchTensor }, momentum); // both are there
  return apply(machine, "batch_norm", [node, ...affine], { eps });
}

function updateRunning(machine: Machine, node: Node, running: { mean: TorchTensor; variance: TorchTensor }, momentum: number): void {
  const { mean, variance } = batchStatistics(node.value);
  const recording = machine.trace.recording;
  machine.trace.recording = false;
  try {
    for (const [tensor, now] of [[running.mean, mean], [running.variance, variance]] as const) {
      const before = contiguous(tensor.handle.array()).buffer;
      const next = allocate(tensor.dtype, before.length);
      for (let i = 0; i < next.length; i++) next[i] = (1 - momentum) * before[i]! + momentum * now[i]!;
      writeInPlace(machine, tensor, constantNode(wrap(tensor.dtype, tensor.shape, next), false));
    }
  } finally {
    machine.trace.recording = recording;
  }
}

const tensor = (value: Value | undefined): TorchTensor => value as TorchTensor; // PyTorch raises for anything else
const optional = (value: Value | undefined): TorchTensor | null => (isTensor(value ?? null) ? (value as TorchTensor) : null); // checked beside it

function pooled(name: string, card: string): PyBuiltin {
  const plain = spelledFunction(`torch.nn.functional.${name}`);
  return new PyBuiltin(name, (machine, args, keywords) => {
    const both = machine.truth(keywords.get("return_indices") ?? false);
    const rest = new Map([...keywords].filter(([key]) => key !== "return_indices"));
    const values = plain!.call(machine, args, rest);
    if (!both) return values;
    const node = values instanceof PyTuple ? null : tensor(values).tracedNode(machine);
    return new PyTuple([values, apply(machine, `${card}_indices`, [tensor(args[0]).tracedNode(machine)], node?.attributes ?? {})]);
  }, "static");
}

export const FUNCTIONAL: readonly PyBuiltin[] = [
  native("dropout(input, p=None, training=True, inplace=False, train=None)", (machine, a) => dropout(machine, tensor(a.input), a.p === null ? 0.5 : floatArgument(machine, a.p!, "p"), machine.truth(a.train ?? a.training!))),
  ...[["dropout1d", 1], ["dropout2d", 2], ["dropout3d", 3]].map(([name]) => native(`${name}(input, p=None, training=True, inplace=False)`, (machine, a) => {
    const x = tensor(a.input);
    return dropout(machine, x, a.p === null ? 0.5 : floatArgument(machine, a.p!, "p"), machine.truth(a.training!), x.shape.map((length, axis) => (axis < 2 ? length : 1)));
  })),
  native("batch_norm(input, running_mean, running_var, weight=None, bias=None, training=False, momentum=None, eps=None)", (machine, a) =>
    batchNorm(machine, tensor(a.input), { mean: optional(a.running_mean), variance: optional(a.running_var) }, [optional(a.weight), optional(a.bias)], machine.truth(a.training!), a.momentum === null ? 0.1 : floatArgument(machine, a.momentum!, "momentum"), a.eps === null ? 1e-5 : floatArgument(machine, a.eps!, "eps"))),
  native("instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=None, eps=None)", (machine, a) =>
    apply(machine, "instance_norm", [tensor(a.input), optional(a.weight), optional(a.bias)].filter((one) => one !== null).map((one) => one.tracedNode(machine)), { eps: a.eps === null ? 1e-5 : floatArgument(machine, a.eps!, "eps") })),
  native("one_hot(tensor, num_classes=-1)", (machine, a) => {
    const array = tensor(a.tensor).handle.array();
    const values = toNumbers(array);
    const classes = intArgument(machine, a.num_classes!, "num_classes");
    const count = classes < 0 ? Math.max(...values) + 1 : classes;
    const out = new Array<number>(values.length * count).fill(0);
    values.forEach((value, i) => {
      if (value < 0 || value >= count) throw machine.raise("RuntimeError", value < 0 ? "Class values must be non-negative." : "Class values must be smaller than num_classes.");
      out[i * count + value] = 1;
    });
    return tensorOf(machine.trace.leaf(fromNumbers("int64", [...array.shape, count], out), { kind: "computed" }));
  }),
  native("gumbel_softmax(logits, tau=1, hard=False, eps=None, dim=-1)", (machine, a) => {
    const x = tensor(a.logits);
    const noise = machine.trace.leaf(stateOf(machine).generator.fillExponential(x.shape, 1, x.dtype), sampleOrigin(machine, "gumbel_softmax"));
    const gumbel = run(machine, "neg", [run(machine, "log", [noise])]);
    return apply(machine, "softmax", [run(machine, "div", [run(machine, "add", [x.tracedNode(machine), gumbel]), constantNode(floatArgument(machine, a.tau!, "tau"))])], { axis: intArgument(machine, a.dim!, "dim") });
  }),
  ...([1, 2, 3] as const).flatMap((rank) => [pooled(`max_pool${rank}d`, `max_pool${rank}d`), pooled(`adaptive_max_pool${rank}d`, `adaptive_max_pool${rank}d`)]),
  ...(["relu", "relu6", "leaky_relu", "elu", "selu", "celu", "silu", "mish", "hardtanh", "hardswish", "hardsigmoid", "threshold"] as const).map((name) => new PyBuiltin(`${name}_`, (machine, args, keywords) => {
    const result = spelledFunction(`torch.nn.functional.${name}`)!.call(machine, args, keywords);
    return inTorchWords(machine, () => writeInPlace(machine, tensor(args[0]), tensor(result).tracedNode(machine)));
  }, "static")),
];
