/** RNN, LSTM, GRU and their cells, step by step as PyTorch's CPU code runs them (torch/nn/modules/rnn.py). */
import { PyFloat, PyTuple, type PyType, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import type { Operations } from "../../../ops/operations.js";
import { runtimeError } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { dropout } from "./functional.js";
import { type Layer, layer, numbersOf } from "./layer.js";

type Kind = "RNN" | "LSTM" | "GRU";
const GATES: Readonly<Record<Kind, number>> = { RNN: 1, LSTM: 4, GRU: 3 };

interface Weights {
  readonly inputWeight: Node;
  readonly hiddenWeight: Node;
  readonly inputBias: Node | null;
  readonly hiddenBias: Node | null;
}
/** Hidden state and, for LSTM, cell state. */
type State = readonly Node[];

const linear = (ops: Operations, x: Node, weight: Node, bias: Node | null): Node => ops.apply("linear", bias ? [x, weight, bias] : [x, weight]);

function parts(ops: Operations, x: Node, count: number): Node[] {
  const axis = x.value.shape.length - 1;
  const each = x.value.shape[axis]! / count;
  return Array.from({ length: count }, (_, i) => ops.slice(x, x.value.shape.map((_length, k) => (k === axis ? i * each : 0)), x.value.shape.map((length, k) => (k === axis ? (i + 1) * each : length)), x.value.shape.map(() => 1)));
}

/** One step; `fromInput` is W_ih x + b_ih. */
function stepOf(ops: Operations, kind: Kind, nonlinearity: string, fromInput: Node, state: State, w: Weights): State {
  const [h, cell] = state as readonly [Node, Node];
  const fromHidden = linear(ops, h, w.hiddenWeight, w.hiddenBias);
  if (kind === "RNN") return [ops.unary(nonlinearity, ops.add(fromHidden, fromInput))];
  if (kind === "LSTM") {
    const [i, f, g, o] = parts(ops, ops.add(fromHidden, fromInput), 4) as [Node, Node, Node, Node]; // four gates
    const next = ops.add(ops.mul(ops.unary("sigmoid", f), cell), ops.mul(ops.unary("sigmoid", i), ops.unary("tanh", g)));
    return [ops.mul(ops.unary("sigmoid", o), ops.unary("tanh", next)), next];
  }
  const [ri, zi, ni] = parts(ops, fromInput, 3) as [Node, Node, Node]; // three gates
  const [rh, zh, nh] = parts(ops, fromHidden, 3) as [Node, Node, Node]; // as above
  const reset = ops.unary("sigmoid", ops.add(rh, ri));
  const update = ops.unary("sigmoid", ops.add(zh, zi));
  const fresh = ops.unary("tanh", ops.add(ni, ops.mul(nh, reset)));
  return [ops.add(ops.mul(ops.sub(h, fresh), update), fresh)];
}

function makeWeights(l: Layer, kind: Kind, names: readonly (readonly [string, readonly number[]])[]): void {
  const bound = 1 / Math.sqrt(l.int("hidden_size"));
  for (const [name, shape] of names) l.parameter(name, l.state.generator.fillUniform(shape, -bound, bound, l.dtype), kind);
}

const suffixes = (l: Layer): string[] => Array.from({ length: numbersOf(l.get("num_layers"))[0]! }, (_, k) => k).flatMap((k) => (l.get("bidirectional") === true ? [`_l${k}`, `_l${k}_reverse`] : [`_l${k}`]));

const nodeNamed = (l: Layer, name: string): Node | null => {
  const value = l.get(name);
  return isTensor(value) ? value.node(l.machine) : null;
};
const weightsOf = (l: Layer, suffix: string): Weights => ({ inputWeight: nodeNamed(l, `weight_ih${suffix}`)!, hiddenWeight: nodeNamed(l, `weight_hh${suffix}`)!, inputBias: nodeNamed(l, `bias_ih${suffix}`), hiddenBias: nodeNamed(l, `bias_hh${suffix}`) });

const zeros = (like: Node, shape: readonly number[]): Node => constantNode(full(like.value.dtype, shape, 0), false);
const row = (ops: Operations, x: Node, i: number): Node => {
  const { shape } = x.value;
  return ops.reshape(ops.slice(x, shape.map((_, k) => (k === 0 ? i : 0)), shape.map((length, k) => (k === 0 ? i + 1 : length)), shape.map(() => 1)), shape.slice(1));
};
const stacked = (ops: Operations, list: readonly Node[]): Node => nameGradient(ops.cat(list.map((one) => ops.unsqueeze(one, 0)), 0), "StackBackward0");

function run(l: Layer, kind: Kind, given: Value, hidden: Value): Value {
  const { ops } = l.state;
  const input = asTensor(given);
  const batchFirst = l.get("batch_first") === true;
  const batched = input.shape.length === 3;
  if (!batched && input.shape.length !== 2) throw runtimeError(l.machine, `${kind}: Expected input to be 2D or 3D, got ${input.shape.length}D tensor instead`);
  if (input.shape.at(-1) !== l.get("input_size")) throw runtimeError(l.machine, `input.size(-1) must be equal to input_size. Expected ${l.repr("input_size")}, got ${input.shape.at(-1)}`);
  let x = input.node(l.machine);
  if (!batched) x = ops.unsqueeze(x, 1);
  else if (batchFirst) x = ops.transpose(x, 0, 1);
  const [steps = 0, batch = 1] = x.value.shape;
  const size = numbersOf(l.get("hidden_size"))[0]!;
  const names = suffixes(l);
  const directions = l.get("bidirectional") === true ? 2 : 1;
  const count = kind === "LSTM" ? 2 : 1;
  const starts: Node[] | null = hidden === null ? null : (hidden instanceof PyTuple ? hidden.items : [hidden]).map((one) => {
    const node = asTensor(one).node(l.machine);
    return batched ? node : ops.unsqueeze(node, 1);
  });
  const finals: Node[][] = Array.from({ length: count }, () => []);
  const dropoutRate = numbersOf(l.get("dropout"))[0]!;
  names.forEach((suffix, k) => {
    if (k % directions === 1) return;
    const outputs = Array.from({ length: directions }, (_, d) => {
      const weights = weightsOf(l, names[k + d] ?? suffix);
      const projected = linear(ops, x, weights.inputWeight, weights.inputBias);
      let state: State = Array.from({ length: count }, (_unused, s) => (starts ? row(ops, starts[s]!, k + d) : zeros(x, [batch, size])));
      const list = new Array<Node>(steps);
      for (let t = 0; t < steps; t++) {
        l.machine.step();
        const at = d === 0 ? t : steps - 1 - t;
        state = stepOf(ops, kind, l.get("nonlinearity") === "relu" ? "relu" : "tanh", row(ops, projected, at), state, weights);
        list[at] = state[0]!;
      }
      state.forEach((one, s) => finals[s]!.push(one));
      return stacked(ops, list);
    });
    x = directions === 2 ? ops.cat(outputs, 2) : outputs[0]!;
    if (dropoutRate > 0 && k + directions < names.length) x = dropout(l.machine, new Tensor(x), dropoutRate, l.training).node(l.machine);
  });
  const output = batched ? (batchFirst ? ops.transpose(x, 0, 1) : x) : ops.squeeze(x, 1);
  const last = finals.map((list) => {
    const node = stacked(ops, list);
    return new Tensor(batched ? node : ops.squeeze(node, 1));
  });
  return new PyTuple([new Tensor(output), count === 2 ? new PyTuple(last) : last[0]!]);
}

function recurrent(kind: Kind): PyType {
  const extra = kind === "RNN" ? ", nonlinearity='tanh'" : "";
  return layer({
    signature: `${kind}(input_size, hidden_size, num_layers=1${extra}, bias=True, batch_first=False, dropout=None, bidirectional=False, proj_size=0, device=None, dtype=None)`,
    module: "rnn",
    init: (l) => {
      l.keep("input_size", "hidden_size", "num_layers", "nonlinearity", "bias", "batch_first", "bidirectional");
      l.set("dropout", l.a.dropout ?? new PyFloat(0));
      const [size, gates] = [l.int("hidden_size"), GATES[kind]];
      const directions = l.truth("bidirectional") ? 2 : 1;
      for (const suffix of suffixes(l)) {
        const width = suffix.startsWith("_l0") ? l.int("input_size") : size * directions;
        makeWeights(l, kind, [[`weight_ih${suffix}`, [gates * size, width]], [`weight_hh${suffix}`, [gates * size, size]], ...(l.truth("bias") ? ([[`bias_ih${suffix}`, [gates * size]], [`bias_hh${suffix}`, [gates * size]]] as const) : [])]);
      }
    },
    forward: (l, args, keywords) => run(l, kind, args[0] ?? keywords.get("input") ?? null, args[1] ?? keywords.get("hx") ?? null),
    extra: (l) => [
      `${l.repr("input_size")}, ${l.repr("hidden_size")}`, ...(l.get("num_layers") === 1 ? [] : [`num_layers=${l.repr("num_layers")}`]), ...(l.get("bias") === true ? [] : ["bias=False"]), ...(l.get("batch_first") === true ? ["batch_first=True"] : []),
      ...(numbersOf(l.get("dropout"))[0] === 0 ? [] : [`dropout=${l.repr("dropout")}`]), ...(l.get("bidirectional") === true ? ["bidirectional=True"] : []),
    ].join(", "),
  });
}

function cell(kind: Kind): PyType {
  return layer({
    signature: `${kind}Cell(input_size, hidden_size, bias=True${kind === "RNN" ? ", nonlinearity='tanh'" : ""}, device=None, dtype=None)`,
    module: "rnn",
    init: (l) => {
      l.keep("input_size", "hidden_size", "bias", "nonlinearity");
      const rows = GATES[kind] * l.int("hidden_size");
      makeWeights(l, kind, [["weight_ih", [rows, l.int("input_size")]], ["weight_hh", [rows, l.int("hidden_size")]], ...(l.truth("bias") ? ([["bias_ih", [rows]], ["bias_hh", [rows]]] as const) : [])]);
    },
    forward: (l, args, keywords) => {
      const { ops } = l.state;
      const x = asTensor(args[0]).node(l.machine);
      const hidden = args[1] ?? keywords.get("hx") ?? null;
      const shape = [...x.value.shape.slice(0, -1), numbersOf(l.get("hidden_size"))[0]!];
      const state = hidden === null ? [zeros(x, shape), zeros(x, shape)] : (hidden instanceof PyTuple ? hidden.items : [hidden]).map((one) => asTensor(one).node(l.machine));
      const weights = weightsOf(l, "");
      const next = stepOf(ops, kind, l.get("nonlinearity") === "relu" ? "relu" : "tanh", linear(ops, x, weights.inputWeight, weights.inputBias), state, weights).map((node) => new Tensor(node));
      return kind === "LSTM" ? new PyTuple(next) : next[0]!;
    },
    extra: (l) => `${l.repr("input_size")}, ${l.repr("hidden_size")}${l.get("bias") === true ? "" : ", bias=False"}`,
  });
}

export const RECURRENT: readonly PyType[] = [recurrent("RNN"), recurrent("LSTM"), recurrent("GRU"), cell("RNN"), cell("LSTM"), cell("GRU")];
