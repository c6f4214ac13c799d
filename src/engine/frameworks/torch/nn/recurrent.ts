/** RNN, LSTM, GRU and their cells, step by step as PyTorch's CPU code runs them (torch/nn/modules/rnn.py). */
import { native } from "../../../python/define-native.js";
import { PyFloat, PyGetter, type PyInstance, PyList, PyTuple, type PyType, type Value } from "../../../python/object.js";
import { full } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import type { Operations } from "../../../ops/operations.js";
import { runtimeError, valueError } from "../errors.js";
import { nameGradient } from "../grad-names.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";
import { dropout } from "./functional.js";
import { asPacked, packedSequence } from "./packed.js";
import { Layer, layer, numbersOf } from "./layer.js";

type Kind = "RNN" | "LSTM" | "GRU";
const GATES: Readonly<Record<Kind, number>> = { RNN: 1, LSTM: 4, GRU: 3 };

interface Weights {
  readonly inputWeight: Node;
  readonly hiddenWeight: Node;
  readonly inputBias: Node | null;
  readonly hiddenBias: Node | null;
  /** LSTM with `proj_size`: what makes the hidden state of the cell's output. */
  readonly projection: Node | null;
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
    const out = ops.mul(ops.unary("sigmoid", o), ops.unary("tanh", next));
    return [w.projection ? linear(ops, out, w.projection, null) : out, next];
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
const weightsOf = (l: Layer, suffix: string): Weights => ({ inputWeight: nodeNamed(l, `weight_ih${suffix}`)!, hiddenWeight: nodeNamed(l, `weight_hh${suffix}`)!, inputBias: nodeNamed(l, `bias_ih${suffix}`), hiddenBias: nodeNamed(l, `bias_hh${suffix}`), projection: nodeNamed(l, `weight_hr${suffix}`) });

const zeros = (like: Node, shape: readonly number[]): Node => constantNode(full(like.value.dtype, shape, 0), false);
const rows = (ops: Operations, x: Node, from: number, to: number): Node => ops.slice(x, x.value.shape.map((_, k) => (k === 0 ? from : 0)), x.value.shape.map((length, k) => (k === 0 ? to : length)), x.value.shape.map(() => 1));
const row = (ops: Operations, x: Node, i: number): Node => ops.reshape(rows(ops, x, i, i + 1), x.value.shape.slice(1));
const stacked = (ops: Operations, list: readonly Node[]): Node => nameGradient(ops.cat(list.map((one) => ops.unsqueeze(one, 0)), 0), "StackBackward0");

/** Sequences, longest first: step t has the first `sizes[t]` of them. Padded ones have all at every step. */
interface Sequences {
  readonly data: Node;
  readonly sizes: readonly number[];
  readonly packed: boolean;
}

/** One layer in one direction: the hidden states of every step, and the state in which each sequence ends. */
function pass(l: Layer, kind: Kind, { data, sizes, packed }: Sequences, start: State, weights: Weights, backwards: boolean): { readonly outputs: Node[]; readonly state: State } {
  const { ops } = l.state;
  const projected = linear(ops, data, weights.inputWeight, weights.inputBias);
  const steps = sizes.length;
  const batch = start[0]!.value.shape[0]!;
  const begins = sizes.map((_, t) => sizes.slice(0, t).reduce((sum, size) => sum + size, 0));
  let state = start;
  const outputs = new Array<Node>(steps);
  for (let i = 0; i < steps; i++) {
    l.machine.step();
    const t = backwards ? steps - 1 - i : i;
    const size = sizes[t]!;
    const all = size === batch;
    const next = stepOf(ops, kind, l.get("nonlinearity") === "relu" ? "relu" : "tanh", packed ? rows(ops, projected, begins[t]!, begins[t]! + size) : row(ops, projected, t), all ? state : state.map((one) => rows(ops, one, 0, size)), weights);
    outputs[t] = next[0]!;
    const before = state;
    state = all ? next : next.map((one, k) => ops.cat([one, rows(ops, before[k]!, size, batch)], 0));
  }
  return { outputs, state };
}

interface Result {
  readonly output: Node;
  readonly finals: readonly Node[];
}

/** All layers. `starts`: hidden (and cell) states of every layer and direction; null: zeros. */
function layersOf(l: Layer, kind: Kind, given: Sequences, starts: readonly Node[] | null, batch: number): Result {
  const { ops } = l.state;
  const names = suffixes(l);
  const directions = l.get("bidirectional") === true ? 2 : 1;
  const count = kind === "LSTM" ? 2 : 1;
  const widths = [numbersOf(l.get("proj_size") ?? 0)[0]! || numbersOf(l.get("hidden_size"))[0]!, numbersOf(l.get("hidden_size"))[0]!];
  const finals: Node[][] = Array.from({ length: count }, () => []);
  const rate = numbersOf(l.get("dropout"))[0]!;
  let { data } = given;
  for (let k = 0; k < names.length; k += directions) {
    const outputs = Array.from({ length: directions }, (_, d) => {
      const start = Array.from({ length: count }, (_unused, s) => (starts ? row(ops, starts[s]!, k + d) : zeros(data, [batch, widths[s]!])));
      const { outputs: list, state } = pass(l, kind, { ...given, data }, start, weightsOf(l, names[k + d]!), d === 1);
      state.forEach((one, s) => finals[s]!.push(one));
      return given.packed ? ops.cat(list, 0) : stacked(ops, list);
    });
    data = directions === 2 ? ops.cat(outputs, given.packed ? 1 : 2) : outputs[0]!;
    if (rate > 0 && k + directions < names.length) data = dropout(l.machine, new Tensor(data), rate, l.training).node(l.machine);
  }
  return { output: data, finals: finals.map((list) => stacked(ops, list)) };
}

const hiddenNodes = (l: Layer, hidden: Value): Node[] | null => (hidden === null ? null : (hidden instanceof PyTuple || hidden instanceof PyList ? hidden.items : [hidden]).map((one) => asTensor(one).node(l.machine)));

function checkHidden(l: Layer, kind: Kind, starts: readonly Node[] | null, batch: number): void {
  const layers = suffixes(l).length;
  const size = numbersOf(l.get("hidden_size"))[0]!;
  const widths = [numbersOf(l.get("proj_size") ?? 0)[0]! || size, size];
  starts?.forEach((one, s) => {
    const wanted = [layers, batch, widths[s]!];
    if (one.value.shape.join() !== wanted.join()) throw runtimeError(l.machine, `Expected hidden${kind === "LSTM" ? `[${s}]` : ""} size (${wanted.join(", ")}), got [${one.value.shape.join(", ")}]`);
  });
}

function run(l: Layer, kind: Kind, given: Value, hidden: Value): Value {
  const { ops } = l.state;
  const packed = asPacked(given);
  const pair = (list: readonly Value[]): Value => (kind === "LSTM" ? new PyTuple(list) : list[0]!);
  if (packed) {
    const chosen = (node: Node, order: Value): Node => (isTensor(order) ? nameGradient(ops.apply("index", [node, order.node(l.machine)], { axes: [1] }), "IndexSelectBackward0") : node);
    const starts = hiddenNodes(l, hidden)?.map((node) => chosen(node, packed.sorted)) ?? null;
    checkHidden(l, kind, starts, packed.sizes[0]!);
    const { output, finals } = layersOf(l, kind, { data: packed.data.node(l.machine), sizes: packed.sizes, packed: true }, starts, packed.sizes[0]!);
    return new PyTuple([packedSequence(new Tensor(output), packed.batchSizes, packed.sorted, packed.unsorted), pair(finals.map((node) => new Tensor(chosen(node, packed.unsorted))))]);
  }
  const input = asTensor(given);
  const batchFirst = l.get("batch_first") === true;
  const batched = input.shape.length === 3;
  if (!batched && input.shape.length !== 2) throw valueError(l.machine, `${kind}: Expected input to be 2D or 3D, got ${input.shape.length}D instead`);
  if (input.shape.at(-1) !== l.get("input_size")) throw runtimeError(l.machine, `input.size(-1) must be equal to input_size. Expected ${l.repr("input_size")}, got ${input.shape.at(-1)}`);
  let x = input.node(l.machine);
  if (!batched) x = ops.unsqueeze(x, 1);
  else if (batchFirst) x = ops.transpose(x, 0, 1);
  const [steps = 0, batch = 1] = x.value.shape;
  const starts = hiddenNodes(l, hidden)?.map((node) => (batched ? node : ops.unsqueeze(node, 1))) ?? null;
  checkHidden(l, kind, starts, batch);
  const { output, finals } = layersOf(l, kind, { data: x, sizes: new Array<number>(steps).fill(batch), packed: false }, starts, batch);
  if (kind === "LSTM" && l.get("bidirectional") !== true) nameGradient(output, "MkldnnRnnLayerBackward0");
  const shown = batched ? (batchFirst ? nameGradient(ops.transpose(output, 0, 1), kind === "LSTM" ? "TransposeBackward0" : "TransposeBackward1") : output) : ops.squeeze(output, 1);
  return new PyTuple([new Tensor(shown), pair(finals.map((node) => new Tensor(batched ? node : ops.squeeze(node, 1))))]);
}

function recurrent(kind: Kind): PyType {
  const extra = kind === "RNN" ? ", nonlinearity='tanh'" : "";
  return layer({
    signature: `${kind}(input_size, hidden_size, num_layers=1${extra}, bias=True, batch_first=False, dropout=None, bidirectional=False, proj_size=0, device=None, dtype=None)`,
    module: "rnn",
    init: (l) => {
      l.keep("input_size", "hidden_size", "num_layers", "nonlinearity", "bias", "batch_first", "bidirectional", "proj_size");
      l.set("dropout", l.a.dropout ?? new PyFloat(0));
      const [size, gates] = [l.int("hidden_size"), GATES[kind]];
      const directions = l.truth("bidirectional") ? 2 : 1;
      const projected = l.int("proj_size");
      if (projected > 0 && kind !== "LSTM") throw valueError(l.machine, "proj_size argument is only supported for LSTM, not RNN or GRU");
      if (projected >= size) throw valueError(l.machine, "proj_size has to be smaller than hidden_size");
      const real = projected || size;
      for (const suffix of suffixes(l)) {
        const width = suffix.startsWith("_l0") ? l.int("input_size") : real * directions;
        const biases = l.truth("bias") ? ([[`bias_ih${suffix}`, [gates * size]], [`bias_hh${suffix}`, [gates * size]]] as const) : [];
        makeWeights(l, kind, [[`weight_ih${suffix}`, [gates * size, width]], [`weight_hh${suffix}`, [gates * size, real]], ...biases, ...(projected ? ([[`weight_hr${suffix}`, [projected, size]]] as const) : [])]);
      }
    },
    forward: (l, args, keywords) => run(l, kind, args[0] ?? keywords.get("input") ?? null, args[1] ?? keywords.get("hx") ?? null),
    extra: (l) => [
      `${l.repr("input_size")}, ${l.repr("hidden_size")}`, ...(l.get("proj_size") === 0 ? [] : [`proj_size=${l.repr("proj_size")}`]), ...(l.get("num_layers") === 1 ? [] : [`num_layers=${l.repr("num_layers")}`]), ...(l.get("bias") === true ? [] : ["bias=False"]), ...(l.get("batch_first") === true ? ["batch_first=True"] : []),
      ...(numbersOf(l.get("dropout"))[0] === 0 ? [] : [`dropout=${l.repr("dropout")}`]), ...(l.get("bidirectional") === true ? ["bidirectional=True"] : []),
    ].join(", "),
    more: [
      new PyGetter("all_weights", (machine, self) => {
        const l = new Layer(machine, self as PyInstance, {}); // `self` of this type
        return new PyList(suffixes(l).map((suffix) => new PyList(["weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"].map((name) => l.get(`${name}${suffix}`)).filter(isTensor))));
      }),
      native("flatten_parameters(self)", () => null),
    ],
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
      const next = stepOf(ops, kind, l.get("nonlinearity") === "relu" ? "relu" : "tanh", linear(ops, x, weights.inputWeight, weights.inputBias), state, weights).map((node) => new Tensor(x.value.shape.length === 1 ? nameGradient(node, "SqueezeBackward1") : node));
      return kind === "LSTM" ? new PyTuple(next) : next[0]!;
    },
    extra: (l) => `${l.repr("input_size")}, ${l.repr("hidden_size")}${l.get("bias") === true ? "" : ", bias=False"}${l.get("nonlinearity") === "relu" ? ", nonlinearity=relu" : ""}`,
  });
}

export const RECURRENT: readonly PyType[] = [recurrent("RNN"), recurrent("LSTM"), recurrent("GRU"), cell("RNN"), cell("LSTM"), cell("GRU")];
