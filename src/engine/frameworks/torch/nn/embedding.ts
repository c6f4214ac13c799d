/** Rows of a table: F.embedding with its options, F.embedding_bag. */
import type { Machine } from "../../../python/machine.js";
import type { Value } from "../../../python/object.js";
import { contiguous, fromNumbers, toNumbers, wrap } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument, intArgument } from "../../arguments.js";
import { callNamed } from "../dispatch.js";
import { SCALAR_TYPES } from "../dtypes.js";
import { runtimeError, unsupported, valueError } from "../errors.js";
import { type Call, inFunctional, type TorchFunction } from "../functions/define.js";
import { overwrite } from "../in-place.js";
import { torchState } from "../state.js";
import { asTensor, isTensor, Tensor } from "../tensor.js";

export interface EmbeddingOptions {
  readonly padding: Value;
  readonly maxNorm: Value;
  readonly normType: Value;
  readonly byFrequency: boolean;
}

/** Rows longer than `max_norm` are shortened in the table itself before they are read. */
function shorten(machine: Machine, table: Tensor, rows: readonly number[], most: number, p: number): void {
  const { dtype, shape, buffer } = contiguous(table.array());
  const width = shape[1]!;
  const next = buffer.slice();
  for (const row of new Set(rows)) {
    const own = Array.from(buffer.subarray(row * width, (row + 1) * width));
    const length = p === Infinity ? own.reduce((top, value) => Math.max(top, Math.abs(value)), 0) : own.reduce((sum, value) => sum + Math.abs(value) ** p, 0) ** (1 / p);
    if (length > most) for (let k = 0; k < width; k++) next[row * width + k] = own[k]! * (most / (length + 1e-7));
  }
  const { recording } = machine.trace;
  machine.trace.recording = false;
  overwrite(machine, table, machine.trace.leaf(wrap(dtype, shape, next), { kind: "computed" }));
  machine.trace.recording = recording;
}

/** Each use of a row counts for 1/n of its gradient, where n is how often the row is used. */
function byFrequency(machine: Machine, rows: Node, index: readonly number[]): Node {
  const { ops } = torchState(machine);
  const counts = new Map<number, number>();
  for (const row of index) counts.set(row, (counts.get(row) ?? 0) + 1);
  const shares = constantNode(fromNumbers(rows.value.dtype, [...rows.value.shape.slice(0, -1), 1], index.map((row) => 1 / counts.get(row)!)), false);
  const passed = ops.reshape(rows, rows.value.shape);
  (passed.hooks ??= []).push((adjoint) => ops.mul(adjoint, shares));
  return passed;
}

export function embed(machine: Machine, input: Value, weight: Value, o: EmbeddingOptions): Value {
  const index = asTensor(input);
  if (isTensor(input) && index.dtype !== "int64" && index.dtype !== "int32") throw runtimeError(machine, `Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; but got torch.${SCALAR_TYPES[index.dtype]}Tensor instead (while checking arguments for embedding)`);
  const rows = o.maxNorm !== null || o.byFrequency ? toNumbers(index.array()) : [];
  if (o.maxNorm !== null) shorten(machine, asTensor(weight), rows, floatArgument(machine, o.maxNorm, "max_norm"), o.normType === null ? 2 : floatArgument(machine, o.normType, "norm_type"));
  const result = callNamed(machine, "torch.nn.functional.embedding", [input, weight, o.padding]);
  return o.byFrequency ? new Tensor(byFrequency(machine, asTensor(result).node(machine), rows)) : result;
}

/** Where each bag begins and ends, from offsets or from the rows of a matrix. */
function bagBounds(c: Call, index: Tensor, offsets: Value): number[] {
  const count = index.shape.reduce((n, length) => n * length, 1);
  if (index.shape.length === 2) {
    if (offsets !== null) throw valueError(c.machine, `if input is 2D, then offsets has to be None, as input is treated is a mini-batch of fixed length sequences. However, found offsets of type ${c.machine.repr(c.machine.typeOf(offsets))}`);
    const [bags = 0, length = 0] = index.shape;
    return Array.from({ length: bags + 1 }, (_, i) => i * length);
  }
  if (!isTensor(offsets)) throw valueError(c.machine, "offsets has to be a 1D Tensor but got None");
  const starts = toNumbers(offsets.array());
  return c.bool("include_last_offset") ? starts : [...starts, count];
}

/** Sums, means or maxima of the rows of each bag. */
function embeddingBag(c: Call): Node {
  const { ops, machine } = c;
  if (c.raw("max_norm") !== null || c.bool("scale_grad_by_freq")) throw unsupported("torch.nn.functional.embedding_bag with max_norm or scale_grad_by_freq");
  const [index, table] = [asTensor(c.raw("input")), c.node("weight")];
  const numbers = toNumbers(index.array());
  const bounds = bagBounds(c, index, c.raw("offsets"));
  const padding = c.raw("padding_idx") === null ? null : intArgument(machine, c.raw("padding_idx"), "padding_idx");
  const mode = c.text("mode");
  const { dtype } = table.value;
  const flat = constantNode(fromNumbers("int64", [numbers.length], numbers), false);
  let rows = ops.apply("embedding", [table, flat]);
  const weights = c.optional("per_sample_weights");
  if (weights) {
    if (mode !== "sum") throw machine.raise("NotImplementedError", `embedding_bag: per_sample_weights was not None. per_sample_weights is only supported for mode='sum' (got mode='${mode}'). Please open a feature request on GitHub.`);
    rows = ops.mul(rows, ops.reshape(weights, [numbers.length, 1]));
  }
  const bags = bounds.length - 1;
  const members = Array.from({ length: bags }, (_, bag) => Array.from({ length: bounds[bag + 1]! - bounds[bag]! }, (_unused, k) => bounds[bag]! + k).filter((at) => numbers[at] !== padding));
  if (mode === "max") {
    const width = table.value.shape[1]!;
    return ops.cat(members.map((list) => (list.length ? ops.apply("amax", [ops.apply("index", [rows, constantNode(fromNumbers("int64", [list.length], list), false)], { axes: [0] })], { axes: [0], keepdim: true }) : ops.fill(rows, [1, width], 0))), 0);
  }
  const shares = new Array<number>(bags * numbers.length).fill(0);
  members.forEach((list, bag) => { for (const at of list) shares[bag * numbers.length + at] = mode === "mean" ? 1 / list.length : 1; });
  return ops.matmul(constantNode(fromNumbers(dtype, [bags, numbers.length], shares), false), rows);
}

export const EMBEDDINGS: readonly TorchFunction[] = [
  inFunctional("embedding(input, weight, padding_idx=None, max_norm=None, norm_type=None, scale_grad_by_freq=False, sparse=False)", (c) => embed(c.machine, c.raw("input"), c.raw("weight"), { padding: c.raw("padding_idx"), maxNorm: c.raw("max_norm"), normType: c.raw("norm_type"), byFrequency: c.bool("scale_grad_by_freq") })),
  inFunctional("embedding_bag(input, weight, offsets=None, max_norm=None, norm_type=None, scale_grad_by_freq=False, mode='mean', sparse=False, per_sample_weights=None, include_last_offset=False, padding_idx=None)", (c) => c.named(embeddingBag(c), "EmbeddingBagBackward0")),
];
