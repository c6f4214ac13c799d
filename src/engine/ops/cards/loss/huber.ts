/** Losses that are squares near 0 and lines far out. */
import type { Node } from "../../../trace/node.js";
import type { Operations } from "../../operations.js";
import { samples, waves } from "../sample-arrays.js";
import { defineLoss, difference, type Inputs, lossSpelling } from "./loss.js";

const pair = { inputs: [waves([2, 3]), waves([2, 3], 4)] };

/** The slope of the Huber form: d inside ±bound, ±bound outside, times `factor`. */
function clipped(ops: Operations, inputs: Inputs, bound: number, factor: number): Node {
  const d = difference(ops, inputs);
  return ops.where(ops.compare("lt", ops.unary("abs", d), ops.constant(bound)), ops.scale(d, factor), ops.scale(ops.unary("sign", d), bound === 0 ? 1 : bound * factor));
}

/** d²/2 for |d| ≤ δ, δ(|d| − δ/2) beyond. Huber 1964. */
export const huber = defineLoss({
  name: "huber_loss",
  inputs: ["x", "target"],
  attributes: { delta: 1 },
  sentence: "Squares small differences and takes large ones linearly, so that outliers pull less.",
  spellings: lossSpelling("huber_loss", "input=x, target=target", "delta=delta"),
  samples: () => samples(pair, { ...pair, attributes: { delta: 0.5, reduction: "sum" } }),
  each: (ops, inputs, { delta }) => {
    const d = difference(ops, inputs);
    const size = ops.unary("abs", d);
    const bound = Number(delta);
    return ops.where(ops.compare("le", size, ops.constant(bound)), ops.scale(ops.mul(d, d), 0.5), ops.scale(ops.sub(size, ops.constant(bound / 2)), bound));
  },
  slopes: {
    x: (ops, inputs, { delta }) => clipped(ops, inputs, Number(delta), 1),
    target: (ops, inputs, { delta }) => ops.neg(clipped(ops, inputs, Number(delta), 1)),
  },
  formula: {
    value: { text: "½({x} − {target})², or δ(|{x} − {target}| − δ/2) beyond δ", latex: "\\begin{cases} \\tfrac12 d^2 & |d| \\le \\delta \\\\ \\delta(|d| - \\delta/2) & |d| > \\delta \\end{cases}" },
    derivatives: {
      x: { text: "{gy}·clip({x} − {target}, ±δ)/n", latex: "\\frac{{gy}}{n} \\operatorname{clip}({x} - {target}, \\pm\\delta)" },
      target: { text: "−{gy}·clip({x} − {target}, ±δ)/n", latex: "-\\frac{{gy}}{n} \\operatorname{clip}({x} - {target}, \\pm\\delta)" },
    },
  },
});

/** d²/(2β) for |d| < β, |d| − β/2 beyond; β = 0 is l1. Girshick 2015. */
export const smoothL1 = defineLoss({
  name: "smooth_l1_loss",
  inputs: ["x", "target"],
  attributes: { beta: 1 },
  sentence: "The absolute difference, rounded off to a parabola near 0.",
  spellings: lossSpelling("smooth_l1_loss", "input=x, target=target", "beta=beta"),
  samples: () => samples(pair, { ...pair, attributes: { beta: 0.5, reduction: "sum" } }),
  each: (ops, inputs, { beta }) => {
    const d = difference(ops, inputs);
    const size = ops.unary("abs", d);
    const bound = Number(beta);
    if (bound === 0) return size;
    return ops.where(ops.compare("lt", size, ops.constant(bound)), ops.scale(ops.mul(d, d), 0.5 / bound), ops.sub(size, ops.constant(bound / 2)));
  },
  slopes: {
    x: (ops, inputs, { beta }) => clipped(ops, inputs, Number(beta), beta === 0 ? 0 : 1 / Number(beta)),
    target: (ops, inputs, { beta }) => ops.neg(clipped(ops, inputs, Number(beta), beta === 0 ? 0 : 1 / Number(beta))),
  },
  formula: {
    value: { text: "({x} − {target})²/(2β), or |{x} − {target}| − β/2 beyond β", latex: "\\begin{cases} d^2/(2\\beta) & |d| < \\beta \\\\ |d| - \\beta/2 & |d| \\ge \\beta \\end{cases}" },
    derivatives: {
      x: { text: "{gy}·clip(({x} − {target})/β, ±1)/n", latex: "\\frac{{gy}}{n} \\operatorname{clip}\\left(\\tfrac{{x} - {target}}{\\beta}, \\pm 1\\right)" },
      target: { text: "−{gy}·clip(({x} − {target})/β, ±1)/n", latex: "-\\frac{{gy}}{n} \\operatorname{clip}\\left(\\tfrac{{x} - {target}}{\\beta}, \\pm 1\\right)" },
    },
  },
});
