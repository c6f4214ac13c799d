/**
 * Connectionist temporal classification (Graves et al. 2006): −ln of the probability of all alignments of a target with
 * the frames, by the forward recursion over the target with blanks between its labels.
 */
import type { Value } from "../../../python/object.js";
import { fromNumbers, toNumbers } from "../../../tensor/array.js";
import { constantNode, type Node } from "../../../trace/node.js";
import { isSequence, numberOf, isNumber } from "../../arguments.js";
import { isTensor } from "../tensor.js";
import { type Call, inFunctional, type TorchFunction } from "../functions/define.js";
import { stack } from "../functions/shapes.js";

/** The logarithm of nothing, finite so that slopes of sums over it stay numbers. */
const NEVER = -1e30;

const numbersIn = (value: Value): number[] =>
  isTensor(value) ? toNumbers(value.array()) : isSequence(value) ? value.items.flatMap((one) => (isNumber(one) ? [numberOf(one)] : [])) : isNumber(value) ? [numberOf(value)] : [];

/** [T, C] log-probabilities and the labels of one sample → the loss, a scalar. */
function sampleLoss(c: Call, frames: Node, labels: readonly number[], blank: number): Node {
  const { ops } = c;
  const { dtype } = frames.value;
  const path = [blank, ...labels.flatMap((label) => [label, blank])];
  const count = path.length;
  const filled = (length: number): Node => constantNode(fromNumbers(dtype, [length], new Array<number>(length).fill(NEVER)), false);
  const emitted = c.apply("index", [frames, constantNode(fromNumbers("int64", [count], path), false)], { axes: [1] });
  const frame = (t: number): Node => ops.reshape(ops.slice(emitted, [t, 0], [t + 1, count], [1, 1]), [count]);
  const shifted = (x: Node, by: number): Node => (by >= count ? filled(count) : ops.cat([filled(by), ops.slice(x, [0], [count - by], [1])], 0));
  const mask = (test: (k: number) => boolean): Node => constantNode(fromNumbers("bool", [count], path.map((_, k) => (test(k) ? 1 : 0))), false);
  // A blank may be left out between two labels that differ.
  const mayJump = mask((k) => k > 1 && path[k] !== blank && path[k] !== path[k - 2]);
  let reached = ops.where(mask((k) => k < 2), frame(0), filled(count));
  for (let t = 1; t < frames.value.shape[0]!; t++) {
    c.machine.step(count);
    const ways = stack(c, [reached, shifted(reached, 1), ops.where(mayJump, shifted(reached, 2), filled(count))], 0);
    reached = ops.add(c.apply("logsumexp", [ways], { axes: [0], keepdim: false }), frame(t));
  }
  const ends = ops.slice(reached, [Math.max(0, count - 2)], [count], [1]);
  const loss = ops.neg(c.apply("logsumexp", [ends], { axes: [0], keepdim: false }));
  // PyTorch's adjoint is that of the scores before log_softmax: e^x of every class comes on top.
  const mass = ops.sum(ops.unary("exp", frames));
  return ops.add(loss, ops.sub(mass, constantNode(mass.value, false)));
}

function ctcLoss(c: Call): Node {
  const { ops } = c;
  const given = c.node("log_probs");
  const batched = given.value.shape.length === 3;
  const [frames, batch, classes] = batched ? given.value.shape as [number, number, number] : [given.value.shape[0]!, 1, given.value.shape[1]!];
  const x = batched ? given : ops.reshape(given, [frames, 1, classes]);
  const [lengths, sizes] = [numbersIn(c.raw("input_lengths")), numbersIn(c.raw("target_lengths"))];
  const targets = c.node("targets").value;
  const labels = toNumbers(targets);
  const rows = targets.shape.length === 2 ? targets.shape[1]! : null;
  const blank = c.intOr("blank", 0);
  let at = 0;
  const losses = Array.from({ length: batch }, (_, n) => {
    const size = sizes[n] ?? 0;
    const own = rows === null ? labels.slice(at, at + size) : labels.slice(n * rows, n * rows + size);
    at += size;
    const sample = ops.reshape(ops.slice(x, [0, n, 0], [lengths[n] ?? frames, n + 1, classes], [1, 1, 1]), [lengths[n] ?? frames, classes]);
    const loss = sampleLoss(c, sample, own, blank);
    if (Number(toNumbers(loss.value)[0]) < -NEVER / 2) return loss;
    // No alignment fits: the value does not depend on the scores any more, the graph stays.
    return ops.add(ops.scale(loss, 0), ops.constant(c.bool("zero_infinity") ? 0 : Number.POSITIVE_INFINITY));
  });
  const all = c.named(stack(c, losses, 0), "CtcLossBackward0");
  const reduction = c.text("reduction");
  if (reduction === "sum") return ops.sum(all);
  if (reduction === "none") return batched ? all : c.named(ops.reshape(all, []), "SqueezeBackward1");
  return ops.mean(ops.div(all, constantNode(fromNumbers(all.value.dtype, [batch], sizes.map((size) => Math.max(size, 1))), false)));
}

export const CTC: readonly TorchFunction[] = [inFunctional("ctc_loss(log_probs, targets, input_lengths, target_lengths, blank=0, reduction='mean', zero_infinity=False)", ctcLoss)];
