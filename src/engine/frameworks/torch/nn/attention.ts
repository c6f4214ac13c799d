/** torch.nn.MultiheadAttention and the function it calls (torch/nn/functional.py, multi_head_attention_forward). */
import type { Machine } from "../../../python/machine.js";
import { PyFloat, PyTuple, PyType, type Value } from "../../../python/object.js";
import { fromNumbers, full, toNumbers } from "../../../tensor/array.js";
import { xavierNormal, xavierUniform } from "../../../tensor/random/initializers.js";
import { constantNode, type Node } from "../../../trace/node.js";
import type { Operations } from "../../../ops/operations.js";
import { numberOf } from "../../arguments.js";
import { runtimeError } from "../errors.js";
import { overwrite } from "../in-place.js";
import { inFunctional, type TorchFunction } from "../functions/define.js";
import { torchState } from "../state.js";
import { isTensor, Tensor } from "../tensor.js";
import { dropout } from "./functional.js";
import { type Layer, layer, numbersOf } from "./layer.js";
import { LAYERS } from "./layers.js";

/** By PyTorch's names; absent: None. */
interface Attention {
  readonly heads: number;
  readonly rate: number;
  readonly training: boolean;
  readonly weights: boolean;
  readonly average: boolean;
  readonly zeroAttention: boolean;
  readonly causal: boolean;
  readonly get: (name: string) => Value;
}

const nodeIn = (machine: Machine, value: Value): Node | null => (isTensor(value) ? value.node(machine) : null);
const part = (ops: Operations, x: Node, from: number, to: number): Node => ops.slice(x, x.value.shape.map((_, axis) => (axis === 0 ? from : 0)), x.value.shape.map((length, axis) => (axis === 0 ? to : length)), x.value.shape.map(() => 1));
const linear = (ops: Operations, x: Node, weight: Node, bias: Node | null): Node => ops.apply("linear", bias ? [x, weight, bias] : [x, weight]);

/** Query, key and value behind their projections: one weight in three parts, or three weights. */
function projected(machine: Machine, [query, key, value]: readonly [Node, Node, Node], get: Attention["get"]): [Node, Node, Node] {
  const { ops } = torchState(machine);
  const size = query.value.shape.at(-1)!;
  const packed = nodeIn(machine, get("in_proj_weight"));
  const bias = nodeIn(machine, get("in_proj_bias"));
  return [query, key, value].map((x, i) => {
    const own = packed ? part(ops, packed, i * size, (i + 1) * size) : nodeIn(machine, get(`${["q", "k", "v"][i]}_proj_weight`))!;
    return linear(ops, x, own, bias ? part(ops, bias, i * size, (i + 1) * size) : null);
  }) as [Node, Node, Node]; // three in, three out
}

/** −∞ where a bool mask says so; a float mask is added as it is. */
function additive(machine: Machine, value: Value, like: Node): Node | null {
  const { ops } = torchState(machine);
  const node = nodeIn(machine, value);
  if (!node) return null;
  return node.value.dtype === "bool" ? ops.where(node, ops.fill(like, [], -Infinity), ops.fill(like, [], 0)) : node;
}

const widened = (ops: Operations, mask: Node | null): Node | null => mask && ops.cat([mask, ops.fill(mask, [...mask.value.shape.slice(0, -1), 1], 0)], mask.value.shape.length - 1);

function checkMask(machine: Machine, mask: Node, rows: number, length: number, width: number): void {
  const { shape } = mask.value;
  const wanted = shape.length === 2 ? [length, width] : [rows, length, width];
  if (shape.length !== 2 && shape.length !== 3) throw runtimeError(machine, `attn_mask's dimension ${shape.length} is not supported`);
  if (shape.join() !== wanted.join()) throw runtimeError(machine, `The shape of the ${shape.length}D attn_mask is torch.Size([${shape.join(", ")}]), but should be (${wanted.join(", ")}).`);
}

/** Rows of which nothing may be attended to give 0, not NaN, where weights are not asked for. */
function softened(ops: Operations, scores: Node, weights: boolean): Node {
  const soft = ops.apply("softmax", [scores], { axis: -1 });
  if (weights) return soft;
  const width = scores.value.shape.at(-1)!;
  const values = toNumbers(scores.value);
  const empty = Array.from({ length: values.length / width }, (_, row) => Number(values.slice(row * width, (row + 1) * width).every((value) => value === -Infinity)));
  return empty.includes(1) ? ops.where(constantNode(fromNumbers("bool", [...scores.value.shape.slice(0, -1), 1], empty), false), ops.zerosLike(soft), soft) : soft;
}

/** Sequences first, batches second; gives the output and the weights of every head. */
function attend(machine: Machine, inputs: readonly [Node, Node, Node], o: Attention): { readonly output: Node; readonly weights: Node } {
  const { ops } = torchState(machine);
  let [q, k, v] = projected(machine, inputs, o.get);
  const [length = 1, batch = 1, size = 1] = q.value.shape;
  const width = size / o.heads;
  const rows = batch * o.heads;
  if (o.causal && o.get("attn_mask") === null) throw runtimeError(machine, "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method `generate_square_subsequent_mask` to create this mask.");
  let mask = additive(machine, o.get("attn_mask"), q);
  let padding = additive(machine, o.get("key_padding_mask"), q);
  if (mask) checkMask(machine, mask, rows, length, k.value.shape[0]!);
  const extra = [nodeIn(machine, o.get("bias_k")), nodeIn(machine, o.get("bias_v"))];
  if (extra[0] && extra[1]) {
    k = ops.cat([k, ops.expand(extra[0], [1, batch, size])], 0);
    v = ops.cat([v, ops.expand(extra[1], [1, batch, size])], 0);
    [mask, padding] = [widened(ops, mask), widened(ops, padding)];
  }
  const split = (x: Node): Node => ops.transpose(ops.reshape(x, [x.value.shape[0]!, rows, width]), 0, 1);
  [q, k, v] = [split(q), split(k), split(v)];
  if (o.zeroAttention) {
    k = ops.cat([k, ops.fill(k, [rows, 1, width], 0)], 1);
    v = ops.cat([v, ops.fill(v, [rows, 1, width], 0)], 1);
    [mask, padding] = [widened(ops, mask), widened(ops, padding)];
  }
  const source = k.value.shape[1]!;
  let scores = ops.matmul(ops.scale(q, Math.sqrt(1 / width)), ops.transpose(k));
  if (mask) scores = ops.add(scores, mask);
  if (padding) scores = ops.reshape(ops.add(ops.reshape(scores, [batch, o.heads, length, source]), ops.reshape(padding, [batch, 1, 1, source])), [rows, length, source]);
  let weights = softened(ops, scores, o.weights);
  if (o.rate > 0) weights = dropout(machine, new Tensor(weights), o.rate, o.training).node(machine);
  const mixed = ops.reshape(ops.transpose(ops.matmul(weights, v), 0, 1), [length * batch, size]);
  const out = linear(ops, mixed, nodeIn(machine, o.get("out_proj_weight"))!, nodeIn(machine, o.get("out_proj_bias")));
  return { output: ops.reshape(out, [length, batch, out.value.shape[1]!]), weights: ops.reshape(weights, [batch, o.heads, length, source]) };
}

/** `flips`: batches come first. */
function run(machine: Machine, given: readonly [Value, Value, Value], o: Attention, flips: boolean): Value {
  const { ops } = torchState(machine);
  const nodes = given.map((value) => {
    const node = nodeIn(machine, value);
    if (!node) throw machine.raise("TypeError", `expected a Tensor, got ${machine.typeOf(value).name}`);
    return node;
  });
  const { shape } = nodes[0]!.value;
  const batched = shape.length === 3;
  if (!batched && shape.length !== 2) throw machine.raise("AssertionError", `query should be unbatched 2D or batched 3D tensor but received ${shape.length}-D query tensor`);
  const inputs = nodes.map((node) => (batched ? (flips ? ops.transpose(node, 0, 1) : node) : ops.unsqueeze(node, 1))) as [Node, Node, Node]; // three in, three out
  const { output, weights } = attend(machine, inputs, o);
  const result = new Tensor(batched ? (flips ? ops.transpose(output, 0, 1) : output) : ops.squeeze(output, 1));
  if (!o.weights) return new PyTuple([result, null]);
  const shown = o.average ? ops.mean(weights, [1]) : weights;
  return new PyTuple([result, new Tensor(batched ? shown : ops.squeeze(shown, 0))]);
}

export const attentionForward: TorchFunction = inFunctional("multi_head_attention_forward(query, key, value, embed_dim_to_check, num_heads, in_proj_weight, in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training=True, key_padding_mask=None, need_weights=True, attn_mask=None, use_separate_proj_weight=False, q_proj_weight=None, k_proj_weight=None, v_proj_weight=None, static_k=None, static_v=None, average_attn_weights=True, is_causal=False)", (c) =>
  run(c.machine, [c.raw("query"), c.raw("key"), c.raw("value")], {
    heads: c.int("num_heads"), rate: c.number("dropout_p", 0), training: c.bool("training"), weights: c.bool("need_weights"), average: c.bool("average_attn_weights"), zeroAttention: c.bool("add_zero_attn"), causal: c.bool("is_causal"),
    get: (name) => c.raw(name),
  }, false));

const linearType = LAYERS.find((one) => one.name === "Linear")!;
const outputType = new PyType("NonDynamicallyQuantizableLinear", [linearType], "torch.nn.modules.linear");

const ARGUMENTS = ["query", "key", "value", "key_padding_mask", "need_weights", "attn_mask", "average_attn_weights", "is_causal"] as const;

function forward(l: Layer, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const given = new Map<string, Value>([...args.map((value, i) => [ARGUMENTS[i] ?? String(i), value] as const), ...keywords]);
  const out = l.get("out_proj");
  const truth = (name: string, otherwise: boolean): boolean => (given.has(name) ? l.machine.truth(given.get(name)!) : otherwise);
  const weights = truth("need_weights", true);
  return run(l.machine, [given.get("query") ?? null, given.get("key") ?? null, given.get("value") ?? null], {
    heads: numberOf(l.get("num_heads") as number), rate: numbersOf(l.get("dropout"))[0]!, training: l.training, weights, average: truth("average_attn_weights", true), zeroAttention: l.get("add_zero_attn") === true, causal: truth("is_causal", false), // an int since __init__
    get: (name) => (name === "out_proj_weight" || name === "out_proj_bias" ? l.machine.getAttribute(out, name.slice(9)) : (given.get(name) ?? l.get(name))),
  }, l.get("batch_first") === true);
}

function init(l: Layer): void {
  l.keep("embed_dim");
  const [size, heads] = [l.int("embed_dim"), l.int("num_heads")];
  if (size <= 0 || heads <= 0) throw l.machine.raise("ValueError", `embed_dim and num_heads must be greater than 0, got embed_dim=${size} and num_heads=${heads} instead`);
  l.set("kdim", l.a.kdim ?? size);
  l.set("vdim", l.a.vdim ?? size);
  l.set("_qkv_same_embed_dim", l.get("kdim") === size && l.get("vdim") === size);
  l.keep("num_heads", "batch_first", "add_zero_attn");
  l.set("dropout", l.a.dropout ?? new PyFloat(0));
  if (size % heads !== 0) throw l.machine.raise("AssertionError", "embed_dim must be divisible by num_heads");
  l.set("head_dim", size / heads);
  const { generator } = l.state;
  // The output layer draws its numbers before the input projections do.
  const output = l.machine.call(outputType, [size, size], new Map<string, Value>([["bias", l.a.bias ?? true], ["dtype", l.a.dtype ?? null]]));
  const drawn = (name: string, shape: readonly number[]): void => l.parameter(name, xavierUniform(generator, shape, 1, l.dtype), "MultiheadAttention");
  if (l.get("_qkv_same_embed_dim") === true) {
    drawn("in_proj_weight", [3 * size, size]);
    for (const name of ["q_proj_weight", "k_proj_weight", "v_proj_weight"]) l.parameter(name, null);
  } else {
    drawn("q_proj_weight", [size, size]);
    drawn("k_proj_weight", [size, numbersOf(l.get("kdim"))[0]!]);
    drawn("v_proj_weight", [size, numbersOf(l.get("vdim"))[0]!]);
    l.parameter("in_proj_weight", null);
  }
  l.parameter("in_proj_bias", l.truth("bias") ? full(l.dtype, [3 * size], 0) : null);
  for (const name of ["bias_k", "bias_v"]) {
    if (l.truth("add_bias_kv")) l.parameter(name, xavierNormal(generator, [1, 1, size], 1, l.dtype), "MultiheadAttention");
    else l.set(name, null);
  }
  const bias = l.machine.getAttribute(output, "bias");
  if (isTensor(bias)) {
    const { recording } = l.machine.trace;
    l.machine.trace.recording = false;
    overwrite(l.machine, bias, l.machine.trace.leaf(full(l.dtype, [size], 0), { kind: "literal" }));
    l.machine.trace.recording = recording;
  }
  l.module("out_proj", output);
}

export const multiheadAttention: PyType = layer({
  signature: "MultiheadAttention(embed_dim, num_heads, dropout=None, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None)",
  module: "activation",
  init,
  forward,
});
