/** Layers with parameters. A row: how it is called, what it makes, what it computes, what its repr says. */
import { native } from "../../../python/define-native.js";
import { type PyBuiltin, type PyType, PyTuple, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { defaultBias, defaultWeight } from "../../../tensor/random/initializers.js";
import { valueError } from "../errors.js";
import { torchState } from "../state.js";
import { embed } from "./embedding.js";
import { asTensor, isTensor, parameterType } from "../tensor.js";
import { dropout } from "./functional.js";
import { input, type Layer, layer, numberOr, numbersOf, numberValue, spreadTuple } from "./layer.js";
import { batchNormLayer, groupNorm, instanceNormLayer, layerNorm, rmsNorm } from "./normalization.js";

const tuple = (l: Layer, name: string): string => l.machine.repr(l.get(name));

function makeWeights(l: Layer, shape: readonly number[], outputs: number): void {
  const { generator } = l.state;
  l.parameter("weight", defaultWeight(generator, shape, l.dtype), l.self.type.name);
  l.parameter("bias", l.truth("bias") ? defaultBias(generator, outputs, shape, l.dtype) : null, l.self.type.name);
}

const linear = layer({
  signature: "Linear(in_features, out_features, bias=True, device=None, dtype=None)",
  module: "linear",
  init: (l) => {
    l.keep("in_features", "out_features");
    makeWeights(l, [l.int("out_features"), l.int("in_features")], l.int("out_features"));
  },
  forward: (l, args, keywords) => l.call("linear", [input(args, keywords), l.get("weight"), ...(l.get("bias") === null ? [] : [l.get("bias")])]),
  extra: (l) => `in_features=${l.repr("in_features")}, out_features=${l.repr("out_features")}, bias=${l.get("bias") === null ? "False" : "True"}`,
});

const bilinear = layer({
  signature: "Bilinear(in1_features, in2_features, out_features, bias=True, device=None, dtype=None)",
  module: "linear",
  init: (l) => {
    l.keep("in1_features", "in2_features", "out_features");
    const bound = 1 / Math.sqrt(l.int("in1_features"));
    const { generator } = l.state;
    l.parameter("weight", generator.fillUniform([l.int("out_features"), l.int("in1_features"), l.int("in2_features")], -bound, bound, l.dtype), "Bilinear");
    l.parameter("bias", l.truth("bias") ? generator.fillUniform([l.int("out_features")], -bound, bound, l.dtype) : null, "Bilinear");
  },
  forward: (l, args) => l.call("bilinear", [args[0]!, args[1]!, l.get("weight"), ...(l.get("bias") === null ? [] : [l.get("bias")])]),
  extra: (l) => `in1_features=${l.repr("in1_features")}, in2_features=${l.repr("in2_features")}, out_features=${l.repr("out_features")}, bias=${l.get("bias") === null ? "False" : "True"}`,
});

const nonTrivial = (l: Layer, name: string, usual: number): boolean => {
  const value = l.get(name);
  return typeof value === "string" || numbersOf(value).some((one) => one !== usual);
};

function convolutionText(l: Layer, transposed: boolean): string {
  return [
    `${l.repr("in_channels")}, ${l.repr("out_channels")}, kernel_size=${tuple(l, "kernel_size")}, stride=${tuple(l, "stride")}`,
    ...(nonTrivial(l, "padding", 0) ? [`padding=${l.machine.str(l.get("padding"))}`] : []),
    ...(nonTrivial(l, "dilation", 1) ? [`dilation=${tuple(l, "dilation")}`] : []),
    ...(transposed && nonTrivial(l, "output_padding", 0) ? [`output_padding=${tuple(l, "output_padding")}`] : []),
    ...(l.get("groups") === 1 ? [] : [`groups=${l.repr("groups")}`]),
    ...(l.get("bias") === null ? ["bias=False"] : []),
    ...(l.get("padding_mode") === "zeros" ? [] : [`padding_mode=${l.machine.str(l.get("padding_mode"))}`]),
  ].join(", ");
}

function keepGeometry(l: Layer, rank: number, names: readonly string[]): void {
  for (const name of names) {
    const value = l.a[name] ?? null;
    l.set(name, typeof value === "string" ? value : spreadTuple(value, rank));
  }
  l.keep("in_channels", "out_channels", "groups", "padding_mode");
  for (const [name, channels] of [["in_channels", l.int("in_channels")], ["out_channels", l.int("out_channels")]] as const) {
    if (channels % l.int("groups") !== 0) throw valueError(l.machine, `${name} must be divisible by groups`);
  }
}

const convolution = (rank: 1 | 2 | 3): PyType => layer({
  signature: `Conv${rank}d(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None)`,
  module: "conv",
  init: (l) => {
    keepGeometry(l, rank, ["kernel_size", "stride", "padding", "dilation"]);
    makeWeights(l, [l.int("out_channels"), l.int("in_channels") / l.int("groups"), ...numbersOf(l.get("kernel_size"))], l.int("out_channels"));
  },
  forward: (l, args, keywords) => {
    let x = input(args, keywords);
    let padding = l.get("padding");
    const mode = l.get("padding_mode");
    if (mode !== "zeros") {
      const pads = numbersOf(padding).reverse().flatMap((n) => [n, n]);
      x = l.call("pad", [x, new PyTuple(pads)], { mode });
      padding = spreadTuple(0, rank);
    }
    return l.call(`conv${rank}d`, [x, l.get("weight"), l.get("bias"), l.get("stride"), padding, l.get("dilation"), l.get("groups")]);
  },
  extra: (l) => convolutionText(l, false),
});

const transposed = (rank: 1 | 2 | 3): PyType => layer({
  signature: `ConvTranspose${rank}d(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)`,
  module: "conv",
  init: (l) => {
    keepGeometry(l, rank, ["kernel_size", "stride", "padding", "output_padding", "dilation"]);
    makeWeights(l, [l.int("in_channels"), l.int("out_channels") / l.int("groups"), ...numbersOf(l.get("kernel_size"))], l.int("out_channels"));
  },
  forward: (l, args, keywords) => l.call(`conv_transpose${rank}d`, [input(args, keywords), l.get("weight"), l.get("bias"), l.get("stride"), l.get("padding"), outputPadding(l, rank, input(args, keywords), args[1] ?? keywords.get("output_size") ?? null), l.get("groups"), l.get("dilation")]),
  extra: (l) => convolutionText(l, true),
});

/** What `output_size` asks for beyond the smallest size. */
function outputPadding(l: Layer, rank: number, x: Value, wanted: Value): Value {
  if (wanted === null || !isTensor(x)) return l.get("output_padding");
  const sizes = numbersOf(wanted).slice(-rank);
  const [stride, padding, dilation, kernel] = ["stride", "padding", "dilation", "kernel_size"].map((name) => numbersOf(l.get(name)));
  return new PyTuple(sizes.map((size, i) => size - ((x.shape.at(i - rank)! - 1) * stride![i]! - 2 * padding![i]! + dilation![i]! * (kernel![i]! - 1) + 1)));
}

/** A layer around a table that is there already. */
export const fromPretrained = (text: string): PyBuiltin => native(text, (machine, a) => {
  const table = asTensor(a.embeddings);
  const [rows, width] = table.shape;
  if (table.shape.length !== 2) throw machine.raise("AssertionError", "Embeddings parameter is expected to be 2-dimensional");
  const options = Object.entries(a).filter(([name, value]) => !["cls", "embeddings", "freeze"].includes(name) && value !== null);
  const { recording } = machine.trace;
  const state = torchState(machine).generator.state();
  const made = machine.call(a.cls!, [rows!, width!], new Map(options));
  torchState(machine).generator.restore(state);
  machine.trace.recording = false;
  machine.setAttribute(made, "weight", machine.call(parameterType, [table, !machine.truth(a.freeze!)]));
  machine.trace.recording = recording;
  return made;
}, "class");

const embedding = layer({
  signature: "Embedding(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=None, scale_grad_by_freq=False, sparse=False, device=None, dtype=None)",
  module: "sparse",
  init: (l) => {
    l.keep("num_embeddings", "embedding_dim", "padding_idx", "max_norm", "scale_grad_by_freq", "sparse");
    l.set("norm_type", numberOr(l.a.norm_type ?? null, 2));
    const [rows, width] = [l.int("num_embeddings"), l.int("embedding_dim")];
    const array = l.state.generator.fillNormal([rows, width], 0, 1, l.dtype);
    if (l.get("padding_idx") !== null) {
      const at = l.int("padding_idx") < 0 ? l.int("padding_idx") + rows : l.int("padding_idx");
      l.set("padding_idx", at);
      array.buffer.fill(0, at * width, (at + 1) * width);
    }
    l.parameter("weight", array, "Embedding");
  },
  forward: (l, args, keywords) => embed(l.machine, input(args, keywords), l.get("weight"), { padding: l.get("padding_idx"), maxNorm: l.get("max_norm"), normType: l.get("norm_type"), byFrequency: l.get("scale_grad_by_freq") === true }),
  extra: (l) => [
    l.repr("num_embeddings"), l.repr("embedding_dim"), ...["padding_idx", "max_norm"].filter((name) => l.get(name) !== null).map((name) => `${name}=${l.repr(name)}`), ...(nonTrivial(l, "norm_type", 2) ? [`norm_type=${l.repr("norm_type")}`] : []),
    ...["scale_grad_by_freq", "sparse"].filter((name) => l.get(name) === true).map((name) => `${name}=True`),
  ].join(", "),
  more: [fromPretrained("from_pretrained(cls, embeddings, freeze=True, padding_idx=None, max_norm=None, norm_type=None, scale_grad_by_freq=False, sparse=False)")],
});

const dropoutLayer = (name: string, whole: boolean): PyType => layer({
  signature: `${name}(p=None, inplace=False)`,
  module: "dropout",
  init: (l) => {
    l.set("p", numberOr(l.a.p ?? null, 0.5));
    l.keep("inplace");
    const p = numberValue(l, "p", 0.5);
    if (p < 0 || p > 1) throw valueError(l.machine, `dropout probability has to be between 0 and 1, but got ${l.repr("p")}`);
  },
  forward: (l, args, keywords) => {
    const x = asTensor(input(args, keywords));
    return dropout(l.machine, x, numberValue(l, "p", 0.5), l.training, l.get("inplace") === true, whole ? x.shape.map((length, axis) => (axis < 2 ? length : 1)) : x.shape);
  },
  extra: (l) => `p=${l.repr("p")}, inplace=${l.repr("inplace")}`,
});

const prelu = layer({
  signature: "PReLU(num_parameters=1, init=None, device=None, dtype=None)",
  module: "activation",
  init: (l) => {
    l.keep("num_parameters");
    l.parameter("weight", full(l.dtype, [l.int("num_parameters")], l.a.init === null ? 0.25 : numbersOf(l.a.init ?? 0)[0]!));
  },
  forward: (l, args, keywords) => l.call("prelu", [input(args, keywords), l.get("weight")]),
  extra: (l) => `num_parameters=${l.repr("num_parameters")}`,
});

export const LAYERS: readonly PyType[] = [
  linear, bilinear, convolution(1), convolution(2), convolution(3), transposed(1), transposed(2), transposed(3), batchNormLayer(1), batchNormLayer(2), batchNormLayer(3),
  instanceNormLayer(1), instanceNormLayer(2), instanceNormLayer(3), layerNorm, rmsNorm, groupNorm, embedding, prelu,
  dropoutLayer("Dropout", false), dropoutLayer("Dropout1d", true), dropoutLayer("Dropout2d", true), dropoutLayer("Dropout3d", true),
];
