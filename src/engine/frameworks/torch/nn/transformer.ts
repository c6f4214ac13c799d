/** torch.nn.Transformer and its parts (Vaswani et al. 2017; torch/nn/modules/transformer.py). */
import type { Machine } from "../../../python/machine.js";
import { type Keywords, NO_KEYWORDS, PyBuiltin, PyFloat, type PyType, type Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { xavierUniform } from "../../../tensor/random/initializers.js";
import { constantNode } from "../../../trace/node.js";
import { callNamed } from "../dispatch.js";
import { dtypeArgument } from "../dtypes.js";
import { runtimeError, valueError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { apply, sampleOrigin, torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { multiheadAttention } from "./attention.js";
import { CONTAINERS } from "./containers.js";
import { type Layer, layer, numberOr } from "./layer.js";
import { LAYERS } from "./layers.js";
import { membersOf } from "./module-methods.js";
import { isModule } from "./module.js";

const typeNamed = (name: string): PyType => [...LAYERS, ...CONTAINERS].find((one) => one.name === name)!;
const named = (entries: Readonly<Record<string, Value>>): Keywords => new Map(Object.entries(entries));

/** Arguments by name, however they were given. */
const read = (names: readonly string[], args: readonly Value[], keywords: Keywords) => (name: string): Value => args[names.indexOf(name)] ?? keywords.get(name) ?? null;

const add = (l: Layer, a: Value, b: Value): Value => l.machine.binary("+", a, b);

const SETTINGS = "dim_feedforward=2048, dropout=None, activation='relu', layer_norm_eps=None, batch_first=False, norm_first=False, bias=True, device=None, dtype=None";

/** Attention, feed-forward and norms, in the order in which PyTorch makes them. */
function makeParts(l: Layer, attentions: readonly string[], norms: number): void {
  const { machine } = l;
  const rate = l.a.dropout ?? new PyFloat(0.1);
  const [width, hidden] = [l.a.d_model!, l.a.dim_feedforward!];
  const common = { bias: l.a.bias!, dtype: l.a.dtype ?? null };
  for (const name of attentions) l.module(name, machine.call(multiheadAttention, [width, l.a.nhead!], named({ dropout: rate, batch_first: l.a.batch_first!, ...common })));
  l.module("linear1", machine.call(typeNamed("Linear"), [width, hidden], named(common)));
  l.module("dropout", machine.call(typeNamed("Dropout"), [rate]));
  l.module("linear2", machine.call(typeNamed("Linear"), [hidden, width], named(common)));
  l.keep("norm_first");
  for (let i = 1; i <= norms; i++) l.module(`norm${i}`, machine.call(typeNamed("LayerNorm"), [width], named({ eps: numberOr(l.a.layer_norm_eps ?? null, 1e-5), ...common })));
  for (let i = 1; i <= norms; i++) l.module(`dropout${i}`, machine.call(typeNamed("Dropout"), [rate]));
  const { activation = null } = l.a;
  if (typeof activation === "string" && activation !== "relu" && activation !== "gelu") throw runtimeError(machine, `activation should be relu/gelu, not ${activation}`);
  if (isModule(activation)) l.module("activation", activation);
  else l.set("activation", activation);
}

function feedForward(l: Layer, x: Value, last: string): Value {
  const activation = l.get("activation");
  const hidden = l.run("linear1", [x]);
  const active = typeof activation === "string" ? callNamed(l.machine, `torch.nn.functional.${activation}`, [hidden]) : l.machine.call(activation, [hidden]);
  return l.run(last, [l.run("linear2", [l.run("dropout", [active])])]);
}

function attention(l: Layer, name: string, query: Value, source: Value, masks: Readonly<Record<string, Value>>, last: string): Value {
  const [result] = l.machine.iterate(l.run(name, [query, source, source], named({ ...masks, need_weights: false })));
  return l.run(last, [result!]);
}

/** Norm before (`norm_first`) or after what is added. */
function residual(l: Layer, x: Value, norm: string, branch: (x: Value) => Value): Value {
  return l.get("norm_first") === true ? add(l, x, branch(l.run(norm, [x]))) : l.run(norm, [add(l, x, branch(x))]);
}

const encoderLayer = layer({
  signature: `TransformerEncoderLayer(d_model, nhead, ${SETTINGS})`,
  module: "transformer",
  init: (l) => makeParts(l, ["self_attn"], 2),
  forward: (l, args, keywords) => {
    const get = read(["src", "src_mask", "src_key_padding_mask", "is_causal"], args, keywords);
    const masks = { attn_mask: get("src_mask"), key_padding_mask: get("src_key_padding_mask"), is_causal: get("is_causal") ?? false };
    const x = residual(l, get("src"), "norm1", (inner) => attention(l, "self_attn", inner, inner, masks, "dropout1"));
    return residual(l, x, "norm2", (inner) => feedForward(l, inner, "dropout2"));
  },
});

const decoderLayer = layer({
  signature: `TransformerDecoderLayer(d_model, nhead, ${SETTINGS})`,
  module: "transformer",
  init: (l) => makeParts(l, ["self_attn", "multihead_attn"], 3),
  forward: (l, args, keywords) => {
    const get = read(["tgt", "memory", "tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask", "tgt_is_causal", "memory_is_causal"], args, keywords);
    const own = { attn_mask: get("tgt_mask"), key_padding_mask: get("tgt_key_padding_mask"), is_causal: get("tgt_is_causal") ?? false };
    const across = { attn_mask: get("memory_mask"), key_padding_mask: get("memory_key_padding_mask"), is_causal: get("memory_is_causal") ?? false };
    let x = residual(l, get("tgt"), "norm1", (inner) => attention(l, "self_attn", inner, inner, own, "dropout1"));
    x = residual(l, x, "norm2", (inner) => attention(l, "multihead_attn", inner, get("memory"), across, "dropout2"));
    return residual(l, x, "norm3", (inner) => feedForward(l, inner, "dropout3"));
  },
});

function makeStack(l: Layer, part: string): void {
  const count = l.int("num_layers");
  l.module("layers", l.machine.call(typeNamed("ModuleList"), [l.machine.call(l.machine.getAttribute(l.machine.makeDict(Array.from({ length: count }, (_, i) => [i, l.machine.deepCopy(l.a[part]!)] as const)), "values"), [])]));
  l.keep("num_layers");
  if (l.a.norm === null) l.set("norm", null);
  else l.module("norm", l.a.norm!);
}

function runStack(l: Layer, x: Value, rest: readonly Value[], keywords: Keywords): Value {
  let result = x;
  for (const one of l.machine.iterate(l.get("layers"))) result = l.machine.call(one, [result, ...rest], keywords);
  return l.get("norm") === null ? result : l.run("norm", [result]);
}

/** In evaluation without gradients PyTorch packs the batch: what is padded at the end of a sequence comes out as 0. */
function packs(l: Layer, source: Value, padding: Value): boolean {
  const { machine } = l;
  const [first] = machine.iterate(l.get("layers"));
  if (!isTensor(padding) || padding.dtype !== "bool" || asTensor(source).shape.length !== 3 || l.get("enable_nested_tensor") !== true || l.training || machine.trace.recording || !first || !machine.isInstance(first, encoderLayer)) return false;
  const attention = machine.getAttribute(first, "self_attn");
  const is = (owner: Value, name: string): boolean => machine.truth(machine.getAttribute(owner, name));
  if (is(first, "norm_first") || !is(attention, "batch_first") || machine.getAttribute(attention, "in_proj_bias") === null || Number(machine.getAttribute(attention, "num_heads")) % 2 === 1) return false;
  const activation = machine.getAttribute(first, "activation");
  if (typeof activation !== "string") return false;
  const [, length = 0] = padding.shape;
  return toNumbers(padding.array()).every((hidden, i, all) => i % length === 0 || hidden === 1 || all[i - 1] === 0);
}

const encoder = layer({
  signature: "TransformerEncoder(encoder_layer, num_layers, norm=None, enable_nested_tensor=True, mask_check=True)",
  module: "transformer",
  init: (l) => {
    makeStack(l, "encoder_layer");
    l.keep("enable_nested_tensor", "mask_check");
  },
  forward: (l, args, keywords) => {
    const get = read(["src", "mask", "src_key_padding_mask", "is_causal"], args, keywords);
    const padding = get("src_key_padding_mask");
    const result = runStack(l, get("src"), [], named({ src_mask: get("mask"), src_key_padding_mask: padding, is_causal: get("is_causal") ?? false }));
    if (!packs(l, get("src"), padding)) return result;
    const hidden = apply(l.machine, "unsqueeze", [asTensor(padding).node(l.machine)], { axis: 2 });
    const node = asTensor(result).node(l.machine);
    return new Tensor(l.state.ops.where(hidden, l.state.ops.zerosLike(node), node));
  },
});

const decoder = layer({
  signature: "TransformerDecoder(decoder_layer, num_layers, norm=None)",
  module: "transformer",
  init: (l) => makeStack(l, "decoder_layer"),
  forward: (l, args, keywords) => {
    const get = read(["tgt", "memory", "tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask", "tgt_is_causal", "memory_is_causal"], args, keywords);
    const options = Object.fromEntries(["tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"].map((name) => [name, get(name)]));
    return runStack(l, get("tgt"), [get("memory")], named({ ...options, tgt_is_causal: get("tgt_is_causal") ?? false, memory_is_causal: get("memory_is_causal") ?? false }));
  },
});

/** −∞ above the diagonal: no place looks at a later one. */
function subsequentMask(machine: Machine, size: number, dtype: Value): Tensor {
  const kind = dtypeArgument(machine, dtype) ?? torchState(machine).defaultDtype;
  return new Tensor(constantNode(fromNumbers(kind, [size, size], Array.from({ length: size * size }, (_, i) => (i % size > Math.floor(i / size) ? -Infinity : 0))), false));
}

/** Every matrix anew, in the order of the parameters. */
function resetParameters(l: Layer): void {
  const { trace } = l.machine;
  const { recording } = trace;
  trace.recording = false;
  for (const [, parameter] of membersOf(l.self, "_parameters")) {
    if (parameter.shape.length > 1) overwrite(l.machine, parameter, trace.leaf(xavierUniform(l.state.generator, parameter.shape, 1, parameter.dtype), sampleOrigin(l.state, "Transformer")));
  }
  trace.recording = recording;
}

const transformer = layer({
  signature: "Transformer(d_model=512, nhead=8, num_encoder_layers=6, num_decoder_layers=6, dim_feedforward=2048, dropout=None, activation='relu', custom_encoder=None, custom_decoder=None, layer_norm_eps=None, batch_first=False, norm_first=False, bias=True, device=None, dtype=None)",
  module: "transformer",
  init: (l) => {
    const { machine } = l;
    const settings = named(Object.fromEntries(["dim_feedforward", "dropout", "activation", "layer_norm_eps", "batch_first", "norm_first", "bias", "dtype"].map((name) => [name, l.a[name] ?? null])));
    const stack = (custom: Value, part: PyType, whole: PyType, count: Value): Value => {
      if (custom !== null) return custom;
      const one = machine.call(part, [l.a.d_model!, l.a.nhead!], settings);
      return machine.call(whole, [one, count, machine.call(typeNamed("LayerNorm"), [l.a.d_model!], named({ eps: numberOr(l.a.layer_norm_eps ?? null, 1e-5), bias: l.a.bias!, dtype: l.a.dtype ?? null }))]);
    };
    l.module("encoder", stack(l.a.custom_encoder!, encoderLayer, encoder, l.a.num_encoder_layers!));
    l.module("decoder", stack(l.a.custom_decoder!, decoderLayer, decoder, l.a.num_decoder_layers!));
    resetParameters(l);
    l.keep("d_model", "nhead", "batch_first");
  },
  forward: (l, args, keywords) => {
    const get = read(["src", "tgt", "src_mask", "tgt_mask", "memory_mask", "src_key_padding_mask", "tgt_key_padding_mask", "memory_key_padding_mask", "src_is_causal", "tgt_is_causal", "memory_is_causal"], args, keywords);
    const [source, target] = [asTensor(get("src")), asTensor(get("tgt"))];
    if (source.shape.length === 3 && source.shape[l.get("batch_first") === true ? 0 : 1] !== target.shape[l.get("batch_first") === true ? 0 : 1]) throw runtimeError(l.machine, "the batch number of src and tgt must be equal");
    if (source.shape.at(-1) !== l.get("d_model") || target.shape.at(-1) !== l.get("d_model")) throw runtimeError(l.machine, "the feature number of src and tgt must be equal to d_model");
    const memory = l.run("encoder", [source], named({ mask: get("src_mask"), src_key_padding_mask: get("src_key_padding_mask"), is_causal: get("src_is_causal") ?? false }));
    return l.run("decoder", [target, memory], named(Object.fromEntries(["tgt_mask", "memory_mask", "tgt_key_padding_mask", "memory_key_padding_mask"].map((name) => [name, get(name)]))));
  },
  more: [new PyBuiltin("generate_square_subsequent_mask", (machine, args, keywords = NO_KEYWORDS) => {
    const size = args.find((one) => typeof one === "number") ?? keywords.get("sz");
    if (typeof size !== "number") throw valueError(machine, "generate_square_subsequent_mask(): sz must be an int");
    return subsequentMask(machine, size, keywords.get("dtype") ?? null);
  }, "static")],
});

export const TRANSFORMERS: readonly PyType[] = [transformer, encoder, decoder, encoderLayer, decoderLayer];
