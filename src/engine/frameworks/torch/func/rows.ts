/** Whole Jacobians, one walk a row or one a column. */
import type { Machine } from "../../../python/machine.js";
import { fromNumbers } from "../../../tensor/array.js";
import { sizeOf } from "../../../tensor/shape.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { nameGradient } from "../grad-names.js";
import { torchState } from "../state.js";
import { pullback, pushforward } from "./differentiate.js";
import { tangentOr0 } from "./tangent.js";

/** A one at element `at` of the whole list, zeros elsewhere. */
export function unit(nodes: readonly Node[], at: number): Node[] {
  let start = 0;
  return nodes.map(({ value }) => {
    const count = sizeOf(value.shape);
    const place = at - start;
    start += count;
    return constantNode(fromNumbers(value.dtype, value.shape, Array.from({ length: count }, (_, i) => (i === place ? 1 : 0))), false);
  });
}

export const elements = (nodes: readonly Node[]): number => nodes.reduce((sum, node) => sum + sizeOf(node.value.shape), 0);

/** ∂outputs[o]/∂inputs[i], of shape [...output, ...input], by rows. */
export function byRows(machine: Machine, inputs: readonly Node[], outputs: readonly Node[]): Node[][] {
  const { ops } = torchState(machine);
  const pull = pullback(machine, inputs, outputs);
  const rows = Array.from({ length: elements(outputs) }, (_, at) => pull(unit(outputs, at)));
  let start = 0;
  return outputs.map((output) => {
    const count = sizeOf(output.value.shape);
    const own = rows.slice(start, (start += count));
    return inputs.map((input, i) => {
      const shape = [...output.value.shape, ...input.value.shape];
      if (!count) return constantNode(fromNumbers(input.value.dtype, shape, []), false);
      return nameGradient(ops.reshape(ops.cat(own.map((row) => ops.reshape(row[i]!, [1, ...input.value.shape])), 0), shape), "ViewBackward0");
    });
  });
}

/** The same by columns. */
export function byColumns(machine: Machine, inputs: readonly Node[], outputs: readonly Node[]): Node[][] {
  const { ops } = torchState(machine);
  const push = pushforward(machine, inputs, outputs);
  const columns = Array.from({ length: elements(inputs) }, (_, at) => push(unit(inputs, at)));
  return outputs.map((output, o) => {
    let start = 0;
    return inputs.map((input) => {
      const count = sizeOf(input.value.shape);
      const own = columns.slice(start, (start += count)).map((column) => tangentOr0(column[o]!, output));
      const shape = [...output.value.shape, ...input.value.shape];
      if (!count) return constantNode(fromNumbers(output.value.dtype, shape, []), false);
      return nameGradient(ops.reshape(ops.cat(own.map((column) => ops.unsqueeze(column, -1)), -1), shape), "ViewBackward0");
    });
  });
}
