/** Class numbers as the losses over classes read them: input [C], [N, C], [N, C, d…], target without the C. */
import { contiguous, fromNumbers, type NDArray, toNumbers } from "../../../tensor/array.js";
import { type Shape, sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { type Card, defineStructural } from "../../define.js";
import type { Operations } from "../../operations.js";
import { sumOfLosses } from "../../../tensor/kernels/sum.js";
import { torchError } from "../neural/geometry.js";

export const classAxis = (shape: Shape): number => (shape.length === 1 ? 0 : 1);
export const withoutClasses = (shape: Shape): Shape => shape.filter((_, axis) => axis !== classAxis(shape));

export function checkTargets(name: string, x: Shape, target: Shape): void {
  const wanted = withoutClasses(x);
  if (sameShape(wanted, target)) return;
  if (x.length > 1 && target.length && x[0] !== target[0]) {
    throw torchError(`${name}: ${x[0]} samples but ${target[0]} targets; there must be as many`, `Expected input batch_size (${x[0]}) to match target batch_size (${target[0]}).`, "ValueError");
  }
  throw torchError(`${name}: targets are [${target.join(", ")}]; they must be [${wanted.join(", ")}]`,
    target.length > 1 && x.length === 2 ? `0D or 1D target tensor expected, multi-target not supported` : `Expected target size [${wanted.join(", ")}], got [${target.join(", ")}]`);
}

export interface ClassTargets {
  /** Class numbers with the class axis of length 1; ignored ones are 0. */
  readonly index: Node;
  /** The weight of each target's class, 0 where ignored; of the target's shape. */
  readonly weights: Node;
  readonly totalWeight: number;
}

/** `weight`: one number a class, or none. */
export function classTargets(ops: Operations, x: Node, target: NDArray, weight: NDArray | undefined, ignored: number): ClassTargets {
  const shape = x.value.shape;
  const classes = shape[classAxis(shape)]!;
  const table = weight?.shape.length ? contiguous(weight).buffer : null;
  const numbers = toNumbers(target);
  const weights = numbers.map((c) => {
    if (c === ignored) return 0;
    if (c < 0 || c >= classes) throw torchError(`target ${c} is not one of ${classes} classes; classes are 0 to ${classes - 1}`, `Target ${c} is out of bounds.`, "IndexError");
    return table ? table[c]! : 1;
  });
  const axis = classAxis(shape);
  const column = shape.map((length, i) => (i === axis ? 1 : length));
  return {
    index: ops.constant(fromNumbers("int64", column, numbers.map((c) => (c === ignored ? 0 : c)))),
    weights: ops.constant(fromNumbers(x.value.dtype, withoutClasses(shape), weights)),
    totalWeight: weights.reduce((sum, w) => sum + w, 0),
  };
}

/** One weight a class, laid along the class axis; null: none given. */
export function classWeights(ops: Operations, x: Node, weight: Node | undefined): Node | null {
  if (!weight?.value.shape.length) return null;
  const axis = classAxis(x.value.shape);
  return ops.reshape(weight, x.value.shape.map((length, i) => (i === axis ? length : 1)));
}

/** −wₜ·lₜ for each target, from log-probabilities. */
export function pickedLosses(ops: Operations, logs: Node, { index, weights }: ClassTargets): Node {
  const axis = classAxis(logs.value.shape);
  const picked = ops.gather(logs, index, axis);
  const flat = ops.reshape(picked, withoutClasses(logs.value.shape));
  // Where the weight is 0 the loss is 0 even if the logarithm is −∞.
  const used = ops.where(ops.compare("eq", weights, ops.constant(0)), ops.zerosLike(flat), flat);
  return ops.neg(ops.mul(weights, used));
}


/** The losses of a batch, added as PyTorch adds them; over positions as well, as every sum. */
export const totalLoss = (ops: Operations, losses: Node): Node => (losses.value.shape.length === 1 ? ops.run(lossTotal, [losses]) : ops.sum(losses));

const lossTotal: Card = defineStructural({
  name: "total_loss",
  inputs: ["x"],
  dtype: "promote",
  sentence: "Adds up the losses of a batch.",
  spellings: [],
  samples: () => [{ inputs: [fromNumbers("float64", [3], [1, -2, 0.5])] }],
  shape: () => [],
  forward: ([x], _attributes, dtype) => sumOfLosses(x!, dtype),
  vjp: { x: (c) => c.ops.expand(c.g, c.in.x!.value.shape) },
  jvp: "linear",
  formula: {
    value: { text: "∑ {x}", latex: "\\sum {x}" },
    derivatives: { x: { text: "{gy} for every element", latex: "{gy} \\cdot \\mathbf{1}" } },
  },
});
