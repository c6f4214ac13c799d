/** Layers with parameters. A row: how it is called, what it holds, what it computes, what its repr says. */
import type { Machine } from "../../../python/machine.js";
import { define, native, type Arguments } from "../../../python/define-native.js";
import { type PyInstance, PyTuple, PyType, type Value } from "../../../python/object.js";
import { full, type NDArray } from "../../../tensor/array.js";
import { defaultBias, defaultWeight } from "../../../tensor/random/initializers.js";
import type { Attribute } from "../../../ops/define.js";
import { floatArgument, intArgument, isInt, isSequence, numberOf } from "../../arguments.js";
import { apply } from "../call.js";
import { sampleOrigin } from "../creation.js";
import { batchNorm, dropout } from "../functional.js";
import { isTensor, makeLeaf, parameterType, stateOf, tensorOf, TorchTensor } from "../tensor-type.js";
import { initialize, moduleType, partsOf } from "./module.js";
import { PyFloat } from "../../../python/object.js";
import { floatText } from "./texts.js";

export interface LayerRow {
  readonly signature: string;
  readonly setup: (machine: Machine, module: PyInstance, a: Arguments) => void;
  readonly forward: (machine: Machine, module: PyInstance, args: readonly Value[], keywords: ReadonlyMap<string, Value>) => Value;
  readonly extra: (machine: Machine, module: PyInstance) => string;
}

export function layer(row: LayerRow, base: PyType = moduleType, where = "torch.nn.modules"): PyType {
  const name = row.signature.slice(0, row.signature.indexOf("("));
  const type = new PyType(name, [base], where);
  const setup = native(`__init__(self, ${row.signature.slice(name.length + 1)}`, (machine, a) => {
    const module = a.self as PyInstance; // bound to the type
    initialize(module);
    row.setup(machine, module, a);
    return null;
  });
  return define(type, [
    setup,
    native("forward(self, *args, **keywords)", (machine, a, bound) => row.forward(machine, a.self as PyInstance, bound.rest, bound.restKeywords)), // bound to the type
    native("extra_repr(self)", (machine, a) => row.extra(machine, a.self as PyInstance)), // as above
  ]);
}

export const get = (module: PyInstance, name: string): Value => module.dict.get(name) ?? null;
export const keep = (module: PyInstance, a: Arguments, ...names: readonly string[]): void => { for (const name of names) module.dict.set(name, a[name] ?? null); };

export function addParameter(machine: Machine, module: PyInstance, name: string, array: NDArray | null, call = module.type.name): void {
  const tensor = array && new TorchTensor(tensorOf(machine.trace.leaf(array, sampleOrigin(machine, call))).handle, parameterType);
  if (tensor) makeLeaf(machine, tensor, true);
  partsOf(module)!.parameters.set(name, tensor);
}

function addConstant(machine: Machine, module: PyInstance, name: string, array: NDArray | null): void {
  const tensor = array && new TorchTensor(tensorOf(machine.trace.leaf(array, { kind: "literal" })).handle, parameterType);
  if (tensor) makeLeaf(machine, tensor, true);
  partsOf(module)!.parameters.set(name, tensor);
}

function addBuffer(machine: Machine, module: PyInstance, name: string, array: NDArray): void {
  partsOf(module)!.buffers.set(name, tensorOf(machine.trace.leaf(array, { kind: "literal" })));
}

export const held = (module: PyInstance, name: string): TorchTensor | null => partsOf(module)?.parameters.get(name) ?? partsOf(module)?.buffers.get(name) ?? null;

export const input = (machine: Machine, args: readonly Value[], keywords: ReadonlyMap<string, Value>): TorchTensor => {
  const value = args[0] ?? keywords.get("input") ?? keywords.get("x");
  if (value === undefined || !isTensor(value)) throw machine.raise("TypeError", `forward() missing 1 required positional argument: 'input'`);
  return value;
};

export const nodes = (machine: Machine, ...list: readonly (TorchTensor | null)[]) => list.filter((one) => one !== null).map((one) => one.tracedNode(machine));

const int = (machine: Machine, value: Value | undefined): number => intArgument(machine, value ?? null, "size");
const float = (machine: Machine, value: Value | undefined, otherwise: number): number => (value === null || value === undefined ? otherwise : floatArgument(machine, value, "argument"));

/** An int or a tuple of `rank` ints. */
const ints = (machine: Machine, value: Value, rank: number): number[] => (isSequence(value) ? value.items.map((one) => int(machine, one)) : Array.from({ length: rank }, () => int(machine, value)));
const tuple = (list: readonly number[]): string => `(${list.join(", ")}${list.length === 1 ? "," : ""})`;
const asTuple = (list: readonly number[]): PyTuple => new PyTuple([...list]);
const listOf = (value: Value): number[] => (value instanceof PyTuple ? value.items.map((one) => (isInt(one) ? numberOf(one) : 0)) : []);

const linear = layer({
  signature: "Linear(in_features, out_features, bias=True, device=None, dtype=None)",
  setup: (machine, module, a) => {
    keep(module, a, "in_features", "out_features");
    const shape = [int(machine, a.out_features), int(machine, a.in_features)];
    const { generator, defaultFloat } = stateOf(machine);
    addParameter(machine, module, "weight", defaultWeight(generator, shape, defaultFloat));
    addParameter(machine, module, "bias", a.bias === false ? null : defaultBias(generator, shape[0]!, shape, defaultFloat));
  },
  forward: (machine, module, args, keywords) => apply(machine, "linear", nodes(machine, input(machine, args, keywords), held(module, "weight"), held(module, "bias"))),
  extra: (machine, module) => `in_features=${machine.str(get(module, "in_features"))}, out_features=${machine.str(get(module, "out_features"))}, bias=${held(module, "bias") ? "True" : "False"}`,
}, moduleType, "torch.nn.modules.linear");

function convolution(rank: 1 | 2 | 3): PyType {
  return layer({
    signature: `Conv${rank}d(in_channels, out_channels, kernel_size, stride=1, padding=0, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None)`,
    setup: (machine, module, a) => {
      const [channels, filters, groups] = [int(machine, a.in_channels), int(machine, a.out_channels), int(machine, a.groups)];
      const kernel = ints(machine, a.kernel_size!, rank);
      for (const name of ["kernel_size", "stride", "dilation"] as const) module.dict.set(name, asTuple(ints(machine, a[name]!, rank)));
      module.dict.set("padding", typeof a.padding === "string" ? a.padding : asTuple(ints(machine, a.padding!, rank)));
      keep(module, a, "in_channels", "out_channels", "groups", "padding_mode");
      const shape = [filters, channels / groups, ...kernel];
      const { generator, defaultFloat } = stateOf(machine);
      addParameter(machine, module, "weight", defaultWeight(generator, shape, defaultFloat));
      addParameter(machine, module, "bias", a.bias === false ? null : defaultBias(generator, filters, shape, defaultFloat));
    },
    forward: (machine, module, args, keywords) => {
      const padding = get(module, "padding");
      return apply(machine, `conv${rank}d`, nodes(machine, input(machine, args, keywords), held(module, "weight"), held(module, "bias")), {
        stride: listOf(get(module, "stride")), padding: typeof padding === "string" ? padding : listOf(padding), dilation: listOf(get(module, "dilation")), groups: int(machine, get(module, "groups")),
      });
    },
    extra: (machine, module) => {
      const [stride, dilation] = [listOf(get(module, "stride")), listOf(get(module, "dilation"))];
      const padding = get(module, "padding");
      const groups = int(machine, get(module, "groups"));
      return [
        `${machine.str(get(module, "in_channels"))}, ${machine.str(get(module, "out_channels"))}, kernel_size=${tuple(listOf(get(module, "kernel_size")))}, stride=${tuple(stride)}`,
        ...(typeof padding === "string" ? [`padding=${padding}`] : listOf(padding).some((n) => n) ? [`padding=${tuple(listOf(padding))}`] : []),
        ...(dilation.some((n) => n !== 1) ? [`dilation=${tuple(dilation)}`] : []), ...(groups !== 1 ? [`groups=${groups}`] : []), ...(held(module, "bias") ? [] : ["bias=False"]),
      ].join(", ");
    },
  }, moduleType, "torch.nn.modules.conv");
}

function transposed(rank: 1 | 2 | 3): PyType {
  return layer({
    signature: `ConvTranspose${rank}d(in_channels, out_channels, kernel_size, stride=1, padding=0, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None)`,
    setup: (machine, module, a) => {
      const [channels, filters, groups] = [int(machine, a.in_channels), int(machine, a.out_channels), int(machine, a.groups)];
      for (const name of ["kernel_size", "stride", "padding", "output_padding", "dilation"] as const) module.dict.set(name, asTuple(ints(machine, a[name]!, rank)));
      keep(module, a, "in_channels", "out_channels", "groups");
      const shape = [channels, filters / groups, ...ints(machine, a.kernel_size!, rank)];
      const { generator, defaultFloat } = stateOf(machine);
      addParameter(machine, module, "weight", defaultWeight(generator, shape, defaultFloat));
      addParameter(machine, module, "bias", a.bias === false ? null : defaultBias(generator, filters, shape, defaultFloat));
    },
    forward: (machine, module, args, keywords) => apply(machine, `conv_transpose${rank}d`, nodes(machine, input(machine, args, keywords), held(module, "weight"), held(module, "bias")), {
      stride: listOf(get(module, "stride")), padding: listOf(get(module, "padding")), output_padding: listOf(get(module, "output_padding")), dilation: listOf(get(module, "dilation")), groups: int(machine, get(module, "groups")),
    }),
    extra: (machine, module) => `${machine.str(get(module, "in_channels"))}, ${machine.str(get(module, "out_channels"))}, kernel_size=${tuple(listOf(get(module, "kernel_size")))}, stride=${tuple(listOf(get(module, "stride")))}${listOf(get(module, "padding")).some((n) => n) ? `, padding=${tuple(listOf(get(module, "padding")))}` : ""}${listOf(get(module, "output_padding")).some((n) => n) ? `, output_padding=${tuple(listOf(get(module, "output_padding")))}` : ""}`,
  }, moduleType, "torch.nn.modules.conv");
}

function batchNormLayer(rank: 1 | 2 | 3): PyType {
  return layer({
    signature: `BatchNorm${rank}d(num_features, eps=None, momentum=None, affine=True, track_running_stats=True, device=None, dtype=None)`,
    setup: (machine, module, a) => {
      const count = int(machine, a.num_features);
      keep(module, a, "num_features", "affine", "track_running_stats");
      module.dict.set("eps", a.eps ?? new PyFloat(1e-5));
      module.dict.set("momentum", a.momentum ?? new PyFloat(0.1));
      const { defaultFloat } = stateOf(machine);
      addConstant(machine, module, "weight", a.affine === false ? null : full(defaultFloat, [count], 1));
      addConstant(machine, module, "bias", a.affine === false ? null : full(defaultFloat, [count], 0));
      if (a.track_running_stats === false) return;
      addBuffer(machine, module, "running_mean", full(defaultFloat, [count], 0));
      addBuffer(machine, module, "running_var", full(defaultFloat, [count], 1));
      addBuffer(machine, module, "num_batches_tracked", full("int64", [], 0));
    },
    forward: (machine, module, args, keywords) => {
      const training = machine.truth(get(module, "training"));
      const mean = held(module, "running_mean");
      const tracked = held(module, "num_batches_tracked");
      if (training && tracked) partsOf(module)!.buffers.set("num_batches_tracked", tensorOf(machine.trace.leaf(full("int64", [], tracked.handle.array().buffer[0]! + 1), { kind: "computed" })));
      return batchNorm(machine, input(machine, args, keywords), { mean, variance: held(module, "running_var") }, [held(module, "weight"), held(module, "bias")], training || !mean, float(machine, get(module, "momentum"), 0.1), float(machine, get(module, "eps"), 1e-5));
    },
    extra: (machine, module) => `${machine.str(get(module, "num_features"))}, eps=${floatText(machine, get(module, "eps"))}, momentum=${floatText(machine, get(module, "momentum"))}, affine=${machine.str(get(module, "affine"))}, track_running_stats=${machine.str(get(module, "track_running_stats"))}`,
  }, moduleType, "torch.nn.modules.batchnorm");
}

const layerNorm = layer({
  signature: "LayerNorm(normalized_shape, eps=None, elementwise_affine=True, bias=True, device=None, dtype=None)",
  setup: (machine, module, a) => {
    const shape = ints(machine, a.normalized_shape!, 1);
    module.dict.set("normalized_shape", asTuple(shape));
    module.dict.set("eps", a.eps ?? new PyFloat(1e-5));
    keep(module, a, "elementwise_affine");
    const { defaultFloat } = stateOf(machine);
    addConstant(machine, module, "weight", a.elementwise_affine === false ? null : full(defaultFloat, shape, 1));
    addConstant(machine, module, "bias", a.elementwise_affine === false || a.bias === false ? null : full(defaultFloat, shape, 0));
  },
  forward: (machine, module, args, keywords) => apply(machine, "layer_norm", nodes(machine, input(machine, args, keywords), held(module, "weight"), held(module, "bias")), { normalized_shape: listOf(get(module, "normalized_shape")), eps: float(machine, get(module, "eps"), 1e-5) }),
  extra: (machine, module) => `${tuple(listOf(get(module, "normalized_shape")))}, eps=${floatText(machine, get(module, "eps"))}, elementwise_affine=${machine.str(get(module, "elementwise_affine"))}${held(module, "bias") ? ", bias=True" : ", bias=False"}`,
}, moduleType, "torch.nn.modules.normalization");

const groupNorm = layer({
  signature: "GroupNorm(num_groups, num_channels, eps=None, affine=True, device=None, dtype=None)",
  setup: (machine, module, a) => {
    keep(module, a, "num_groups", "num_channels", "affine");
    module.dict.set("eps", a.eps ?? new PyFloat(1e-5));
    const { defaultFloat } = stateOf(machine);
    const shape = [int(machine, a.num_channels)];
    addConstant(machine, module, "weight", a.affine === false ? null : full(defaultFloat, shape, 1));
    addConstant(machine, module, "bias", a.affine === false ? null : full(defaultFloat, shape, 0));
  },
  forward: (machine, module, args, keywords) => apply(machine, "group_norm", nodes(machine, input(machine, args, keywords), held(module, "weight"), held(module, "bias")), { num_groups: int(machine, get(module, "num_groups")), eps: float(machine, get(module, "eps"), 1e-5) }),
  extra: (machine, module) => `${machine.str(get(module, "num_groups"))}, ${machine.str(get(module, "num_channels"))}, eps=${floatText(machine, get(module, "eps"))}, affine=${machine.str(get(module, "affine"))}`,
}, moduleType, "torch.nn.modules.normalization");

const embedding = layer({
  signature: "Embedding(num_embeddings, embedding_dim, padding_idx=None, max_norm=None, norm_type=None, scale_grad_by_freq=False, sparse=False, device=None, dtype=None)",
  setup: (machine, module, a) => {
    keep(module, a, "num_embeddings", "embedding_dim", "padding_idx");
    const shape = [int(machine, a.num_embeddings), int(machine, a.embedding_dim)];
    const { generator, defaultFloat } = stateOf(machine);
    const array = generator.fillNormal(shape, 0, 1, defaultFloat);
    if (a.padding_idx !== null) array.buffer.fill(0, int(machine, a.padding_idx) * shape[1]!, (int(machine, a.padding_idx) + 1) * shape[1]!);
    addParameter(machine, module, "weight", array);
  },
  forward: (machine, module, args, keywords) => {
    const padding = get(module, "padding_idx");
    return apply(machine, "embedding", nodes(machine, held(module, "weight"), input(machine, args, keywords)), { padding_idx: (padding === null ? null : int(machine, padding)) as Attribute });
  },
  extra: (machine, module) => `${machine.str(get(module, "num_embeddings"))}, ${machine.str(get(module, "embedding_dim"))}${get(module, "padding_idx") === null ? "" : `, padding_idx=${machine.str(get(module, "padding_idx"))}`}`,
}, moduleType, "torch.nn.modules.sparse");

const dropoutLayer = (name: string, whole: boolean): PyType => layer({
  signature: `${name}(p=None, inplace=False)`,
  setup: (_, module, a) => {
    module.dict.set("p", a.p ?? new PyFloat(0.5));
    keep(module, a, "inplace");
  },
  forward: (machine, module, args, keywords) => {
    const x = input(machine, args, keywords);
    return dropout(machine, x, float(machine, get(module, "p"), 0.5), machine.truth(get(module, "training")), whole ? x.shape.map((length, axis) => (axis < 2 ? length : 1)) : x.shape);
  },
  extra: (machine, module) => `p=${machine.str(get(module, "p"))}, inplace=${machine.str(get(module, "inplace"))}`,
}, moduleType, "torch.nn.modules.dropout");

export const LAYERS: readonly PyType[] = [
  linear, convolution(1), convolution(2), convolution(3), transposed(1), transposed(2), transposed(3), batchNormLayer(1), batchNormLayer(2), batchNormLayer(3),
  layerNorm, groupNorm, embedding, dropoutLayer("Dropout", false), dropoutLayer("Dropout1d", true), dropoutLayer("Dropout2d", true),
];
