/** torch.nn.MultiheadAttention (torch/nn/functional.py, multi_head_attention_forward). */
import { PyFloat, PyTuple, PyType, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { xavierUniform } from "../../../tensor/random/initializers.js";
import type { Node } from "../../../trace/node.js";
import { overwrite } from "../in-place.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { dropout } from "./functional.js";
import { type Layer, layer, numbersOf } from "./layer.js";
import { LAYERS } from "./layers.js";
import { registerModule } from "./module.js";

const linearType = LAYERS.find((one) => one.name === "Linear")!;
const outputType = new PyType("NonDynamicallyQuantizableLinear", [linearType], "torch.nn.modules.linear");

function attend(l: Layer, args: readonly Value[], keywords: ReadonlyMap<string, Value>): Value {
  const { machine } = l;
  const { ops } = l.state;
  const given = (i: number, name: string): Value => args[i] ?? keywords.get(name) ?? null;
  const flips = l.get("batch_first") === true;
  const batched = asTensor(given(0, "query")).shape.length === 3;
  const sequence = (value: Value): Node => {
    const node = asTensor(value).node(machine);
    return batched ? (flips ? ops.transpose(node, 0, 1) : node) : ops.unsqueeze(node, 1);
  };
  const [query, key, value] = [sequence(given(0, "query")), sequence(given(1, "key")), sequence(given(2, "value"))];
  const [size, heads] = [numbersOf(l.get("embed_dim"))[0]!, numbersOf(l.get("num_heads"))[0]!];
  const weight = asTensor(l.get("in_proj_weight")).node(machine);
  const bias = isTensor(l.get("in_proj_bias")) ? asTensor(l.get("in_proj_bias")).node(machine) : null;
  const third = (x: Node, i: number): Node => ops.slice(x, x.value.shape.map((_, axis) => (axis === 0 ? i * size : 0)), x.value.shape.map((length, axis) => (axis === 0 ? (i + 1) * size : length)), x.value.shape.map(() => 1));
  const width = size / heads;
  const projected = [query, key, value].map((x, i) => {
    const y = ops.apply("linear", bias ? [x, third(weight, i), third(bias, i)] : [x, third(weight, i)]);
    const [length = 1, batch = 1] = y.value.shape;
    return ops.transpose(ops.reshape(y, [length, batch * heads, width]), 0, 1);
  }) as [Node, Node, Node]; // three in, three out
  const [q, k, v] = projected;
  let scores = ops.matmul(ops.scale(q, Math.sqrt(1 / width)), ops.transpose(k));
  scores = masked(l, scores, given(3, "key_padding_mask"), given(5, "attn_mask"), heads);
  let weights = ops.apply("softmax", [scores], { axis: -1 });
  const rate = numbersOf(l.get("dropout"))[0]!;
  if (rate > 0) weights = dropout(machine, new Tensor(weights), rate, l.training).node(machine);
  const [length = 1, batch = 1] = query.value.shape;
  const mixed = ops.reshape(ops.transpose(ops.matmul(weights, v), 0, 1), [length * batch, size]);
  const out = asTensor(machine.getAttribute(l.get("out_proj"), "weight")).node(machine);
  const outBias = machine.getAttribute(l.get("out_proj"), "bias");
  let result = ops.reshape(ops.apply("linear", isTensor(outBias) ? [mixed, out, outBias.node(machine)] : [mixed, out]), [length, batch, size]);
  result = batched ? (flips ? ops.transpose(result, 0, 1) : result) : ops.squeeze(result, 1);
  if (given(4, "need_weights") === false) return new PyTuple([new Tensor(result), null]);
  const split = ops.reshape(weights, [batch, heads, length, key.value.shape[0]!]);
  const shown = keywords.get("average_attn_weights") === false ? split : ops.mean(split, [1]);
  return new PyTuple([new Tensor(result), new Tensor(batched ? shown : ops.squeeze(shown, 0))]);
}

/** −∞ (or what a float mask says) added where attention may not go. */
function masked(l: Layer, scores: Node, padding: Value, mask: Value, heads: number): Node {
  const { ops } = l.state;
  const [rows = 1, length = 1, width = 1] = scores.value.shape;
  const additive = (value: Value): Node | null => {
    if (!isTensor(value)) return null;
    const node = value.node(l.machine);
    return value.dtype === "bool" ? ops.where(node, ops.fill(scores, [], -Infinity), ops.fill(scores, [], 0)) : node;
  };
  const [a, p] = [additive(mask), additive(padding)];
  let result = scores;
  if (a) result = ops.add(result, a);
  if (p) result = ops.reshape(ops.add(ops.reshape(result, [rows / heads, heads, length, width]), ops.reshape(p, [rows / heads, 1, 1, width])), [rows, length, width]);
  return result;
}

export const multiheadAttention: PyType = layer({
  signature: "MultiheadAttention(embed_dim, num_heads, dropout=None, bias=True, add_bias_kv=False, add_zero_attn=False, kdim=None, vdim=None, batch_first=False, device=None, dtype=None)",
  module: "activation",
  init: (l) => {
    l.keep("embed_dim", "num_heads", "batch_first");
    l.set("dropout", l.a.dropout ?? new PyFloat(0));
    const size = l.int("embed_dim");
    if (size % l.int("num_heads") !== 0) throw l.machine.raise("AssertionError", "embed_dim must be divisible by num_heads");
    l.set("head_dim", size / l.int("num_heads"));
    // The output layer draws its numbers before the input projection does.
    const output = l.machine.call(outputType, [size, size], new Map([["bias", l.a.bias ?? true]]));
    l.parameter("in_proj_weight", xavierUniform(l.state.generator, [3 * size, size], 1, l.dtype), "MultiheadAttention");
    l.parameter("in_proj_bias", l.truth("bias") ? full(l.dtype, [3 * size], 0) : null);
    const bias = l.machine.getAttribute(output, "bias");
    if (isTensor(bias)) {
      const { recording } = l.machine.trace;
      l.machine.trace.recording = false;
      overwrite(l.machine, bias, l.machine.trace.leaf(full(l.dtype, [size], 0), { kind: "literal" }));
      l.machine.trace.recording = recording;
    }
    registerModule(l.machine, l.self, "out_proj", output);
  },
  forward: attend,
});
