import { isFloating } from "../../../tensor/dtype.js";
import { type Shape, sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import type { Attributes } from "../../define.js";
import type { Operations } from "../../operations.js";
import { fractions, indices, samples, waves } from "../sample-arrays.js";
import { classLosses } from "./class-losses.js";
import { checkTargets, classAxis, classTargets, classWeights, pickedLosses, totalLoss, withoutClasses } from "./class-targets.js";
import { reducedShape } from "./loss.js";

/** −ln softmax(x)ₜ; ∂/∂x = softmax(x) − onehot(t). Targets: class numbers, or a probability a class. */
export const crossEntropy = defineComposite({
  name: "cross_entropy",
  inputs: ["x", "target", "weight"],
  optional: { weight: 1 },
  withoutGradient: ["weight"],
  attributes: { ignore_index: -100, reduction: "mean", label_smoothing: 0 },
  dtype: "first",
  sentence: "How surprised the softmax of the scores is by the right classes; pulls the right score up and pushes the others down.",
  spellings: ["torch.nn.functional.cross_entropy(input=x, target=target, weight=weight, *, ignore_index=ignore_index, reduction=reduction, label_smoothing=label_smoothing)"],
  samples: () => samples(
    { inputs: [waves([2, 3]), indices([2], [2, 0])] },
    { inputs: [waves([3, 3]), indices([3], [2, -100, 1]), fractions([3])], attributes: { label_smoothing: 0.1 } },
    { inputs: [waves([3]), indices([], [1])], attributes: { reduction: "sum" } },
    { inputs: [waves([2, 3, 2]), indices([2, 2], [2, 0, 1, 1])], attributes: { reduction: "none" } },
    { inputs: [waves([2, 3]), fractions([2, 3], 4)] },
  ),
  differentiable: ["x", "target"],
  shape: ([x, target], attributes) => {
    if (!sameShape(x!, target!)) checkTargets("cross_entropy", x!, target!);
    return reducedShape(withoutClasses(x!), attributes);
  },
  compose: (ops, [x, target, weight], attributes) => {
    const logs = ops.apply("log_softmax", [x!], { axis: classAxis(x!.value.shape) });
    return isFloating(target!.value.dtype) && sameShape(x!.value.shape, target!.value.shape)
      ? fromProbabilities(ops, logs, target!, weight, attributes)
      : fromClasses(ops, logs, target!, weight, attributes);
  },
  fused: classLosses,
  formula: {
    value: { text: "mean(−ln softmax({x})[{target}])", latex: "-\\frac1N \\sum_n \\ln \\frac{e^{{x}_{n,t_n}}}{\\sum_j e^{{x}_{n,j}}}" },
    derivatives: {
      x: { text: "{gy}·(softmax({x}) − onehot({target}))/N", latex: "\\frac{{gy}}{N} \\left(\\operatorname{softmax}({x}) - \\operatorname{onehot}({target})\\right)" },
      target: { text: "−{gy}·log_softmax({x})/N", latex: "-\\frac{{gy}}{N} \\ln\\operatorname{softmax}({x})" },
    },
  },
});

/** (1 − ε)·(−wₜ lₜ) + ε/C·Σ −w l; the mean divides by the sum of the targets' weights. */
function fromClasses(ops: Operations, logs: Node, target: Node, weight: Node | undefined, { ignore_index: ignored, reduction, label_smoothing }: Attributes): Node {
  const shape: Shape = logs.value.shape;
  const axis = classAxis(shape);
  const targets = classTargets(ops, logs, target.value, weight?.value, Number(ignored));
  const smoothing = Number(label_smoothing);
  let losses = pickedLosses(ops, logs, targets);
  if (smoothing > 0) {
    const perClass = classWeights(ops, logs, weight);
    const all = ops.neg(ops.sum(perClass ? ops.mul(logs, perClass) : logs, [axis]));
    const counted = ops.cast(ops.compare("ne", ops.constant(target.value), ops.constant(Number(ignored))), logs.value.dtype);
    const spread = ops.mul(all, ops.reshape(counted, withoutClasses(shape)));
    losses = ops.add(ops.scale(losses, 1 - smoothing), ops.scale(spread, smoothing / shape[axis]!));
  }
  if (reduction === "none") return losses;
  const sum = smoothing > 0 ? ops.sum(losses) : totalLoss(ops, losses);
  return reduction === "sum" ? sum : ops.div(sum, ops.constant(targets.totalWeight));
}

/** −Σ w t l over the classes, t smoothed towards 1/C; the mean divides by the number of samples and positions. */
function fromProbabilities(ops: Operations, logs: Node, target: Node, weight: Node | undefined, { reduction, label_smoothing }: Attributes): Node {
  const shape = logs.value.shape;
  const axis = classAxis(shape);
  const smoothing = Number(label_smoothing);
  const wanted = smoothing > 0 ? ops.add(ops.scale(target, 1 - smoothing), ops.constant(smoothing / shape[axis]!)) : target;
  const perClass = classWeights(ops, logs, weight);
  const terms = ops.mul(logs, wanted);
  const losses = ops.neg(ops.sum(perClass ? ops.mul(terms, perClass) : terms, [axis]));
  return reduction === "none" ? losses : reduction === "sum" ? ops.sum(losses) : ops.mean(losses);
}
