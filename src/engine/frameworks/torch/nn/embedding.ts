/** Rows of a table: F.embedding with its options. */
import type { Machine } from "../../../python/machine.js";
import type { Value } from "../../../python/object.js";
import { contiguous, fromNumbers, toNumbers, wrap } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { floatArgument } from "../../arguments.js";
import { callNamed } from "../dispatch.js";
import { SCALAR_TYPES } from "../dtypes.js";
import { runtimeError } from "../errors.js";
import { inFunctional, type TorchFunction } from "../functions/define.js";
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

export const EMBEDDINGS: readonly TorchFunction[] = [
  inFunctional("embedding(input, weight, padding_idx=None, max_norm=None, norm_type=None, scale_grad_by_freq=False, sparse=False)", (c) => embed(c.machine, c.raw("input"), c.raw("weight"), { padding: c.raw("padding_idx"), maxNorm: c.raw("max_norm"), normType: c.raw("norm_type"), byFrequency: c.bool("scale_grad_by_freq") })),
];
