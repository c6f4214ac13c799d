/** Layers that normalize: over the batch, a sample, the last axes, groups of channels. */
import { native } from "../../../python/define-native.js";
import type { PyInstance, PyType, Value } from "../../../python/object.js";
import { PyFloat } from "../../../python/object.js";
import { full, toNumbers } from "../../../tensor/array.js";
import { runtimeError, valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { apply } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { batchNorm } from "./functional.js";
import { input, Layer, layer, numberOr, numbersOf, numberValue, spreadTuple } from "./layer.js";

const ones = (l: Layer, shape: readonly number[]) => full(l.dtype, shape, 1);
const zeros = (l: Layer, shape: readonly number[]) => full(l.dtype, shape, 0);
const affine = (l: Layer, wanted: boolean, shape: readonly number[], bias = wanted): void => {
  l.parameter("weight", wanted ? ones(l, shape) : null);
  l.parameter("bias", bias ? zeros(l, shape) : null);
};

export const batchNormLayer = (rank: 1 | 2 | 3): PyType => layer({
  signature: `BatchNorm${rank}d(num_features, eps=None, momentum='unset', affine=True, track_running_stats=True, device=None, dtype=None)`,
  module: "batchnorm",
  init: (l) => {
    l.keep("num_features", "affine", "track_running_stats");
    l.set("eps", numberOr(l.a.eps ?? null, 1e-5));
    l.set("momentum", l.a.momentum === "unset" ? new PyFloat(0.1) : (l.a.momentum ?? null));
    const shape = [l.int("num_features")];
    affine(l, l.truth("affine"), shape);
    const tracks = l.truth("track_running_stats");
    l.buffer("running_mean", tracks ? zeros(l, shape) : null);
    l.buffer("running_var", tracks ? ones(l, shape) : null);
    l.buffer("num_batches_tracked", tracks ? full("int64", [], 0) : null);
  },
  forward: (l, args, keywords) => {
    const x = asTensor(input(args, keywords));
    const wanted = { 1: [2, 3], 2: [4], 3: [5] }[rank];
    if (!wanted.includes(x.shape.length)) throw valueError(l.machine, `expected ${wanted.map((n) => `${n}D`).join(" or ")} input (got ${x.shape.length}D input)`);
    if (x.shape[1] !== l.get("num_features") && l.get("running_mean") !== null) throw runtimeError(l.machine, `running_mean should contain ${x.shape[1]} elements not ${l.repr("num_features")}`);
    const tensor = (name: string): Tensor | null => (isTensor(l.get(name)) ? asTensor(l.get(name)) : null);
    const [mean, variance, count] = [tensor("running_mean"), tensor("running_var"), tensor("num_batches_tracked")];
    let momentum = numberValue(l, "momentum", 0);
    if (l.training && count) {
      const batches = toNumbers(count.array())[0]! + 1;
      overwrite(l.machine, count, l.machine.trace.leaf(full("int64", [], batches), { kind: "computed" }));
      if (l.get("momentum") === null) momentum = 1 / batches;
    }
    return new Tensor(batchNorm(l.machine, x.node(l.machine), { mean, variance, weight: tensor("weight"), bias: tensor("bias"), training: l.training || !mean, momentum, eps: numberValue(l, "eps", 1e-5) }));
  },
  extra: (l) => `${l.repr("num_features")}, eps=${l.repr("eps")}, momentum=${l.repr("momentum")}, affine=${l.repr("affine")}, bias=${l.repr("affine")}, track_running_stats=${l.repr("track_running_stats")}`,
  more: [native("reset_running_stats(self)", (machine, a) => {
    resetStatistics(new Layer(machine, a.self as PyInstance, {})); // `self` of this type
    return null;
  })],
});

function resetStatistics(l: Layer): void {
  for (const [name, value] of [["running_mean", 0], ["running_var", 1], ["num_batches_tracked", 0]] as const) {
    const held = l.get(name);
    if (isTensor(held)) overwrite(l.machine, held, l.machine.trace.leaf(full(held.dtype, held.shape, value), { kind: "literal" }));
  }
}

/** Statistics of each sample; running ones are the means of theirs over the batch, and take their place in evaluation. */
function tracked(l: Layer, rank: number, x: Tensor): Value {
  const { ops } = l.state;
  const tensor = (name: string): Tensor | null => (isTensor(l.get(name)) ? asTensor(l.get(name)) : null);
  const batched = x.shape.length === rank + 2;
  const node = batched ? x.node(l.machine) : ops.unsqueeze(x.node(l.machine), 0);
  const [mean, variance] = [tensor("running_mean"), tensor("running_var")];
  if (!l.training) {
    const result = batchNorm(l.machine, node, { mean, variance, weight: tensor("weight"), bias: tensor("bias"), training: false, momentum: 0, eps: numberValue(l, "eps", 1e-5) });
    return new Tensor(batched ? result : ops.squeeze(result, 0));
  }
  const { recording } = l.machine.trace;
  l.machine.trace.recording = false;
  const axes = Array.from({ length: rank }, (_, i) => i + 2);
  const momentum = numberValue(l, "momentum", 0.1);
  for (const [held, now] of [[mean, ops.mean(node, axes)], [variance, ops.apply("var", [node], { axes, correction: 1, keepdim: false })]] as const) {
    if (held) overwrite(l.machine, held, ops.add(ops.scale(ops.mean(now, [0]), momentum), ops.scale(held.node(l.machine), 1 - momentum)));
  }
  l.machine.trace.recording = recording;
  const affineNodes = [tensor("weight"), tensor("bias")].filter((one) => one !== null).map((one) => one.node(l.machine));
  const result = ops.apply("instance_norm", [node, ...affineNodes], { eps: numberValue(l, "eps", 1e-5) });
  return new Tensor(batched ? result : ops.squeeze(result, 0));
}

export const instanceNormLayer = (rank: 1 | 2 | 3): PyType => layer({
  signature: `InstanceNorm${rank}d(num_features, eps=None, momentum=None, affine=False, track_running_stats=False, device=None, dtype=None)`,
  module: "instancenorm",
  init: (l) => {
    l.keep("num_features", "affine", "track_running_stats");
    l.set("eps", numberOr(l.a.eps ?? null, 1e-5));
    l.set("momentum", numberOr(l.a.momentum ?? null, 0.1));
    affine(l, l.truth("affine"), [l.int("num_features")]);
    const tracks = l.truth("track_running_stats");
    l.buffer("running_mean", tracks ? zeros(l, [l.int("num_features")]) : null);
    l.buffer("running_var", tracks ? ones(l, [l.int("num_features")]) : null);
    l.buffer("num_batches_tracked", tracks ? full("int64", [], 0) : null);
  },
  forward: (l, args, keywords) => {
    if (l.get("track_running_stats") === true) return tracked(l, rank, asTensor(input(args, keywords)));
    const inputs = [input(args, keywords), l.get("weight"), l.get("bias")].filter((one) => isTensor(one)).map((one) => one.node(l.machine));
    return new Tensor(apply(l.machine, "instance_norm", inputs, { eps: numberValue(l, "eps", 1e-5) }));
  },
  extra: (l) => `${l.repr("num_features")}, eps=${l.repr("eps")}, momentum=${l.repr("momentum")}, affine=${l.repr("affine")}, bias=${l.repr("affine")}, track_running_stats=${l.repr("track_running_stats")}`,
});

export const layerNorm = layer({
  signature: "LayerNorm(normalized_shape, eps=None, elementwise_affine=True, bias=True, device=None, dtype=None)",
  module: "normalization",
  init: (l) => {
    l.set("normalized_shape", spreadTuple(l.a.normalized_shape ?? null, 1));
    l.set("eps", numberOr(l.a.eps ?? null, 1e-5));
    l.keep("elementwise_affine");
    affine(l, l.truth("elementwise_affine"), numbersOf(l.get("normalized_shape")), l.truth("elementwise_affine") && l.truth("bias"));
  },
  forward: (l, args, keywords) => l.call("layer_norm", [input(args, keywords), l.get("normalized_shape"), l.get("weight"), l.get("bias"), l.get("eps")]),
  extra: (l) => `${l.repr("normalized_shape")}, eps=${l.repr("eps")}, elementwise_affine=${l.repr("elementwise_affine")}, bias=${l.get("bias") === null ? "False" : "True"}`,
});

export const rmsNorm = layer({
  signature: "RMSNorm(normalized_shape, eps=None, elementwise_affine=True, device=None, dtype=None)",
  module: "normalization",
  init: (l) => {
    l.set("normalized_shape", spreadTuple(l.a.normalized_shape ?? null, 1));
    l.keep("eps", "elementwise_affine");
    l.parameter("weight", l.truth("elementwise_affine") ? ones(l, numbersOf(l.get("normalized_shape"))) : null);
  },
  forward: (l, args, keywords) => l.call("rms_norm", [input(args, keywords), l.get("normalized_shape"), l.get("weight"), l.get("eps")]),
  extra: (l) => `${l.repr("normalized_shape")}, eps=${l.repr("eps")}, elementwise_affine=${l.repr("elementwise_affine")}`,
});

export const groupNorm = layer({
  signature: "GroupNorm(num_groups, num_channels, eps=None, affine=True, device=None, dtype=None)",
  module: "normalization",
  init: (l) => {
    l.keep("num_groups", "num_channels", "affine");
    l.set("eps", numberOr(l.a.eps ?? null, 1e-5));
    if (l.int("num_channels") % l.int("num_groups") !== 0) throw valueError(l.machine, `num_channels (${l.int("num_channels")}) must be divisible by num_groups (${l.int("num_groups")})`);
    affine(l, l.truth("affine"), [l.int("num_channels")]);
  },
  forward: (l, args, keywords) => l.call("group_norm", [input(args, keywords), l.get("num_groups"), l.get("weight"), l.get("bias"), l.get("eps")]),
  extra: (l) => `${l.repr("num_groups")}, ${l.repr("num_channels")}, eps=${l.repr("eps")}, affine=${l.repr("affine")}, bias=${l.get("bias") === null ? "False" : "True"}`,
});
