/** The elements of one node's value and gradient. */
import type { TensorAnswer, TensorPart, TensorRequest, TensorStatistics } from "../../report/views/tensor.js";
import type { NDArray } from "../../tensor/array.js";
import type { TargetGraph } from "../target-graph.js";
import { statisticsOf } from "../tensor/statistics.js";
import { cellsOf, type Frame, frameOf } from "../tensor/window.js";

/** null: no such node. */
export function tensorView(graph: TargetGraph, { node: id, lead, window }: TensorRequest): TensorAnswer | null {
  const node = graph.nodeOf(id);
  if (!node) return null;
  const { dtype, shape } = node.value;
  const frame = frameOf(shape, lead, window);
  const gradient = graph.gradients.of(node, dtype, 1);
  const adjoint = graph.gradients.adjoints.get(node);
  return {
    id,
    dtype,
    shape: [...shape],
    ...frame,
    value: partOf(node.value, frame),
    gradient: adjoint ? partOf(adjoint.value, frame) : null,
    reason: gradient.kind === "value" ? (gradient.zeroBecause ?? "") : gradient.reason,
  };
}

/** Arrays never change, so what was counted once is known: another window asks for the same. */
const counted = new WeakMap<NDArray, TensorStatistics>();

function partOf(array: NDArray, frame: Frame): TensorPart {
  let statistics = counted.get(array);
  if (!statistics) counted.set(array, (statistics = statisticsOf(array)));
  return { ...cellsOf(array, frame), statistics };
}
