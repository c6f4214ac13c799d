/** Minus log-likelihoods and a divergence: kl_div, poisson_nll_loss, gaussian_nll_loss. */
import { withBuffer } from "../../../tensor/array.js";
import { broadcastShapes } from "../../../tensor/shape.js";
import type { Node } from "../../../trace/node.js";
import { defineComposite } from "../../composite.js";
import { fractions, samples, waves } from "../sample-arrays.js";
import { defineLoss, lossSpelling, pairShape, reduced, reducedShape } from "./loss.js";

/** t(ln t − x) with x a log-probability; "batchmean" divides the sum by the length of the first axis. */
export const klDiv = defineComposite({
  name: "kl_div",
  inputs: ["x", "target"],
  attributes: { log_target: false, reduction: "mean" },
  dtype: "first",
  sentence: "How far one distribution is from another, in nats; the prediction comes as log-probabilities.",
  spellings: lossSpelling("kl_div", "input=x, target=target", "log_target=log_target"),
  samples: () => samples({ inputs: [waves([2, 3]), fractions([2, 3])] }, { inputs: [waves([2, 3]), waves([2, 3], 4)], attributes: { log_target: true, reduction: "batchmean" } }),
  differentiable: ["x", "target"],
  shape: (shapes, attributes) => reducedShape(pairShape(shapes), attributes),
  compose: (ops, [x, target], attributes) => {
    let each: Node;
    if (attributes.log_target) {
      each = ops.mul(ops.unary("exp", target!), ops.sub(target!, x!));
    } else {
      const none = ops.compare("eq", target!, ops.constant(0));
      const safe = ops.where(none, ops.onesLike(target!), target!);
      each = ops.sub(ops.where(none, ops.zerosLike(target!), ops.mul(target!, ops.unary("log", safe))), ops.mul(target!, x!));
    }
    if (attributes.reduction === "batchmean") return ops.scale(ops.sum(each), 1 / (x!.value.shape[0] ?? 1));
    return reduced(ops, each, attributes);
  },
  formula: {
    value: { text: "mean({target}·(ln {target} − {x}))", latex: "\\frac1n \\sum {target} \\left(\\ln {target} - {x}\\right)" },
    derivatives: { x: { text: "−{gy}·{target}/n", latex: "-\\frac{{gy}}{n} {target}" }, target: { text: "{gy}·(ln {target} + 1 − {x})/n", latex: "\\frac{{gy}}{n} \\left(\\ln {target} + 1 - {x}\\right)" } },
  },
});

/** e^x − t x, or x − t ln(x + eps); `full` adds Stirling's term for t > 1. */
export const poissonNll = defineLoss({
  name: "poisson_nll_loss",
  inputs: ["x", "target"],
  attributes: { log_input: true, full: false, eps: 1e-8 },
  sentence: "Minus the log-likelihood of counts under a Poisson rate.",
  spellings: lossSpelling("poisson_nll_loss", "input=x, target=target, log_input=log_input, full=full", "eps=eps"),
  samples: () => samples({ inputs: [waves([2, 3]), fractions([2, 3])] }, { inputs: [fractions([2, 3]), fractions([2, 3], 4)], attributes: { log_input: false, reduction: "sum" } }),
  differentiable: ["x", "target"],
  each: (ops, [x, target], { log_input: logarithmic, full, eps }) => {
    const base = logarithmic ? ops.sub(ops.unary("exp", x!), ops.mul(target!, x!)) : ops.sub(x!, ops.mul(target!, ops.unary("log", ops.add(x!, ops.constant(Number(eps))))));
    if (!full) return base;
    const large = ops.compare("gt", target!, ops.constant(1));
    const safe = ops.where(large, target!, ops.onesLike(target!));
    const logarithm = ops.unary("log", safe);
    const stirling = ops.add(ops.sub(ops.mul(safe, logarithm), safe), ops.scale(ops.add(logarithm, ops.constant(Math.log(2 * Math.PI))), 0.5));
    return ops.add(base, ops.where(large, stirling, ops.zerosLike(stirling)));
  },
  formula: {
    value: { text: "mean(exp({x}) − {target}·{x})", latex: "\\frac1n \\sum e^{{x}} - {target} {x}" },
    derivatives: { x: { text: "{gy}·(exp({x}) − {target})/n", latex: "\\frac{{gy}}{n} \\left(e^{{x}} - {target}\\right)" }, target: { text: "−{gy}·{x}/n", latex: "-\\frac{{gy}}{n} {x}" } },
  },
});

/** ½(ln v + (x − t)²/v); v is at least eps in the value, its gradient passes as if it were not bounded. */
export const gaussianNll = defineLoss({
  name: "gaussian_nll_loss",
  inputs: ["x", "target", "variance"],
  attributes: { full: false, eps: 1e-6 },
  sentence: "Minus the log-likelihood of targets under normal distributions with predicted means and variances.",
  spellings: lossSpelling("gaussian_nll_loss", "input=x, target=target, var=variance, full=full, eps=eps").map((text) => text.replace(", *, reduction", ", reduction")),
  samples: () => samples({ inputs: [waves([2, 3]), waves([2, 3], 4), fractions([2, 3])] }, { inputs: [waves([2, 3]), waves([2, 3], 4), fractions([2, 1])], attributes: { full: true, reduction: "sum" } }),
  differentiable: ["x", "target", "variance"],
  eachShape: ([x, target]) => broadcastShapes(x!, target!) ?? pairShape([x!, target!]),
  each: (ops, [x, target, variance], { full, eps }) => {
    let v = variance!;
    if (v.value.shape.length && v.value.shape.length === x!.value.shape.length - 1) v = ops.unsqueeze(v, -1);
    const lift = ops.constant(withBuffer(v.value, v.value.buffer.map((value) => Math.max(Number(eps) - value, 0))));
    v = ops.add(v, lift);
    const d = ops.sub(x!, target!);
    const each = ops.scale(ops.add(ops.unary("log", v), ops.div(ops.mul(d, d), v)), 0.5);
    return full ? ops.add(each, ops.constant(0.5 * Math.log(2 * Math.PI))) : each;
  },
  formula: {
    value: { text: "mean(½(ln {variance} + ({x} − {target})²/{variance}))", latex: "\\frac{1}{2n} \\sum \\ln {variance} + \\frac{({x} - {target})^2}{{variance}}" },
    derivatives: {
      x: { text: "{gy}·({x} − {target})/{variance}/n", latex: "\\frac{{gy}}{n} \\frac{{x} - {target}}{{variance}}" },
      target: { text: "−{gy}·({x} − {target})/{variance}/n", latex: "-\\frac{{gy}}{n} \\frac{{x} - {target}}{{variance}}" },
      variance: { text: "{gy}·½(1/{variance} − ({x} − {target})²/{variance}²)/n", latex: "\\frac{{gy}}{2n} \\left(\\frac{1}{{variance}} - \\frac{({x} - {target})^2}{{variance}^2}\\right)" },
    },
  },
});
