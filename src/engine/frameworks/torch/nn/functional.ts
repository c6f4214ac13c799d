/** torch.nn.functional where it is more than a card: randomness, running statistics, options of the calls. */
import type { Machine } from "../../../python/machine.js";
import { type PyBuiltin, PyTuple, type Value } from "../../../python/object.js";
import { contiguous, fromNumbers, type NDArray, toNumbers, wrap } from "../../../tensor/array.js";
import { allocate } from "../../../tensor/dtype.js";
import { batchStatistics } from "../../../tensor/kernels/batch-statistics.js";
import type { Node } from "../../../trace/node.js";
import { isSequence } from "../../arguments.js";
import { SPELLINGS } from "../../spelling.js";
import { callNamed, noFit, tryCard } from "../dispatch.js";
import { runtimeError, valueError } from "../errors.js";
import { overwrite, writeInPlace } from "../in-place.js";
import { apply, computedLeaf, sampleOrigin, torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { CTC } from "./ctc.js";
import { LOOKUP } from "./lookup.js";
import { type Call, define, inFunctional, type TorchFunction } from "../functions/define.js";

/** Numbers are drawn in the order in which the elements of a transposed tensor lie in memory. */
function laidOut(like: NDArray, draw: (shape: readonly number[]) => NDArray): NDArray {
  const axes = like.shape.map((_, axis) => axis).sort((a, b) => like.strides[b]! - like.strides[a]! || a - b);
  const lengths = axes.map((axis) => like.shape[axis]!);
  const dense = axes.every((axis, i) => like.strides[axis] === lengths.slice(i + 1).reduce((n, length) => n * length, 1));
  if (!dense || axes.every((axis, i) => axis === i)) return draw(like.shape);
  return { ...draw(lengths), shape: like.shape, strides: like.strides };
}

/** Multiplies by a random mask of zeros and 1/(1 − p). */
export function dropout(machine: Machine, x: Tensor, p: number, training: boolean, inPlace = false, maskShape: readonly number[] = x.shape): Tensor {
  if (!(p >= 0 && p <= 1)) throw valueError(machine, `dropout probability has to be between 0 and 1, but got ${Number.isInteger(p) ? p.toFixed(1) : p}`);
  if (!training || p === 0) return x;
  const state = torchState(machine);
  const mask = machine.trace.leaf(maskShape === x.shape ? laidOut(x.array(), (shape) => state.generator.dropoutMask(shape, p, x.dtype)) : state.generator.dropoutMask(maskShape, p, x.dtype), sampleOrigin(state, "dropout"));
  if (inPlace) return writeInPlace(machine, x, (before) => apply(machine, "dropout", [before, mask]));
  return new Tensor(apply(machine, "dropout", [x.node(machine), mask]));
}

export interface BatchNormOptions {
  readonly mean: Tensor | null;
  readonly variance: Tensor | null;
  readonly weight: Tensor | null;
  readonly bias: Tensor | null;
  readonly training: boolean;
  readonly momentum: number;
  readonly eps: number;
}

/** Batch statistics in training (running ones are moved along), running statistics otherwise. */
export function batchNorm(machine: Machine, x: Node, o: BatchNormOptions): Node {
  const affine = [o.weight, o.bias].filter((one) => one !== null).map((one) => one.node(machine));
  if (!o.training && o.mean && o.variance) return apply(machine, "batch_norm_eval", [x, o.mean.node(machine), o.variance.node(machine), ...affine], { eps: o.eps });
  if (x.value.shape.reduce((n, length, axis) => (axis === 1 ? n : n * length), 1) <= 1) {
    throw valueError(machine, `Expected more than 1 value per channel when training, got input size torch.Size([${x.value.shape.join(", ")}])`);
  }
  if (o.mean && o.variance) moveAlong(machine, x, o.mean, o.variance, o.momentum);
  return apply(machine, "batch_norm", [x, ...affine], { eps: o.eps });
}

function moveAlong(machine: Machine, x: Node, runningMean: Tensor, runningVariance: Tensor, momentum: number): void {
  const { mean, variance } = batchStatistics(x.value);
  const { recording } = machine.trace;
  machine.trace.recording = false;
  try {
    for (const [tensor, now] of [[runningMean, mean], [runningVariance, variance]] as const) {
      const before = contiguous(tensor.array()).buffer;
      const next = allocate(tensor.dtype, before.length);
      for (let i = 0; i < next.length; i++) next[i] = momentum * now[i]! + (1 - momentum) * before[i]!;
      overwrite(machine, tensor, machine.trace.leaf(wrap(tensor.dtype, tensor.shape, next), { kind: "computed" }));
    }
  } finally {
    machine.trace.recording = recording;
  }
}

const optional = (c: Call, name: string): Tensor | null => (isTensor(c.raw(name)) ? asTensor(c.raw(name)) : null);

function oneHot(c: Call): Node {
  const index = c.node("tensor");
  const values = toNumbers(index.value);
  if (index.value.dtype !== "int64") throw runtimeError(c.machine, "one_hot is only applicable to index tensor of type LongTensor.");
  const wanted = c.intOr("num_classes", -1);
  const count = wanted < 0 ? Math.max(...values) + 1 : wanted;
  const out = new Array<number>(values.length * count).fill(0);
  values.forEach((value, i) => {
    if (value < 0) throw runtimeError(c.machine, "Class values must be non-negative.");
    if (value >= count) throw runtimeError(c.machine, "Class values must be smaller than num_classes.");
    out[i * count + value] = 1;
  });
  return computedLeaf(c.machine, fromNumbers("int64", [...index.value.shape, count], out), [index], "one_hot");
}

/** Softmax of logits plus Gumbel noise; `hard` takes the largest, with the soft one's gradient. */
function gumbelSoftmax(c: Call): Node {
  const x = c.node("logits");
  const noise = c.machine.trace.leaf(c.state.generator.fillExponential(x.value.shape, 1, x.value.dtype), sampleOrigin(c.state, "gumbel_softmax"));
  const soft = c.apply("softmax", [c.ops.div(c.ops.sub(x, c.ops.unary("log", noise)), c.ops.constant(c.number("tau", 1)))], { axis: c.intOr("dim", -1) });
  if (!c.bool("hard")) return soft;
  const axis = c.axis("dim", x.value.shape.length);
  const index = c.ops.unsqueeze(c.apply("argmax", [soft], { axis, keepdim: false }), axis);
  const hard = c.apply("scatter", [c.ops.zerosLike(soft), index, c.ops.expand(c.ops.constant(1), index.value.shape)], { axis });
  return c.ops.add(c.ops.sub(hard, c.machine.trace.cut(soft, "detach")), soft);
}

const INPLACE = ["relu", "relu6", "leaky_relu", "elu", "selu", "celu", "silu", "mish", "hardtanh", "hardswish", "hardsigmoid", "threshold"] as const;

/** `F.relu_(x)`. */
const inPlaceForm = (name: string): TorchFunction => inFunctional(`${name}_(input, *rest, **more)`, (c) => {
  const self = asTensor(c.raw("input"));
  return writeInPlace(c.machine, self, (before) => asTensor(callNamed(c.machine, `torch.nn.functional.${name}`, [new Tensor(before), ...c.rest], c.keywords)).node(c.machine));
});

/** None among output sizes means the input's own. */
function wholeSizes(c: Call, sizes: Value): Value {
  const { shape } = c.node("input").value;
  return isSequence(sizes) ? new PyTuple(sizes.items.map((size, i) => size ?? shape[shape.length - sizes.items.length + i]!)) : sizes;
}

/** `return_indices=True` gives the places of the largest too. */
const pooled = (name: string): TorchFunction => define(["functional", "torch"], `${name}(input, *rest, return_indices=False, **more)`, (c) => {
  const full = `torch.nn.functional.${name}`;
  const adaptive = name.startsWith("adaptive");
  const rest = adaptive ? [wholeSizes(c, c.rest[0] ?? c.keywords.get("output_size") ?? null)] : c.rest;
  const keywords = adaptive ? new Map() : c.keywords;
  const values = tryCard(c.machine, SPELLINGS.get(full) ?? [], [c.raw("input"), ...rest], keywords);
  if (!isTensor(values)) throw noFit(c.machine, full, [c.raw("input"), ...rest], keywords);
  if (!c.bool("return_indices") && !(adaptive && c.rest[1] === true)) return values;
  const node = values.node(c.machine);
  const source = node.card ? node : null;
  const { axis: _axis, ...attributes } = source?.attributes ?? {};
  void _axis;
  return new PyTuple([values, new Tensor(c.apply(`${name}_indices`, [c.node("input")], attributes))]);
});

export const FUNCTIONAL_TABLE: readonly TorchFunction[] = [
  define(["functional", "torch"], "dropout(input, p=None, training=True, inplace=False, train=None)", (c) => dropout(c.machine, asTensor(c.raw("input")), c.number("p", 0.5), c.machine.truth(c.raw("train") ?? c.raw("training")), c.bool("inplace"))),
  ...[1, 2, 3].map((rank) => inFunctional(`dropout${rank}d(input, p=None, training=True, inplace=False)`, (c) => {
    const x = asTensor(c.raw("input"));
    return dropout(c.machine, x, c.number("p", 0.5), c.bool("training"), c.bool("inplace"), x.shape.map((length, axis) => (axis < 2 ? length : 1)));
  })),
  define(["functional"], "batch_norm(input, running_mean=None, running_var=None, weight=None, bias=None, training=False, momentum=None, eps=None)", (c) =>
    batchNorm(c.machine, c.node("input"), { mean: optional(c, "running_mean"), variance: optional(c, "running_var"), weight: optional(c, "weight"), bias: optional(c, "bias"), training: c.bool("training"), momentum: c.number("momentum", 0.1), eps: c.number("eps", 1e-5) })),
  inFunctional("instance_norm(input, running_mean=None, running_var=None, weight=None, bias=None, use_input_stats=True, momentum=None, eps=None)", (c) => {
    const affine = [c.optional("weight"), c.optional("bias")].filter((one) => one !== null);
    return c.named(c.apply("instance_norm", [c.node("input"), ...affine], { eps: c.number("eps", 1e-5) }), "ViewBackward0");
  }),
  inFunctional("one_hot(tensor, num_classes=-1)", oneHot),
  inFunctional("gumbel_softmax(logits, tau=1, hard=False, eps=None, dim=-1)", gumbelSoftmax),
  ...[1, 2, 3].flatMap((rank) => [pooled(`max_pool${rank}d`), pooled(`adaptive_max_pool${rank}d`)]),
  ...[1, 2, 3].flatMap((rank) => [`max_pool${rank}d`, `adaptive_max_pool${rank}d`].map((name) => inFunctional(`${name}_with_indices(input, *rest, **more)`, (c) => {
    const values = callNamed(c.machine, `torch.nn.functional.${name}`, [c.raw("input"), ...c.rest], c.keywords);
    return new PyTuple([values, new Tensor(c.apply(`${name}_indices`, [c.node("input")], asTensor(values).node(c.machine).attributes))]);
  }))),
  ...[2, 3].map((rank) => inFunctional(`adaptive_avg_pool${rank}d(input, output_size)`, (c) => callNamed(c.machine, `torch.nn.functional.adaptive_avg_pool${rank}d`, [c.raw("input"), wholeSizes(c, c.raw("output_size"))]))),
  ...INPLACE.map(inPlaceForm),
  ...LOOKUP,
  ...CTC,
];

export const FUNCTIONAL: readonly (readonly [string, PyBuiltin])[] = FUNCTIONAL_TABLE.filter((one) => one.where.includes("functional")).map((one) => [one.name, one.builtin]);
