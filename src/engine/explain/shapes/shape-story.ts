/** Why a backward rule has the form it has: what the shapes leave as the only way. */
import { PICK } from "../../ops/pick.js";
import { shapeText as text } from "../../report/numbers.js";
import type { Node } from "../../trace/node.js";
import { partialSign } from "../rule.js";
import type { TargetGraph } from "../target-graph.js";
import { storyMessages as say } from "./messages.js";
import type { Use } from "../paths/uses.js";

export function shapeStory({ operation, result, slot }: Use, graph: TargetGraph): string {
  const { naming } = graph;
  const input = operation.inputs[slot]!;
  const [from, to] = [input.value.shape, result.value.shape];
  const name = operation.card?.name ?? "";
  const x = naming.of(input);
  const y = naming.of(result);
  if (operation.card === PICK) return "";
  if (MATRIX_PRODUCTS.has(name) && from.length >= 1) return product(operation, slot, x, y, graph);
  if (name === "linear" || name === "addmm") return linear(operation, slot, x, y, graph);
  if (operation.card?.kind === "elementwise") {
    const repeated = to.length > from.length || from.some((length, axis) => length !== to[to.length - from.length + axis]);
    if (repeated) return say.broadcast(x, shapeText(from), shapeText(to), repeats(from, to));
    return RECTIFIERS.test(name) ? say.mask(x) : name === "add" || (name === "sub" && slot === 0) ? say.passed(x, y) : say.elementwise(x, y);
  }
  const story = STORIES[name];
  if (story) return story(x, y, shapeText(from), shapeText(to), repeats(to, from));
  return say.general(x, y, shapeText(from), shapeText(to));
}

const MATRIX_PRODUCTS: ReadonlySet<string> = new Set(["matmul", "mm", "bmm", "mv", "dot", "jax_matmul", "numpy_dot"]);
const RECTIFIERS = /^(relu|relu6|leaky_relu|threshold|hardtanh|clamp|abs)$/;

type Story = (x: string, y: string, from: string, to: string, times: number) => string;

const moved: Story = (x, y, from, to) => say.moved(x, y, from, to);
const taken: Story = (x, y, from, to) => say.taken(x, y, from, to);

const STORIES: Readonly<Record<string, Story>> = {
  sum: (x, _y, from, to) => say.sum(x, from, to),
  jax_sum: (x, _y, from, to) => say.sum(x, from, to),
  mean: (x, _y, from, to, times) => say.mean(x, from, to, times),
  reshape: moved, permute: moved, transpose: moved, unsqueeze: moved, squeeze: moved, flip: moved, roll: moved, cat: moved, clone: moved, cast: moved,
  slice: taken, index: taken, gather: taken, embedding: (x, y, from) => say.embedding(x, y, from), as_strided: taken,
  expand: (x, _y, from, to, times) => say.broadcast(x, from, to, Math.max(1, Math.round(1 / times))),
  softmax: (x, y) => say.softmax(x, y),
  log_softmax: (x, y) => say.logSoftmax(x, y),
  layer_norm: (x) => say.normalized(x),
  rms_norm: (x) => say.normalized(x),
  batch_norm: (x) => say.normalized(x),
  conv1d: (x, y, from, to) => say.convolution(x, y, from, to),
  conv2d: (x, y, from, to) => say.convolution(x, y, from, to),
  conv3d: (x, y, from, to) => say.convolution(x, y, from, to),
  convolution: (x, y, from, to) => say.convolution(x, y, from, to),
  cross_entropy: (x) => say.crossEntropy(x),
  mse_loss: (x) => say.squaredError(x),
};

/** A number has no shape to write. */
const shapeText = (shape: readonly number[]): string => (shape.length ? text(shape) : say.number);

/** How many elements of the larger shape belong to one of the smaller. */
const repeats = (small: readonly number[], large: readonly number[]): number =>
  large.reduce((total, length) => total * length, 1) / small.reduce((total, length) => total * length, 1);

function product(node: Node, slot: number, x: string, y: string, { naming, symbol }: TargetGraph): string {
  const other = node.inputs[1 - slot]!;
  const from = node.inputs[slot]!.value.shape;
  const to = node.value.shape;
  if (from.length < 2 || other.value.shape.length < 2) return say.vector(x, naming.of(other));
  const [mine, out, its] = [from.slice(-2), to.slice(-2), other.value.shape.slice(-2)].map(shapeText);
  return slot === 1 ? say.rightFactor(x, naming.of(other), y, partialSign(symbol, y), mine!, its!, out!) : say.leftFactor(x, naming.of(other), y, partialSign(symbol, y), mine!, its!, out!);
}

/** y = x · Wᵀ + b (linear), y = b + x · W (addmm). */
function linear(node: Node, slot: number, x: string, y: string, { naming, symbol }: TargetGraph): string {
  const input = node.inputs[slot]!.value.shape;
  const to = node.value.shape;
  const isLinear = node.card?.name === "linear";
  const bias = isLinear ? 2 : 0;
  if (slot === bias) return say.bias(x, shapeText(input), shapeText(to));
  const [left, right] = isLinear ? [0, 1] : [1, 2];
  const other = naming.of(node.inputs[slot === left ? right! : left!]!);
  const shapes = [input, node.inputs[slot === left ? right! : left!]!.value.shape, to].map(shapeText) as [string, string, string];
  if (slot === left) return say.linearInput(x, other, y, ...shapes);
  return isLinear ? say.linearWeight(x, other, y, partialSign(symbol, y), ...shapes) : say.rightFactor(x, other, y, partialSign(symbol, y), ...shapes);
}
