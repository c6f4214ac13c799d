import { toNumbers } from "../../../tensor/array.js";
import { type Shape, sameShape } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import type { Operations } from "../../operations.js";
import { torchError } from "../neural/geometry.js";
import { fractions, samples, waves } from "../sample-arrays.js";
import { defineLoss, type Inputs, lossSpelling } from "./loss.js";

const weighted = (ops: Operations, loss: Node, weight: Node | undefined): Node => (weight ? ops.mul(loss, weight) : loss);
const size = (shape: Shape): string => `torch.Size([${shape.join(", ")}])`;

/** ln p, at least −100, as PyTorch bounds it. */
const boundedLog = (ops: Operations, logarithm: Node): Node => ops.where(ops.compare("lt", logarithm, ops.constant(-100)), ops.fill(logarithm, logarithm.value.shape, -100), logarithm);

/** −(t ln x + (1 − t) ln(1 − x)); slope (x − t)/(x(1 − x)), the divisor at least 1e-12. */
export const bce = defineLoss({
  name: "binary_cross_entropy",
  inputs: ["x", "target", "weight"],
  optional: { weight: 1 },
  withoutGradient: ["weight"],
  sentence: "How surprised probabilities are by the yes-or-no targets.",
  spellings: lossSpelling("binary_cross_entropy", "input=x, target=target, weight=weight"),
  convention: "Logarithms are bounded below by −100, and the divisor x(1 − x) by 1e-12.",
  samples: () => samples({ inputs: [fractions([2, 3]), fractions([2, 3], 4)] }, { inputs: [fractions([2, 3]), fractions([2, 3], 4), fractions([3], 2)], attributes: { reduction: "sum" } }),
  eachShape: ([x, target]) => {
    if (sameShape(x!, target!)) return x!;
    throw torchError(`binary_cross_entropy: input [${x!.join(", ")}] and target [${target!.join(", ")}] differ; they must be equal`,
      `Using a target size (${size(target!)}) that is different to the input size (${size(x!)}) is deprecated. Please ensure they have the same size.`, "ValueError");
  },
  each: (ops, [x, target, weight]) => {
    if (toNumbers(x!.value).some((p) => p < 0 || p > 1)) throw torchError("binary_cross_entropy: an input lies outside [0, 1]; inputs must be probabilities", "all elements of input should be between 0 and 1");
    const yes = boundedLog(ops, ops.unary("log", x!));
    const no = boundedLog(ops, ops.unary("log1p", ops.neg(x!)));
    // t·(yes − no) + no would lose digits; the framework has (t − 1)·no − t·yes.
    return weighted(ops, ops.sub(ops.mul(ops.sub(target!, ops.constant(1)), no), ops.mul(target!, yes)), weight);
  },
  slopes: {
    x: (ops, [x, target, weight]) => {
      const product = ops.mul(x!, ops.sub(ops.constant(1), x!));
      const divisor = ops.where(ops.compare("lt", product, ops.constant(1e-12)), ops.fill(product, product.value.shape, 1e-12), product);
      return weighted(ops, ops.div(ops.sub(x!, target!), divisor), weight);
    },
    target: (ops, [x, , weight]) => weighted(ops, ops.sub(ops.unary("log1p", ops.neg(x!)), ops.unary("log", x!)), weight),
  },
  formula: {
    value: { text: "mean(−{target}·ln {x} − (1 − {target})·ln(1 − {x}))", latex: "-\\frac1n \\sum {target} \\ln {x} + (1 - {target}) \\ln(1 - {x})" },
    derivatives: {
      x: { text: "{gy}·({x} − {target})/({x}(1 − {x}))/n", latex: "\\frac{{gy}}{n} \\frac{{x} - {target}}{{x}(1 - {x})}" },
      target: { text: "{gy}·(ln(1 − {x}) − ln {x})/n", latex: "\\frac{{gy}}{n} \\ln\\frac{1 - {x}}{{x}}" },
    },
  },
});

/** 1 + (p − 1)t: how much a sample's positive term counts. */
const positiveShare = (ops: Operations, [, target, , positive]: Inputs): Node | null =>
  positive ? ops.add(ops.mul(ops.sub(positive, ops.constant(1)), target!), ops.constant(1)) : null;

/** ln(1 + e^−x) without overflow. */
export const softplusOfNegative = (ops: Operations, x: Node): Node => {
  const tail = ops.unary("log1p", ops.unary("exp", ops.neg(ops.unary("abs", x))));
  return ops.add(tail, ops.where(ops.compare("lt", x, ops.constant(0)), ops.neg(x), ops.zerosLike(x)));
};

/** (1 − t)x + (1 + (p − 1)t) ln(1 + e^−x); slope σ(x) − t for p = 1. */
export const bceWithLogits = defineLoss({
  name: "binary_cross_entropy_with_logits",
  inputs: ["x", "target", "weight", "pos_weight"],
  optional: { weight: 1, pos_weight: 1 },
  withoutGradient: ["weight", "pos_weight"],
  sentence: "Binary cross-entropy of a sigmoid, in one step that neither overflows nor loses digits.",
  spellings: lossSpelling("binary_cross_entropy_with_logits", "input=x, target=target, weight=weight", "pos_weight=pos_weight"),
  samples: () => samples({ inputs: [waves([2, 3]), fractions([2, 3], 4)] }, { inputs: [waves([2, 3]), fractions([2, 3], 4), fractions([3]), fractions([3], 3)], attributes: { reduction: "sum" } }),
  eachShape: ([x, target]) => {
    if (sameShape(x!, target!)) return x!;
    throw torchError(`binary_cross_entropy_with_logits: input [${x!.join(", ")}] and target [${target!.join(", ")}] differ; they must be equal`,
      `Target size (${size(target!)}) must be the same as input size (${size(x!)})`, "ValueError");
  },
  each: (ops, inputs) => {
    const [x, target, weight] = inputs;
    const share = positiveShare(ops, inputs);
    const tail = softplusOfNegative(ops, x!);
    return weighted(ops, ops.add(ops.mul(ops.sub(ops.constant(1), target!), x!), share ? ops.mul(share, tail) : tail), weight);
  },
  slopes: {
    x: (ops, inputs) => {
      const [x, target, weight] = inputs;
      const share = positiveShare(ops, inputs);
      if (!share) return weighted(ops, ops.sub(ops.unary("sigmoid", x!), target!), weight);
      return weighted(ops, ops.sub(ops.sub(ops.constant(1), target!), ops.mul(share, ops.unary("sigmoid", ops.neg(x!)))), weight);
    },
    target: (ops, [x, , weight, positive]) => {
      const slope = positive ? ops.sub(ops.mul(ops.sub(positive, ops.constant(1)), softplusOfNegative(ops, x!)), x!) : ops.neg(x!);
      return weighted(ops, slope, weight);
    },
  },
  formula: {
    value: { text: "mean(−{target}·ln σ({x}) − (1 − {target})·ln(1 − σ({x})))", latex: "-\\frac1n \\sum {target} \\ln \\sigma({x}) + (1 - {target}) \\ln(1 - \\sigma({x}))" },
    derivatives: {
      x: { text: "{gy}·(σ({x}) − {target})/n", latex: "\\frac{{gy}}{n} \\left(\\sigma({x}) - {target}\\right)" },
      target: { text: "−{gy}·{x}/n", latex: "-\\frac{{gy}}{n} {x}" },
    },
  },
});
